"""Git's configuration files, read by hand: asking the command costs more than all else that a short command does."""

import re

_SECTION = re.compile(r'\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]\s*(.*)', re.ASCII)
_KEY = re.compile(r"([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*))?", re.ASCII)
_BLANK = " \t\r\n\v\f"  # what git takes for blanks: a no-break space is part of a name
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b"}


def parse(text: str) -> dict[str, list[str]] | None:
    """Each `section.subsection.key` with its values; None where only git itself knows what the file says."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in _joined(text.removeprefix("\ufeff")):
        rest = line.strip(_BLANK)
        opened = _SECTION.match(rest)
        if opened:
            name, sub, rest = opened[1].lower(), opened[2], opened[3]
            if name in ("include", "includeif"):
                return None
            section = name if sub is None else name + "." + re.sub(r"\\(.)", r"\1", sub)
        if not rest or rest[0] in "#;":
            continue
        pair = _KEY.fullmatch(rest)
        if not pair or not section:
            return None
        found.setdefault(f"{section}.{pair[1].lower()}", []).append("true" if pair[2] is None else _value(pair[2]))
    return found


def _joined(text: str) -> list[str]:
    """Lines, where a backslash at the end joins the next one."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\\\n", r"\1", text.replace("\r\n", "\n")).split("\n")


def _value(written: str) -> str:
    """A value without its quotes, escapes and comment; spaces count inside quotes only at the ends."""
    out: list[str] = []
    quoted, kept, index = False, 0, 0
    while index < len(written):
        char = written[index]
        if char == "\\" and index + 1 < len(written):
            index += 1
            out.append(_ESCAPES.get(written[index], written[index]))
            kept = len(out)
        elif char == '"':
            quoted = not quoted
            kept = len(out)
        elif char in "#;" and not quoted:
            break
        else:
            out.append(char)
            if quoted or char not in _BLANK:
                kept = len(out)
        index += 1
    return "".join(out[:kept])


def read(path: str) -> dict[str, list[str]] | None:
    """A configuration file; nothing in it where there is none, None where only git can read it."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return parse(file.read())
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError):
        return {}


def truth(values: list[str] | None) -> bool:
    return bool(values) and values is not None and values[-1].lower() in ("true", "yes", "on", "1")
