"""A record's file while it is edited, in the words of its protocol: fields, sections, stamps, marks, ticks, entries.

Every edit gives a new sheet. What an edit does not mean stays byte for byte, and an edit after which another section
would read differently (an open fence, a heading in a text) is refused.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from tacit.errors import Refused
from tacit.model.protocol import Protocol, Section
from tacit.model.record import Value
from tacit.text.checklists import tick_items
from tacit.text.document import Document
from tacit.text.entries import Entry, clean, clean_value, entry_text, read_entries
from tacit.text.field_edits import Splice, apply
from tacit.text.foreign_edits import set_foreign
from tacit.text.headings import find_key, keys_by_heading, normal, spelled, write_heading
from tacit.text.parts import STATUS_LINE, TICK_ITEM, UPDATED_LINE, is_filled
from tacit.text.records import front_of
from tacit.text.section_edits import SectionEdit, add_section, is_below, remove_section
from tacit.text.sections import COMMENTS, Heading
from tacit.text.values import write_value


@dataclass(frozen=True)
class Sheet:
    document: Document
    protocol: Protocol
    names: Mapping[str, Sequence[str]]  # field → spellings of the party in it: `records.party_names`

    @property
    def data(self) -> bytes:
        return self.document.data

    def set(self, name: str, value: Value) -> "Sheet":
        """A field of the protocol, under the key that this file has for it. None removes it."""
        return self.set_all({name: value})

    def set_all(self, values: Mapping[str, Value]) -> "Sheet":
        """Several fields at once."""
        for value in values.values():
            clean_value(value)
        if self.protocol.foreign:
            return replace(self, document=set_foreign(self.document, self.protocol, values))
        written = {name: write_value(value, self.protocol.fields[name]) for name, value in values.items()}
        return replace(self, document=self.document.set_fields(written))

    def write(self, key: str, text: str) -> "Sheet":
        """What a section says, below its stamps; a section that is not there is added in the protocol's order."""
        text = clean(text).strip("\n")
        heading = self.find(key)
        if heading is None:
            return self._add(key, text) if text else self
        return self._splice(self._edit(heading).write(text), key)

    def append(self, key: str, text: str) -> "Sheet":
        """What a section says besides, below what stands there; the template's hint gives way."""
        text = clean(text).strip("\n")
        heading = self.find(key)
        if heading is None or not is_filled(self.document.body(heading), self._section(key)):
            return self.write(key, text)
        return self._splice(self._edit(heading).append(text), key) if text else self

    def add_entry(self, key: str, entry: Entry) -> "Sheet":
        """One more entry at the end of a section. The entries that stand there stay."""
        written = entry_text(self.protocol, key, entry)
        heading = self.find(key)
        if heading is None:
            return self._add(key, written)
        body = self.document.body(heading)
        edit = self._edit(heading)
        if not is_filled(body, self._section(key)):
            return self._splice(edit.write(written), key)
        return self._splice(edit.append(written, tight=bool(read_entries(body)) and not self._is_headed(key)), key)

    def _is_headed(self, key: str) -> bool:
        section = self._section(key)
        return section is not None and section.headed

    def stamp(self, key: str, day: date) -> "Sheet":
        """The `> Updated:` line of a section."""
        return self._own_line(key, UPDATED_LINE, "Updated", day.isoformat())

    def mark(self, key: str, mark: str) -> "Sheet":
        """The `> Status:` line of a section."""
        return self._own_line(key, STATUS_LINE, "Status", mark)

    def tick(self, key: str, item: str | None = None) -> "Sheet":
        """Tick one item of a checklist, or all of them. Items of the protocol that are missing are added, ticked."""
        section = self._section(key)
        items = [item] if item is not None else self._tick_items(section)
        heading = self.find(key)
        if heading is None:
            return self._add(key, "\n".join(f"- [x] {each}" for each in items)) if items else self
        text = self.document.text
        found = list(TICK_ITEM.finditer(text, heading.body, heading.end))
        meant = [each for each in found if item is None or normal(each[4]) == normal(item)]
        open_ones = [each for each in meant if each[2] not in "xX"]
        if open_ones:
            return self._apply([Splice(each.start(2), each.end(2), "x") for each in open_ones], key)
        if meant or not items:
            return self
        lines = "\n".join(f"- [x] {each}" for each in items)
        return self._splice(self._edit(heading).append(lines, tight=bool(found)), key)

    def rename(self, names: Mapping[str, Sequence[str]]) -> "Sheet":
        """The headings, and the items that are still to be ticked, that name a party which is another one now."""
        splices = [splice for heading, key in self._sections for splice in self._renamed(heading, key, names)]
        return replace(self, document=self.document.with_text(apply(self.document.text, splices)), names=names)

    def _renamed(self, heading: Heading, key: str, names: Mapping[str, Sequence[str]]) -> Iterator[Splice]:
        section, text = self._section(key), self.document.text
        old, new = write_heading(key, self.names), write_heading(key, names)
        at = text.find(heading.text, heading.start, heading.body)
        if section is None or not heading.level:
            return
        if old != new and at >= 0:
            aside = heading.text[len(old) :] if heading.text.startswith(old) else section.suffix
            yield Splice(at, at + len(heading.text), new + aside)
        for tick in section.ticks:
            old, new = normal(write_heading(tick, self.names)), write_heading(tick, names)
            for item in TICK_ITEM.finditer(text, heading.body, heading.end):
                if item[2] not in "xX" and normal(item[4]) == old != normal(new):
                    yield Splice(item.start(4), item.end(4), new)

    def remove(self, key: str) -> "Sheet":
        """A whole section, heading and all."""
        heading = self.find(key)
        return self if heading is None else self._splice(remove_section(heading), key)

    def find(self, key: str) -> Heading | None:
        """Where the section that the protocol calls `key` stands."""
        return next((heading for heading, found in self._sections if found == key), None)

    @cached_property
    def _sections(self) -> list[tuple[Heading, str]]:
        keys = self._keys()
        known = [write_heading(key, self.names) for key in keys] if self.protocol.layout != "headings" else []
        headings = self.document.sections(self.protocol.layout, self.protocol.level, known)
        by_heading = keys_by_heading(keys, spelled(self.names))
        return [(heading, find_key(heading.text, by_heading) or heading.text) for heading in headings]

    @cached_property
    def _bodies(self) -> list[tuple[str, str]]:
        return [(name, self.document.body(heading)) for heading, name in self._sections]

    def _keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.protocol.sections, COMMENTS)))

    def _section(self, key: str) -> Section | None:
        return self.protocol.sections.get(key)

    def _tick_items(self, section: Section | None) -> list[str]:
        if section is None or not section.ticks:
            return []
        return list(tick_items(section, self.protocol, front_of(self.document, self.protocol)[0].fields, self.names))

    def _edit(self, heading: Heading) -> SectionEdit:
        return SectionEdit(self.document.text, heading, self.document.newline, is_below(self.protocol.spelled))

    def _add(self, key: str, body: str) -> "Sheet":
        """A new section: behind the nearest one that the protocol names before it, else before the first behind it."""
        order = {name: place for place, name in enumerate(self._keys())}
        own = order.get(key, len(order))
        there = self._sections
        after = [heading for heading, name in there if order.get(name, -1) < own and name in order]
        behind = [heading for heading, name in there if order.get(name, -1) > own]
        title = write_heading(key, self.names)
        document, protocol = self.document, self.protocol
        splice = add_section(
            document.text, title, body, after[-1] if after else None, behind[0] if behind else None,
            protocol.layout, protocol.level, document.newline, protocol.spelled,
        )  # fmt: skip
        return self._splice(splice, key)

    def _own_line(self, key: str, pattern: re.Pattern[str], word: str, value: str) -> "Sheet":
        heading = self.find(key)
        if heading is None or not heading.level:
            raise Refused(
                "no-section",
                f"there is no section {key!r} whose `> {word}:` line could be written",
                remedy="Write the section first.",
                path=self.document.path,
            )
        line = pattern.search(self.document.text, heading.body, heading.end)
        if line is not None:
            return self._splice(Splice(line.end(1), line.end(3), (line[2] or " ") + value), key)
        return self._splice(self._edit(heading).insert_stamp(f"> {word}: {value}"), key)

    def _splice(self, splice: Splice, key: str) -> "Sheet":
        return self._apply([splice], key)

    def _apply(self, splices: Sequence[Splice], key: str) -> "Sheet":
        text = apply(self.document.text, splices)
        if text == self.document.text:
            return self
        edited = replace(self, document=self.document.with_text(text))
        if not self._only_differs_in(edited, splices, key):
            raise Refused(
                "section",
                f"with this text in {key!r}, other sections of the file would read differently",
                remedy="Use deeper headings than those of the record, and close every code fence and HTML comment.",
                path=self.document.path,
            )
        return edited

    def _only_differs_in(self, edited: "Sheet", splices: Sequence[Splice], key: str) -> bool:
        """Whether all that came stands in the section that was meant, and the others read as before."""
        old, new = self._bodies, edited._bodies
        others = [[part for part in parts if part[0] != key] for parts in (old, new)]
        own = [[body for name, body in parts if name == key] for parts in (old, new)]
        # A section that stands there twice counts once, the first: the second reads as before, too.
        if others[0] != others[1] or own[0][1:] not in (own[1], own[1][1:]):
            return False
        heading = edited.find(key)
        came = max((splice for splice in splices if splice.new.strip()), default=None)
        if came is None or heading is None:
            return came is None
        there = self.find(key)
        added = came.start + len(came.new) - len(came.new.lstrip())
        ahead = sum(len(splice.new) - (splice.end - splice.start) for splice in splices if splice.start < came.start)
        reach = came.start + ahead + len(came.new.rstrip())
        if there is None:
            return heading.start == added and reach <= heading.end
        # Nor does it reach over what stood behind it, such as the title of another part of the file.
        behind = len(self.document.text) - there.end == len(edited.document.text) - heading.end
        return heading.start == there.start and reach <= heading.end and behind
