"""Search: by a form, or as one types, when a script asks for the hits alone, or with the states of another kind."""

from collections.abc import Mapping, Sequence
from typing import Any

from tacit.errors import WrongUsage
from tacit.web.answers import Answer, page
from tacit.web.markdown import marked
from tacit.web.visit import Visit
from tacit.work import ask

_LEAST = 2  # letters of a word that is still being typed


def search(visit: Visit) -> Answer:
    asked = visit.query.get("q", "").strip()
    part = visit.query.get("part")
    kind = visit.query.get("kind", "")
    protocols = visit.here.protocols
    protocol = protocols.get(kind)
    states = protocol.states if protocol else _states(visit)
    status = visit.query.get("status", "")
    hits = _hits(visit, asked, part is not None, kind if protocol else None, status if status in states else None)
    return page(
        visit,
        "hits.html" if part == "hits" else "search.html",
        asked=asked,
        kind=kind if protocol else "",
        state=status if status in states else "",
        kinds=sorted(protocols),
        states=states,
        hits=hits,
        most=ask.HITS,
    )


def _hits(
    visit: Visit, asked: str, typing: bool, kind: str | None, status: str | None
) -> Sequence[Mapping[str, Any]] | None:
    """None where nothing was asked; what is being typed is the beginning of a word."""
    words = ask.words_of(asked)
    if not words:
        return None
    begun = typing and asked[-1:].isalnum() and len(words[-1]) >= _LEAST
    try:
        found = ask.search(visit.ws, f"{asked}*" if begun else asked, kind, status=status)["hits"]
    except WrongUsage:
        return None
    return [{**hit, "snippet": marked(hit["snippet"], words), "title": marked(hit["title"], words)} for hit in found]


def _states(visit: Visit) -> Sequence[str]:
    return sorted({state for protocol in visit.here.protocols.values() for state in protocol.states})
