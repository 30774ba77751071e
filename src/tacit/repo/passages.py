"""Which commits touched a passage of a file, as git follows its lines back through history."""

from collections.abc import Iterator

from tacit.model.history import Commit
from tacit.repo.command import Git
from tacit.repo.commits import moment, trailers

_FORMAT = "--format=%H%x00%an%x00%ae%x00%ad%x00%B%x01"
_FIELDS = 5


def touching(git: Git, at: str, path: str, lines: tuple[int, int] | None, limit: int) -> Iterator[Commit]:
    """Newest first, without their changes; of the whole file, under the names that it had before, where no lines are
    asked for."""
    where = [f"-L{lines[0]},{lines[1]}:{path}", at] if lines else ["--follow", at, "--", path]
    said = git.run(
        "log", "--no-patch", f"--max-count={limit}", "--no-color", "--no-notes", "--no-mailmap", "--no-show-signature",
        "--no-decorate", "--no-ext-diff", "--encoding=UTF-8", "--date=raw", _FORMAT, *where,
    )  # fmt: skip
    for each in said.decode("utf-8", "surrogateescape").split("\x01"):
        fields = each.lstrip("\n").split("\0")
        if len(fields) == _FIELDS:
            oid, name, email, written, message = fields
            seconds, _, zone = written.partition(" ")
            yield Commit(oid, (), name, email, moment(seconds, zone), message, trailers(message))
