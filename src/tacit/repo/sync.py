"""Fetch, merge by line, push: what a clone shares with its upstream."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from tacit.errors import EnvironmentFailed, Moved, Refused
from tacit.repo import gitconfig, place
from tacit.repo.command import failed
from tacit.repo.commits import encoded
from tacit.repo.place import Place
from tacit.repo.trees import FILE
from tacit.text.raw import text_of

if TYPE_CHECKING:
    from tacit.repo.git import GitStore

# Path, then the file before the two sides parted, ours and theirs; answers with the file merged, or None.
Resolve = Callable[[str, bytes | None, bytes | None, bytes | None], bytes | None]

_ROUNDS = 5  # times that others may push between our fetch and our push
# What git says where somebody else has moved the branch, or is just moving it: another try may do.
_SECOND = ("[rejected]", "(failed to update ref)", "(incorrect old value provided)")


class Upstream(NamedTuple):
    """The branch of a remote that ours follows."""

    remote: str
    branch: str
    tip: str | None  # as of the last fetch; None before the first one


@dataclass(frozen=True, slots=True)
class Synced:
    """What a merge or a whole round of sharing came to. With conflicts, the branch stands as it stood before."""

    merged: tuple[str, ...] = ()  # paths that came from the upstream
    conflicts: tuple[str, ...] = ()
    pushed: bool = False
    warnings: tuple[str, ...] = ()


def upstream(where: Place) -> Upstream | None:
    """What the branch checked out follows; None where it follows nothing."""
    branch = place.head_branch(where.git_dir)
    config = gitconfig.read(f"{where.common_dir}/config")
    if config is None:
        config = _asked(where)
    remote = config.get(f"branch.{branch}.remote", [""])[-1]
    merged = config.get(f"branch.{branch}.merge", [""])[-1]
    if not branch or not remote or not merged.startswith("refs/heads/"):
        return None
    tracking = merged if remote == "." else _tracked(config.get(f"remote.{remote}.fetch", []), merged)
    tip = place.ref_commit(where.common_dir, tracking) if tracking else None
    return Upstream(remote, merged.removeprefix("refs/heads/"), tip)


def _tracked(refspecs: list[str], ref: str) -> str:
    """Where a fetch writes a branch of the remote."""
    for refspec in refspecs:
        source, _, target = refspec.removeprefix("+").partition(":")
        head, star, tail = source.partition("*")
        if source == ref and target:
            return target
        if star and target and ref.startswith(head) and ref.endswith(tail):
            return target.replace("*", ref[len(head) : len(ref) - len(tail)], 1)
    return ""


def _asked(where: Place) -> dict[str, list[str]]:
    from tacit.repo.command import Git

    found: dict[str, list[str]] = {}
    listed = text_of(Git(where.git_dir).run("config", "-z", "--list"))
    for item in listed.split("\0"):
        key, _, value = item.partition("\n")
        found.setdefault(key, []).append(value)
    return found


def followed(store: "GitStore") -> Upstream:
    """The upstream, which this cannot do without."""
    found = upstream(store.place)
    if found is None:
        branch = store.branch() or "HEAD"
        raise Refused(
            "no-upstream",
            f"{branch} follows no branch of a remote",
            remedy=f"Run `git push -u origin {branch}` once.",
        )
    return found


def fetch(store: "GitStore", remote: str) -> None:
    """Brings what the remote has; no branch of ours moves."""
    store.git.run("fetch", "--quiet", "--no-recurse-submodules", "--end-of-options", remote)


def merge_upstream(store: "GitStore", *, at: datetime, resolve: Resolve | None = None) -> Synced:
    """Merges the upstream as last fetched, with git's own merge by line; `resolve` is tried where that does not do."""
    known = followed(store)
    theirs, head = known.tip, store.head()
    if theirs is None or (head is not None and store.leads_to(theirs, head)):
        return Synced()
    message = f"Merge {known.branch} of {known.remote}\n"
    with store.landing.writable() as (ref, lock):
        for _ in range(_ROUNDS):
            ours = store.head()
            new, conflicts = _merged(store, ours, theirs, resolve, message, at)
            if conflicts:
                return Synced(conflicts=conflicts, warnings=tuple(lock.warnings))
            _check_out(store, ours, new, rehearse=True)
            if store.landing.move(ref, ours, new, lock, lambda old, new: _check_out(store, old, new)):
                paths = tuple(change.path for change in store.changes(ours, new))
                return Synced(merged=paths, warnings=tuple(lock.warnings))
        raise Moved(ours, store.head())


