"""Drafts of updates, written from what was done: for a person to read, correct and post, never to be posted unseen.

A daily update has the texts done, next and blocked, in this order; a weekly one progress, what went well and blockers.
What only a person can say, such as how sure they are, is not drafted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tacit.model.history import Commit
from tacit.text.entries import STRANGE
from tacit.text.phrases import several

_PULL = re.compile(r"Merge pull request (#\d+) from \S+")
_BRANCH = re.compile(r"Merge (?:remote-tracking )?branch '([^']+)'(?! into)")
_SQUASHED = re.compile(r"(.+?) \((#\d+)\)")
_ENDS = re.compile(r"[.!?…]*[。！？؟՞፧]+[.!?…。！？؟՞፧]*|[.!?…]+(?=[\s\"'’”»)\]*_]|$)")
_SHOWN = 5  # items of one sentence
_LINES = 7  # items of one list


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did to a record."""

    title: str
    act: str
    status: str = ""  # where it led, if it led on
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """What somebody owes, or waits for."""

    title: str
    promise: str
    by: str = ""  # by when, or by whom, in words


@dataclass(frozen=True, slots=True)
class Day:
    commits: Sequence[Commit] = ()  # newest last
    deeds: Sequence[Deed] = ()
    owed: Sequence[Due] = ()  # nearest first
    blockers: Sequence[str] = ()  # of updates that are still open, in their own words
    waiting: Sequence[Due] = ()  # for others, who are late


def daily(day: Day) -> tuple[str, str, str]:
    """Each of at most three sentences; nothing where there is nothing to tell."""
    merged, commits = shipped(day.commits)
    done = (
        _sentence("Merged ", merged),
        _sentence("", commits),
        _sentence("", _deeds(day.deeds)),
    )
    following = _sentence("", (_due(one) for one in day.owed))
    waiting = _sentence("Waiting for ", (f"{one.by}: {one.promise}, {one.title}" for one in day.waiting))
    blocked = (*(_sentence("", [text]) for text in day.blockers[:2]), waiting)
    return _text(done), _text([following]), _text(blocked)


def shipped(commits: Sequence[Commit]) -> tuple[list[str], list[str]]:
    """What was merged, and the other commits, by their subjects; those that came with a merge stand for nothing of
    their own, nor does bringing one's branch up to date."""
    by_id = {each.id: each for each in commits}
    inside: set[str] = set()
    merged: list[str] = []
    for each in commits:
        name = _merged(each)
        if name is not None:
            merged.append(name)
            inside.update(_brought(each, by_id))
    plain = (each for each in commits if len(each.parents) < 2 and each.id not in inside)
    subjects = [_subject(each) for each in plain if _merged(each) is None]
    kept = [subject for subject in subjects if not subject.startswith(("fixup!", "squash!", "amend!"))]
    return list(dict.fromkeys(merged)), list(dict.fromkeys(kept))


def _merged(commit: Commit) -> str | None:
    """What a commit merges: a pull request by its title, a branch by its name; None where it is no merge of work."""
    subject, body = _subject(commit), commit.message.partition("\n")[2].strip()
    if pull := _PULL.fullmatch(subject):
        title = body.partition("\n")[0].strip()
        return f"{title} ({pull[1]})" if title and ":" not in title.split()[0] else f"pull request {pull[1]}"
    if branch := _BRANCH.fullmatch(subject):
        return branch[1]
    return subject if _SQUASHED.fullmatch(subject) else None


def _brought(merge: Commit, by_id: dict[str, Commit]) -> Iterator[str]:
    """The commits among these that a merge brought with it."""
    own = set(_before(merge.parents[:1], by_id))
    yield from (each for each in _before(merge.parents[1:], by_id) if each not in own)


def _before(start: Iterable[str], by_id: dict[str, Commit]) -> Iterator[str]:
    waiting, seen = list(start), set[str]()
    while waiting:
        each = waiting.pop()
        if each in by_id and each not in seen:
            seen.add(each)
            yield each
            waiting.extend(by_id[each].parents)


def _subject(commit: Commit) -> str:
    return " ".join(commit.message.partition("\n")[0].split())


