"""The `git` command, run so that neither the caller's language nor a received repository changes what it does."""

import errno
import os
import subprocess
from collections.abc import Mapping, Sequence
from typing import IO

from tacit.errors import EnvironmentFailed
from tacit.text.raw import text_of

# What would make git look elsewhere than it is told to.
_DROPPED = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_TRACE",
    "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
)  # fmt: skip
_SET = {"LC_ALL": "C", "LANGUAGE": "", "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1", "GIT_PAGER": "cat"}
# No hook runs for what others sent, and no gc beside our writers.
_QUIET = (
    "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
    "-c", "protocol.ext.allow=never", "-c", "submodule.recurse=false", "-c", "core.fsmonitor=false",
)  # fmt: skip


class Git:
    """The command for one repository."""

    def __init__(
        self,
        git_dir: str,
        work_tree: str | None = None,
        environ: Mapping[str, str] | None = None,
        index: str | None = None,
    ) -> None:
        self._where = [f"--git-dir={git_dir}", *([f"--work-tree={work_tree}"] if work_tree else [])]
        self._cwd = work_tree
        inherited = os.environ if environ is None else environ
        self._environ = {key: value for key, value in inherited.items() if key not in _DROPPED} | _SET
        if index:
            self._environ["GIT_INDEX_FILE"] = index

    def start(
        self, *args: str, stdin: int | IO[bytes] = subprocess.DEVNULL, hooks: bool = False
    ) -> "subprocess.Popen[bytes]":
        quiet = _QUIET[2:] if hooks else _QUIET
        try:
            return subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
                ["git", *self._where, *quiet, *args],  # noqa: S607 - the git that the user has
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self._environ,
                cwd=self._cwd,
            )
        except FileNotFoundError:
            raise EnvironmentFailed("no-git", "the command `git` was not found", remedy="Install git.") from None

    def run(self, *args: str, data: bytes = b"", accept: Sequence[int] = (0,), hooks: bool = False) -> bytes:
        """Standard output; any other exit status than the accepted ones is an error with git's own words."""
        return self.outcome(*args, data=data, accept=accept, hooks=hooks)[1]

    def outcome(
        self, *args: str, data: bytes = b"", accept: Sequence[int] = (0,), hooks: bool = False
    ) -> tuple[int, bytes]:
        """Exit status and standard output."""
        with self.start(*args, stdin=subprocess.PIPE, hooks=hooks) as process:
            out, err = process.communicate(data)
        if process.returncode not in accept:
            raise failed(args[0], err.decode("utf-8", "replace"))
        return process.returncode, out

    def line(self, *args: str) -> str:
        """One line of output; empty where git has no answer."""
        return text_of(self.run(*args, accept=(0, 1, 128))).strip()

    def leads_to(self, commit: str, later: str) -> bool:
        """Whether a commit is the other one, or among those before it; not so where git does not know it."""
        return self.outcome("merge-base", "--is-ancestor", commit, later, accept=(0, 1, 128))[0] == 0


_REMEDIES = (
    ("dubious ownership", "not-owner", "Run `git config --global --add safe.directory DIR` if you trust it."),
    ("not owned by current user", "not-owner", "Run `git config --global --add safe.directory DIR` if you trust it."),
    ("No space left", "disk-full", "Free some space, then run the command again."),
    ("Disk quota exceeded", "disk-full", "Free some space, then run the command again."),
    ("File too large", "disk-full", "Raise the limit on the size of files, then run the command again."),
    ("Read-only file system", "read-only", "Make the disk writable, or work in a clone elsewhere."),
    ("Permission denied (publickey", "no-access", "See that your key or token is known to the remote."),
    ("Permission denied", "no-permission", "See that you may write to the repository's folder."),
    ("Operation not permitted", "no-permission", "See that you may write to the repository's folder."),
    ("insufficient permission", "no-permission", "See that you may write to the repository's folder."),
    ("Authentication failed", "no-access", "See that your key or token is known to the remote."),
    ("could not read Username", "no-access", "Give git your credentials, for example with a credential helper."),
    ("Host key verification failed", "no-access", "Connect once with ssh and accept the host's key."),
    ("Could not resolve host", "offline", "Connect to the network, then run the command again."),
    ("unable to access", "offline", "See that the remote can be reached, then run the command again."),
    ("Connection", "offline", "See that the remote can be reached, then run the command again."),
    ("does not appear to be a git repository", "no-remote", "See what `git remote -v` says."),
    ("Could not read from remote", "offline", "See that the remote can be reached and that you may read it."),
    ("object format", "unsupported-repository", "Tacit works with SHA-1 ids and plain references."),
    ("unsupported extension", "unsupported-repository", "Tacit works with SHA-1 ids and plain references."),
)  # fmt: skip
_ERRNO = {
    errno.ENOSPC: "No space left",
    errno.EDQUOT: "Disk quota exceeded",
    errno.EFBIG: "File too large",
    errno.EROFS: "Read-only file system",
    errno.EACCES: "Permission denied",
    errno.EPERM: "Operation not permitted",
}


def failed(what: str, said: str) -> EnvironmentFailed:
    """What git or the machine said, as an error with a remedy."""
    said = said.strip()
    for sign, code, remedy in _REMEDIES:
        if sign in said:
            return EnvironmentFailed(code, f"git {what}: {said}", remedy=remedy)
    return EnvironmentFailed(
        "git-failed", f"git {what}: {said or 'it failed without a word'}", remedy="Run `git fsck`."
    )


def failed_by(error: OSError, what: str) -> EnvironmentFailed:
    """A refusal of the operating system, told likewise."""
    said = f"{error.strerror}: {error.filename}" if error.filename else str(error.strerror)
    sign = _ERRNO.get(error.errno or 0, "")
    return failed(what, said if sign in said else f"{sign}: {said}")
