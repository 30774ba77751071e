"""The tables of a kind's index file: the newest open records, below them the newest settled ones, and what is left out.

Only the tables change; the prose around them stays byte for byte. A table kept by hand is taken over as it is: its
columns in its order, with those that Tacit knows nothing of, and each row that says the right thing in its own
spelling. Newest means the highest id, so two clones that made the same records write the same tables.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tacit.model.protocol import Protocol
from tacit.model.record import Broken, Record, Value
from tacit.text.links import escape, relative, unescape

OPEN_ROWS = 200
SETTLED_ROWS = 50

_FILE = "file"
_COLUMNS = ("topic", "from", "by", "status", "priority")  # in the order of the seed's table
_CELL = re.compile(r"(?:\\.|[^|\\])*")
_TARGET = re.compile(r"\]\(\s*<?([^)>]+?)>?\s*\)")
_DELIMITERS = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_REST = re.compile(r"… and ([\d,]+) more (?:open|archived) ")
_PIPES = re.compile(r"\\*\|")
_SPACES = re.compile(r"\s+")
_SETTLED_WORDS = frozenset({"archived", "archive", "closed", "resolved", "settled", "done"})


@dataclass(frozen=True, slots=True)
class Row:
    """What a table says of one record."""

    path: str
    values: Mapping[str, str]
    settled: bool = False

    @property
    def id(self) -> str:
        return _stem(self.path)


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest rows of one table, and how many records there are for it in all."""

    rows: Sequence[Row]
    count: int


def listings(rows: Iterable[Row]) -> tuple[Listing, Listing]:
    """The open ones and the settled ones, where all of them are known."""
    every = list(rows)
    groups = [[row for row in every if row.settled is settled] for settled in (False, True)]
    return Listing(groups[0], len(groups[0])), Listing(groups[1], len(groups[1]))


@dataclass(frozen=True, slots=True)
class Table:
    """A table where it stands: indexes of lines, the first row being `header + 2`."""

    header: int
    end: int
    columns: tuple[str, ...]  # `file`, a field, or "" for a column that is somebody else's
    rest: int = 0  # how many records the line below leaves out
    rest_at: int | None = None

    @property
    def rows(self) -> range:
        return range(self.header + 2, self.end)

    @property
    def stop(self) -> int:
        """The first line that belongs neither to the table nor to the count of the rest."""
        return self.end if self.rest_at is None else self.rest_at + 1


@dataclass(slots=True)
class Page:
    """An index file as read: its lines without their newline, its tables, its headings for them."""

    lines: list[str]
    tables: dict[bool, Table]  # by whether it holds settled records
    headings: dict[bool, int]


@lru_cache(maxsize=256)
def _settled(
    states: tuple[str, ...], final: tuple[str, ...], acts: tuple[tuple[tuple[str, ...], str], ...]
) -> frozenset[str]:
    def only_archived(state: str) -> bool:
        moves = [moved for source, moved in acts if state in source]
        return bool(moves) and all(moves)

    return frozenset(state for state in states if state in final or only_archived(state))


def settled_states(protocol: Protocol) -> frozenset[str]:
    """The final states, and those from which nothing is left but to archive."""
    acts = tuple((act.source or (), act.moves or "") for act in protocol.acts.values())
    return _settled(protocol.states, protocol.final, acts)


def telling_states(protocol: Protocol) -> frozenset[str]:
    """The final states that have something to tell: what a draft comes to at once, with nothing asked of it, has
    settled nothing."""
    drafts = set(protocol.rests)
    acts = (act for act in protocol.acts.values() if drafts & set(act.source or ()) and not any(act.needs.every()))
    given_up = {state for act in acts for state in act.targets()}
    return frozenset(protocol.final) - given_up


def row_of(record: Record | Broken, protocol: Protocol) -> Row:
    """The row of a record; one that does not parse stands among the open ones, as broken."""
    if isinstance(record, Broken):
        return Row(record.path, {"topic": record.id, "status": "broken"})
    values = {name: text for name, value in record.fields.items() if (text := _text(value))}
    return Row(record.path, values, record.status in settled_states(protocol))


