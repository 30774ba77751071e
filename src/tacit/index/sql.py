"""Every statement that reads or changes a row. No module of this room but `schema` holds another."""

# ruff: noqa: S608 - what is put together here are constants of this module

META = "SELECT value FROM meta WHERE key = ?"
ALL_META = "SELECT key, value FROM meta"
SET_META = "INSERT OR REPLACE INTO meta VALUES (?, ?)"

# Writing records

INSERT_RECORD = "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
UPDATE_RECORD = """UPDATE records SET status = ?, open = ?, title = ?, created = ?, updated = ?, due = ?, version = ?,
    fields = ?, broken = ? WHERE doc = ?"""
INSERT_PROMISE = "INSERT INTO promises VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_MOMENT = "INSERT INTO moments VALUES (?, ?, ?, ?, ?)"
INSERT_WAITING = "INSERT INTO waiting VALUES (?, ?, ?, ?, ?)"
INSERT_ALIAS = "INSERT INTO aliases VALUES (?, ?)"
INSERT_LINK = "INSERT INTO links VALUES (?, ?, ?)"
INSERT_FACTS = "INSERT INTO filters (rowid, facts) VALUES (?, ?)"
INSERT_WORDS = "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)"
# What has no content of its own is told what stood there, to take out just that.
DELETE_FACTS = "INSERT INTO filters (filters, rowid, facts) VALUES ('delete', ?, ?)"
DELETE_WORDS = "INSERT INTO words (words, rowid, title, body) VALUES ('delete', ?, ?, ?)"
DELETE_RECORD = "DELETE FROM records WHERE doc = ?"
DELETE_OWED = (
    "DELETE FROM promises WHERE doc = ?",
    "DELETE FROM waiting WHERE doc = ?",
    "DELETE FROM moments WHERE doc = ?",
)
DELETE_MOMENTS = "DELETE FROM moments WHERE doc = ? AND promise = ? AND party = ? AND stage <= ?"
DELETE_ATTACHED = ("DELETE FROM aliases WHERE doc = ?", "DELETE FROM links WHERE doc = ?")
IS_TAKEN = "SELECT 1 FROM records WHERE doc = ?"
SET_WORDS_MEMORY = "INSERT INTO words (words, rank) VALUES ('hashsize', ?)"
SET_FILTERS_MEMORY = "INSERT INTO filters (filters, rank) VALUES ('hashsize', ?)"

# Writing people and history

