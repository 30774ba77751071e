"""The findings that need history: irregular changes, `stale-updated`, `decided-elsewhere`."""

from collections.abc import Iterator
from datetime import date

from tacit.errors import EnvironmentFailed, Malformed
from tacit.index.rows import Act
from tacit.model.history import Commit, Transition
from tacit.model.promise import Finding
from tacit.model.record import Broken, Record
from tacit.rules.acts import today
from tacit.rules.lint import links, status
from tacit.rules.lint.history import irregular, is_mended, takes_back
from tacit.rules.parties import Actor
from tacit.rules.retrace import CLOCK, author_of, judged, retrace
from tacit.text.records import read_record, record_id
from tacit.text.spans import read_instant
from tacit.work.checked_files import Read, ends_of
from tacit.work.history import RENUMBER, History
from tacit.work.locate import kind_of
from tacit.work.standing import InCommit, InWorkTree
from tacit.work.stories import transition_of
from tacit.work.versions import Versions
from tacit.work.wire import CommitTree

_NOT_BY_PEOPLE = (CLOCK, RENUMBER)


def of_range(read: Read, range_: str) -> Iterator[Finding]:
    """The commits of a range, each judged with its author and the workspace of its time."""
    base, tip = ends_of(read.ws, range_)
    history = History(read.ws, Versions(read.ws.store))
    for steps in history.steps(read.ws.store.log(tip, since=base)):
        for step in steps:
            for done in history.transitions(step):
                yield from _told(done, read, step.after[0] if step.after else step.before[0][0])


def _told(done: Transition, read: Read, path: str) -> Iterator[Finding]:
    if not done.irregular:
        return
    record = next((one for one in read.records.values() if one.id == done.record), None)
    record = record or Record(done.record, "", path, {})
    protocol = kind_of(path, read.known.protocols)
    versions = _versions(read, done.commit, record) if protocol is not None else None
    if protocol is not None and not (versions and _is_way_back(read, *versions, until=done.commit)):
        yield from irregular(done, record, protocol, read.world)


def _is_way_back(read: Read, before: Record, after: Record, until: str = "") -> bool:
    """Whether a change puts back what an irregular one of history changed; the acts are those before `until`."""
    from tacit.work.follow import current

    for act in current(read.ws).irregular():
        if act.commit == until:
            return False
        if act.record in (after.id, *after.aliases):
            versions = _versions(read, act.commit, after)
            if versions is not None and takes_back(versions[0], before, after):
                return True
    return False


def of_standing(read: Read, staged: bool, who: str | None) -> Iterator[Finding]:
    """What is not committed yet against the tip; and, unless it is asked for a hook, what history says."""
    changed = _changed(read)
    yield from _attempted(read, changed, who)
    yield from _not_updated(read, changed, who)
    head = read.ws.store.head()
    if head is None:
        return
    yield from _elsewhere(read, head)
    if not staged:
        yield from _in_history(read)


def _changed(read: Read) -> frozenset[str]:
    """Record files that differ from the tip, and those that are gone."""
    protocols = read.known.protocols
    gone = {path for path in read.tree.committed if not read.tree.has(path) and kind_of(path, protocols) is not None}
    if isinstance(read.tree, InCommit):
        return frozenset({path for path in read.tree.changed() if kind_of(path, protocols) is not None} | gone)
    assert isinstance(read.tree, InWorkTree)
    return frozenset(read.tree.differing([*read.records, *read.broken]) | gone)


# Not committed yet


def _attempted(read: Read, changed: frozenset[str], who: str | None) -> Iterator[Finding]:
    """An edit that is not committed is an act attempted by the one whom git would name as its author."""
    commit = _commit_to_be(read)
    if commit is None:
        return
    tip = read.ws.here
    world, author = judged(commit, read.world, tip.people, tip.teams)
    if who is not None:
        author = read.ws.actor(who, tip if who in tip.people else read.known)
    before = {record_id(path): path for path in changed if path in read.tree.committed}
    after = {record_id(path): path for path in changed if read.tree.has(path)}
    renamed = {alias: path for path in after.values() for alias in _aliases(read, path)}
    for name, path in before.items():
        old = _committed(read, path)
        here = after.get(name) or renamed.get(name)
        if old is None or (here is not None and here not in read.records) or (here is None and name in read.ids):
            continue
        new = read.records[here] if here else None
        if new is not None and new.id != old.id:
            continue  # a new name keeps the old one as an alias; what stands in the file was moved with it
        found = [done for done in retrace(old, new, world, author, commit) if done.irregular]
        if found and not (new is not None and _is_way_back(read, old, new)):
            for done in found:
                yield from irregular(done, new or old, read.known.protocols[old.kind], read.world)


def _aliases(read: Read, path: str) -> tuple[str, ...]:
    record = read.records.get(path)
    return record.aliases if record else ()


def _committed(read: Read, path: str) -> Record | None:
    """The record at the tip; None where nothing can be compared with it."""
    protocol = kind_of(path, read.known.protocols)
    data = read.ws.store.blob(read.tree.committed[path])
    try:
        return read_record(data, path, protocol, read.known.spellings)[0] if protocol else None
    except Malformed:
        return None


