"""Headings as people write them and as protocols name them: `Backend Team’s reply` is `{to}'s Reply`."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

Names = Mapping[str, Sequence[str]]  # field → accepted spellings of the party in it; the first one is written
Spelled = tuple[tuple[str, tuple[str, ...]], ...]  # the same, to remember answers by

_OWNERS = re.compile(r"['’](?:s\b)?(?=\s|$)")
_NEEDED = re.compile(r"\s*\(if needed\)$")
_SPACES = re.compile(r"\s+")
_FIELD = re.compile(r"\{(\w+)\}")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")


@lru_cache(maxsize=4096)
def normal(written: str) -> str:
    """A heading without what does not tell headings apart: case, spaces, the form of the apostrophe, "(if needed)"."""
    text = _SPACES.sub(" ", written.strip().casefold().replace("’", "'"))
    return _OWNERS.sub("'", _NEEDED.sub("", text))


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
    field = _FIELD.search(key)
    if field is None:
        return [normal(key)]
    found = []
    for name in names.get(field[1], ()):
        bare = normal(name).removeprefix("@")
        short = bare.removesuffix(" team")
        for spelling in dict.fromkeys((bare, short, short + " team")):
            found += _spellings(key.replace(field[0], spelling), names)
    return [*found, *_spellings(key.replace(field[0], "[]"), names)]


def key_of(written: str, keys: tuple[str, ...], names: Spelled) -> str | None:
    """Which of the protocol's headings somebody wrote; None where it has no such heading."""
    return find_key(written, keys_by_heading(keys, names))


def find_key(written: str, known: Mapping[str, str]) -> str | None:
    """The same, of `keys_by_heading`: for who asks more than once."""
    heading = normal(written)
    found = known.get(heading)
    if found is None and "[" in heading:
        found = known.get(_BRACKETED.sub("[]", heading))
    return found


def match_heading(written: str, key: str, names: Names) -> bool:
    """Whether a written heading is the one that the protocol calls `key`."""
    return key_of(written, (key,), spelled(names)) is not None


def write_heading(key: str, names: Names) -> str:
    """The heading for a new section: the party's first spelling, first letter upper case; else its field in braces."""

    def name(field: re.Match[str]) -> str:
        spellings = names.get(field[1], ())
        return spellings[0].removeprefix("@") if spellings and spellings[0] else field[0]

    text = _FIELD.sub(name, key)
    return text if text == key else text[:1].upper() + text[1:]
