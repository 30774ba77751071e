"""What `--set` and `--write` bring: texts by field and by section, from the command line, standard input or a file."""

import sys
from collections.abc import Iterable
from pathlib import Path

from tacit.errors import EnvironmentFailed, WrongUsage


def read_pairs(given: Iterable[str], option: str = "--set") -> dict[str, str]:
    """Values by field, of `--set` or `--where`."""
    found: dict[str, str] = {}
    for one in given:
        field, value = _parted(one, option, "FIELD=VALUE")
        if field in found:
            raise WrongUsage(
                "given-twice",
                f"{option} names `{field}` twice",
                remedy=f"Give it one value; those of a list are parted by commas: {option} {field}=a,b.",
            )
        found[field] = value
    return found


def read_writes(given: Iterable[str]) -> dict[str, str]:
    """`SECTION=-` is standard input, `SECTION=@FILE` a file; all else is the text itself."""
    found: dict[str, str] = {}
    sources: set[str] = set()
    for one in given:
        section, text = _parted(one, "--write", "SECTION=TEXT")
        if section in found:
            raise WrongUsage("given-twice", f"--write names `{section}` twice", remedy="Give its whole text at once.")
        if text == "-" and text in sources:
            raise WrongUsage("stdin-twice", "standard input can be read once", remedy="Use @FILE for the other text.")
        sources.add(text)
        found[section] = _text(text)
    return found


def _parted(one: str, option: str, form: str) -> tuple[str, str]:
    name, sign, value = one.partition("=")
    if not sign or not name.strip():
        raise WrongUsage("not-name-value", f"{option} {one}: that is no {form}", remedy=f"Write {option} '{form}'.")
    return name.strip(), value


def _text(given: str) -> str:
    if given == "-":
        return text_of("-")
    if not given.startswith("@"):
        return given
    path = Path(given[1:])
    # A text may begin with a mention, "@bob please look"; no file is meant where there is none and blanks follow.
    if not path.is_file() and len(given.split()) > 1:
        return given
    remedy = "@FILE takes the text from a file. For a text that begins with @, use - and standard input."
    return text_of(given[1:], remedy)


def text_of(file: str, remedy: str = "Name a file that is there, or give the text on standard input.") -> str:
    """The text of a file; `-` is standard input."""
    if file == "-":
        return _decoded(sys.stdin.buffer.read(), "standard input")
    try:
        return _decoded(Path(file).read_bytes(), file)
    except OSError as error:
        said = f"the text cannot be read: {error.strerror}"
        raise EnvironmentFailed("no-such-text", said, remedy=remedy, path=file) from None


def _decoded(data: bytes, source: str) -> str:
    try:
        return data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WrongUsage(
            "not-utf-8", f"{source} is not UTF-8", remedy="Save the text as UTF-8.", path=source, line=line
        ) from None
