"""The named guards: what the condition language of protocols cannot say, each a function with a test.

A guard answers with a refusal, or with None where the act may go on.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from tacit.model.clock import ELAPSED, Span
from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Record
from tacit.rules import wording
from tacit.rules.answers import answered, standing
from tacit.rules.asked import Asked
from tacit.rules.calendar import day_of
from tacit.rules.choices import choose, settled
from tacit.rules.guards_of_kinds import GUARDS_OF_KINDS
from tacit.rules.parties import acting_for, current_step, hours_here, resolve
from tacit.rules.promises import asked_parties, due_time, is_active
from tacit.rules.steps import steps_of
from tacit.rules.targets import target_of
from tacit.rules.world import folded
from tacit.text.parts import is_filled
from tacit.text.remedies import Fill, Remedy, SetField
from tacit.text.spans import read_span, write_instant


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
    parties = asked_parties(asked.record, asked.protocol, asked.world)
    # Also of those who are not asked any more: an objection stands until its author answers again.
    objectors = [answer.party for answer in given.values() if answer.answer == "object"]
    if objectors:
        return Refusal("objection", f"an objection of {_names(objectors)} stands", "Revise the text, or escalate.")
    silent = [party for party in parties if folded(party) not in given]
    if asked.record.fields.get("size") == "large":
        missing = [party for party in parties if party in silent or given[folded(party)].answer != "approve"]
        if missing:
            return Refusal("sign-off", f"the sign-off of {_names(missing)} is missing", "Silence never approves here.")
        return None
    if silent and not asked.facts.lapsed:
        return Refusal("window-open", f"{_names(silent)} may still answer", "It closes early once everybody answered.")
    untold = [party for party in silent if party not in asked.facts.told]
    if untold:
        return Refusal("not-told", f"{_names(untold)} was not told", "Silence counts only from those who were told.")
    return None


def later(asked: Asked, field: str) -> Refusal | None:
    """A window may be made longer, never shorter."""
    new, old = asked.given.sets.get(field), asked.record.fields.get(field)
    if asked.actor.is_tacit:
        return None
    if not isinstance(new, datetime):
        written = SetField(field, "2026-03-05T17:00:00Z", is_example=True)
        return Refusal("missing-field", f"{field} is needed", Remedy("Give a later time: ", Fill((written,))))
    if isinstance(old, datetime) and new <= old:
        return wording.not_later(field, old)
    if new <= asked.now:
        return Refusal("not-later", f"{write_instant(new)} is past", f"Choose a {field} that is still to come.")
    return None


def by_silence(asked: Asked, argument: str) -> Refusal | None:
    """`once`: silence does it once for each promise, and only for those who were not told: others had their time."""
    if argument != "once" or not asked.actor.is_tacit:
        return None
    if asked.rule.name in asked.facts.done:
        return Refusal("done-before", f"silence has brought about `{asked.rule.name}` here before")
    given = answered(asked.record, asked.protocol)
    owing = [party for party in asked_parties(asked.record, asked.protocol, asked.world) if folded(party) not in given]
    if all(party in asked.facts.told for party in owing):
        return Refusal("all-told", "everybody who still owes an answer was told, so more time would change nothing")
    return None


def more_steps(asked: Asked, _argument: str) -> Refusal | None:
    """An escalation climbs while there is a step above."""
    if current_step(asked.record, asked.world)[0] < len(steps_of(asked.record, asked.world)):
        return None
    return Refusal("last-step", "this is the last step; it stays owed here", "Name further steps in the goal.")


def notice(asked: Asked, argument: str) -> Refusal | None:
    """Not at short notice; an emergency is allowed to be short."""
    at = asked.given.sets.get("at") or asked.record.fields.get("at")
    if asked.record.fields.get("reason") in ("emergency", "crisis") or not isinstance(at, datetime):
        return None
    span = read_span(argument)
    earliest = asked.now + span.amount * ELAPSED[span.unit]
    if at >= earliest:
        return None
    return Refusal("short-notice", f"{argument} of notice are needed", f"Choose {write_instant(earliest)} or later.")


def length(asked: Asked, argument: str) -> Refusal | None:
    """Not longer than that."""
    planned = asked.given.sets.get("length") or asked.record.fields.get("length")
    most = read_span(argument)
    span = planned if isinstance(planned, Span) else read_span(planned) if isinstance(planned, str) else None
    if span is None or span.amount * ELAPSED[span.unit] <= most.amount * ELAPSED[most.unit]:
        return None
    return Refusal("too-long", f"{span} is longer than {argument}", "Plan it shorter, or in two parts.")


def ahead(asked: Asked, field: str) -> Refusal | None:
    """The time lies in the future, or is now; the day is not over: nobody can plan what is past."""
    at = asked.given.sets.get(field) or asked.record.fields.get(field)
    if isinstance(at, datetime):
        is_past = at < asked.now
    else:
        is_past = isinstance(at, date) and at < day_of(asked.now, hours_here(asked.actor, asked.world).zone)
    if not is_past:
        return None
    said = write_instant(at) if isinstance(at, datetime) else str(at)
    return Refusal(
        "in-the-past", f"{field} is {said}, and that is past", Remedy("Give a later one: ", Fill((SetField(field),)))
    )


def ready(asked: Asked, sections: str) -> Refusal | None:
    """Nothing begins before these are filled. Back to the first state, and away for good, leads a way without them."""
    chosen = asked.given.sets.get("status")
    if chosen is None or chosen in (asked.record.status, asked.protocol.states[0], asked.protocol.states[-1]):
        return None
    keys = [key.strip() for key in sections.split(",")]
    empty = [
        key
        for key in keys
        if not is_filled(asked.given.writes.get(key, ""), asked.protocol.sections.get(key))
        and not settled(key, asked.record, asked.protocol)
    ]
    if not empty:
        return None
    headings = [wording.heading(key, asked.record, asked.protocol, asked.world) for key in empty]
    return wording.lacks_sections(asked.rule, headings, asked.record)


def no_shorter(asked: Asked, field: str) -> Refusal | None:
    """A window may be given longer than its clock makes it, never shorter."""
    given = asked.given.sets.get(field)
    target = target_of(asked)
    after = replace(asked.record, fields={**asked.record.fields, **asked.given.sets, "status": target})
    for rule in asked.protocol.promises.values() if isinstance(given, datetime) else ():
        if rule.due == field and is_active(rule, after, asked.protocol, asked.world):
            earliest = due_time(rule, after, asked.protocol, asked.world, asked.now)
            if earliest is not None and isinstance(given, datetime) and given < earliest:
                return wording.too_short(field, given, earliest, after)
    return None


def signed(asked: Asked, _argument: str) -> Refusal | None:
    """What this comes to binds people here, although the act does not always: as with `binding`."""
    if asked.actor.agent:
        return wording.not_for_agents(asked.rule, asked.actor)
    parties = resolve(choose(asked.rule.by, asked.record, asked.protocol), asked.record, asked.world)
    if acting_for(asked.actor, parties, signs=True):
        return None
    return wording.not_theirs(f"the sign-off by `{asked.rule.name}`", asked.actor, parties, asked.world)


def is_binding(rule: ActRule, record: Record, protocol: Protocol) -> bool:
    """Whether the act binds people, here: always, or by its guard."""
    return rule.binding or "signed" in choose(rule.guards, record, protocol)


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
        "signed": signed,
        "ahead": ahead,
        "ready": ready,
        "no_shorter": no_shorter,
        **GUARDS_OF_KINDS,
    }
)

# What these say hangs on what the caller brings, so nothing stands against the act beforehand.
ON_WHAT_IS_GIVEN = frozenset({"later", "notice", "length", "ahead", "ready", "no_shorter", "names_idea", "open_for"})
