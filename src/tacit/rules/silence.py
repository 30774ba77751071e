"""What silence does: the acts of a promise that lapsed, and the reminders of one that is near its time."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from tacit.errors import Refused
from tacit.model.change import Change, Facts, Given
from tacit.model.clock import Clock, Span
from tacit.model.promise import Promise
from tacit.model.protocol import PromiseRule, Protocol
from tacit.model.record import Record
from tacit.rules import clocks
from tacit.rules.acts import decide
from tacit.rules.calendar import away
from tacit.rules.choices import choose
from tacit.rules.parties import ENGINE, span_at
from tacit.rules.world import ANYONE, World

REMIND = "remind"
AT_ONCE = datetime.min.replace(tzinfo=UTC)
LATE = 100  # per cent of the window: the stage of a reminder that the promise is late
_WALL = Span(1, "minutes")


def acts_of_silence(promise: Promise) -> tuple[str, ...]:
    """What silence tries, in order; nothing where it only reminds."""
    return () if promise.silence == (REMIND,) else promise.silence


def lapses_at(promise: Promise, done: Collection[str]) -> datetime | None:
    """From when on silence may have something to do that it has not `done`; at once where a due time is to be written
    first. None where it has nothing to do."""
    left = [name for name in acts_of_silence(promise) if name != REMIND and name not in done]
    if not left or not promise.by_hand:
        return promise.due if left else None
    return AT_ONCE if promise.due is not None or promise.since is None else None


def has_lapsed(promise: Promise, now: datetime) -> bool:
    """A promise begun by hand lapses only by a due time that Tacit has written."""
    return not promise.by_hand and promise.due is not None and promise.due <= now


def told(promises: Sequence[Promise], world: World) -> frozenset[str]:
    """Those of the owing parties who can have been told: not the ones away all through the window."""
    return frozenset(promise.party for promise in promises if not _all_away(promise, world))


def _all_away(promise: Promise, world: World) -> bool:
    humans = world.humans(promise.party)
    if not humans:
        # An agent's silence is nobody's consent; a party that is just a name has nobody who could be away.
        return world.has_people and promise.party != ANYONE
    if promise.since is None or promise.due is None:
        return True  # it is not known since when they could have known
    return all(away(person, promise.since, promise.due) for person in humans)


def apply_silence(
    record: Record, promises: Sequence[Promise], world: World, facts: Facts, now: datetime
) -> tuple[Change | None, tuple[str, ...]]:
    """The first act of silence whose guards hold, and why those before it did not. Once for each promise."""
    reasons: list[str] = []
    facts = replace(facts, began=facts.began or promises[0].since)
    for name in acts_of_silence(promises[0]):
        if name == REMIND:
            return None, tuple(reasons)
        if name in facts.done:
            continue
        try:
            change = decide(name, record, world, ENGINE, Given(), now, facts)
        except Refused as refusal:
            reasons.append(f"{name}: {refusal.message}")
            continue
        if facts.irregular and change.target in world.protocols[record.kind].final:
            # What was brought about irregularly is not ended by nobody's saying a word about it.
            reasons.append(f"{name}: an irregular edit stands: {facts.irregular}")
            continue
        # Why it came to this and not to what would have come before it, its commit says.
        return replace(change, because=change.because or "; ".join(reasons)), tuple(reasons)
    return None, tuple(reasons)


def moments(promise: Promise, record: Record, protocol: Protocol, world: World) -> tuple[tuple[int, datetime], ...]:
    """When this promise is to be reminded of, each time with the per cent of the window that have run by then. Of
    several that have come the newest is said: late reminders collapse into one."""
    if promise.due is None:
        return ()
    late = (LATE, promise.due)
    if promise.since is None or promise.since >= promise.due:
        return (late,)
    span = _span(protocol.promises[promise.name], record, protocol, world)
    hours = world.hours_of((promise.party,))
    early = ((stage, clocks.fraction(span, promise.since, promise.due, stage, hours)) for stage in promise.remind)
    return (*early, late)


def _span(rule: PromiseRule, record: Record, protocol: Protocol, world: World) -> Span:
    """On whose clock the shares of the window are counted: where it hangs on a time that is named, on the wall's."""
    within = choose(rule.within, record, protocol)
    if isinstance(within, Clock):
        return within.span if within.side == "from-start" else _WALL
    return span_at(within, record, world) or _WALL
