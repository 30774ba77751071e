"""Where the front matter of a file begins and ends, and whether the file is a text at all."""

import re
from dataclasses import dataclass
from typing import NoReturn

from tacit.errors import Malformed
from tacit.text.yaml_nodes import LIMIT, Map, read_map

BOM = "\ufeff"

_OPENING = re.compile(r"---[ \t]*(?:\r?\n|\Z)")
_CONFLICT = re.compile(r"^\ufeff?(?:<{7}|>{7}) ", re.MULTILINE)
_CLOSING = re.compile(r"\n(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)")


@dataclass(slots=True)
class Front:
    """The YAML between the two markers: text[start:end]; the body begins at `body`."""

    top: Map  # its offsets count from `start`
    start: int
    end: int
    body: int
    missing: bool = False  # the file has none


def decode(data: bytes, path: str) -> str:
    """The text of a file, every byte of it; Malformed where it is none."""
    if b"\0" in data:
        _refuse("this is a binary file, not Markdown", "Keep it outside the folders of records.", path, 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _refuse(f"byte {data[error.start]:#04x} is not UTF-8", "Save the file as UTF-8.", path, line)
    if b"<<<<<<< " in data or b">>>>>>> " in data:  # told from the bytes, for most files in no time
        _no_conflict(text, path)
    return text


def _no_conflict(text: str, path: str) -> None:
    marker = _CONFLICT.search(text)
    if marker:
        line = text.count("\n", 0, marker.start()) + 1
        said = "a conflict of a merge is still in the file"
        _refuse(said, "Keep one side and delete the lines <<<<<<<, ======= and >>>>>>>.", path, line)


def read_front(text: str, path: str, bare: bool = False) -> Front:
    """Where it stands. A file may go without one only where it is read `bare`."""
    opening = _OPENING.match(text, 1 if text.startswith(BOM) else 0)
    if opening is None and bare:
        begins = 1 if text.startswith(BOM) else 0
        return Front(Map((), 1, 0, 0, 0), begins, begins, begins, missing=True)
    if opening is None:
        said = "the file is empty" if not text.strip(BOM + " \t\r\n") else "the file does not begin with front matter"
        _refuse(said, "Begin it with a line `---`, the fields, and another line `---`.", path, 1)
    start = opening.end()
    closing = _CLOSING.search(text, start - 1)
    if closing is None:
        _refuse("the front matter has no end", "Put a line `---` below its last field.", path, 1)
    end = max(closing.start() + 1, start)
    top = read_map(text[start:end], path=path, first_line=2, limit=LIMIT)
    return Front(top, start, end, closing.end())


def _refuse(said: str, remedy: str, path: str, line: int) -> NoReturn:
    raise Malformed("parse", said, remedy=remedy, path=path, line=line)
