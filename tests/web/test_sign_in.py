"""Coming and going in a browser that runs no script: by invitation, by password, and out again; and one's account."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from accounted import PASSWORD, Shop, shop
from serving import Served, awaited, served

from tacit.web.dispatch import Dispatcher
from tacit.web.reached import reached
from tacit.web.serve import config
from tacit.web.site import Site

OTHER = "seven green herons wait"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Served]:
    with served(shop(tmp_path / "shop"), "2026-03-06T12:00:00Z") as it:
        yield it


@pytest.fixture
def host(here: Served) -> Shop:
    """The command line of the machine."""
    return Shop(here.folder)


def sign_in(browser: httpx2.Client, name: str, password: str = PASSWORD, to: str = "") -> httpx2.Response:
    return browser.post("/sign-in", data={"name": name, "password": password, "to": to})


def test_who_sits_at_the_machine_makes_the_first_account_in_the_browser(here: Served) -> None:
    with here.client() as browser:
        assert "Make my account" in browser.get("/accounts").text
        assert browser.post("/accounts/invite", data={"person": "bob"}).status_code == 409
        invitation = browser.post("/accounts/invite", data={"person": "alice"}).headers["location"]
        assert browser.get("/").status_code == 303  # from now on everybody signs in
        page = browser.get(invitation)
        assert "Welcome to Shop" in page.text
        done = browser.post(invitation, data={"password": PASSWORD, "again": PASSWORD})
        assert (done.status_code, done.headers["location"]) == (303, "/")
        assert browser.get("/").status_code == 200
        assert "an admin" in browser.get("/account").text


def test_an_invitation_says_what_is_wrong_with_a_password_and_stays_good(here: Served, host: Shop) -> None:
    link = host.invited("alice")
    with here.client() as browser:
        for password, again, words in (
            ("short", "short", "it has 5 signs, and needs 12"),
            ("alice alice alice", "alice alice alice", "among the first that somebody would try"),
            (PASSWORD, OTHER, "The two are not the same"),
        ):
            answer = browser.post(link, data={"password": password, "again": again})
            assert answer.status_code == 422
            assert words in answer.text
            assert password not in answer.text or password == "short"
        assert browser.post(link, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
    with here.client() as another:
        assert another.get(link).status_code == 404
        assert another.post(link, data={"password": OTHER, "again": OTHER}).status_code == 404


def test_who_has_to_sign_in_comes_back_to_where_they_were(here: Served, host: Shop) -> None:
    host.joined("alice")
    with here.client() as browser:
        asked = browser.get("/threads?status=open", follow_redirects=True)
        assert asked.url.path == "/sign-in"
        to = re.search(r'name="to" value="([^"]*)"', asked.text)
        assert to is not None
        there = sign_in(browser, "alice", to=to[1]).headers["location"]
        assert there == "/threads?status=open"
        assert browser.get("/threads").status_code == 200


@pytest.mark.parametrize(
    "to",
    [
        *("https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example"),
        *("javascript:alert(1)", "/a\r\nset-cookie: x=y", "/sign-out", "evil", ""),
    ],
)
def test_nobody_is_sent_elsewhere_by_signing_in(here: Served, host: Shop, to: str) -> None:
    host.joined("alice")
    with here.client() as browser:
        assert sign_in(browser, "alice", to=to).headers["location"] == "/"


def test_a_wrong_password_keeps_the_name_and_not_the_password(here: Served, host: Shop) -> None:
    host.joined("alice")
    with here.client() as browser:
        answer = sign_in(browser, "alice", "wrong-and-secret")
        assert answer.status_code == 401
        assert 'value="alice"' in answer.text
        assert "wrong-and-secret" not in answer.text
        for _ in range(4):
            sign_in(browser, "alice", "wrong-and-secret")
        waits = sign_in(browser, "alice")
        assert waits.status_code == 429
        assert "Try again in 15 minutes" in waits.text
        here.later(minutes=16)
        assert sign_in(browser, "alice").status_code == 303


def test_signing_out_ends_the_session_and_empties_the_browser(here: Served, host: Shop) -> None:
    host.joined("alice")
    with here.client() as browser:
        sign_in(browser, "alice")
        kept = dict(browser.cookies)
        answer = browser.post("/sign-out")
        assert answer.headers["clear-site-data"] == '"storage"'
        assert [name.rpartition("-")[0] for name in browser.cookies] == [
            "tacit-known"
        ]  # who may try, and opens nothing
        assert browser.get("/").status_code == 303
        browser.cookies.update(kept)
        assert browser.get("/").status_code == 303
        assert browser.post("/sign-out").status_code == 303  # twice is no failure


def test_who_tries_from_elsewhere_keeps_nobody_from_signing_in_where_they_did_before(here: Served, host: Shop) -> None:
    host.joined("alice")
    with here.client() as browser, here.client() as other:
        held = sign_in(browser, "alice").headers.get_list("set-cookie")
        assert [cookie.partition("-")[0] for cookie in held] == ["tacit", "tacit"]
        assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in held)
        browser.post("/sign-out")
        for _ in range(5):
            assert sign_in(other, "alice", OTHER).status_code == 401
        assert sign_in(other, "alice").status_code == 429
        assert sign_in(browser, "alice").status_code == 303


def test_who_signs_in_after_somebody_else_finds_nothing_of_theirs(here: Served, host: Shop) -> None:
    for person in ("alice", "bob"):
        host.joined(person)
    with here.client() as browser:
        emptied = [
            "clear-site-data" in sign_in(browser, person).headers
            for person in ("alice", "alice", "bob", "bob", "alice")
        ]
    assert emptied == [False, False, True, False, True]


def test_what_a_browser_brings_before_is_no_session_afterwards(here: Served, host: Shop) -> None:
    host.joined("alice")
    port = here.url.rpartition(":")[2]
    with here.client(cookies={f"tacit-{port}": "chosen-by-mallory"}) as browser:
        secret = sign_in(browser, "alice").headers["set-cookie"].partition("=")[2].partition(";")[0]
        assert secret != "chosen-by-mallory"
        assert len(secret) >= 43
    with here.client(cookies={f"tacit-{port}": "chosen-by-mallory"}) as mallory:
        assert mallory.get("/").status_code == 303


def test_people_see_their_sessions_and_end_them(here: Served, host: Shop) -> None:
    host.joined("alice")
    agent = {"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605.1.15"}
    with here.client() as browser, here.client(headers=agent) as phone:
        sign_in(browser, "alice")
        sign_in(phone, "alice")
        page = browser.get("/account").text
        assert "Safari on iPhone" in page
        assert page.count("this one") == 1
        ends = re.findall(r'action="(/account/sessions/\w+/end)"', page)
        assert len(ends) == 2  # the phone's, and that of the invitation
        for end in ends:
            assert browser.post(end).status_code == 303
        assert phone.get("/account").status_code == 303
        assert browser.get("/account").status_code == 200


def test_a_password_is_changed_by_who_knows_it(here: Served, host: Shop) -> None:
    host.joined("alice")
    with here.client() as browser, here.client() as elsewhere:
        sign_in(browser, "alice")
        sign_in(elsewhere, "alice")
        given = {"old": PASSWORD, "new": OTHER, "again": OTHER}
        assert "That is not your password" in browser.post("/account/password", data=given | {"old": OTHER}).text
        assert "not the same" in browser.post("/account/password", data=given | {"again": PASSWORD}).text
        assert "Your password is changed" in browser.post("/account/password", data=given).text
        assert browser.get("/account").status_code == 200
        assert elsewhere.get("/account").status_code == 303
        assert sign_in(elsewhere, "alice").status_code == 401
        assert sign_in(elsewhere, "alice", OTHER).status_code == 303


def test_what_a_token_is_called_is_one_line_that_reads_forwards(here: Served, host: Shop) -> None:
    host.joined("alice")
    with here.client() as browser:
        sign_in(browser, "alice")
        told = browser.post("/account/tokens", data={"name": " ci \u202eevil\x1b[31m\n<b>", "scope": "read"}).text
        assert '<span class="row-title">ci evil[31m &lt;b&gt;</span>' in told


def test_a_token_is_shown_once_works_and_is_revoked(here: Served, host: Shop) -> None:
    host.joined("alice")
    host.joined("bob")
    with here.client() as browser, here.client() as program:
        sign_in(browser, "bob")
        made = browser.post("/account/tokens", data={"name": "nightly <b>report</b>", "scope": "read", "days": "7"})
        found = re.search(r"tacit_[\w-]{43,}", made.text)
        assert found is not None
        assert "<b>report" not in made.text
        page = browser.get("/account").text
        assert found[0] not in page
        program.headers["authorization"] = f"Bearer {found[0]}"
        assert program.get("/api/v1/inbox").status_code == 200
        assert program.get("/account").status_code == 403
        assert browser.post("/account/tokens", data={"name": "x", "scope": "admin"}).status_code == 409
        revoke = re.search(r'action="(/account/tokens/\w+/revoke)"', page)
        assert revoke is not None
        assert browser.post(revoke[1]).status_code == 303
        assert program.get("/api/v1/inbox").status_code == 401


def test_nobody_revokes_the_token_of_another(here: Served, host: Shop) -> None:
    host.joined("alice")
    host.joined("bob")
    token = host.token("alice", "read")
    with here.client() as alice, here.client() as bob:
        sign_in(alice, "alice")
        sign_in(bob, "bob")
        revoke = re.search(r'action="(/account/tokens/\w+/revoke)"', alice.get("/account").text)
        assert revoke is not None
        assert bob.post(revoke[1]).status_code == 409
        assert bob.get("/api/v1/inbox", headers={"authorization": f"Bearer {token}"}).status_code == 200


def test_an_administrator_invites_changes_roles_and_closes_accounts(here: Served, host: Shop) -> None:
    host.joined("alice")
    with here.client() as alice, here.client() as bob:
        sign_in(alice, "alice")
        answer = alice.post("/accounts/invite", data={"person": "bob", "role": "guest"})
        link = re.search(rf"{here.url}(/invitations/[\w-]+)", answer.text)
        assert link is not None
        assert link[1] not in alice.get("/accounts").text
        assert "from Alice" in bob.get(link[1]).text
        bob.post(link[1], data={"password": PASSWORD, "again": PASSWORD})
        assert "a guest" in bob.get("/account").text
        assert bob.get("/accounts").status_code == 403
        assert alice.post("/accounts/bob/role", data={"role": "member"}).status_code == 303
        assert "a member" in bob.get("/account").text
        assert alice.post("/accounts/alice/role", data={"role": "member"}).status_code == 409
        assert alice.post("/accounts/bob/sign-out").status_code == 303
        assert bob.get("/account").status_code == 303
        sign_in(bob, "bob")
        assert alice.post("/accounts/bob/disable").status_code == 303
        assert bob.get("/account").status_code == 303
        assert sign_in(bob, "bob").status_code == 401
        assert "closed" in alice.get("/accounts").text
        told = re.sub(r"<[^>]+>|\s+", " ", alice.get("/accounts").text.partition("What became of accounts")[2])
        told = " ".join(told.split())
        assert "Bob was closed out Fri 6 Mar 12:00 · by Alice" in told
        assert "Bob is member from now on" in told and "Bob was invited as guest" in told
        assert "Alice was invited as admin Fri 6 Mar 12:00 · by the host" in told
        assert "Bob" not in alice.get("/account").text.partition("What became of your account")[2]


def test_behind_a_proxy_it_is_the_caller_who_is_counted_and_not_the_proxy(here: Served, host: Shop) -> None:
    host.joined("alice")
    site = Site(here.folder, lambda: here.now, reached=reached("127.0.0.1", "https://tacit.example.com"))
    seen: list[str] = []
    settings = config(Dispatcher(site))
    assert settings.proxy_headers
    assert not config(Dispatcher(here.site)).proxy_headers  # else anybody could say to be somebody else
    settings.load()

    async def first(scope: dict[str, object], _receive: object, _send: object) -> None:
        client = scope["client"]
        assert isinstance(client, tuple)
        seen.append(client[0])

    settings.loaded_app.app = first  # type: ignore[union-attr]
    for peer in ("127.0.0.1", "203.0.113.9"):
        scope = {
            "type": "http",
            "client": (peer, 1),
            "scheme": "http",
            "headers": [(b"x-forwarded-for", b"192.0.2.66, 198.51.100.7")],
        }
        awaited(settings.loaded_app(scope, None, None))  # type: ignore[arg-type]
    assert seen == ["198.51.100.7", "203.0.113.9"]
    site.close()


@pytest.mark.parametrize(
    "reach", [("--host", "0.0.0.0"), ("--host", "::"), ("--url", "https://tacit.example.com")], ids=" ".join
)
def test_what_others_can_reach_is_not_served_while_nobody_has_an_account(
    tmp_path: Path, reach: tuple[str, str]
) -> None:
    folder = shop(tmp_path / "shop")
    command = [sys.executable, "-m", "tacit.main", "--repo", str(folder), "serve", "--port", "0", *reach]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "nobody has an account here" in done.stderr
    assert "tacit account invite" in done.stderr
    assert not done.stdout


def test_the_log_says_who_came_and_who_did_not_and_no_secret(
    here: Served, host: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "tacit.safety")
    host.joined("alice")
    with here.client() as browser:
        sign_in(browser, "alice", "wrong-and-secret")
        sign_in(browser, "wrong-and-secret", "alice")
        secret = sign_in(browser, "alice").headers["set-cookie"].partition("=")[2].partition(";")[0]
        token = re.search(r"tacit_[\w-]+", browser.post("/account/tokens", data={"name": "x", "scope": "read"}).text)
        browser.post("/sign-out")
        browser.post("/sign-out", headers={"origin": "https://evil.example"})
        invitation = host.invited("bob")
        browser.post(invitation, headers={"origin": "https://evil.example"})
        browser.get("/api/v1/people%0Asigned-in", headers={"authorization": "Bearer tacit_made-up"})
    lines = [record.getMessage() for record in caplog.records if record.name == "tacit.safety"]
    events = [line.split()[0] for line in lines]
    assert events == ["sign-in-failed"] * 2 + ["signed-in", "token-made", "signed-out"] + ["other-origin"] * 2 + [
        "bad-token"
    ]
    assert all("\n" not in line and 'address="127.0.0.1"' in line for line in lines)
    assert token is not None
    for hidden in ("wrong-and-secret", PASSWORD, secret, token[0], "made-up", invitation.rpartition("/")[2]):
        assert not any(hidden in line for line in lines)
