"""What the message of a commit, or the story of a pull request, says that it fixes."""

import re

_NEXT = r"[ \t]*[,&][ \t]*(?:and[ \t]+)?|[ \t]+and[ \t]+"
_SAID = re.compile(
    rf"(?<![\w-])fix(?:e[sd])?\b[ \t]*:?[ \t]+(?P<names>[^\s,&]+(?:(?:{_NEXT})[^\s,&]+)*)", re.IGNORECASE
)
_BETWEEN = re.compile(_NEXT)
_AROUND = "`'\"“”‘’.,:;()[]<>*_!?#"
_NUMBERED = re.compile(r"[\w.-]*\d[\w.-]*")


def fixed_by(message: str) -> tuple[str, ...]:
    """The records that `Fixes …` names: ids, parts of ids or paths, as they are written.

    A part is one only where it has a digit and a hyphen, as `2026-03-03-004` and `004-login` have: "Fixes the login"
    names nothing.
    """
    found: dict[str, None] = {}
    for said in _SAID.finditer(message):
        for word in _BETWEEN.split(said["names"]):
            name = word.strip(_AROUND).rpartition("/")[2].removesuffix(".md")
            if "-" in name and _NUMBERED.fullmatch(name):
                found.setdefault(name)
    return tuple(found)
