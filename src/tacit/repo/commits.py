"""Commits as text: written, read, and their trailers."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from tacit.model.history import Commit
from tacit.repo.store import Author

COMMAND = "Tacit-Command"

_TRAILER = re.compile(r"([A-Za-z0-9-]+): (.*)")
_PERSON = re.compile(r"(.*?) ?<([^>]*)> (-?\d+) ([+-]\d{4})")


def with_command(message: str, command: str) -> str:
    """The message with the command's id among its trailers."""
    if command.split() != [command] * bool(command):
        raise ValueError(f"the id of a command is one word, not {command!r}")
    message = message.replace("\0", "").rstrip() + "\n"
    if not command:
        return message
    last = message.rstrip().rpartition("\n\n")[2]
    listed = "\n\n" in message.rstrip() and all(_TRAILER.fullmatch(line) for line in last.split("\n"))
    return f"{message}{'' if listed else chr(10)}{COMMAND}: {command}\n"


def trailers(message: str) -> dict[str, str]:
    """The trailers that Tacit wrote into a message; of a name given twice the last one."""
    if "Tacit-" not in message:
        return {}
    found = (_TRAILER.fullmatch(line) for line in message.rstrip().rpartition("\n\n")[2].split("\n"))
    return {each[1]: each[2] for each in found if each and each[1].startswith("Tacit-")}


def encoded(
    tree: str, parents: tuple[str, ...], author: Author, committer: Author, at: datetime, message: str
) -> bytes:
    """A commit as git keeps it."""
    offset = at.utcoffset()
    if offset is None:
        raise ValueError("the time of a commit needs an offset")
    minutes = int(offset.total_seconds()) // 60
    zone = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
    when = f"{int(at.timestamp())} {zone}"
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    lines += [f"author {_signed(author)} {when}", f"committer {_signed(committer)} {when}", "", message]
    return "\n".join(lines).encode("utf-8", "replace")


def _signed(person: Author) -> str:
    # Git ends a name at the angle bracket and a header at the line's end.
    name, email = (re.sub(r"[<>\n\r\0]", "", part).strip() for part in (person.name, person.email))
    return f"{name or email.partition('@')[0] or 'unknown'} <{email}>"


def parsed(oid: str, raw: bytes) -> Commit:
    """A commit from what git keeps, without its changes."""
    head, _, body = raw.partition(b"\n\n")
    headers = [line.partition(b" ")[::2] for line in head.split(b"\n") if not line.startswith(b" ")]
    first = dict(reversed(headers))
    charset = first.get(b"encoding", b"utf-8").decode("ascii", "replace")
    try:
        message = body.decode(charset, "replace")
    except LookupError:
        message = body.decode("utf-8", "replace")
    person = _PERSON.fullmatch(first.get(b"author", b"").decode("utf-8", "replace"))
    name, email, seconds, zone = person.groups() if person else ("", "", "0", "+0000")
    parents = tuple(value.decode() for key, value in headers if key == b"parent")
    return Commit(oid, parents, name, email, moment(seconds, zone), message, trailers(message))


def tree_of(raw: bytes) -> str:
    """The tree of a commit."""
    return raw[5:45].decode()


def moment(seconds: str, zone: str) -> datetime:
    """A time as git writes it: seconds since 1970, and the offset of whoever wrote it."""
    try:
        return datetime.fromtimestamp(int(seconds), _zone(zone))
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


@lru_cache(maxsize=64)
def _zone(written: str) -> timezone:
    offset = timedelta(hours=int(written[1:3]), minutes=int(written[3:5]))
    return timezone(-offset if written[0] == "-" else offset)
