"""Shares a clone with its upstream: fetch, merge, tables anew, push; and tells what came in for the one who syncs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from tacit.errors import Refused
from tacit.repo import sync as sharing
from tacit.repo.store import Author, Plan, View
from tacit.text.spans import write_instant
from tacit.work import ask, fixes, present
from tacit.work.act import author, local
from tacit.work.layout import Layout
from tacit.work.snapshot import Snapshot
from tacit.work.state_files import state_of
from tacit.work.wire import Workspace

if TYPE_CHECKING:
    from tacit.repo.git import GitStore


def sync(ws: Workspace, who: str | None = None) -> present.Json:
    """One round with the upstream. With conflicts the branch stays as it was, and the files are named."""
    present.need_workspace(ws.here)
    store = cast("GitStore", ws.store)
    before = _owed(ws, who)
    tables: list[str] = []
    moved = Moved()

    def settle() -> None:
        ws.forget()
        moved.acts.extend(fixes.apply(ws, moved.notices))
        tables.extend(renew_tables(ws, who))

    if not _follows(store):
        settle()
        return _told(ws, sharing.Synced(), tables, moved, {}, ["There is no remote: nothing to share."])
    index_files = {protocol.index for protocol in ws.here.protocols.values() if protocol.index}

    def resolve(path: str, _base: bytes | None, ours: bytes | None, theirs: bytes | None) -> bytes | None:
        """Tables are generated, never merged: either side will do until they are made anew."""
        return (ours or theirs) if path in index_files else None

    known = sharing.followed(store).tip
    done = sharing.share(store, at=ws.now, resolve=resolve, settle=settle)
    ws.forget()
    head = store.head()
    if done.pushed and head is not None:
        with state_of(ws) as state:
            state.share(known, head, ws.now)
    after = {} if done.conflicts else _owed(ws, who)
    news = {key: promise for key, promise in after.items() if key not in before}
    return _told(ws, done, tables, moved, news, list(done.warnings))


def is_shared(ws: Workspace) -> bool:
    """Whether the branch has an upstream, so that others see an act only once it is synced."""
    return sharing.upstream(ws.place) is not None


def _follows(store: "GitStore") -> bool:
    """Whether there is an upstream. With one remote and none chosen yet, it is the branch of the same name there."""
    if sharing.upstream(store.place) is not None:
        return True
    remotes = store.git.run("remote").decode().split()
    branch = store.branch()
    if not remotes or branch is None:
        return False
    if len(remotes) > 1:
        raise Refused(
            "no-upstream",
            f"{branch} follows no branch, and there are several remotes: {', '.join(remotes)}",
            remedy=f"Choose one: git push -u {remotes[0]} {branch}",
        )
    store.git.run("config", f"branch.{branch}.remote", remotes[0])
    store.git.run("config", f"branch.{branch}.merge", f"refs/heads/{branch}")
    return True


def _owed(ws: Workspace, who: str | None) -> Mapping[tuple[str, str, str], present.Json]:
    """What the caller owes, to tell afterwards what came in. Nobody in particular owes nothing."""
    try:
        person = who or ws.whoami(ws.here)
        found = ask.inbox(ws, person, None)["promises"] if person else []
    except Refused:
        return {}
    rows = cast("list[present.Json]", found)
    return {(str(row["record"]), str(row["promise"]), str(row["since"])): row for row in rows}


def renew_tables(ws: Workspace, who: str | None = None) -> list[str]:
    """Bring every index table to what the records say; one commit where any differs."""
    written: list[str] = []

    def plan(view: View) -> Plan:
        known = ws.snapshot(view)
        layout = Layout(ws, view, known, ws.world(view, known))
        for protocol in known.protocols.values():
            if protocol.index and (view.exists(protocol.index) or any(True for _ in view.files(protocol.folder))):
                layout.renew_table(protocol)
        written[:] = [path for path, data in layout.writes.items() if data != view.read(path)]
        changed = {path: layout.writes[path] for path in written}
        if not changed:
            raise _NothingToDo
        by = author(who, known) if who else _identity(ws, known)
        message = "tables: bring the index up to date\n\nTacit-Act: tables\n"
        return Plan(changed, message, by, local(ws.now, who or "", known))

    try:
        ws.store.transact(plan)
    except _NothingToDo:
        return []
    ws.forget()
    return written


@dataclass(frozen=True, slots=True)
class Moved:
    """What commits that came in, or go out, say that they fix."""

    acts: list[present.Json] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


class _NothingToDo(Exception):
    """The tables are as they should be."""


def _identity(ws: Workspace, known: Snapshot) -> Author:
    person = ws.whoami(known)
    return author(person, known) if person else ws.store.identity()


def _told(
    ws: Workspace,
    done: sharing.Synced,
    tables: list[str],
    moved: "Moved",
    news: Mapping[tuple[str, str, str], present.Json],
    notices: list[str],
) -> present.Json:
    came = [f"New {row['kind']} waiting for you: `{row['record']}`" for row in news.values()]
    return {
        "merged": list(done.merged),
        "conflicts": list(done.conflicts),
        "pushed": done.pushed,
        "remote": is_shared(ws),
        "tables": tables,
        "acts": moved.acts,
        "notices": [*notices, *moved.notices, *came],
        "at": write_instant(ws.now),
    }
