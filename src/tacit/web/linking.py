"""Where links in what people wrote lead: to people and teams, to records by id or path."""

from tacit.web.markdown import Links, Target
from tacit.web.visit import Visit
from tacit.work import ask


def links_of(visit: Visit, folder: str = "") -> Links:
    """`folder` is where the text stands. While history is where it was, so is everything that texts name."""

    def resolve(named: str) -> Target | None:
        here = visit.here
        if named.startswith("@"):
            handle = named[1:]
            place = "people" if handle in here.people else "teams" if handle in here.teams else ""
            return Target(f"/{place}/{handle}", visit.called(handle)) if place else None
        index = ask.ready(visit.ws)
        found = index.by_path(named) if "/" in named else index.by_id(named)
        if not found:
            found = index.by_id(named.rpartition("/")[2].removesuffix(".md"))
        return Target(found[0].url, found[0].title) if found else None

    return Links(resolve, folder, visit.ws.store.head() or "")
