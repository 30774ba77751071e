"""Links between files: where a Markdown text points to, and the same text pointing elsewhere."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tacit.text.raw import text_of

_HIDDEN = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*\r?$|\Z)"
    r"|(?P<tick>`+)(?!`).*?(?<!`)(?P=tick)(?!`)"
    r"|<!--.*?(?:-->|\Z)",
    re.MULTILINE | re.DOTALL,
)
_LINK = re.compile(
    r"(?<!\\)\]\([ \t]*(?:<(?P<angled>[^<>\n]*)>|(?P<plain>[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*))"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*\)"
    r"|^ {0,3}\[[^\]\n]+\]:[ \t]*<?(?P<defined>[^\s<>]+)>?",
    re.MULTILINE,
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ODD = re.compile(r"[\s()<>%]")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a file: its path as meant (escapes read), what stands behind its `#`, the line, where it stands."""

    path: str
    fragment: str
    line: int
    start: int
    end: int


def links(text: str, start: int = 0) -> tuple[Link, ...]:
    """The links to files in text[start:]. Addresses of the web and places in the same file are none."""
    if "](" not in text and "]:" not in text:
        return ()
    hidden = [found.span() for found in _HIDDEN.finditer(text, start)]
    found: list[Link] = []
    line, at = 1, 0
    for mark in _LINK.finditer(text, start):
        while hidden and hidden[0][1] <= mark.start():
            hidden.pop(0)
        if hidden and hidden[0][0] <= mark.start():
            continue
        group = next(name for name in ("angled", "plain", "defined") if mark[name] is not None)
        path, _, fragment = mark[group].partition("#")
        path = unescape(path.partition("?")[0])
        if not path or _SCHEME.match(path):
            continue
        line += text.count("\n", at, mark.start(group))
        at = mark.start(group)
        found.append(Link(path, unescape(fragment), line, *mark.span(group)))
    return tuple(found)


def unescape(written: str) -> str:
    """What a link means by `%20`."""
    if "%" not in written:
        return written
    return _ESCAPED.sub(lambda run: text_of(bytes.fromhex(run[0].replace("%", ""))), written)


def escape(path: str) -> str:
    """A path as a link may hold it."""
    return _ODD.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), path)


def target(path: str, folder: str) -> str | None:
    """The file that a link in this folder points to; `/` begins at the root. None where it leads out of there."""
    parts = [] if path.startswith("/") else [part for part in folder.split("/") if part]
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def relative(path: str, folder: str) -> str:
    """The link from a folder to a file: `../archive/threads/x.md`."""
    here, there = [part for part in folder.split("/") if part], path.split("/")
    same = 0
    while same < min(len(here), len(there) - 1) and here[same] == there[same]:
        same += 1
    return "/".join([".."] * (len(here) - same) + there[same:])


def relink(text: str, new: Callable[[Link], str | None]) -> str:
    """The text with other targets in those links for which `new` has one; what stands behind `#` stays."""
    for link in reversed(links(text)):
        path = new(link)
        if path is not None:
            written = text[link.start : link.end]
            kept = re.search(r"[?#].*", written)
            text = text[: link.start] + escape(path) + (kept[0] if kept else "") + text[link.end :]
    return text