def _text(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(item for item in value if isinstance(item, str))
    return "" if value is None or isinstance(value, Mapping) else str(value)


def render(protocol: Protocol, text: str | None, open_rows: Listing, settled_rows: Listing) -> str:
    """The index file with both tables as they should be; a new file where there is none."""
    written = _new_page(protocol) if text is None else text
    for settled, listing in ((False, open_rows), (True, settled_rows)):
        page = read(protocol, written)
        if settled in page.tables or settled in page.headings or listing.rows:
            written = _write_table(protocol, page, settled, listing)
    return written


def update(protocol: Protocol, text: str | None, before: Row | None, after: Row | None) -> str | None:
    """The same as `render` after one record changed, came (`before` None) or went (`after` None), from the text alone.

    None where the text cannot tell: there is no file or table, it does not agree with `before`, or a row that the
    table left out must now move up into it.
    """
    if text is None:
        return None
    written: str | None = text
    for settled in (False, True):
        old = before if before and before.settled == settled else None
        new = after if after and after.settled == settled else None
        if written is not None and (old or new):
            written = _change(protocol, written, settled, old, new)
    return written


def _new_page(protocol: Protocol) -> str:
    plural = _plural(protocol)
    return (
        f"# {plural.capitalize()}\n\nThe open {plural}, and below them those settled last. Tacit keeps the tables;"
        f" what stands around them is yours.\n\n## Open {plural.capitalize()}\n"
    )


def _plural(protocol: Protocol) -> str:
    return protocol.kind + "s"


# --- reading -------------------------------------------------------------------------------------------------------


def read(protocol: Protocol, text: str) -> Page:
    """Finds the tables; one in a fence or a comment is an example and no table."""
    page = Page(text.split("\n"), {}, {})
    lines = page.lines
    settled = elsewhere = False
    fallback: Table | None = None
    at, count = 0, len(lines)
    while at < count:
        line = lines[at]
        first = line[:1]
        if first == "#" and (heading := _HEADING.match(line)):
            settled, elsewhere = _whose(protocol, heading[2])
            if not elsewhere:
                page.headings.setdefault(settled, at)
        elif first == "|" and (table := _table_at(protocol, lines, at)):
            if not elsewhere:
                page.tables.setdefault(settled, table)
            fallback = fallback or table
            at = table.stop - 1
        elif first in "`~<" and first:
            at = _skip(lines, at)
        at += 1
    if fallback and not page.tables and not page.headings:
        page.tables[False] = fallback
    return page


def _whose(protocol: Protocol, heading: str) -> tuple[bool, bool]:
    """Whether a heading is that of the settled records, and whether it is that of neither table."""
    words = frozenset(heading.casefold().split())
    if _plural(protocol) not in words and protocol.kind not in words:
        return False, True
    settled = bool(words & _SETTLED_WORDS)
    return settled, not settled and "open" not in words


def _skip(lines: list[str], at: int) -> int:
    """The last line of the fence or comment that begins here; this line where none does, or where it never ends."""
    line = lines[at]
    if line.startswith("<!--"):
        return next((n for n in range(at, len(lines)) if "-->" in lines[n]), at)
    mark = line[:3]
    if mark not in ("```", "~~~"):
        return at
    length = len(line) - len(line.lstrip(mark[0]))
    fence = mark[0] * length
    ends = (n for n in range(at + 1, len(lines)) if lines[n].startswith(fence) and not lines[n].strip().strip(mark[0]))
    return next(ends, at)


def _table_at(protocol: Protocol, lines: list[str], header: int) -> Table | None:
    if header + 1 >= len(lines) or not _DELIMITERS.match(lines[header + 1]):
        return None
    columns = tuple(_column(protocol, cell) for cell in cells_of(lines[header]))
    if _FILE not in columns or not any(name and name != _FILE for name in columns):
        return None
    end, count = header + 2, len(lines)
    while end < count and lines[end][:1] == "|":
        end += 1
    if end + 1 < count and not lines[end].strip() and (rest := _REST.match(lines[end + 1])):
        return Table(header, end, columns, int(rest[1].replace(",", "")), end + 1)
    return Table(header, end, columns)


def _column(protocol: Protocol, cell: str) -> str:
    name = cell.casefold().replace(" ", "_")
    if name in (_FILE, protocol.kind):
        return _FILE
    return name if name in protocol.fields else ""


def cells_of(line: str) -> list[str]:
    """The cells of a row as written, without the spaces around them."""
    inner = line.strip().removeprefix("|")
    if "\\" not in inner:
        plain = [cell.strip() for cell in inner.split("|")]
        return plain[:-1] if len(plain) > 1 and not plain[-1] else plain
    cells, at = [], 0
    while at <= len(inner):
        cell = _CELL.match(inner, at)
        assert cell is not None  # the pattern matches the empty text
        end = max(cell.end(), at)
        if end < len(inner) and inner[end] != "|":  # a backslash that ends the line escapes nothing
            end = len(inner)
        cells.append(inner[at:end].strip())
        at = end + 1
    return cells[:-1] if len(cells) > 1 and not cells[-1] else cells


def target_of(cell: str) -> str:
    """What the file cell of a row links to, relative to the index file."""
    link = _TARGET.search(cell)
    return unescape(link[1]) if link else cell.strip("` ")


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def id_in(line: str, table: Table) -> str:
    """The id of the record that a row is about."""
    if table.columns[0] == _FILE and "\\" not in (first := line[1 : line.find("|", 1)]):
        return _stem(target_of(first.strip()))
    cells = cells_of(line)
    at = table.columns.index(_FILE)
    return _stem(target_of(cells[at])) if at < len(cells) else ""


def says(protocol: Protocol, table: Table, line: str, row: Row) -> bool:
    """Whether a row that stands in a table tells what it should, in whatever spelling."""
    cells = cells_of(line)
    if len(cells) != len(table.columns):
        return False
    link = _relative(row.path, protocol)
    return all(
        target_of(written) == link if name == _FILE else not name or written == cell(row.values.get(name, ""))
        for name, written in zip(table.columns, cells, strict=True)
    )


# --- writing -------------------------------------------------------------------------------------------------------


def cell(value: str) -> str:
    """A value that stays in its cell: one line, its pipes escaped (and what stands before them)."""
    if "|" in value:
        value = _PIPES.sub(lambda found: "\\" * (2 * len(found[0]) - 1) + "|", value)
    return _SPACES.sub(" ", value).strip() if "\n" in value or "  " in value or value != value.strip() else value


def _relative(path: str, protocol: Protocol) -> str:
    """The path of a record as seen from the folder of the index file."""
    return relative(path, (protocol.index or "").rpartition("/")[0])


def _link(row: Row, protocol: Protocol) -> str:
    name = row.path.rpartition("/")[2]
    return f"[{cell(name)}]({escape(_relative(row.path, protocol))})"


def _line(protocol: Protocol, columns: tuple[str, ...], row: Row, was: str | None) -> str:
    """A row's line. What somebody else's columns held stays; so does the whole line where it says the same already."""
    kept = cells_of(was) if was is not None else []
    cells = []
    for at, name in enumerate(columns):
        if name == _FILE:
            old = kept[at] if at < len(kept) else ""
            cells.append(old if target_of(old) == _relative(row.path, protocol) else _link(row, protocol))
        elif name:
            cells.append(cell(row.values.get(name, "")))
        else:
            cells.append(kept[at] if at < len(kept) else "")
    if was is not None and cells == kept:
        return was
    return f"| {' | '.join(cells)} |"


def _newest(listing: Listing, settled: bool) -> list[Row]:
    limit = SETTLED_ROWS if settled else OPEN_ROWS
    return sorted(listing.rows, key=lambda row: row.id, reverse=True)[:limit]


def _rest_lines(protocol: Protocol, settled: bool, rest: int) -> list[str]:
    if rest <= 0:
        return []
    plural = _plural(protocol) if rest > 1 else protocol.kind
    return ["", f"… and {rest:,} more {'archived' if settled else 'open'} {plural}."]


def _write_table(protocol: Protocol, page: Page, settled: bool, listing: Listing) -> str:
    rows = _newest(listing, settled)
    rest = _rest_lines(protocol, settled, listing.count - len(rows))
    table = page.tables.get(settled)
    if table is not None:
        stood = {id_in(page.lines[at], table): page.lines[at].rstrip("\r") for at in table.rows}
        written = [_line(protocol, table.columns, row, stood.get(row.id)) for row in rows]
        return _splice(page.lines, table.header + 2, table.stop, [*written, *rest])
    names = (_FILE, *(name for name in _COLUMNS if name in protocol.fields))
    header = f"| {' | '.join(name.capitalize() for name in names)} |"
    delimiters = f"|{'|'.join('-' * (len(name) + 2) for name in names)}|"
    written = [header, delimiters, *(_line(protocol, names, row, None) for row in rows), *rest]
    return _add_table(protocol, page, settled, written)


def _add_table(protocol: Protocol, page: Page, settled: bool, table: list[str]) -> str:
    """Puts a table that is new under its heading; where it has none, after the other's section or at the end."""
    lines = page.lines
    heading = page.headings.get(settled)
    if heading is not None:
        place = _section_end(lines, heading, any_level=True)
    else:
        other = page.headings.get(not settled)
        level = "##" if other is None else lines[other].split(" ")[0]
        table = [f"{level} {'Archived' if settled else 'Open'} {_plural(protocol).capitalize()}", "", *table]
        place = _open_place(page, settled, other)
    below = [""] if place < len(lines) and lines[place].strip() else []
    above = [""] if place else []
    if place == len(lines):  # a text without a final newline gets one before the table, and one after it
        below = [""]
    return _splice(lines, place, place, [*above, *table, *below])


def _open_place(page: Page, settled: bool, other: int | None) -> int:
    lines = page.lines
    if other is None:
        table = page.tables.get(not settled)
        return table.stop if table and settled else _trimmed(lines, len(lines))
    return _section_end(lines, other, any_level=False) if settled else _trimmed(lines, other)


def _section_end(lines: list[str], heading: int, *, any_level: bool) -> int:
    """Where the section under a heading ends, before the empty lines that close it."""
    level = len(lines[heading]) - len(lines[heading].lstrip("#"))
    at = heading + 1
    while at < len(lines):
        found = _HEADING.match(lines[at])
        if found and (any_level or len(found[1]) <= level):
            break
        at = _skip(lines, at) + 1
    return _trimmed(lines, min(at, len(lines)))


def _trimmed(lines: list[str], end: int) -> int:
    while end and not lines[end - 1].strip():
        end -= 1
    return end


def _splice(lines: list[str], start: int, stop: int, new: Sequence[str]) -> str:
    """The text with other lines in this place, in the newlines of the file's first line."""
    head, tail = lines[:start], lines[stop:]
    if not lines[0].endswith("\r"):
        return "\n".join((*head, *new, *tail))
    written = [line + "\r" for line in new]
    if head and not head[-1].endswith("\r") and start == len(lines):  # the last line of the file gets a newline
        head[-1] += "\r"
    ended = [*head, *written]
    if not tail:
        ended[-1] = ended[-1].removesuffix("\r")
    return "\n".join((*ended, *tail))


def _change(protocol: Protocol, text: str, settled: bool, old: Row | None, new: Row | None) -> str | None:
    """One table after one of its records changed (`old` and `new`), came (`new` alone) or went (`old` alone)."""
    page = read(protocol, text)
    table = page.tables.get(settled)
    if table is None:
        return None  # others may have waited for it, so all are asked
    lines = page.lines
    wanted = old or new
    assert wanted is not None
    at = _find(lines, table, wanted.id)
    if old is None and new is not None:
        return None if at is not None else _insert(protocol, page, table, new)
    if new is not None and at is not None:
        was = lines[at].rstrip("\r")
        line = _line(protocol, table.columns, new, was)
        return text if line == was else _splice(lines, at, at + 1, [line])
    if at is None:
        if not table.rest:
            return None
        return text if new else _recount(protocol, page, table, settled, table.rest - 1)
    return None if table.rest else _splice(lines, at, at + 1, [])


def _find(lines: list[str], table: Table, record: str) -> int | None:
    for at in table.rows:
        if record in lines[at] and id_in(lines[at], table) == record:
            return at
    return None


def _insert(protocol: Protocol, page: Page, table: Table, row: Row) -> str:
    lines = page.lines
    limit = SETTLED_ROWS if row.settled else OPEN_ROWS
    place = next((at for at in table.rows if id_in(lines[at], table) < row.id), table.end)
    rows = [line.rstrip("\r") for line in lines[table.header + 2 : table.end]]
    rest = table.rest
    if place == table.end and rest:
        return _recount(protocol, page, table, row.settled, rest + 1)
    rows.insert(place - table.header - 2, _line(protocol, table.columns, row, None))
    left_out = max(0, len(rows) - limit)
    new = [*rows[:limit], *_rest_lines(protocol, row.settled, rest + left_out)]
    return _splice(lines, table.header + 2, table.stop, new)


def _recount(protocol: Protocol, page: Page, table: Table, settled: bool, rest: int) -> str:
    return _splice(page.lines, table.end, table.stop, _rest_lines(protocol, settled, rest))


def rows_in(page: Page, settled: bool) -> Iterator[tuple[int, str]]:
    """Each row of a table: its line, counted from 1, and the id that it is about."""
    table = page.tables.get(settled)
    for at in table.rows if table else ():
        yield at + 1, id_in(page.lines[at], table) if table else ""
