"""Where a repository lies, and what its HEAD says: read by hand, in microseconds, without git or its library."""

# On the path of every command, where pathlib would cost as much as all that is done here.
# ruff: noqa: PTH100, PTH112, PTH118, PTH120
import os
from collections.abc import Mapping
from typing import NamedTuple

from tacit.errors import EnvironmentFailed
from tacit.repo import gitconfig

_DEPTH = 5  # symbolic references that lead to one another, as git bounds them


class Place(NamedTuple):
    """The folders of a repository: its git directory, what its work trees share, and the work tree, if any."""

    git_dir: str
    common_dir: str
    work_tree: str | None


def discover(path: str | os.PathLike[str], environ: Mapping[str, str] | None = None) -> Place:
    """The repository that a folder lies in, found as git finds it: upwards, or as GIT_DIR says."""
    environ = os.environ if environ is None else environ
    start = os.path.abspath(path)
    if environ.get("GIT_DIR"):
        git_dir = os.path.join(start, environ["GIT_DIR"])
        if not _is_git_dir(git_dir):
            raise EnvironmentFailed("no-repository", f"GIT_DIR names no git repository: {git_dir}", remedy="Unset it.")
        return _placed(git_dir, environ.get("GIT_WORK_TREE") or start)
    ceilings = set(filter(None, environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep)))
    folder = start
    while True:
        for git_dir, work_tree in ((_dot_git(f"{folder}/.git"), folder), (folder, None)):
            if git_dir and _is_git_dir(git_dir):
                return _placed(git_dir, work_tree)
        above = os.path.dirname(folder)
        if above == folder or above in ceilings:
            break
        folder = above
    raise EnvironmentFailed(
        "no-repository",
        f"{start} lies in no git repository",
        remedy="Run `tacit init` there, or `git init`, or name the repository with `--repo`.",
    )


def _dot_git(path: str) -> str:
    """The folder that `.git` is, or that the file `.git` names."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            named = file.read().removeprefix("gitdir:").strip()
    except IsADirectoryError:
        return path
    except OSError:
        return ""
    return os.path.normpath(os.path.join(os.path.dirname(path), named))


def _is_git_dir(path: str) -> bool:
    if not os.path.lexists(f"{path}/HEAD"):
        return False
    common = _common(path)
    return os.path.isdir(f"{common}/objects") and os.path.isdir(f"{common}/refs")


def _common(git_dir: str) -> str:
    named = _text(f"{git_dir}/commondir")
    return os.path.normpath(os.path.join(git_dir, named.strip())) if named else git_dir


def _placed(git_dir: str, work_tree: str | None) -> Place:
    common = _common(git_dir)
    config = gitconfig.read(f"{common}/config") or {}
    if common == git_dir:
        if gitconfig.truth(config.get("core.bare")):
            work_tree = None
        elif "core.worktree" in config:
            work_tree = os.path.normpath(os.path.join(git_dir, config["core.worktree"][-1]))
    return Place(git_dir, common, work_tree)


def _text(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except OSError:
        return None


def head_branch(git_dir: str) -> str | None:
    """The branch that HEAD names, whether it has commits yet or not; None when HEAD is detached."""
    named = _text(f"{git_dir}/HEAD") or ""
    return named[16:].strip() if named.startswith("ref: refs/heads/") else None


def head_commit(where: Place) -> str | None:
    """The commit that HEAD stands for; None in an empty repository."""
    git_dir, common, _ = where
    named = _text(f"{git_dir}/HEAD")
    if named is None:
        raise EnvironmentFailed("no-repository", f"{git_dir} is no git directory", remedy="Run `git init` there.")
    if named.startswith("ref: refs/heads/.invalid"):  # the references are kept in tables that only git can read
        return _asked(git_dir)
    for _ in range(_DEPTH):
        if not named.startswith("ref:"):
            return named.strip() or None
        ref = named[4:].strip()
        named = _text(f"{git_dir if ref.count('/') == 0 else common}/{ref}")
        if named is None:
            return _packed(common, ref)
    raise EnvironmentFailed("head-loop", "HEAD leads to itself", remedy="Run `git symbolic-ref HEAD refs/heads/main`.")


def ref_commit(common_dir: str, ref: str) -> str | None:
    """The commit of a full reference name such as `refs/remotes/origin/main`."""
    named = _text(f"{common_dir}/{ref}")
    return named.strip() if named and not named.startswith("ref:") else _packed(common_dir, ref)


def _packed(common: str, ref: str) -> str | None:
    listed = _text(f"{common}/packed-refs")
    found = listed.find(f" {ref}\n") if listed else -1
    return listed[found - 40 : found] if listed and found >= 40 else None


def _asked(git_dir: str) -> str | None:
    from tacit.repo.command import Git

    return Git(git_dir).line("rev-parse", "--verify", "--quiet", "HEAD") or None
