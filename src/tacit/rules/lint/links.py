"""`broken-link`, `missing-backlink`, `decided-elsewhere`: records and the documents that they are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol as Interface

from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.rules.parties import handles
from tacit.rules.tables import settled_states, telling_states
from tacit.text.links import Link, links, target
from tacit.text.shared_documents import Passage, backlink, find_passage, forward_comment, has_links, split_reference


class Around(Interface):
    """The files that links may lead to."""

    def has(self, path: str) -> bool:
        """Whether a file or a folder lies there."""

    def has_record(self, record: str) -> bool:
        """Whether a record is called so, now or formerly."""

    def text(self, path: str) -> str | None:
        """A document; None where there is none."""


@dataclass(frozen=True, slots=True)
class About:
    """What the field `document` names: a file, and the section of it (all of it where none is named)."""

    path: str
    section: str
    line: int


def document_of(record: Record, protocol: Protocol) -> About | None:
    """The document that a record is about; None where it is none of this repository."""
    field = protocol.fields.get("document")
    value = record.fields.get("document")
    if field is None or field.type != "path" or not isinstance(value, str) or "://" in value:
        return None
    path, section = split_reference(value)
    found = target(path, "")
    return About(found, section, record.lines.get("document", 1)) if found else None


def told_documents(record: Record, protocol: Protocol) -> Iterator[About]:
    """The documents that point back to a record once it has come to its end: the one that it is about, and the pages
    among what it changes, which may be code as well, or mere words."""
    about = document_of(record, protocol)
    if about is not None:
        yield about
    field = protocol.fields.get("changes")
    for value in handles(record.fields.get("changes")) if field is not None and field.type == "texts" else ():
        path, section = split_reference(value)
        found = target(path, "") if path.endswith(".md") and "://" not in value else None
        if found:
            yield About(found, section, record.lines.get("changes", 1))


def broken_links(path: str, text: str, start: int, around: Around, folders: tuple[str, ...] = ()) -> Iterator[Finding]:
    """Links of a text that lead nowhere. They count from the file's own folder, or from `folders` where it lay once."""
    own = path.rpartition("/")[0]
    for link in links(text, start):
        places = [target(link.path, folder) for folder in (own, *folders)]
        if None not in places and not any(place is not None and _is_there(place, around) for place in places):
            said = f"the link to {link.path} leads nowhere"
            yield Finding(path, link.line, "broken-link", "error", said, _mend(link))


def _is_there(place: str, around: Around) -> bool:
    return place == "" or around.has(place) or around.has_record(_name(place))


def _name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def _mend(link: Link) -> str:
    if link.path.endswith(".md"):
        return "Link to a file that is there, as seen from this one; a record may be moved, its name stays."
    return "Link to a file that is there, as seen from this one."


def document_is_there(record: Record, protocol: Protocol, around: Around) -> Iterator[Finding]:
    about = document_of(record, protocol)
    if about is None:
        return
    if not around.has(about.path):
        said = f"document: there is no file {about.path}"
        remedy = "Write the path from the root of the repository: `document: protocols/auth.md#section`."
        yield Finding(record.path, about.line, "broken-link", "error", said, remedy)
    elif about.section:
        text = around.text(about.path)
        if text is not None and find_passage(text, about.section) is None:
            said = f"document: {about.path} has no section “{about.section}”"
            remedy = "Write the heading of the section behind the `#`, or a part of it."
            yield Finding(record.path, about.line, "broken-link", "error", said, remedy)


def missing_backlinks(record: Record, protocol: Protocol, around: Around) -> Iterator[Finding]:
    """A record has come to its end, and its documents do not tell where the answer was found."""
    if record.status in telling_states(protocol):
        for about in told_documents(record, protocol):
            yield from _missing_backlink(record, protocol, about, around)


def _missing_backlink(record: Record, protocol: Protocol, about: About, around: Around) -> Iterator[Finding]:
    text = around.text(about.path)
    if text is None:
        return
    stands = [has_links(text, name) for name in (record.id, *record.aliases)]
    back = backlink(record.id, protocol.folder, record.path, about.path, record.title)
    lacks = {}
    if not any(has_back for has_back, _ in stands):
        lacks["backlink"] = "`" + back.replace("\n> ", " ") + "`"
    if not any(has_forward for _, has_forward in stands):
        lacks["comment on the resolution"] = f"`{forward_comment(record.id, protocol.folder)}`"
    if lacks:
        said = f"{about.path} has no {' and no '.join(lacks)} for this {protocol.kind}"
        remedy = f"Add to its section: {' and '.join(lacks.values())}"
        yield Finding(record.path, about.line, "missing-backlink", "warning", said, remedy)


def is_watched(record: Record, protocol: Protocol) -> bool:
    """Whether its document should rest while this record is open."""
    return record.status not in settled_states(protocol) and document_of(record, protocol) is not None


def decided_elsewhere(
    record: Record, protocol: Protocol, before: str | None, now: str | None, who: str
) -> Iterator[Finding]:
    """The section in question changed since the record was opened: `before` and `now` are the document's texts."""
    about = document_of(record, protocol)
    if about is None or before is None or now is None or before == now:
        return
    old, new = find_passage(before, about.section), find_passage(now, about.section)
    if new is None or (old is not None and _words(before, old) == _words(now, new)):
        return
    where = f"section “{about.section}” of {about.path}" if about.section else about.path
    said = f"{where} was changed{who} while this question is open"
    remedy = f"Settle the {protocol.kind} first, or say in it what was decided; then change the document."
    yield Finding(record.path, about.line, "decided-elsewhere", "warning", said, remedy)


def _words(text: str, passage: Passage) -> list[str]:
    return text[passage.start : passage.end].split()
