"""Writes YAML values: plain where every reader of YAML 1.1 and 1.2 takes them for the same text, else in quotes."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

# What a field may be set to: a scalar, a list, a map, and lists or maps inside of these.
Written: TypeAlias = str | int | float | bool | Sequence["Written"] | Mapping[str, "Written"]

_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`=<~")
# What would be null, a boolean or a number to other tools. Dates are left to them: theirs are the same days.
_OTHER_TYPE = re.compile(
    r"null|y|n|yes|no|true|false|on|off"
    r"|[-+]?0[box][0-9a-f_]+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])*(?:\.[0-9_]*)?|[-+]?\.[0-9_]+"
    r"|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)e[-+]?[0-9]+|[-+]?\.inf|\.nan",
    re.IGNORECASE,
)
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def write_scalar(value: str | int | float | bool, quote: str = "", flow: bool = False) -> str:
    """One value in one line. `quote` is the mark it had before: ' or " are kept. In a flow list or map, `flow`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    if _UNPRINTABLE.search(value):
        return _double(value)
    if quote == '"':
        return _double(value)
    if quote == "'" or (needs_quotes(value, flow) and ('"' in value or "\\" in value)):
        return "'" + value.replace("'", "''") + "'"
    return _double(value) if needs_quotes(value, flow) else value


def needs_quotes(text: str, flow: bool = False) -> bool:
    return (
        not text
        or text[0] in _INDICATORS
        or text != text.strip()
        or text.startswith("...")
        or text.endswith(":")
        or ": " in text
        or " #" in text
        or (flow and any(sign in text for sign in ",[]{}"))
        or _OTHER_TYPE.fullmatch(text) is not None
    )


def _double(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNPRINTABLE.sub(lambda sign: _escape(sign.group()), text) + '"'


def _escape(sign: str) -> str:
    code = ord(sign)
    return _ESCAPES.get(sign) or (f"\\x{code:02X}" if code < 256 else f"\\u{code:04X}")


def write_flow(value: Written) -> str:
    """A value in one line: [a, b], {a: b}."""
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{write_scalar(key, flow=True)}: {write_flow(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(write_flow(item) for item in value) + "]"
    return write_scalar(value, flow=True)


def write_pair(key: str, value: Written, indent: str = "") -> list[str]:
    """The lines of `key: value`. Lists of maps stand a row an item, maps a line a key, all else in one line."""
    name = indent + write_scalar(key) + ":"
    if isinstance(value, Mapping) and value:
        lines = [f"{indent}  {write_scalar(inner)}: {write_inline(item)}" for inner, item in value.items()]
        return [name, *lines]
    if isinstance(value, Sequence) and not isinstance(value, str) and any(isinstance(item, Mapping) for item in value):
        return [name, *(line for item in value for line in write_item(item, indent + "  "))]
    return [f"{name} {write_inline(value)}"]


def write_item(value: Written, indent: str) -> list[str]:
    """The lines of one item of a block list."""
    if not isinstance(value, Mapping) or not value:
        return [f"{indent}- {write_inline(value)}"]
    lines = [f"{indent}  {write_scalar(key)}: {write_inline(item)}" for key, item in value.items()]
    return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]


def write_inline(value: Written) -> str:
    """What stands behind `key: ` or `- ` in a block."""
    if isinstance(value, (str, int, float)):
        return write_scalar(value)
    return write_flow(value)
