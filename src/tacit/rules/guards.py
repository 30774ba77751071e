"""The named guards: what the condition language of protocols cannot say, each a function with a test.

A guard answers with a refusal, or with None where the act may go on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from tacit.model.change import Facts, Given
from tacit.model.clock import ELAPSED, Span
from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Record
from tacit.rules.answers import standing
from tacit.rules.parties import Actor, resolve
from tacit.rules.steps import steps_of
from tacit.rules.world import World
from tacit.text.spans import read_span, write_instant


@dataclass(frozen=True, slots=True)
class Asked:
    """An act as it is asked for: everything that a guard may look at."""

    rule: ActRule
    record: Record
    protocol: Protocol
    world: World
    actor: Actor
    given: Given
    facts: Facts
    now: datetime


def consent(asked: Asked, _argument: str) -> Refusal | None:
    """Everybody asked approved, or was told and silent or abstained, and no objection stands.

    Large choices are signed off: there only an approval counts.
    """
    if asked.facts.irregular:
        return Refusal(
            "irregular",
            f"an irregular edit stands, and that never counts as consent: {asked.facts.irregular}",
            "Revise the text, so that everybody answers anew.",
        )
    given = standing(asked.record, asked.protocol)
    parties = _asked_parties(asked)
    objectors = [party for party in parties if party in given and given[party].answer == "object"]
    if objectors:
        return Refusal("objection", f"an objection of {_names(objectors)} stands", "Revise the text, or escalate.")
    if asked.record.fields.get("size") == "large":
        missing = [party for party in parties if party not in given or given[party].answer != "approve"]
        if missing:
            return Refusal("sign-off", f"the sign-off of {_names(missing)} is missing", "Silence never approves here.")
        return None
    silent = [party for party in parties if party not in given]
    if silent and not asked.facts.lapsed:
        return Refusal("window-open", f"{_names(silent)} may still answer", "It closes early once everybody answered.")
    untold = [party for party in silent if party not in asked.facts.told]
    if untold:
        return Refusal("not-told", f"{_names(untold)} was not told", "Silence counts only from those who were told.")
    return None


def _asked_parties(asked: Asked) -> tuple[str, ...]:
    each = (rule.who for rule in asked.protocol.promises.values() if rule.each)
    return resolve(tuple(name for who in each for name in who), asked.record, asked.world)


def later(asked: Asked, field: str) -> Refusal | None:
    """A window may be made longer, never shorter."""
    new, old = asked.given.sets.get(field), asked.record.fields.get(field)
    if asked.actor.is_tacit:
        return None
    if not isinstance(new, datetime):
        return Refusal("missing-field", f"{field} is needed", f"Give a later time: --set {field}=2026-03-05T17:00:00Z")
    if isinstance(old, datetime) and new <= old:
        return Refusal(
            "not-later",
            f"{field} is {write_instant(old)}: a window may be made longer, never shorter",
            f"Choose a {field} after that.",
        )
    return None


def by_silence(asked: Asked, argument: str) -> Refusal | None:
    """`once`: what silence does of itself it does once for each promise."""
    if argument == "once" and asked.actor.is_tacit and asked.rule.name in asked.facts.done:
        return Refusal("done-before", f"silence has brought about `{asked.rule.name}` here before")
    return None


def more_steps(asked: Asked, _argument: str) -> Refusal | None:
    """An escalation climbs while there is a step above."""
    step = asked.record.fields.get("step")
    steps = steps_of(asked.record, asked.world)
    if (step if isinstance(step, int) else 1) < len(steps):
        return None
    return Refusal("last-step", "this is the last step; it stays owed here", "Name further steps in the goal.")


def notice(asked: Asked, argument: str) -> Refusal | None:
    """Not at short notice; an emergency is allowed to be short."""
    at = asked.given.sets.get("at") or asked.record.fields.get("at")
    if asked.record.fields.get("reason") in ("emergency", "crisis") or not isinstance(at, datetime):
        return None
    span = read_span(argument)
    if at - asked.now >= span.amount * ELAPSED[span.unit]:
        return None
    return Refusal("short-notice", f"{argument} of notice are needed", "Choose a later time.")


def length(asked: Asked, argument: str) -> Refusal | None:
    """Not longer than that."""
    planned = asked.given.sets.get("length") or asked.record.fields.get("length")
    most = read_span(argument)
    span = planned if isinstance(planned, Span) else read_span(planned) if isinstance(planned, str) else None
    if span is None or span.amount * ELAPSED[span.unit] <= most.amount * ELAPSED[most.unit]:
        return None
    return Refusal("too-long", f"{span} is longer than {argument}", "Plan it shorter, or in two parts.")


def _names(parties: list[str]) -> str:
    return ", ".join(parties)


GUARDS: Mapping[str, Callable[[Asked, str], Refusal | None]] = MappingProxyType(
    {
        "consent": consent,
        "later": later,
        "by_silence": by_silence,
        "more_steps": more_steps,
        "notice": notice,
        "length": length,
    }
)
