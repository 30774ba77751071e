"""What programs may ask this server, for the people who write them."""

from collections.abc import Iterator

from tacit.web import signing
from tacit.web.answers import Answer, page
from tacit.web.api.openapi import EVENTS
from tacit.web.api.operations import OPERATIONS
from tacit.web.routes import ROUTES, Route
from tacit.web.visit import Visit

_ROOT = "/api/v1"


def addresses(visit: Visit) -> Answer:
    rows = [_row(route) for route in ROUTES if route.is_api]
    return page(visit, "programs.html", rows=rows, root=f"{signing.origin(visit)}{_ROOT}")


def _row(route: Route) -> dict[str, object]:
    told = OPERATIONS.get(route.handler)
    return {
        "method": route.method,
        "path": route.path.removeprefix(_ROOT).replace(":rest}", "}"),
        "title": told.title if told else EVENTS["summary"],
        "takes": list(_takes(route)),
        "needs": route.needs.value,
    }


def _takes(route: Route) -> Iterator[str]:
    told = OPERATIONS.get(route.handler)
    if told is None:
        yield from (one["name"] for one in EVENTS["parameters"])
        return
    yield from (one.name for one in told.takes)
    yield from (f"{family}.…" for family in told.families)
