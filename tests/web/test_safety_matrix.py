"""Every route of the table, for everybody who may call, with everything they may come with: the need decides."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from accounted import Shop, callers, shop
from serving import awaited

from tacit.model.account import Need
from tacit.web.answers import Answer
from tacit.web.dispatch import Dispatcher
from tacit.web.routes import ROUTES, Route
from tacit.web.visit import Visit

URL = "http://127.0.0.1:8765"
PUBLIC, READ, ACT, ADMIN, OWN = Need.PUBLIC, Need.READ, Need.ACT, Need.ADMIN, Need.OWN
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}

# Who may what. What is not named here may what needs nothing; a token that is not good may not even that.
MAY: dict[str, set[Need]] = {
    "admin session": {READ, ACT, ADMIN, OWN},
    "member session": {READ, ACT, OWN},
    "guest session": {READ, OWN},
    "admin read token": {READ},
    "admin act token": {READ, ACT},
    "admin admin token": {READ, ACT, ADMIN},
    "member act token": {READ, ACT},
    "guest act token": {READ},
    "agent read token": {READ},
    "nobody": set(),
    "made-up session": set(),
    "closed session": set(),
    "left session": set(),
}
NOT_GOOD = {
    "made-up token", "closed act token", "left act token", "ended token", "member session, made-up token",
}  # fmt: skip


class Doors:
    """The dispatcher with its own table, where behind each route somebody says which one it was."""

    def __init__(self, here: Shop) -> None:
        self.dispatcher = Dispatcher(here.site)
        for route in ROUTES:
            self.dispatcher._handlers[route.handler] = _says_which

    def ask(self, requests: list[tuple[str, str, dict[str, str]]]) -> list[httpx2.Response]:
        """In parallel; each as a page of ours would ask."""

        async def all_of_them() -> list[httpx2.Response]:
            transport = httpx2.ASGITransport(self.dispatcher)
            async with httpx2.AsyncClient(transport=transport, base_url=URL) as client:
                return [
                    await client.request(method, path, headers={"origin": URL, **headers})
                    for method, path, headers in requests
                ]

        return awaited(all_of_them())


def _says_which(visit: Visit) -> Answer:
    return Answer(f"{visit.route.method} {visit.route.path}")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    made = Shop(shop(tmp_path_factory.mktemp("matrix") / "shop"))
    made.site.limits.take = lambda caller, now: None  # type: ignore[method-assign]  # which has tests of its own
    yield made
    made.site.close()


@pytest.fixture(scope="module")
def who(here: Shop) -> dict[str, dict[str, str]]:
    return callers(here)


def path_of(route: Route) -> str:
    parts = route.path.replace(":rest}", "}").split("/")
    return "/".join("x" if part.startswith("{") else part for part in parts)


def test_the_table_names_everybody(who: dict[str, dict[str, str]]) -> None:
    assert set(who) == set(MAY) | NOT_GOOD


def test_every_caller_gets_through_every_route_that_they_may_and_through_no_other(
    here: Shop, who: dict[str, dict[str, str]]
) -> None:
    doors = Doors(here)
    asked = [(caller, route) for caller in who for route in ROUTES]
    answers = doors.ask([(route.method, path_of(route), who[caller]) for caller, route in asked])
    wrong = []
    for (caller, route), answer in zip(asked, answers, strict=True):
        if caller in NOT_GOOD:
            expected = 401
        elif route.needs is PUBLIC or route.needs in MAY[caller]:
            expected = 200
        elif MAY[caller]:
            expected = 403
        else:
            expected = 303 if route.method == "GET" and not route.is_api else 401
        told = answer.status_code == 200 and answer.text != f"{route.method} {route.path}"
        if answer.status_code != expected or told:
            wrong.append((caller, route.method, route.path, answer.status_code, expected, answer.text[:80]))
    assert not wrong
    assert len(asked) > 500


def test_without_accounts_whoever_sits_at_the_machine_may_all_and_others_nothing(tmp_path: Path) -> None:
    here = Shop(shop(tmp_path / "shop"))
    doors = Doors(here)
    answers = doors.ask([(route.method, path_of(route), {}) for route in ROUTES])
    assert {answer.status_code for answer in answers} == {200}
    here.site.reached = replace(here.site.reached, public=True)
    answers = doors.ask([(route.method, path_of(route), {}) for route in ROUTES])
    for route, answer in zip(ROUTES, answers, strict=True):
        assert (answer.status_code == 200) == (route.needs is PUBLIC), route
    here.site.close()


def test_what_is_not_in_the_table_is_not_there_for_anybody(here: Shop, who: dict[str, dict[str, str]]) -> None:
    doors = Doors(here)
    paths = [f"{path_of(route)}/no/such/part" for route in ROUTES if ":rest}" not in route.path and route.path != "/"]
    paths += ["/a/b/c/d/e", "/a/%2e%2e/%2e%2e/etc/passwd/x", "/api/v2/records"]
    paths = [path for path in paths if not any(route.pattern.fullmatch(path) for route in ROUTES)]
    assert len(paths) > 20
    for caller in ("nobody", "guest session", "admin session"):
        for answer in doors.ask([("GET", path, who[caller]) for path in paths]):
            assert answer.status_code == 404, answer.url


def test_what_a_path_takes_no_other_method_reaches(here: Shop, who: dict[str, dict[str, str]]) -> None:
    doors = Doors(here)
    wanted = [
        (method, path_of(route))
        for route in ROUTES
        for method in METHODS
        if not any(other.method == method and other.pattern.fullmatch(path_of(route)) for other in ROUTES)
    ]
    assert len(wanted) > 100
    for answer in doors.ask([(method, path, who["admin session"]) for method, path in wanted]):
        assert answer.status_code == 405, (answer.request.method, answer.url)


def test_no_route_is_made_without_a_need() -> None:
    with pytest.raises(TypeError):
        Route("GET", "/open", "pages.inbox:inbox")  # type: ignore[call-arg]
    for route in ROUTES:
        assert isinstance(route.needs, Need), route


def test_what_changes_something_needs_more_than_reading() -> None:
    """Less than that is enough for coming and going, for one's own browser, and for what changes no record."""
    changing = {route.path for route in ROUTES if route.method != "GET" and route.needs in (PUBLIC, READ)}
    assert changing <= {
        "/sign-in", "/sign-out", "/sign-in/provider/back", "/invitations/{secret}",
        "/settings/look", "/preview", "/api/v1/story",
    }  # fmt: skip


def test_a_head_is_a_get_and_needs_as_much(here: Shop, who: dict[str, dict[str, str]]) -> None:
    doors = Doors(here)
    refused, allowed = doors.ask([("HEAD", "/accounts", who["member session"]), ("HEAD", "/", who["member session"])])
    assert (refused.status_code, allowed.status_code) == (403, 200)
