"""What pages tell of goals, teams, people and the handbook, a program is told as well; and it hears what they hear."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest
from serving import Served

from tacit.work import days, goals, handbook, teams
from tacit.work.wire import open_workspace

Harbour = Callable[[str | None], Served]
API = "/api/v1"
GOAL = "2026-01-30-001-live-updates-in-the-editor"


def got(caller: httpx2.Client, path: str) -> Any:
    answer = caller.get(f"{API}/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_address_tells_what_its_page_is_made_from(harbour: Harbour) -> None:
    it = harbour("carol")
    ws = open_workspace(it.folder, now=it.now)
    with it.client() as caller:
        assert got(caller, f"goals/{GOAL}") == goals.goal(ws, GOAL, "carol")
        assert got(caller, "goals/live-updates")["goal"]["id"] == GOAL
        assert got(caller, f"goals/goals/{GOAL}.md")["blockers"]
        assert got(caller, "teams/backend") == teams.team(ws, "backend", None, "carol")
        assert got(caller, "people/bob") == teams.person(ws, "bob", "carol")
        assert got(caller, "days/backend") == days.day(ws, "backend", None, "carol")
        assert [one["person"] for one in got(caller, "days/bob")["people"]] == ["bob"]
        assert got(caller, "handbook") == handbook.handbook(ws)
        assert "alike" in got(caller, "handbook?alike=true")


def test_a_day_may_be_another_and_is_that_of_who_asks(harbour: Harbour) -> None:
    it = harbour("carol")
    with it.client() as caller:
        today = date.fromisoformat(got(caller, "days/backend")["day"])
        later = (today + timedelta(days=3)).isoformat()
        for path in (f"days/backend?day={later}", f"teams/backend?day={later}"):
            told = got(caller, path)
            told = told.get("day") if "team" in told else told
            assert (told["day"], told["zone"]) == (later, "Asia/Kolkata")
    with harbour("bob").client() as caller:
        assert got(caller, "days/backend")["zone"] == "America/New_York"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("goals/no-such-goal", 404, "unknown-record"),
        ("goals/2026-03-12-001-edits-made-offline", 400, "no-goal"),
        ("teams/carol", 404, "unknown-person"),
        ("people/backend", 404, "unknown-person"),
        ("people/nobody-here", 404, "unknown-person"),
        ("days/nobody-here", 404, "unknown-person"),
        ("days/backend?day=tomorrow", 400, "day"),
        ("days/backend?day=9999-12-31", 400, "day"),
        ("days/backend?day=0001-01-01", 400, "day"),
        ("standup?for=9999-12-31", 400, "day"),
        ("weekly?goal=live-updates-in&for=0001-W01", 400, "week"),
        ("weekly?goal=live-updates-in&for=9999-W52", 400, "week"),
        ("slots?with=bob&length=0m", 400, "length"),
        ("slots?with=bob&length=0+workdays", 400, "length"),
        ("teams/backend?on=2026-03-13", 400, "unknown-parameter"),
        ("people/bob?day=2026-03-13", 400, "unknown-parameter"),
        ("handbook?alike=perhaps", 400, "not-a-flag"),
        ("goals/live-updates-in?x=", 400, "unknown-parameter"),
        ("events?recrod=x", 400, "unknown-parameter"),
        ("events?record=no-such-record", 404, "unknown-record"),
        ("events?kind=thraed", 404, "unknown-kind"),
        ("events?inbox=perhaps", 400, "not-a-flag"),
        ("openapi.json?kind=thread", 400, "unknown-parameter"),
    ],
)
def test_what_is_not_there_or_not_asked_so_is_told(harbour: Harbour, path: str, status: int, code: str) -> None:
    with harbour("carol").client() as caller:
        answer = caller.get(f"{API}/{path}")
    told = answer.json()
    assert (answer.status_code, told["code"]) == (status, code)
    assert told["remedy"]


def test_a_day_that_calendars_know_little_of_is_told_all_the_same(harbour: Harbour) -> None:
    with harbour("carol").client() as caller:
        for day in ("1970-01-01", "2000-01-01", "2999-12-31"):
            assert got(caller, f"days/backend?day={day}")["day"] == day


def test_a_date_out_of_reach_is_refused_and_never_a_mistake_of_ours(harbour: Harbour) -> None:
    with harbour("carol").client() as caller:
        for day in ("0001-01-01", "9999-12-31"):
            fields = {"topic": "For ever", "owner": "carol", "review_by": day}
            answer = caller.post(f"{API}/records", json={"kind": "document", "set": fields})
            assert answer.status_code in (409, 422), answer.text
            assert "1970" in answer.json()["detail"]


@contextmanager
def listening(it: Served, asked: str) -> Iterator[Callable[[], str]]:
    """Gives the lines of data one by one, as they come."""
    with it.client() as caller, caller.stream("GET", f"{API}/events?{asked}") as answer:
        assert answer.status_code == 200
        lines = answer.iter_lines()
        assert next(lines) == ": Tacit"
        yield lambda: next(line.removeprefix("data: ") for line in lines if line.startswith('data: {"record"'))


def test_a_program_hears_of_its_own_acts_too_and_of_a_record_by_a_part_of_its_id(harbour: Harbour) -> None:
    it = harbour("carol")
    with listening(it, "kind=thread&record=12-001-edits") as heard, it.client() as caller:
        for record, text in (("people/carol", ""), ("12-001-edits", "Seen.")):
            sent = {"write": {"Comments": text}} if text else {"set": {"focus": "Mon 09:00-11:00"}}
            act = "comment" if text else "edit"
            done = caller.post(f"{API}/records/{record}/acts/{act}", json=sent, headers={"if-match": "*"})
            assert done.status_code == 200, done.text
        assert '"record": "2026-03-12-001-edits-made-offline"' in (said := heard())
        assert '"by": "carol"' in said
