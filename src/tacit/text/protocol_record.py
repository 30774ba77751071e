"""Reads what a protocol says of a record's form: fields, roles, sections, and how its file is called."""

import re
from typing import get_args

from tacit.errors import Malformed
from tacit.model.protocol import PARTY_TYPES, RECORD_TYPES, Field, FieldType, FirstValue, Role, Section
from tacit.text.node_reader import YES, near, said
from tacit.text.protocol_reader import ALWAYS_THERE, FOUND_BY_TACIT, ProtocolReader
from tacit.text.spans import is_span
from tacit.text.values import read_value
from tacit.text.yaml_nodes import Items, Map, Node, Scalar

TYPES: tuple[FieldType, ...] = get_args(FieldType)
SCALAR_TYPES = tuple(type_ for type_ in TYPES if type_ not in ("choice", "rows"))
_IN_ROWS = tuple(type_ for type_ in SCALAR_TYPES if type_ not in ("state", "answers"))
FIELD_KEYS = ("is", "needed", "starts", "by", "sum", "ordered", "no_circle", "some", "instead")
SECTION_KEYS = (
    "by", "needed", "entries", "ticks", "marked", "stamped", "sentences", "starts", "hint", "suffix",
)  # fmt: skip
_IN_FILES = re.compile(r"\{([^{}:]*)(?::([^{}]*))?\}")
_DATE_FORMAT = re.compile(r"(%[YmdV]|[-._])+")
_FOUND_FIRST: dict[str, tuple[FirstValue, tuple[str, ...]]] = {  # first values that Tacit finds, and where they fit
    "today": ("today", ("date", "time")),
    "this week": ("this week", ("text",)),
    "mentioned": ("mentioned", PARTY_TYPES),
    "theirs": ("theirs", RECORD_TYPES),
}
_GIVEN_BY_TACIT = ("n", "slug", "created")  # what file names may hold besides fields: the day is known without one


def note_fields(reader: ProtocolReader, node: Node | None) -> None:
    """Notes names, types and values of the fields, before anything refers to them."""
    names = reader.names
    for key, value in reader.map(node, "`fields`"):
        is_ = value.get("is") if isinstance(value, Map) else None
        type_ = _type(is_)
        names.types[key.text] = type_
        if isinstance(is_, Items):
            names.choices[key.text] = tuple(item.text for item in is_.nodes if isinstance(item, Scalar))
        elif type_ == "state":
            names.choices[key.text] = names.states
            names.needed.add(key.text)
        elif type_ == "yes":
            names.choices[key.text] = ("true", "false")
        needed = value.get("needed") if isinstance(value, Map) else None
        if isinstance(needed, Scalar) and YES.get(needed.text.casefold()):
            names.needed.add(key.text)
    for key, value in reader.map(node, "`fields`"):
        starts = value.get("starts") if isinstance(value, Map) else None
        if isinstance(starts, Scalar) and starts.text and _starts_as(reader, names.types[key.text], starts) == "value":
            names.starts[key.text] = starts.text


def _type(is_: Node | None) -> FieldType:
    if isinstance(is_, Items):
        return "choice"
    if isinstance(is_, Map):
        return "rows"
    return next((type_ for type_ in SCALAR_TYPES if is_ is not None and is_.text == type_), "text")


def read_fields(reader: ProtocolReader, node: Node | None) -> dict[str, Field]:
    fields = {}
    for key, value in reader.map(node, "`fields`"):
        reader.lower_name(key, "a field")
        fields[key.text] = _field(reader, key, value)
    if reader.names.states and "status" not in reader.names.types:
        line = node.line if node else 1
        reader.error(line, "the states have no field to stand in", "Add `status: {is: state}` to `fields`.")
    return fields


def _field(reader: ProtocolReader, key: Scalar, node: Node) -> Field:
    where = f"the field `{key.text}`"
    given = reader.keys(node, FIELD_KEYS, where)
    is_ = given.get("is")
    type_ = reader.names.types[key.text]
    if is_ is None:
        reader.error(key.line, f"{where} does not say what it is", f"Write `{key.text}: {{is: text}}`.")
    elif isinstance(is_, Scalar):
        reader.known(is_, (*SCALAR_TYPES, *(("rows",) if is_.text == "rows" else ())), "type of a field")
        if is_.text == "rows":
            reader.error(is_.line, f"{where} has rows without columns", "Write `is: {rows: {name: text, date: date}}`.")
    if type_ == "choice" and not reader.names.choices[key.text]:
        reader.error(key.line, f"{where} is a choice of nothing", "List its values: `is: [one, two]`.")
    if type_ == "state" and key.text != "status":
        reader.error(key.line, f"{where} holds the state, which stands in `status`", "Call it `status`.")
    by = reader.one_of(reader.plain(given.get("by"), where), (*reader.names.roles, *ALWAYS_THERE), "role")
    columns = _columns(reader, is_, where)
    starts, starts_as = _starts(reader, key.text, reader.plain(given.get("starts"), where))
    return Field(
        name=key.text,
        type=type_,
        choices=reader.names.choices.get(key.text, ()) if type_ == "choice" else (),
        columns=columns,
        needed=reader.choice(given.get("needed"), lambda said_: reader.flag(said_, "`needed`"), "`needed`", False),
        starts=starts,
        starts_as=starts_as,
        by=by,
        line=key.line,
        sum=_sum(reader, key.text, given),
        ordered=_ordered(reader, given.get("ordered"), columns, where),
        no_circle=_only_of(reader, key.text, given.get("no_circle"), RECORD_TYPES, "`no_circle`"),
        some=_only_of(reader, key.text, given.get("some"), ("rows",), "`some`"),
        instead=" ".join(reader.text(given.get("instead"), "`instead`").split()),
    )


