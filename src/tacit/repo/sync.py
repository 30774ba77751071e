"""Fetch, merge by line, push: what a clone shares with its upstream."""

from typing import TYPE_CHECKING, NamedTuple

from tacit.repo import place

if TYPE_CHECKING:
    from tacit.repo.git import GitStore


class Upstream(NamedTuple):
    remote: str
    branch: str
    tip: str | None  # None before the first fetch


def upstream(store: "GitStore") -> Upstream | None:
    """What the branch checked out follows."""
    branch = store.branch()
    if branch is None:
        return None
    form = "--format=%(upstream:remotename)%00%(upstream:remoteref)%00%(upstream)"
    remote, ref, tracking = store.git.line("for-each-ref", form, f"refs/heads/{branch}").split("\0") or ("", "", "")
    if not tracking:
        return None
    return Upstream(remote, ref.removeprefix("refs/heads/"), place.ref_commit(store.place.common_dir, tracking))