def _merged(
    store: "GitStore", ours: str | None, theirs: str, resolve: Resolve | None, message: str, at: datetime
) -> tuple[str, tuple[str, ...]]:
    """The commit that holds both sides, or the paths on which they conflict."""
    if ours is None or store.leads_to(ours, theirs):
        return theirs, ()
    tree, sides = _merged_by_line(store, ours, theirs)
    edits: dict[str, tuple[int, str] | None] = {}
    conflicts = []
    for path, stages in sides.items():
        base, mine, other = (store.blob(stages[stage][1]) if stage in stages else None for stage in "123")
        data = resolve(path, base, mine, other) if resolve else None
        if data is None:
            conflicts.append(path)
        else:
            edits[path] = FILE, store.landing.batch.write("blob", data)
    if conflicts:
        return "", tuple(conflicts)
    author = store.identity()
    tree = store.landing.editor.edit(tree, edits)
    new = store.landing.batch.write("commit", encoded(tree, (ours, theirs), author, author, at, message))
    store.landing.batch.flush()  # git is asked next what it would do to the work tree
    return new, ()


def _merged_by_line(store: "GitStore", ours: str, theirs: str) -> tuple[str, dict[str, dict[str, tuple[str, str]]]]:
    """Git's merge without a work tree: its tree, and of each path in conflict the mode and blob of each side."""
    answer = store.git.run("merge-tree", "--write-tree", "-z", "--no-messages", ours, theirs, accept=(0, 1))
    tree, *listed = text_of(answer).rstrip("\0").split("\0")
    if not tree:
        raise failed("merge-tree", f"{ours} and {theirs} have no history in common")
    sides: dict[str, dict[str, tuple[str, str]]] = {}
    for line in listed:
        described, _, path = line.partition("\t")
        mode, oid, stage = described.split(" ")
        sides.setdefault(path, {})[stage] = (mode, oid)
    return tree, sides


def _check_out(store: "GitStore", old: str | None, new: str, *, rehearse: bool = False) -> list[str]:
    """Work tree and index follow, by git itself: it knows links, modes and filters, and overwrites nobody's change."""
    if not store.place.work_tree:
        return []
    store.git.run("update-index", "-q", "--refresh", accept=(0, 1))
    try:
        store.git.run("read-tree", "-m", "-u", *(["--dry-run"] if rehearse else []), *([old] if old else []), new)
    except EnvironmentFailed as error:
        if "Cannot merge" not in error.message and "would be overwritten" not in error.message:
            raise
        raise Refused(
            "uncommitted",
            f"the merge would overwrite what is not committed: {error.message}",
            remedy="Commit or stash it first.",
        ) from error
    return []


def push(store: "GitStore") -> str:
    """Sends the branch to its upstream; answers with git's words where somebody else was first, else with none."""
    known = followed(store)
    refspec = f"refs/heads/{store.branch()}:refs/heads/{known.branch}"
    # The user's own hooks run: a push may need them, for example to send large files.
    code, answer = store.git.outcome(
        "push", "--porcelain", "--no-recurse-submodules", "--end-of-options", known.remote, refspec,
        accept=(0, 1), hooks=True,
    )  # fmt: skip
    if code == 0:
        return ""
    said = answer.decode("utf-8", "replace").strip()
    if any(reason in said for reason in _SECOND):
        return said
    if "[remote rejected]" in said:
        raise Refused("push-declined", f"the remote declined: {said}", remedy="Do what the remote asks for.")
    raise failed("push", said)


def share(
    store: "GitStore",
    *,
    at: datetime,
    resolve: Resolve | None = None,
    settle: Callable[[], None] = lambda: None,
) -> Synced:
    """Fetches, merges and pushes, again while others push meanwhile. `settle` may commit after each merge."""
    paths: dict[str, None] = {}
    warnings: list[str] = []
    for _ in range(_ROUNDS):
        fetch(store, followed(store).remote)
        merged = merge_upstream(store, at=at, resolve=resolve)
        paths |= dict.fromkeys(merged.merged)
        warnings += merged.warnings
        if merged.conflicts:
            return Synced(tuple(paths), merged.conflicts, warnings=tuple(warnings))
        settle()
        tip = store.head()
        if tip is None or tip == followed(store).tip:
            return Synced(tuple(paths), warnings=tuple(warnings))
        second = push(store)
        if not second:
            return Synced(tuple(paths), pushed=True, warnings=tuple(warnings))
    raise EnvironmentFailed(
        "contended",
        f"others pushed between our fetch and our push, {_ROUNDS} times; the remote said: {second}",
        remedy="Run `tacit sync` again.",
    )
