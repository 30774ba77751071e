"""The steps that an escalation climbs: from the goal, else from the workspace, else the one that always stands."""

from collections.abc import Mapping

from tacit.model.clock import Span
from tacit.model.record import Record, Value
from tacit.model.workspace import Step
from tacit.rules.world import World
from tacit.text.spans import read_span

DEFAULT = (Step(("goal.owner", "affected.leads"), Span(4, "working hours"), Span(1, "workdays")),)


def steps_of(record: Record, world: World) -> tuple[Step, ...]:
    goal = _goal(record, world)
    own = goal.fields.get("escalation") if goal else None
    if isinstance(own, tuple) and own:
        return tuple(_read(row) for row in own if isinstance(row, Mapping))
    return world.settings.escalation or DEFAULT


def step_of(record: Record, world: World) -> Step:
    """The current step. The hours of a `safety` escalation are wall hours."""
    steps = steps_of(record, world)
    number = record.fields.get("step")
    step = steps[min(number if isinstance(number, int) and number > 0 else 1, len(steps)) - 1]
    if record.fields.get("reason") != "safety":
        return step
    return Step(step.to, _on_the_wall(step.answer), _on_the_wall(step.decide))


def _on_the_wall(span: Span) -> Span:
    return Span(span.amount, "hours") if span.unit == "working hours" else span


def _goal(record: Record, world: World) -> Record | None:
    own = record.fields.get("goal")
    about = record.fields.get("about")
    if not own and isinstance(about, str):
        found = world.records.get(about)
        own = found.fields.get("goal") if found else None
    return world.records.get(own) if isinstance(own, str) else None


def _read(row: Mapping[str, Value]) -> Step:
    to = row.get("to")
    parties = tuple(str(party) for party in to) if isinstance(to, tuple) else (str(to),)
    return Step(parties, read_span(str(row.get("answer"))), read_span(str(row.get("decide"))))
