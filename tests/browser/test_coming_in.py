"""Coming in by a provider and by an invitation, with scripts and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from accounted import PASSWORD, Shop, shop
from axe import violations
from playwright.sync_api import Browser, Page
from provider import User, known, providing
from serving import Served, served
from windows import SOON


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Served]:
    with served(shop(tmp_path / "shop"), "2026-03-06T12:00:00Z") as it:
        yield it


@pytest.fixture(params=(True, False), ids=("scripts", "no scripts"))
def page(request: pytest.FixtureRequest, chromium: Browser, here: Served) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=request.param, base_url=here.url)
    context.set_default_timeout(SOON)
    yield context.new_page()
    context.close()


def test_a_provider_sends_back_who_is_signed_in(
    here: Served, page: Page, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    Shop(here.folder).invited("alice")
    with providing(lambda: here.now) as provider:
        provider.user = User("77", "alice@example.com")
        provider.client.back = f"{here.url}/sign-in/provider/back"
        here.site.provider = known(provider)
        page.goto("/account")
        page.get_by_role("link", name="Sign in with").click()
        if "no scripts" in request.node.name:
            assert page.get_by_role("heading", level=1).inner_text() == "Sign in with 127.0.0.1"
            page.get_by_role("button", name="Go on").click()
        page.wait_for_url(f"{here.url}/")
        page.goto("/account")
        assert "You are signed in as Alice" in page.get_by_role("main").inner_text()


def test_the_first_account_is_made_by_who_sits_at_the_machine_and_lets_others_in(
    here: Served, page: Page, chromium: Browser
) -> None:
    page.goto("/accounts")
    page.get_by_role("button", name="Make my account").click()
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(f"{here.url}/")
    page.goto("/accounts")
    page.get_by_label("Who").select_option("Bob")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".secret").inner_text()
    other = chromium.new_context()
    bob = other.new_page()
    bob.goto(link)
    assert not violations(bob)
    bob.get_by_label("Choose a password").fill(PASSWORD)
    bob.get_by_label("The same again").fill(PASSWORD)
    bob.get_by_role("button", name="Begin").click()
    bob.wait_for_url(f"{here.url}/")
    bob.goto(f"{here.url}/account")
    assert not violations(bob)
    bob.get_by_role("button", name="Sign out").first.click()
    bob.wait_for_url("**/sign-in")
    bob.get_by_label("Name or e-mail address").fill("bob@example.com")
    bob.get_by_label("Password").fill(PASSWORD)
    bob.keyboard.press("Enter")
    bob.wait_for_url(f"{here.url}/")
    other.close()
