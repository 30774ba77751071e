"""Updates, drafted from what the repository knows of the time since the last one; here those of a person's own day."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from tacit.errors import Malformed, WrongUsage
from tacit.index.finds import Found
from tacit.index.index import Index
from tacit.index.rows import Act
from tacit.insight import drafts
from tacit.model.people import Hours
from tacit.model.protocol import Protocol, Section
from tacit.repo.picked import authored
from tacit.rules.calendar import DAY, day_of, is_workday, start_of_day, zone
from tacit.rules.edits import GENERIC
from tacit.rules.world import ANYONE
from tacit.text.spans import read_day, read_instant, write_instant
from tacit.work import ask, present
from tacit.work.blanks import for_new
from tacit.work.drafts import Draft, Form
from tacit.work.given import given_for
from tacit.work.wire import Workspace

if TYPE_CHECKING:
    from tacit.repo.git import GitStore

Json = dict[str, Any]
DAILY = "standup"
_COMMITS = 300
_NEXT = 3  # promises told of those that are not due today
_LATE = 3  # records told of that others are late with


@dataclass(frozen=True, slots=True)
class Update:
    """An update to be: what is known of it, what of it was drafted, and what must be said."""

    kind: str
    sets: Mapping[str, str]
    texts: Mapping[str, str]  # drafted, by section
    needed: tuple[str, ...]  # sections
    since: datetime
    posted: Found | None  # the one of this period, where there is one already


def daily(ws: Workspace, who: str | None, day: str | None = None) -> Update:
    """Of a person's own day, since their last one."""
    protocol, index, me, hours = begin(ws, DAILY, who)
    when = _day(day, day_of(ws.now, hours.zone))
    since = _last_posted(index, protocol, me, when) or _workday_before(when, hours)
    told = drafts.daily(
        drafts.Day(
            commits=_commits(ws, me, since),
            deeds=tuple(_deeds(ws, index, me, since)),
            owed=tuple(_owed(ws, me, hours)),
            blockers=tuple(_open_blockers(ws, index, protocol, me)),
            waiting=tuple(_waiting(ws, index, protocol, me)),
        )
    )
    sets = {"by": me, "date": when.isoformat()}
    return update(index, protocol, sets, told, since)


def owners_sections(protocol: Protocol) -> tuple[Section, ...]:
    """What its owner writes, in the order of the template: drafts fill them from the first one on."""
    return tuple(
        section for section in protocol.sections.values() if not section.entries and protocol.opener in section.by
    )


def update(index: Index, protocol: Protocol, sets: Mapping[str, str], told: Sequence[str], since: datetime) -> Update:
    """The update with the texts that were drafted; `sets` say whose it is, and of which period."""
    sections = owners_sections(protocol)
    texts = {section.heading: text for section, text in zip(sections, told, strict=False) if text}
    needed = tuple(each.heading for each in sections if each.needed.on is None and each.needed.otherwise)
    there, _ = index.page([("kind", protocol.kind), *sets.items()], only_open=False, before=None, limit=1)
    return Update(protocol.kind, sets, texts, needed, since, there[0] if there else None)


def begin(ws: Workspace, kind: str, who: str | None) -> tuple[Protocol, Index, str, Hours]:
    present.need_workspace(ws.here)
    known = ws.here
    me = ws.actor(who, known).handle
    return known.protocol(kind), ask.ready(ws), me, known.hours_of(me)


def _day(written: str | None, today: date) -> date:
    if written in (None, "today"):
        return today
    if written == "yesterday":
        return today - DAY
    try:
        return read_day(str(written))
    except Malformed:
        said = f"{written!r} is no day"
        raise WrongUsage("day", said, remedy="Write today, yesterday, or a day: 2026-03-03.") from None


def _last_posted(index: Index, protocol: Protocol, me: str, before: date) -> datetime | None:
    """When their last update of an earlier day was posted."""
    found, _ = index.page([("kind", protocol.kind), ("by", me)], only_open=False, before=None, limit=7)
    for each in found:
        if str(json.loads(each.fields).get("date") or "") < before.isoformat():
            acts = index.acts_of([each.id])
            return read_instant(acts[0].at) if acts else None
    return None


def _workday_before(day: date, hours: Hours) -> datetime:
    """From when on a first update tells: the workday before."""
    for back in range(1, 15):
        if is_workday(day - timedelta(days=back), hours):
            return start_of_day(day - timedelta(days=back), hours.zone)
    return start_of_day(day - DAY, hours.zone)


def _commits(ws: Workspace, me: str, since: datetime) -> tuple[Any, ...]:
    """Theirs, on any branch, but those by which records were changed: these are told as what was done to them."""
    person = ws.here.people.get(me)
    email = person.address if person else ws.store.identity().email
    store = cast("GitStore", ws.store)
    found = authored(store.git, email, since, _COMMITS) if email else []
    return tuple(each for each in found if "Tacit-Act" not in each.trailers and since < each.at <= ws.now)


