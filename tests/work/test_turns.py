"""What comes round is reckoned from git, and only when something that it hangs on has changed."""

import json
import threading
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from handwritten import NOW, PEOPLE, Handwritten, person, team

from tacit.text.spans import write_instant
from tacit.work import ask, follow, hot, rhythms

GOAL = "2026-03-01-001-shop"
FRIDAY = "2026-03-06"


def goal(*members: str, status: str = "active", owner: str = "carol") -> str:
    named = ", ".join(members)
    return f"---\ntopic: The shop\nowner: {owner}\nmembers: [{named}]\nstatus: {status}\ncreated: 2026-03-01\n---\n"


def update(by: str, day: str = FRIDAY) -> dict[str, str]:
    text = f"---\nby: {by}\ndate: {day}\nstatus: posted\n---\n\n✅ Completed: All\n🔄 Working on: More\n"
    return {f"updates/daily/{day[:4]}/{day[5:7]}/{day}-{by}.md": text}


@pytest.fixture
def here(tmp_path: Path) -> Handwritten:
    """On Friday noon there is a goal of two, since Tuesday."""
    return Handwritten.made(tmp_path / "shop", {**PEOPLE, f"goals/{GOAL}.md": goal("alice", "bob")})


def owing(here: Handwritten, now: datetime = NOW) -> list[str]:
    promises = ask.inbox(here.open(now), owed_to="carol")["promises"]
    return [each["party"] for each in promises if each["kind"] == "standup"]


def asked_of(here: Handwritten, who: str, now: datetime) -> list[str]:
    """The days for which somebody owes an update."""
    return [each["period"] for each in ask.inbox(here.open(now), who)["promises"] if each["kind"] == "standup"]


def is_known(here: Handwritten, now: datetime = NOW) -> bool:
    return follow.current(here.open(now)).has_turns(write_instant(now))


def test_an_update_is_owed_until_it_is_there_and_again_when_it_goes(here: Handwritten) -> None:
    assert owing(here) == ["alice", "bob"]
    here.commit(update("alice"))
    assert is_known(here)  # an update changes nobody's turns
    assert owing(here) == ["bob"]
    (path,) = update("alice")
    here.commit({path: "no front matter\n"})
    assert owing(here) == ["alice", "bob"]
    here.commit({**update("alice", "2026-03-05"), path: None})
    assert owing(here) == ["alice", "bob"]


@pytest.mark.parametrize(
    ("change", "owed"),
    [
        ({f"goals/{GOAL}.md": goal("bob")}, ["bob"]),
        ({f"goals/{GOAL}.md": goal("alice", "bob", status="paused")}, []),
        ({f"goals/{GOAL}.md": "no front matter\n"}, []),
        ({f"goals/{GOAL}.md": None}, []),
        ({"people/bob.md": person("bob", agent="true", **{"for": "alice"})}, ["alice"]),
        ({"people/bob.md": person("bob", away="[2026-03-06..2026-03-06]")}, ["alice"]),
        ({"people/bob.md": person("bob", days="Mon-Thu")}, ["alice"]),
        ({"people/bob.md": person("bob", zone="Pacific/Kiritimati")}, ["alice"]),  # there it is Saturday
        ({"tacit.yaml": "name: Shop\nforms: {standup: yesterday}\n"}, ["alice", "bob"]),
        ({"teams/backend.md": team("backend", "bob")}, ["alice", "bob"]),
    ],
)
def test_whatever_it_hangs_on_is_looked_at_again(
    here: Handwritten, change: dict[str, str | None], owed: Sequence[str]
) -> None:
    assert owing(here) == ["alice", "bob"]
    here.commit(change)
    assert not is_known(here)
    assert owing(here) == owed
    assert is_known(here)


def test_a_member_of_a_team_is_asked_as_long_as_in_it(here: Handwritten) -> None:
    here.commit({f"goals/{GOAL}.md": goal("backend")})
    later = NOW + timedelta(days=3)
    assert (owing(here, later), asked_of(here, "carol", later)) == (["bob"], ["2026-03-09"])
    here.commit({"teams/backend.md": team("backend", "carol")})
    assert (owing(here, later), asked_of(here, "carol", later)) == ([], ["2026-03-09"])


def test_who_joins_by_a_commit_of_today_is_asked_from_the_next_workday_on(here: Handwritten) -> None:
    here.at = NOW - timedelta(hours=2)
    here.commit({f"goals/{GOAL}.md": goal("alice", "bob", "carol", owner="alice")})
    assert asked_of(here, "carol", NOW) == []
    assert asked_of(here, "carol", NOW + timedelta(days=3)) == ["2026-03-09"]


def test_commits_that_are_said_to_come_later_than_now_take_nothing_away(here: Handwritten) -> None:
    """Somebody tries out a time with `--at`, or a clock is wrong: the goal stands there all the same."""
    assert owing(here, datetime.fromisoformat("2026-02-03T12:00:00+00:00")) == ["alice", "bob"]


