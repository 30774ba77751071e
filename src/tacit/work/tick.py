"""What is due now: writes due times of what was begun by hand, applies silence, says reminders once.

What is due is computed from the records at each tick; nothing lives in a queue alone. The index knows from when on
there is something to do, so that a tick with nothing due reads no record.
"""

from collections.abc import Mapping, Sequence

from tacit.index.finds import Promised
from tacit.index.index import Index
from tacit.state.said import Saying
from tacit.text.spans import read_instant, write_instant
from tacit.work import ask, fixes, follow, present, sealed
from tacit.work.rhythms import rhythm_reminders
from tacit.work.silence import Silence
from tacit.work.state_files import state_of
from tacit.work.wire import Workspace

Json = present.Json
Come = Sequence[tuple[int, Promised]]  # stages that promises have come to


def tick(ws: Workspace) -> Json:
    """What was done, what is to be said to whom, and why silence was not applied where it was not."""
    present.need_workspace(ws.here)
    silence = Silence(ws)
    closed = sealed.publish_due(ws, silence.notices)
    acts = [*closed, *fixes.apply(ws, silence.notices), *silence.apply()]
    return {"acts": acts, "reminders": [*_reminders(ws), *rhythm_reminders(ws, ws.now)], "notices": silence.notices}


def _reminders(ws: Workspace) -> list[Json]:
    """Each stage of each promise is said once to each who owes it."""
    now = write_instant(ws.now)
    index = follow.current(ws)
    stood_for = index.meta("commit")
    come = index.to_say(now)
    owed = [owed for _, owed in come]
    who = index.members(one.party for one in owed)
    left = _say(ws, come, who)
    reminders = []
    for (stage, one), told in zip(come, ask.promises_json(index, owed, now), strict=True):
        # Who is asked through several parties is told once.
        new = {person: _saying(stage, one, person) for person in who.get(one.party) or (one.party,)}
        persons = [person for person, saying in new.items() if saying in left]
        left.difference_update(new.values())
        if persons:
            reminders.append({**told, "to": persons, "stage": f"{stage}%"})
    _forget(index, come, stood_for)
    return reminders


def _say(ws: Workspace, come: Come, who: Mapping[str, Sequence[str]]) -> set[Saying]:
    """Notes what is said now; what of it was not said before."""
    sayings = [_saying(stage, one, person) for stage, one in come for person in who.get(one.party) or (one.party,)]
    if not sayings:
        return set()
    with state_of(ws) as state:
        return set(state.say(sayings, ws.now))


def _saying(stage: int, one: Promised, person: str) -> Saying:
    return Saying(one.record, one.promise, str(stage), read_instant(one.due) if one.due else None, person)


def _forget(index: Index, come: Come, stood_for: str | None) -> None:
    """The index need not find again what was said, unless it has moved on and what it has is derived anew."""
    if not come:
        return
    with index.writing():
        if index.in_place() and index.meta("commit") == stood_for:
            index.was_said(come)
