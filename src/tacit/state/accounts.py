"""Who may sign in to a server, and how they are known there: one SQLite file in the git directory.

Of every secret that is handed out (of a session, a token, an invitation) only a hash is kept: who reads this file can
be nobody by it. The secrets are long and random, so a plain hash is enough; passwords come hashed for guessing already.
"""

import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Any, NamedTuple, get_args

from tacit.model.account import Role, Scope
from tacit.state.file import StateFile
from tacit.text.phrases import several
from tacit.text.spans import read_instant, write_instant

_SCHEMA = """
    CREATE TABLE accounts (
        person TEXT PRIMARY KEY, role TEXT NOT NULL, email TEXT NOT NULL, password TEXT, disabled INTEGER NOT NULL,
        created TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE sessions (
        mark BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE, person TEXT NOT NULL, browser TEXT NOT NULL,
        created TEXT NOT NULL, seen TEXT NOT NULL, expires TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX sessions_of ON sessions (person);
    CREATE TABLE tokens (
        mark BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE, person TEXT NOT NULL, title TEXT NOT NULL,
        scopes TEXT NOT NULL, created TEXT NOT NULL, expires TEXT NOT NULL, used TEXT, revoked TEXT
    ) WITHOUT ROWID;
    CREATE INDEX tokens_of ON tokens (person);
    CREATE TABLE invitations (
        mark BLOB PRIMARY KEY, person TEXT NOT NULL, by TEXT NOT NULL, created TEXT NOT NULL, expires TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE identities (
        issuer TEXT NOT NULL, subject TEXT NOT NULL, person TEXT NOT NULL, since TEXT NOT NULL,
        PRIMARY KEY (issuer, subject), UNIQUE (issuer, person)
    ) WITHOUT ROWID;
    CREATE VIEW able_admins AS SELECT person FROM accounts a WHERE role = 'admin' AND NOT disabled
        AND (password IS NOT NULL OR EXISTS (SELECT 1 FROM identities i WHERE i.person = a.person));
    CREATE TABLE tries (about BLOB NOT NULL, at TEXT NOT NULL);
    CREATE INDEX tries_about ON tries (about, at);
    CREATE INDEX tries_at ON tries (at)
"""
_SINCE = """
    CREATE TABLE browsers (mark BLOB PRIMARY KEY, person TEXT NOT NULL, expires TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE changes (
        at TEXT NOT NULL, what TEXT NOT NULL, person TEXT NOT NULL, by TEXT NOT NULL, about TEXT NOT NULL
    );
    CREATE INDEX changes_of ON changes (person)
"""
TOKEN = "tacit_"  # noqa: S105 - how a token begins: who finds one lying about knows what it is
_SECRET = 32  # bytes
_TRIES_KEPT = timedelta(days=1)  # longer than any limit looks back


class Account(NamedTuple):
    person: str
    role: Role
    email: str  # as it was when they were invited: what their record says later proves nothing
    password: str | None  # its hash
    disabled: bool
    created: datetime


class Session(NamedTuple):
    name: str  # by which it is listed and ended; with it nobody signs in
    person: str
    browser: str
    created: datetime
    seen: datetime
    expires: datetime


class Token(NamedTuple):
    name: str
    person: str
    title: str
    scopes: frozenset[Scope]
    created: datetime
    expires: datetime
    used: datetime | None
    revoked: datetime | None


class Invitation(NamedTuple):
    person: str
    by: str
    created: datetime
    expires: datetime


class Change(NamedTuple):
    """Of an account, and by whom."""

    at: datetime
    what: str
    person: str
    by: str
    about: str


class Limit(NamedTuple):
    """So many tries about one thing in so long a time."""

    about: str
    most: int
    within: timedelta