def _sum(reader: ProtocolReader, name: str, given: dict[str, Node]) -> tuple[str, str] | None:
    """`[at, length]`: the time in the first field and the span in the second."""
    node = given.get("sum")
    if node is None:
        return None
    where = f"the sum `{name}`"
    words = reader.scalars(node, where)
    if len(words) != 2:
        reader.error(node.line, f"{where} is one of two fields", "Write `sum: [at, length]`: a time and a duration.")
        return None
    if reader.names.types[name] != "time":
        reader.error(node.line, f"{where} holds a time", f"Write `{name}: {{is: time, sum: …}}`.")
        return None
    if "starts" in given or "by" in given:
        reader.error(node.line, f"{where} is kept by Tacit", "Take `starts` and `by` away.")
    time = reader.field_of_type(words[0], ("time",), where)
    span = reader.field_of_type(words[1], ("duration",), where)
    return (time, span) if time and span else None


def _ordered(reader: ProtocolReader, node: Node | None, columns: dict[str, str], where: str) -> tuple[str, ...]:
    dated = [name for name, type_ in columns.items() if type_ in ("date", "time")]
    found = reader.all_known(node, dated, "column that holds a date", f"`ordered` of {where}")
    if node is not None and len(found) == 1:
        remedy = "Name the columns in their order: `ordered: [starts, date]`."
        reader.error(node.line, f"{where} cannot be in order with one column", remedy)
    return found


def _only_of(reader: ProtocolReader, name: str, node: Node | None, types: tuple[str, ...], key: str) -> bool:
    said_ = reader.flag(node, key)
    type_ = reader.names.types[name]
    if node is not None and type_ not in types:
        wanted = " or ".join(f"`{each}`" for each in types)
        reader.error(node.line, f"{key} of `{name}` is for fields of type {wanted}, not `{type_}`", f"Remove {key}.")
        return False
    return said_


def _columns(reader: ProtocolReader, is_: Node | None, where: str) -> dict[str, str]:
    if not isinstance(is_, Map):
        return {}
    columns = {}
    rows = reader.keys(is_, ("rows",), f"the type of {where}").get("rows")
    for name, type_ in reader.map(rows, f"the columns of {where}"):
        reader.name(name, "a column")
        columns[name.text] = _column(reader, type_)
    if rows is not None and not columns:
        reader.error(rows.line, f"{where} has rows without columns", "Write `is: {rows: {name: text, date: date}}`.")
    return columns


def _column(reader: ProtocolReader, type_: Node) -> str:
    """A type, or a list of choices; these are kept as one text, `open | done`."""
    if isinstance(type_, Items) or (isinstance(type_, Scalar) and "|" in type_.text):
        return " | ".join(reader.texts(type_, "a column"))
    return reader.one_of(type_, _IN_ROWS, "type of a column") or "text"


def _starts(reader: ProtocolReader, name: str, node: Node | None) -> tuple[str | None, FirstValue]:
    """The first value, one that the field can hold, or where it comes from."""
    if node is None:
        return None, "value"
    where = f"the first value of `{name}`"
    type_ = reader.names.types[name]
    if type_ in ("choice", "state"):
        return reader.one_of(node, reader.names.choices[name], f"value of `{name}`"), "value"
    if type_ == "yes":
        return "true" if reader.flag(node, where) else "false", "value"
    written = reader.text(node, where)
    if not isinstance(node, Scalar):
        return None, "value"
    starts_as = _starts_as(reader, type_, node)
    if starts_as == "value":
        _is_value(reader, node, Field(name, type_))
    elif starts_as == "path":
        reader.is_party(node, ())  # says where a row in brackets has no field
    return written or None, starts_as


def _starts_as(reader: ProtocolReader, type_: FieldType, node: Scalar) -> FirstValue:
    found, types = _FOUND_FIRST.get(node.text, ("value", ()))
    if "." in node.text and reader.is_path(node.text):
        return "path"
    if type_ in types and not node.quoted:
        return found
    if type_ in ("time", "date") and is_span(node.text):
        return "span"
    return "value"


def _is_value(reader: ProtocolReader, node: Scalar, field: Field) -> None:
    if node.text in _FOUND_FIRST and not node.quoted:
        types = " or ".join(f"`{type_}`" for type_ in _FOUND_FIRST[node.text][1])
        said_ = (
            f"`{node.text}` is a first value of fields of type {types}, and `{field.name}` is of type `{field.type}`"
        )
        reader.error(node.line, said_, "Write another first value; a text that reads so stands in quotes.")
        return
    try:
        read_value(node, field)
    except Malformed as wrong:
        reader.error(node.line, wrong.message, wrong.remedy)


