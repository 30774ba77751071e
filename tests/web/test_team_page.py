"""The pages of teams and people: when they are at work on the reader's clock, who stands in, what they owe."""

import re
from collections.abc import Callable

import pytest
from reader import Read
from serving import Served

Harbour = Callable[[str | None], Served]


def read(served: Served, path: str) -> Read:
    with served.client() as browser:
        found = browser.get(path)
    assert found.status_code == 200
    return Read.of(found.text)


def bands(page: Read) -> str:
    (said,) = [said for said in page.pictures if said.startswith("Who is at work")]
    return said


def test_the_day_of_a_team_is_drawn_on_the_clock_of_the_reader(harbour: Harbour) -> None:
    assert "most are at work 01:00–02:30" in bands(read(harbour("carol"), "/teams/backend"))
    assert "most are at work 15:30–17:00" in bands(read(harbour("bob"), "/teams/backend?day=2026-03-12"))
    page = read(harbour("carol"), "/teams/backend")
    assert "Today Friday, 13 March, on your clock" in page.parts
    assert "Bob at work, until 02:30" in page.part("Right now")
    assert "Carol back in 2 d (Mon 16 Mar 10:00)" in page.part("Right now")


def test_another_day_says_who_is_away_and_who_stands_in(harbour: Harbour) -> None:
    page = read(harbour("carol"), "/teams/frontend?day=2026-02-25")
    day = page.part("Wednesday, 25 February")
    assert "Fumi is away until 27 Feb; Eva stands in." in day
    assert "Both are at work 17:30–22:00." in day


def test_hours_of_others_move_when_their_clocks_change_and_the_readers_do_not(harbour: Harbour) -> None:
    served = harbour("carol")
    assert "13:30–14:30 and 17:30–22:00" in bands(read(served, "/teams/frontend?day=2026-03-27"))
    assert "12:30–14:30 and 17:30–21:00" in bands(read(served, "/teams/frontend?day=2026-03-30"))


def test_rhythms_load_and_what_waits_for_the_team_are_told(harbour: Harbour) -> None:
    page = read(harbour("carol"), "/teams/backend")
    assert page.part("Rhythms").startswith("Standup 1 of 2\n○ Carol not yet, 3 h late\n✓ Bob posted\nWeekly 0 of 1")
    assert any(said.startswith("Promises. Backend: 3, 2 late; Bob: 1 late; Carol: 3, 1 late") for said in page.pictures)
    waiting = page.part("Waiting for the team 3")
    assert waiting.startswith("bug 1 (1 late), decision 1, handoff 1 (1 late)")
    assert "An edit is lost after a reconnect" in waiting


def test_a_person_is_at_work_or_back_at_a_time_of_the_readers(harbour: Harbour) -> None:
    served = harbour("carol")
    assert "Grace is at work, until 01:30" in read(served, "/people/grace").text
    served.later(hours=4)
    assert "Grace is back in 2 d (Mon 16 Mar 17:30)" in read(served, "/people/grace").text


def test_a_person_who_is_away_has_somebody_to_turn_to(harbour: Harbour) -> None:
    served = harbour("carol")
    served.later(days=-8)
    page = read(served, "/people/grace")
    assert "Grace is away, back in" in page.text
    assert "Alice stands in" in page.text


def test_what_a_person_owes_and_waits_for_is_told_with_their_teams(harbour: Harbour) -> None:
    page = read(harbour("carol"), "/people/grace")
    assert page.part("With whom").splitlines() == ["team Product", "deputy Alice"]
    assert "standup: unblock · Fumi waits since Wed 4 Mar · silence will escalate" in page.part("Grace owes 5 late")
    assert "postmortem: follow · you owe it" in page.part("Grace waits for")


def test_of_what_a_person_owes_as_much_is_called_late_as_stands_there_late(harbour: Harbour) -> None:
    owed = read(harbour("carol"), "/people/fumi").part("Fumi owes 4 late")
    assert len(re.findall(r"\d (?:h|d|min) late", owed)) == 4


def test_an_absence_that_is_over_is_not_told(harbour: Harbour) -> None:
    served = harbour("carol")
    assert "23 Feb to 27 Feb" not in read(served, "/people/fumi").text
    served.later(days=-25)
    assert "away 23 Feb to 27 Feb" in read(served, "/people/fumi").text


def test_an_agent_keeps_no_hours(harbour: Harbour) -> None:
    page = read(harbour("carol"), "/people/scout")
    assert "An agent that works for Alice. It keeps no hours." in page.text


def test_somebody_who_left_and_a_team_that_is_dissolved_have_plain_pages(harbour: Harbour) -> None:
    served = harbour("carol")
    for folder, who, old, new in (("people", "scout", "active", "left"), ("teams", "product", "active", "dissolved")):
        path = served.folder / folder / f"{who}.md"
        path.write_text(path.read_text().replace(f"status: {old}", f"status: {new}"))
        served.git("commit", "-qam", new)
        assert "Right now" not in read(served, f"/{folder}/{who}").parts


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "0000-00-00"])
def test_a_day_that_is_none_is_told_as_such(harbour: Harbour, day: str) -> None:
    with harbour("carol").client() as browser:
        found = browser.get(f"/teams/backend?day={day}")
    assert found.status_code == 400
    assert "Write it as 2026-03-13." in Read.of(found.text).text
