"""`tacit inbox --json`, and a `tacit tick` with nothing to do, in the time that Python needs to start: joins git's HEAD
and the index, both read by hand.

Only the plain forms of the commands are answered; what is None here is for the command line, which knows all of them.
"""

import os
from collections.abc import Mapping, Sequence

from tacit.errors import TacitError

_OPTIONS = ("--as", "--at", "--repo")
_NOTHING = ("Nothing is due.", '{"acts": [], "reminders": [], "notices": []}')


def answer(arguments: Sequence[str], environ: Mapping[str, str], now: str) -> str | None:
    """What the command prints. `now` is the machine's time in UTC, to the second, with a Z."""
    asked = _asked(arguments)
    if asked is None or environ.get("TACIT_SERVER"):
        return None
    now = asked.get("--at") or environ.get("TACIT_NOW") or now
    if not _is_plain(now):
        return None
    from tacit.index import hot
    from tacit.repo.identity import identity
    from tacit.repo.place import discover, head_commit

    try:
        place = discover(asked.get("--repo") or os.getcwd(), environ)  # noqa: PTH109 - pathlib costs 8 ms
        path = os.path.join(place.git_dir, "tacit", "index.db")  # noqa: PTH118
        head = head_commit(place)
        if head is None or not os.path.exists(path):  # noqa: PTH110
            return None
        if asked["COMMAND"] == "tick":
            return _NOTHING["--json" in asked] if hot.nothing_is_due(path, head, now) else None
        who = asked.get("PERSON") or asked.get("--as") or identity(place, environ)[1]
        return _harmless(hot.inbox(path, head, who, now))
    except (TacitError, OSError):
        return None


def _is_plain(now: str) -> bool:
    """Whether a time compares as it stands with those of the index: `2026-03-03T09:00:00Z`."""
    from datetime import datetime  # sqlite3 loads it in any case

    try:
        datetime.fromisoformat(now)
    except ValueError:
        return False
    return len(now) == len("2026-03-03T09:00:00Z") and now[4::3] == "--T::Z"


def _asked(arguments: Sequence[str]) -> dict[str, str] | None:
    """The command, its options and the person; None for any form but the plain ones."""
    asked: dict[str, str] = {}
    words = []
    left = iter(arguments)
    for each in left:
        if each in _OPTIONS:
            asked[each] = next(left, "")
        elif each == "--json":
            asked[each] = "yes"
        else:
            words.append(each)
    if "" in asked.values() or any(word.startswith("-") for word in words):
        return None
    if words == ["tick"] or (words[:1] == ["inbox"] and len(words) <= 2 and "--json" in asked):
        return {**asked, **dict(zip(("COMMAND", "PERSON"), words, strict=False))}
    return None


def _harmless(text: str | None) -> str | None:
    """JSON that no terminal takes for more than text, letter by letter what the command line writes."""
    if text is None or text.isascii():
        return text
    from tacit.text.json_line import harmless

    return harmless(text)
