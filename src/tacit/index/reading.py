"""Every question to an index in SQLite. What each promises stands in `index.index`."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from tacit.index import schema, sql
from tacit.index.finds import Found, Hit, Load, Promised, Standing, Turned
from tacit.index.rows import OPEN, Act, fact

T = TypeVar("T")

RANKED_BELOW = 4000  # hits: sorting more by rank takes longer than anybody wants to wait
_ALL = -1  # rows, as SQLite says it
_LAST = 1 << 62  # above every doc


class Reading:
    _db: sqlite3.Connection

    def _rows(
        self, make: Callable[..., T], statement: str, values: Sequence[object] | Mapping[str, object] = ()
    ) -> list[T]:
        return [make(*row) for row in self._db.execute(statement, values)]

    def _stages(self, make: Callable[..., T], statement: str, values: Mapping[str, object]) -> list[tuple[int, T]]:
        return [(stage, make(*row)) for stage, *row in self._db.execute(statement, values)]

    def meta(self, key: str) -> str | None:
        found = self._db.execute(sql.META, (key,)).fetchone()
        return str(found[0]) if found else None

    # Records

    def by_id(self, record_id: str) -> list[Found]:
        return self._rows(Found, sql.BY_ID, (record_id,))

    def by_ids(self, ids: Sequence[str]) -> list[Found]:
        return self._rows(Found, sql.BY_IDS, (json.dumps(list(ids)),)) if ids else []

    def by_path(self, path: str) -> list[Found]:
        return self._rows(Found, sql.BY_PATH, (path,))

    def by_alias(self, alias: str) -> list[Found]:
        return self._rows(Found, sql.BY_ALIAS, (alias,))

    def ids_with(self, part: str, limit: int) -> list[str]:
        """Ids that hold this text, without regard to the case of plain letters; the newest first."""
        escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return self._rows(str, sql.IDS_WITH, (f"%{escaped}%", limit))

    def newest_ids(self, limit: int) -> list[str]:
        return self._rows(str, sql.NEWEST_IDS, (limit,))

    def page(
        self, where: Iterable[tuple[str, str]], *, only_open: bool, before: int | None, limit: int
    ) -> tuple[list[Found], int | None]:
        """Records that hold all of these facts, newest first, and where the next page begins."""
        wanted = [fact(name, value) for name, value in where]
        start = _LAST if before is None else before
        if wanted:
            words = " AND ".join([*wanted, fact(*OPEN)] if only_open else wanted)
            rows = self._db.execute(sql.PAGE_FILTERED, (words, start, limit + 1)).fetchall()
        else:
            rows = self._db.execute(sql.PAGE_OPEN if only_open else sql.PAGE, (start, limit + 1)).fetchall()
        return [Found(*row[1:]) for row in rows[:limit]], rows[limit - 1][0] if len(rows) > limit else None

    def linked(self, target: str, limit: int | None = None) -> list[Found]:
        return self._rows(Found, sql.LINKED, (target, -1 if limit is None else limit))

    def standing(self, path: str) -> Standing | None:
        """The version of a file that the index has."""
        found = self._db.execute(sql.STANDING, (path,)).fetchone()
        return Standing(found[1], found[2]) if found else None

    def open_about(self, record_id: str, kind: str) -> list[Standing]:
        return self._rows(Standing, sql.OPEN_ABOUT, (kind, record_id))

    def open_records(self) -> list[Standing]:
        return self._rows(Standing, sql.OPEN_RECORDS)

    def open_of_kind(self, kind: str) -> list[Standing]:
        return self._rows(Standing, sql.OPEN_OF_KIND, (kind,))

    def open_with(self, record_id: str) -> list[Standing]:
        """The record of this id, if it is open."""
        return self._rows(Standing, sql.OPEN_WITH, (record_id,))

    def open_linked(self, target: str) -> list[Standing]:
        """Open records with a field that names this one."""
        return self._rows(Standing, sql.OPEN_LINKED, (target,))

    def open_owed(self, parties: Sequence[str]) -> list[Standing]:
        """Open records on which one of these parties owes something, or waits."""
        return self._rows(Standing, sql.OPEN_OWED, {"parties": json.dumps(parties)})

    def of_kind(self, kind: str) -> list[Standing]:
        return self._rows(Standing, sql.OF_KIND, (kind,))

    def targets(self, path: str) -> list[str]:
        """The records and documents that a record names."""
        return self._rows(str, sql.TARGETS, (path,))

    def count_of_kind(self, kind: str) -> int:
        return int(self._db.execute(sql.COUNT_OF_KIND, (kind,)).fetchone()[0])

    def counts(self) -> dict[str, int]:
        return {
            name: int(self._db.execute(statement).fetchone()[0])
            for name, statement in (
                ("records", sql.COUNT_RECORDS),
                ("open", sql.COUNT_OPEN),
                ("promises", sql.COUNT_PROMISES),
                ("acts", sql.COUNT_ACTS),
            )
        }

    # Promises and people

    def inbox(self, who: str, now: str, limit: int = _ALL) -> list[Promised]:
        """What a party owes: itself, as one of a team, as the deputy of who is away."""
        return self._rows(Promised, sql.INBOX, {"who": who, "now": now, "limit": limit})

    def owed_to(self, who: str, limit: int = _ALL) -> list[Promised]:
        return self._rows(Promised, sql.OWED_TO, {"who": who, "limit": limit})

    def all_promises(self) -> list[Promised]:
        return self._rows(Promised, sql.ALL_PROMISES)

    def promises_of(self, record_id: str) -> list[Promised]:
        return self._rows(Promised, sql.PROMISES_OF, (record_id,))

    def promises_on(self, ids: Sequence[str]) -> list[Promised]:
        return self._rows(Promised, sql.PROMISES_ON, (json.dumps(ids),))

    def lapsing(self, now: str) -> list[str]:
        return self._rows(str, sql.LAPSING, {"now": now})

    def to_say(self, now: str) -> list[tuple[int, Promised]]:
        return self._stages(Promised, sql.TO_SAY, {"now": now})

    def has_turns(self, now: str) -> bool:
        start, end = self.meta(schema.TURNS_FROM), self.meta(schema.TURNS_TO)
        return start is not None and end is not None and start <= now < end

    def turns_of(self, who: str | None, now: str) -> list[Turned]:
        return self._rows(Turned, sql.ALL_TURNS if who is None else sql.TURNS_OF, {"who": who, "now": now})

    def turns_owed_to(self, who: str, now: str) -> list[Turned]:
        return self._rows(Turned, sql.TURNS_OWED_TO, {"who": who, "now": now})

    def next_turn(self, who: str, now: str) -> Turned | None:
        """The first that has not begun yet."""
        return next(iter(self._rows(Turned, sql.NEXT_TURN, {"who": who, "now": now})), None)

    def turns_among(self, people: Sequence[str], now: str) -> list[Turned]:
        """The turns that these have now, with what keeps them."""
        asked = {"people": json.dumps(people), "now": now}
        return self._rows(Turned, sql.TURNS_AMONG, asked)

    def turns_for(self, record_id: str, now: str) -> list[Turned]:
        return self._rows(Turned, sql.TURNS_FOR, {"record": record_id, "now": now})

    def turns_to_say(self, now: str) -> list[tuple[int, Turned]]:
        return self._stages(Turned, sql.TURNS_TO_SAY, {"now": now})

    def keeping(self, facts: str, first: int, last: int, kind: str) -> str | None:
        found = self._db.execute(sql.KEEPING, (facts, first, last, kind)).fetchone()
        return str(found[0]) if found else None

    def loads(self, parties: Sequence[str], now: str) -> list[Load]:
        """How much each of these owes by itself, kind by kind, most first."""
        return self._rows(Load, sql.LOADS, {"parties": json.dumps(parties), "now": now})

    def waiting(self, rows: Iterable[Promised]) -> dict[tuple[int, str], list[str]]:
        """Who waits for each of these promises."""
        found: dict[tuple[int, str], list[str]] = {}
        for doc, promise, party in self._db.execute(sql.WAITING, (json.dumps([row.doc for row in rows]),)):
            found.setdefault((doc, promise), []).append(party)
        return found

    def members(self, parties: Iterable[str]) -> dict[str, list[str]]:
        """Who is behind each party."""
        found: dict[str, list[str]] = {}
        for party, person in self._db.execute(sql.MEMBERS, (json.dumps(sorted(set(parties))),)):
            found.setdefault(party, []).append(person)
        return found

    def has_people(self) -> bool:
        return bool(self._db.execute(sql.HAS_PEOPLE).fetchone()[0])

    def person(self, named: str) -> str | None:
        found = self._db.execute(sql.PERSON, (named.removeprefix("@"),)).fetchone()
        found = found or self._db.execute(sql.PERSON_BY_EMAIL, (named.casefold(),)).fetchone()
        return str(found[0]) if found else None

    def parties(self) -> list[str]:
        return self._rows(str, sql.PARTIES)

    # History and full text

    def acts_of(self, names: str | Sequence[str]) -> list[Act]:
        """The acts on a record, under each of the names that it had."""
        return self._rows(Act, sql.ACTS_OF, (json.dumps(names),))

    def acts_by(self, person: str, since: str) -> list[Act]:
        return self._rows(Act, sql.ACTS_BY, (person, since))

    def records_of_acts(self, commits: Sequence[str]) -> list[str]:
        return self._rows(str, sql.RECORDS_OF_ACTS, (json.dumps(commits),))

    def last_commit(self) -> str:
        row = self._db.execute(sql.LAST_COMMIT).fetchone()
        return str(row[0]) if row else ""

    def acts_after(self, commit: str, limit: int) -> list[Act] | None:
        (place,) = self._db.execute(sql.PLACE_OF, (commit,)).fetchone()
        return None if place is None else self._rows(Act, sql.ACTS_AFTER, (place, limit))

    def irregular(self) -> list[Act]:
        return self._rows(Act, sql.IRREGULAR)

    def search(self, words: str, kind: str | None, limit: int, status: str | None = None) -> list[Hit]:
        """Records with these words: the best first where they are few, else the newest."""
        many = self._db.execute(sql.COUNT_HITS, (words, RANKED_BELOW)).fetchone()[0] >= RANKED_BELOW
        asked: Mapping[str, object] = {"text": words, "kind": kind, "status": status, "limit": limit}
        return self._rows(Hit, sql.HITS_NEWEST if many else sql.HITS_RANKED, asked)
