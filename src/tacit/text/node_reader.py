"""Reads YAML nodes as what they should be, and collects every fault on the way instead of stopping at the first."""

import re
from collections.abc import Collection, Iterable
from typing import Literal

from tacit.model.promise import Finding
from tacit.text.yaml_nodes import Items, Map, Node, Scalar

YES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def near(word: str, among: Iterable[str]) -> str:
    """A remedy for a word that is not known: the one that was meant, else all that there are."""
    import difflib  # only a file with a fault pays for it

    known = sorted(set(among))
    close = difflib.get_close_matches(word.casefold(), [name.casefold() for name in known], 1, 0.6)
    if close:
        meant = next(name for name in known if name.casefold() == close[0])
        return f"Did you mean `{meant}`?"
    if not known:
        return "Remove it."
    return f"Use one of these: {', '.join(f'`{name}`' for name in known)}."


def said(node: Node) -> str:
    """What stands there, short enough for a message."""
    if isinstance(node, Scalar):
        return f"`{node.text}`" if node.text else "nothing"
    return "a list" if isinstance(node, Items) else "a map"


class NodeReader:
    """For one file: `path` and `rule` stand in each finding. Methods that fail note why and give a harmless value."""

    def __init__(self, path: str, rule: str) -> None:
        self.path = path
        self.rule = rule
        self.findings: list[Finding] = []

    def error(self, line: int, message: str, remedy: str) -> None:
        self._note("error", line, message, remedy)

    def warning(self, line: int, message: str, remedy: str) -> None:
        self._note("warning", line, message, remedy)

    def _note(self, severity: Literal["error", "warning"], line: int, message: str, remedy: str) -> None:
        self.findings.append(Finding(self.path, line, self.rule, severity, message, remedy))

    @property
    def sound(self) -> bool:
        return all(finding.severity != "error" for finding in self.findings)

    # -- shapes

    def map(self, node: Node | None, what: str) -> tuple[tuple[Scalar, Node], ...]:
        """The pairs of a map; nothing at all is an empty one."""
        if isinstance(node, Map):
            return node.pairs
        if node is not None and not (isinstance(node, Scalar) and not node.text):
            self.error(node.line, f"{what} should be a map, and is {said(node)}", "Write it as `name: value` lines.")
        return ()

    def keys(self, node: Node | None, allowed: Collection[str], what: str) -> dict[str, Node]:
        """The values of a map that may hold only these keys."""
        found = {}
        for key, value in self.map(node, what):
            if key.text in allowed:
                found[key.text] = value
            else:
                self.error(key.line, f"{what} has no key `{key.text}`", near(key.text, allowed))
        return found

    def scalars(self, node: Node | None, what: str) -> tuple[Scalar, ...]:
        """Scalars of a list; one alone is a list of one."""
        if node is None:
            return ()
        if isinstance(node, Scalar):
            return (node,) if node.text else ()
        if isinstance(node, Map):
            self.error(node.line, f"{what} should be a text or a list of texts, and is a map", "Write `[one, two]`.")
            return ()
        found = []
        for item in node.nodes:
            if isinstance(item, Scalar):
                found.append(item)
            else:
                self.error(item.line, f"{what} holds {said(item)} where a text belongs", "Write `[one, two]`.")
        return tuple(found)

    # -- values

    def text(self, node: Node | None, what: str) -> str:
        if node is None or isinstance(node, Scalar):
            return node.text if node else ""
        self.error(node.line, f"{what} should be a text, and is {said(node)}", "Write one text, in quotes if need be.")
        return ""

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        return tuple(item.text for item in self.scalars(node, what))

    def flag(self, node: Node | None, what: str) -> bool:
        if node is None:
            return False
        word = self.text(node, what)
        if word.casefold() not in YES:
            if isinstance(node, Scalar):
                self.error(node.line, f"{what} is either true or false, not {said(node)}", "Write `true` or `false`.")
            return False
        return YES[word.casefold()]

    def number(self, node: Node | None, what: str, low: int, high: int) -> int | None:
        if node is None:
            return None
        word = self.text(node, what)
        if not (word.isascii() and word.isdigit() and low <= int(word[:9]) <= high):
            if isinstance(node, Scalar):
                remedy = f"Write a number from {low} to {high}."
                self.error(node.line, f"{what} is a number, not {said(node)}", remedy)
            return None
        return int(word)

    def one_of(self, node: Node | None, among: Collection[str], what: str) -> str | None:
        """A word that must be known; None where it is not."""
        if node is None:
            return None
        word = self.text(node, what)
        if isinstance(node, Scalar) and not self.known(node, among, what):
            return None
        return word or None

    def known(self, word: Scalar, among: Collection[str], what: str) -> bool:
        if word.text in among:
            return True
        self.error(word.line, f"{said(word)} is no {what}", near(word.text, among))
        return False

    def all_known(self, node: Node | None, among: Collection[str], what: str, where: str) -> tuple[str, ...]:
        """Words of a list, those that are not known noted and left out."""
        return tuple(word.text for word in self.scalars(node, where) if self.known(word, among, what))

    def name(self, word: Scalar, what: str) -> bool:
        """Whether a new name is one that the command line and file names can carry."""
        if _NAME.fullmatch(word.text):
            return True
        remedy = "Use letters, digits, `-` and `_`, beginning with a letter."
        self.error(word.line, f"{said(word)} cannot be the name of {what}", remedy)
        return False

    def lower_name(self, word: Scalar, what: str) -> bool:
        """The same of names in lower case: headings and states, which may stand beside them, are told apart so."""
        if not self.name(word, what):
            return False
        if word.text == word.text.lower():
            return True
        self.error(word.line, f"{said(word)} is not in lower case", f"Write `{word.text.lower()}`.")
        return False
