"""The index in SQLite: one file that stands for one commit.

A file is built anew beside the old one and takes its place when it is whole; later commits change it in one
transaction each. Whatever SQLite finds wrong with it means that it is built anew: nothing in it is the truth.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import islice
from threading import get_ident

from tacit.index import schema, sql
from tacit.index.finds import Found, Hit, Load, Promised, Standing, Turned
from tacit.index.rows import OPEN, Act, Owed, Row, TurnRow, doc_of, fact, facts
from tacit.index.words import searchable

_BATCH = 500
_PATIENCE = 30  # seconds that a writer waits for another
_ALL = -1  # rows, as SQLite says it
_LAST = 1 << 62  # above every doc
_BULK_MEMORY = 16 << 20  # bytes of words gathered before they are written
_CACHE_KB = 16 << 10
RANKED_BELOW = 4000  # hits: sorting more by rank takes longer than anybody wants to wait


class SqliteIndex:
    """Reads and writes rows. `note` says why it is not kept in a file, where it is not."""

    def __init__(self, connection: sqlite3.Connection, path: str | None, note: str = "") -> None:
        self.note = note
        self._use(connection, path)

    def _use(self, connection: sqlite3.Connection, path: str | None) -> None:
        self._db = connection
        self.path = path
        self._file = _file_of(path)

    @classmethod
    def open(cls, path: str) -> "SqliteIndex | None":
        """The index in a file; None where there is none that this version of Tacit can read."""
        if not os.path.exists(path):  # noqa: PTH110 - pathlib is not loaded for a command that only reads
            return None
        try:
            index = cls(_connect(path), path)
        except sqlite3.DatabaseError:
            return None
        with suppress(sqlite3.DatabaseError):
            if index.meta("version") == schema.VERSION:
                return index
        index.close()
        return None

    @classmethod
    @contextmanager
    def anew(cls, path: str | None, note: str = "") -> "Iterator[SqliteIndex]":
        """An index to be filled from nothing. It takes its place at `path` when all of it is there."""
        beside = ":memory:"
        if path is not None:
            _sweep(path)
            beside = f"{path}.{os.getpid()}-{get_ident()}.new"
        index = cls(_connect(beside), path and beside, note)
        try:
            index._create()
            yield index
            index._finish()
            if path is not None:
                index.close()
                _settle(index.path or "", path)
                index._use(_connect(path), path)
        except BaseException:
            index.close()
            if path is not None:
                _remove(beside)
            raise

    def close(self) -> None:
        self._db.close()

    def _create(self) -> None:
        self._db.execute("PRAGMA page_size = 4096")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("BEGIN IMMEDIATE")
        for statement in schema.TABLES:
            self._db.execute(statement)
        self._db.execute(sql.SET_WORDS_MEMORY, (_BULK_MEMORY,))
        self._db.execute(sql.SET_FILTERS_MEMORY, (_BULK_MEMORY // 3,))

    def _finish(self) -> None:
        for statement in schema.INDEXES:
            self._db.execute(statement)
        self._db.execute(sql.SET_WORDS_MEMORY, (1 << 20,))
        self._db.execute(sql.SET_FILTERS_MEMORY, (1 << 20,))
        self.set_meta("version", schema.VERSION)
        self._db.execute("COMMIT")
        self._db.execute("PRAGMA journal_mode = MEMORY")  # what stays in memory takes changes back from there

    # What it stands for

    def meta(self, key: str) -> str | None:
        found = self._db.execute(sql.META, (key,)).fetchone()
        return str(found[0]) if found else None

    def set_meta(self, key: str, value: str) -> None:
        self._db.execute(sql.SET_META, (key, value))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; others who write wait for it, those who read see what was before."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise

    def in_place(self) -> bool:
        """Whether the file is still the one at its path, and not one that somebody has built anew since."""
        return self._file == _file_of(self.path)

    # Writing

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
        """What is owed on a record, in place of what was."""
        found = self._db.execute(sql.STANDING, (path,)).fetchone()
        if found is not None:
            for statement in sql.DELETE_OWED:
                self._db.execute(statement, (found[0],))
            self._owe(found[0], promises)

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

    def has_turns(self, now: str) -> bool:
        start, end = self.meta(schema.TURNS_FROM), self.meta(schema.TURNS_TO)
        return start is not None and end is not None and start <= now < end

    def turn_was_said(self, said: Iterable[tuple[int, Turned]]) -> None:
        """These need not be said any more, and no stage before them."""
        self._db.executemany(sql.DELETE_TURN_MOMENTS, ((turn.turn, stage) for stage, turn in said))

    def add_acts(self, acts: Iterable[Act]) -> None:
        self._db.executemany(sql.INSERT_ACT, acts)

    def drop_acts(self, commits: Iterable[str]) -> None:
        self._db.executemany(sql.DELETE_ACTS, ((commit,) for commit in commits))

    # Finding records

    def by_id(self, record_id: str) -> list[Found]:
        return self._found(sql.BY_ID, (record_id,))

    def by_ids(self, ids: Sequence[str]) -> list[Found]:
        return self._found(sql.BY_IDS, (json.dumps(list(ids)),)) if ids else []

    def by_path(self, path: str) -> list[Found]:
        return self._found(sql.BY_PATH, (path,))

    def by_alias(self, alias: str) -> list[Found]:
        return self._found(sql.BY_ALIAS, (alias,))

    def ids_with(self, part: str, limit: int) -> list[str]:
        """Ids that hold this text, without regard to the case of plain letters; the newest first."""
        escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return [found for (found,) in self._db.execute(sql.IDS_WITH, (f"%{escaped}%", limit))]

    def newest_ids(self, limit: int) -> list[str]:
        return [found for (found,) in self._db.execute(sql.NEWEST_IDS, (limit,))]

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

    def _found(self, statement: str, values: Sequence[object]) -> list[Found]:
        return [Found(*row) for row in self._db.execute(statement, values)]

    def linked(self, target: str) -> list[Found]:
        """Records of which a field names this record or document, newest first."""
        return [Found(*row) for row in self._db.execute(sql.LINKED, (target,))]

    def standing(self, path: str) -> Standing | None:
        """The version of a file that the index has."""
        found = self._db.execute(sql.STANDING, (path,)).fetchone()
        return Standing(found[1], found[2]) if found else None

    def paths_of(self, record_id: str) -> list[str]:
        return [found for (found,) in self._db.execute(sql.PATHS_OF, (record_id,))]

    def open_about(self, record_id: str, kind: str) -> list[Standing]:
        return [Standing(*row) for row in self._db.execute(sql.OPEN_ABOUT, (kind, record_id))]

    def open_records(self) -> list[Standing]:
        return self._standing(sql.OPEN_RECORDS)

    def open_of_kind(self, kind: str) -> list[Standing]:
        return self._standing(sql.OPEN_OF_KIND, kind)

    def open_with(self, record_id: str) -> list[Standing]:
        """The record of this id, if it is open."""
        return self._standing(sql.OPEN_WITH, record_id)

    def open_linked(self, target: str) -> list[Standing]:
        """Open records with a field that names this one."""
        return self._standing(sql.OPEN_LINKED, target)

    def open_owed(self, parties: Sequence[str]) -> list[Standing]:
        """Open records on which one of these parties owes something, or waits."""
        found = self._db.execute(sql.OPEN_OWED, {"parties": json.dumps(parties)})
        return [Standing(*row) for row in found]

    def of_kind(self, kind: str) -> list[Standing]:
        return self._standing(sql.OF_KIND, kind)

    def _standing(self, statement: str, *values: str) -> list[Standing]:
        return [Standing(*row) for row in self._db.execute(statement, values)]

    def targets(self, path: str) -> list[str]:
        """The records and documents that a record names."""
        return [found for (found,) in self._db.execute(sql.TARGETS, (path,))]

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

    # Finding promises

    def inbox(self, who: str, now: str, limit: int = _ALL) -> list[Promised]:
        """What a party owes: itself, as one of a team, as the deputy of who is away."""
        return [Promised(*row) for row in self._db.execute(sql.INBOX, {"who": who, "now": now, "limit": limit})]

    def owed_to(self, who: str, limit: int = _ALL) -> list[Promised]:
        return [Promised(*row) for row in self._db.execute(sql.OWED_TO, {"who": who, "limit": limit})]

    def all_promises(self) -> list[Promised]:
        return [Promised(*row) for row in self._db.execute(sql.ALL_PROMISES)]

    def promises_of(self, record_id: str) -> list[Promised]:
        return [Promised(*row) for row in self._db.execute(sql.PROMISES_OF, (record_id,))]

    def promises_on(self, ids: Sequence[str]) -> list[Promised]:
        return [Promised(*row) for row in self._db.execute(sql.PROMISES_ON, (json.dumps(ids),))]

    def lapsing(self, now: str) -> list[str]:
        """Records on which silence may have something to do by now."""
        return [found for (found,) in self._db.execute(sql.LAPSING, {"now": now})]

    def to_say(self, now: str) -> list[tuple[int, Promised]]:
        """Of each promise the newest stage that a reminder comes at by now, unless it was said since it is known."""
        return [(row[0], Promised(*row[1:])) for row in self._db.execute(sql.TO_SAY, {"now": now})]

    def turns_of(self, who: str | None, now: str) -> list[Turned]:
        """The turns that a person owes, or everybody; not those that a record keeps."""
        found = self._db.execute(sql.ALL_TURNS if who is None else sql.TURNS_OF, {"who": who, "now": now})
        return [Turned(*row) for row in found]

    def turns_owed_to(self, who: str, now: str) -> list[Turned]:
        return [Turned(*row) for row in self._db.execute(sql.TURNS_OWED_TO, {"who": who, "now": now})]

    def next_turn(self, who: str, now: str) -> Turned | None:
        """The first that has not begun yet."""
        return next((Turned(*row) for row in self._db.execute(sql.NEXT_TURN, {"who": who, "now": now})), None)

    def turns_among(self, people: Sequence[str], now: str) -> list[Turned]:
        """The turns that these have now, with what keeps them."""
        asked = {"people": json.dumps(people), "now": now}
        return [Turned(*row) for row in self._db.execute(sql.TURNS_AMONG, asked)]

    def turns_for(self, record_id: str, now: str) -> list[Turned]:
        """The turns for which this record asks, with what keeps them."""
        return [Turned(*row) for row in self._db.execute(sql.TURNS_FOR, {"record": record_id, "now": now})]

    def turns_to_say(self, now: str) -> list[tuple[int, Turned]]:
        """Of each turn that is owed the newest stage that a reminder comes at by now."""
        return [(row[0], Turned(*row[1:])) for row in self._db.execute(sql.TURNS_TO_SAY, {"now": now})]

    def keeping(self, facts: str, first: int, last: int, kind: str) -> str | None:
        """The record that keeps a turn."""
        found = self._db.execute(sql.KEEPING, (facts, first, last, kind)).fetchone()
        return str(found[0]) if found else None

    def loads(self, parties: Sequence[str], now: str) -> list[Load]:
        """How much each of these owes by itself, kind by kind, most first."""
        return [Load(*row) for row in self._db.execute(sql.LOADS, {"parties": json.dumps(parties), "now": now})]

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
        """The handle of whom a handle or an e-mail names."""
        found = self._db.execute(sql.PERSON, (named.removeprefix("@"),)).fetchone()
        found = found or self._db.execute(sql.PERSON_BY_EMAIL, (named.casefold(),)).fetchone()
        return str(found[0]) if found else None

    def parties(self) -> list[str]:
        return [found for (found,) in self._db.execute(sql.PARTIES)]

    # Finding history and text

    def acts_of(self, names: str | Sequence[str]) -> list[Act]:
        """The acts on a record, under each of the names that it had."""
        return [Act(*row) for row in self._db.execute(sql.ACTS_OF, (json.dumps(names),))]

    def acts_by(self, person: str, since: str) -> list[Act]:
        """What somebody did from that instant on, oldest first."""
        return [Act(*row) for row in self._db.execute(sql.ACTS_BY, (person, since))]

    def records_of_acts(self, commits: Sequence[str]) -> list[str]:
        return [found for (found,) in self._db.execute(sql.RECORDS_OF_ACTS, (json.dumps(commits),))]

    def last_commit(self) -> str:
        row = self._db.execute(sql.LAST_COMMIT).fetchone()
        return str(row[0]) if row else ""

    def acts_after(self, commit: str, limit: int) -> list[Act] | None:
        """What came after the acts of a commit; None where there are none of it."""
        (place,) = self._db.execute(sql.PLACE_OF, (commit,)).fetchone()
        return None if place is None else [Act(*row) for row in self._db.execute(sql.ACTS_AFTER, (place, limit))]

    def irregular(self) -> list[Act]:
        return [Act(*row) for row in self._db.execute(sql.IRREGULAR)]

    def search(self, words: str, kind: str | None, limit: int, status: str | None = None) -> list[Hit]:
        """Records with these words: the best first where they are few, else the newest."""
        many = self._db.execute(sql.COUNT_HITS, (words, RANKED_BELOW)).fetchone()[0] >= RANKED_BELOW
        asked: Mapping[str, object] = {"text": words, "kind": kind, "status": status, "limit": limit}
        return [Hit(*row) for row in self._db.execute(sql.HITS_NEWEST if many else sql.HITS_RANKED, asked)]


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        # No WAL: SQLite before 3.51.3 may lose what was written to it. NORMAL, for the index can be built again.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _settle(built: str, path: str) -> None:
    """Puts a finished file in its place, so that after a power cut there is the old one or the new one.

    Nobody may be writing the old one meanwhile: what they noted for taking it back, in a file beside it, would be taken
    for notes on the new one. Who comes to write the old one later finds that it is not in place any more.
    """
    handle = os.open(built, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    while not _settled(built, path):
        pass


def _settled(built: str, path: str) -> bool:
    """False where, while this one waited, another builder put a file of theirs there: the lock is then on what is no
    index any more, and somebody may be writing the one that is."""
    before = _file_of(path)
    with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as old:
        try:
            old.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise
            _remove(f"{path}-journal")  # of a file that is spoilt: nobody can take anything back in it
        if before is None or before != _file_of(path):
            return False
        os.replace(built, path)  # noqa: PTH105
        return True


def _file_of(path: str | None) -> tuple[int, int] | None:
    if path is None:
        return None
    try:
        found = os.stat(path)  # noqa: PTH116
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _sweep(path: str) -> None:
    """Takes away what builders left behind that were killed."""
    folder, name = os.path.split(path)
    for entry in os.listdir(folder):  # noqa: PTH208
        process = entry.removeprefix(f"{name}.").partition("-")[0]
        if entry.startswith(f"{name}.") and entry.endswith(".new") and process.isdigit():
            try:
                os.kill(int(process), 0)
            except ProcessLookupError:
                _remove(os.path.join(folder, entry))  # noqa: PTH118
            except PermissionError:
                continue  # it lives, and is somebody else's


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108
