"""How sure people say they are, as numbers from 1 to 5: so that weeks can be put side by side.

The words are theirs; a number stands for them only in a picture, beside them. A week is as sure as who is least sure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

MATTERS = ("timeline", "quality", "morale")
_LINE = re.compile(r"^[-*\s]*\**([^:*]{1,40})\**:\**\s*(.+)$")
_PER_CENT = re.compile(r"(\d{1,3})\s*%")
_WEEK = re.compile(r"(\d{4})-W(\d\d)")
# The first of these that the words hold counts, so what takes back comes before what it takes back.
_WORDS: Sequence[tuple[float, tuple[str, ...]]] = (
    (1, ("off track", "not on track", "not good", "missed", "lost", "bad", "burnt", "burned", "critical")),
    (2, ("at risk", "concerned", "worried", "low", "slipping", "behind", "tired", "poor")),
    (3, ("neutral", "mixed", "fair", "ok", "okay", "medium", "so-so")),
    (5, ("on track", "excellent", "great", "very good", "ahead", "done", "complete", "high")),
    (4, ("good", "fine", "confident", "solid", "healthy")),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said of one matter in one week; no value where the words say nothing that is known."""

    week: str
    matter: str
    by: str
    words: str
    value: float | None


def said(week: str, by: str, text: str) -> tuple[Said, ...]:
    """What a text says of each matter: lines such as `- Timeline: On track`."""
    found = []
    for line in text.splitlines():
        match = _LINE.match(line.strip())
        matter = next((name for name in MATTERS if match and name in match[1].casefold()), None)
        if match and matter and not match[2].startswith("["):  # the hint of the template
            words = match[2].strip()
            found.append(Said(week, matter, by, words, value(words)))
    return tuple(found)


def value(words: str) -> float | None:
    plain = words.partition("(")[0].casefold()
    share = _PER_CENT.search(plain)
    if share:
        return round(1 + 4 * min(int(share[1]), 100) / 100, 1)
    return next((number for number, known in _WORDS if _holding(known).search(plain)), None)


@cache
def _holding(words: tuple[str, ...]) -> re.Pattern[str]:
    """One of them, as a word or as words."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


def weeks(found: Iterable[str], longest: int) -> tuple[str, ...]:
    """Every week from the first to the last, those in which nobody said anything as well; the last so many."""
    mondays = sorted({monday for each in found if (monday := _monday(each)) is not None})
    if not mondays:
        return ()
    count = (mondays[-1] - mondays[0]).days // 7 + 1
    first = mondays[-1] - timedelta(weeks=min(count, longest) - 1)
    return tuple(_week_of(first + timedelta(weeks=ahead)) for ahead in range(min(count, longest)))


def by_week(found: Iterable[Said], matter: str, shown: Sequence[str]) -> tuple[float | None, ...]:
    """The value of each week: that of who is least sure."""
    least: Mapping[str, list[float]] = {week: [] for week in shown}
    for each in found:
        if each.matter == matter and each.value is not None and each.week in least:
            least[each.week].append(each.value)
    return tuple(min(least[week], default=None) for week in shown)


def _monday(week: str) -> date | None:
    match = _WEEK.fullmatch(week.upper())
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        return None


def _week_of(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"
