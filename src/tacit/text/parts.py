"""What stands in a section: whether it is filled, its stamp, its mark, its checklist."""

import re

from tacit.model.protocol import Section

_OWN_LINE = re.compile(r"^[ \t]*>[ \t]*(?:Updated|Status)[ \t]*:[^\n]*$", re.IGNORECASE | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_UNTICKED = re.compile(r"^[ \t]*[-*+][ \t]+\[[ \t]\](?:[ \t][^\n]*)?$", re.MULTILINE)
_SPACE = re.compile(r"\s*")
_BRACKET = re.compile(r"[\[\]]")
_BULLET = re.compile(r"[-*+][ \t]+(?=\[)")


def is_filled(body: str, section: Section | None = None) -> bool:
    """Whether something stands here besides the template's own."""
    text = body.strip()
    if not text:
        return False
    if section is not None and text in (section.starts, section.hint):
        return False
    if text[0] not in "[><-*+nN":  # nothing of the template's begins so
        return True
    text = _OWN_LINE.sub("", text)
    if "<!--" in text:
        text = _COMMENT.sub("", text)
    if section is not None and section.ticks:
        text = _UNTICKED.sub("", text)
    text = text.strip()
    if section is not None and text and text in (section.starts, section.hint.strip()):
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
