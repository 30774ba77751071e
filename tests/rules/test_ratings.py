"""What anonymous answers come to."""

from datetime import UTC, datetime

from tacit.model.change import Facts, Given
from tacit.model.people import Person, Team
from tacit.model.record import Part, Record
from tacit.model.workspace import Settings
from tacit.rules.asked import Asked
from tacit.rules.fillers import FILLERS
from tacit.rules.parties import ENGINE
from tacit.rules.ratings import answers_in
from tacit.rules.world import World
from tacit.work.snapshot import bundled

PROTOCOL = bundled()["pulse", ""]
PEOPLE = {handle: Person(handle) for handle in ("ann", "ben", "cleo", "dan")}
WORLD = World(Settings(), PEOPLE, {"all": Team("all", members=tuple(PEOPLE))}, {"pulse": PROTOCOL})
QUESTIONS = ("Do you know what is expected of you?", "Can you work | without being interrupted?")


def results(answers: str, published: str = "") -> str:
    record = Record(
        "p", "pulse", "pulses/p.md", {"questions": QUESTIONS, "invited": ("all",), "status": "open"},
        (Part("Answers", "Answers", answers, 9, filled=bool(answers)),),
    )  # fmt: skip
    given = Given(writes={"Answers": published} if published else {})
    now = datetime(2026, 3, 3, tzinfo=UTC)
    asked = Asked(PROTOCOL.acts["publish"], record, PROTOCOL, WORLD, ENGINE, given, Facts(), now)
    return FILLERS["ratings_counted"](asked)


THREE = "### 4\n\n2, the builds are slow\n\n### Two\n\n1. 5\n2. 4\n\n### Three\n\n- 3\n- 2: alarms at lunch\n"


def test_every_rating_is_counted_and_nobody_named() -> None:
    assert results(THREE) == (
        "3 of 4 answered.\n\n"
        "| Question | Answers | Mean | 1 | 2 | 3 | 4 | 5 |\n|---|---|---|---|---|---|---|---|\n"
        "| Do you know what is expected of you? | 3 | 4.0 | 0 | 0 | 1 | 1 | 1 |\n"
        "| Can you work \\| without being interrupted? | 3 | 2.7 | 0 | 2 | 0 | 1 | 0 |\n\n"
        "Can you work \\| without being interrupted?\n\n- alarms at lunch\n- the builds are slow"
    )


def test_answers_that_come_with_the_act_count_too() -> None:
    assert results("", THREE) == results(THREE)


def test_of_fewer_than_three_nothing_is_told() -> None:
    two = THREE.partition("### Three")[0]
    assert results(two).startswith("2 answered.") and "|" not in results(two) and "slow" not in results(two)


def test_what_rates_nothing_is_no_answer() -> None:
    assert list(answers_in("### One\n\nI would rather talk.\n\n### Two\n\n45\n6\n")) == []
    assert list(answers_in("### One\n\n2) 1 – no\n")) == [{2: (1, "no")}]
