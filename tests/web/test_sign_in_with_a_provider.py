"""Signing in with a provider: a real one on this machine, and every way in which one could be fooled."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from accounted import Shop, shop
from provider import CLIENT, Provider, User, known, new_key, providing
from serving import Served, served

from tacit.errors import WrongUsage
from tacit.web.oidc import Provider as Known

ALICE = User("77", "alice@example.com")


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, here: Served) -> Iterator[Provider]:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # for the provider: this machine is no network
    with providing(lambda: here.now) as it:
        it.user = ALICE
        it.client.back = f"{here.url}/sign-in/provider/back"
        here.site.provider = known(it)
        yield it


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Served]:
    folder = shop(tmp_path / "shop")
    with served(folder, "2026-03-06T12:00:00Z") as it:
        Shop(folder).invited("alice")
        yield it


def there_and_back(browser: httpx2.Client) -> dict[str, str]:
    """What the browser brings back; the cookie that it got on the way lies in the browser."""
    away = browser.get("/sign-in/provider")
    assert away.status_code == 303, away.text
    back = httpx2.get(away.headers["location"])
    assert back.status_code == 302, back.text
    return {name: values[0] for name, values in parse_qs(urlsplit(back.headers["location"]).query).items()}


def entered(browser: httpx2.Client, brought: dict[str, str]) -> httpx2.Response:
    return browser.post("/sign-in/provider/back", data=brought)


def refused(answer: httpx2.Response, words: str) -> None:
    assert answer.status_code in (401, 403, 409, 503), answer.status_code
    assert words.casefold() in answer.text.casefold()
    assert "tacit-" not in answer.headers.get("set-cookie", "").replace("tacit-provider-", "")


def test_who_is_vouched_for_is_signed_in_and_known_from_then_on(here: Served, provider: Provider) -> None:
    with here.client() as browser:
        assert "Sign in with 127.0.0.1" in browser.get("/sign-in").text
        brought = there_and_back(browser)
        page = browser.get("/sign-in/provider/back", params=brought)
        assert page.status_code == 200
        assert brought["code"] in page.text
        assert browser.get("/account").status_code == 303  # to come back changed nothing
        assert entered(browser, brought).headers["location"] == "/"
        assert "Alice" in browser.get("/account").text
    provider.user = User("77", "somebody@else.example", verified=False)
    with here.client() as browser:
        entered(browser, there_and_back(browser))
        assert browser.get("/account").status_code == 200


def test_the_way_there_has_a_state_a_nonce_and_a_challenge_that_are_new_each_time(
    here: Served, provider: Provider
) -> None:
    with here.client() as browser:
        for _ in range(2):
            there_and_back(browser)
    first, second = provider.asked
    assert first["code_challenge_method"] == "S256"
    assert first["scope"] == "openid email"
    assert first["response_type"] == "code"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]
    assert len({first["state"], first["nonce"], first["code_challenge"]}) == 3


def test_an_address_that_is_told_only_when_asked_is_asked_for(here: Served, provider: Provider) -> None:
    provider.tells_in_token = False
    with here.client() as browser:
        assert entered(browser, there_and_back(browser)).headers["location"] == "/"


def test_what_another_browser_asked_for_signs_nobody_in(here: Served, provider: Provider) -> None:
    with here.client() as mallory, here.client() as alice:
        brought = there_and_back(mallory)
        refused(entered(alice, brought), "no answer to what this browser asked")
        there_and_back(alice)
        refused(entered(alice, brought), "no answer to what this browser asked")


def test_a_code_is_good_once(here: Served, provider: Provider) -> None:
    with here.client() as browser:
        brought = there_and_back(browser)
        cookies = dict(browser.cookies)
        assert entered(browser, brought).status_code == 303
        browser.cookies.update(cookies)
        refused(entered(browser, brought), "did not work")


def test_a_code_that_another_browser_was_given_is_refused_by_the_challenge(here: Served, provider: Provider) -> None:
    with here.client() as mallory, here.client() as alice:
        stolen = there_and_back(mallory)["code"]
        own = there_and_back(alice)
        refused(entered(alice, own | {"code": stolen}), "did not work")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://another.example"},
        {"aud": ["another-client"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"nonce": "of-another-sign-in"},
        {"exp": 1},
        {"iat": 4102444800},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(here: Served, provider: Provider, claims: Any) -> None:
    provider.claims = claims
    with here.client() as browser:
        refused(entered(browser, there_and_back(browser)), "did not work")


def test_a_token_that_another_key_has_signed_is_refused(here: Served, provider: Provider) -> None:
    provider.signs_with = new_key("first")
    with here.client() as browser:
        refused(entered(browser, there_and_back(browser)), "did not work")


def test_a_provider_that_changes_its_keys_is_asked_for_the_new_ones(here: Served, provider: Provider) -> None:
    with here.client() as browser:
        entered(browser, there_and_back(browser))
        provider.key = new_key("second")
        assert entered(browser, there_and_back(browser)).headers["location"] == "/"


def test_a_provider_that_calls_itself_otherwise_is_not_asked(here: Served, provider: Provider) -> None:
    provider.calls_itself = "https://another.example"
    with here.client() as browser:
        assert browser.get("/sign-in/provider").status_code == 503


@pytest.mark.parametrize(
    ("user", "words"),
    [
        (User("78", "alice@example.com", verified=False), "does not vouch"),
        (User("78", ""), "does not vouch"),
        (User("78", "bob@example.com"), "nobody was invited"),
        (User("78", "stranger@example.com"), "nobody was invited"),
    ],
    ids=str,
)
def test_who_is_not_invited_by_a_verified_address_is_not_let_in(
    here: Served, provider: Provider, user: User, words: str
) -> None:
    provider.user = user
    with here.client() as browser:
        refused(entered(browser, there_and_back(browser)), words)
        assert browser.get("/account").status_code == 303


def test_who_says_no_at_the_provider_is_told_so(here: Served, provider: Provider) -> None:
    provider.user = None
    with here.client() as browser:
        refused(entered(browser, there_and_back(browser)), "the provider said no: access_denied")


def test_a_provider_that_is_away_is_told_as_such(here: Served, provider: Provider) -> None:
    here.site.provider = Known("http://127.0.0.1:9", CLIENT)
    with here.client() as browser:
        answer = browser.get("/sign-in/provider")
    assert answer.status_code == 503
    assert "sign in by password" in answer.text


def test_without_a_provider_there_is_no_such_way(here: Served) -> None:
    with here.client() as browser:
        assert "Sign in with" not in browser.get("/sign-in").text
        for answer in (browser.get("/sign-in/provider"), entered(browser, {}), browser.get("/sign-in/provider/back")):
            assert answer.status_code == 404


def test_a_provider_is_said_by_the_environment_whole_and_over_https() -> None:
    assert Known.of({}) is None
    https = Known.of({"TACIT_OIDC_ISSUER": "https://id.example", "TACIT_OIDC_CLIENT_ID": "x"})
    assert https and (https.name, https.secret) == ("id.example", "")
    assert "hush" not in repr(Known("https://id.example", "x", "hush"))
    for wrong in (
        {"TACIT_OIDC_ISSUER": "https://id.example"},
        {"TACIT_OIDC_CLIENT_ID": "x"},
        {"TACIT_OIDC_ISSUER": "http://id.example", "TACIT_OIDC_CLIENT_ID": "x"},
    ):
        with pytest.raises(WrongUsage):
            Known.of(wrong)
