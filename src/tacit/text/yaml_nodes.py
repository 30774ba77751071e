"""YAML read within limits, as a tree of nodes that know where they stand.

Scalars are text: what a value is, its protocol says (`NO` is no boolean, `12:30` no number). Whoever edits a file
splices the text between a node's `start` and `end`; nothing here ever writes YAML.
"""

import re
from collections.abc import Iterator
from typing import Any, NoReturn

from tacit.errors import Malformed
from tacit.text.yaml_subset import read_subset
from tacit.text.yaml_tree import Items, Map, Node, Plain, Scalar, plain

__all__ = ["Items", "Map", "Node", "Plain", "Scalar", "plain", "read_map", "read_yaml"]

LIMIT = 64 * 1024
DEPTH = 32

# Everything that YAML does not let stand in a text; NEL and the two separators would be line breaks to YAML alone.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")

# What the scanner says → what a person needs to hear, and what would help.
_SAID = (
    ("mapping values are not allowed", "a second `: ` in one line", 'Put the value in quotes: key: "a: b".'),
    ("could not find expected ':'", "a line that is no `key: value`", "Give the line a key, or indent it."),
    ("cannot start any token", "a value that begins with a sign YAML keeps for itself", 'Put it in quotes: "@alice".'),
    ("found unexpected end of stream", "quotes that never close", "Close the quotes."),
    ("did not find expected <document start>", "text after the end of the YAML", "Keep one document in the file."),
    ("expected ',' or", "a list or map that does not close", "Close the bracket, or put the value in quotes."),
    ("unknown escape character", "a backslash in double quotes that means nothing", "Use single quotes, or \\\\."),
    ("block end", "indentation that fits no line above", "Indent entries of one list or map alike."),
    ("tab", "a tab where indentation belongs", "Indent with spaces."),
)


def read_yaml(text: str, *, path: str, first_line: int = 1, limit: int = LIMIT) -> Node:
    """The tree of one YAML document. Nothing at all, or comments only, reads as an empty scalar.

    `first_line` is the line of the file on which the text begins. Whatever is wrong raises Malformed.
    """
    # Asked before anything is scanned: a scan of megabytes is what the limit is there to prevent.
    if len(text) > limit or (not text.isascii() and len(text.encode("utf-8", "replace")) > limit):
        size = len(text.encode("utf-8", "replace"))
        said = f"{size:,} bytes of YAML are more than the {limit:,} that are read"
        _refuse(said, "Move the long texts below the front matter.", path, first_line)
    found = read_subset(text, first_line)
    if found is not None:
        return found
    strange = _FORBIDDEN.search(text)
    if strange:
        line = first_line + text.count("\n", 0, strange.start())
        said = f"the character U+{ord(strange.group()):04X} may not stand in YAML"
        _refuse(said, "Remove the character.", path, line)
    return read_events(text, path, first_line)


def read_events(text: str, path: str, first_line: int = 1) -> Node:
    """The tree of a text within the limits, from PyYAML's events: what the hand-written reader leaves to it."""
    return _Reader(text, path, first_line).document()


def read_map(text: str, *, path: str, first_line: int = 1, limit: int = LIMIT) -> Map:
    """The same, for a text that must be a map; nothing at all reads as an empty one."""
    node = read_yaml(text, path=path, first_line=first_line, limit=limit)
    if isinstance(node, Map):
        return node
    if isinstance(node, Scalar) and not node.text and not node.quoted:
        return Map((), node.line, node.column, node.start, node.end)
    return _refuse("it is not a list of `key: value` lines", "Write one `key: value` a line.", path, node.line)


def _refuse(said: str, remedy: str, path: str, line: int) -> NoReturn:
    raise Malformed("parse", said, remedy=remedy, path=path, line=line)


