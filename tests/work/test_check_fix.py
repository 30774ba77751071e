"""What `check --fix` mends: numbers, days, tables; and what it leaves alone."""

from pathlib import Path

import pytest
from checked import Place, thread

from tacit.errors import WrongUsage

INDEX = "threads/README.md"
FIRST = "threads/2026-03-03-001-token-expiry.md"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "shop")


def test_of_two_files_with_one_number_the_later_one_gets_the_next(place: Place) -> None:
    place.add_thread()
    place.add_thread("2026-03-03-002-other")
    later = "threads/2026-03-03-001-a-later-one.md"
    place.write(
        later, thread().replace("gateway refreshes", "gateway [really](2026-03-03-001-a-later-one.md) refreshes")
    )
    place.replace(FIRST, "The gateway", "[Other](2026-03-03-001-a-later-one.md#x 'why'). The gateway")
    done = place.fix()
    new = "threads/2026-03-03-003-a-later-one.md"
    assert not (place.root / later).exists()
    text = place.read(new)
    assert "thread_id: 2026-03-03-003\n" in text
    assert "2026-03-03-001-a-later-one" in text.partition("aliases:")[2].partition("---")[0]
    assert "[really](2026-03-03-003-a-later-one.md)" in text
    assert "[Other](2026-03-03-003-a-later-one.md#x 'why')" in place.read(FIRST)
    assert "(2026-03-03-003-a-later-one.md)" in place.read(INDEX)
    assert not place.rules() & {"duplicate-id", "index-row", "broken-link", "name"}
    assert {one["path"] for one in done["findings"] if one.get("fixed") and one["rule"] == "duplicate-id"} == {
        FIRST,
        later,
    }


def test_the_one_that_was_there_first_keeps_its_number_whatever_its_name(place: Place) -> None:
    place.add_thread("2026-03-03-001-zebra")
    place.add_thread("2026-03-04-001-day-after")
    place.write("threads/2026-03-03-001-aardvark.md", thread())
    place.fix()
    names = {path.name for path in (place.root / "threads").iterdir()}
    assert {"2026-03-03-001-zebra.md", "2026-03-03-002-aardvark.md", "2026-03-04-001-day-after.md"} <= names


def test_fields_that_name_a_renumbered_record_follow_it(place: Place) -> None:
    place.add_thread()
    place.write("threads/2026-03-03-001-later.md", thread())
    path = "escalations/2026/2026-03-04-001-stuck.md"
    place.write(
        path,
        "---\ntopic: Stuck\nby: alice\nreason: safety\nabout: 2026-03-03-001-later\nstatus: raised\n"
        "created: 2026-03-04\n---\n\n"
        "**Issue**: We wait.\n\n**Context**: [Later](/threads/2026-03-03-001-later.md)\n",
    )
    place.fix()
    assert "about: 2026-03-03-002-later\n" in place.read(path)
    assert "[Later](/threads/2026-03-03-002-later.md)" in place.read(path)


def test_a_day_of_change_is_set_and_nothing_else_moves(place: Place) -> None:
    place.add_thread()
    place.write(FIRST, place.read(FIRST).replace("\n", "\r\n").replace("refreshes", "always refreshes"))
    text = place.read(FIRST)
    place.fix()
    assert place.read(FIRST) == text.replace("updated: 2026-03-03", "updated: 2026-03-05")


def test_what_was_mended_is_told_as_fixed_and_does_not_count(place: Place) -> None:
    place.add_thread()
    place.replace(INDEX, "How long tokens live", "Something else")
    place.replace(FIRST, "to: backend", "to: nobody")
    done = place.fix()
    assert done["fixed"] == 2
    assert done["errors"] == sum(one["severity"] == "error" and "fixed" not in one for one in done["findings"])
    assert {(one["rule"], one.get("fixed", False)) for one in done["findings"]} >= {
        ("index-row", True),
        ("stale-updated", True),
        ("unknown-party", False),
    }


def test_mending_twice_mends_nothing_more(place: Place) -> None:
    place.add_thread()
    place.write("threads/2026-03-03-001-later.md", thread())
    place.fix()
    before = {path: path.read_bytes() for path in place.root.rglob("*.md")}
    assert place.fix()["fixed"] == 0
    assert {path: path.read_bytes() for path in place.root.rglob("*.md")} == before


def test_prose_around_the_tables_stays(place: Place) -> None:
    place.write(INDEX, "# Ours\r\n\r\nBe kind.\r\n")
    place.write(FIRST, thread())
    place.fix()
    assert place.read(INDEX).startswith("# Ours\r\n\r\nBe kind.\r\n\r\n## Open Threads\r\n")


def test_only_the_paths_given_are_mended(place: Place) -> None:
    place.add_thread()
    later = "threads/2026-03-03-001-later.md"
    place.write(later, thread())
    place.replace(INDEX, "How long tokens live", "Something else")
    place.replace(FIRST, "refreshes", "always refreshes")
    done = place.checked(later, fix=True)
    assert {(one["path"], one["rule"]) for one in done["findings"] if one.get("fixed")} == {(later, "duplicate-id")}
    assert (place.root / "threads/2026-03-03-002-later.md").exists()
    assert "updated: 2026-03-03\n" in place.read(FIRST)


def test_a_broken_file_is_left_alone(place: Place) -> None:
    place.add_thread()
    place.write("threads/2026-03-03-001-broken.md", "---\nthread_id: [\n---\n")
    place.fix()
    assert place.read("threads/2026-03-03-001-broken.md") == "---\nthread_id: [\n---\n"
    assert {"parse", "duplicate-id"} <= place.rules()


def test_what_is_staged_is_not_mended(place: Place) -> None:
    with pytest.raises(WrongUsage):
        place.checked(fix=True, staged=True)