def test_every_time_has_its_turns_however_far_from_the_last_one(here: Handwritten) -> None:
    assert owing(here) == ["alice", "bob"]
    for day in ("2026-03-05", "2027-01-04", "2026-03-20", "2028-02-29", FRIDAY):
        now = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        assert asked_of(here, "bob", now) == [day]


def test_the_short_way_to_an_inbox_says_what_the_long_way_says(here: Handwritten) -> None:
    here.commit({**update("bob"), f"goals/{GOAL}.md": goal("alice", "bob", owner="alice")})
    for clock in ("00:30", "09:00", "12:00", "16:30", "23:30"):
        now = f"{FRIDAY}T{clock}:00Z"
        for who in ("alice", "bob", "carol"):
            long = ask.inbox(here.open(datetime.fromisoformat(now)), who)
            short = hot.answer(["inbox", who, "--json", "--repo", str(here.path)], {"PATH": ""}, now)
            assert short == json.dumps(long)
    assert (
        hot.answer(["inbox", "bob", "--json", "--repo", str(here.path)], {"PATH": ""}, "2027-01-04T09:00:00Z") is None
    )
    here.commit({"people/bob.md": person("bob", zone="Asia/Tokyo")})
    assert hot.answer(["inbox", "bob", "--json", "--repo", str(here.path)], {"PATH": ""}, now) is None


def test_several_who_ask_at_once_reckon_the_same(here: Handwritten) -> None:
    follow.current(here.open()).close()
    told: list[list[str]] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            told.append(owing(here))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    assert told == [["alice", "bob"]] * 6


def test_who_asks_while_others_commit_gets_the_turns_of_what_stands(
    here: Handwritten, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the reckoning and the writing of it the index goes on to another commit."""
    reckon = rhythms._around
    commits = iter([{f"goals/{GOAL}.md": goal("bob")}])

    def slowly(*args: object) -> object:
        found = reckon(*args)  # type: ignore[arg-type]
        for change in commits:
            here.commit(change)
            follow.current(here.open())
        return found

    monkeypatch.setattr(rhythms, "_around", slowly)
    assert owing(here) == ["bob"]
    assert owing(here) == ["bob"]


def test_it_is_told_who_posted_and_who_missed_it(here: Handwritten) -> None:
    here.commit({**update("alice", "2026-03-04"), **update("bob", "2026-03-05"), **update("alice")})
    ws = here.open()
    found = rhythms.kept_and_missed(ws, "standup", date(2026, 3, 4), date(2026, 3, 8))
    told = sorted((each.turn.window.period, each.turn.person, each.by, each.is_missed(NOW)) for each in found)
    assert told == [
        ("2026-03-04", "alice", "2026-03-04-alice", False),
        ("2026-03-04", "bob", None, True),
        ("2026-03-05", "alice", None, True),
        ("2026-03-05", "bob", "2026-03-05-bob", False),
        ("2026-03-06", "alice", "2026-03-06-alice", False),
        ("2026-03-06", "bob", None, False),  # the day is not over
    ]


def test_what_was_missed_stays_missed_when_the_goal_is_complete(here: Handwritten) -> None:
    here.at = NOW
    here.commit({f"goals/{GOAL}.md": goal("alice", "bob", status="complete")})
    ws = here.open(NOW + timedelta(days=2))
    found = rhythms.kept_and_missed(ws, "standup", date(2026, 3, 4), date(2026, 3, 6))
    assert {(each.turn.window.period, each.turn.person) for each in found} == {
        (day, who) for day in ("2026-03-04", "2026-03-05") for who in ("alice", "bob")
    }


def test_reminders_are_said_once_also_when_the_turns_are_reckoned_again(here: Handwritten) -> None:
    now = datetime.fromisoformat("2026-03-05T13:30:00+00:00")
    here.commit(update("alice", "2026-03-05"))

    def said(now: datetime) -> list[tuple[str, str]]:
        return [(each["party"], each["stage"]) for each in rhythms.rhythm_reminders(here.open(now), now)]

    assert said(now) == [("bob", "50%")]
    assert said(now) == []
    here.commit({"people/carol.md": person("carol", zone="Asia/Tokyo")})
    assert said(now) == []
    assert said(now + timedelta(hours=3)) == [("bob", "90%")]
    assert said(now + timedelta(hours=3)) == []


def test_where_nothing_comes_round_nothing_is_reckoned_ever(tmp_path: Path) -> None:
    here = Handwritten.made(tmp_path / "quiet")
    assert ask.inbox(here.open(), "bob") == {"promises": []}
    assert is_known(here, NOW + timedelta(days=3650))
    here.commit({f"goals/{GOAL}.md": goal("bob")})
    assert not is_known(here)
