"""What stands in a section: whether it is filled, its stamp, its mark, its checklist."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from tacit.model.protocol import Section

STATUS_LINE = re.compile(
    r"^([ \t]*>[ \t]*Status[ \t]*:)([ \t]*)([^\r\n]*?)[ \t]*(?=\r?$)", re.IGNORECASE | re.MULTILINE
)
UPDATED_LINE = re.compile(
    r"^([ \t]*>[ \t]*Updated[ \t]*:)([ \t]*)([^\r\n]*?)[ \t]*(?=\r?$)", re.IGNORECASE | re.MULTILINE
)
TICK_ITEM = re.compile(r"^([ \t]*[-*+][ \t]+\[)([ \txX])(\][ \t]+)([^\r\n]*?)[ \t]*(?=\r?$)", re.MULTILINE)

_OWN_LINES = re.compile(r"(?:>[ \t]*(?:Updated|Status)[ \t]*:[^\n]*\s*)+", re.IGNORECASE)
_OWN_LINE = re.compile(r"[ \t]*>[ \t]*(?:Updated|Status)[ \t]*:", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_UNTICKED = re.compile(r"^[ \t]*[-*+][ \t]+\[[ \t]\](?:[ \t][^\n]*)?$", re.MULTILINE)
_SPACE = re.compile(r"\s*")
_BRACKET = re.compile(r"[\[\]]")
_BULLET = re.compile(r"[-*+][ \t]+(?=\[)")


def is_filled(body: str, section: Section | None = None) -> bool:
    """Whether something stands here besides the template's own."""
    text = body.strip()
    if text.startswith(">"):
        own = _OWN_LINES.match(text)
        text = text[own.end() :] if own else text
    if not text or (section is not None and text in (section.starts, section.hint)):
        return False
    if text[0] not in "[<-*+nN":  # nothing of the template's begins so
        return True
    if "<!--" in text:
        text = _COMMENT.sub("", text).strip()
    if section is not None and section.ticks:
        text = _UNTICKED.sub("", text).strip()
    if section is not None and text in (section.starts, section.hint):
        return False
    return _without_hints(text).strip().rstrip(".").casefold() not in ("", "none")


def _without_hints(text: str) -> str:
    """The text behind leading bracketed hints: `[State the question …]`, also over several lines or in a list."""
    at = 0
    while True:
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing too
        bullet = _BULLET.match(text, at)
        begins = bullet.end() if bullet else at
        if not text.startswith("[", begins) or text.startswith(("[ ]", "[x]", "[X]"), begins):
            return text[at:]
        end = _closing_bracket(text, begins)
        if end < 0 or text[end : end + 1] in ("(", "[", ":"):  # a link, or somebody's own bracket
            return text[at:]
        at = end


def _closing_bracket(text: str, at: int) -> int:
    depth = 0
    for bracket in _BRACKET.finditer(text, at):
        depth += 1 if bracket[0] == "[" else -1
        if depth == 0:
            return bracket.end()
    return -1


def own_text(body: str) -> str:
    """A section's text without the lines that Tacit keeps at its head."""
    lines = body.split("\n")
    while lines and (not lines[0].strip() or _OWN_LINE.match(lines[0])):
        lines.pop(0)
    return "\n".join(lines)


def read_mark(body: str, marks: Sequence[str]) -> str:
    """The mark of a `> Status:` line. The template's line lists them all, which is none of them: ""."""
    line = STATUS_LINE.search(body) if ">" in body else None
    return "" if line is None else _mark(line[3], tuple(marks))


@lru_cache(maxsize=256)
def _mark(written: str, marks: tuple[str, ...]) -> str:
    words = _words(written)
    return next((mark for mark in marks if _words(mark) == words), "")


def read_stamp(body: str) -> date | None:
    """The day of an `> Updated:` line; None where the template's YYYY-MM-DD still stands."""
    line = UPDATED_LINE.search(body)
    try:
        return date.fromisoformat(line[3]) if line else None
    except ValueError:
        return None


def ticked(body: str) -> tuple[str, ...]:
    """The items of a checklist that are ticked."""
    return tuple(item[4] for item in TICK_ITEM.finditer(body) if item[2] in "xX")


def unticked(body: str) -> tuple[str, ...]:
    return tuple(item[4] for item in TICK_ITEM.finditer(body) if item[2] not in "xX")


def _words(mark: str) -> str:
    """`❌ Rejected`, `❌Rejected` and `rejected` are one mark."""
    words = "".join(sign for sign in mark.casefold() if sign.isalnum())
    return words or mark.strip()
