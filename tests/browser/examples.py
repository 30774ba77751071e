"""Where each page of the route table is seen in the sample. A page that nobody gave an example of fails the tests."""

from collections.abc import Callable, Iterator, Sequence

from playwright.sync_api import Page
from teams import Team

from tacit.model.account import Need
from tacit.web.routes import ROUTES, Route
from tacit.work import accounts, ask

FOLDER, RECORD, FORM = "/{folder}", "/{folder}/{record}", "/{folder}/{record}/{act}"
_NO_PAGES = ("/static/", "/events", "/api/", "/records/", "/sign-in/provider", "/drafts")  # files, streams, ways on

PAGES: Sequence[Route] = tuple(
    route for route in ROUTES if route.method == "GET" and not route.path.startswith(_NO_PAGES)
)


def an_invitation(team: Team) -> str:
    """For Scout's neighbour: nobody else's way in ends by it."""
    return str(accounts.invite(team.ws, "hans")["path"])


def listed(team: Team, kind: str, *, settled: bool = False) -> list[str]:
    """The pages of the records of a kind, newest first."""
    found = ask.list_records(team.ws, kind, all=settled)["records"]
    return [each["url"] for each in found]


def list_of(team: Team, kind: str) -> str:
    return f"/{team.ws.here.protocols[kind].folder.partition('/')[0]}?kind={kind}"


def one_of(team: Team, kind: str) -> str:
    """An open record where there is one, else one that is settled."""
    return (listed(team, kind) or listed(team, kind, settled=True))[0]


def forms_of(team: Team, kind: str, person: str) -> Iterator[str]:
    """A form for each act that this person may do now on some record of the kind."""
    seen: set[str] = set()
    for record in ask.list_records(team.ws, kind, all=True)["records"]:
        for act in ask.show(team.ws, record["id"], person)["acts"]:
            if act["allowed"] and act["act"] not in seen:
                seen.add(act["act"])
                yield f"{record['url']}/{act['act']}"


_EXAMPLES: dict[str, Callable[[Team], Sequence[str]]] = {
    "/": lambda _: ("/",),
    "/inbox/{party}": lambda _: ("/inbox/backend", "/inbox/eva"),
    "/sign-in": lambda _: ("/sign-in", "/sign-in?to=%2Fboard"),
    "/invitations/{secret}": lambda team: (an_invitation(team),),
    "/handbook": lambda _: ("/handbook",),
    "/search": lambda _: ("/search", "/search?q=editor", "/search?q=nothing-has-this"),
    "/why": lambda _: ("/why", "/why?at=protocols-of-ours/live.md%233.+Messages"),
    "/slots": lambda _: ("/slots", "/slots?with=alice,bob,carol&length=45+minutes&days=10"),
    "/route": lambda _: ("/route", "/route?text=the+build+is+broken"),
    "/protocols/{kind}": lambda _: ("/protocols/decision", "/protocols/thread"),
    "/new/{kind}": lambda _: ("/new/thread", "/new/decision", "/new/meeting", "/new/goal", "/new/standup"),
    "/{folder}/{record}/history": lambda team: (f"{one_of(team, 'decision')}/history",),
}


def examples_of(route: Route, team: Team) -> Sequence[str]:
    if route.path in _EXAMPLES:
        return _EXAMPLES[route.path](team)
    assert "{" not in route.path, f"no example of {route.path} is known: add one to examples.py"
    return (route.path,)


def may_see(role: str, route: Route) -> bool:
    return (
        route.needs in (Need.PUBLIC, Need.READ, Need.OWN)
        or role == "admin"
        or (role == "member" and route.needs is Need.ACT)
    )


def is_too_wide(page: Page) -> str:
    """What sticks out where the page as a whole can be moved sideways; nothing where all is well."""
    found: str = page.evaluate(_STICKS_OUT)
    return found


_STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return "";
  const out = [...document.body.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > width + 1);
  const scrolls = (each) => each && (getComputedStyle(each).overflowX !== "visible" || scrolls(each.parentElement));
  const inner = out.filter((each) => !scrolls(each) && !out.some((other) => other !== each && each.contains(other)));
  return inner.slice(0, 5).map((each) => each.outerHTML.slice(0, 160)).join("\\n") || "something";
}"""
