"""Reads a protocol file whole, and says everything that is wrong with it at once.

What the words mean stands in `model.protocol`; whether the protocol holds what it promises, `rules.proof` shows.
"""

from collections.abc import Collection
from typing import cast

from tacit.errors import Malformed
from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.text.node_reader import said
from tacit.text.places import is_place, is_sound
from tacit.text.protocol_course import read_acts, read_promises, read_rhythm
from tacit.text.protocol_reader import GENERIC_ACTS, ProtocolReader
from tacit.text.protocol_record import note_fields, read_fields, read_files, read_roles, read_sections
from tacit.text.sections import Layout, find_sections
from tacit.text.yaml_nodes import Map, Node, Scalar, read_map

LAYOUTS = ("headings", "lines", "bold")
KEYS = (
    "kind", "form", "title", "layout", "level", "files", "archive", "index", "fields", "roles", "sections", "states",
    "final", "rests", "acts", "promises", "rhythm", "names", "statuses", "without", "spelled", "head",
    "foot",
)  # fmt: skip


def read_protocol(
    text: str,
    path: str,
    bundled: bool,
    known_guards: Collection[str] | None = None,
    known_kinds: Collection[str] | None = None,
    known_fillers: Collection[str] | None = None,
) -> tuple[Protocol | None, tuple[Finding, ...]]:
    """The protocol, or None where a finding is an error.

    Guards, fillers, and kinds that acts open or close, are compared with those that are known, where these are given.
    """
    reader = ProtocolReader(path, known_guards, known_kinds, known_fillers)
    try:
        root = read_map(text, path=path)
    except Malformed as wrong:
        reader.error(wrong.line or 1, wrong.message, wrong.remedy)
        return None, tuple(reader.findings)
    protocol = _protocol(reader, root, bundled)
    findings = tuple(sorted(dict.fromkeys(reader.findings), key=lambda finding: finding.line))
    return (protocol if reader.sound else None), findings


def _protocol(reader: ProtocolReader, root: Map, bundled: bool) -> Protocol:
    given = reader.keys(root, KEYS, "a protocol")
    _note_names(reader, given, root.line)
    archive = _folder(reader, given.get("archive"), "`archive`")
    names, places = _foreign_names(reader, given.get("names"))
    sections = read_sections(reader, given.get("sections"))
    layout = _layout(reader, given.get("layout"))
    return Protocol(
        kind=_kind(reader, given.get("kind"), root.line),
        files=read_files(reader, given.get("files"), root.line),
        fields=read_fields(reader, given.get("fields")),
        roles=read_roles(reader, given.get("roles")),
        sections=sections,
        states=reader.names.states,
        acts=read_acts(reader, given.get("acts"), archive, sections),
        promises=read_promises(reader, given.get("promises")),
        final=reader.states(given.get("final"), "`final`"),
        rests=reader.states(given.get("rests"), "`rests`"),
        form=reader.text(given.get("form"), "`form`"),
        title=reader.text(given.get("title"), "`title`"),
        layout=layout,
        spelled=_spelled(reader, given.get("spelled"), layout),
        head=_printed(reader, given.get("head"), "`head`"),
        foot=_printed(reader, given.get("foot"), "`foot`"),
        level=reader.number(given.get("level"), "`level`", 1, 6) or 2,
        archive=archive,
        index=_folder(reader, given.get("index"), "`index`"),
        rhythm=read_rhythm(reader, given.get("rhythm")),
        names=names,
        places=places,
        statuses=_statuses(reader, given.get("statuses")),
        path=reader.path,
        bundled=bundled,
        state_lines={word.text: word.line for word in reader.scalars(given.get("states"), "`states`")},
        without=reader.all_known(given.get("without"), GENERIC_ACTS, "act that every kind has", "`without`"),
    )


def _note_names(reader: ProtocolReader, given: dict[str, Node], root_line: int) -> None:
    names = reader.names
    names.states = _states(reader, given.get("states"), root_line)
    names.foreign = "names" in given
    note_fields(reader, given.get("fields"))

    def keys(key: str) -> tuple[str, ...]:
        node = given.get(key)
        return node.keys() if isinstance(node, Map) else ()

    names.roles, names.sections = keys("roles"), keys("sections")
    names.acts, names.promises = keys("acts"), keys("promises")


