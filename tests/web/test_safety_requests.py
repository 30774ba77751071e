"""What every request must be like, whatever it asks for: from where it comes, how large it is, how often it comes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from accounted import AT, Shop, bearer, cookie, shop
from serving import awaited

from tacit.errors import TooMany, WrongUsage
from tacit.web.dispatch import BODY_LIMIT, Dispatcher
from tacit.web.limits import Limits
from tacit.web.reached import reached

URL = "http://127.0.0.1:8765"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(shop(tmp_path / "shop"))
    yield made
    made.site.close()


def ask(here: Shop, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> httpx2.Response:
    async def asked() -> httpx2.Response:
        transport = httpx2.ASGITransport(Dispatcher(here.site), client=(more.pop("address", "127.0.0.1"), 1))
        async with httpx2.AsyncClient(transport=transport, base_url=more.pop("url", URL)) as client:
            return await client.request(method, path, headers=headers or {}, **more)

    return awaited(asked())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": URL}, 303),
        ({"sec-fetch-site": "same-origin", "origin": URL}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://127.0.0.1:8765"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": "http://127.0.0.1:8765.evil.example"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"sec-fetch-site": "same-site", "origin": URL}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "http://evil.example"}, 403),
    ],
)
def test_only_pages_of_ours_have_a_browser_change_something(here: Shop, headers: dict[str, str], status: int) -> None:
    assert ask(here, "POST", "/sign-out", headers).status_code == status


def test_at_the_machine_a_program_asks_the_api_and_no_page_from_elsewhere_does(here: Shop) -> None:
    assert ask(here, "POST", "/api/v1/tick").status_code == 200
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        told = ask(here, "POST", "/api/v1/tick", headers)
        assert (told.status_code, told.json()["code"]) == (403, "other-origin")
    session = here.joined("alice")
    assert ask(here, "POST", "/api/v1/tick", bearer(here.token("alice", "admin"))).status_code == 200
    other = cookie(session) | {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    assert ask(here, "POST", "/api/v1/tick", other).status_code == 403


@pytest.mark.parametrize(
    ("site", "mode", "dest", "status"),
    [
        ("cross-site", "navigate", "document", 200),  # a link
        ("same-origin", "cors", "empty", 200),
        ("none", "navigate", "document", 200),
        ("cross-site", "no-cors", "image", 403),
        ("cross-site", "navigate", "iframe", 403),
        ("same-site", "no-cors", "script", 403),  # of another port of this machine
        ("cross-site", "cors", "empty", 403),
    ],
)
def test_another_site_leads_here_and_fetches_nothing(here: Shop, site: str, mode: str, dest: str, status: int) -> None:
    headers = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest}
    for path in ("/", "/search?q=secret", "/api/v1/inbox"):
        assert ask(here, "GET", path, headers).status_code == status


def test_what_is_no_browser_reads(here: Shop) -> None:
    assert ask(here, "GET", "/api/v1/inbox", {"origin": "http://elsewhere.example"}).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "[::1]:8765"])
def test_the_machine_is_called_by_its_own_names(here: Shop, host: str) -> None:
    assert ask(here, "GET", "/", {"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "localhost@evil.example", "", "a b"]
)
def test_a_name_that_somebody_points_here_reaches_nothing(here: Shop, host: str) -> None:
    for path in ("/", "/sign-in", "/api/v1/inbox", "/nowhere"):
        told = ask(here, "GET", path, {"host": host})
        assert told.status_code == 421
        assert told.json()["code"] == "wrong-host"
        assert "Shop" not in told.text


@pytest.mark.parametrize(
    ("host", "url", "names", "others", "secure", "public", "proxied"),
    [
        ("127.0.0.1", None, ["localhost", "[::1]"], ["10.0.0.1", "tacit.example.com"], False, False, False),
        ("localhost", None, ["127.0.0.1"], ["10.0.0.1"], False, False, False),
        ("192.168.1.5", None, ["192.168.1.5", "127.0.0.1"], ["evil.example"], False, True, False),
        ("0.0.0.0", None, ["10.0.0.1", "[2001:db8::1]", "localhost"], ["evil.example"], False, True, False),
        ("::", None, ["[2001:db8::1]"], ["evil.example"], False, True, False),
        ("127.0.0.1", "https://Tacit.example.com", ["tacit.example.com"], ["localhost", "10.0.0.1"], True, True, True),
        ("0.0.0.0", "http://tacit.lan:80/", ["tacit.lan", "10.0.0.1"], ["evil.example"], False, True, False),
        ("127.0.0.1", "http://localhost:9000", ["localhost"], ["evil.example"], False, False, True),
    ],
)
def test_by_whom_a_server_is_reached_and_by_which_names(
    host: str, url: str | None, names: list[str], others: list[str], secure: bool, public: bool, proxied: bool
) -> None:
    found = reached(host, url)
    assert [name for name in (*names, *others) if found.by(name)] == names
    assert (found.secure, found.public, found.proxied) == (secure, public, proxied)


@pytest.mark.parametrize("url", ["tacit.example.com", "ftp://tacit.example.com", "https://", "https://a.example/shop"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(WrongUsage):
        reached("127.0.0.1", url)


def test_on_a_network_nobody_is_let_in_for_calling_from_this_machine(here: Shop) -> None:
    here.site.reached = reached("127.0.0.1", "https://tacit.example.com")
    url = "https://tacit.example.com"
    assert ask(here, "GET", "/", url=url).status_code == 303
    here.site.reached = reached("127.0.0.1", None)
    assert ask(here, "GET", "/", address="192.0.2.1").status_code == 303
    assert ask(here, "GET", "/").status_code == 200


def test_every_answer_has_the_headers_that_keep_a_browser_from_harm(here: Shop) -> None:
    session = cookie(here.joined("alice"))
    for path in ("/", "/sign-in", "/nowhere", "/api/v1/inbox", "/threads"):
        for headers in ({}, session):
            answer = ask(here, "GET", path, headers)
            policy = answer.headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; ")
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert "base-uri 'none'" in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "same-origin"
            assert answer.headers["cross-origin-opener-policy"] == "same-origin"
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
            assert "no-store" in answer.headers["cache-control"]
            assert "server" not in answer.headers
            assert "strict-transport-security" not in answer.headers


def test_no_page_has_a_script_or_a_style_of_its_own(here: Shop) -> None:
    session = cookie(here.joined("alice"))
    for path in ("/", "/sign-in", "/account", "/accounts", "/nowhere", here.invited("bob")):
        text = ask(here, "GET", path, session).text
        assert "<style" not in text and "style=" not in text and "onclick" not in text and "javascript:" not in text
        assert text.count("<script") == text.count('<script type="module" src="/static/') == 1


def test_by_https_browsers_are_held_to_it_and_the_session_to_this_host(here: Shop) -> None:
    here.joined("alice")
    here.site.reached = reached("127.0.0.1", "https://tacit.example.com")
    url = "https://tacit.example.com"
    given = {"name": "alice", "password": "four purple otters dance"}
    answer = ask(here, "POST", "/sign-in", {"origin": url}, url=url, data=given)
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    kept = answer.headers["set-cookie"]
    assert kept.startswith("__Host-tacit=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in kept.split("; ")
    assert "domain" not in kept.lower()
    secret = kept.partition("=")[2].partition(";")[0]
    held = {"cookie": f"__Host-tacit={secret}"}
    assert ask(here, "GET", "/account", held, url=url).status_code == 200
    look = ask(here, "POST", "/settings/look", {"origin": url, **held}, url=url, data={"theme": "dark"})
    left = [*answer.headers.get_list("set-cookie"), *look.headers.get_list("set-cookie")]
    assert len(left) == 4
    assert all(one.startswith("__Host-") and "; Secure" in one for one in left)
    assert ask(here, "GET", "/account", {"cookie": f"tacit-8765={secret}"}, url=url).status_code == 303


def test_two_servers_of_one_machine_do_not_take_each_others_sessions_away(here: Shop) -> None:
    here.joined("alice")
    given = {"name": "alice", "password": "four purple otters dance"}
    for port in (8765, 8766):
        url = f"http://127.0.0.1:{port}"
        answer = ask(here, "POST", "/sign-in", {"origin": url}, url=url, data=given)
        kept = answer.headers["set-cookie"]
        assert kept.startswith(f"tacit-{port}=")
        assert "HttpOnly" in kept and "SameSite=Lax" in kept and "Secure" not in kept


def test_what_is_too_large_is_not_taken(here: Shop) -> None:
    for body in (b"x" * (BODY_LIMIT + 1), b"name=" + b"y" * BODY_LIMIT):
        answer = ask(
            here, "POST", "/sign-in",
            {"origin": URL, "content-type": "application/x-www-form-urlencoded"}, content=body,
        )  # fmt: skip
        assert answer.status_code == 413


def test_what_says_no_length_is_counted_while_it_comes(here: Shop) -> None:
    async def pieces() -> Any:
        for _ in range(20):
            yield b"z" * (BODY_LIMIT // 10)

    assert ask(here, "POST", "/sign-in", {"origin": URL}, content=pieces()).status_code == 413


@pytest.mark.parametrize(
    "header", ["Basic YWxpY2U6eA==", "Bearer", "Bearer ", "tacit_x", "Bearer tacit_x", "Bearer \xe9"]
)
def test_a_header_that_names_no_good_token_is_refused_at_the_machine_too(here: Shop, header: str) -> None:
    answer = ask(here, "GET", "/api/v1/inbox", {"authorization": header.encode("latin-1")})  # type: ignore[dict-item]
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_nobody_changes_things_faster_than_a_person_does(here: Shop) -> None:
    alice, bob = cookie(here.joined("alice")), cookie(here.joined("bob"))
    here.site.limits = Limits(at_once=5, a_second=1.0)
    statuses = [
        ask(here, "POST", "/account/sessions/end", headers | {"origin": URL}).status_code
        for headers in [alice] * 6 + [bob]
    ]
    assert statuses == [303] * 5 + [429, 303]
    late = ask(here, "POST", "/account/sessions/end", alice | {"origin": URL})
    assert late.headers["retry-after"] == "1"
    assert ask(here, "GET", "/account", alice).status_code == 200
    here.clock.now += timedelta(seconds=1)
    assert ask(here, "POST", "/account/sessions/end", alice | {"origin": URL}).status_code == 303


def test_a_pail_runs_full_again_and_no_fuller() -> None:
    pail = Limits(at_once=100, a_second=10.0)
    now = AT
    for hours in (0, 1):
        now += timedelta(hours=hours)
        for _ in range(100):
            pail.take("alice", now)
        with pytest.raises(TooMany):
            pail.take("alice", now)
    with pytest.raises(TooMany):
        pail.take("alice", now - timedelta(minutes=5))  # a clock that steps back gives nothing


def test_who_sits_at_the_machine_is_not_counted(here: Shop) -> None:
    here.site.limits = Limits(at_once=1, a_second=0.0)
    assert {ask(here, "POST", "/sign-out", {"origin": URL}).status_code for _ in range(3)} == {303}
    here.invited("alice")
    assert [ask(here, "POST", "/sign-out", {"origin": URL}).status_code for _ in range(2)] == [303, 429]


class NoTemplates:
    def get_template(self, name: str) -> None:
        raise RuntimeError(f"{name} is broken")


def test_where_even_the_page_that_says_so_fails_it_is_told_without_one(
    here: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(here.site.__dict__, "templates", NoTemplates())
    for path in ("/", "/no%0Awhere", "/sign-in"):
        answer = ask(here, "GET", path)
        assert (answer.status_code, answer.json()["code"]) == (500, "bug")
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "broken" not in answer.text
    told = [record.getMessage() for record in caplog.records if record.name == "tacit.web"]
    assert told
    assert all("\n" not in line for line in told)
