"""That pages can be used by everybody: axe finds nothing on any of them, and none is wider than a narrow phone."""

from collections.abc import Callable, Iterator

import pytest
from axe import violations
from examples import FOLDER, FORM, PAGES, RECORD, examples_of, forms_of, is_too_wide, list_of, listed, may_see, one_of
from playwright.sync_api import Browser
from teams import Team
from windows import DESKTOP, NARROWEST, PHONE, Window, Windows

from tacit.model.account import Need
from tacit.web.routes import Route

KINDS = (
    "brainstorm", "bug", "decision", "document", "escalation", "goal", "handoff", "learning", "meeting", "person",
    "postmortem", "proposal", "pulse", "standup", "story", "task", "team", "thread", "weekly",
)  # fmt: skip
_FIXED = [route for route in PAGES if route.path not in (FOLDER, RECORD, FORM)]
Onlooker = Callable[[str], Window]


@pytest.fixture(scope="module")
def onlooker(served_team: Team, chromium: Browser) -> Iterator[Onlooker]:
    """Who looks at page after page. Each keeps one window: to open one takes longer than to look at a page."""
    windows = Windows(chromium)
    kept: dict[str, Window] = {}

    def looking(person: str) -> Window:
        if person not in kept:
            kept[person] = windows.open(served_team.url, [served_team.cookie(person)])
        kept[person].faults.clear()
        return kept[person]

    yield looking
    windows.close()


def _faults(window: Window, path: str, *, only_dark: bool = False) -> list[str]:
    """Of one page: on a desk in the light, on a phone in the dark, and how wide it is on the narrowest one."""
    window.page.emulate_media(color_scheme="light")
    window.resize(DESKTOP)
    window.go(path)
    found = [] if only_dark else [f"{path} on a desk, light: {each}" for each in violations(window.page)]
    window.page.emulate_media(color_scheme="dark")
    window.resize(PHONE)
    found += [f"{path} on a phone, dark: {each}" for each in violations(window.page)]
    window.resize(NARROWEST)
    if out := is_too_wide(window.page):
        found.append(f"{path} is wider than {NARROWEST[0]} px: {out}")
    return found


def _seen_by(window: Window, paths: list[str], refused: tuple[int, ...] = (), **looks: bool) -> None:
    with window.refused(*refused):
        found = [fault for path in paths for fault in _faults(window, path, **looks)]
    assert not found, "\n".join(found)
    window.behaved()


@pytest.mark.parametrize("route", _FIXED, ids=lambda route: route.path)
def test_axe_finds_nothing_on_any_page_for_any_role(team: Team, onlooker: Onlooker, route: Route) -> None:
    paths = list(examples_of(route, team))
    _seen_by(onlooker("alice"), paths)
    if route.needs is not Need.ADMIN:
        _seen_by(onlooker("carol"), paths[-1:], only_dark=True)
    _seen_by(onlooker("indra"), paths[:1], () if may_see("guest", route) else (403,), only_dark=True)


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_on_the_pages_of_any_kind(team: Team, onlooker: Onlooker, kind: str) -> None:
    forms = list(forms_of(team, kind, "carol"))[:2]
    settled = listed(team, kind, settled=True)[-1:]
    _seen_by(onlooker("carol"), [list_of(team, kind), one_of(team, kind), *settled, *forms])
    _seen_by(onlooker("indra"), [one_of(team, kind)], only_dark=True)


def test_rows_of_many_columns_are_filled_in_on_a_phone_as_well(onlooker: Onlooker) -> None:
    goal = "/goals/2026-01-30-001-live-updates-in-the-editor"
    _seen_by(onlooker("alice"), [f"{goal}/progress", f"{goal}/edit"])


def test_every_kind_of_the_sample_is_looked_at(team: Team) -> None:
    assert set(KINDS) == set(team.ws.here.protocols)


def test_who_has_not_signed_in_is_asked_to(team: Team) -> None:
    window = team.comes(None)
    found = _faults(window, "/board")
    assert window.path.startswith("/sign-in")
    assert not found, "\n".join(found)


def test_pages_that_say_what_went_wrong_are_pages_too(onlooker: Onlooker) -> None:
    _seen_by(onlooker("carol"), ["/nothing/is/here", "/threads/no-such-thread", "/accounts"], (403, 404))
