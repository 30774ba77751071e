"""One's own settings: hours, absences, deputy and attention, which stand in one's record; and how pages look here."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from tacit.errors import Malformed, TacitError
from tacit.model.account import Need
from tacit.rules.access import may
from tacit.text.spans import read_days, write_days, zone_names
from tacit.web.answers import Answer, page, redirect, status_of
from tacit.web.signing import put
from tacit.web.visit import Visit
from tacit.work import personal

Json = dict[str, Any]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
THEMES = ("", "light", "dark")
_SPARE = 2  # empty rows for more of them
_A_YEAR = 365 * 24 * 3600


def settings(visit: Visit) -> Answer:
    return _settings(visit)


def save(visit: Visit) -> Answer:
    """The act `edit` on one's own record."""
    if visit.person is None:
        return redirect("/settings")
    try:
        done = personal.change(visit.ws, visit.person, _wanted(visit), visit.form.get("version") or None)
    except TacitError as wrong:
        return _settings(visit, wrong)
    return redirect("/settings?saved=yes" if done else "/settings?saved=same")


def look(visit: Visit) -> Answer:
    """How pages look and listen in this browser: no matter of the workspace, so it is a cookie."""
    theme = visit.form.get("theme", "")
    chosen = theme if theme in THEMES else ""
    put(visit, "theme", chosen, _A_YEAR if chosen else 0)
    put(visit, "keys", "off", 0 if visit.form.get("keys") else _A_YEAR)
    return redirect("/settings?saved=look#browser")


def _settings(visit: Visit, error: TacitError | None = None) -> Answer:
    found = personal.settings(visit.ws, visit.person) if visit.person else None
    typed = _wanted(visit) if error else {}
    return page(
        visit,
        "settings.html",
        status_of(error) if error else 200,
        error=error,
        saved=visit.query.get("saved"),
        found=found,
        form=_form(found, typed) if found else None,
        version=visit.form.get("version") if error and error.code != "stale" else found and found["version"],
        zones=sorted(zone_names()),
        weekdays=DAYS,
        may_save=may(visit.who, Need.ACT),
    )


# The form, as its rows of inputs spell it


def _form(found: Json, typed: Mapping[str, str]) -> Json:
    says = {name: typed.get(name, text) for name, text in found["says"].items()}
    start, _, end = says.get("hours", "").partition("-")
    return {
        "name": says.get("name", ""),
        "zone": says.get("zone", ""),
        "start": start,
        "end": "00:00" if end == "24:00" else end,
        "days": _days_of(says.get("days") or found["works"]["days"]),
        "holidays": says.get("holidays", ""),
        "away": [*_away(says.get("away", "")), *[("", "")] * _SPARE],
        "cover": says.get("cover", ""),
        "cover_signs": says.get("cover_signs") == "true",
        "digest": [*_parts(says.get("digest", "")), *[""] * _SPARE],
        "focus": [*_focus(says.get("focus", "")), *[("", "", "")] * _SPARE],
    }


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _days_of(text: str) -> frozenset[str]:
    try:
        return frozenset(DAYS[number] for number in read_days(text))
    except Malformed:
        return frozenset()


def _away(text: str) -> Iterator[tuple[str, str]]:
    for part in _parts(text):
        first, _, last = part.partition("..")
        yield first.strip(), last.strip() or first.strip()


def _focus(text: str) -> Iterator[tuple[str, str, str]]:
    for part in _parts(text):
        days, _, hours = part.rpartition(" ")
        start, _, end = hours.partition("-")
        yield days or "Mon-Sun", start, end


def _wanted(visit: Visit) -> Mapping[str, str]:
    """What was filled in, as the command line would spell it."""
    form, days = visit.form, _days_ticked(visit)
    start, end = form.get("start", "").strip(), form.get("end", "").strip()
    hours = f"{start}-{'24:00' if end == '00:00' else end}" if start or end else ""
    away = ("..".join(filter(None, (first, last))) for first, last in _rows(visit, "away-first", "away-last"))
    blocks = _rows(visit, "focus-days", "focus-start", "focus-end")
    focus = (f"{day} {begin}-{finish}".strip() for days, begin, finish in blocks for day in _parts(days) or [""])
    return {
        "name": form.get("name", "").strip(),
        "zone": form.get("zone", "").strip(),
        "hours": hours,
        "days": days,
        "holidays": form.get("holidays", "").strip(),
        "away": ", ".join(away),
        "cover": form.get("cover", "").strip(),
        "cover_signs": "true" if form.get("cover_signs") else "false",
        "digest": ", ".join(sorted(filter(None, _several(visit, "digest")))),
        "focus": ", ".join(focus),
    }


def _days_ticked(visit: Visit) -> str:
    ticked = [day for day in _several(visit, "day") if day in DAYS]
    return write_days(read_days(",".join(ticked))) if ticked else ""


def _several(visit: Visit, name: str) -> list[str]:
    return [value.strip() for each, value in visit.form_pairs if each == name]


def _rows(visit: Visit, *columns: str) -> Iterator[tuple[str, ...]]:
    """Those of several rows of inputs in which something stands."""
    for row in zip_longest(*(_several(visit, column) for column in columns), fillvalue=""):
        if any(row):
            yield row