DELETE_PEOPLE = ("DELETE FROM people", "DELETE FROM members", "DELETE FROM absences")
INSERT_PERSON = "INSERT OR REPLACE INTO people VALUES (?, ?, ?)"
INSERT_MEMBER = "INSERT OR REPLACE INTO members VALUES (?, ?, ?)"
INSERT_ABSENCE = "INSERT INTO absences VALUES (?, ?, ?, ?)"
DELETE_TURNS = ("DELETE FROM turns", "DELETE FROM served", "DELETE FROM turn_moments")
INSERT_TURN = "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_SERVED = "INSERT INTO served VALUES (?, ?)"
INSERT_TURN_MOMENT = "INSERT INTO turn_moments VALUES (?, ?, ?, ?)"
DELETE_TURN_MOMENTS = "DELETE FROM turn_moments WHERE turn = ? AND stage <= ?"
INSERT_ACT = """INSERT INTO acts
    (record, commit_id, at, person, party, act, source, target, by_hand, irregular, fault, began)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
DELETE_ACTS = "DELETE FROM acts WHERE commit_id = ?"

# Reading records

RECORD_COLUMNS = "id, kind, path, status, title, fields, created, updated, due, url, broken"
_RECORD = f"SELECT {RECORD_COLUMNS} FROM records"
BY_ID = f"{_RECORD} WHERE id = ? ORDER BY doc DESC"
BY_IDS = f"{_RECORD} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY doc DESC"
BY_PATH = f"{_RECORD} WHERE path = ?"
BY_ALIAS = f"{_RECORD} WHERE doc IN (SELECT doc FROM aliases WHERE alias = ?) ORDER BY doc DESC"
IDS_WITH = r"SELECT DISTINCT id FROM records WHERE id LIKE ? ESCAPE '\' ORDER BY id DESC LIMIT ?"
NEWEST_IDS = "SELECT id FROM records ORDER BY open DESC, doc DESC LIMIT ?"
PAGE = f"SELECT doc, {RECORD_COLUMNS} FROM records WHERE doc < ? ORDER BY doc DESC LIMIT ?"
PAGE_OPEN = f"""SELECT doc, {RECORD_COLUMNS} FROM records INDEXED BY records_open
    WHERE open AND doc < ? ORDER BY doc DESC LIMIT ?"""
PAGE_FILTERED = f"""SELECT doc, {RECORD_COLUMNS} FROM
    (SELECT rowid AS found FROM filters WHERE filters MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?)
    CROSS JOIN records ON doc = found ORDER BY doc DESC"""
LINKED = f"{_RECORD} WHERE doc IN (SELECT doc FROM links WHERE target = ?) ORDER BY doc DESC LIMIT ?"
STANDING = "SELECT doc, path, version, title, kind, status, open, fields, id, created FROM records WHERE path = ?"
OPEN_ABOUT = """SELECT path, version FROM records WHERE open AND kind = ?
    AND doc IN (SELECT doc FROM links WHERE target = ? AND field = 'about')"""
_OPEN = "SELECT path, version FROM records WHERE open"
OPEN_RECORDS = _OPEN
OPEN_OF_KIND = f"{_OPEN} AND kind = ?"
OPEN_WITH = f"{_OPEN} AND id = ?"
OPEN_LINKED = f"{_OPEN} AND doc IN (SELECT doc FROM links WHERE target = ?)"
OPEN_OWED = f"""{_OPEN} AND doc IN (
    SELECT doc FROM promises WHERE party IN (SELECT value FROM json_each(:parties))
    UNION SELECT doc FROM waiting WHERE party IN (SELECT value FROM json_each(:parties)))"""
TARGETS = "SELECT target FROM links WHERE doc IN (SELECT doc FROM records WHERE path = ?)"
OF_KIND = "SELECT path, version FROM records WHERE kind = ?"
COUNT_OF_KIND = "SELECT count(*) FROM records WHERE kind = ?"
COUNT_RECORDS = "SELECT count(*) FROM records"
COUNT_OPEN = "SELECT count(*) FROM records WHERE open"
COUNT_PROMISES = "SELECT count(*) FROM promises"
COUNT_ACTS = "SELECT count(*) FROM acts"

# Reading promises

_PROMISE = """SELECT p.promise, r.id, r.kind, r.title, p.party, p.since, p.due, p.kept_by, p.silence,
    p.remind, p.by_hand, p.due_field, p.doc FROM promises p JOIN records r ON r.doc = p.doc"""
_NEAREST_FIRST = "ORDER BY p.due IS NULL, p.due, r.id, p.promise, p.party"
# Those whose promises are one's own: oneself, one's teams, everybody, and who is away and left one as deputy.
PARTIES_OF = """SELECT party FROM members WHERE person = :who
    UNION SELECT m.party FROM absences a JOIN members m ON m.person = a.person
        WHERE a.cover = :who AND a.start <= :now AND :now < a.finish AND m.party <> 'anyone'
    UNION SELECT :who UNION SELECT 'anyone'"""
# The nearest are chosen by their rows alone, and only these are read with their records.
_NEAREST = "ORDER BY n.due IS NULL, n.due LIMIT :limit"
INBOX = f"""{_PROMISE} WHERE p.rowid IN
    (SELECT rowid FROM promises n WHERE party IN ({PARTIES_OF}) {_NEAREST}) {_NEAREST_FIRST}"""
OWED_TO = f"""{_PROMISE} WHERE p.rowid IN (SELECT o.rowid FROM (SELECT DISTINCT doc, promise, due FROM waiting n
    WHERE party IN (SELECT :who UNION SELECT party FROM members WHERE person = :who AND party <> 'anyone')
    {_NEAREST}) AS w CROSS JOIN promises o ON o.doc = w.doc AND o.promise = w.promise)
    {_NEAREST_FIRST}"""
ALL_PROMISES = f"{_PROMISE} {_NEAREST_FIRST}"
PROMISES_OF = f"{_PROMISE} WHERE r.id = ? {_NEAREST_FIRST}"
PROMISES_ON = f"{_PROMISE} WHERE r.id IN (SELECT value FROM json_each(?)) {_NEAREST_FIRST}"
# What a tick has to do: records that silence has something to do on, and the newest of the moments that have come.
LAPSING = """SELECT r.id FROM (SELECT DISTINCT doc FROM promises WHERE lapses <= :now) AS p
    CROSS JOIN records r ON r.doc = p.doc ORDER BY r.doc"""
TO_SAY = f"""SELECT m.stage, found.* FROM
    (SELECT doc, promise, party, max(stage) AS stage FROM moments WHERE at <= :now GROUP BY doc, promise, party) AS m
    CROSS JOIN ({_PROMISE}) AS found ON found.doc = m.doc AND found.promise = m.promise AND found.party = m.party
    ORDER BY m.doc, m.promise, m.party"""
WAITING = """SELECT doc, promise, party FROM waiting WHERE doc IN (SELECT value FROM json_each(?))
    ORDER BY doc, promise, place"""
LOADS = """SELECT p.party, r.kind, count(*), count(CASE WHEN p.due < :now THEN 1 END)
    FROM promises p CROSS JOIN records r ON r.doc = p.doc WHERE p.party IN (SELECT value FROM json_each(:parties))
    GROUP BY p.party, r.kind ORDER BY p.party, count(*) DESC, r.kind"""
MEMBERS = "SELECT party, person FROM members WHERE party IN (SELECT value FROM json_each(?)) ORDER BY party, place"
HAS_PEOPLE = "SELECT EXISTS (SELECT 1 FROM people)"
PERSON_BY_EMAIL = "SELECT handle FROM people WHERE email = ? ORDER BY place LIMIT 1"
PERSON = "SELECT handle FROM people WHERE handle = ?"
PARTIES = "SELECT DISTINCT party FROM members UNION SELECT DISTINCT party FROM promises"

# Reading turns: those of now that no record keeps

_KEEPING = """FROM filters f CROSS JOIN records k ON k.doc = f.rowid
    WHERE f.filters MATCH t.facts AND f.rowid BETWEEN t.first AND t.last AND k.kind = t.kind"""
_TURN = """SELECT t.turn, t.kind, t.period, t.person, t.record, t.title, t.since, t.due, t.kept_by, t.waiting"""
_OWED_NOW = f"t.opens <= :now AND :now < t.ends AND NOT EXISTS (SELECT 1 {_KEEPING})"
_TURNS_FIRST = "ORDER BY t.due, t.record, t.kind, t.person"
TURNS_OF = f"{_TURN} FROM turns t WHERE t.person = :who AND {_OWED_NOW} {_TURNS_FIRST}"
TURNS_OWED_TO = f"""{_TURN} FROM turns t WHERE EXISTS (SELECT 1 FROM json_each(t.waiting) WHERE value = :who
    OR value IN (SELECT party FROM members WHERE person = :who AND party <> 'anyone')) AND {_OWED_NOW} {_TURNS_FIRST}"""
ALL_TURNS = f"{_TURN} FROM turns t WHERE {_OWED_NOW} {_TURNS_FIRST}"
NEXT_TURN = f"{_TURN} FROM turns t WHERE t.person = :who AND t.opens > :now ORDER BY t.opens, t.due, t.record LIMIT 1"
TURNS_AMONG = f"""{_TURN}, (SELECT k.id {_KEEPING} LIMIT 1) FROM turns t WHERE t.person IN
    (SELECT value FROM json_each(:people)) AND t.opens <= :now AND :now < t.ends ORDER BY t.kind, t.due, t.person"""
TURNS_FOR = f"""{_TURN}, (SELECT k.id {_KEEPING} LIMIT 1) FROM served s CROSS JOIN turns t ON t.turn = s.turn
    WHERE s.record = :record AND t.opens <= :now AND :now < t.ends ORDER BY t.kind, t.due, t.person"""
TURNS_TO_SAY = f"""SELECT m.stage, found.* FROM
    (SELECT turn, max(stage) AS stage FROM turn_moments WHERE at <= :now AND :now < until GROUP BY turn) AS m
    CROSS JOIN ({_TURN} FROM turns t WHERE {_OWED_NOW}) AS found ON found.turn = m.turn ORDER BY m.turn"""
# Whether a tick has anything to do: each of these finds one thing.
DUE = (
    "SELECT 1 FROM promises WHERE lapses <= :now LIMIT 1",
    "SELECT 1 FROM moments WHERE at <= :now LIMIT 1",
    f"""SELECT 1 FROM turn_moments m CROSS JOIN turns t ON t.turn = m.turn
        WHERE m.at <= :now AND :now < m.until AND {_OWED_NOW} LIMIT 1""",
)
KEEPING = """SELECT k.id FROM filters f CROSS JOIN records k ON k.doc = f.rowid
    WHERE f.filters MATCH ? AND f.rowid BETWEEN ? AND ? AND k.kind = ? LIMIT 1"""

# Reading history and text

ACT_COLUMNS = "record, commit_id, at, person, party, act, source, target, by_hand, irregular, fault, began"
ACTS_OF = f"SELECT {ACT_COLUMNS} FROM acts WHERE record IN (SELECT value FROM json_each(?)) ORDER BY place"
ACTS_BY = f"SELECT {ACT_COLUMNS} FROM acts WHERE person = ? AND at >= ? ORDER BY at, place"
LAST_COMMIT = "SELECT commit_id FROM acts ORDER BY place DESC LIMIT 1"
PLACE_OF = "SELECT max(place) FROM acts WHERE commit_id = ?"
ACTS_AFTER = f"SELECT {ACT_COLUMNS} FROM acts WHERE place > ? ORDER BY place LIMIT ?"
RECORDS_OF_ACTS = "SELECT DISTINCT record FROM acts WHERE commit_id IN (SELECT value FROM json_each(?))"
IRREGULAR = f"SELECT {ACT_COLUMNS} FROM acts WHERE irregular <> '' ORDER BY place"
COUNT_HITS = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"
_HIT = "SELECT r.id, r.kind, r.title, r.status, r.url, r.path, r.version FROM"
HITS_RANKED = f"""{_HIT} (SELECT rowid AS found, bm25(words, 5.0, 1.0) AS score FROM words WHERE words MATCH :text)
    CROSS JOIN records r ON r.doc = found
    WHERE (:kind IS NULL OR r.kind = :kind) AND (:status IS NULL OR r.status = :status)
    ORDER BY score, r.doc DESC LIMIT :limit"""
HITS_NEWEST = f"""{_HIT} words CROSS JOIN records r ON r.doc = words.rowid
    WHERE words MATCH :text AND (:kind IS NULL OR r.kind = :kind) AND (:status IS NULL OR r.status = :status)
    ORDER BY words.rowid DESC LIMIT :limit"""

# Answered as JSON by SQLite itself, for the one command whose time counts in milliseconds

HOT_PERSON = """SELECT handle FROM people WHERE handle = :who
    UNION ALL SELECT * FROM (SELECT handle FROM people WHERE email = :email ORDER BY place) LIMIT 1"""


def _listed(texts: str) -> str:
    """The rows of one column as a JSON list, spelled as Python spells it: so are the objects, and so is all JSON."""
    return f"'[' || coalesce((SELECT group_concat(json_quote(told), ', ') FROM ({texts})), '') || ']'"


def _object(**members: str) -> str:
    told = (f"""'"{name}": ' || {json}""" for name, json in members.items())
    return "'{' || " + " || ', ' || ".join(told) + " || '}'"


_HOT_PROMISE = _object(
    promise="json_quote(p.promise)",
    record="json_quote(r.id)",
    kind="json_quote(r.kind)",
    title="json_quote(r.title)",
    party="json_quote(p.party)",
    who=_listed("SELECT person AS told FROM members WHERE party = p.party ORDER BY place"),
    since="json_quote(p.since)",
    due="json_quote(p.due)",
    late="iif(p.due < :now, 'true', 'false')",
    kept_by=_listed("SELECT value AS told FROM json_each(p.kept_by)"),
    silence="json_quote(p.silence)",
    owed_to=_listed(
        "SELECT w.party AS told FROM waiting w WHERE w.doc = p.doc AND w.promise = p.promise ORDER BY w.place"
    ),
)
_HOT_TURN = _object(
    promise="json_quote(t.kind)",
    record="json_quote(t.record)",
    kind="json_quote(t.kind)",
    title="json_quote(t.title)",
    party="json_quote(t.person)",
    who="'[' || json_quote(t.person) || ']'",
    since="json_quote(t.since)",
    due="json_quote(t.due)",
    late="iif(t.due < :now, 'true', 'false')",
    kept_by=_listed("SELECT value AS told FROM json_each(t.kept_by)"),
    silence="'\"remind\"'",
    owed_to=_listed("SELECT value AS told FROM json_each(t.waiting)"),
    period="json_quote(t.period)",
)
HOT_INBOX = f"""SELECT told FROM (SELECT {_HOT_PROMISE} AS told,
    p.due AS due, r.id AS record, p.promise AS promise, p.party AS party
    FROM promises p JOIN records r ON r.doc = p.doc WHERE p.party IN ({PARTIES_OF})
    UNION ALL SELECT {_HOT_TURN}, t.due, t.record, t.kind, t.person
    FROM turns t WHERE t.person = :who AND {_OWED_NOW})
    ORDER BY due IS NULL, due, record, promise, party"""
