"""How it works here: each kind as its protocol says it, drawn, in words, and as the file that one would change."""

from collections.abc import Sequence
from typing import Any

from tacit.web.answers import Answer, page
from tacit.web.pictures.course import course
from tacit.web.visit import Visit
from tacit.work import protocols


def kinds(visit: Visit) -> Answer:
    there = [visit.here.protocols[kind] for kind in sorted(visit.here.protocols)]
    return page(visit, "protocols.html", kinds=there)


def kind(visit: Visit) -> Answer:
    protocol = visit.here.protocol(visit.params["kind"])
    told = protocols.explain(visit.ws, protocol.kind)
    return page(
        visit,
        "protocol.html",
        protocol=protocol,
        told=told,
        picture=course(protocol),
        making=[one for one in told["acts"] if not one["states"]],
        acts=[one for one in told["acts"] if one["states"]],
        sentence=_sentence,
    )


def _sentence(phrases: Sequence[Any]) -> str:
    """Phrases as one line of prose."""
    said = "; ".join(str(each) for each in phrases)
    return f"{said[:1].upper()}{said[1:]}." if said else ""
