"""What every index promises, whatever database keeps it. One contract suite holds them to it."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from tacit.index.finds import Found, Hit, Load, Promised, Standing, Turned
from tacit.index.rows import Act, Owed, Row, TurnRow


class Index(Protocol):
    """Rows derived from git. They stand for one commit, which `meta` names; whoever writes says which one next."""

    path: str | None
    note: str

    def close(self) -> None: ...

    def meta(self, key: str) -> str | None: ...

    def set_meta(self, key: str, value: str) -> None: ...

    def writing(self) -> AbstractContextManager[None]:
        """One transaction: all of it or nothing; others who write wait, those who read see what was before."""

    def in_place(self) -> bool:
        """Whether this is still the index that others open."""

    # Writing

    def put(self, rows: Iterable[Row]) -> int:
        """Adds records; those of their paths must not be there. How many they were."""

    def replace(self, row: Row, data: bytes) -> None:
        """A record as it is now, at the path where it was; `data` is what its file was."""

    def drop(self, path: str, data: bytes) -> None:
        """Takes a record out; `data` is what its file was. One that is not there is none to take out."""

    def set_promises(self, path: str, promises: Iterable[Owed]) -> None:
        """What is owed on a record, in place of what was."""

    def was_said(self, said: Iterable[tuple[int, Promised]]) -> None:
        """These stages of promises need not be said any more, and none before them."""

    def set_people(
        self,
        people: Iterable[tuple[str, str]],
        members: Iterable[tuple[str, str]],
        absences: Iterable[tuple[str, str, str, str]],
    ) -> None:
        """Persons and e-mails, parties and persons, who is away for whom from when to when: in place of what was."""

    def set_turns(self, turns: Iterable[TurnRow], start: str, end: str) -> None:
        """Every turn of a rhythm that is owed at some time between two instants, in place of what was."""

    def forget_turns(self) -> None:
        """What they were made from has changed."""

    def has_turns(self, now: str) -> bool:
        """Whether the turns of this time are known."""

    def turn_was_said(self, said: Iterable[tuple[int, Turned]]) -> None:
        """These stages of turns need not be said any more, and none before them."""

    def add_acts(self, acts: Iterable[Act]) -> None: ...

    def drop_acts(self, commits: Iterable[str]) -> None: ...

    # Records

    def by_id(self, record_id: str) -> list[Found]: ...

    def by_ids(self, ids: Sequence[str]) -> list[Found]:
        """The records with any of these names, newest first."""

    def by_path(self, path: str) -> list[Found]: ...

    def by_alias(self, alias: str) -> list[Found]: ...

    def ids_with(self, part: str, limit: int) -> list[str]:
        """Ids that hold this text, without regard to the case of plain letters."""

    def newest_ids(self, limit: int) -> list[str]:
        """Open ones first."""

    def page(
        self, where: Iterable[tuple[str, str]], *, only_open: bool, before: int | None, limit: int
    ) -> tuple[list[Found], int | None]:
        """Records that hold all of these facts, newest first, and the key that the next page comes before."""

    def linked(self, target: str, limit: int | None = None) -> list[Found]:
        """Records of which a field names this record or document, newest first; so many, or all."""

    def standing(self, path: str) -> Standing | None: ...

    def open_about(self, record_id: str, kind: str) -> list[Standing]: ...

    def open_records(self) -> list[Standing]: ...

    def open_of_kind(self, kind: str) -> list[Standing]: ...

    def open_with(self, record_id: str) -> list[Standing]: ...

    def open_linked(self, target: str) -> list[Standing]: ...

    def open_owed(self, parties: Sequence[str]) -> list[Standing]: ...

    def of_kind(self, kind: str) -> list[Standing]: ...

    def count_of_kind(self, kind: str) -> int: ...

    def targets(self, path: str) -> list[str]: ...

    def counts(self) -> dict[str, int]: ...

    # Promises and people

    def inbox(self, who: str, now: str, limit: int = ...) -> list[Promised]:
        """What a party owes: by itself, as one of a team, as the deputy of who is away; the nearest so many."""

    def owed_to(self, who: str, limit: int = ...) -> list[Promised]: ...

    def all_promises(self) -> list[Promised]: ...

    def promises_of(self, record_id: str) -> list[Promised]: ...

    def promises_on(self, ids: Sequence[str]) -> list[Promised]:
        """What is owed on any of these records, nearest first."""

    def lapsing(self, now: str) -> list[str]:
        """Records on which silence may have something to do by now."""

    def to_say(self, now: str) -> list[tuple[int, Promised]]:
        """Of each promise the newest stage that a reminder comes at by now, unless it was said since it is known."""

    def turns_of(self, who: str | None, now: str) -> list[Turned]:
        """The turns that a person owes, or everybody; not those that a record keeps."""

    def turns_owed_to(self, who: str, now: str) -> list[Turned]: ...

    def next_turn(self, who: str, now: str) -> Turned | None:
        """The first turn of a person that has not begun yet, of those that are known."""

    def turns_among(self, people: Sequence[str], now: str) -> list[Turned]:
        """The turns that these persons have now, with what keeps them."""

    def turns_for(self, record_id: str, now: str) -> list[Turned]:
        """The turns for which this record asks, with what keeps them."""

    def turns_to_say(self, now: str) -> list[tuple[int, Turned]]:
        """Of each turn that is owed the newest stage that a reminder comes at by now."""

    def keeping(self, facts: str, first: int, last: int, kind: str) -> str | None:
        """The record that keeps a turn."""

    def loads(self, parties: Sequence[str], now: str) -> list[Load]:
        """How much each of these owes by itself, kind by kind, most first; not what comes round."""

    def waiting(self, rows: Iterable[Promised]) -> dict[tuple[int, str], list[str]]: ...

    def members(self, parties: Iterable[str]) -> dict[str, list[str]]: ...

    def has_people(self) -> bool: ...

    def person(self, named: str) -> str | None:
        """The handle of whom a handle or an e-mail names."""

    def parties(self) -> list[str]: ...

    # History and full text

    def acts_of(self, names: str | Sequence[str]) -> list[Act]: ...

    def acts_by(self, person: str, since: str) -> list[Act]:
        """What somebody did from that instant on, oldest first."""

    def records_of_acts(self, commits: Sequence[str]) -> list[str]: ...

    def last_commit(self) -> str:
        """The commit of the act that came last; empty where none did."""

    def acts_after(self, commit: str, limit: int) -> list[Act] | None:
        """What came after the acts of a commit; None where there are none of it."""

    def irregular(self) -> list[Act]: ...

    def search(self, words: str, kind: str | None, limit: int, status: str | None = None) -> list[Hit]:
        """Records with these words, spelled by `words.question`: the best first where they are few, else the newest."""