def read_roles(reader: ProtocolReader, node: Node | None) -> dict[str, Role]:
    roles = {}
    for key, value in reader.map(node, "`roles`"):
        if key.text in (*ALWAYS_THERE, *FOUND_BY_TACIT):
            reader.error(key.line, f"the role `{key.text}` is always there", "Call it otherwise.")
        reader.name(key, "a role")
        paths = reader.paths(reader.plain(value, f"the role `{key.text}`"), f"the role `{key.text}`")
        if not reader.scalars(value, "a role"):
            remedy = "Name a field that holds a person or a party, or `anyone`."
            reader.error(key.line, f"the role `{key.text}` stands for nobody", remedy)
        roles[key.text] = Role(key.text, paths, key.line)
    return roles


def read_sections(reader: ProtocolReader, node: Node | None) -> dict[str, Section]:
    return {key.text: _section(reader, key, value) for key, value in reader.map(node, "`sections`")}


def _section(reader: ProtocolReader, key: Scalar, node: Node) -> Section:
    where = f"the section `{key.text}`"
    given = reader.keys(node, SECTION_KEYS, where)
    reader.braces(key.text, key.line)
    if not key.text.strip() or "\n" in key.text:
        reader.error(key.line, "a section needs a heading of one line", "Write the heading as the key.")
    entries = given.get("entries")
    headed = isinstance(entries, Scalar) and entries.text == "headed"
    for tick in reader.scalars(given.get("ticks"), "`ticks`"):
        reader.braces(tick.text, tick.line)
    return Section(
        heading=key.text,
        by=reader.parties(reader.plain(given.get("by"), where), where) or reader.names.roles[:1] or ("anyone",),
        needed=reader.choice(given.get("needed"), lambda said_: reader.flag(said_, "`needed`"), "`needed`", False),
        entries=headed or reader.flag(given.get("entries"), "`entries`"),
        headed=headed,
        ticks=reader.texts(given.get("ticks"), "`ticks`"),
        marked=reader.texts(given.get("marked"), "`marked`"),
        stamped=reader.flag(given.get("stamped"), "`stamped`"),
        sentences=reader.number(given.get("sentences"), "`sentences`", 1, 1000),
        starts=reader.text(given.get("starts"), "`starts`") or None,
        hint=reader.text(given.get("hint"), "`hint`"),
        suffix=reader.text(given.get("suffix"), "`suffix`"),
        line=key.line,
    )


def read_files(reader: ProtocolReader, node: Node | None, root_line: int) -> str:
    """The template of a record's path: `threads/{created}-{n:03}-{slug}.md`."""
    template = reader.text(node, "`files`")
    if node is None or not template:
        remedy = "Add `files: notes/{created}-{n:03}-{slug}.md`."
        reader.error(node.line if node else root_line, "the protocol does not say where its records are kept", remedy)
        return ""
    _path_is_safe(reader, template, node)
    for name, form in _IN_FILES.findall(template):
        if name not in reader.names.types and name not in _GIVEN_BY_TACIT:
            remedy = near(name, (*reader.names.types, *_GIVEN_BY_TACIT))
            reader.error(node.line, f"`{{{name}}}` in `files` names no field", remedy)
        elif form:
            _format_fits(reader, name, form, node.line)
    return template


def _path_is_safe(reader: ProtocolReader, template: str, node: Node) -> None:
    folder = template.partition("{")[0].rpartition("/")[0]
    bare = _IN_FILES.sub("x", template)
    if not bare.endswith(".md"):
        reader.error(node.line, f"records are Markdown files, and {said(node)} is none", "Let `files` end in `.md`.")
    if not folder or any(part in ("", ".", "..") or part.startswith(".") for part in bare.split("/")):
        remedy = "Begin with a folder inside the repository: `notes/{created}-{n:03}-{slug}.md`."
        reader.error(node.line, "`files` names no folder of the workspace for its records", remedy)
    if "{" not in template.rpartition("/")[2]:
        reader.error(node.line, "every record would have the same name", "Add `{created}-{n:03}-{slug}` to the name.")
    if "{" in bare or "}" in bare or "\\" in bare:
        reader.error(node.line, "`files` has a brace or backslash too many", "Write `{field}` or `{field:%Y}`.")


def _format_fits(reader: ProtocolReader, name: str, form: str, line: int) -> None:
    if name == "n":
        if not (form.isdigit() and form.startswith("0")):
            reader.error(line, f"`{{n:{form}}}` is no width for a number", "Write `{n:03}`.")
    elif reader.names.types.get(name, "date" if name == "created" else "") not in (
        "date",
        "time",
    ) or not _DATE_FORMAT.fullmatch(form):
        remedy = "Only dates have a form: `{created:%Y}`, `{created:%Y-%m}`."
        reader.error(line, f"`{{{name}:{form}}}` cannot be written out", remedy)
