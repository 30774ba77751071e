"""The records of one folder: open ones first, each with whom it waits for, and what was settled last."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from tacit.errors import Refused
from tacit.model.protocol import PARTY_TYPES, Field, Protocol
from tacit.text.phrases import spoken
from tacit.web.answers import Answer, fragment, page
from tacit.web.pages.rows import rows
from tacit.web.visit import Visit
from tacit.work.listing import kinds_in, listing

PEOPLE = "people"
ENDED = "How it ended"
EVERYTHING = "*"  # as a status: settled ones too
_ASKED_FOR = 4  # fields of parties that one can filter by
_NAMES = 60  # parties that are offered while one types; more would weigh more than the page


def records(visit: Visit) -> Answer:
    title = spoken(visit.params["folder"]).capitalize()
    kinds = kinds_in(visit.ws, visit.params["folder"])
    if not kinds:
        raise Refused("no-page", f"there is nothing at {visit.path}", remedy="Begin at the inbox: /")
    asked = visit.query.get("kind", "")
    kind = asked if asked in kinds else kinds[0]
    main = visit.site.reckoned.of(visit, lambda: _main(visit, title, kinds, visit.here.protocols[kind]))
    return page(visit, "list.html", title=title, kind=kind, main=main)


def _main(visit: Visit, title: str, kinds: Sequence[str], protocol: Protocol) -> Markup:
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
        third="Owes by name" if found["parties"] else _third(protocol, status),
        fourth="At work" if protocol.folder == PEOPLE else "When",
        ended=ENDED,
        parties=found["parties"],
        newest=_asked(visit) if visit.query.get("cursor") else None,
        settled_too=None if every or status else _asked(visit, ("status", EVERYTHING)),
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
    return _asked(visit, ("cursor", cursor))


def _asked(visit: Visit, *more: tuple[str, str]) -> str:
    """This list from its beginning, as it was asked for."""
    kept = [(name, value) for name, value in visit.query_pairs if value and name not in ("cursor", *dict(more))]
    return f"{visit.path}?{urlencode([*kept, *more])}"
