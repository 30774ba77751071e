"""The files that one commit changes: the record's own, and what goes along with it.

Along with a record go its row in the index table, the record that an act opens, the links in the document that a
thread was about, and the checkpoint of a blocking thread.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import cast

from tacit.errors import Malformed, Refused
from tacit.model.change import Change, Given, Opening, Write
from tacit.model.people import Person
from tacit.model.protocol import Protocol
from tacit.model.record import Broken, Record
from tacit.repo.store import View
from tacit.rules import tables
from tacit.rules.acts import today
from tacit.rules.creation import Creation, create
from tacit.rules.firsts import is_dated
from tacit.rules.lint.links import About, told_documents
from tacit.rules.openings import linked
from tacit.rules.parties import ENGINE, Actor, actor_of
from tacit.rules.wording import names_in
from tacit.rules.world import World
from tacit.text.changes import lay_out
from tacit.text.document import Document
from tacit.text.entries import Entry, entry_text
from tacit.text.raw import bytes_of, text_of
from tacit.text.records import broken, read_record, record_id, record_of
from tacit.text.remedies import Remedy, See
from tacit.text.shared_documents import (
    add_checkpoint,
    backlink,
    bump_version,
    find_passage,
    forward_comment,
    link_resolution,
)
from tacit.text.sheet import Sheet
from tacit.text.template import compose
from tacit.work.locate import archive_path, kind_of, next_in_folder, numbers_of
from tacit.work.snapshot import Snapshot
from tacit.work.wire import Records, Workspace

SESSION_STATE = "session_state.md"


class Layout:
    """What a commit will write, gathered on one view of the tip."""

    def __init__(
        self, ws: Workspace, view: View, known: Snapshot, world: World, numbers: dict[str, int] | None = None
    ) -> None:
        self._ws = ws
        self._view = view
        self._known = known
        self.world = world
        self.writes: dict[str, bytes | None] = {}
        self.records: dict[str, Record] = {}
        self.opened: list[Record] = []
        self._numbers = numbers if numbers is not None else {}  # the last one of each day that was asked for

    def read(self, path: str) -> bytes | None:
        return self.writes[path] if path in self.writes else self._view.read(path)

    def number_for(self, protocol: Protocol, actor: Actor) -> int:
        """The number in the name of a new record; 0 where names have none."""
        if not is_dated(protocol):
            return 0
        return next_in_folder(protocol, self._view) if protocol.foreign else self.next_number(actor)

    def next_number(self, actor: Actor) -> int:
        """The day's next running number, counted over all kinds."""
        day = today(actor, self.world, self._ws.now).isoformat()
        if day not in self._numbers:
            self._numbers[day] = max(numbers_of(day, self._view, self._known.protocols), default=0)
        self._numbers[day] += 1
        return self._numbers[day]

    def add_new(self, made: Creation) -> None:
        """A record that begins."""
        record, protocol = made.record, self._known.protocols[made.record.kind]
        self._check_free(record)
        texts = {
            write.section: self._entry(made, protocol, write) if write.mode == "entry" else write.text
            for write in made.writes
        }
        names = names_in(record, protocol, self.world)
        text = compose(protocol, record.fields, texts, names)
        self._put(None, Document.parse(text, record.path, protocol.foreign), protocol)

    def _entry(self, made: Creation, protocol: Protocol, write: Write) -> str:
        day = today(actor_of(made.actor, self.world, self._ws.now), self.world, self._ws.now)
        return entry_text(protocol, write.section, Entry(self._shown(made.actor), day, made.act, write.text))

    def add_change(self, change: Change) -> None:
        """A record that changes, and what the change opens."""
        record = self.records.get(change.record) or self.world.records[change.record]
        protocol = self._known.protocols[record.kind]
        links = linked(record, protocol, change.opens.kind, self._open(change.opens, change)) if change.opens else {}
        names = names_in(record, protocol, self.world)
        named = names_in(replace(record, fields={**record.fields, **change.sets}), protocol, self.world)
        edited = lay_out(change, self._document(record), protocol, names, links, self._shown(change.actor), named)
        path = self._destination(record, protocol) if change.moves == "archive" else record.path
        self._put(record, Document(edited.text, path, edited.front), protocol)
        after = self.records[change.record]
        if path != record.path or _comes_to_tell(record, after, protocol):
            for about in told_documents(after, protocol):
                self._link_document(after, protocol, about, change.day)
        self._checkpoint(record, after, protocol, change.day)

    def _document(self, record: Record) -> Document:
        """The record's file as this commit has it so far."""
        written = self.writes.get(record.path)
        if written is not None:
            return Document.parse(written, record.path, self._known.protocols[record.kind].foreign)
        return cast("Records", self.world.records).document(record.id)

    def _put(self, before: Record | None, document: Document, protocol: Protocol) -> None:
        after, _ = record_of(document, protocol, self._known.spellings)
        if before is not None and before.path != document.path:
            self.writes[before.path] = None
        self.writes[document.path] = document.data
        self.records[after.id] = after
        if protocol.index:
            self._update_table(protocol, before, after)

    def _check_free(self, record: Record) -> None:
        """Names are unique without regard to case; one with a number that was counted is."""
        folder, _, name = record.path.rpartition("/")
        is_counted = is_dated(self._known.protocols[record.kind])
        for other in self._view.names(folder) if not is_counted else ():
            if other.casefold() == name.casefold():
                raise Refused(
                    "taken",
                    f"there is a {record.kind} {record_id(other)} already",
                    remedy=Remedy(See(record_id(other), is_noun=True), ", or choose another name."),
                    path=f"{folder}/{other}",
                )

    def _shown(self, handle: str) -> str:
        """How entries name somebody; an agent's words are labelled."""
        if handle == ENGINE.handle:
            return "Tacit"
        person: Person | None = self._known.people.get(handle)
        name = person.name or handle if person else handle
        return f"{name}, agent for {person.acts_for}" if person and person.agent and person.acts_for else name

    def _open(self, opening: Opening, change: Change) -> str:
        protocol = self._known.protocol(opening.kind)
        actor = ENGINE if change.actor == ENGINE.handle else actor_of(change.actor, self.world, self._ws.now)
        number = self.next_number(actor) if is_dated(protocol) else 0
        given = Given(opening.fields, opening.writes)
        made = create(protocol, given, self.world, actor, self._ws.now, number, opened=True)
        self.add_new(made)
        self.opened.append(self.records[made.record.id])
        return made.record.id

    def _destination(self, record: Record, protocol: Protocol) -> str:
        assert protocol.archive
        return archive_path(record.id, protocol, len(self._view.names(protocol.archive)))

    def _update_table(self, protocol: Protocol, before: Record | None, after: Record) -> None:
        assert protocol.index
        old = tables.row_of(before, protocol) if before else None
        new = tables.row_of(after, protocol)
        if old == new:
            return
        data = self.read(protocol.index)
        text = text_of(data) if data is not None else None
        written = tables.update(protocol, text, old, new)
        if written is None:
            written = tables.render(protocol, text, *self._listings(protocol))
        if written != text:
            self.writes[protocol.index] = bytes_of(written)

    def renew_table(self, protocol: Protocol) -> None:
        """The index table as all records say it should be."""
        assert protocol.index
        data = self.read(protocol.index)
        text = text_of(data) if data is not None else None
        written = tables.render(protocol, text, *self._listings(protocol))
        self.writes[protocol.index] = bytes_of(written)

    def _listings(self, protocol: Protocol) -> tuple[tables.Listing, tables.Listing]:
        """Every record of the kind, for tables that cannot be told from one row."""
        return tables.listings(tables.row_of(record, protocol) for record in self._every(protocol))

    def _every(self, protocol: Protocol) -> Iterator[Record | Broken]:
        folders = [protocol.folder, *([protocol.archive] if protocol.archive else [])]
        listed = {path for folder in folders for path, _, _ in self._view.files(folder)}
        for path in sorted({*listed, *self.writes}):
            data = self.read(path)
            if data is None or kind_of(path, self._known.protocols) is not protocol:
                continue
            try:
                yield read_record(data, path, protocol, self._known.spellings)[0]
            except Malformed as wrong:
                yield broken(path, protocol.kind, wrong)

    def _link_document(self, record: Record, protocol: Protocol, about: About, day: str) -> None:
        """The shared document's section points to the record, and its version goes up where it has one."""
        data = self.read(about.path)
        if data is None:
            return
        text = text_of(data)
        if find_passage(text, about.section) is None:
            return
        back = backlink(record.id, protocol.folder, record.path, about.path, record.title)
        linked = link_resolution(text, about.section, record.id, back, forward_comment(record.id, protocol.folder))
        if linked != text:
            self.writes[about.path] = bytes_of(bump_version(linked))
            self._date(about.path, day)

    def _date(self, path: str, day: str) -> None:
        """A page that is a record itself says when it was changed."""
        protocol, data = kind_of(path, self._known.protocols), self.writes[path]
        if protocol is None or protocol.foreign or "updated" not in protocol.fields or data is None:
            return
        try:
            document = Document.parse(data, path)
            before, _ = record_of(document, protocol, self._known.spellings)
        except Malformed:
            return  # it is shown as broken anyway
        dated = Sheet(document, protocol, {}).set_all({"updated": date.fromisoformat(day)}).document
        self._put(before, dated, protocol)

    def _checkpoint(self, before: Record, after: Record, protocol: Protocol, day: str) -> None:
        """A blocking question that is settled is a checkpoint of the work that it blocked."""
        settled = tables.settled_states(protocol)
        if after.fields.get("priority") != "blocking" or before.status in settled or after.status not in settled:
            return
        data = self.read(SESSION_STATE)
        text = text_of(data) if data is not None else None
        written = add_checkpoint(
            text, f"- {day} ✅ [{after.title}]({after.path}) is {after.status}: {_resolution(after)}"
        )
        if written is not None and written != text:
            self.writes[SESSION_STATE] = bytes_of(written)


def _comes_to_tell(before: Record, after: Record, protocol: Protocol) -> bool:
    """Whether a record that is never archived has come to an end that its document should tell of."""
    telling = tables.telling_states(protocol) if protocol.archive is None else ()
    return after.status in telling and before.status not in telling


def _resolution(record: Record) -> str:
    part = record.part("Resolution")
    lines = [line for line in (part.body if part else "").splitlines() if line.strip() and not line.startswith(">")]
    return lines[0].strip() if lines else "see the record"
