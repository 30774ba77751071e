"""The YAML that people write in front matter and protocol files, read by hand: without importing a YAML library, and
several times as fast as with one.

Block maps and lists, flow maps and lists, plain and quoted scalars of one line, `|`, `|-` and `>-`, comments. Anything
else, and anything in doubt, is given up: then `yaml_nodes` reads the whole text from events. Where this reader answers,
it gives exactly the tree that those give, which a differential test holds.
"""

import re

from tacit.text.yaml_tree import Items, Map, Node, Scalar

_DEPTH = 16
_KEY = 1000  # characters; YAML wants the colon of a key within 1,024

# Characters of which YAML has something special to say, and tabs.
_STRANGE = re.compile("[\x00-\t\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_SKIP = re.compile(r"(?: *(?:#[^\r\n]*)?\r?\n)+")
_LINE = re.compile(
    r"""
    (\ *)                                                    # 1 indentation
    (?:-(\ +|(?=\r?\n)))?                                    # 2 what stands behind a dash
    (?:(?:"([^"\\\r\n]*)"|'((?:[^'\r\n]|'')*)'               # 3, 4 a quoted key
        |([^\s\-?:,\[\]{}\#&*!|>'"%@`][^:\#\r\n]*+))         # 5 a plain key
        \ *:(\ +|(?=\r?\n)))?                                # 6 what stands behind its colon
    (?:(?:"([^"\\\r\n]*)"|'((?:[^'\r\n]|'')*)')?            # 7, 8 a quoted value
        (?:\ *|\ +\#[^\r\n]*|(?<=\ )\#[^\r\n]*)\r?\n
      |([^\s\-?:,\[\]{}\#&*!|>'"%@`]                         # 9 a plain value
        [^:\#\r\n]*+(?:(?::(?!\ |\r?\n)|(?<!\ )\#)[^:\#\r\n]*+)*)
        (?:(?<=\ )\#[^\r\n]*)?\r?\n
      |(\|-?|>-)\ *\r?\n                                     # 10 lines kept as they stand, or folded into one
      |(?=[\[{]))                                            # a flow list or map
    """,
    re.VERBOSE,
)
_FLOW = re.compile(
    r"""(?:"([^"\\\r\n]*)"|'((?:[^'\r\n]|'')*)'
    |([^\s\-?:,\[\]{}\#&*!|>'"%@`][^:\#,\[\]{}\r\n]*+(?::(?![\s,\[\]{}?])[^:\#,\[\]{}\r\n]*+)*))""",
    re.VERBOSE,
)
_SPACES = re.compile(r" *")
_FLOW_SPACE = re.compile(r"(?: *\r?\n)* *")
_FLOW_TAIL = re.compile(r"(?: *| +#[^\r\n]*)\r?\n")
# The line that front matter mostly consists of, `key: plain value`, told at a third of the price.
_PAIR = re.compile(
    r"([A-Za-z_][A-Za-z0-9_-]*+): +"
    r"""([^\s\-?:,\[\]{}#&*!|>'"%@`][^:#\r\n]*+(?:(?::(?! |\r?\n)|(?<! )#)[^:#\r\n]*+)*)(?:(?<= )#[^\r\n]*)?\r?\n"""
)


class _GivenUp(Exception):
    """Something that is left to the other reader."""


def read_subset(text: str, first_line: int) -> Map | Items | None:
    """The tree of a text that begins with a map or list; None where this reader does not answer for it."""
    if not text.endswith("\n") or _STRANGE.search(text) or text.startswith(("---", "...")):
        return None
    if "\n---" in text or "\n..." in text:  # the marker of another document
        return None
    try:
        return _Subset(text, first_line).document()
    except _GivenUp:
        return None


class _Subset:
    __slots__ = ("at", "behind", "column", "dash", "found", "line", "read", "text")

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.at = 0  # where the next line begins
        self.behind = first_line  # its number
        self.line = first_line  # of the line at hand
        self.column = -1  # of what comes next in the line at hand; -1 at the end of the text
        self.dash = False  # whether a dash comes next
        self.read = False  # whether the line at hand is used up
        self.found: re.Match[str] | None = None

    def document(self) -> Map | Items:
        self._next()
        node = self._block(self.column, 1)
        if self.column != -1:
            raise _GivenUp
        return node

    def _next(self) -> re.Match[str] | None:
        """To the next line that says something."""
        text, at = self.text, self.at
        if text[at : at + 1] in " #\r\n":
            skipped = _SKIP.match(text, at)
            if skipped:
                self.behind += text.count("\n", at, skipped.end())
                self.at = at = skipped.end()
        if at == len(text):
            self.column, self.found, self.read = -1, None, False
            return None
        found = _LINE.match(text, at)
        if found is None:
            raise _GivenUp
        self.found = found
        self.read = False
        self.line = self.behind
        self.at = found.end()
        if text[self.at - 1] == "\n":  # else a flow value begins here, and moves on itself
            self.behind += 1
        self.column = found.end(1) - at
        self.dash = found[2] is not None
        return found

    def _block(self, column: int, depth: int) -> Map | Items:
        if depth > _DEPTH or column < 0:
            raise _GivenUp
        return self._items(column, depth) if self.dash else self._map(column, depth)

    def _items(self, column: int, depth: int) -> Items:
        found, line = self.found, self.line
        assert found is not None
        start = found.end(1)
        nodes: list[Node] = []
        while self.column == column and self.dash and found is not None:
            dash = found.end(1)
            if found[6] is not None:  # the first key of a map begins behind the dash
                self.dash, self.column = False, column + 1 + len(found[2])
                nodes.append(self._map(self.column, depth + 1))
            else:
                self.read = True
                nodes.append(self._value(found, dash + 1, column + 1, column, depth))
            found = self._next() if self.read else self.found
        return Items(tuple(nodes), line, column, start, nodes[-1].end)

    def _map(self, column: int, depth: int) -> Map:
        first, found, line = -1, self.found, self.line
        pairs: list[tuple[Scalar, Node]] = []
        seen: set[str] = set()
        while self.column == column and not self.dash and found is not None and found[6] is not None:
            group = 5 if found[5] is not None else 3 if found[3] is not None else 4
            name = found[group]
            start, end = found.span(group)
            if group == 5:
                name = name.rstrip(" ")
                key = Scalar(name, self.line, column, start, start + len(name))
            elif group == 3:
                key = Scalar(name, self.line, column, start - 1, end + 1, '"')
            else:
                name = name.replace("''", "'")
                key = Scalar(name, self.line, column, start - 1, end + 1, "'")
            if name in seen or end - start > _KEY:
                raise _GivenUp
            seen.add(name)
            if first < 0:
                first = key.start
            colon = found.start(6)
            self.read = True
            pairs.append((key, self._value(found, colon, column + colon - key.start, column, depth, same=True)))
            if self.read and not column:
                self._take_pairs(pairs, seen)
            found = self._next() if self.read else self.found
        if not pairs:
            raise _GivenUp
        return Map(tuple(pairs), line, column, first, pairs[-1][1].end)

    def _take_pairs(self, pairs: list[tuple[Scalar, Node]], seen: set[str]) -> None:
        """The `key: plain value` lines that come next, in a map that is not indented."""
        text, at, line, match = self.text, self.at, self.behind, _PAIR.match
        while found := match(text, at):
            _, (start, end), (begins, ends) = found.regs
            name, value = found.groups()
            if name in seen or end - start > _KEY:
                raise _GivenUp
            seen.add(name)
            if value[-1] == " ":
                value = value.rstrip(" ")
                ends = begins + len(value)
            pairs.append((Scalar(name, line, 0, start, end), Scalar(value, line, begins - at, begins, ends)))
            at = found.end()
            line += 1
        self.at, self.behind = at, line

    def _value(self, found: re.Match[str], at: int, where: int, column: int, depth: int, same: bool = False) -> Node:
        """What stands behind a dash or colon, which ends at `at`, in the column `where`.

        `same`: a list may stand below its key without being indented.
        """
        line, text = self.line, found[9]
        if text is not None:
            start = found.start(9)
            text = text.rstrip(" ")
            return Scalar(text, line, where + start - at, start, start + len(text))
        for group, quote in ((7, '"'), (8, "'")):
            text = found[group]
            if text is not None:
                start, end = found.start(group) - 1, found.end(group) + 1
                text = text.replace("''", "'") if group == 8 else text
                return Scalar(text, line, where + start - at, start, end, quote)
        if found[10] is not None:
            start = found.start(10)
            return self._literal(line, where + start - at, start, column, found[10])
        if self.text[self.at - 1] != "\n":
            return self._flow_value(where + self.at - at, depth)
        self._next()
        if self.column > column or (same and self.dash and self.column == column):
            return self._block(self.column, depth + 1)
        return Scalar("", line, where, at, at)

    def _literal(self, line: int, where: int, start: int, column: int, style: str) -> Scalar:
        """A block scalar: the lines that are indented like its first one, and blank lines between them."""
        text, at, lines = self.text, self.at, [""]
        indent = len(_SPACES.match(text, at)[0])  # type: ignore[index]  # it matches nothing too
        if indent <= column:
            raise _GivenUp
        margin = " " * indent
        while at < len(text):
            end = text.index("\n", at) + 1
            written = text[at:end].rstrip("\r\n")
            if not written.startswith(margin):
                if written.strip(" "):
                    break
                written = margin
            lines.append(written[indent:])
            at = end
            self.behind += 1
        body = "\n".join(lines[1:]).rstrip("\n")
        if not lines[1].strip(" ") or not body.strip() or body[-1] == " ":
            raise _GivenUp
        self.at = at
        end = start + len(text[start:at].rstrip())
        if style == ">-":
            if "\n\n" in body or "\n " in body or " \n" in body or body[0] == " ":
                raise _GivenUp  # a paragraph folds simply; anything else has rules of its own
            return Scalar(body.replace("\n", " "), line, where, start, end, ">")
        return Scalar(body if style == "|-" else body + "\n", line, where, start, end, "|")

    def _flow_value(self, where: int, depth: int) -> Node:
        node = self._flow(self.at - where, depth + 1)
        tail = _FLOW_TAIL.match(self.text, self.at)
        if tail is None:
            raise _GivenUp
        self.at = tail.end()
        self.behind += 1
        return node

    def _flow(self, line_start: int, depth: int) -> Items | Map:
        """A flow list or map that begins at self.at; `line_start` is where its line does."""
        if depth > _DEPTH:
            raise _GivenUp
        start, line = self.at, self.behind
        column = start - line_start
        if self.text[start] == "[":
            nodes: list[Node] = []
            while self._more("]", bool(nodes)):
                nodes.append(self._flow_item(depth))
            return Items(tuple(nodes), line, column, start, self.at, True)
        pairs: list[tuple[Scalar, Node]] = []
        seen: set[str] = set()
        while self._more("}", bool(pairs)):
            key = self._flow_scalar()
            if key.text in seen or key.end - key.start > _KEY or self.text[self.at] != ":":
                raise _GivenUp
            seen.add(key.text)
            self.at += 1
            if self.text[self.at] not in " \r\n":
                raise _GivenUp
            self._flow_space()
            pairs.append((key, self._flow_item(depth)))
        return Map(tuple(pairs), line, column, start, self.at, True)

    def _more(self, closing: str, began: bool) -> bool:
        """Whether another entry comes: moves to it, or behind the closing bracket."""
        if not began:
            self.at += 1
        self._flow_space()
        sign = self.text[self.at : self.at + 1]
        if sign == closing:
            self.at += 1
            return False
        if began:
            if sign != ",":
                raise _GivenUp
            self.at += 1
            self._flow_space()
        return True

    def _flow_space(self) -> None:
        space = _FLOW_SPACE.match(self.text, self.at)
        if space is not None and space.end() > self.at:
            self.behind += self.text.count("\n", self.at, space.end())
            self.at = space.end()

    def _flow_item(self, depth: int) -> Node:
        if self.text[self.at : self.at + 1] in ("[", "{"):
            return self._flow(self.text.rfind("\n", 0, self.at) + 1, depth + 1)
        return self._flow_scalar()

    def _flow_scalar(self) -> Scalar:
        found = _FLOW.match(self.text, self.at)
        if found is None:
            raise _GivenUp
        start, end = found.span()
        column = start - self.text.rfind("\n", 0, start) - 1
        plain = found[3]
        self.at = end
        if plain is not None:
            text = plain.rstrip(" ")
            return Scalar(text, self.behind, column, start, start + len(text))
        if found[1] is not None:
            return Scalar(found[1], self.behind, column, start, end, '"')
        return Scalar(found[2].replace("''", "'"), self.behind, column, start, end, "'")
