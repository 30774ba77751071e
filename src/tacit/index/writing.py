"""Everything that changes a row of an index in SQLite. What each promises stands in `index.index`."""

from collections.abc import Iterable, Sequence
from itertools import islice

from tacit.index import schema, sql
from tacit.index.finds import Promised, Turned
from tacit.index.reading import Reading
from tacit.index.rows import Act, Owed, Row, TurnRow, doc_of, facts
from tacit.index.words import searchable

_BATCH = 500  # rows that are written together


class Writing(Reading):
    def set_meta(self, key: str, value: str) -> None:
        self._db.execute(sql.SET_META, (key, value))

    # Records

    def put(self, rows: Iterable[Row]) -> int:
        """Adds records; those of their paths must not be there."""
        count = 0
        left = iter(rows)
        while batch := list(islice(left, _BATCH)):
            self._put(batch)
            count += len(batch)
        return count

    def _put(self, rows: Sequence[Row]) -> None:
        taken: set[int] = set()
        docs = [self._free(doc_of(row.id, row.created), taken) for row in rows]
        db, both = self._db, list(zip(docs, rows, strict=True))
        db.executemany(sql.INSERT_RECORD, [(doc, *row[:13]) for doc, row in both])
        said = [(doc, facts(row.kind, row.status, row.open, row.fields)) for doc, row in both]
        db.executemany(sql.INSERT_FACTS, said)
        db.executemany(sql.INSERT_WORDS, [(doc, row.title, searchable(row.data)) for doc, row in both])
        for doc, row in both:
            self._attach(doc, row)

    def _free(self, doc: int, taken: set[int]) -> int:
        while doc in taken or self._db.execute(sql.IS_TAKEN, (doc,)).fetchone():
            doc += 1
        taken.add(doc)
        return doc

    def _owe(self, doc: int, promises: Iterable[tuple[object, ...]]) -> None:
        waiting: dict[str, tuple[str | None, tuple[str, ...]]] = {}
        for each in promises:
            owed = Owed(*each)  # type: ignore[arg-type]  # it comes from another process as a plain tuple
            self._db.execute(sql.INSERT_PROMISE, (doc, *owed[:9], owed.lapses))
            moments = ((doc, owed.promise, owed.party, *moment) for moment in owed.moments)
            self._db.executemany(sql.INSERT_MOMENT, moments)
            # Those who wait are the same, whoever owes it; they are told of it by who owes it first.
            due, parties = waiting.get(owed.promise, (None, owed.waiting))
            waiting[owed.promise] = min(filter(None, (owed.due, due)), default=None), parties
        for promise, (due, parties) in waiting.items():
            rows = ((doc, promise, party, place, due) for place, party in enumerate(parties))
            self._db.executemany(sql.INSERT_WAITING, rows)

    def was_said(self, said: Iterable[tuple[int, Promised]]) -> None:
        """These need not be said any more, and no stage before them."""
        self._db.executemany(sql.DELETE_MOMENTS, ((owed.doc, owed.promise, owed.party, stage) for stage, owed in said))

    def replace(self, row: Row, data: bytes) -> None:
        """A record as it is now, at the path where it was; `data` is what its file was. It keeps its place, and what an
        act leaves as it is, most often all of the text, is not written again."""
        found = self._db.execute(sql.STANDING, (row.path,)).fetchone()
        doc, _, _, title, kind, status, is_open, fields, name, created = found
        if (name, kind, doc_of(name, created)) != (row.id, row.kind, doc_of(row.id, row.created)):
            self.drop(row.path, data)
            self.put([row])
            return
        old, new = facts(kind, status, is_open, fields), facts(row.kind, row.status, row.open, row.fields)
        if old != new:
            self._db.execute(sql.DELETE_FACTS, (doc, old))
            self._db.execute(sql.INSERT_FACTS, (doc, new))
        before, after = (title, searchable(data)), (row.title, searchable(row.data))
        if before != after:
            self._db.execute(sql.DELETE_WORDS, (doc, *before))
            self._db.execute(sql.INSERT_WORDS, (doc, *after))
        self._db.execute(sql.UPDATE_RECORD, (*row[4:13], doc))
        for statement in (*sql.DELETE_OWED, *sql.DELETE_ATTACHED):
            self._db.execute(statement, (doc,))
        self._attach(doc, row)

    def _attach(self, doc: int, row: Row) -> None:
        if row.aliases:
            self._db.executemany(sql.INSERT_ALIAS, [(alias, doc) for alias in row.aliases])
        if row.links:
            self._db.executemany(sql.INSERT_LINK, [(doc, *link) for link in row.links])
        if row.promises:
            self._owe(doc, row.promises)

    def drop(self, path: str, data: bytes) -> None:
        """Takes a record out. `data` is what its file was."""
        found = self._db.execute(sql.STANDING, (path,)).fetchone()
        if found is None:
            return
        doc, _, _, title, kind, status, is_open, fields, _, _ = found
        self._db.execute(sql.DELETE_WORDS, (doc, title, searchable(data)))
        self._db.execute(sql.DELETE_FACTS, (doc, facts(kind, status, is_open, fields)))
        for statement in (sql.DELETE_RECORD, *sql.DELETE_OWED, *sql.DELETE_ATTACHED):
            self._db.execute(statement, (doc,))

    def set_promises(self, path: str, promises: Iterable[Owed]) -> None:
        found = self._db.execute(sql.STANDING, (path,)).fetchone()
        if found is not None:
            for statement in sql.DELETE_OWED:
                self._db.execute(statement, (found[0],))
            self._owe(found[0], promises)

    # People, turns, history

    def set_people(
        self,
        people: Iterable[tuple[str, str]],
        members: Iterable[tuple[str, str]],
        absences: Iterable[tuple[str, str, str, str]],
    ) -> None:
        """Persons with their e-mail, in order; who is behind each party; who stands in for whom between instants."""
        for statement in sql.DELETE_PEOPLE:
            self._db.execute(statement)
        self._db.executemany(sql.INSERT_PERSON, ((*person, place) for place, person in enumerate(people)))
        self._db.executemany(sql.INSERT_MEMBER, ((*member, place) for place, member in enumerate(members)))
        self._db.executemany(sql.INSERT_ABSENCE, absences)

    def set_turns(self, turns: Iterable[TurnRow], start: str, end: str) -> None:
        """Every turn of a rhythm that is owed at some time between two instants."""
        for statement in sql.DELETE_TURNS:
            self._db.execute(statement)
        rows = list(enumerate(turns))
        db = self._db
        db.executemany(sql.INSERT_TURN, ((turn, *row[:14]) for turn, row in rows))
        db.executemany(sql.INSERT_SERVED, ((record, turn) for turn, row in rows for record in row.served))
        db.executemany(sql.INSERT_TURN_MOMENT, ((turn, *moment) for turn, row in rows for moment in row.moments))
        self.set_meta(schema.TURNS_FROM, start)
        self.set_meta(schema.TURNS_TO, end)

    def forget_turns(self) -> None:
        self.set_meta(schema.TURNS_TO, "")

    def turn_was_said(self, said: Iterable[tuple[int, Turned]]) -> None:
        """These need not be said any more, and no stage before them."""
        self._db.executemany(sql.DELETE_TURN_MOMENTS, ((turn.turn, stage) for stage, turn in said))

    def add_acts(self, acts: Iterable[Act]) -> None:
        self._db.executemany(sql.INSERT_ACT, acts)

    def drop_acts(self, commits: Iterable[str]) -> None:
        self._db.executemany(sql.DELETE_ACTS, ((commit,) for commit in commits))
