"""What changed between two versions of a record, as one would tell it: fields, then the sections with their words.

A line of prose is a paragraph: where most of its words stay it is shown once, with those that went and those that came.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from tacit.errors import Malformed
from tacit.model.protocol import Protocol
from tacit.text.document import Document
from tacit.text.parts import UPDATED_LINE, is_filled
from tacit.text.yaml_tree import Plain, plain

Side = Literal["same", "out", "in"]

_CONTEXT = 2  # lines around what changed
_LONGEST = 4000  # words of a paragraph that are compared one by one
_MOST_PAIRS = 2500  # lines that are compared with each other, to find the one that became the other
_ALIKE = 0.5
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"\s*(?:\w+(?:-\w+)*|[^\w\s])|\s+")  # with the blank before, else blanks would match everywhere
_KEPT_BY_TACIT = ("updated",)  # every act sets it: that it did tells nobody anything


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that stayed, went or came."""

    side: Side
    text: str


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that changed and those around them, from the line `at` of the old text (counted from 0)."""

    at: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class SectionChange:
    """`was`: its heading before, if it had another. A section of one version only has nothing in the other."""

    heading: str
    was: str
    side: Side
    hunks: tuple[Hunk, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    fields: tuple[FieldChange, ...]
    sections: tuple[SectionChange, ...]

    def __bool__(self) -> bool:
        return bool(self.fields or self.sections)


# -- lines and words


def compare_texts(old: str, new: str, context: int = _CONTEXT) -> tuple[Hunk, ...]:
    """The places in which two texts differ."""
    before, after = _LINES.findall(old), _LINES.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) > 1000)
    return tuple(
        Hunk(group[0][1], tuple(line for code in group for line in _lines(code, before, after)))
        for group in matcher.get_grouped_opcodes(context)
    )


def _lines(code: tuple[str, int, int, int, int], before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    tag, old, old_end, new, new_end = code
    if tag == "equal":
        yield from ((Run("same", line),) for line in before[old:old_end])
    else:
        yield from _replaced(before[old:old_end], after[new:new_end])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Lines that became others: each stands beside the one that it became, where there is such a one."""
    at = 0
    for line in old:
        found = None
        if len(old) * len(new) <= _MOST_PAIRS:
            found = next((number for number in range(at, len(new)) if _alike(line, new[number])), None)
        if found is None:
            yield (Run("out", line),)
            continue
        yield from ((Run("in", each),) for each in new[at:found])
        yield _words(line, new[found])
        at = found + 1
    yield from ((Run("in", each),) for each in new[at:])


def _alike(old: str, new: str) -> bool:
    mine, other = _WORDS.findall(old), _WORDS.findall(new)
    if not old.strip() or not new.strip() or len(mine) + len(other) > _LONGEST:
        return False
    matcher = SequenceMatcher(None, mine, other, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _words(old: str, new: str) -> Line:
    """One line as it became another."""
    mine, other = _WORDS.findall(old), _WORDS.findall(new)
    runs: list[Run] = []
    for tag, a, b, c, d in SequenceMatcher(None, mine, other, autojunk=False).get_opcodes():
        went, came = "".join(mine[a:b]), "".join(other[c:d])
        runs += (Run("same", went),) if tag == "equal" else _changed(went, came)
    return tuple(runs)


def _changed(went: str, came: str) -> Iterator[Run]:
    """The blank before the words has stayed, if both begin with one."""
    blank = " " if went[:1] == came[:1] == " " else ""
    sides: tuple[tuple[Side, str], ...] = (
        ("same", blank),
        ("out", went.removeprefix(blank)),
        ("in", came.removeprefix(blank)),
    )
    yield from (Run(side, text) for side, text in sides if text)


# -- records


def compare(
    old: str | None, new: str | None, protocol: Protocol | None = None, quiet: Collection[str] = _KEPT_BY_TACIT
) -> Difference:
    """What changed in a record; None is a version in which there was none. `quiet` fields are passed over."""
    fields, texts = zip(*(_parts(text, protocol) for text in (old, new)), strict=True)
    names = dict.fromkeys((*fields[0], *fields[1]))
    changed = tuple(
        FieldChange(name, fields[0].get(name, ""), fields[1].get(name, ""))
        for name in names
        if fields[0].get(name, "") != fields[1].get(name, "") and name not in quiet
    )
    return Difference(changed, tuple(_sections(texts[0], texts[1])))


Parts = Mapping[tuple[str, int], str]  # heading, and how many of that name stand before → text


def _parts(text: str | None, protocol: Protocol | None) -> tuple[Mapping[str, str], Parts]:
    if text is None:
        return {}, {}
    try:
        document = Document.of(text, "", bare=True)
    except Malformed:  # a version that nobody could read as a record is still a text
        return {}, {("", 0): text}
    return dict(_leaves("", plain(document.front.top))), _texts(document, protocol)


def _leaves(name: str, value: Plain) -> Iterator[tuple[str, str]]:
    """Each single value, by where it stands: `milestones › M1 Server › status`. Short lists are one value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{name} › {key}" if name else key, inner)
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        for number, each in enumerate(value):
            first = next(iter(each.values()), "") if isinstance(each, dict) else ""
            yield from _leaves(f"{name} › {first if isinstance(first, str) and first else number + 1}", each)
    elif isinstance(value, list):
        yield name, ", ".join(str(each) for each in value)
    else:
        yield name, value or ""


def _texts(document: Document, protocol: Protocol | None) -> Parts:
    """The body in sections; what stands outside of them has no heading. Left out is what nobody wrote: the hints of a
    template where nothing is filled in yet, and the days that acts stamp."""
    if protocol is None:
        headings = document.sections()
    else:
        headings = document.sections(protocol.layout, protocol.level, tuple(protocol.sections))
    found: dict[tuple[str, int], str] = {}
    at = document.front.body
    for heading in headings:
        _add(found, "", document.text[at : heading.start])
        _add(found, heading.text, document.text[heading.body : heading.end])
        at = heading.end
    _add(found, "", document.text[at:])
    return found


def _add(found: dict[tuple[str, int], str], heading: str, text: str) -> None:
    body = UPDATED_LINE.sub("", text.replace("\r\n", "\n")).strip()
    if heading and not is_filled(body):
        body = ""
    if heading or body:
        number = sum(1 for name, _ in found if name == heading)
        found[heading, number] = f"{body}\n" if body else ""


def _sections(old: Parts, new: Parts) -> Iterator[SectionChange]:
    """In the order of the new text; what it has no more comes last."""
    left = {key: text for key, text in old.items() if key not in new}
    for key, text in new.items():
        before: tuple[str, int] | None = key if key in old else None
        if before is None:  # under another name, with the same text
            before = next((other for other, was in left.items() if was == text and was), None)
            left.pop(before or ("", 0), None)
        was = key[0] if before is None else before[0]
        hunks = compare_texts(old[before] if before else "", text)
        if hunks or was != key[0] or before is None:
            yield SectionChange(key[0], was, "in" if before is None else "same", hunks)
    yield from (SectionChange(key[0], key[0], "out", compare_texts(text, "")) for key, text in left.items())