class _Reader:
    """Builds the tree from PyYAML's events: they have exact marks, and the limits hold while they come."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.path = path
        self.first_line = first_line

    def document(self) -> Node:
        import yaml  # 24 ms that a reader of ordinary front matter does not pay

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            return self._document(yaml.parse(self.text, Loader=loader))
        except yaml.MarkedYAMLError as error:
            # What never closes is told where it opens, all else where it was noticed.
            opens = error.context_mark is not None and ("quoted" in str(error.context) or "flow" in str(error.context))
            self._fail(str(error.problem or error.context), error.context_mark if opens else error.problem_mark)
        except (yaml.YAMLError, UnicodeError, ValueError) as error:
            self._fail(str(error), None)

    def _document(self, events: Iterator[Any]) -> Node:
        next(events)  # the start of the stream
        start = next(events)
        if type(start).__name__ == "StreamEndEvent":
            return Scalar("", self.first_line, 0, 0, 0)
        if getattr(start, "version", None) or getattr(start, "tags", None):
            self._refuse_at(start.start_mark, "a %-directive is not read", "Remove the line.")
        node = self._node(next(events), events, 1)
        next(events)  # the end of the document
        after = next(events)
        if type(after).__name__ != "StreamEndEvent":
            self._refuse_at(after.start_mark, "a second YAML document is not read", "Keep one document in the file.")
        return node

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        kind = type(event).__name__
        if kind == "AliasEvent" or getattr(event, "anchor", None) is not None:
            self._refuse_at(
                event.start_mark, "anchors and aliases (& and *) are not read", "Write the value out, or quote it."
            )
        if getattr(event, "tag", None) is not None:
            self._refuse_at(event.start_mark, "tags (!) are not read", "Remove the tag, or put the value in quotes.")
        if kind == "ScalarEvent":
            return self._scalar(event)
        if depth > DEPTH:
            self._refuse_at(event.start_mark, f"nesting deeper than {DEPTH} is not read", "Flatten the value.")
        if kind == "SequenceStartEvent":
            return self._items(event, events, depth)
        return self._map(event, events, depth)

    def _scalar(self, event: Any) -> Scalar:
        mark, end = event.start_mark, event.end_mark.index
        style = event.style or ""
        if style in ("|", ">"):  # the scanner counts the blank lines below a block scalar to it
            end = mark.index + len(self.text[mark.index : end].rstrip())
        return Scalar(event.value, self.first_line + mark.line, mark.column, mark.index, end, style)

    def _items(self, start: Any, events: Iterator[Any], depth: int) -> Items:
        mark, nodes = start.start_mark, []
        for event in events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            nodes.append(self._node(event, events, depth + 1))
        flow = bool(start.flow_style)
        end = event.end_mark.index if flow or not nodes else nodes[-1].end
        return Items(tuple(nodes), self.first_line + mark.line, mark.column, mark.index, end, flow)

    def _map(self, start: Any, events: Iterator[Any], depth: int) -> Map:
        mark = start.start_mark
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, int] = {}
        for event in events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key = self._node(event, events, depth + 1)
            if not isinstance(key, Scalar):
                self._refuse_at(event.start_mark, "a list or map is no key", "Keys are plain text.")
            if key.text in seen:
                said = f"the key `{key.text}` stands in line {seen[key.text]} and again in line {key.line}"
                _refuse(said, "Keep one of the two.", self.path, key.line)
            seen[key.text] = key.line
            pairs.append((key, self._node(next(events), events, depth + 1)))
        flow = bool(start.flow_style)
        end = event.end_mark.index if flow or not pairs else pairs[-1][1].end
        return Map(tuple(pairs), self.first_line + mark.line, mark.column, mark.index, end, flow)

    def _refuse_at(self, mark: Any, said: str, remedy: str) -> NoReturn:
        _refuse(said, remedy, self.path, self.first_line + mark.line)

    def _fail(self, problem: str, mark: Any) -> NoReturn:
        line = self.first_line + (mark.line if mark is not None else 0)
        for part, said, remedy in _SAID:
            if part in problem:
                _refuse(f"the YAML does not parse: {said}", remedy, self.path, line)
        _refuse(f"the YAML does not parse: {problem}", "Correct the line.", self.path, line)
