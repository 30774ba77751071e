"""What one owes, nearest first, and what others owe; nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from tacit.text.moments import SHELVES, Clock
from tacit.web.answers import Answer, page
from tacit.web.promised import Rows
from tacit.web.visit import Visit
from tacit.work import ask, teams

Promises = Sequence[Mapping[str, Any]]


def inbox(visit: Visit) -> Answer:
    """One's own; without people records that of everybody."""
    return _inbox(visit, visit.person)


def of_party(visit: Visit) -> Answer:
    """What a person or a team owes."""
    party = visit.params["party"].removeprefix("@")
    return _inbox(visit, party)


def _inbox(visit: Visit, party: str | None) -> Answer:
    owed = ask.inbox(visit.ws, party)["promises"]
    waiting = ask.inbox(visit.ws, owed_to=party)["promises"] if party else []
    own, others = Rows(visit, whose=party), Rows(visit, giver=True)
    return page(
        visit,
        "inbox.html",
        party=party,
        shelves=[(name, len(found), own.of(found)) for name, found in _shelves(visit.clock, owed)],
        waiting=others.of(waiting),
        following=teams.next_turn(visit.ws, party) if party and not owed else None,
    )


def _shelves(clock: Clock, promises: Promises) -> list[tuple[str, Promises]]:
    found: dict[str, list[Mapping[str, Any]]] = {name: [] for name in SHELVES}
    for one in promises:
        found[clock.shelf(one["due"], one["late"])].append(one)
    return [(name, on_it) for name, on_it in found.items() if on_it]
