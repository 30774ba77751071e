"""Headings as people write them and as protocols name them: `Backend Team’s reply` is `{to}'s Reply`."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from tacit.model.protocol import Protocol

Names = Mapping[str, Sequence[str]]  # field → accepted spellings of the party in it; the first one is written
Spelled = tuple[tuple[str, tuple[str, ...]], ...]  # the same, to remember answers by

_OWNERS = re.compile(r"['’](?:s\b)?(?=\s|$)")
_NEEDED = re.compile(r"\s*\(if needed\)$")
_ASIDE = re.compile(r"\s*\([^()]*\)$")  # what a template adds to a heading for whoever fills it in
_SPACES = re.compile(r"\s+")
_FIELD = re.compile(r"\{(\w+)\}")
_NEVER_NAMES = ("texts", "records", "rows", "answers")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")


def braced_fields(protocol: Protocol) -> tuple[str, ...]:
    """The fields whose value stands in headings, or in what there is to tick."""
    ticks = (tick for section in protocol.sections.values() for tick in section.ticks)
    named = {name for text in (*protocol.sections, *ticks) for name in _FIELD.findall(text)}
    return tuple(name for name, field in protocol.fields.items() if name in named and field.type not in _NEVER_NAMES)


@lru_cache(maxsize=4096)
def normal(written: str) -> str:
    """A heading without what does not tell headings apart: case, spaces, the form of the apostrophe, "(if needed)"."""
    return _OWNERS.sub("'", _NEEDED.sub("", _folded(written)))


def _folded(written: str) -> str:
    return _SPACES.sub(" ", written.strip().casefold().replace("’", "'"))


def spelled(names: Names) -> Spelled:
    return tuple((field, tuple(spellings)) for field, spellings in names.items())


@lru_cache(maxsize=4096)
def keys_by_heading(keys: tuple[str, ...], names: Spelled) -> Mapping[str, str]:
    """Every normal spelling of the protocol's headings → its key. The template's own "[Opener Team]'s" is one."""
    found: dict[str, str] = {}
    for key in keys:
        for spelling in _spellings(key, dict(names)):
            found.setdefault(spelling, key)
    return MappingProxyType(found)


def _spellings(key: str, names: Names) -> list[str]:
    fields = _FIELD.findall(key)
    if not fields:
        return [normal(key)]
    between = iter(_FIELD.sub("\0", key).split("\0"))
    found = [next(between)]
    for field, text in zip(fields, between, strict=True):
        found = [f"{before}{name}{text}" for before in found for name in _names(names.get(field, ()))]
    return [normal(heading) for heading in found]


def _names(spellings: Sequence[str]) -> list[str]:
    found = ["[]"]
    for name in spellings:
        bare = _folded(name).removeprefix("@")
        short = bare.removesuffix(" team")
        found += (bare, short, f"{short} team")
    return list(dict.fromkeys(found))


def key_of(written: str, keys: tuple[str, ...], names: Spelled) -> str | None:
    """Which of the protocol's headings somebody wrote; None where it has no such heading."""
    return find_key(written, keys_by_heading(keys, names))


def find_key(written: str, known: Mapping[str, str]) -> str | None:
    """The same, of `keys_by_heading`: for who asks more than once."""
    heading = normal(written)
    found = known.get(heading)
    if found is None and "[" in heading:
        found = known.get(_BRACKETED.sub("[]", heading))
    if found is None and heading.endswith(")"):
        found = known.get(_ASIDE.sub("", heading))
    return found


def write_heading(key: str, names: Names) -> str:
    """The heading for a new section: the party's first spelling, first letter upper case; else its field in braces."""

    def name(field: re.Match[str]) -> str:
        spellings = names.get(field[1], ())
        return spellings[0].removeprefix("@") if spellings and spellings[0] else field[0]

    text = _FIELD.sub(name, key)
    return text if text == key else text[:1].upper() + text[1:]
