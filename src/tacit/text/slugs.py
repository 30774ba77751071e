"""File names from topics: nobody else's text ever becomes a path."""

import re
from unicodedata import combining, normalize

_LONGEST = 60
_BETWEEN = re.compile(r"[\W_]+")
_RESERVED = frozenset({"con", "prn", "aux", "nul"})  # names that Windows keeps for itself


def slug(topic: str) -> str:
    """`Auth token: expiry?` → `auth-token-expiry`. Letters of every script stay; accents of Latin letters go."""
    plain = "".join(letter for letter in normalize("NFKD", topic) if not combining(letter))
    words = _BETWEEN.sub("-", normalize("NFC", plain).casefold()).strip("-")
    if len(words) > _LONGEST:
        words = words[:_LONGEST].rpartition("-")[0] or words[:_LONGEST]
    return "x-" + words if words in _RESERVED else words or "untitled"
