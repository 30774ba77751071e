"""What follows from a record: who owes whom what, by when, and what silence does."""

from collections.abc import Mapping
from datetime import date, datetime

from tacit.model.clock import Clock, Span
from tacit.model.history import Began, Story
from tacit.model.promise import Promise
from tacit.model.protocol import PromiseRule, Protocol
from tacit.model.record import Record
from tacit.rules import clocks
from tacit.rules.answers import answered, answers_of
from tacit.rules.calendar import end_of_day
from tacit.rules.choices import choose, settled
from tacit.rules.parties import resolve, span_at
from tacit.rules.world import World, folded

NO_STORY: Story = {}


def derive(record: Record, protocol: Protocol, world: World, story: Story = NO_STORY) -> tuple[Promise, ...]:
    """Every promise that is open on this record, one for each party that owes it."""
    if record.status in protocol.final:
        return ()
    return tuple(
        promise
        for rule in protocol.promises.values()
        if is_active(rule, record, protocol)
        for promise in _promises(rule, record, protocol, world, story.get(rule.name))
    )


def is_active(rule: PromiseRule, record: Record, protocol: Protocol) -> bool:
    """Whether the record stands where this promise is owed."""
    if record.status not in rule.states:
        return False
    if rule.after is not None and not settled(rule.after, record, protocol):
        return False
    return rule.until is None or not settled(rule.until, record, protocol)


def owing(rule: PromiseRule, record: Record, protocol: Protocol, world: World) -> tuple[str, ...]:
    """The parties that owe it still; where each owes an answer, those who gave none on the text as it stands.

    An objector who has not answered the revised text owes like everybody. Where all have answered and the record is
    open all the same (a sign-off was abstained from), those who did not approve are still waited for; a reply is all
    that can be asked for where nobody consents to anything.
    """
    parties = resolve(rule.who, record, world)
    if not rule.each:
        return parties
    given = answered(record, protocol)
    silent = tuple(party for party in parties if folded(party) not in given)
    if silent or any(answer.answer == "replied" for answer in given.values()):
        return silent
    return tuple(party for party in parties if given[folded(party)].answer != "approve") or parties


def _promises(
    rule: PromiseRule, record: Record, protocol: Protocol, world: World, began: Began | None
) -> tuple[Promise, ...]:
    parties = owing(rule, record, protocol, world)
    asked = resolve(rule.who, record, world)
    written = record.fields.get(rule.due)
    by_hand = (began is not None and began.by_hand) or not isinstance(written, datetime)
    if by_hand or not isinstance(written, datetime):
        since = _start_by_hand(record, asked, world)
        due = due_time(rule, record, protocol, world, since) if since else None
    else:
        since, due = (began.at if began else None), written
    waiting = tuple(party for party in _others(protocol, record, world) if party not in asked)
    silence = choose(rule.silence, record, protocol)
    return tuple(
        Promise(
            name=rule.name,
            record=record.id,
            kind=record.kind,
            title=record.title,
            party=party,
            who=tuple(person.handle for person in world.persons(party)),
            owed_to=waiting,
            since=since,
            due=due,
            kept_by=rule.kept,
            silence=silence,
            remind=rule.remind,
            by_hand=by_hand,
            due_field=rule.due,
        )
        for party in parties
    )


def _others(protocol: Protocol, record: Record, world: World) -> tuple[str, ...]:
    """Who waits: the other roles of the record."""
    return resolve(tuple(protocol.roles), record, world)


def _start_by_hand(record: Record, parties: tuple[str, ...], world: World) -> datetime | None:
    """A promise begun by an edit by hand is owed from the end of the `updated` day, in the zone of those who owe it."""
    day = (
        record.fields.get("updated") or record.fields.get("created") or record.fields.get("date") or _day_in(record.id)
    )
    if isinstance(day, datetime) or not isinstance(day, date):
        return None
    return max(end_of_day(day, hours.zone) for hours in world.hours_of(parties))


def _day_in(record: str) -> date | None:
    """The day that a file name begins with."""
    try:
        return date.fromisoformat(record[:10])
    except ValueError:
        return None


def due_time(rule: PromiseRule, record: Record, protocol: Protocol, world: World, start: datetime) -> datetime | None:
    """One instant for the whole window: the latest of those of the parties asked."""
    within = choose(rule.within, record, protocol)
    clock = _clock(within, record, world)
    if clock is None:
        return None
    parties = resolve(rule.who, record, world)
    calendars = [world.hours_of((party,)) for party in parties] or [world.hours_of(())]
    if clock.side != "from-start":
        anchor = record.fields.get(clock.field or "")
        if not isinstance(anchor, datetime):
            return None
        return max(clocks.anchored(clock, anchor, hours) for hours in calendars)
    return max(clocks.due(clock.span, start, hours) for hours in calendars)


def _clock(within: Clock | str, record: Record, world: World) -> Clock | None:
    if isinstance(within, Clock):
        return within
    span: Span | None = span_at(within, record, world)
    return Clock(span) if span else None


def starting(
    before: Record | None, after: Record, protocol: Protocol, restarts: tuple[str, ...] = ()
) -> tuple[PromiseRule, ...]:
    """The promises that this change of a record begins: those not owed before, and those it names to begin again."""
    return tuple(
        rule
        for rule in protocol.promises.values()
        if is_active(rule, after, protocol)
        and (rule.name in restarts or before is None or not is_active(rule, before, protocol))
    )


def begun(before: Record, after: Record, protocol: Protocol, restarts: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The promises that began; one that was to begin anew and whose window stayed as it was runs on."""
    return tuple(
        rule.name
        for rule in starting(before, after, protocol, restarts)
        if not is_active(rule, before, protocol) or before.fields.get(rule.due) != after.fields.get(rule.due)
    )


def restarted_by_text(before: Record, after: Record, protocol: Protocol) -> tuple[str, ...]:
    """The promises of an answer, where an answer no longer stands on the text: it is asked for anew."""
    if not answers_of(before) or answered(before, protocol).keys() <= answered(after, protocol).keys():
        return ()
    return tuple(rule.name for rule in protocol.promises.values() if rule.each)


def due_fields(
    before: Record | None,
    after: Record,
    protocol: Protocol,
    world: World,
    now: datetime,
    restarts: tuple[str, ...] = (),
) -> Mapping[str, datetime | None]:
    """What the act writes: the due times of promises that begin, None where nothing is owed any more."""
    fields: dict[str, datetime | None] = {}
    for rule in protocol.promises.values():
        if before is not None and before.fields.get(rule.due) is not None:
            fields.setdefault(rule.due, None)
    for rule in protocol.promises.values():
        if is_active(rule, after, protocol):
            fields.pop(rule.due, None)
    for rule in starting(before, after, protocol, restarts):
        due = due_time(rule, after, protocol, world, now)
        fields[rule.due] = _never_shorter(rule, before, due, after, protocol, world)
    fields.pop("", None)  # of files that have no place for it
    return fields


def _never_shorter(
    rule: PromiseRule, before: Record | None, due: datetime | None, after: Record, protocol: Protocol, world: World
) -> datetime | None:
    """A window that begins anew for those who owe it already ends no sooner than it would have."""
    if before is None or not is_active(rule, before, protocol):
        return due
    old = before.fields.get(rule.due)
    same = resolve(rule.who, before, world) == resolve(rule.who, after, world)
    return max(old, due) if same and due is not None and isinstance(old, datetime) else due
