"""Where a message goes: which channel, by when it is answered, and a button that begins it there."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tacit.web.answers import Answer, page
from tacit.web.visit import Visit
from tacit.work.route import route


def where(visit: Visit) -> Answer:
    text = visit.query.get("text", "").strip()
    goal = visit.query.get("goal") or None
    table = route(visit.ws, "", goal)["channels"]
    found = route(visit.ws, text, goal) if text else None
    begin = _begin(found["begins"]) if found and found["begins"] else None
    return page(visit, "route.html", text=text, goal=goal, channels=table, found=found, begin=begin)


def _begin(begins: Mapping[str, Any]) -> str:
    """The address of the form, with what the message says in it."""
    said = [(f"set.{name}", value) for name, value in begins["sets"].items()]
    said += [(f"write.{name}", value) for name, value in begins["writes"].items()]
    return f"/new/{begins['kind']}?{urlencode(said)}"
