"""Where links in what people wrote lead: to people and teams, to records by id or path."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tacit.web.visit import Visit


class Target(NamedTuple):
    """Where a link leads, and what stands there."""

    url: str
    title: str


def _nowhere(_: str) -> Target | None:
    return None


@dataclass(frozen=True, slots=True)
class Links:
    """Where links of a text lead. `resolve` knows `@alice`, paths like `threads/ID.md` and ids; None where there is no
    such thing. While `state` is the same, so are its answers: it is not asked again."""

    resolve: Callable[[str], Target | None] = _nowhere
    folder: str = ""  # where the text stands: its own links count from there
    state: str = ""


def links_of(visit: "Visit", folder: str = "") -> Links:
    """`folder` is where the text stands. While history is where it was, so is everything that texts name."""
    from tacit.work import ask

    def resolve(named: str) -> Target | None:
        if named.startswith("@"):
            page = visit.page_of(named[1:])
            return Target(page, visit.called(named[1:])) if page else None
        index = ask.ready(visit.ws)
        found = index.by_path(named) if "/" in named else index.by_id(named)
        if not found:
            found = index.by_id(named.rpartition("/")[2].removesuffix(".md"))
        return Target(found[0].url, found[0].title) if found else None

    return Links(resolve, folder, visit.ws.store.head() or "")
