"""What is asked most, answered with nothing loaded but SQLite: who owes what, as finished JSON; and whether anything is
due.

Where anything is not as expected the answer is None, and the question is asked again the long way.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from tacit.index import schema, sql

T = TypeVar("T")


def inbox(path: str, head: str, who: str, now: str) -> str | None:
    """What somebody owes, by handle or e-mail; None where the index knows nobody so."""
    return _asked(path, head, now, lambda db: _inbox(db, who, now))


def nothing_is_due(path: str, head: str, now: str) -> bool | None:
    """Whether a tick has nothing to do: silence has not, no reminder is to be said, and no commit to be looked at."""

    def nothing(db: sqlite3.Connection) -> bool:
        looked = db.execute(sql.META, (schema.LOOKED,)).fetchone()
        return looked == (head,) and not any(db.execute(each, {"now": now}).fetchone() for each in sql.DUE)

    return _asked(path, head, now, nothing)


def _asked(path: str, head: str, now: str, ask: Callable[[sqlite3.Connection], T | None]) -> T | None:
    """The answer of an index that stands for `head` and knows the turns of this time."""
    try:
        with closing(sqlite3.connect(path)) as db:
            db.execute("BEGIN")  # what it stands for and what it says are read of one moment
            known = dict(db.execute(sql.ALL_META))
            if known.get("version") != schema.VERSION or known.get("commit") != head or "workspace" not in known:
                return None
            if not known.get(schema.TURNS_FROM, now) <= now < known.get(schema.TURNS_TO, ""):
                return None
            return ask(db)
    except sqlite3.Error:
        return None


def _inbox(db: sqlite3.Connection, who: str, now: str) -> str | None:
    person = db.execute(sql.HOT_PERSON, {"who": who.removeprefix("@"), "email": who.casefold()}).fetchone()
    if person is None:
        return None
    rows = db.execute(sql.HOT_INBOX, {"who": person[0], "now": now})
    return f'{{"promises": [{", ".join(row[0] for row in rows)}]}}'
