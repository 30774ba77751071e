"""One Markdown file with front matter, every byte of it kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tacit.text.front import Front, decode, read_front
from tacit.text.sections import Heading, Layout, find_sections
from tacit.text.yaml_nodes import Node


@dataclass(slots=True)
class Document:
    text: str  # the whole file, a byte order mark included
    path: str
    front: Front

    @classmethod
    def parse(cls, data: bytes, path: str) -> "Document":
        """Read a file. Whatever is wrong raises Malformed with its line and a remedy."""
        return cls.of(decode(data, path), path)

    @classmethod
    def of(cls, text: str, path: str) -> "Document":
        return cls(text, path, read_front(text, path))

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
        return self.text[heading.body : heading.end].strip().replace("\r\n", "\n")