def _commit_to_be(read: Read) -> Commit | None:
    try:
        author = read.ws.store.identity()
    except EnvironmentFailed:
        return None
    return Commit("", (), author.name, author.email, read.ws.now, "", {})


def _author(read: Read, commit: Commit | None, who: str | None) -> Actor | None:
    if who is not None:
        return read.ws.actor(who, read.known)
    return author_of(commit, read.world) if commit else None


def _not_updated(read: Read, changed: frozenset[str], who: str | None) -> Iterator[Finding]:
    author = _author(read, _commit_to_be(read), who)
    day = today(author or Actor("", frozenset()), read.world, read.ws.now)
    for path in changed:
        record = read.records.get(path)
        old = _committed(read, path) if record and path in read.tree.committed else None
        if record is not None and old is not None and old.fields.get("updated") == record.fields.get("updated"):
            yield from status.stale_updated(record, read.protocol(path), day)


# What history says


def _in_history(read: Read) -> Iterator[Finding]:
    """Irregular changes that stand, and records changed later than they say."""
    from tacit.work.follow import current

    living = {record.id: (record, protocol) for record, protocol in read.living()}
    index = current(read.ws)
    irregular_acts: dict[str, list[Act]] = {}
    for act in index.irregular():
        if act.record in living:
            irregular_acts.setdefault(act.record, []).append(act)
    for name, acts in irregular_acts.items():
        record, protocol = living[name]
        for act in _still_there(read, acts, record):
            yield from irregular(transition_of(act), record, protocol, read.world)
    # What brought a record into the workspace took it as it stood: only later changes have a day to tell.
    changes = (act for act in index.acts_of(list(living)) if act.source and act.act not in _NOT_BY_PEOPLE)
    last = {act.record: act for act in changes if act.record in living}
    suspects = {
        living[name][0].path: name
        for name, act in last.items()
        if isinstance(day := living[name][0].fields.get("updated"), date) and day < read_instant(act.at).date()
    }
    days = _days(read, suspects)
    for name in suspects.values():
        record, protocol = living[name]
        yield from status.stale_updated(record, protocol, days.get(last[name].commit))


def _days(read: Read, suspects: dict[str, str]) -> dict[str, date]:
    """The day of each commit on these files, as its author's clock had it."""
    head = read.ws.store.head()
    if not suspects or head is None:
        return {}
    return {commit.id: commit.at.date() for commit in read.ws.store.log(head, paths=sorted(suspects))}


def _still_there(read: Read, acts: list[Act], record: Record) -> Iterator[Act]:
    """The irregular acts on a record that were not taken back since, and do not themselves take one back."""
    earlier: list[Record] = []
    for act in acts:
        versions = _versions(read, act.commit, record)
        if versions is not None:
            before, after = versions
            is_back = any(takes_back(good, before, after) for good in earlier)
            earlier.append(before)
            if is_back or is_mended(before, after, record):
                continue
        yield act


def _versions(read: Read, commit: str, record: Record) -> tuple[Record, Record] | None:
    """The record before and after a commit; None where they cannot be read."""
    names = (record.id, *record.aliases)
    for one in read.ws.store.log(commit, paths=[record.path]):
        for change in one.changes if one.id == commit else ():
            if record_id(change.path) in names and change.old and change.new:
                before, after = (_version(read, change.path, oid) for oid in (change.old, change.new))
                if isinstance(before, Record) and isinstance(after, Record):
                    return before, after
    return None


def _version(read: Read, path: str, oid: str) -> Record | Broken | None:
    protocol = kind_of(path, read.known.protocols)
    return Versions(read.ws.store).read((path, oid), protocol, read.known) if protocol else None


# The documents in question


def _elsewhere(read: Read, head: str) -> Iterator[Finding]:
    """Sections of shared documents that changed while the question about them is open."""
    watched = [(record, protocol) for record, protocol in read.living() if links.is_watched(record, protocol)]
    abouts = {record.id: about for record, protocol in watched if (about := links.document_of(record, protocol))}
    if not abouts:
        return
    documents = {about.path for about in abouts.values()}
    began: dict[str, str] = {}
    touched: dict[str, Commit] = {}
    paths = sorted(documents | {record.path for record, _ in watched})
    for commit in read.ws.store.log(head, paths=paths):
        for change in commit.changes:
            name = record_id(change.path)
            if name in abouts and change.new is not None:
                began.setdefault(name, commit.id)
            if change.path in documents:
                touched[change.path] = commit
    for record, protocol in watched:
        path = abouts[record.id].path
        start = began.get(record.id, head)
        before = CommitTree(read.ws.store, start).read(path)
        now = read.text(path)
        text = before.decode("utf-8", errors="replace") if before is not None else None
        yield from links.decided_elsewhere(record, protocol, text, now, _by(read, path, touched.get(path)))


def _by(read: Read, path: str, commit: Commit | None) -> str:
    """Who changed a document last: a commit, or nobody yet where the change is not committed."""
    if commit is None:
        return ""
    committed = read.ws.store.read(path)
    if committed is not None and committed.decode("utf-8", errors="replace") != read.text(path):
        return ""
    return f" by {commit.name} ({commit.id[:10]} of {commit.at:%Y-%m-%d})"