def _deeds(deeds: Sequence[Deed]) -> Iterator[str]:
    """A promise kept, by the act that kept it; of a record that moved, only where it came to."""
    last = {one.title: one for one in deeds if one.status}
    for one in dict.fromkeys(deeds):
        if one.kept or (not one.status and one.title not in last):
            yield f"{one.act}: {one.title}"
        elif last.get(one.title) is one:
            yield f"{one.title} → {one.status}"


def _due(one: Due) -> str:
    return f"{one.promise}: {one.title}" + (f" (by {one.by})" if one.by else "")


def _sentence(opening: str, items: Iterable[str]) -> str:
    """One sentence, whatever its items hold: what ends one inside of them ends nothing here."""
    said = [phrase for phrase in dict.fromkeys(map(_phrase, items)) if phrase]
    if not said:
        return ""
    more = f"; and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    return f"{opening}{'; '.join(said[:_SHOWN])}{more}."


def _phrase(text: str) -> str:
    """A text as a part of a sentence, on one line."""
    return " ".join(_ENDS.sub(" –", _line(text)).rstrip(" –").split())


def _line(text: str) -> str:
    """A text on one line, without what no record may hold; titles and subjects come from anywhere."""
    return " ".join(STRANGE.sub(" ", text).split())


def _text(sentences: Iterable[str]) -> str:
    return " ".join(filter(None, sentences))


@dataclass(frozen=True, slots=True)
class Milestone:
    name: str
    done: int | None  # per cent
    starts: date | None = None
    ends: date | None = None
    status: str = ""
    deliverable: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    id: str
    what: str
    target: str
    current: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A record that came to its end, or to rest, in the week."""

    kind: str
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class Blocker:
    """What is waited for, and would climb or is late."""

    title: str
    promise: str
    party: str
    days: int
    late: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """The week of a goal: `last` is the day on which its milestones are measured."""

    last: date
    milestones: Sequence[Milestone] = ()
    criteria: Sequence[Criterion] = ()
    decided: Sequence[Settled] = ()
    wins: Sequence[Settled] = ()
    learned: Sequence[str] = ()  # the newest first
    blockers: Sequence[Blocker] = ()  # the oldest first


def weekly(week: Week) -> tuple[str, str, str]:
    """Lists, as the template has them; nothing where there is nothing to tell."""
    progress = [
        *(_milestone(one, week.last) for one in week.milestones if _counts(one, week.last)),
        *(f"{one.id} {one.what}: {one.current} (target {one.target})" for one in week.criteria if one.current),
        *(f"Decision: {one.title}: {one.status}" for one in week.decided),
    ]
    wins = [
        *(f"{one.title} ({one.kind} {one.status})" for one in week.wins),
        *(f"Learned: {title}" for title in week.learned),
    ]
    return _list(progress), _list(wins), _list(map(_blocker, week.blockers))


def target(milestone: Milestone, day: date) -> int | None:
    """How far it should be at the end of a day, were it to grow evenly; None where it has no time of its own."""
    if milestone.ends is None:
        return None
    if day >= milestone.ends:
        return 100
    if milestone.starts is None or milestone.starts >= milestone.ends:
        return None
    gone, whole = (day - milestone.starts).days + 1, (milestone.ends - milestone.starts).days + 1
    return max(0, min(100, round(100 * gone / whole)))


def _counts(one: Milestone, day: date) -> bool:
    """Those that lie ahead, untouched, say nothing about this week."""
    return bool(one.done) or one.status not in ("", "planned") or one.starts is None or one.starts <= day


def _milestone(one: Milestone, day: date) -> str:
    wanted = target(one, day)
    done = f"{one.done or 0}%"
    if one.status == "complete" or one.done == 100:
        return f"{one.name}: 100% (complete)"
    about = f" (target {wanted}%)" if wanted is not None else ""
    what = f" – {one.deliverable}" if one.deliverable else ""
    return f"{one.name}: {done}{about}{what}"


def _blocker(one: Blocker) -> str:
    age = f"for {several(one.days, 'day')}" if one.days else "since today"
    said = "; ".join(filter(None, (line.strip("-*. ") for line in one.title.splitlines())))
    return f"{said}: {one.promise} by {one.party}, open {age}{', late' if one.late else ''}"


def _list(items: Iterable[str]) -> str:
    lines = [_line(item) for item in items]
    more = [f"and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
    return "\n".join(f"- {line}" for line in (*lines[:_LINES], *more))
