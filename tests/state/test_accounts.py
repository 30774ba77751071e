"""What is kept of accounts: of no secret more than a hash, each taken once, whoever else is there at the same time."""

import sqlite3
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tacit.rules.access import up_to
from tacit.state.accounts import TOKEN, Accounts, Limit

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
WEEK = AT + timedelta(days=7)


@pytest.fixture
def kept(tmp_path: Path) -> Accounts:
    made = Accounts(tmp_path / "tacit/accounts.db")
    made.admit("ana", "admin", "ana@example.com", AT)
    made.admit("bob", "member", "Bob@Example.com", AT)
    return made


def able(kept: Accounts, *people: str) -> None:
    for person in people:
        kept.set_password(person, "a-hash", AT)


def test_nobody_else_on_the_machine_may_read_the_file(kept: Accounts, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "tacit/accounts.db").stat().st_mode) == 0o600


def test_no_secret_is_in_the_file(kept: Accounts, tmp_path: Path) -> None:
    handed = [
        kept.invite("ana", "host", AT, WEEK),
        kept.begin("ana", "Firefox", AT, WEEK),
        kept.make_token("ana", "for the build", up_to("read"), AT, WEEK, "ana")[0],
    ]
    kept.try_once([Limit("hunter2 typed as a name", 5, timedelta(hours=1))], AT)
    stored = b"".join(file.read_bytes() for file in (tmp_path / "tacit").iterdir())
    assert b"for the build" in stored
    for secret in handed:
        assert secret is not None
        assert len(secret) >= 43
        assert secret.removeprefix(TOKEN).encode() not in stored
    assert b"hunter2" not in stored


def test_an_account_admitted_again_keeps_its_role_and_password_and_has_the_new_address(kept: Accounts) -> None:
    able(kept, "ana")
    kept.admit("ana", "guest", "ana@new.example", WEEK)
    found = kept.account("ana")
    assert found is not None
    assert (found.role, found.email, found.password, found.created) == ("admin", "ana@new.example", "a-hash", AT)


def test_one_who_was_closed_out_and_is_admitted_again_needs_a_new_password(kept: Accounts) -> None:
    able(kept, "ana", "bob")
    assert kept.disable("bob", AT, "host")
    kept.admit("bob", "member", "bob@example.com", AT)
    found = kept.account("bob")
    assert found is not None
    assert (found.password, found.disabled) == (None, False)


def test_addresses_are_compared_in_any_case(kept: Accounts) -> None:
    assert [one.person for one in kept.by_email("bob@EXAMPLE.com")] == ["bob"]
    assert kept.by_email("") == kept.by_email("nobody@example.com") == []


def test_the_last_administrator_who_can_sign_in_stays_one(kept: Accounts) -> None:
    able(kept, "ana")
    kept.admit("cy", "admin", "", AT)  # invited, and never came
    assert not kept.set_role("ana", "member", AT, "host")
    assert not kept.disable("ana", AT, "host")
    assert kept.set_role("cy", "guest", AT, "host")
    kept.set_role("cy", "admin", AT, "host")
    assert kept.tie("https://id.example", "77", "cy", AT)
    assert kept.set_role("ana", "member", AT, "host")
    assert not kept.disable("cy", AT, "host")


