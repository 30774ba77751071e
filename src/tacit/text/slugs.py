"""File names from topics: nobody else's text ever becomes a path."""

import re
from unicodedata import category, normalize

_LONGEST = 60  # letters
_LARGEST = 180  # bytes: file systems take 255, and date, number and ending stand beside it
_BETWEEN = re.compile(r"-+")
_RESERVED = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")  # names that Windows keeps for itself


def slug(topic: str) -> str:
    """`Auth token: expiry?` → `auth-token-expiry`. Letters of every script stay; accents of Latin letters go."""
    words = _BETWEEN.sub("-", "".join(_plain(topic))).strip("-")
    words = normalize("NFC", words)
    if len(words) > _LONGEST:
        words = words[:_LONGEST].rpartition("-")[0] or words[:_LONGEST]
    words = words.encode()[:_LARGEST].decode(errors="ignore").strip("-")
    return "x-" + words if _RESERVED.fullmatch(words) else words or "untitled"


def _plain(topic: str) -> list[str]:
    """Letters, digits and the marks that belong to them; all else is a gap."""
    found = ["-"]
    for letter in normalize("NFKD", normalize("NFKD", topic).casefold()):
        if letter.isalnum():
            found.append(letter)
        elif category(letter)[0] != "M":
            found.append("-")
        elif not found[-1].isascii():  # a vowel sign or a sound mark, without which it is another word
            found.append(letter)
    return found
