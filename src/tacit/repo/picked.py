"""Commits as git picks them out of history: those that touched a passage of a file, those that somebody wrote."""

from collections.abc import Iterator
from datetime import datetime

from tacit.model.history import Commit
from tacit.repo.command import Git
from tacit.repo.commits import moment, trailers
from tacit.text.raw import text_of

_LOG = (
    "log", "--no-patch", "--no-color", "--no-notes", "--no-mailmap", "--no-show-signature", "--no-decorate",
    "--no-ext-diff", "--encoding=UTF-8", "--date=raw", "--format=%H%x00%P%x00%an%x00%ae%x00%ad%x00%B%x01",
)  # fmt: skip
_FIELDS = 6


def touching(git: Git, at: str, path: str, lines: tuple[int, int] | None, limit: int) -> Iterator[Commit]:
    """Newest first, without their changes; of the whole file, under the names that it had before, where no lines are
    asked for."""
    where = [f"-L{lines[0]},{lines[1]}:{path}", at] if lines else ["--follow", at, "--", path]
    yield from _read(git.run(*_LOG, f"--max-count={limit}", *where))


def authored(git: Git, email: str, since: datetime, limit: int) -> list[Commit]:
    """What somebody committed from that time on, on any branch of this clone, oldest first."""
    said = git.run(
        *_LOG, "--branches", f"--max-count={limit}", f"--since={since.isoformat()}", "--topo-order",
        "--fixed-strings", "--regexp-ignore-case", f"--author={email}", "HEAD", "--",
    )  # fmt: skip
    own = [each for each in _read(said) if each.email.casefold() == email.casefold() and each.at >= since]
    return own[::-1]


def _read(said: bytes) -> Iterator[Commit]:
    for each in text_of(said).split("\x01"):
        fields = each.lstrip("\n").split("\0")
        if len(fields) == _FIELDS:
            oid, parents, name, email, written, message = fields
            seconds, _, zone = written.partition(" ")
            at = moment(seconds, zone)
            yield Commit(oid, tuple(parents.split()), name, email, at, message, trailers(message))
