"""A person: whether they are at work, when they are back and who stands in, and what they owe."""

from collections.abc import Mapping, Sequence
from typing import Any

from tacit.web.panels.team import day_of
from tacit.web.promised import Rows
from tacit.web.visit import Visit
from tacit.work import teams
from tacit.work.teams import SHOWN

Json = Mapping[str, Any]


def panel(visit: Visit, shown: Json) -> tuple[str, Json]:
    handle = shown["fields"]["handle"]
    if handle not in visit.here.people:  # one who left keeps no hours
        return "panels/nobody.html", {}
    found = teams.person(visit.ws, handle, visit.person)
    return "panels/person.html", {
        "about": found["person"],
        "now": found["now"],
        "day": day_of(visit, found["day"]),
        "rhythms": found["rhythms"],
        "late": _late(found["owed"]),
        "owed": Rows(visit, whose=handle).of(found["owed"]),
        "waiting": Rows(visit, giver=True).of(found["waiting"]),
    }


def _late(owed: Sequence[Json]) -> str:
    """How many of them are: those stand first, so only where all that is shown are late there may be more."""
    late = sum(one["late"] for one in owed)
    return f"{late} or more" if late >= SHOWN else str(late or "")
