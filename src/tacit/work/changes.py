"""What has happened since a page was made: for those who look at one while others act."""

from typing import Any

from tacit.index.rows import Act
from tacit.text.past import past
from tacit.work import ask
from tacit.work.wire import Workspace

Json = dict[str, Any]

MOST = 200  # acts that are told one by one


@ask.mending
def position(ws: Workspace) -> str:
    """How far history goes, to ask for what comes after it."""
    return ask.ready(ws).last_commit()


@ask.mending
def since(ws: Workspace, position: str) -> Json:
    """The acts that came after a position, oldest first, and the position now. Where they are too many to be told one
    by one, or the position is one of another history, there is `more` than what is told."""
    index = ask.ready(ws)
    now = index.last_commit()
    if position == now:
        return {"changes": [], "position": now, "more": False}
    acts = index.acts_after(position, MOST + 1)
    if acts is None or len(acts) > MOST:
        return {"changes": [], "position": now, "more": True}
    return {"changes": [_told(ws, act) for act in acts], "position": now, "more": False}


def _told(ws: Workspace, act: Act) -> Json:
    index = ask.ready(ws)
    found = next(iter(index.by_id(act.record)), None)
    person = ws.here.people.get(act.person)
    by = "Tacit" if act.person == "tacit" else (person.name if person else "") or act.person
    return {
        "record": act.record,
        "kind": found.kind if found else None,
        "title": found.title if found else "",
        "url": found.url if found else None,
        "act": act.act,
        "by": act.person,
        "at": act.at,
        "commit": act.commit,
        "said": f"{by} {past(act.act) if act.act else 'changed this by hand'}",
    }
