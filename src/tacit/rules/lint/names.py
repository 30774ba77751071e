"""`name` and `duplicate-id`: file names that say when, which one and what, each of them once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from unicodedata import normalize

from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.model.record import Broken, Record
from tacit.rules.tables import settled_states
from tacit.text.slugs import slug

_PLACE = re.compile(r"\{(\w+)(?::([^}]+))?\}")
_DIRECTIVES = {"%Y": r"\d{4}", "%m": r"\d{2}", "%d": r"\d{2}", "%V": r"\d{2}"}
_WORD = r"(?:[A-Za-z0-9]|[^\x00-\x7f])+"  # of any script, with the marks that belong to its letters
_SLUG = rf"{_WORD}(?:-{_WORD})*"
_LOOSE = re.compile(r"(\d{2,4}-\d{1,2}-\d{1,2})(?:-(\d+))?(?:[-_ ](.+))?$")
_SERIAL = re.compile(r"(\d{4}-\d{2}-\d{2})-(\d{3,})(?=-|$)")


@dataclass(frozen=True, slots=True)
class NameForm:
    """What `files` of a protocol comes to: patterns of the folder and of the name without its ending."""

    folder: re.Pattern[str]
    name: re.Pattern[str]
    places: tuple[tuple[str, str], ...]  # in the name: field, format


@lru_cache(maxsize=64)
def name_form(files: str) -> NameForm:
    folder, _, name = files.removesuffix(".md").rpartition("/")
    return NameForm(re.compile(_pattern(folder, ())), *_named(name))


def _named(name: str) -> tuple[re.Pattern[str], tuple[tuple[str, str], ...]]:
    places = tuple((place[1], place[2] or "") for place in _PLACE.finditer(name))
    return re.compile(_pattern(name, places)), places


def _pattern(template: str, places: tuple[tuple[str, str], ...]) -> str:
    found, at = [], 0
    named: set[str] = set()
    for place in _PLACE.finditer(template):
        found.append(re.escape(template[at : place.start()]))
        inner = _place_pattern(place[1], place[2] or "")
        fresh = places and place[1] not in named
        named.add(place[1])
        found.append(f"(?P<{place[1]}>{inner})" if fresh else f"(?:{inner})")
        at = place.end()
    return "".join((*found, re.escape(template[at:])))


def _place_pattern(name: str, form: str) -> str:
    if name == "n":
        return rf"\d{{{int(form) if form.isdigit() else 3},}}"
    if form:
        return "".join(_DIRECTIVES.get(part, re.escape(part)) for part in re.findall(r"%\w|.", form))
    if name in ("created", "date"):
        return r"\d{4}-\d{2}-\d{2}"
    return _SLUG


def names(record: Record | Broken, protocol: Protocol) -> Iterator[Finding]:
    """What is wrong with where a file lies and what it is called."""
    folder, _, name = record.path.rpartition("/")
    stem = name.removesuffix(".md")
    form = name_form(protocol.files)
    match = form.name.fullmatch(stem)
    said = _wrong_name(stem, match, protocol)
    if said:
        yield Finding(record.path, 1, "name", "error", said, _rename(record, protocol))
    elif match:
        yield from _wrong_folder(record, folder, stem, protocol)
        if isinstance(record, Record):
            yield from _disagrees(record, stem, match, form)
    if isinstance(record, Record):
        yield from _wrong_side(record, protocol)


def _wrong_name(stem: str, match: re.Match[str] | None, protocol: Protocol) -> str:
    form = protocol.files.rpartition("/")[2]
    loose = _LOOSE.match(stem) if _is_dated(protocol) else None
    day = match and next((match[key] for key in ("created", "date") if key in match.groupdict()), None)
    if day or loose:
        written = day or (loose[1] if loose else "")
        try:
            date.fromisoformat(written)
        except ValueError:
            return f"{written} in the file name is no date of the form YYYY-MM-DD"
    if match:
        words = match.groupdict().get("slug") or ""
        return f"{words} in the file name is not lowercase" if words != words.lower() else ""
    if loose and "{n" in form and (loose[2] is None or len(loose[2]) < 3):
        return f"the number {loose[2]} in the file name has not three digits" if loose[2] else _no_number(form)
    if loose and "{slug}" in form:
        return "the end of the file name is not words in lowercase with hyphens between them"
    return f"the file name does not follow {form}"


def _no_number(form: str) -> str:
    return f"the file name has no number of three digits behind the date, as {form} wants it"


def _is_dated(protocol: Protocol) -> bool:
    form = protocol.files.rpartition("/")[2]
    return "{created}" in form or "{date}" in form


def _rename(record: Record | Broken, protocol: Protocol) -> str:
    return f"Rename it: git mv '{record.path}' '{suggested(record, protocol)}'."


def suggested(record: Record | Broken, protocol: Protocol, number: int | None = None) -> str:
    """A path that follows the protocol: from the name and the fields as far as these say."""
    stem = record.path.rpartition("/")[2].removesuffix(".md")
    loose = _LOOSE.match(stem)
    fields = record.fields if isinstance(record, Record) else {}
    day = fields.get("created") or fields.get("date")
    if loose and not isinstance(day, date):
        day = _read_day(loose[1])

    def fill(place: re.Match[str]) -> str:
        name, form = place[1], place[2] or ""
        if name == "n":
            return f"{number or int((loose and loose[2]) or 1):03}"
        if name in ("created", "date"):
            return format(day, form or "%Y-%m-%d") if isinstance(day, date) else "YYYY-MM-DD"
        value = fields.get(name)
        if name == "slug":
            value = (loose and loose[3]) or (record.title if isinstance(record, Record) else stem)
        return slug(str(value or stem))

    return _PLACE.sub(fill, protocol.files)


def _read_day(text: str) -> date | None:
    parts = text.split("-")
    try:
        return date(*(int(part) for part in parts)) if len(parts[0]) == 4 else None
    except ValueError:
        return None


def in_archive(path: str, protocol: Protocol) -> bool:
    return protocol.archive is not None and path.startswith(protocol.archive + "/")


def _wrong_folder(record: Record | Broken, folder: str, stem: str, protocol: Protocol) -> Iterator[Finding]:
    if in_archive(record.path, protocol):
        archive = protocol.archive or ""
        if folder in (archive, f"{archive}/{stem[:4]}"):
            return
        right = f"{archive}/{stem[:4]}/{stem}.md"
    else:
        right = f"{_PLACE.sub(lambda place: _from_stem(place, stem), protocol.files.rpartition('/')[0])}/{stem}.md"
        if right == record.path:
            return
    said = f"the file lies in {folder}; its place is {right.rpartition('/')[0]}"
    yield Finding(record.path, 1, "name", "error", said, f"Move it: git mv '{record.path}' '{right}'.")


def _from_stem(place: re.Match[str], stem: str) -> str:
    """The year or the month that a folder has from the date in the name."""
    return stem[5:7] if place[2] == "%m" else stem[:4]


def _disagrees(record: Record, stem: str, match: re.Match[str], form: NameForm) -> Iterator[Finding]:
    """Fields that say something else than the name does."""
    for name, _ in form.places:
        value, written = record.fields.get(name), match[name]
        if name in ("n", "slug") or value is None:
            continue
        said = value.date() if isinstance(value, datetime) else value
        if (said.isoformat() if isinstance(said, date) else slug(str(said))) != written:
            yield _other(record, name, str(said), written)
    serial = _SERIAL.match(stem)
    thread_id = record.fields.get("thread_id")
    if serial and thread_id and thread_id != serial[0]:
        yield _other(record, "thread_id", str(thread_id), serial[0])


def _other(record: Record, name: str, said: str, written: str) -> Finding:
    message = f"{name} is {said}, but the file name says {written}"
    return Finding(record.path, record.lines.get(name, 1), "name", "warning", message, f"Write `{name}: {written}`.")


def _wrong_side(record: Record, protocol: Protocol) -> Iterator[Finding]:
    """A record that is still open has no place in the archive."""
    if not in_archive(record.path, protocol) or record.status not in protocol.states:
        return
    line = record.lines.get("status", 1)
    if record.status not in settled_states(protocol):
        right = f"{protocol.folder}/{record.id}.md"
        said = f"the file lies in the archive, but its status is {record.status}"
        yield Finding(record.path, line, "name", "error", said, f"Move it back: git mv '{record.path}' '{right}'.")
    elif record.status not in protocol.final:
        final = protocol.final[0]
        said = f"the file lies in the archive, but its status is still {record.status}"
        yield Finding(record.path, line, "stale-status", "warning", said, f"Write `status: {final}`.")


def serial_of(record: str) -> str:
    """Date and number, which one record alone may have; "" where the name has none."""
    found = _SERIAL.match(record)
    return found[0] if found else ""


def doubles(records: Iterable[tuple[str, str, int]], protocols: Mapping[str, Protocol]) -> Iterator[Finding]:
    """Names that more than one file has: (id, path, line of its id) of each record of the workspace."""
    by_serial: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    by_name: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for entry in records:
        by_name[normalize("NFC", entry[0]).casefold()].append(entry)
        serial = serial_of(entry[0])
        if serial:
            by_serial[serial].append(entry)
    numbered = any("{n" in protocol.files for protocol in protocols.values())
    for serial, entries in by_serial.items() if numbered else ():
        if len(entries) > 1:
            yield from _same_serial(serial, entries)
    for entries in by_name.values():
        if len(entries) > 1 and (not serial_of(entries[0][0]) or len({record for record, _, _ in entries}) > 1):
            yield from _same_name(entries)


def _same_serial(serial: str, entries: list[tuple[str, str, int]]) -> Iterator[Finding]:
    for record, path, line in entries:
        others = [other for _, other, _ in entries if other != path]
        if all(other == record for other, _, _ in entries):
            said, remedy = f"the same record lies in {' and '.join(others)} too", "Keep one of the files."
        else:
            said = f"{' and '.join(others)} has the number {serial} too"
            remedy = "`tacit check --fix` renumbers the later one."
        yield Finding(path, line, "duplicate-id", "error", said, remedy)


def _same_name(entries: list[tuple[str, str, int]]) -> Iterator[Finding]:
    for _, path, _ in entries:
        others = [other for _, other, _ in entries if other != path]
        said = f"its name is that of {' and '.join(others)}: case and Unicode form tell no names apart"
        yield Finding(path, 1, "name", "error", said, "Rename one of them.")
