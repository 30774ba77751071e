"""Reads the words of a protocol against each other: who refers to what, and what hangs on which field or section."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TypeVar

from tacit.errors import Malformed
from tacit.model.clock import Clock, Span
from tacit.model.protocol import Choice, FieldType
from tacit.text.node_reader import YES, NodeReader, near, said
from tacit.text.spans import read_clock
from tacit.text.yaml_nodes import Map, Node, Scalar

T = TypeVar("T")

GENERIC_ACTS = ("edit", "comment")
ALWAYS_THERE = ("anyone", "tacit")
FOUND_BY_TACIT = ("goal", "steps", "escalation")  # what a path may begin with besides the record's own fields

_BRACES = re.compile(r"\{([^{}]*)\}")
_NAME = r"[A-Za-z][\w-]*"
_STEP = rf"{_NAME}(?:\[({_NAME})\])?"  # of rows, the one that begins with what this field of the record holds
_PATH = re.compile(rf"{_STEP}(?:\.{_STEP})*")
_ROW = re.compile(r"\[([^\[\]]*)\]")
_MANY_VALUES = "Say what holds for all the others: `else: …`."


@dataclass(slots=True)
class Names:
    """What the parts of one protocol may call each other by; read before the parts are."""

    types: dict[str, FieldType] = field(default_factory=dict)  # field → its type
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)  # field → its values, where they can be counted
    starts: dict[str, str] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)  # fields that cannot lack a value
    roles: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    foreign: bool = False  # whether the files are such as Tacit did not write

    def of_type(self, *types: str) -> tuple[str, ...]:
        return tuple(name for name, type_ in self.types.items() if type_ in types)


def first_word(path: str) -> str:
    return re.split(r"[.\[]", path, maxsplit=1)[0]


class ProtocolReader(NodeReader):
    def __init__(
        self,
        path: str,
        known_guards: Collection[str] | None = None,
        known_kinds: Collection[str] | None = None,
        known_fillers: Collection[str] | None = None,
    ) -> None:
        super().__init__(path, "protocol")
        self.guards = known_guards
        self.kinds = known_kinds
        self.fillers = known_fillers
        self.names = Names()

    # -- references

    def parties(self, node: Node | None, where: str) -> tuple[str, ...]:
        """Roles, `anyone`, `tacit`, and paths that begin with a role, a field or what Tacit finds."""
        return tuple(word.text for word in self.scalars(node, where) if self.is_party(word, self.names.roles))

    def paths(self, node: Node | None, where: str) -> tuple[str, ...]:
        """What a role stands for: no other role, so that roles cannot go in circles."""
        return tuple(word.text for word in self.scalars(node, where) if self.is_party(word, ()))

    def is_party(self, word: Scalar, roles: tuple[str, ...]) -> bool:
        """Whether somebody could be meant by this; says why where not."""
        if word.text in ALWAYS_THERE:
            return True
        if self.is_path(word.text, roles):
            return self._rows_are_told(word)
        among = (*roles, *self.names.types, *ALWAYS_THERE, *FOUND_BY_TACIT)
        what = "role, and no path that begins with a field" if roles else "path that begins with a field"
        self.error(word.line, f"{said(word)} is no {what}", near(first_word(word.text), among))
        return False

    def is_path(self, text: str, more: Collection[str] = ()) -> bool:
        """Whether this leads on from a field of the record, or from what Tacit finds: `goal.milestones.lead`."""
        first = first_word(text)
        known = first in more or first in self.names.types or first in FOUND_BY_TACIT
        return known and self.leads_on(text)

    def leads_on(self, text: str) -> bool:
        return _PATH.fullmatch(text) is not None

    def _rows_are_told(self, word: Scalar) -> bool:
        """`milestones[milestone]`: what tells the row must be a field of the record."""
        unknown = [name for name in _ROW.findall(word.text) if name not in self.names.types]
        for name in unknown:
            self.error(word.line, f"`[{name}]` in `{word.text}` names no field", near(name, self.names.types))
        return not unknown

    def section(self, word: Scalar) -> bool:
        return self.known(word, self.names.sections, "section")

    def sections(self, node: Node | None, where: str) -> tuple[str, ...]:
        return self.all_known(node, self.names.sections, "section", where)

    def states(self, node: Node | None, where: str) -> tuple[str, ...]:
        return self.all_known(node, self.names.states, "state", where)

    def field_of_type(self, node: Node | None, types: tuple[str, ...], where: str) -> str | None:
        name = self.one_of(node, self.names.types, "field")
        if node is not None and name is not None and self.names.types[name] not in types:
            wanted = " or ".join(f"`{type_}`" for type_ in types)
            said_ = f"{where} names the field `{name}`, which is of type `{self.names.types[name]}` and not {wanted}"
            self.error(node.line, said_, f"Name another field, or write `{name}: {{is: {types[0]}}}`.")
            return None
        return name

    def guard(self, word: Scalar) -> bool:
        return self.guards is None or self.known(word, self.guards, "guard")

    def filler(self, node: Node) -> str:
        known = self.text(node, "`fills`") if self.fillers is None else self.one_of(node, self.fillers, "filler")
        return known or ""

    def kind(self, node: Node | None) -> str | None:
        if node is None:
            return None
        if self.kinds is None:
            return self.text(node, "a kind") or None
        return self.one_of(node, self.kinds, "kind")

    def braces(self, text: str, line: int, more: Collection[str] = ()) -> None:
        """Names in braces stand for fields of the record, or for one of these."""
        for name in _BRACES.findall(text):
            if name not in self.names.types and name not in more:
                self.error(line, f"`{{{name}}}` names no field", near(name, (*self.names.types, *more)))

    # -- values that hang on a field or section

    def choice(
        self, node: Node | None, read: Callable[[Node | None], T], where: str, missing: T | None = None
    ) -> Choice[T]:
        """`missing` is what holds in cases that are not named; without it they are gaps that a proof must rule out."""
        if not self._hangs(node):
            return Choice(read(node))
        assert isinstance(node, Map)
        ((on, cases),) = node.pairs
        assert isinstance(cases, Map)
        values = self._values(on, where)
        otherwise = missing
        read_cases: dict[str, T | Choice[T]] = {}
        given = missing is not None
        for case, value in cases.pairs:
            if case.text == "else":
                otherwise, given = read(self._end(value, where)), True
            elif self._hangs(value):
                read_cases[self._case(on.text, case, values)] = self.choice(value, read, where, missing)
            else:
                read_cases[self._case(on.text, case, values)] = read(value)
        if not given:
            otherwise = self._stand_in(on.text, read_cases)
        if otherwise is None:
            self.error(on.line, f"{where} hangs on `{on.text}`, but names no case", "Write `{value: …, else: …}`.")
            return Choice(read(None))
        gaps = () if given else self._gaps(on, values, read_cases)
        return Choice(otherwise, on.text, read_cases, gaps)

    def plain(self, node: Node | None, where: str) -> Node | None:
        """A value that hangs on nothing: says so where somebody tried."""
        if isinstance(node, Map) and self._hangs(node):
            self.error(node.line, f"{where} cannot hang on `{node.pairs[0][0].text}`", "Write the value alone.")
            return None
        return node

    def _end(self, node: Node, where: str) -> Node | None:
        if self._hangs(node):
            said_ = f"{where} hangs on something again behind `else`"
            self.error(node.line, said_, "Name the cases that hang on something more, and let `else` be a plain value.")
            return None
        return node

    def _hangs(self, node: Node | None) -> bool:
        return isinstance(node, Map) and len(node.pairs) == 1 and isinstance(node.pairs[0][1], Map)

    def _values(self, on: Scalar, where: str) -> tuple[str, ...] | None:
        """The values that the field or section can have; None where they cannot be counted or it is not known."""
        if on.text in self.names.sections:
            return ("None",)
        if on.text in self.names.types:
            return self.names.choices.get(on.text)
        among = (*self.names.types, *self.names.sections)
        self.error(on.line, f"{where} hangs on `{on.text}`, which is no field or section", near(on.text, among))
        return None

    def _case(self, on: str, case: Scalar, values: tuple[str, ...] | None) -> str:
        name = case.text
        if self.names.types.get(on) == "yes" and name.casefold() in YES:
            return "true" if YES[name.casefold()] else "false"
        if values is not None and name != "None" and name not in values:
            self.error(case.line, f"`{name}` is no value of `{on}`", near(name, (*values, "else")))
        return name

    def _stand_in(self, on: str, cases: dict[str, T | Choice[T]]) -> T | None:
        """What holds in a gap all the same, so that nothing is undefined: as for the first value of a record."""
        if not cases:
            return None
        found = cases.get(self.names.starts.get(on, ""), next(reversed(cases.values())))
        return found.otherwise if isinstance(found, Choice) else found

    def _gaps(self, on: Scalar, values: tuple[str, ...] | None, cases: Collection[str]) -> tuple[str, ...]:
        if on.text in self.names.sections or (values is None and on.text in self.names.types):
            self.error(on.line, f"the cases of `{on.text}` leave out what else it may hold", _MANY_VALUES)
            return ()
        unset = () if on.text in self.names.needed or on.text in self.names.starts else ("None",)
        return tuple(value for value in (*(values or ()), *unset) if value not in cases)

    # -- clocks

    def within(self, node: Node | None, where: str) -> Clock | str:
        harmless = Clock(Span(1, "workdays"))
        written = self.text(node, where)
        if node is None or not isinstance(node, Scalar):
            return harmless
        if self.names.types.get(written) == "duration":
            return written
        if _PATH.fullmatch(written) and "." in written:
            if self.is_path(written) and self._rows_are_told(node):
                return written
            if not self.is_path(written):
                among = (*FOUND_BY_TACIT, *self.names.types)
                self.error(node.line, f"the path `{written}` begins with no field", near(first_word(written), among))
            return harmless
        try:
            clock = read_clock(written)
        except Malformed as wrong:
            self.error(node.line, f"{where}: {wrong.message}", wrong.remedy)
            return harmless
        if clock.field is not None:
            self._anchor(clock.field, node.line)
        return clock

    def _anchor(self, name: str, line: int) -> None:
        times = self.names.of_type("time", "date")
        if name not in times:
            self.error(line, f"`{name}` is no field that holds a time or date", near(name, times))
