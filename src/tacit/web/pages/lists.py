"""The records of one folder: open ones first, each with whom it waits for, and what was settled last."""

from collections.abc import Iterator
from urllib.parse import urlencode

from markupsafe import Markup

from tacit.errors import Refused
from tacit.model.protocol import PARTY_TYPES, Field, Protocol
from tacit.text.phrases import spoken
from tacit.web.answers import Answer, fragment, page
from tacit.web.pages.rows import rows
from tacit.web.visit import Visit
from tacit.work.listing import kinds_in, listing

ENDED = "How it ended"
EVERYTHING = "*"  # as a status: settled ones too
_ASKED_FOR = 4  # fields of parties that one can filter by
_NAMES = 60  # parties that are offered while one types; more would weigh more than the page


def records(visit: Visit) -> Answer:
    title = spoken(visit.params["folder"]).capitalize()
    return page(visit, "list.html", title=title, main=visit.site.reckoned.of(visit, lambda: _main(visit, title)))


def _main(visit: Visit, title: str) -> Markup:
    kinds = kinds_in(visit.ws, visit.params["folder"])
    if not kinds:
        raise Refused("no-page", f"there is nothing at {visit.path}", remedy="Begin at the inbox: /")
    kind = visit.query.get("kind", "")
    protocol = visit.here.protocols[kind if kind in kinds else kinds[0]]
    filters = list(_filters(protocol))
    where = {one.name: value for one in filters if (value := visit.query.get(one.name, "").strip())}
    status = visit.query.get("status", "")
    if status in protocol.states:
        where["status"] = status
    every = status == EVERYTHING or status in protocol.final
    found = listing(visit.ws, protocol.kind, where, every, visit.query.get("cursor") or None)
    return fragment(
        visit,
        "list_main.html",
        title=title,
        protocol=protocol,
        kinds=kinds,
        rows=rows(visit, found["records"]),
        settled=rows(visit, found["settled"]),
        filters=filters,
        state=status if status == EVERYTHING or status in protocol.states else "",
        filtered=bool(where),
        names=_names(visit),
        following=_following(visit, found["next"]),
        third=_third(protocol, status),
        ended=ENDED,
    )


def _third(protocol: Protocol, status: str) -> str:
    """What the third column tells."""
    if status in protocol.final:
        return ENDED
    return "Waits for, or how it ended" if status == EVERYTHING else "Waits for"


def _filters(protocol: Protocol) -> Iterator[Field]:
    """What one may look for in this kind: its choices, whose it is, its labels and its goal."""
    parties = [one for one in protocol.fields.values() if one.type in PARTY_TYPES]
    yield from (one for one in protocol.fields.values() if one.type == "choice")
    yield from parties[:_ASKED_FOR]
    yield from (one for one in protocol.fields.values() if one.type == "texts" and one.name in ("labels", "tags"))


def _names(visit: Visit) -> tuple[str, ...]:
    there = (*visit.here.teams, *visit.here.people)
    return there if len(there) <= _NAMES else ()


def _following(visit: Visit, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    pairs = [(name, value) for name, value in visit.query_pairs if value and name != "cursor"]
    return f"{visit.path}?{urlencode([*pairs, ('cursor', cursor)])}"
