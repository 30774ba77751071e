"""How people come to an account, sign in and are recognised; and who is not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from handwritten import Handwritten, person

from tacit.errors import Refused, TacitError, TooMany, WrongUsage
from tacit.model.account import NOBODY, Who
from tacit.work import accounts, passwords, sign_in, tokens
from tacit.work.wire import Workspace

AT = datetime(2026, 3, 6, 12, tzinfo=UTC)
GOOD = "four purple otters dance"
OTHER = "seven green herons wait"
HERE = "192.0.2.1"


@pytest.fixture
def shop(tmp_path: Path) -> Handwritten:
    here = Handwritten.made(tmp_path / "shop")
    here.commit({"people/bot.md": person("bot", agent="true", **{"for": "alice"})}, "An agent")
    return here


@pytest.fixture
def ws(shop: Handwritten) -> Workspace:
    return shop.open(AT)


def secret_of(invitation: dict[str, object]) -> str:
    return str(invitation["path"]).removeprefix("/invitations/")


def joined(ws: Workspace, name: str, role: str | None = None) -> str:
    """The secret of the first session of somebody who was invited."""
    return sign_in.accept(ws, secret_of(accounts.invite(ws, name, role)), GOOD, "Firefox")


def again(ws: Workspace, name: str, password: str = GOOD, address: str = HERE) -> str:
    return sign_in.sign_in(ws, name, password, address, "Firefox")


def refusal(of: type[TacitError], code: str, call: object, *args: object, **named: object) -> TacitError:
    assert callable(call)
    with pytest.raises(of) as found:
        call(*args, **named)
    assert found.value.code == code
    assert found.value.remedy
    return found.value


def test_without_accounts_whoever_sits_at_the_machine_is_known_and_nobody_else_is_anybody(ws: Workspace) -> None:
    assert sign_in.who_calls(ws, sitting=lambda: ws.whoami(ws.here)) == Who("alice", at_the_machine=True)
    assert sign_in.who_calls(ws) == sign_in.who_calls(ws, session="x") == NOBODY
    refusal(Refused, "bad-token", sign_in.who_calls, ws, token="tacit_x", sitting=lambda: "alice")
    assert not (Path(ws.place.common_dir) / "tacit/accounts.db").exists()


def test_from_the_first_account_on_nobody_is_let_in_for_sitting_there(ws: Workspace) -> None:
    accounts.invite(ws, "alice")
    assert sign_in.who_calls(ws, sitting=lambda: "alice") == NOBODY


def test_what_others_can_reach_is_not_served_without_accounts(ws: Workspace) -> None:
    told = refusal(Refused, "no-accounts", accounts.need_accounts, ws, "0.0.0.0")
    assert "tacit account invite" in told.remedy
    accounts.invite(ws, "alice")
    accounts.need_accounts(ws, "0.0.0.0")


def test_the_first_account_is_an_administrators_and_the_next_ones_are_members(ws: Workspace) -> None:
    assert accounts.invite(ws, "@alice")["role"] == "admin"
    assert accounts.invite(ws, "bob")["role"] == "member"
    assert accounts.invite(ws, "carol", "guest")["role"] == "guest"
    refusal(Refused, "other-role", accounts.invite, ws, "carol", "admin")
    refusal(WrongUsage, "unknown-role", accounts.invite, ws, "alice", "king")


def test_an_account_belongs_to_a_person_of_the_workspace_who_is_no_agent(ws: Workspace) -> None:
    refusal(Refused, "unknown-person", accounts.invite, ws, "zoe")
    refusal(Refused, "agent-account", accounts.invite, ws, "bot")


def test_an_invitation_is_looked_at_without_being_taken_and_taken_once(ws: Workspace) -> None:
    secret = secret_of(accounts.invite(ws, "bob", by="alice"))
    for _ in range(2):
        found = sign_in.invitation(ws, secret)
        assert (found["person"], found["by"], found["again"]) == ("bob", "alice", False)
    refusal(Refused, "weak-password", sign_in.accept, ws, secret, "bob-shop-bob-2026", "Firefox")
    session = sign_in.accept(ws, secret, GOOD, "Firefox")
    assert sign_in.who_calls(ws, session).person == "bob"
    refusal(Refused, "no-invitation", sign_in.accept, ws, secret, OTHER, "Firefox")
    assert sign_in.who_calls(ws, session).person == "bob"


def test_an_invitation_is_over_after_a_week(ws: Workspace) -> None:
    secret = secret_of(accounts.invite(ws, "bob"))
    ws.now += accounts.INVITED_FOR
    refusal(Refused, "no-invitation", sign_in.invitation, ws, secret)
    refusal(Refused, "no-invitation", sign_in.accept, ws, secret, GOOD, "")


def test_who_forgot_a_password_is_invited_again_and_the_old_one_ends(ws: Workspace) -> None:
    before = joined(ws, "bob")
    secret = secret_of(accounts.invite(ws, "bob"))
    assert again(ws, "bob")
    assert sign_in.who_calls(ws, before).person == "bob"
    sign_in.accept(ws, secret, OTHER, "")
    refusal(Refused, "sign-in-failed", again, ws, "bob")
    assert sign_in.who_calls(ws, before) == NOBODY


def test_people_sign_in_by_handle_or_by_the_address_they_were_invited_with(ws: Workspace) -> None:
    joined(ws, "bob")
    for name in ("bob", "@bob", " Bob ", "bob@example.com", "BOB@example.com"):
        who = sign_in.who_calls(ws, again(ws, name))
        assert (who.person, who.role, who.scopes) == ("bob", "admin", None)


def test_an_address_that_a_record_says_later_opens_no_account(ws: Workspace, shop: Handwritten) -> None:
    joined(ws, "alice")
    shop.commit({"people/alice.md": person("alice", email="mallory@example.com")}, "Who edits people")
    ws.refresh(ws.now)
    refusal(Refused, "sign-in-failed", again, ws, "mallory@example.com")
    claims = {"sub": "9", "email": "mallory@example.com", "email_verified": True}
    refusal(Refused, "not-invited", sign_in.sign_in_as, ws, "https://id.example", claims, "")


def test_a_password_is_the_same_however_a_keyboard_writes_it(ws: Workspace) -> None:
    sign_in.accept(ws, secret_of(accounts.invite(ws, "bob")), "ein grüner Kühlschrank", "")
    assert again(ws, "bob", "ein gru\u0308ner Ku\u0308hlschrank")


def test_a_password_that_stands_in_the_list_of_the_host_is_not_taken(ws: Workspace, shop: Handwritten) -> None:
    secret = secret_of(accounts.invite(ws, "alice"))
    file = Path(ws.place.common_dir) / "tacit" / "leaked-passwords.txt"
    for told in (b"", b"hunter2", f"x{GOOD}\n{GOOD}x\nno {GOOD} no\n".encode(), GOOD.encode()[:-1] + b"\n"):
        file.write_bytes(told)
        passwords.need_good(ws, GOOD, "alice")
    for told in (f"{GOOD}\n", f"hunter2\r\n{GOOD}\r\nmore", f"x{GOOD}\n{GOOD}"):
        file.write_bytes(told.encode())
        refusal(Refused, "weak-password", sign_in.accept, ws, secret, GOOD, "")
        refusal(Refused, "weak-password", sign_in.accept, ws, secret, GOOD.title(), "")
    assert sign_in.accept(ws, secret, OTHER, "")


def test_a_wrong_name_a_wrong_password_and_a_closed_account_are_told_alike(ws: Workspace) -> None:
    joined(ws, "alice")
    joined(ws, "bob")
    accounts.disable(ws, "bob")
    accounts.invite(ws, "carol")
    told = {
        (found.message, found.remedy)
        for name, password in (("alice", OTHER), ("zoe", GOOD), ("bob", GOOD), ("carol", GOOD), ("", ""))
        for found in [refusal(Refused, "sign-in-failed", again, ws, name, password)]
    }
    assert len(told) == 1


def test_an_unknown_name_costs_as_much_as_a_known_one(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    joined(ws, "alice")
    compared: list[str] = []
    hasher = passwords._hasher()
    monkeypatch.setattr(
        passwords,
        "_hasher",
        lambda: type(
            "Counting", (), {"verify": lambda _, kept, given: compared.append(kept) or hasher.verify(kept, given)}
        )(),
    )
    for name in ("alice", "zoe"):
        refusal(Refused, "sign-in-failed", again, ws, name, OTHER)
    assert len(compared) == 2
    assert all(one.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for one in compared)


def test_five_wrong_passwords_for_one_account_and_one_must_wait(ws: Workspace) -> None:
    joined(ws, "alice")
    for _ in range(5):
        refusal(Refused, "sign-in-failed", again, ws, "alice", OTHER)
    waits = refusal(TooMany, "too-many", again, ws, "alice")
    assert isinstance(waits, TooMany)
    assert waits.wait <= 15 * 60 + 1
    assert "minutes" in waits.remedy
    assert again(ws, "alice", address="198.51.100.7")
    ws.now += timedelta(seconds=waits.wait)
    assert again(ws, "alice")


def test_an_own_account_does_not_buy_tries_at_others(ws: Workspace) -> None:
    for name in ("alice", "bob"):
        joined(ws, name)
    for _ in range(5):
        refusal(Refused, "sign-in-failed", again, ws, "alice", OTHER)
        again(ws, "bob")
    refusal(TooMany, "too-many", again, ws, "alice", OTHER)


def test_one_address_cannot_try_every_account(ws: Workspace) -> None:
    joined(ws, "alice")
    for number in range(30):
        refusal(Refused, "sign-in-failed", again, ws, f"somebody-{number}", OTHER, "2001:db8::1")
    refusal(TooMany, "too-many", again, ws, "alice", GOOD, "2001:db8::ffff:2")  # of the same network
    assert again(ws, "alice", address="2001:db8:0:1::1")


def test_many_addresses_cannot_try_one_account_for_long(ws: Workspace) -> None:
    joined(ws, "alice")
    for number in range(30):
        refusal(Refused, "sign-in-failed", again, ws, "alice", OTHER, f"192.0.2.{number}")
    refusal(TooMany, "too-many", again, ws, "alice", OTHER, "198.51.100.1")


def known(ws: Workspace, name: str, browser: str, password: str = GOOD, address: str = HERE) -> str:
    return sign_in.sign_in(ws, name, password, address, "Firefox", known=browser)


def test_nobody_is_kept_out_of_a_browser_in_which_they_signed_in_before(ws: Workspace) -> None:
    for name in ("alice", "bob"):
        joined(ws, name)
    browser = sign_in.remember_browser(ws, "alice")
    for number in range(30):
        refusal(Refused, "sign-in-failed", again, ws, "alice", OTHER, f"192.0.2.{number}")
    refusal(TooMany, "too-many", again, ws, "alice", GOOD, "198.51.100.1")
    assert known(ws, "alice", browser, address="198.51.100.1")
    for _ in range(30):
        refusal(Refused, "sign-in-failed", again, ws, "nobody", OTHER, f"203.0.113.{_}")
    for number in range(25):
        refusal(Refused, "sign-in-failed", again, ws, f"somebody-{number}", OTHER)
    assert known(ws, "alice", browser)


def test_a_known_browser_has_few_tries_too_and_none_at_others(ws: Workspace) -> None:
    for name in ("alice", "bob"):
        joined(ws, name)
    browser = sign_in.remember_browser(ws, "alice")
    for number in range(5):
        refusal(Refused, "sign-in-failed", known, ws, "alice", browser, OTHER, f"192.0.2.{number}")
    refusal(TooMany, "too-many", known, ws, "alice", browser, GOOD, "198.51.100.1")
    assert again(ws, "alice", address="198.51.100.1")
    for _ in range(5):
        refusal(Refused, "sign-in-failed", known, ws, "bob", browser, OTHER)
    refusal(TooMany, "too-many", known, ws, "bob", browser)
    refusal(TooMany, "too-many", again, ws, "bob")


def test_a_try_in_a_known_browser_forgets_none_of_the_others(ws: Workspace) -> None:
    joined(ws, "alice")
    browser = sign_in.remember_browser(ws, "alice")
    for number in range(30):
        refusal(Refused, "sign-in-failed", again, ws, "alice", OTHER, f"192.0.2.{number}")
    ws.now += timedelta(minutes=30)
    known(ws, "alice", browser)
    refusal(TooMany, "too-many", again, ws, "alice", GOOD, "198.51.100.1")


def test_a_browser_is_known_for_half_a_year_and_until_its_person_is_invited_anew(ws: Workspace) -> None:
    joined(ws, "alice")
    joined(ws, "bob")
    first = sign_in.remember_browser(ws, "bob")
    kept = accounts.opened(ws)
    assert kept.known(first, ws.now) == "bob"
    second = sign_in.remember_browser(ws, "bob", first)
    assert kept.known(first, ws.now) != "bob"
    assert kept.known(second, ws.now) != "alice"
    ws.now += timedelta(days=180)
    assert kept.known(second, ws.now) != "bob"
    third, fourth = sign_in.remember_browser(ws, "bob"), sign_in.remember_browser(ws, "alice")
    accounts.disable(ws, "bob")
    assert kept.known(third, ws.now) != "bob"
    joined(ws, "alice")
    assert kept.known(fourth, ws.now) != "alice"


def test_who_tries_from_outside_keeps_nobody_from_changing_their_password(ws: Workspace) -> None:
    who = sign_in.who_calls(ws, joined(ws, "alice"))
    for number in range(30):
        refusal(Refused, "sign-in-failed", again, ws, "alice", OTHER, f"192.0.2.{number}")
    sign_in.change_password(ws, who, GOOD, OTHER)


def test_what_becomes_of_accounts_is_written_down_with_who_did_it(ws: Workspace) -> None:
    assert accounts.changes(ws) == {"changes": []}
    who = sign_in.who_calls(ws, joined(ws, "alice"))
    accounts.invite(ws, "bob", by="alice")
    made = tokens.make(ws, "alice", by="alice")
    tokens.revoke(ws, made["id"], "alice")
    sign_in.change_password(ws, who, GOOD, OTHER)
    accounts.set_role(ws, "bob", "guest", "alice")
    refusal(Refused, "last-admin", accounts.disable, ws, "alice")
    accounts.disable(ws, "bob")
    told = accounts.changes(ws)["changes"]
    assert [(one["what"], one["person"], one["by"]) for one in reversed(told)] == [
        ("invited", "alice", "host"),
        ("joined", "alice", "alice"),
        ("invited", "bob", "alice"),
        ("token", "alice", "alice"),
        ("revoked", "alice", "alice"),
        ("password", "alice", "alice"),
        ("role", "bob", "alice"),
        ("closed", "bob", "host"),
    ]
    assert told[1]["said"] == "is guest from now on"
    assert made["token"] not in str(told)
    assert [one["what"] for one in accounts.changes(ws, "bob", 2)["changes"]] == ["closed", "role"]


def test_a_full_office_signs_in_from_one_address(ws: Workspace) -> None:
    joined(ws, "alice")
    for _ in range(40):
        again(ws, "alice")


def test_two_passwords_are_compared_at_once_and_few_wait_for_that(ws: Workspace) -> None:
    inside, _ = passwords._places()
    held = 0
    while inside.acquire(blocking=False):
        held += 1
    try:
        assert held == 10
        joined_by = secret_of(accounts.invite(ws, "alice"))
        refusal(TooMany, "too-many", sign_in.accept, ws, joined_by, GOOD, "")
    finally:
        for _ in range(held):
            inside.release()
    assert sign_in.accept(ws, joined_by, GOOD, "")


def test_eight_who_sign_in_together_are_all_let_in(ws: Workspace, shop: Handwritten) -> None:
    joined(ws, "alice")
    together = Barrier(8)
    sessions: list[str] = []

    def come(number: int) -> None:
        own = shop.open(AT)
        together.wait()
        sessions.append(again(own, "alice", address=f"192.0.2.{number}"))

    threads = [Thread(target=come, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(sessions)) == 8


def test_signing_in_ends_the_session_that_the_browser_had(ws: Workspace) -> None:
    before = joined(ws, "alice")
    after = sign_in.sign_in(ws, "alice", GOOD, HERE, "Firefox", replaces=before)
    assert sign_in.who_calls(ws, before) == NOBODY
    assert sign_in.who_calls(ws, after).person == "alice"
    sign_in.sign_out(ws, sign_in.who_calls(ws, after))
    assert sign_in.who_calls(ws, after) == NOBODY


def test_a_session_ends_when_it_rests_for_two_weeks_and_after_sixty_days_in_any_case(ws: Workspace) -> None:
    session = joined(ws, "alice")
    for _ in range(4):
        ws.now += timedelta(days=13)
        assert sign_in.who_calls(ws, session).person == "alice"
    ws.now = AT + timedelta(days=59, hours=23)
    assert sign_in.who_calls(ws, session).person == "alice"
    ws.now = AT + timedelta(days=60)
    assert sign_in.who_calls(ws, session) == NOBODY
    session = again(ws, "alice")
    ws.now += timedelta(days=14)
    assert sign_in.who_calls(ws, session) == NOBODY
    ws.now -= timedelta(days=1)
    assert sign_in.who_calls(ws, session) == NOBODY


def test_who_is_no_person_here_any_more_can_do_nothing(ws: Workspace, shop: Handwritten) -> None:
    joined(ws, "alice")
    session = joined(ws, "bob")
    token = tokens.make(ws, "bob")["token"]
    assert sign_in.who_calls(ws, token=token).person == "bob"
    shop.commit({"people/bob.md": person("bob", status="left")}, "Bob leaves")
    ws.refresh(ws.now)
    assert sign_in.who_calls(ws, session) == NOBODY
    refusal(Refused, "bad-token", sign_in.who_calls, ws, token=token)
    refusal(Refused, "sign-in-failed", again, ws, "bob")
    left = next(one for one in accounts.list_accounts(ws)["accounts"] if one["person"] == "bob")
    assert left["left"]
    assert accounts.disable(ws, "bob")["disabled"]


def test_what_is_closed_or_changed_elsewhere_counts_with_the_next_call(ws: Workspace, shop: Handwritten) -> None:
    joined(ws, "alice")
    session = joined(ws, "bob")
    assert sign_in.who_calls(ws, session).role == "member"
    elsewhere = shop.open(AT)
    accounts.set_role(elsewhere, "bob", "guest")
    assert sign_in.who_calls(ws, session).role == "guest"
    accounts.sign_out_everywhere(elsewhere, "bob")
    assert sign_in.who_calls(ws, session) == NOBODY
    session = again(ws, "bob")
    accounts.disable(elsewhere, "bob")
    assert sign_in.who_calls(ws, session) == NOBODY


def test_the_last_administrator_is_neither_closed_out_nor_made_less(ws: Workspace) -> None:
    joined(ws, "alice")
    accounts.invite(ws, "bob", "admin")
    for call in (lambda: accounts.disable(ws, "alice"), lambda: accounts.set_role(ws, "alice", "member")):
        refusal(Refused, "last-admin", call)
    sign_in.accept(ws, secret_of(accounts.invite(ws, "bob")), GOOD, "")
    assert accounts.set_role(ws, "alice", "member")["role"] == "member"


def test_a_password_is_changed_by_who_knows_it_and_ends_the_other_sessions(ws: Workspace) -> None:
    mine, other = joined(ws, "alice"), again(ws, "alice")
    who = sign_in.who_calls(ws, mine)
    refusal(Refused, "wrong-password", sign_in.change_password, ws, who, OTHER, OTHER)
    refusal(Refused, "weak-password", sign_in.change_password, ws, who, GOOD, "alice alice alice")
    sign_in.change_password(ws, who, GOOD, OTHER)
    assert sign_in.who_calls(ws, mine) == who
    assert sign_in.who_calls(ws, other) == NOBODY
    assert again(ws, "alice", OTHER)
    for _ in range(5):
        refusal(Refused, "wrong-password", sign_in.change_password, ws, who, GOOD, GOOD)
    refusal(TooMany, "too-many", sign_in.change_password, ws, who, OTHER, GOOD)


def test_people_see_and_end_their_own_sessions(ws: Workspace) -> None:
    mine = sign_in.who_calls(ws, joined(ws, "alice"))
    again(ws, "alice")
    bobs = sign_in.who_calls(ws, joined(ws, "bob"))
    listed = sign_in.sessions(ws, mine)
    assert [one["this"] for one in listed].count(True) == 1
    refusal(WrongUsage, "no-session", sign_in.end_session, ws, mine, bobs.session)
    sign_in.end_session(ws, mine, next(one["session"] for one in listed if not one["this"]))
    again(ws, "alice")
    assert sign_in.end_others(ws, mine) == 1
    assert [one["session"] for one in sign_in.sessions(ws, mine)] == [mine.session]


def test_a_token_reads_unless_more_was_said_and_has_no_more_than_its_person(ws: Workspace) -> None:
    joined(ws, "alice")
    joined(ws, "bob")
    made = tokens.make(ws, "bob")
    assert made["scopes"] == ["read"]
    assert sign_in.who_calls(ws, token=made["token"]).scopes == {"read"}
    refusal(Refused, "beyond-role", tokens.make, ws, "bob", "admin")
    acting = tokens.make(ws, "bob", "act")["token"]
    accounts.set_role(ws, "bob", "guest")
    assert sign_in.who_calls(ws, token=acting).scopes == {"read"}
    refusal(WrongUsage, "unknown-scope", tokens.make, ws, "bob", "write")
    refusal(WrongUsage, "days", tokens.make, ws, "bob", "read", "", 1000)


def test_a_token_ends_by_its_time_or_when_it_is_revoked(ws: Workspace) -> None:
    joined(ws, "alice")
    short, long = tokens.make(ws, "alice", days=1), tokens.make(ws, "alice", title=" for\nthe build ")
    assert long["name"] == "for the build"
    ws.now += timedelta(days=1)
    refusal(Refused, "bad-token", sign_in.who_calls, ws, token=short["token"])
    assert sign_in.who_calls(ws, token=long["token"]).person == "alice"
    refusal(Refused, "no-token", tokens.revoke, ws, long["id"], "bob")
    tokens.revoke(ws, long["id"])
    refusal(Refused, "bad-token", sign_in.who_calls, ws, token=long["token"])
    listed = tokens.list_tokens(ws, "alice")["tokens"]
    assert [one["good"] for one in listed] == [False, False]
    assert "token" not in listed[0]


def test_a_token_that_is_not_good_is_refused_though_a_good_session_comes_with_it(ws: Workspace) -> None:
    session = joined(ws, "alice")
    refusal(Refused, "bad-token", sign_in.who_calls, ws, session, "tacit_made-up")


def test_an_agent_has_an_account_by_its_token_and_administers_nothing(ws: Workspace) -> None:
    refusal(Refused, "no-accounts", tokens.make, ws, "bot")
    joined(ws, "alice")
    who = sign_in.who_calls(ws, token=tokens.make(ws, "bot")["token"])
    assert (who.person, who.role, who.scopes) == ("bot", "member", {"read"})
    refusal(Refused, "agent-admin", tokens.make, ws, "bot", "admin")
    refusal(Refused, "sign-in-failed", again, ws, "bot", "")
    assert accounts.disable(ws, "bot")["disabled"]
    refusal(Refused, "account-closed", tokens.make, ws, "bot")


def test_a_provider_lets_in_whom_it_vouches_for_and_knows_them_by_its_own_name_from_then_on(ws: Workspace) -> None:
    issuer = "https://id.example"
    accounts.invite(ws, "alice")
    claims = {"sub": "77", "email": "ALICE@example.com", "email_verified": True}
    assert sign_in.who_calls(ws, sign_in.sign_in_as(ws, issuer, claims, "")).person == "alice"
    moved = {"sub": "77", "email": "alice@elsewhere.example"}
    assert sign_in.who_calls(ws, sign_in.sign_in_as(ws, issuer, moved, "")).person == "alice"
    refusal(Refused, "known-otherwise", sign_in.sign_in_as, ws, issuer, {**claims, "sub": "78"}, "")
    listed = accounts.list_accounts(ws)["accounts"][0]
    assert (listed["provider"], listed["password"], listed["invited_until"]) == (True, False, None)


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"sub": "1", "email": "alice@example.com"}, "not-verified"),
        ({"sub": "1", "email": "alice@example.com", "email_verified": "true"}, "not-verified"),
        ({"sub": "1"}, "not-verified"),
        ({"sub": "1", "email": "bob@example.com", "email_verified": True}, "not-invited"),
    ],
)
def test_a_provider_lets_in_nobody_else(ws: Workspace, claims: dict[str, object], code: str) -> None:
    accounts.invite(ws, "alice")
    refusal(Refused, code, sign_in.sign_in_as, ws, "https://id.example", claims, "")


def test_a_provider_opens_no_account_that_was_closed(ws: Workspace) -> None:
    joined(ws, "alice")
    accounts.invite(ws, "bob")
    claims = {"sub": "2", "email": "bob@example.com", "email_verified": True}
    sign_in.sign_in_as(ws, "https://id.example", claims, "")
    accounts.disable(ws, "bob")
    refusal(Refused, "account-closed", sign_in.sign_in_as, ws, "https://id.example", claims, "")


def test_a_dated_hash_is_made_anew_when_its_person_signs_in(ws: Workspace) -> None:
    from argon2 import PasswordHasher

    joined(ws, "alice")
    kept = accounts.opened(ws)
    kept.set_password("alice", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(GOOD), ws.now)
    again(ws, "alice")
    found = kept.account("alice")
    assert found and found.password and "m=19456,t=2,p=1" in found.password
    assert again(ws, "alice")