def mark_of(secret: str) -> bytes:
    """By what a secret is found, and what does not give it away."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def new_secret() -> str:
    return secrets.token_urlsafe(_SECRET)


class Accounts(StateFile):
    """Accounts, and by what people are recognised."""

    migrations = (_SCHEMA, _SINCE)
    lost = "everybody has to be invited again"
    _some = False

    def _begin(self) -> None:
        self._path.chmod(0o600)

    def _read(self, statement: str, *values: object) -> list[Any]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._failed(error) from error

    # Accounts

    def any(self) -> bool:
        """Asked with every request; none is ever taken out again."""
        self._some = self._some or bool(self._read("SELECT 1 FROM accounts LIMIT 1"))
        return self._some

    def account(self, person: str) -> Account | None:
        rows = self._read(
            "SELECT person, role, email, password, disabled, created FROM accounts WHERE person = ?", person
        )
        return next(map(_account, rows), None)

    def accounts(self) -> list[Account]:
        rows = self._read("SELECT person, role, email, password, disabled, created FROM accounts ORDER BY person")
        return [_account(row) for row in rows]

    def by_email(self, email: str) -> list[Account]:
        """Those invited with this address, in any case of its letters."""
        return [one for one in self.accounts() if one.email and one.email.casefold() == email.casefold()]

    def admit(self, person: str, role: Role, email: str, at: datetime) -> None:
        """An account for this person; one that is there keeps its role, and its password unless it was disabled."""
        with self._written() as connection:
            connection.execute(
                "INSERT INTO accounts VALUES (?, ?, ?, NULL, 0, ?) ON CONFLICT (person) DO UPDATE SET email = ?3, "
                "password = CASE WHEN disabled THEN NULL ELSE password END, disabled = 0",
                (person, role, email, write_instant(at)),
            )

    def set_role(self, person: str, role: Role, at: datetime, by: str) -> bool:
        """Whether it could be: the last administrator stays one."""
        with self._written() as connection:
            changed = connection.execute(
                "UPDATE accounts SET role = ?1 WHERE person = ?2 AND (?1 = 'admin' OR role <> 'admin' "
                "OR EXISTS (SELECT 1 FROM able_admins o WHERE o.person <> accounts.person))",
                (role, person),
            )
            if changed.rowcount == 1:
                _note(connection, at, "role", person, by, role)
            return changed.rowcount == 1

    def disable(self, person: str, at: datetime, by: str) -> bool:
        """Ends all by which somebody is recognised; whether it could be: the last administrator stays."""
        with self._written() as connection:
            changed = connection.execute(
                "UPDATE accounts SET disabled = 1 WHERE person = ?1 AND (role <> 'admin' "
                "OR EXISTS (SELECT 1 FROM able_admins o WHERE o.person <> accounts.person))",
                (person,),
            )
            if changed.rowcount == 1:
                connection.execute("DELETE FROM sessions WHERE person = ?", (person,))
                connection.execute("DELETE FROM invitations WHERE person = ?", (person,))
                connection.execute("DELETE FROM browsers WHERE person = ?", (person,))
                _note(connection, at, "closed", person, by)
                connection.execute(
                    "UPDATE tokens SET revoked = ? WHERE person = ? AND revoked IS NULL", (write_instant(at), person)
                )
            return changed.rowcount == 1

    def set_password(self, person: str, hashed: str, at: datetime, keep: str = "") -> None:
        """Who knew the old one is signed out, but for the session of this name."""
        with self._written() as connection:
            connection.execute("UPDATE accounts SET password = ? WHERE person = ?", (hashed, person))
            connection.execute("DELETE FROM sessions WHERE person = ? AND name <> ?", (person, keep))
            _note(connection, at, "password", person, person)

    def refresh_password(self, person: str, before: str, hashed: str) -> None:
        """The same password, hashed as it is done now."""
        with self._written() as connection:
            connection.execute(
                "UPDATE accounts SET password = ? WHERE person = ? AND password = ?", (hashed, person, before)
            )

    # Invitations

    def invite(self, person: str, by: str, at: datetime, expires: datetime) -> str:
        """The secret of a new invitation; earlier ones of that person are void."""
        secret = new_secret()
        with self._written() as connection:
            connection.execute("DELETE FROM invitations WHERE person = ?", (person,))
            connection.execute(
                "INSERT INTO invitations VALUES (?, ?, ?, ?, ?)",
                (mark_of(secret), person, by, write_instant(at), write_instant(expires)),
            )
            ((role,),) = connection.execute("SELECT role FROM accounts WHERE person = ?", (person,)).fetchall()
            _note(connection, at, "invited", person, by, role)
        return secret

    def invitation(self, secret: str, at: datetime) -> Invitation | None:
        rows = self._read(
            "SELECT person, by, created, expires FROM invitations WHERE mark = ? AND expires > ?",
            mark_of(secret), write_instant(at),
        )  # fmt: skip
        return next((Invitation(person, by, *map(read_instant, times)) for person, by, *times in rows), None)

    def invited(self, at: datetime) -> dict[str, datetime]:
        """Until when those invited may accept."""
        rows = self._read("SELECT person, expires FROM invitations WHERE expires > ?", write_instant(at))
        return {person: read_instant(expires) for person, expires in rows}

    def accept(self, secret: str, hashed: str, at: datetime) -> str | None:
        """Takes the invitation, once: its person has this password, and is signed out everywhere. None: it is void."""
        with self._written() as connection:
            taken = connection.execute(
                "DELETE FROM invitations WHERE mark = ? AND expires > ? RETURNING person",
                (mark_of(secret), write_instant(at)),
            ).fetchall()
            for (person,) in taken:
                connection.execute("UPDATE accounts SET password = ? WHERE person = ?", (hashed, person))
                connection.execute("DELETE FROM sessions WHERE person = ?", (person,))
                connection.execute("DELETE FROM browsers WHERE person = ?", (person,))
                _note(connection, at, "joined", person, person)
        return taken[0][0] if taken else None

    # Sessions

    def begin(self, person: str, browser: str, at: datetime, expires: datetime) -> str | None:
        """The secret of a new session; None where the account was disabled meanwhile."""
        secret = new_secret()
        now = write_instant(at)
        with self._written() as connection:
            connection.execute("DELETE FROM sessions WHERE expires <= ?", (now,))
            begun = connection.execute(
                "INSERT INTO sessions SELECT ?, ?, person, ?, ?, ?, ? FROM accounts WHERE person = ? AND NOT disabled",
                (mark_of(secret), secrets.token_hex(6), browser, now, now, write_instant(expires), person),
            )
        return secret if begun.rowcount == 1 else None

    def session(self, secret: str) -> tuple[Session, Role] | None:
        """The session of this secret with the role of its person now; whether it has ended says its times."""
        rows = self._read(
            "SELECT s.name, s.person, s.browser, s.created, s.seen, s.expires, a.role FROM sessions s "
            "JOIN accounts a ON a.person = s.person WHERE s.mark = ? AND NOT a.disabled",
            mark_of(secret),
        )
        return next(((_session(row[:-1]), row[-1]) for row in rows), None)

    def sessions(self, person: str, since: datetime, at: datetime) -> list[Session]:
        """Those that have not ended, nor rested since then; the last seen first."""
        rows = self._read(
            "SELECT name, person, browser, created, seen, expires FROM sessions "
            "WHERE person = ? AND seen > ? AND expires > ? ORDER BY seen DESC, name",
            person, write_instant(since), write_instant(at),
        )  # fmt: skip
        return [_session(row) for row in rows]

    def saw(self, name: str, at: datetime) -> None:
        with self._written() as connection:
            connection.execute("UPDATE sessions SET seen = ? WHERE name = ?", (write_instant(at), name))

    def end(self, person: str, name: str) -> bool:
        with self._written() as connection:
            ended = connection.execute("DELETE FROM sessions WHERE person = ? AND name = ?", (person, name))
            return ended.rowcount == 1

    def end_all(self, person: str, at: datetime, by: str, keep: str = "") -> int:
        """All sessions of a person but the one of this name; how many there were."""
        with self._written() as connection:
            ended = connection.execute("DELETE FROM sessions WHERE person = ? AND name <> ?", (person, keep)).rowcount
            if ended:
                _note(connection, at, "signed-out", person, by, several(ended, "session"))
            return ended

    # Browsers in which somebody has signed in before

    def know(self, person: str, at: datetime, expires: datetime, instead: str = "") -> str:
        """The secret by which a browser is known as one of this person's, instead of that by which it was before."""
        secret = new_secret()
        with self._written() as connection:
            over = (write_instant(at), mark_of(instead))
            connection.execute("DELETE FROM browsers WHERE expires <= ? OR mark = ?", over)
            connection.execute(
                "INSERT INTO browsers VALUES (?, ?, ?)", (mark_of(secret), person, write_instant(expires))
            )
        return secret

    def known(self, secret: str, at: datetime) -> str | None:
        """Whose browser it is."""
        asked = "SELECT person FROM browsers WHERE mark = ? AND expires > ?"
        rows = self._read(asked, mark_of(secret), write_instant(at))
        return rows[0][0] if rows else None

    # Tokens

    def make_token(
        self, person: str, title: str, scopes: frozenset[Scope], at: datetime, expires: datetime, by: str
    ) -> tuple[str, Token]:
        secret, name = TOKEN + new_secret(), secrets.token_hex(6)
        made = Token(name, person, title, scopes, at, expires, None, None)
        with self._written() as connection:
            connection.execute(
                "INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
                (mark_of(secret), name, person, title, _spelled(scopes), write_instant(at), write_instant(expires)),
            )
            _note(connection, at, "token", person, by, f"{name}, which may {_spelled(scopes, ' and ')}")
        return secret, made

    def token(self, secret: str) -> tuple[Token, Role] | None:
        """The token of this secret with the role of its person now; whether it is good still says its times."""
        rows = self._read(
            "SELECT t.name, t.person, t.title, t.scopes, t.created, t.expires, t.used, t.revoked, a.role "
            "FROM tokens t JOIN accounts a ON a.person = t.person WHERE t.mark = ? AND NOT a.disabled",
            mark_of(secret),
        )
        return next(((_token(row[:-1]), row[-1]) for row in rows), None)

    def tokens(self, person: str | None = None) -> list[Token]:
        """The tokens of a person, else all; those that were revoked too."""
        rows = self._read(
            "SELECT name, person, title, scopes, created, expires, used, revoked FROM tokens "
            "WHERE ?1 IS NULL OR person = ?1 ORDER BY person, created, name",
            person,
        )
        return [_token(row) for row in rows]

    def used(self, name: str, at: datetime) -> None:
        with self._written() as connection:
            connection.execute("UPDATE tokens SET used = ? WHERE name = ?", (write_instant(at), name))

    def revoke(self, name: str, at: datetime, by: str, person: str | None = None) -> bool:
        """Whether there was such a token, of that person where one is named, which was good still."""
        with self._written() as connection:
            revoked = connection.execute(
                "UPDATE tokens SET revoked = ?1 WHERE name = ?2 AND revoked IS NULL AND (?3 IS NULL OR person = ?3) "
                "RETURNING person",
                (write_instant(at), name, person),
            ).fetchall()
            for (whose,) in revoked:
                _note(connection, at, "revoked", whose, by, name)
            return bool(revoked)

    # Identities that others vouch for

    def identify(self, issuer: str, subject: str) -> str | None:
        rows = self._read("SELECT person FROM identities WHERE issuer = ? AND subject = ?", issuer, subject)
        return rows[0][0] if rows else None

    def tie(self, issuer: str, subject: str, person: str, at: datetime) -> bool:
        """Notes that this is how a provider knows a person; False where it knows them otherwise already. Whoever was
        invited has come by this."""
        with self._written() as connection:
            tied = connection.execute(
                "INSERT OR IGNORE INTO identities VALUES (?, ?, ?, ?)", (issuer, subject, person, write_instant(at))
            )
            if tied.rowcount == 1:
                connection.execute("DELETE FROM invitations WHERE person = ?", (person,))
                _note(connection, at, "provider", person, person, issuer)
            return tied.rowcount == 1

    def known_elsewhere(self) -> frozenset[str]:
        """Those whom a provider knows."""
        return frozenset(person for (person,) in self._read("SELECT DISTINCT person FROM identities"))

    # What became of accounts

    def changes(self, person: str | None, most: int) -> list[Change]:
        """Of the account of a person, else of all; the newest first."""
        rows = self._read(
            "SELECT at, what, person, by, about FROM changes WHERE ?1 IS NULL OR person = ?1 "
            "ORDER BY rowid DESC LIMIT ?2",
            person, most,
        )  # fmt: skip
        return [Change(read_instant(at), *told) for at, *told in rows]

    # Tries

    def try_once(self, limits: Sequence[Limit], at: datetime) -> int:
        """Notes a try unless one of the limits is reached: then in how many seconds there is room again, else 0.

        It is noted before its outcome is known, so that many at once are no way around.
        """
        with self._written() as connection:
            connection.execute("DELETE FROM tries WHERE at <= ?", (write_instant(at - _TRIES_KEPT),))
            waits = [0]
            for limit in limits:
                about, since = mark_of(limit.about), write_instant(at - limit.within)
                rows = connection.execute(
                    "SELECT at FROM tries WHERE about = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?",
                    (about, since, limit.most - 1),
                ).fetchall()
                waits += [ceil((read_instant(oldest) + limit.within - at).total_seconds()) for (oldest,) in rows]
            if max(waits) == 0:
                connection.executemany(
                    "INSERT INTO tries VALUES (?, ?)", [(mark_of(limit.about), write_instant(at)) for limit in limits]
                )
            return max(waits)

    def forget_tries(self, about: str) -> None:
        with self._written() as connection:
            connection.execute("DELETE FROM tries WHERE about = ?", (mark_of(about),))

    def take_back(self, abouts: Iterable[str]) -> None:
        """The last try about each of these was none."""
        with self._written() as connection:
            connection.executemany(
                "DELETE FROM tries WHERE rowid = (SELECT rowid FROM tries WHERE about = ? ORDER BY at DESC LIMIT 1)",
                [(mark_of(about),) for about in abouts],
            )


def _note(connection: sqlite3.Connection, at: datetime, what: str, person: str, by: str, about: str = "") -> None:
    """With the change itself or not at all."""
    connection.execute("INSERT INTO changes VALUES (?, ?, ?, ?, ?)", (write_instant(at), what, person, by, about))


def _account(row: Any) -> Account:
    person, role, email, password, disabled, created = row
    return Account(person, role, email, password, bool(disabled), read_instant(created))


def _session(row: Any) -> Session:
    name, person, browser, *times = row
    return Session(name, person, browser, *map(read_instant, times))


def _token(row: Any) -> Token:
    name, person, title, scopes, created, expires, *maybe = row
    used, revoked = (read_instant(time) if time else None for time in maybe)
    known = frozenset[Scope](scope for scope in get_args(Scope) if scope in scopes.split())
    return Token(name, person, title, known, read_instant(created), read_instant(expires), used, revoked)


def _spelled(scopes: frozenset[Scope], between: str = " ") -> str:
    return between.join(sorted(scopes))
