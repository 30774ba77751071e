"""Pages that say the same."""

import random
from datetime import date
from time import process_time

from tacit.model.record import Part, Record, Value
from tacit.rules.lint.duplicates import duplicates, shingles_of, stands_alone
from tacit.work.snapshot import bundled

PAGE = bundled()["document", ""]
WORDS = [f"{first}{last}" for first in "bdfgklmnprst" for last in ("a", "ei", "o", "un", "ir", "ell", "ost", "umm")]


def told(seed: int, words: int = 120) -> str:
    rolls = random.Random(seed)
    return " ".join(rolls.choice(WORDS) for _ in range(words))


def page(name: str, text: str, day: int = 1, status: str = "current", **fields: str) -> Record:
    values: dict[str, Value] = {"topic": name, "status": status, "created": date(2026, 3, day), **fields}
    return Record(name, "document", f"handbook/{name}.md", values, (Part("Details", "Details", text, 9, True),))


def pairs(*pages: Record) -> list[tuple[str, str]]:
    return [(found.path, found.message.rpartition(" too")[0].rpartition(" ")[2]) for found in duplicates(pages, PAGE)]


def test_the_newer_of_two_pages_that_say_the_same_is_told() -> None:
    assert pairs(page("b-deploy", told(1), 1), page("a-ship", told(1), 2)) == [
        ("handbook/a-ship.md", "handbook/b-deploy.md")
    ]


def test_a_page_that_another_one_holds_whole_is_found_whatever_stands_around_it() -> None:
    assert pairs(page("long", f"{told(1)} {told(2, 900)}"), page("part", told(1).upper().replace(" ", ",\n"), 2))


def test_pages_that_share_less_are_left_alone() -> None:
    assert pairs(page("a", f"{told(1)} {told(2)}"), page("b", f"{told(1)} {told(3)}", 2)) == []


def test_a_page_may_stand_beside_the_one_that_it_replaces() -> None:
    assert pairs(page("old", told(1)), page("new", told(1), 2, replaces="old")) == []
    assert pairs(page("old", told(1), status="retired"), page("new", told(1), 2)) == []


def test_what_a_template_says_is_nobodys_copy() -> None:
    template = told(1, 60)
    assert pairs(*(page(f"p{at}", f"{template} {told(at + 10, 40)}") for at in range(30))) == []


def test_a_few_words_are_alike_by_chance() -> None:
    assert shingles_of("See the other page for all of it, please.") == frozenset()
    assert pairs(page("a", "To be written."), page("b", "To be written.", 2)) == []


def test_only_kinds_with_one_record_for_one_thing_are_compared() -> None:
    assert [kind for (kind, _), protocol in bundled().items() if stands_alone(protocol)] == ["document"]


def test_two_thousand_pages_are_compared_in_seconds() -> None:
    pages = [page(f"p{at}", told(at, 400)) for at in range(2000)]
    start = process_time()
    assert pairs(*pages, page("twin", told(7, 400), 2)) == [("handbook/twin.md", "handbook/p7.md")]
    assert process_time() - start < 10
