"""The steps that an escalation climbs: from the goal, else from the workspace, else the one that always stands."""

from collections.abc import Iterator, Mapping

from tacit.errors import Malformed
from tacit.model.clock import Span
from tacit.model.record import Record, Value
from tacit.model.workspace import Step
from tacit.rules.world import World
from tacit.text.spans import read_span

DEFAULT = (Step(("goal.owner", "affected.leads"), Span(4, "working hours"), Span(1, "workdays")),)


def steps_of(record: Record, world: World) -> tuple[Step, ...]:
    goal = _goal(record, world)
    return tuple(_own(goal)) or world.settings.escalation or DEFAULT


def timed(step: Step, record: Record) -> Step:
    """The step with the clocks of this escalation: one for `safety` runs on the wall, nights and weekends too."""
    if record.fields.get("reason") != "safety":
        return step
    return Step(step.to, _on_the_wall(step.answer), _on_the_wall(step.decide))


def _on_the_wall(span: Span) -> Span:
    if span.unit == "working hours":
        return Span(span.amount, "hours")
    return Span(span.amount, "days") if span.unit == "workdays" else span


def _goal(record: Record, world: World) -> Record | None:
    own = record.fields.get("goal")
    about = record.fields.get("about")
    if not own and isinstance(about, str):
        found = world.records.get(about)
        own = found.fields.get("goal") if found else None
    first = own[0] if isinstance(own, tuple) and own else own
    return world.records.get(first) if isinstance(first, str) else None


def _own(goal: Record | None) -> Iterator[Step]:
    """The goal's own steps. A row that cannot be read is passed over: `check` tells of it, and nobody waits for it."""
    rows = goal.fields.get("escalation") if goal else None
    for row in rows if isinstance(rows, tuple) else ():
        if isinstance(row, Mapping):
            try:
                yield _read(row)
            except Malformed:
                continue


def _read(row: Mapping[str, Value]) -> Step:
    to = row.get("to")
    cells = (cell for cell in (to if isinstance(to, tuple) else (to,)) if isinstance(cell, str))
    parties = tuple(party for cell in cells for party in _listed(cell))
    return Step(parties, read_span(str(row.get("answer"))), read_span(str(row.get("decide"))))


def _listed(to: str) -> Iterator[str]:
    """`to: carol, dave` in a cell of a row, where it is a text or the one item of a list."""
    yield from (party.strip() for party in to.split(",") if party.strip())
