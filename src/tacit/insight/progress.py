"""How a goal came on: when its milestones were complete, where its criteria began, and how far they have come."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

Row = Mapping[str, object]
Version = tuple[date, Sequence[Row]]  # the day, and the rows as they stood from then on

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")


def finished(versions: Sequence[Version], complete: str = "complete") -> dict[str, date]:
    """By the name of each milestone that is complete, the day on which it last became so. Oldest version first."""
    since: dict[str, date] = {}
    for day, rows in versions:
        standing = {str(row.get("name") or "") for row in rows if row.get("status") == complete}
        since = {name: since.get(name, day) for name in standing}
    return since


def beginnings(versions: Sequence[Version]) -> dict[str, str]:
    """By the id of each criterion the first value that was written for it. Oldest version first."""
    found: dict[str, str] = {}
    for _, rows in versions:
        for row in rows:
            current = str(row.get("current") or "")
            if current:
                found.setdefault(str(row.get("id") or ""), current)
    return found


def way(start: str, current: str, target: str) -> float | None:
    """Which part of the way from the start to the target is behind one, from 0 to 1; None where these are no numbers,
    or there is no way to go."""
    began, stands, aim = (_number(each) for each in (start, current, target))
    if began is None or stands is None or aim is None:
        return None
    if _reached(stands, aim, target):
        return 1.0
    if began == aim:
        return None
    return min(max((began - stands) / (began - aim), 0.0), 0.99)  # short of it, however little


def _reached(stands: float, aim: float, target: str) -> bool:
    """`< 2` and `≥ 99 %` say themselves when they are reached; a mere number is where it is met exactly."""
    sign = target.strip()[:2]
    if sign in ("<=", "=<") or sign[:1] == "≤":
        return stands <= aim
    if sign in (">=", "=>") or sign[:1] == "≥":
        return stands >= aim
    if sign[:1] == "<":
        return stands < aim
    if sign[:1] == ">":
        return stands > aim
    return stands == aim


def _number(text: str) -> float | None:
    match = _NUMBER.search(text)
    if match is None:
        return None
    written = match[0]
    grouped = _GROUPED.fullmatch(written.lstrip("+-"))
    try:
        return float(written.replace(",", "") if grouped else written.replace(",", "."))
    except ValueError:
        return None
