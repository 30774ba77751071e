"""`index-row`: the tables of an index file against the records."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.rules import tables
from tacit.rules.tables import Listing, Page, Row

_REMEDY = "`tacit check --fix` writes the tables anew."


def index_rows(protocol: Protocol, text: str | None, open_rows: Listing, settled_rows: Listing) -> Iterator[Finding]:
    """Rows that are missing, stale, dead or double; both listings hold the newest rows first."""
    path = protocol.index or ""
    if text is None:
        if open_rows.count:
            said = f"there is no {path}, and {open_rows.count} {protocol.kind}s are open"
            yield Finding(path, 1, "index-row", "error", said, _REMEDY)
        return
    page = tables.read(protocol, text)
    if False not in page.tables and open_rows.count:
        said = f"there is no table of the open {protocol.kind}s"
        yield Finding(path, page.headings.get(False, 0) + 1, "index-row", "error", said, _REMEDY)
    for settled, listing in ((False, open_rows), (True, settled_rows)):
        if settled in page.tables:
            yield from _table(protocol, path, page, settled, listing)


def touched_rows(protocol: Protocol, text: str | None, rows: Iterable[Row], gone: Iterable[str]) -> Iterator[Finding]:
    """The same for some records alone, when the others are not looked at; `gone` are ids that are there no more."""
    path = protocol.index or ""
    page = tables.read(protocol, text or "")
    standing = {(settled, record): line for settled in page.tables for line, record in tables.rows_in(page, settled)}
    for record in gone:
        for settled in (False, True):
            if (settled, record) in standing:
                said = f"{record} is not there any more"
                yield Finding(path, standing[settled, record], "index-row", "error", said, _REMEDY)
    for row in rows:
        line = standing.get((row.settled, row.id))
        other = standing.get((not row.settled, row.id))
        if other is not None:
            said = _no_such(row.id, protocol, settled=not row.settled)
            yield Finding(path, other, "index-row", "error", said, _REMEDY)
        table = page.tables.get(row.settled)
        if line is not None and table and not tables.says(protocol, table, page.lines[line - 1], row):
            said = f"the row of {row.id} is not what its file says: {_differences(page, line, row)}"
            yield Finding(path, line, "index-row", "error", said, _REMEDY)
        elif line is None and _belongs(page, row):
            at = table.header + 1 if table else page.headings.get(row.settled, 0) + 1
            yield Finding(path, at, "index-row", "error", f"{row.id} has no row", _REMEDY)


def _belongs(page: Page, row: Row) -> bool:
    """Whether a table shows this record: it is not full, or ends with older ones."""
    table = page.tables.get(row.settled)
    if table is None:
        return not row.settled
    limit = tables.SETTLED_ROWS if row.settled else tables.OPEN_ROWS
    shown = [record for _, record in tables.rows_in(page, row.settled)]
    return len(shown) < limit or row.id > min(shown)


def _no_such(record: str, protocol: Protocol, *, settled: bool) -> str:
    return f"{record or 'this row'} is no {'settled' if settled else 'open'} {protocol.kind}"


def _table(protocol: Protocol, path: str, page: Page, settled: bool, listing: Listing) -> Iterator[Finding]:
    table = page.tables[settled]
    limit = tables.SETTLED_ROWS if settled else tables.OPEN_ROWS
    wanted = {row.id: row for row in listing.rows}
    shown = Counter[str]()
    for line, record in tables.rows_in(page, settled):
        shown[record] += 1
        row = wanted.get(record)
        said = ""
        if shown[record] > 1:
            said = f"{record} has a row already"
        elif row is None:
            said = _no_such(record, protocol, settled=settled)
        elif not tables.says(protocol, table, page.lines[line - 1], row):
            said = f"the row of {record} is not what its file says: {_differences(page, line, row)}"
        if said:
            yield Finding(path, line, "index-row", "error", said, _REMEDY)
    newest = sorted(wanted, reverse=True)[:limit]
    for record in newest:
        if record not in shown:
            yield Finding(path, table.header + 1, "index-row", "error", f"{record} has no row", _REMEDY)
    rest = max(0, listing.count - max(limit, 0))
    if rest != table.rest and (rest or table.rest):
        said = f"{table.rest} more are told of below the table, there are {rest}"
        yield Finding(path, (table.rest_at or table.end - 1) + 1, "index-row", "error", said, _REMEDY)


def _differences(page: Page, line: int, row: Row) -> str:
    table = page.tables[row.settled]
    cells = tables.cells_of(page.lines[line - 1])
    if len(cells) != len(table.columns):
        return f"it has {len(cells)} cells, the table {len(table.columns)}"
    wrong = [
        f"{name} is {row.values.get(name, '') or 'empty'}"
        for name, cell in zip(table.columns, cells, strict=True)
        if name not in ("", "file") and cell != tables.cell(row.values.get(name, ""))
    ]
    return ", ".join(wrong) or f"the file is {row.path}"