def _states(reader: ProtocolReader, node: Node | None, root_line: int) -> tuple[str, ...]:
    states: list[str] = []
    for word in reader.scalars(node, "`states`"):
        if word.text in states:
            reader.error(word.line, f"the state `{word.text}` is named twice", "Keep one of the two.")
        elif word.text.strip() and word.text.isprintable():
            states.append(word.text)
        else:
            reader.error(word.line, "a state is called by one line of text", "Give it a name.")
    if not states:
        line = node.line if node else root_line
        reader.error(line, "the protocol has no states", "Add `states: [open, closed]` and `final: [closed]`.")
    return tuple(states)


def _kind(reader: ProtocolReader, node: Node | None, root_line: int) -> str:
    kind = reader.text(node, "`kind`")
    if not kind:
        reader.error(node.line if node else root_line, "the protocol does not name its kind", "Add `kind: …`.")
    elif isinstance(node, Scalar):
        reader.lower_name(node, "a kind")
    return kind


def _layout(reader: ProtocolReader, node: Node | None) -> Layout:
    found = reader.one_of(node, LAYOUTS, "layout")
    return cast(Layout, found or "headings")


def _spelled(reader: ProtocolReader, node: Node | None, layout: Layout) -> str:
    """How a new section is written: as the layout reads it."""
    spelled = reader.text(node, "`spelled`")
    if node is None or not spelled:
        return ""
    begin = spelled.partition("{text}")[0]
    sample = "\n" + begin.replace("{heading}", "Text")
    found = find_sections(sample, 1, 1, layout, 2, ("Text",)) if layout != "headings" else ()
    if [sample[each.body :].strip() for each in found] != [""] or found[0].start != 1 or spelled != begin + "{text}":
        key = "{heading}:" if layout == "lines" else "**{heading}:**"
        said_ = f"{said(node)} is no way to write a section of the layout `{layout}`"
        remedy = f'Write `spelled: "{key} {{text}}"`' if layout != "headings" else "Remove it"
        reader.error(node.line, said_, f"{remedy}.")
        return ""
    return spelled


def _printed(reader: ProtocolReader, node: Node | None, what: str) -> str:
    """Markdown with fields in braces."""
    text = reader.text(node, what)
    if node is not None:
        reader.braces(text, node.line, ("id",))
    return text.strip("\n")


def _folder(reader: ProtocolReader, node: Node | None, what: str) -> str | None:
    """A path inside the repository, of a folder or a file."""
    path = reader.text(node, what).removesuffix("/")
    if not path:
        return None
    if "\\" in path or any(part in ("", "..") or part.startswith(".") for part in path.split("/")):
        assert node is not None
        reader.error(node.line, f"{what} lies outside the workspace: `{path}`", "Write a path such as `archive/notes`.")
        return None
    return path


def _foreign_names(reader: ProtocolReader, node: Node | None) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Keys of front matter, and places in the text, of files that Tacit did not write; a field may have several."""
    names: dict[str, str] = {}
    places: dict[str, tuple[str, ...]] = {}
    for ours, theirs in reader.map(node, "`names`"):
        if not reader.known(ours, reader.names.types, "field"):
            continue
        written = [word.text for word in reader.scalars(theirs, f"the name for `{ours.text}`")]
        found = tuple(place for place in written if is_place(place))
        for place in found:
            if not is_sound(place):
                remedy = "Write `# ` for the title, `## Heading` for the first line of a section, `Name:` for a line."
                reader.error(theirs.line, f"`{place}` is no place in a text", remedy)
        key = next((word for word in written if word not in found), None)
        if key:
            names[ours.text] = key
        if found:
            places[ours.text] = found
    return names, places


def _statuses(reader: ProtocolReader, node: Node | None) -> dict[str, str]:
    """How else files that Tacit did not write spell a state; nothing at all is a spelling too."""
    found = {}
    for state, spellings in reader.map(node, "`statuses`"):
        if reader.known(state, reader.names.states, "state"):
            found.update({word.text.casefold(): state.text for word in reader.scalars(spellings, "`statuses`")})
    return found
