"""What follows from a record: who owes whom what, by when, and what silence does."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from tacit.model.clock import Clock, Span
from tacit.model.history import Began, Story
from tacit.model.promise import Promise
from tacit.model.protocol import PromiseRule, Protocol
from tacit.model.record import Record
from tacit.rules import clocks
from tacit.rules.answers import answered, bound
from tacit.rules.calendar import end_of_day, start_of_day
from tacit.rules.choices import choose, settled
from tacit.rules.parties import handles, resolve, span_at
from tacit.rules.tables import settled_states
from tacit.rules.world import World, folded

NO_STORY: Story = {}


def derive(record: Record, protocol: Protocol, world: World, story: Story = NO_STORY) -> tuple[Promise, ...]:
    """Every promise that is open on this record, one for each party that owes it."""
    if record.status in protocol.final:
        return ()
    return tuple(
        promise
        for rule in protocol.promises.values()
        if is_active(rule, record, protocol, world)
        for promise in _promises(rule, record, protocol, world, story.get(rule.name))
    )


def is_active(rule: PromiseRule, record: Record, protocol: Protocol, world: World) -> bool:
    """Whether the record stands where this promise is owed."""
    if record.status not in rule.states:
        return False
    if rule.once is not None and not all_settled(rule.once, record, world):
        return False
    if rule.after is not None and not settled(rule.after, record, protocol):
        return False
    return rule.until is None or not settled(rule.until, record, protocol)


def all_settled(field: str, record: Record, world: World) -> bool:
    """Whether this names records, and every one of them is settled."""
    named = [world.records.get(one) for one in handles(record.fields.get(field))]
    return bool(named) and all(one is not None and _is_settled(one, world) for one in named)


def _is_settled(record: Record, world: World) -> bool:
    """At its end, waiting for nothing but the archive, or at rest behind where it began: a draft is not settled."""
    protocol = world.protocols[record.kind]
    if record.status in settled_states(protocol):
        return True
    return record.status in protocol.rests and record.status != protocol.states[0]


def asked_of(rule: PromiseRule, record: Record, protocol: Protocol, world: World) -> tuple[str, ...]:
    """The parties whose promise it is."""
    return resolve(choose(rule.who, record, protocol), record, world)


def asked_parties(record: Record, protocol: Protocol, world: World) -> tuple[str, ...]:
    """Those of whom each owes an answer."""
    each = (name for rule in protocol.promises.values() if rule.each for name in choose(rule.who, record, protocol))
    return resolve(tuple(each), record, world)


def owing(rule: PromiseRule, record: Record, protocol: Protocol, world: World) -> tuple[str, ...]:
    """The parties that owe it still; where each owes an answer, those who gave none on the text as it stands.

    An objector who has not answered the revised text owes like everybody. Where all have answered and the record is
    open all the same (a sign-off was abstained from, more time was given), those who did not approve are still waited
    for.
    """
    return _still_owing(rule, asked_of(rule, record, protocol, world), record, protocol)


def _still_owing(rule: PromiseRule, parties: tuple[str, ...], record: Record, protocol: Protocol) -> tuple[str, ...]:
    if not rule.each:
        return parties
    given = answered(record, protocol)
    silent = tuple(party for party in parties if folded(party) not in given)
    return silent or tuple(party for party in parties if given[folded(party)].answer != "approve") or parties


def _promises(
    rule: PromiseRule, record: Record, protocol: Protocol, world: World, began: Began | None
) -> tuple[Promise, ...]:
    asked = asked_of(rule, record, protocol, world)
    parties = _still_owing(rule, asked, record, protocol)
    written = record.fields.get(rule.due)
    by_hand = began is not None and (began.by_hand or _is_old(rule, record, world, began))
    if rule.once is not None and began is None:
        by_hand = True
    if by_hand and isinstance(written, datetime) and anchor_of(rule, record, protocol):
        # It ends when the record says. Where that is written already, there is nothing for Tacit to write.
        by_hand = due_time(rule, record, protocol, world, written) != written
    if by_hand or not isinstance(written, datetime):
        since = _start_by_hand(rule, record, asked, world)
        due = due_time(rule, record, protocol, world, since) if since else None
        # Where nothing gives a due time, there is none to write.
        by_hand = due is not None or since is None
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
            who=tuple(person.handle for person in world.answering(party)),
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


def _start_by_hand(rule: PromiseRule, record: Record, parties: tuple[str, ...], world: World) -> datetime | None:
    """A promise begun by an edit by hand is owed from the end of the `updated` day, in the zone of those who owe it;
    one that waited for other records, from the end of the day on which the last of them was settled."""
    days = [_last_day(one) for one in (record, *_waited_for(rule, record, world))]
    known = [day for day in days if day is not None]
    if days[0] is None:
        return None
    return max(end_of_day(max(known), hours.zone) for hours in world.hours_of(parties))


def _waited_for(rule: PromiseRule, record: Record, world: World) -> tuple[Record, ...]:
    named = handles(record.fields.get(rule.once)) if rule.once else ()
    return tuple(world.records[one] for one in named if one in world.records)


def _is_old(rule: PromiseRule, record: Record, world: World, began: Began) -> bool:
    """Whether what this promise waits for has changed since it last began: then it has begun once more."""
    days = [day for one in _waited_for(rule, record, world) if (day := _last_day(one)) is not None]
    return bool(days) and began.at < start_of_day(max(days), world.settings.hours.zone)


def _last_day(record: Record) -> date | None:
    day = (
        record.fields.get("updated") or record.fields.get("created") or record.fields.get("date") or _day_in(record.id)
    )
    return day if isinstance(day, date) and not isinstance(day, datetime) else None


def _day_in(record: str) -> date | None:
    """The day that a file name begins with."""
    try:
        return date.fromisoformat(record[:10])
    except ValueError:
        return None


def due_time(rule: PromiseRule, record: Record, protocol: Protocol, world: World, start: datetime) -> datetime | None:
    """One instant for the whole window: the latest of those of the parties asked; none where nobody is asked."""
    within = choose(rule.within, record, protocol)
    clock = _clock(within, record, world)
    if clock is None:
        return None
    parties = asked_of(rule, record, protocol, world)
    if not parties:
        return None
    calendars = [world.hours_of((party,)) for party in parties]
    if clock.side != "from-start":
        anchor = record.fields.get(clock.field or "")
        if not isinstance(anchor, date):
            return None
        return max(clocks.anchored(clock, anchor, hours) for hours in calendars)
    return max(clocks.due(clock.span, start, hours) for hours in calendars)


def _clock(within: Clock | str, record: Record, world: World) -> Clock | None:
    if isinstance(within, Clock):
        return within
    span: Span | None = span_at(within, record, world)
    return Clock(span) if span else None


def anchor_of(rule: PromiseRule, record: Record, protocol: Protocol) -> str | None:
    """The field that says when it is due, where its clock hangs on one."""
    within = choose(rule.within, record, protocol)
    return within.field if isinstance(within, Clock) and within.side != "from-start" else None


def is_moved(rule: PromiseRule, before: Record, after: Record, protocol: Protocol) -> bool:
    """Whether the time or day that its clock hangs on is another one now: that is what was agreed, so it runs anew."""
    anchor = anchor_of(rule, after, protocol)
    return anchor is not None and before.fields.get(anchor) != after.fields.get(anchor)


def starting(
    before: Record | None, after: Record, protocol: Protocol, world: World, restarts: tuple[str, ...] = ()
) -> tuple[PromiseRule, ...]:
    """The promises that this change of a record begins: those not owed before, those it names to begin again, and
    those whose time it moves."""
    return tuple(
        rule
        for rule in protocol.promises.values()
        if is_active(rule, after, protocol, world)
        and (
            before is None
            or rule.name in restarts
            or not is_active(rule, before, protocol, world)
            or is_moved(rule, before, after, protocol)
        )
    )


def begun(
    before: Record, after: Record, protocol: Protocol, world: World, restarts: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The promises that began; one that was to begin anew and whose window stayed as it was runs on."""
    return tuple(
        rule.name
        for rule in starting(before, after, protocol, world, restarts)
        if not is_active(rule, before, protocol, world)
        or before.fields.get(rule.due) != after.fields.get(rule.due)
        or is_moved(rule, before, after, protocol)
    )


