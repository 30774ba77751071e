"""Which paths may be written: names that mean the same file on every machine, and never one of git's own."""

import re
import unicodedata

from tacit.errors import Refused

NAME_LIMIT = 255  # bytes, what file systems take
PATH_LIMIT = 4096

# Control characters hide or break lines; the format characters reverse text or are not seen at all.
_UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ud800-\\udfff]")


def check_path(path: str) -> None:
    """Refuses a path that could leave the repository, reach git's own files, or that not every machine can hold."""
    fault = _fault(path)
    if fault:
        raise Refused("unsafe-path", f"{path!r} {fault}", remedy="Choose a plain name.", path=path)


def _fault(path: str) -> str:
    found = _UNSEEN.search(path)
    if found:
        return f"holds the character U+{ord(found[0]):04X}, which cannot be seen"
    if "\\" in path:
        return "holds a backslash, which separates folders on some machines"
    if len(path.encode()) > PATH_LIMIT:
        return f"is longer than {PATH_LIMIT} bytes"
    return next((fault for name in path.split("/") if (fault := _fault_of_name(name))), "")


def _fault_of_name(name: str) -> str:
    if name in ("", ".", ".."):
        return "is no path below the root of the repository"
    if len(name.encode()) > NAME_LIMIT:
        return f"has a name of more than {NAME_LIMIT} bytes"
    # Windows drops dots and spaces at the end and what follows a colon, and knows .git by a short name as well.
    plain = name.partition(":")[0].rstrip(". ").casefold()
    if plain == ".git" or plain.startswith("git~"):
        return "is a name that git keeps for itself"
    return ""


def folded(names: str) -> str:
    """Names as a file system compares them that knows neither case nor Unicode's several spellings."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", names).casefold())
