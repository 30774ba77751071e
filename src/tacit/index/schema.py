"""The tables. All of it can be derived from git again, so a change here only counts VERSION up: nothing is migrated."""

import tacit

# Whoever changes a table, or what is written into one, counts this up; files of another version are built anew.
SCHEMA = 9
VERSION = f"{SCHEMA} {tacit.__version__}"

# What `meta` says of the last commit of which it is known what it fixes, and of the time for which turns are known.
LOOKED = "fixes"
TURNS_FROM, TURNS_TO = "turns-from", "turns-to"

# `doc` orders records by the day and number of their name, so that the newest are the last: every list is read from
# its end and goes on from a key. It is new whenever the file changes its name, and then only.
TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE records (
        doc INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, url TEXT NOT NULL,
        status TEXT NOT NULL, open INTEGER NOT NULL, title TEXT NOT NULL, created TEXT, updated TEXT, due TEXT,
        version TEXT NOT NULL, fields TEXT NOT NULL, broken TEXT)""",
    # One promise as it is owed by one party. Who keeps it, and the record's title, come by join.
    """CREATE TABLE promises (
        doc INTEGER NOT NULL, promise TEXT NOT NULL, party TEXT NOT NULL, since TEXT, due TEXT, kept_by TEXT NOT NULL,
        silence TEXT NOT NULL, remind TEXT NOT NULL, by_hand INTEGER NOT NULL, due_field TEXT NOT NULL, lapses TEXT)""",
    # When to remind of a promise. What was said is taken out. It is back where the promise is derived anew; that it was
    # said is known to the state of this clone.
    """CREATE TABLE moments (doc INTEGER NOT NULL, promise TEXT NOT NULL, party TEXT NOT NULL, stage INTEGER NOT NULL,
        at TEXT NOT NULL)""",
    """CREATE TABLE waiting (doc INTEGER NOT NULL, promise TEXT NOT NULL, party TEXT NOT NULL, place INTEGER NOT NULL,
        due TEXT)""",
    "CREATE TABLE aliases (alias TEXT NOT NULL, doc INTEGER NOT NULL)",
    "CREATE TABLE links (doc INTEGER NOT NULL, field TEXT NOT NULL, target TEXT NOT NULL)",
    "CREATE TABLE people (handle TEXT PRIMARY KEY, email TEXT NOT NULL, place INTEGER NOT NULL) WITHOUT ROWID",
    # A team and those behind it; a person is behind their own name, and everybody behind `anyone`.
    """CREATE TABLE members (party TEXT NOT NULL, person TEXT NOT NULL, place INTEGER NOT NULL,
        PRIMARY KEY (party, place)) WITHOUT ROWID""",
    # While they are away, their deputy has their promises too. Instants, so that no reader needs to know a zone.
    "CREATE TABLE absences (person TEXT NOT NULL, cover TEXT NOT NULL, start TEXT NOT NULL, finish TEXT NOT NULL)",
    # What comes round: who owes what for which period, for some time around the last `now` that was asked of. `facts`,
    # `first` and `last` say which record keeps it: it is looked for when the turn is, so that nobody keeps count.
    """CREATE TABLE turns (
        turn INTEGER PRIMARY KEY, kind TEXT NOT NULL, period TEXT NOT NULL, person TEXT NOT NULL, record TEXT NOT NULL,
        title TEXT NOT NULL, opens TEXT NOT NULL, since TEXT NOT NULL, due TEXT NOT NULL, ends TEXT NOT NULL,
        kept_by TEXT NOT NULL, waiting TEXT NOT NULL, facts TEXT NOT NULL, first INTEGER NOT NULL,
        last INTEGER NOT NULL)""",
    "CREATE TABLE served (record TEXT NOT NULL, turn INTEGER NOT NULL, PRIMARY KEY (record, turn)) WITHOUT ROWID",
    # When to remind of a turn, and until when; what was said is taken out.
    """CREATE TABLE turn_moments (turn INTEGER NOT NULL, stage INTEGER NOT NULL, at TEXT NOT NULL, until TEXT NOT NULL,
        PRIMARY KEY (turn, stage)) WITHOUT ROWID""",
    """CREATE TABLE acts (
        place INTEGER PRIMARY KEY, record TEXT NOT NULL, commit_id TEXT NOT NULL, at TEXT NOT NULL,
        person TEXT NOT NULL, party TEXT NOT NULL, act TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
        by_hand INTEGER NOT NULL, irregular TEXT NOT NULL, fault TEXT NOT NULL, began TEXT NOT NULL)""",
    # Every pair of field and value is one word here, so that SQLite walks the sorted lists of records that hold each of
    # them side by side: no combination of filters needs an index of its own.
    """CREATE VIRTUAL TABLE filters USING fts5(
        facts, content='', detail=none, columnsize=0, tokenize='ascii')""",
    """CREATE VIRTUAL TABLE words USING fts5(
        title, body, content='', tokenize='unicode61 remove_diacritics 2')""",
)

# Made after the rows of a whole build: cheaper than keeping them in order while rows arrive.
INDEXES = (
    "CREATE INDEX records_by_id ON records (id)",
    "CREATE INDEX records_by_path ON records (path)",
    "CREATE INDEX records_open ON records (doc) WHERE open",
    "CREATE INDEX promises_by_doc ON promises (doc)",
    "CREATE INDEX promises_by_party ON promises (party, due)",
    "CREATE INDEX promises_lapsing ON promises (lapses) WHERE lapses IS NOT NULL",
    "CREATE INDEX moments_by_doc ON moments (doc)",
    "CREATE INDEX moments_by_time ON moments (at)",
    "CREATE INDEX waiting_by_doc ON waiting (doc)",
    "CREATE INDEX waiting_by_party ON waiting (party, due, doc, promise)",
    "CREATE INDEX aliases_by_alias ON aliases (alias)",
    "CREATE INDEX aliases_by_doc ON aliases (doc)",
    "CREATE INDEX links_by_doc ON links (doc)",
    "CREATE INDEX links_by_target ON links (target, field)",
    "CREATE INDEX people_by_email ON people (email)",
    "CREATE INDEX members_by_person ON members (person)",
    "CREATE INDEX turns_by_person ON turns (person, opens)",
    "CREATE INDEX turns_by_end ON turns (ends)",
    "CREATE INDEX turn_moments_by_time ON turn_moments (at)",
    "CREATE INDEX acts_by_record ON acts (record)",
    "CREATE INDEX acts_by_commit ON acts (commit_id)",
    "CREATE INDEX acts_by_person ON acts (person, at)",
)
