"""Everything that an index says, without the numbers that only order it."""

import sqlite3

_ORDER = ("doc", "place", "rowid")  # columns that hold such numbers


def rows(path: str | None) -> dict[str, list[tuple[str, ...]]]:
    """Table by table, sorted; for a record's number stands its path."""
    assert path is not None
    db = sqlite3.connect(path)
    paths = dict(db.execute("SELECT doc, path FROM records"))
    found = {}
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        columns = [name for _, name, *_ in db.execute(f"PRAGMA table_info({table})")]
        if table in ("records", "promises", "waiting", "moments", "aliases", "links", "people", "members", "absences"):
            every = db.execute(f"SELECT {', '.join(columns)} FROM {table}")
            found[table] = sorted(
                tuple(
                    str(paths.get(cell, cell) if name == "doc" else cell)
                    for name, cell in zip(columns, row, strict=True)
                )
                for row in every
            )
    acts: dict[str, list[str]] = {}
    for row in db.execute("SELECT * FROM acts ORDER BY place"):
        acts.setdefault(row[1], []).append(str(row[2:]))
    found["acts"] = sorted((record, *told) for record, told in acts.items())
    db.close()
    return found