def restarted_by_text(before: Record, after: Record, protocol: Protocol) -> tuple[str, ...]:
    """The promises of an answer, where what is asked is not what it was: it is asked for anew, of those who said
    nothing yet as well. A change after which the answers stand as before is an editorial one."""
    each = tuple(rule.name for rule in protocol.promises.values() if rule.each)
    if not each:
        return ()
    given = answered(before, protocol)
    if not given.keys() <= answered(after, protocol).keys():
        return each
    text = bound(before, protocol)
    if text == bound(after, protocol) or any(answer.text == text for answer in given.values()):
        return ()
    return each


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
        if is_active(rule, after, protocol, world):
            fields.pop(rule.due, None)
    for rule in starting(before, after, protocol, world, restarts):
        due = due_time(rule, after, protocol, world, now)
        fields[rule.due] = _never_shorter(rule, before, due, after, protocol, world)
    fields.pop("", None)  # of files that have no place for it
    return fields


def short_windows(record: Record, protocol: Protocol, world: World) -> Iterator[tuple[PromiseRule, datetime, datetime]]:
    """The windows, where a guard holds them to their clock, that end before they could if they had begun as early as
    can be, when the day began on which the record was made; with the time at which they would end."""
    held = {arguments["no_shorter"] for arguments in _guards(protocol) if "no_shorter" in arguments}
    made = record.fields.get("created")
    if not held or not isinstance(made, date) or isinstance(made, datetime):
        return
    for rule in protocol.promises.values():
        due = record.fields.get(rule.due)
        if rule.due not in held or not isinstance(due, datetime) or not is_active(rule, record, protocol, world):
            continue
        start = min(start_of_day(made, hours.zone) for hours in world.hours_of(asked_of(rule, record, protocol, world)))
        earliest = due_time(rule, record, protocol, world, start)
        if earliest is not None and due < earliest:
            yield rule, due, earliest


def _guards(protocol: Protocol) -> Iterator[Mapping[str, str]]:
    return (arguments for act in protocol.acts.values() for arguments in act.guards.every())


def _never_shorter(
    rule: PromiseRule, before: Record | None, due: datetime | None, after: Record, protocol: Protocol, world: World
) -> datetime | None:
    """A window that begins anew for those who owe it already ends no sooner than it would have, but for one that ends
    when the record says."""
    if before is None or anchor_of(rule, after, protocol) or not is_active(rule, before, protocol, world):
        return due
    old = before.fields.get(rule.due)
    same = asked_of(rule, before, protocol, world) == asked_of(rule, after, protocol, world)
    return max(old, due) if same and due is not None and isinstance(old, datetime) else due
