"""Where an act leads: to one state, to one that its caller chooses, or nowhere else."""

from collections.abc import Iterator

from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Record
from tacit.rules.asked import Asked
from tacit.rules.choices import choose
from tacit.text.remedies import DoAct, Remedy, SetField

CHOSEN = "status"  # what the caller sets to choose


def targets(rule: ActRule, record: Record, protocol: Protocol) -> tuple[str, ...]:
    """The states that the act may bring this record to: its own where the state stays."""
    if rule.chooses:
        return tuple(state for state in rule.chooses if state != record.status)
    return (record.status if rule.to is None else choose(rule.to, record, protocol),)


def target_of(asked: Asked) -> str:
    """Where the act leads as it is asked for. An editorial change answers nobody, so the state stays."""
    if asked.given.sets.get("change") == "editorial":
        return asked.record.status
    chosen = asked.given.sets.get(CHOSEN)
    if asked.rule.chooses:
        return chosen if isinstance(chosen, str) else asked.record.status
    return targets(asked.rule, asked.record, asked.protocol)[0]


def choice_objections(asked: Asked) -> Iterator[Refusal]:
    """Of an act with several targets the caller names one."""
    if not asked.rule.chooses:
        return
    possible = targets(asked.rule, asked.record, asked.protocol)
    chosen = asked.given.sets.get(CHOSEN)
    if chosen in possible:
        return
    listed = ", ".join(possible)
    choice = SetField(CHOSEN, possible[0]) if possible else None
    remedy = Remedy(DoAct(asked.record.id, asked.rule.name, (choice,))) if choice else ""
    if chosen is None:
        reason = f"`{asked.rule.name}` must say where to: {listed}"
    elif chosen == asked.record.status:
        reason = f"this {asked.record.kind} is {chosen} already; `{asked.rule.name}` leads to {listed}"
    else:
        reason = f"`{asked.rule.name}` does not lead to {chosen}, but to {listed}"
    yield Refusal("which-status", reason, remedy)
