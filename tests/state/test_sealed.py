"""What was said without a name is kept apart from names, and what is counted is people and not texts."""

import sqlite3
import threading
from pathlib import Path

import pytest

from tacit.errors import EnvironmentFailed
from tacit.state.sealed import Round, Sealed


@pytest.fixture
def sealed(tmp_path: Path) -> Sealed:
    return Sealed(tmp_path / "tacit/sealed.db")


def test_people_are_counted_and_not_texts(sealed: Sealed) -> None:
    for who, text in [("ana", "one"), ("ana", "two"), ("ben", "three"), ("ana", "four")]:
        sealed.put("r1", who, text)
    sealed.put("r2", "ana", "five")
    first, second = sealed.rounds()
    assert (first.record, sorted(first.texts), first.people, first.extended) == (
        "r1", ["four", "one", "three", "two"], 2, False,
    )  # fmt: skip
    assert second == Round("r2", ("five",), 1, False)


def test_a_text_that_is_sent_twice_is_kept_once(sealed: Sealed) -> None:
    for who in ("ana", "ana", "ben"):
        sealed.put("r1", who, "one")
    sealed.put("r2", "ana", "one")
    assert [(found.texts, found.people) for found in sealed.rounds()] == [(("one",), 2), (("one",), 1)]


def test_texts_come_back_in_an_order_that_tells_nothing(sealed: Sealed) -> None:
    written = tuple(f"idea {number:02}" for number in range(40))
    for text in written:
        sealed.put("r1", "ana", text)
    (found,) = sealed.rounds()
    assert sorted(found.texts) == list(written)
    assert found.texts != written


def test_the_file_holds_no_name_and_nothing_that_joins_texts_to_people(sealed: Sealed, tmp_path: Path) -> None:
    sealed.put("r1", "anastasia", "A common table")
    sealed.close()
    path = tmp_path / "tacit/sealed.db"
    assert b"anastasia" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    with sqlite3.connect(path) as database:
        columns = {
            table: {column[1] for column in database.execute(f"PRAGMA table_info({table})")}
            for table in ("texts", "people")
        }
    assert columns["texts"] & columns["people"] == {"record"}


def test_the_same_person_leaves_another_mark_in_another_round(sealed: Sealed, tmp_path: Path) -> None:
    sealed.put("r1", "ana", "one")
    sealed.put("r2", "ana", "two")
    with sqlite3.connect(tmp_path / "tacit/sealed.db") as database:
        marks = [mark for (mark,) in database.execute("SELECT mark FROM people")]
    assert len(set(marks)) == 2


def test_a_round_that_is_over_leaves_nothing_behind(sealed: Sealed, tmp_path: Path) -> None:
    sealed.put("r1", "ana", "An idea to be forgotten")
    sealed.put("r2", "ana", "An idea that stays")
    sealed.forget("r1")
    assert [found.record for found in sealed.rounds()] == ["r2"]
    sealed.close()
    written = (tmp_path / "tacit/sealed.db").read_bytes()
    assert b"to be forgotten" not in written
    assert b"that stays" in written


def test_more_time_is_noted_and_survives_a_restart(sealed: Sealed, tmp_path: Path) -> None:
    sealed.put("r1", "ana", "one")
    sealed.extend("r1")
    sealed.close()
    again = Sealed(tmp_path / "tacit/sealed.db")
    again.put("r1", "ben", "two")
    (found,) = again.rounds()
    assert (found.people, found.extended) == (2, True)
    again.close()


def test_several_may_put_at_once(tmp_path: Path) -> None:
    def put(who: str) -> None:
        own = Sealed(tmp_path / "sealed.db")
        for number in range(10):
            own.put("r1", who, f"{who} {number}")
        own.close()

    threads = [threading.Thread(target=put, args=(who,)) for who in ("ana", "ben", "cid", "dea")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (found,) = Sealed(tmp_path / "sealed.db").rounds()
    assert (found.people, len(found.texts)) == (4, 40)


def test_a_newer_or_a_broken_file_is_said(tmp_path: Path) -> None:
    newer = tmp_path / "newer.db"
    with sqlite3.connect(newer) as database:
        database.execute("PRAGMA user_version = 7")
    with pytest.raises(EnvironmentFailed) as failed:
        Sealed(newer)
    assert failed.value.code == "newer-state"
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database " * 100)
    with pytest.raises(EnvironmentFailed) as failed:
        Sealed(broken)
    assert (failed.value.code, str(broken) in failed.value.message) == ("state-broken", True)
