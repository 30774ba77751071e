"""The pages that people rely on, by folder: how fresh each is, and which say what another says already."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from tacit.errors import Refused
from tacit.index.finds import Found
from tacit.index.index import Index
from tacit.model.protocol import Protocol
from tacit.rules.calendar import day_of
from tacit.rules.lint.duplicates import duplicates, stands_alone
from tacit.text.remedies import Lookup, Remedy
from tacit.work import ask
from tacit.work.wire import Workspace

Json = dict[str, Any]
KIND = "document"
SOON = 14  # days before its review that a page says so
_REVIEW = "review_by"
_PAGE = 500


def handbook(ws: Workspace, *, alike: bool = False) -> Json:
    """Each page with the day of its review; `alike` compares all of them, for which each has to be read."""
    protocol = protocol_of(ws)
    index = ask.ready(ws)
    pages = [_page(ws, protocol, found) for found in _all(index, protocol)]
    standing = [page for page in pages if page["status"] not in protocol.final]
    told: Json = {
        "kind": protocol.kind,
        "folders": list(_by_folder(standing)),
        "retired": [page for page in pages if page["status"] in protocol.final],
    }
    if alike:
        told["alike"] = list(_alike(ws, protocol, standing))
    return told


def protocol_of(ws: Workspace) -> Protocol:
    protocol = ws.here.protocols.get(KIND)
    if protocol is None:
        raise Refused(
            "no-page",
            "this workspace has no kind of pages",
            remedy=Remedy("See what it has: ", Lookup("protocol list", "protocols")),
        )
    return protocol


def _all(index: Index, protocol: Protocol) -> Iterator[Found]:
    before = None
    while True:
        found, before = index.page([("kind", protocol.kind)], only_open=False, before=before, limit=_PAGE)
        yield from found
        if before is None:
            return


def _page(ws: Workspace, protocol: Protocol, found: Found) -> Json:
    told = ask.record_json(found)
    fields = told["fields"]
    told["owner"] = fields.get("owner")
    told["review_by"] = fields.get(_REVIEW)
    told |= freshness(fields.get(_REVIEW), day_of(ws.now, ws.here.settings.hours.zone), found.status in protocol.final)
    return told


def freshness(review_by: str | None, today: date, final: bool) -> Json:
    """`fresh`, `soon` to be looked at again, or `stale`; and how many days there are until then."""
    if final or not review_by:
        return {"fresh": None, "days": None}
    try:
        days = (date.fromisoformat(review_by) - today).days
    except ValueError:
        return {"fresh": None, "days": None}
    return {"fresh": "stale" if days < 0 else "soon" if days <= SOON else "fresh", "days": days}


def _by_folder(pages: Iterable[Json]) -> Iterator[Json]:
    def folder(page: Json) -> str:
        return str(page["path"]).rpartition("/")[0]

    ordered = sorted(pages, key=lambda page: (folder(page), (page["title"] or page["id"]).casefold()))
    for name, several in groupby(ordered, folder):
        yield {"folder": name, "pages": list(several)}


def _alike(ws: Workspace, protocol: Protocol, pages: Iterable[Json]) -> Iterator[Json]:
    """Pages that say what an older one says, where there should be one source of truth."""
    if not stands_alone(protocol):
        return
    world = ws.world()
    by_path = {page["path"]: page for page in pages}
    records = [world.records[page["id"]] for page in by_path.values() if page["id"] in world.records]
    for finding in duplicates(records, protocol):
        page = by_path[finding.path]
        yield {"id": page["id"], "title": page["title"], "url": page["url"], "message": finding.message}
