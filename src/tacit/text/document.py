"""One Markdown file with front matter, every byte of it kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tacit.errors import Refused
from tacit.text.field_edits import FieldEdit, apply, as_plain
from tacit.text.front import Front, decode, read_front
from tacit.text.scalars import Written
from tacit.text.sections import Heading, Layout, find_sections
from tacit.text.yaml_nodes import Node, plain


@dataclass(slots=True)
class Document:
    text: str  # the whole file, a byte order mark included
    path: str
    front: Front

    @classmethod
    def parse(cls, data: bytes, path: str, bare: bool = False) -> "Document":
        """Read a file. Whatever is wrong raises Malformed with its line and a remedy; `bare`: it may go without front
        matter."""
        return cls.of(decode(data, path), path, bare)

    @classmethod
    def of(cls, text: str, path: str, bare: bool = False) -> "Document":
        return cls(text, path, read_front(text, path, bare))

    @property
    def data(self) -> bytes:
        return self.text.encode("utf-8")

    @property
    def fields(self) -> Mapping[str, Node]:
        return {key.text: node for key, node in self.front.top.pairs}

    @property
    def lines(self) -> Mapping[str, int]:
        """The line of each key of the front matter."""
        return {key.text: key.line for key, _ in self.front.top.pairs}

    def sections(self, layout: Layout = "headings", level: int = 2, known: Sequence[str] = ()) -> tuple[Heading, ...]:
        body = self.front.body
        return find_sections(self.text, body, self.text.count("\n", 0, body) + 1, layout, level, known)

    def body(self, heading: Heading) -> str:
        """What stands in a section, without the blank lines around it, its lines ending in a newline alone."""
        body = self.text[heading.body : heading.end].strip()
        return body.replace("\r\n", "\n") if "\r" in body else body

    @property
    def newline(self) -> str:
        """What ends a line of this file, by its first line."""
        first = self.text.find("\n") + 1 if self.front.missing else self.front.start
        return "\r\n" if self.text.endswith("\r\n", 0, first) else "\n"

    def with_text(self, text: str) -> "Document":
        """The file with another text below its front matter."""
        return Document(text, self.path, self.front)

    def set_field(self, key: str, value: Written | None) -> "Document":
        """The file with another value in one field: in its place, in its quotes; a new key stands below the others.

        None removes the key. Nothing but the lines of this field changes.
        """
        return self.set_fields({key: value})

    def set_fields(self, values: Mapping[str, Written | None]) -> "Document":
        """The same for several fields: those that stand there are changed at once, then new ones are added."""
        there = self.fields
        edited = self._set_at_once({key: value for key, value in values.items() if key in there})
        for key, value in values.items():
            if key not in there:
                edited = edited._set_at_once({key: value})
        return edited

    def _set_at_once(self, values: Mapping[str, Written | None]) -> "Document":
        front = self.front
        if front.missing and any(value is not None for value in values.values()):
            raise self._nowhere(next(key for key, value in values.items() if value is not None))
        yaml = self.text[front.start : front.end]
        wanted = plain(front.top)
        assert isinstance(wanted, dict)
        edit = FieldEdit(yaml, front.top, self.newline)
        splices = []
        for key, value in values.items():
            if value is None:
                wanted.pop(key, None)
            else:
                wanted[key] = as_plain(value)
            if front.top.flow:
                raise self._too_unusual(key)
            try:
                splices += edit.set(key, value)
            except ValueError:
                raise self._too_unusual(key) from None
        if not splices:
            return self
        edited = Document.of(self.text[: front.start] + apply(yaml, splices) + self.text[front.end :], self.path)
        # YAML has corners (complex keys, lists inside of lists) that are better refused than edited wrongly.
        if plain(edited.front.top) != wanted:
            raise self._too_unusual(next(iter(values)))
        return edited

    def _nowhere(self, key: str) -> Refused:
        return Refused(
            "edit",
            f"the file has no front matter, and no other place for `{key}`",
            remedy="Write it where the protocol says under `names` that it stands, then change it.",
            path=self.path,
            line=1,
        )

    def _too_unusual(self, key: str) -> Refused:
        return Refused(
            "edit",
            f"the front matter is written in a form in which `{key}` cannot be changed alone",
            remedy="Write each field on a line of its own: `key: value`.",
            path=self.path,
            line=self.lines.get(key, 2),
        )