def _deeds(ws: Workspace, index: Index, me: str, since: datetime) -> Iterator[drafts.Deed]:
    for act in index.acts_by(me, write_instant(since)):
        found = index.by_id(act.record)
        protocol = ws.here.protocols.get(found[0].kind) if found else None
        if protocol is None or protocol.rhythm or not protocol.promises:
            continue  # updates, and what is no work: people, teams
        if act.irregular or act.act in ("", *GENERIC) or read_instant(act.at) == since:
            continue
        title = found[0].title
        if not act.source:
            yield drafts.Deed(title, f"new {protocol.kind}")
        elif _keeps(protocol, act):
            yield drafts.Deed(title, act.act, kept=True)
        elif act.source != act.target:
            yield drafts.Deed(title, act.act, act.target)


def _keeps(protocol: Protocol, act: Act) -> bool:
    """A promise of one's own; what only led on is told by where it led."""
    rules = protocol.promises.values()
    return act.target not in ("", act.source) and any(
        act.act in rule.kept and act.source in rule.states and len(protocol.acts[act.act].targets()) < 2
        for rule in rules
    )


def _owed(ws: Workspace, me: str, hours: Hours) -> Iterator[drafts.Due]:
    """What is due today or late, else what comes next; not what comes round, which is what is being written."""
    today = day_of(ws.now, hours.zone)
    rows = [row for row in ask.inbox(ws, me)["promises"] if "period" not in row and row["party"] != ANYONE]
    at_once = [row for row in rows if row["due"] and day_of(read_instant(row["due"]), hours.zone) <= today]
    for row in at_once or rows[:_NEXT]:
        yield drafts.Due(row["title"], row["promise"], _by(row, hours, today))


def _by(row: Json, hours: Hours, today: date) -> str:
    if not row["due"]:
        return ""
    local = read_instant(row["due"]).astimezone(zone(hours.zone))
    return f"{local:%H:%M}" if local.date() == today else f"{local:%a} {local.day} {local:%b}"


def _open_blockers(ws: Workspace, index: Index, protocol: Protocol, me: str) -> Iterator[str]:
    """What still blocks, in the words of the updates that said so."""
    found, _ = index.page([("kind", protocol.kind), ("by", me)], only_open=True, before=None, limit=5)
    yield from filter(None, (blocker_of(ws, protocol, each) for each in found))


def blocker_of(ws: Workspace, protocol: Protocol, update: Found) -> str:
    """What an update says that blocks: the third thing that its owner writes."""
    record = ws.found(update.path, protocol.kind)
    for section in owners_sections(protocol)[2:3]:
        part = record.part(section.heading) if record else None
        if part is not None and part.filled:
            return part.body
    return ""


def _waiting(ws: Workspace, index: Index, protocol: Protocol, me: str) -> Iterator[drafts.Due]:
    """What others are late with of what this person asked for: what is merely owed to them blocks nobody. A record and
    what climbed from it are one."""
    told = set[str]()
    for row in ask.inbox(ws, None, me)["promises"] if index.has_people() else ():
        if not row["late"] or row["kind"] == protocol.kind or me in row["who"] or "period" in row:
            continue
        found = next(iter(index.by_id(row["record"])), None)
        source = json.loads(found.fields).get("about") or found.id if found else row["record"]
        if source not in told and found is not None and _asked_for(ws, index, found, me):
            told.add(source)
            yield drafts.Due(row["title"], row["promise"], row["party"])
        if len(told) == _LATE:
            return


def _asked_for(ws: Workspace, index: Index, found: Found, me: str) -> bool:
    """Whether they began this record, or it was begun in their name."""
    protocol, fields = ws.here.protocols[found.kind], json.loads(found.fields)
    first = next(iter(index.acts_of([found.id])), None)
    named = protocol.roles[protocol.opener].paths if protocol.roles else ()
    return (first is not None and first.person == me) or me in (fields.get(name) for name in named)


def unsaid(ws: Workspace, found: Update, writes: Mapping[str, str]) -> tuple[str, ...]:
    """The sections that must say something, and of which these texts say nothing."""
    given = given_for(ws.here.protocol(found.kind), None, ws.here, {}, writes, "").writes
    return tuple(heading for heading in found.needed if not given.get(heading, "").strip())


def form_of(ws: Workspace, found: Update, sets: Mapping[str, str], writes: Mapping[str, str]) -> Form:
    """The update to look over in an editor: whose and of which period it is stands fast; what is given goes before
    what was drafted."""
    form = for_new(ws.here, found.kind, Draft({**found.sets, **sets}, {**found.texts, **writes}))
    fields = tuple(blank for blank in form.fields if blank.name not in found.sets)
    return replace(form, title=f"{found.kind} of {', '.join(found.sets.values())}", fields=fields, whole=True)
