"""The question that is asked most, answered with nothing loaded but SQLite: who owes what, as finished JSON.

Where anything is not as expected the answer is None, and the question is asked again the long way.
"""

import sqlite3

from tacit.index import schema, sql


def inbox(path: str, head: str, who: str, now: str) -> str | None:
    """What somebody owes, by handle or e-mail; None where the index does not stand for `head` or knows nobody so."""
    try:
        db = sqlite3.connect(path)
        try:
            known = dict(db.execute(sql.ALL_META))
            if known.get("version") != schema.VERSION or known.get("commit") != head or "workspace" not in known:
                return None
            if not known.get(schema.TURNS_FROM, now) <= now < known.get(schema.TURNS_TO, ""):
                return None
            person = db.execute(sql.HOT_PERSON, {"who": who.removeprefix("@"), "email": who.casefold()}).fetchone()
            if person is None:
                return None
            rows = db.execute(sql.HOT_INBOX, {"who": person[0], "now": now})
            return f'{{"promises": [{", ".join(row[0] for row in rows)}]}}'
        finally:
            db.close()
    except sqlite3.Error:
        return None
