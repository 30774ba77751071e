"""What one owes, nearest first, and what others owe; nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from tacit.text.moments import SHELVES, Clock
from tacit.web.answers import Answer, fragment, page
from tacit.web.promised import Rows
from tacit.web.visit import Visit
from tacit.work import ask, teams

_SHOWN = 50
_WAITING = 12  # that others owe, beside it
Promises = Sequence[Mapping[str, Any]]


def inbox(visit: Visit) -> Answer:
    """One's own; without people records that of everybody."""
    return _inbox(visit, visit.person)


def of_party(visit: Visit) -> Answer:
    """What a person or a team owes."""
    party = visit.params["party"].removeprefix("@")
    return _inbox(visit, party)


def _inbox(visit: Visit, party: str | None) -> Answer:
    return page(visit, "inbox.html", party=party, told=visit.site.reckoned.of(visit, lambda: _told(visit, party)))


def _told(visit: Visit, party: str | None) -> Mapping[str, Markup]:
    limit, others = (None, None) if "all" in visit.query else (_SHOWN, _WAITING)
    if party:
        found = ask.both_ways(visit.ws, party, limit, others)
    else:
        found = {"waiting": [], "more": False, "more_waiting": False, **ask.inbox(visit.ws, limit=limit)}
    owed, waiting = found["promises"], found["waiting"]
    own, theirs = Rows(visit, whose=party), Rows(visit, giver=True)
    main = fragment(
        visit,
        "inbox_main.html",
        party=party,
        shelves=[(name, len(found), own.of(found)) for name, found in _shelves(visit.clock, owed)],
        more=found["more"],
        following=teams.next_turn(visit.ws, party) if party and not owed else None,
    )
    beside = {"waiting": theirs.of(waiting), "more_waiting": found["more_waiting"]}
    return {"main": main, "aside": fragment(visit, "inbox_aside.html", party=party, **beside)}


def _shelves(clock: Clock, promises: Promises) -> list[tuple[str, Promises]]:
    found: dict[str, list[Mapping[str, Any]]] = {name: [] for name in SHELVES}
    for one in promises:
        found[clock.shelf(one["due"], one["late"])].append(one)
    return [(name, on_it) for name, on_it in found.items() if on_it]
