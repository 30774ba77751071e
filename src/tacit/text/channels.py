"""Reads tables of channels: the one that Tacit brings, and the rows by which a workspace or a goal says it anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tacit.errors import Malformed
from tacit.model.channel import Channel
from tacit.text.node_reader import NodeReader
from tacit.text.yaml_nodes import Items, Node, read_yaml

_KEYS = ("type", "channel", "audience", "within", "use", "mention", "command", "talk", "says")
_WEIGHT = 100
# How `tacit.yaml` may spell a column; a goal's table has the first one of each.
_COLUMNS = {
    "type": ("type", "for"),
    "channel": ("channel", "in"),
    "audience": ("audience", "who"),
    "within": ("within", "answer"),
    "words": ("words",),
}


def read_channels(text: str, path: str) -> tuple[Channel, ...]:
    """The table in a file of ours; the first mistake raises Malformed."""
    reader = NodeReader(path, "parse")
    root = read_yaml(text, path=path)
    found = tuple(_channel(reader, node) for node in root.nodes) if isinstance(root, Items) else ()
    if reader.findings:
        first = reader.findings[0]
        raise Malformed("parse", first.message, remedy=first.remedy, path=path, line=first.line)
    return found


def _channel(reader: NodeReader, node: Node) -> Channel:
    given = reader.keys(node, _KEYS, "a channel")
    texts = {
        name: reader.text(given.get(name), f"`{name}`")
        for name in ("type", "channel", "audience", "within", "use", "mention", "command")
    }
    return Channel(
        **texts,
        talk=reader.flag(given.get("talk"), "`talk`"),
        says={key.text: _weight(reader, value) for key, value in reader.map(given.get("says"), "`says`")},
    )


def _weight(reader: NodeReader, node: Node) -> int:
    word = reader.text(node, "a weight")
    sign = -1 if word.startswith("-") else 1
    if not word.lstrip("-").isdigit() or int(word.lstrip("-")) > _WEIGHT:
        reader.error(node.line, f"{word!r} is no weight", f"Write a number up to {_WEIGHT}.")
        return 0
    return sign * int(word.lstrip("-"))


def overlaid(table: Sequence[Channel], rows: Iterable[object], source: str) -> tuple[Channel, ...]:
    """The table with the rows of a workspace or a goal: one of a type that is there changes what it says anew, any
    other is added, found by the words of its type and by its own `words`."""
    found = {_folded(one.type): one for one in table}
    for row in rows:
        if not isinstance(row, Mapping):
            continue
        said = {name: _said(row, spellings) for name, spellings in _COLUMNS.items()}
        if not said["type"]:
            continue
        words = {word.strip().casefold(): 5 for word in said["words"].split(",") if word.strip()}
        before = found.get(_folded(said["type"]))
        if before is None:
            before = Channel(said["type"], "", says={said["type"].casefold(): 6})
        found[_folded(said["type"])] = replace(
            before,
            channel=said["channel"] or before.channel,
            audience=said["audience"] or before.audience,
            within=said["within"] or before.within,
            says={**before.says, **words},
            source=source,
        )
    return tuple(found.values())


def _said(row: Mapping[object, object], spellings: Sequence[str]) -> str:
    value = next((row[name] for name in spellings if row.get(name)), "")
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value).strip()


def _folded(written: str) -> str:
    """`Blocker` and `Blockers` are one type."""
    return written.strip().casefold().removesuffix("s")
