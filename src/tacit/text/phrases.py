"""Pieces of sentences that are the same wherever they are said: so many of something, one thing after the other, a name
as words, what somebody may have meant."""

from collections.abc import Iterable, Sequence


def several(number: int, what: str) -> str:
    """`1 record`, `3 records`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def hours(minutes: int) -> str:
    """`45 min`, `2 h`, `2 h 45 min`."""
    whole, rest = divmod(minutes, 60)
    said = [f"{whole} h"] if whole else []
    return " ".join([*said, f"{rest} min"] if rest or not whole else said)


def spoken(name: str) -> str:
    """A name of a protocol as words: `decision-request`, `feedback_by`."""
    return name.replace("_", " ").replace("-", " ")


def city(zone: str) -> str:
    """The place that a time zone is called after."""
    return zone.rpartition("/")[2].replace("_", " ")


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """What helps somebody who wrote a word that nobody knows: those that are like it, or else what is said instead."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), 3)
    return f"Did you mean {' or '.join(near)}?" if near else otherwise
