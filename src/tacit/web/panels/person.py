"""A person: whether they are at work, when they are back and who stands in, and what they owe."""

from collections.abc import Mapping
from typing import Any

from tacit.web.panels.team import day_of
from tacit.web.promised import Rows
from tacit.web.visit import Visit
from tacit.work import teams

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
        "load": found["load"],
        "owed": Rows(visit, whose=handle).of(found["owed"]),
        "waiting": Rows(visit, giver=True).of(found["waiting"]),
    }
