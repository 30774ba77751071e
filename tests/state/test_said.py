"""What was said is said once, whoever else says it at the same time, and whatever happens in between."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tacit.errors import EnvironmentFailed
from tacit.state.said import Saying, Share, State

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
DUE = datetime(2026, 3, 5, 17, tzinfo=UTC)


def test_a_reminder_is_said_once(tmp_path: Path) -> None:
    state = State(tmp_path / "tacit/state.db")
    assert state.say([Saying("r1", "reply", "50", DUE, "ana")], AT)
    assert not state.say([Saying("r1", "reply", "50", DUE, "ana")], AT + timedelta(hours=1))
    state.close()
    state = State(tmp_path / "tacit/state.db")
    assert not state.say([Saying("r1", "reply", "50", DUE, "ana")], AT)
    state.close()


def test_another_person_stage_promise_record_or_due_time_is_another_reminder(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    assert state.say([Saying("r1", "reply", "50", DUE, "ana")], AT)
    assert state.say([Saying("r2", "reply", "50", DUE, "ana")], AT)
    assert state.say([Saying("r1", "confirm", "50", DUE, "ana")], AT)
    assert state.say([Saying("r1", "reply", "90", DUE, "ana")], AT)
    assert state.say([Saying("r1", "reply", "50", DUE + timedelta(minutes=1), "ana")], AT)
    assert state.say([Saying("r1", "reply", "50", None, "ana")], AT)
    assert state.say([Saying("r1", "reply", "50", DUE, "bob")], AT)
    assert not state.say([Saying("r1", "reply", "50", None, "ana")], AT)
    state.close()


def test_of_many_said_at_once_those_are_told_that_were_not_said_before(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    several = [Saying("r1", "reply", "50", DUE, person) for person in ("ana", "bob", "ana", "cy")]
    assert state.say(several[:1], AT) == several[:1]
    assert state.say(several, AT) == [several[1], several[3]]
    assert state.say(several, AT) == state.say([], AT) == []
    state.close()


def test_one_instant_in_two_zones_is_one_due_time(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    assert state.say([Saying("r1", "reply", "50", DUE, "ana")], AT)
    assert not state.say([Saying("r1", "reply", "50", DUE.astimezone(timezone(timedelta(hours=9))), "ana")], AT)
    state.close()


def test_the_first_time_that_a_commit_was_seen_is_kept(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    assert state.shares(AT) == []
    state.share(None, "c1", AT)
    state.share(None, "c1", AT + timedelta(days=1))  # noted already
    state.share("c1", "c2", AT + timedelta(days=2))
    assert state.shares(AT) == [Share(None, "c1", AT), Share("c1", "c2", AT + timedelta(days=2))]
    assert state.shares(AT + timedelta(days=1)) == [Share("c1", "c2", AT + timedelta(days=2))]
    state.close()


def test_many_who_say_the_same_at_once_say_it_once(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    said: list[int] = []

    def work() -> None:
        state = State(path)
        said.extend(number for number in range(30) if state.say([Saying("r", "p", str(number), DUE, "ana")], AT))
        state.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == list(range(30))


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    State(tmp_path / "state.db").close()
    with sqlite3.connect(tmp_path / "state.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(EnvironmentFailed) as caught:
        State(tmp_path / "state.db")
    assert caught.value.code == "newer-state"


def test_a_broken_file_and_a_folder_in_its_place_are_told(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"this is no database, but it is long enough to be read as one" * 20)
    (tmp_path / "folder.db").mkdir()
    for name, code in (("broken.db", "state-broken"), ("folder.db", "state-failed")):
        with pytest.raises(EnvironmentFailed) as caught:
            State(tmp_path / name)
        assert caught.value.code == code
        assert caught.value.path == str(tmp_path / name)
        assert caught.value.remedy


def test_no_write_ahead_log_is_used(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    state.say([Saying("r1", "reply", "50", DUE, "ana")], AT)
    state.close()
    with sqlite3.connect(tmp_path / "state.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
