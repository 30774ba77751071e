"""A draft to fill in with an editor: its text, what is expected in each place of it, and how it is read back.

A draft is Markdown with front matter whatever the layout of its kind. What it expects stands in comments, which are
left out again; of what stood in the record before, only what was changed is taken.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import dedent, indent

from tacit.errors import Malformed
from tacit.model.promise import Finding
from tacit.model.protocol import Field, Section
from tacit.model.record import Value
from tacit.text.headings import normal
from tacit.text.sections import find_sections
from tacit.text.yaml_nodes import Items, Scalar, read_yaml

BECAUSE = "Because"
_FRONT = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LEADING_COMMENTS = re.compile(r"\s*(?:<!--.*?-->\s*)+", re.DOTALL)
_BLANK = "Save it as it is, or empty it"
_WHOLE = "Save it, and it is posted; empty it, or leave without saving"


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody brings to `new` or an act, as the command line would spell it."""

    sets: Mapping[str, str] = field(default_factory=dict)
    writes: Mapping[str, str] = field(default_factory=dict)
    because: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """A place of a form: what it is called, what is expected there, what stands there already."""

    name: str  # of a field, or the protocol's key of a section
    heading: str
    expected: str
    listed: bool = False  # a field with several values
    stands: str = ""  # in the record: sent only when changed
    offered: str = ""  # brought by the caller: sent as it is
    field: Field | None = None  # what it is, where it is one
    section: Section | None = None
    value: Value = None  # what stands in the field, typed
    needed: bool = False  # whatever else is said

    @property
    def begins(self) -> str:
        return self.offered or self.stands

    @property
    def hint(self) -> str:
        return f"<!-- {self.expected.replace('-->', '-- >')} -->"


class Faults(Malformed):
    """Everything that is wrong with a draft at once."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        said = "\n".join(f"line {one.line}: {one.message}" for one in findings)
        remedy = "\n".join(dict.fromkeys(one.remedy for one in findings if one.remedy))
        super().__init__("draft", said, remedy=remedy, path=first.path, line=first.line)
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Form:
    """A draft to be filled in."""

    title: str
    fields: tuple[Blank, ...]
    sections: tuple[Blank, ...]
    whole: bool = False  # whether it says something as it is, so that saving it is enough

    def text(self) -> str:
        lines = ["---", f"# {self.title}", f"# {_WHOLE if self.whole else _BLANK}, and nothing is done."]
        for blank in self.fields:
            lines += ["", *(f"# {line}" for line in blank.expected.splitlines()), _field_line(blank)]
        lines += ["---"]
        for blank in self.sections:
            lines += ["", f"## {blank.heading}", ""]
            if blank.expected:
                lines += [blank.hint, ""]
            if blank.begins:
                lines += [blank.begins, ""]
        return "\n".join(lines).rstrip("\n") + "\n"

    def read(self, text: str, path: str) -> Draft:
        """What was filled in; every fault at once, with its line."""
        filled = _Filled(self, text.removeprefix("\ufeff").replace("\r\n", "\n"), path)
        sets, writes = dict(filled.fields()), dict(filled.sections())
        if filled.faults:
            raise Faults(sorted(filled.faults, key=lambda fault: fault.line))
        because = writes.pop(BECAUSE, "")
        return Draft(sets, writes, because)


def _field_line(blank: Blank) -> str:
    value = blank.begins
    if "\n" in value:
        return f"{blank.name}:\n{indent(value, '  ')}"
    return f"{blank.name}: {value}".rstrip()


class _Filled:
    """A draft that comes back from the editor.

    Its front matter is ours, so a value is the rest of its line as it stands: `Fix #12: tokens` needs no quotes.
    """

    def __init__(self, form: Form, text: str, path: str) -> None:
        self.form, self.text, self.path = form, text, path
        self.faults: list[Finding] = []
        front = _FRONT.match(text)
        self.body = front.end() if front else 0
        self.front = front[1] if front else ""

    def fields(self) -> Iterator[tuple[str, str]]:
        blanks = {blank.name: blank for blank in self.form.fields}
        for line, name, value in self._values():
            blank = blanks.get(name)
            if blank is None:
                known = ", ".join(blanks) or "none"
                self._fault(line, f"there is no field `{name}` to fill in", f"The fields are: {known}.")
            elif value and (blank.offered or value != blank.stands):
                yield name, value

    def _values(self) -> Iterator[tuple[int, str, str]]:
        """Line, name and value of each field; lines set in below it belong to it."""
        found: list[tuple[int, str, list[str]]] = []
        for number, line in enumerate(self.front.split("\n"), 2):
            if not line.strip() or line.startswith("#"):
                continue
            name, colon, value = line.partition(":")
            if line[0] in " \t-" and found:
                found[-1][2].append(line)
            elif colon and line[0] not in " \t-":
                found.append((number, name.strip(), [value.strip()]))
            else:
                self._fault(number, f"`{line.strip()}` is no `field: value`", "Write it behind the name of its field.")
        for number, name, lines in found:
            yield number, name, self._value(number, name, [line for line in lines if line.strip()])

    def _value(self, line: int, name: str, lines: list[str]) -> str:
        """As `--set` takes it: lists parted by commas, rows as YAML, quotes undone."""
        if not lines:
            return ""
        value = dedent("\n".join(lines)) if len(lines) > 1 else lines[0].strip()
        listed = any(blank.listed for blank in self.form.fields if blank.name == name)
        if len(lines) == 1 and value[0] + value[-1] not in (("''", '""', "[]") if listed else ("''", '""')):
            return value
        try:
            node = read_yaml(value, path=self.path, first_line=line)
        except Malformed as fault:
            self._fault(fault.line or line, fault.message, fault.remedy)
            return ""
        if isinstance(node, Items) and all(isinstance(one, Scalar) for one in node.nodes):
            return ", ".join(one.text for one in node.nodes if isinstance(one, Scalar))
        return node.text if isinstance(node, Scalar) else value

    def sections(self) -> Iterator[tuple[str, str]]:
        blanks = {normal(blank.heading): blank for blank in self.form.sections}
        above = self.text.count("\n", 0, self.body) + 1
        headings = find_sections(self.text, self.body, above)
        seen: dict[str, int] = {}
        if without_comments(self.text[self.body : headings[0].start if headings else len(self.text)]):
            self._fault(above, "there is text above the first heading", "Move it below a heading.")
        for heading in headings:
            blank = blanks.get(normal(heading.text))
            if blank is None:
                known = ", ".join(one.heading for one in self.form.sections) or "none"
                remedy = f"Headings inside a text begin with ###. The sections are: {known}."
                self._fault(heading.line, f"there is no section `{heading.text}` to fill in", remedy)
            elif blank.name in seen:
                said = f"the section `{heading.text}` stands on line {seen[blank.name]} already"
                self._fault(heading.line, said, "Put the texts under one heading.")
            else:
                seen[blank.name] = heading.line
                # Some write above the hint: it goes wherever it stands.
                text = without_comments(self.text[heading.body : heading.end].replace(blank.hint, "", 1))
                if text and (blank.offered or text != blank.stands):
                    yield blank.name, text

    def _fault(self, line: int, message: str, remedy: str) -> None:
        self.faults.append(Finding(self.path, line, "draft", "error", message, remedy))


def without_comments(body: str) -> str:
    """A section's text without the comments in front of it: these are ours, or a note to oneself."""
    opening = _LEADING_COMMENTS.match(body)
    return body[opening.end() if opening else 0 :].strip()