def test_two_administrators_who_remove_each_other_at_once_leave_one(kept: Accounts, tmp_path: Path) -> None:
    able(kept, "ana", "bob")
    kept.set_role("bob", "admin", AT, "host")
    both = threading.Barrier(2)
    done: dict[str, bool] = {}

    def remove(person: str) -> None:
        own = Accounts(tmp_path / "tacit/accounts.db")
        both.wait()
        done[person] = own.set_role(person, "guest", AT, "host")
        own.close()

    threads = [threading.Thread(target=remove, args=(person,)) for person in ("ana", "bob")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(done.values()) == [False, True]


def test_an_invitation_is_taken_once_in_time_and_a_newer_one_takes_its_place(kept: Accounts) -> None:
    first = kept.invite("ana", "host", AT, WEEK)
    second = kept.invite("ana", "bob", AT, WEEK)
    assert kept.invitation(first, AT) is None
    found = kept.invitation(second, AT)
    assert found is not None
    assert (found.person, found.by, found.expires) == ("ana", "bob", WEEK)
    assert kept.accept(second, "a-hash", WEEK) is None
    assert kept.accept(second, "a-hash", AT) == "ana"
    assert kept.accept(second, "another", AT) is None
    assert kept.invited(AT) == {}


def test_a_new_password_ends_the_sessions_that_the_old_one_began(kept: Accounts) -> None:
    session = kept.begin("ana", "", AT, WEEK)
    other = kept.begin("ana", "", AT, WEEK)
    of_bob = kept.begin("bob", "", AT, WEEK)
    assert session and other and of_bob
    found = kept.session(session)
    assert found
    kept.set_password("ana", "a-hash", AT, keep=found[0].name)
    assert kept.session(session) and not kept.session(other) and kept.session(of_bob)
    kept.accept(kept.invite("ana", "host", AT, WEEK), "a-hash", AT)
    assert not kept.session(session) and kept.session(of_bob)


def test_whoever_is_closed_out_is_recognised_by_nothing(kept: Accounts) -> None:
    able(kept, "ana")
    session = kept.begin("bob", "", AT, WEEK)
    token, _ = kept.make_token("bob", "", up_to("act"), AT, WEEK, "ana")
    invitation = kept.invite("bob", "host", AT, WEEK)
    assert session and kept.session(session) and kept.token(token)
    assert kept.disable("bob", AT, "host")
    assert not kept.session(session)
    assert not kept.token(token)
    assert not kept.invitation(invitation, AT)
    assert kept.begin("bob", "", AT, WEEK) is None
    kept.admit("bob", "member", "", AT)
    again = kept.token(token)
    assert again and again[0].revoked == AT


def test_a_role_that_changes_is_that_of_the_session_at_once(kept: Accounts) -> None:
    session = kept.begin("bob", "", AT, WEEK)
    assert session
    kept.set_role("bob", "guest", AT, "host")
    found = kept.session(session)
    assert found and found[1] == "guest"


def test_sessions_are_listed_while_they_last_and_are_used(kept: Accounts) -> None:
    kept.begin("ana", "Firefox", AT, WEEK)
    rests = AT - timedelta(days=1)
    assert [one.browser for one in kept.sessions("ana", rests, AT)] == ["Firefox"]
    assert kept.sessions("ana", rests, WEEK) == kept.sessions("ana", AT, AT) == kept.sessions("bob", rests, AT) == []


def test_a_token_is_revoked_once_and_by_its_own_person(kept: Accounts) -> None:
    secret, made = kept.make_token("ana", "ci", up_to("act"), AT, WEEK, "ana")
    assert secret.startswith(TOKEN)
    assert not kept.revoke(made.name, AT, "bob", "bob")
    assert kept.revoke(made.name, AT, "ana", "ana")
    assert not kept.revoke(made.name, AT, "host")
    found = kept.token(secret)
    assert found and found[0].revoked == AT and found[0].scopes == {"read", "act"}


def test_a_provider_knows_one_person_by_one_name(kept: Accounts) -> None:
    assert kept.tie("https://id.example", "1", "ana", AT)
    assert not kept.tie("https://id.example", "1", "bob", AT)
    assert not kept.tie("https://id.example", "2", "ana", AT)
    assert kept.tie("https://other.example", "1", "bob", AT)
    assert kept.identify("https://id.example", "1") == "ana"
    assert kept.identify("https://other.example", "1") == "bob"
    assert kept.identify("https://id.example", "2") is None
    assert kept.known_elsewhere() == {"ana", "bob"}


def test_tries_beyond_a_limit_wait_until_the_first_of_them_is_long_enough_ago(kept: Accounts) -> None:
    limits = [Limit("ana", 3, timedelta(minutes=15)), Limit("everybody", 100, timedelta(hours=1))]
    for minute in range(3):
        assert kept.try_once(limits, AT + timedelta(minutes=minute)) == 0
    wait = kept.try_once(limits, AT + timedelta(minutes=5))
    assert wait == 10 * 60
    assert kept.try_once(limits, AT + timedelta(minutes=15, seconds=-1)) == 1
    assert kept.try_once([Limit("bob", 3, timedelta(minutes=15))], AT + timedelta(minutes=5)) == 0
    assert kept.try_once(limits, AT + timedelta(minutes=5, seconds=wait)) == 0


def test_a_try_that_was_refused_is_no_try(kept: Accounts) -> None:
    limit = [Limit("ana", 1, timedelta(minutes=15))]
    assert kept.try_once(limit, AT) == 0
    assert kept.try_once(limit, AT + timedelta(minutes=14)) > 0
    assert kept.try_once(limit, AT + timedelta(minutes=16)) == 0


def test_many_tries_at_once_are_no_way_around(tmp_path: Path) -> None:
    Accounts(tmp_path / "accounts.db").close()
    begin = threading.Barrier(8)
    waits: list[int] = []

    def attempt() -> None:
        own = Accounts(tmp_path / "accounts.db")
        begin.wait()
        waits.append(own.try_once([Limit("ana", 5, timedelta(minutes=15))], AT))
        own.close()

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(wait == 0 for wait in waits) == 5


def test_a_file_of_before_is_brought_along(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "accounts.db") as before:
        for statement in filter(str.strip, Accounts.migrations[0].split(";")):
            before.execute(statement)
        before.execute("INSERT INTO accounts VALUES ('ana', 'admin', '', 'a-hash', 0, '2026-03-06T12:00:00Z')")
        before.execute("PRAGMA user_version = 1")
    before.close()
    kept = Accounts(tmp_path / "accounts.db")
    assert kept.set_role("ana", "admin", AT, "host")
    assert [(one.what, one.about) for one in kept.changes("ana", 10)] == [("role", "admin")]
    assert kept.known(kept.know("ana", AT, WEEK), AT) == "ana"
    kept.close()


def test_what_could_not_be_done_is_not_written_down(kept: Accounts) -> None:
    assert not kept.disable("ana", AT, "bob")
    assert not kept.revoke("0123", AT, "bob")
    assert kept.end_all("ana", AT, "bob") == 0
    assert kept.accept("made up", "a-hash", AT) is None
    assert kept.changes(None, 10) == []
