"""The nodes of a YAML text: what stands where.

Offsets count characters of the text that was read, so `text[node.start:node.end]` is the node as written. An empty
value has `start == end`, just behind its colon or dash. A block list or map ends where its last child ends.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(slots=True)
class Scalar:
    text: str  # what it says, quotes and folds undone; "" for nothing
    line: int
    column: int
    start: int
    end: int
    quoted: str = ""  # the mark it begins with, one of ' " | >; "" where it is plain


@dataclass(slots=True)
class Items:
    nodes: tuple["Node", ...]
    line: int
    column: int
    start: int
    end: int
    flow: bool = False  # [a, b] rather than a dash a line


@dataclass(slots=True)
class Map:
    pairs: tuple[tuple[Scalar, "Node"], ...]
    line: int
    column: int
    start: int
    end: int
    flow: bool = False  # {a: b} rather than a line a key

    def get(self, key: str) -> "Node | None":
        return next((node for written, node in self.pairs if written.text == key), None)

    def keys(self) -> tuple[str, ...]:
        return tuple(written.text for written, _ in self.pairs)


Node: TypeAlias = Scalar | Items | Map
Plain: TypeAlias = str | list["Plain"] | dict[str, "Plain"]


def plain(node: Node) -> Plain:
    """What a node says, without where it says it: texts, lists and dictionaries."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.nodes]
    return {key.text: plain(value) for key, value in node.pairs}
