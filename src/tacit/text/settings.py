"""Reads and writes `tacit.yaml`, the settings of a workspace."""

from collections.abc import Mapping

from tacit.errors import Malformed
from tacit.model.clock import Span
from tacit.model.people import Hours
from tacit.model.promise import Finding
from tacit.model.workspace import Settings, Step
from tacit.text.node_reader import NodeReader, near
from tacit.text.people import working_time
from tacit.text.scalars import write_scalar
from tacit.text.spans import read_span
from tacit.text.yaml_nodes import Items, Map, Node, Scalar, read_map

_KEYS = (
    "name", "zone", "hours", "days", "holidays", "told", "escalation", "forms", "channels", "couriers",
)  # fmt: skip
_TOLD = ("shared", "delivered")
_STEP = "{to: [goal.owner], answer: 4 working hours, decide: 1 workday}"


def read_settings(text: str, path: str = "tacit.yaml", *, sure: bool = True) -> tuple[Settings, tuple[Finding, ...]]:
    """The settings, with their defaults where something is not said or cannot be read, and what is wrong.

    What `sure` asks is told at `people.person_of`.
    """
    reader = NodeReader(path, "unknown-value")
    try:
        root = read_map(text, path=path)
    except Malformed as wrong:
        return Settings(), (Finding(path, wrong.line or 1, "parse", "error", wrong.message, wrong.remedy),)
    given: dict[str, Node] = {}
    for key, value in root.pairs:
        if key.text in _KEYS:
            given[key.text] = value
        else:
            reader.warning(key.line, f"`{key.text}` is no setting", near(key.text, _KEYS))
    settings = Settings(
        name=reader.text(given.get("name"), "`name`"),
        hours=_hours(reader, given, sure),
        told=reader.one_of(given.get("told"), _TOLD, "way of telling") or "shared",
        escalation=_escalation(reader, given.get("escalation")),
        forms=_texts(reader, given.get("forms"), "`forms`"),
        channels=_channels(reader, given.get("channels")),
        couriers={
            name.text: _texts(reader, about, f"the courier `{name.text}`")
            for name, about in reader.map(given.get("couriers"), "`couriers`")
        },
    )
    return settings, tuple(sorted(reader.findings, key=lambda finding: finding.line))


def write_settings(name: str, forms: Mapping[str, str] | None = None) -> str:
    """The least that a workspace needs to say: nothing that has a default."""
    lines = [f"name: {write_scalar(name)}"]
    if forms:
        lines.append("forms:")
        lines.extend(f"  {write_scalar(kind)}: {write_scalar(form)}" for kind, form in forms.items())
    return "\n".join(lines) + "\n"


def _hours(reader: NodeReader, given: Mapping[str, Node], sure: bool) -> Hours:
    written: dict[str, str] = {}
    for key in ("zone", "hours", "days", "holidays"):
        node = given.get(key)
        if isinstance(node, Items) and key == "days":
            written[key] = ",".join(reader.texts(node, "`days`"))
        elif node is not None:
            written[key] = reader.text(node, f"`{key}`")

    def note(key: str, wrong: Malformed) -> None:
        reader.error(given[key].line, f"{key}: {wrong.message}", wrong.remedy)

    return working_time(written, Hours(), note, sure=sure)


def _escalation(reader: NodeReader, node: Node | None) -> tuple[Step, ...] | None:
    if node is None:
        return None
    if not isinstance(node, Items):
        reader.error(node.line, "`escalation` is a list of steps", f"Write one step a line: `- {_STEP}`.")
        return None
    if not node.nodes:
        reader.error(node.line, "an escalation without steps reaches nobody", f"Add a step: `- {_STEP}`, or remove it.")
        return None
    steps = tuple(_step(reader, item) for item in node.nodes)
    return None if None in steps else tuple(step for step in steps if step is not None)


def _step(reader: NodeReader, node: Node) -> Step | None:
    if not isinstance(node, Map):
        reader.error(node.line, "a step of `escalation` is a map", f"Write `- {_STEP}`.")
        return None
    given = reader.keys(node, ("to", "answer", "decide"), "a step of `escalation`")
    to = reader.texts(given.get("to"), "`to`")
    if not to:
        reader.error(node.line, "a step of `escalation` reaches nobody", f"Say whom: `{_STEP}`.")
    answer, decide = (_span(reader, node, given.get(key), key) for key in ("answer", "decide"))
    return Step(to, answer, decide) if to and answer and decide else None


def _span(reader: NodeReader, step: Node, node: Node | None, key: str) -> Span | None:
    if node is None:
        reader.error(step.line, f"a step of `escalation` has no `{key}`", f"Say within what time: `{_STEP}`.")
        return None
    if not isinstance(node, Scalar):
        reader.text(node, f"`{key}`")  # says that it should be one
        return None
    try:
        return read_span(node.text)
    except Malformed as wrong:
        reader.error(node.line, f"{key}: {wrong.message}", wrong.remedy)
        return None


def _texts(reader: NodeReader, node: Node | None, what: str) -> dict[str, str]:
    return {key.text: reader.text(value, f"`{key.text}` of {what}") for key, value in reader.map(node, what)}


def _channels(reader: NodeReader, node: Node | None) -> tuple[dict[str, str], ...]:
    if node is None:
        return ()
    if not isinstance(node, Items):
        reader.error(node.line, "`channels` is a list", "Write one channel a line: `- {for: …, in: …}`.")
        return ()
    return tuple(_texts(reader, item, "a channel") for item in node.nodes)
