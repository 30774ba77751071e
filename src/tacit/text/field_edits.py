"""Edits of front matter: which characters to replace so that one field holds another value and nothing else moves."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tacit.text.scalars import Written, write_flow, write_inline, write_item, write_pair, write_scalar
from tacit.text.yaml_nodes import Items, Map, Node, Plain, Scalar, plain


class Splice(NamedTuple):
    """text[start:end] becomes `new`."""

    start: int
    end: int
    new: str


def apply(text: str, splices: Sequence[Splice]) -> str:
    for start, end, new in sorted(splices, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def as_plain(value: Written) -> Plain:
    """A value as it will be read back: scalars as text."""
    if isinstance(value, Mapping):
        return {key: as_plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_plain(item) for item in value]
    return value if isinstance(value, str) else write_scalar(value)


class FieldEdit:
    """The edits of one YAML text; offsets count from its beginning."""

    def __init__(self, yaml: str, top: Map, newline: str) -> None:
        self.yaml = yaml
        self.top = top
        self.newline = newline

    def set(self, key: str, value: Written | None) -> list[Splice]:
        pair = next((pair for pair in self.top.pairs if pair[0].text == key), None)
        if pair is None:
            return [] if value is None else [self._append(key, value)]
        written, node = pair
        if value is None:
            return [Splice(self._line_start(written.start), self._line_end(node.end), "")]
        if as_plain(value) == plain(node):
            return []
        if isinstance(value, Mapping):
            return self._set_map(written, node, value)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return self._set_list(written, node, value)
        if isinstance(node, Scalar):
            return [self._set_scalar(node, value)]
        return [self._replace(written, node, value)]

    def _append(self, key: str, value: Written) -> Splice:
        indent = " " * self.top.column if self.top.pairs else ""
        end = len(self.yaml)
        return Splice(end, end, self._lines(write_pair(key, value, indent)))

    def _set_scalar(self, node: Scalar, value: str | int | float | bool) -> Splice:
        quote = node.quoted if node.quoted in ("'", '"') else ""
        new = write_scalar(value, quote)
        return Splice(node.start, node.end, f" {new}" if node.start == node.end else new)

    def _replace(self, key: Scalar, node: Node, value: Written) -> Splice:
        """The whole value, where its form changes: a list instead of a text, say."""
        lines = write_pair("-", value, " " * self.top.column)  # any key will do: it is cut off
        first = lines[0].partition(":")[2]
        begins = self.yaml.index(":", key.end) + 1
        if len(lines) == 1:
            return Splice(begins, node.end, first)
        if isinstance(node, Scalar) and node.start == node.end:  # keep a comment that stands on the key's line
            at = self._line_end(begins)
            return Splice(at, at, self._lines(lines[1:]))
        return Splice(begins, node.end, self.newline + self.newline.join(lines[1:]))

    def _set_list(self, key: Scalar, node: Node, values: Sequence[Written]) -> list[Splice]:
        if not isinstance(node, Items) or not node.nodes or not values:
            return [self._replace(key, node, values)]
        if node.flow:
            return [self._set_flow(node, values)]
        starts = [self._dash_line(item, node.column) for item in node.nodes]
        if None in starts:
            return [self._replace(key, node, values)]
        return self._set_block([start for start in starts if start is not None], node, values)

    def _set_flow(self, node: Items, values: Sequence[Written]) -> Splice:
        old, new = [plain(item) for item in node.nodes], [as_plain(value) for value in values]
        if new[: len(old)] == old:
            more = "".join(f", {write_flow(value)}" for value in values[len(old) :])
            end = node.nodes[-1].end
            return Splice(end, end, more)
        kept = {str(plain(item)): self.yaml[item.start : item.end] for item in node.nodes if isinstance(item, Scalar)}
        items = [
            kept.get(value) or write_flow(value) if isinstance(value, str) else write_flow(value) for value in values
        ]
        pad = " " if self.yaml[node.start + 1] == " " else ""
        return Splice(node.start, node.end, f"[{pad}{', '.join(items)}{pad}]")

    def _set_block(self, starts: list[int], node: Items, values: Sequence[Written]) -> list[Splice]:
        """Only the items between the first and the last difference are written anew."""
        old, new = [plain(item) for item in node.nodes], [as_plain(value) for value in values]
        most = min(len(old), len(new))
        head = next((place for place in range(most) if old[place] != new[place]), most)
        tail = next((back for back in range(most - head) if old[-1 - back] != new[-1 - back]), most - head)
        indent = " " * node.column
        lines = [line for value in values[head : len(values) - tail] for line in write_item(value, indent)]
        last = len(old) - tail
        ends = [self._line_end(item.end) for item in node.nodes]
        if head < last:
            return [Splice(starts[head], ends[last - 1], self._lines(lines))]
        at = ends[head - 1] if head else starts[0]
        return [Splice(at, at, self._lines(lines))]

    def _set_map(self, key: Scalar, node: Node, value: Mapping[str, Written]) -> list[Splice]:
        if not isinstance(node, Map) or node.flow or not node.pairs or not value:
            return [self._replace(key, node, value)]
        splices = []
        for written, old in node.pairs:
            if written.text not in value:
                splices.append(Splice(self._line_start(written.start), self._line_end(old.end), ""))
            elif plain(old) != as_plain(value[written.text]):
                begins = self.yaml.index(":", written.end) + 1
                splices.append(Splice(begins, old.end, f" {write_inline(value[written.text])}"))
        indent = " " * node.column
        fresh = [name for name in value if node.get(name) is None]
        lines = [f"{indent}{write_scalar(name)}: {write_inline(value[name])}" for name in fresh]
        if lines:
            at = self._line_end(node.end)
            splices.append(Splice(at, at, self._lines(lines)))
        return splices

    def _dash_line(self, item: Node, column: int) -> int | None:
        """Where the line begins on which an item's dash stands; None where something else stands before the dash."""
        start = self._line_start(item.start)
        while True:
            before, dash = self.yaml[start : start + column], self.yaml[start + column : start + column + 1]
            if dash == "-" and not before.strip(" "):
                return start
            if start == 0:
                return None
            start = self._line_start(start - 1)

    def _line_start(self, at: int) -> int:
        return self.yaml.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        """Behind the newline of the line in which something ends."""
        end = self.yaml.find("\n", at)
        return len(self.yaml) if end < 0 else end + 1

    def _lines(self, lines: Sequence[str]) -> str:
        return "".join(line + self.newline for line in lines)
