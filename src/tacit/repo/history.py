"""History as git tells it: one `git log`, read as it comes. What this process made itself is remembered for a while."""

import subprocess
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

from tacit.model.history import Commit, FileChange
from tacit.repo.command import Git, failed
from tacit.repo.commits import moment, trailers
from tacit.text.raw import text_of

_CHUNK = 1 << 16
_FORMAT = "--format=%x01%H%x00%P%x00%an%x00%ae%x00%ad%x00%B%x00"
_REMEMBERED = 2000  # commits
_NOTHING = ("000000", "160000")  # the modes of no file and of another repository's commit


class Recent:
    """The newest commits of this process, as git would tell them: to compare large folders anew takes git longer than
    all else that follows a commit."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Commit] = OrderedDict()

    def landed(self, commits: Iterable[Commit]) -> None:
        for commit in commits:
            self._known[commit.id] = commit
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)

    def between(self, since: str, until: str) -> list[Commit] | None:
        """Those from one commit to the other; None where not all of them are known."""
        found: list[Commit] = []
        while until != since:
            commit = self._known.get(until)
            if commit is None or len(commit.parents) != 1:
                return None
            found.append(commit)
            (until,) = commit.parents
        return found[::-1]


def log(git: Git, until: str, since: str | None = None, paths: Sequence[str] = ()) -> Iterator[Commit]:
    """Commits with their changes, parents first; of a merge what differs from all its parents."""
    args = [
        "log", "--topo-order", "--reverse", "--full-history", "-c", "--raw", "--no-renames", "-z", "--no-abbrev",
        "--no-color", "-O/dev/null", "--no-ext-diff", "--no-notes", "--no-mailmap", "--no-show-signature",
        "--no-decorate", "--ignore-submodules=none", "--encoding=UTF-8", "--date=raw", _FORMAT,
        "--end-of-options", until, *([f"^{since}"] if since else []), "--", *paths,
    ]  # fmt: skip
    with git.start(*args) as process:
        assert process.stdout and process.stderr
        try:
            yield from _commits(_tokens(process))
        except GeneratorExit:
            process.kill()
            raise
        said = process.stderr.read()
    if process.returncode:
        raise failed("log", said.decode("utf-8", "replace"))


def _tokens(process: "subprocess.Popen[bytes]") -> Iterator[str]:
    assert process.stdout
    rest = b""
    while chunk := process.stdout.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        for token in whole:
            yield text_of(token)


def _commits(tokens: Iterator[str]) -> Iterator[Commit]:
    """Each commit is six fields; then come pairs of a description and a path, until a field opens the next commit."""
    token = next(tokens, None)
    while token is not None:
        oid = token[1:]
        parents, name, email, written, message = (next(tokens) for _ in range(5))
        changes = []
        while (token := next(tokens, None)) is not None and not token.startswith("\x01"):
            if token:
                changes.append(_change(token, next(tokens)))
        seconds, _, zone = written.partition(" ")
        yield Commit(
            oid,
            tuple(parents.split()),
            name,
            email,
            moment(seconds, zone),
            message,
            trailers(message),
            tuple(each for each in changes if each.old != each.new),
        )


def _change(described: str, path: str) -> FileChange:
    """`:mode mode id id status`; for a merge as many colons, modes and ids before the new ones as it has parents."""
    parts = described.lstrip("\n")
    sides = len(parts) - len(parts.lstrip(":"))
    fields = parts[sides:].split(" ")
    old, new = fields[sides + 1], fields[2 * sides + 1]
    return FileChange(path, None if fields[0] in _NOTHING else old, None if fields[sides] in _NOTHING else new)
