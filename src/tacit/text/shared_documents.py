"""Documents that threads are about: finding the section meant, and the links that lead from it to the record.

A record's `document` reads `protocols/auth.md#§3.2`: a file of the repository and, behind the `#`, a heading of it: the
whole heading, its first words, or the anchor that web pages make of it.
"""

import posixpath
import re
from dataclasses import dataclass

from tacit.text.sections import find_headings

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_ANCHOR = re.compile(r"[^\w\- ]+")
_VERSION = re.compile(
    r"^(?P<key>[ \t]*(?:[-*][ \t]+)?(?:\*\*)?version(?:\*\*)?[ \t]*:(?:\*\*)?[ \t]*[\"']?v?(?:\d+\.)*)(?P<last>\d+)"
    r"(?=[\"']?[ \t]*(?:#.*|\|.*)?\r?$)",
    re.IGNORECASE | re.MULTILINE,
)
_LINKS = re.compile(
    r"\s{0,4}^(?:> 📌 See \[[^\]\n]*\]\([^)\n]*\)(?:\r?\n> for the decision trail on [^\r\n]*)?"
    r"|<!-- Resolution documented in [^>\n]* -->)[ \t]*(?=\r?$)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A section of a document: its heading begins at `start`, its text at `body`, both end at `end`."""

    heading: str
    line: int
    start: int
    body: int
    end: int


def split_reference(written: str) -> tuple[str, str]:
    """`protocols/auth.md#§3.2` → the file, and the section or nothing."""
    path, _, section = written.partition("#")
    return posixpath.normpath(path.strip()) if path.strip() else "", section.strip()


def find_passage(text: str, section: str) -> Passage | None:
    """The section meant; the whole text below its front matter where none is named. None where it is not there."""
    front = _FRONT.match(text)
    start = front.end() if front else 0
    if not section:
        return Passage("", text.count("\n", 0, start) + 1, start, start, len(text))
    headings = find_headings(text, start)
    for meets in (_is, _begins_with, _has_anchor):
        for position, found in enumerate(headings):
            if meets(found.text, section):
                later = (other.start for other in headings[position + 1 :] if other.level <= found.level)
                line = text.count("\n", 0, found.start) + 1
                return Passage(found.text, line, found.start, found.body, next(later, len(text)))
    return None


def _is(title: str, section: str) -> bool:
    return title.casefold() == section.casefold()


def _begins_with(title: str, section: str) -> bool:
    """§3.2 is the beginning of "§3.2 Auth Token Format", and not of "§3.21 Other"."""
    rest = title.casefold().removeprefix(section.casefold())
    return len(rest) < len(title) and not rest[:1].isalnum() and not re.match(r"\.\d", rest)


def _has_anchor(title: str, section: str) -> bool:
    return anchor(title) == anchor(section)


def anchor(title: str) -> str:
    """What web pages of git hosts make of a heading."""
    return _ANCHOR.sub("", title.casefold()).strip().replace(" ", "-")


def backlink(record: str, folder: str, where: str, document: str, topic: str) -> str:
    """The line in the section: `record` lies at `where` now, and is called by its place in `folder` for ever."""
    target = posixpath.relpath(where, posixpath.dirname(document) or ".")
    what = " ".join(topic.split()).rstrip(".?!")
    return f"> 📌 See [{folder}/{record}.md]({target})\n> for the decision trail on {what}."


def forward_comment(record: str, folder: str) -> str:
    return f"<!-- Resolution documented in {folder}/{record}.md (closed) -->"


def has_links(text: str, record: str) -> tuple[bool, bool]:
    """Whether the backlink and the forward comment of this record stand in the document."""
    name = re.escape(f"{record}.md")
    back = re.search(rf"^>[^\n]*📌[^\n]*{name}", text, re.MULTILINE)
    return back is not None, re.search(rf"<!--[^>]*Resolution documented in[^>]*{name}", text) is not None


def without_links(text: str) -> str:
    """A text as its people wrote it: what points back to records is nobody's words."""
    return _LINKS.sub("", text).rstrip() if "📌" in text or "Resolution documented in" in text else text


def link_resolution(text: str, section: str, record: str, back: str, forward: str) -> str:
    """The document with both links at the end of the section; those that stand there already stay as they are."""
    passage = find_passage(text, section)
    has_back, has_forward = has_links(text, record)
    wanted = [line for line, there in ((back, has_back), (forward, has_forward)) if not there]
    if passage is None or not wanted:
        return text
    newline = "\r\n" if "\r\n" in text[:4096] else "\n"
    content = text[passage.start : passage.end].rstrip()
    at = passage.start + len(content)
    more = (newline * 2).join(line.replace("\n", newline) for line in wanted)
    rest = text[at:]
    tail = rest if rest.strip(" \t") else newline
    if passage.end < len(text) and not re.match(r"[ \t]*\r?\n[ \t]*\r?\n", rest):
        tail = newline + rest
    above = newline * 2 if content or text[at - 1 : at] not in ("", "\n") else ""
    return text[:at] + above + more + tail


def bump_version(text: str) -> str:
    """The document's version, where it has one, goes up by one in its last number."""
    front = _FRONT.match(text)
    found = _VERSION.search(text, 0, front.end()) if front else None
    if found is None:
        head = front.end() if front else 0
        first = next((found.start for found in find_headings(text, head) if found.level > 1), len(text))
        found = _VERSION.search(text, head, first)
    if found is None:
        return text
    return f"{text[: found.start('last')]}{int(found['last']) + 1}{text[found.end('last') :]}"


def add_checkpoint(text: str | None, line: str) -> str | None:
    """`session_state.md` with one more line at its end; None where the workspace has no such file."""
    if text is None:
        return None
    newline = "\r\n" if "\r\n" in text[:4096] else "\n"
    if line in text:
        return text
    gap = "" if not text or text.endswith("\n") else newline
    listed = text.rstrip().rpartition("\n")[2].startswith("- ")
    return f"{text}{gap}{'' if listed or not text.strip() else newline}{line}{newline}"
