"""`tacit inbox --json` in the time that Python needs to start: joins git's HEAD and the index, both read by hand.

Only the plain forms of the command are answered; what is None here is for the command line, which knows all of them.
"""

import os
from collections.abc import Mapping, Sequence

from tacit.errors import TacitError

_OPTIONS = ("--as", "--at", "--repo")


def answer(arguments: Sequence[str], environ: Mapping[str, str], now: str) -> str | None:
    """What `tacit inbox [PERSON] --json` prints. `now` is the machine's time in UTC, to the second, with a Z."""
    asked = _asked(arguments)
    if asked is None:
        return None
    now = asked.get("--at") or environ.get("TACIT_NOW") or now
    if not _is_plain(now):
        return None
    from tacit.index import hot
    from tacit.repo.identity import identity
    from tacit.repo.place import discover, head_commit_fast

    try:
        place = discover(asked.get("--repo") or os.getcwd(), environ)  # noqa: PTH109 - pathlib costs 8 ms
        path = os.path.join(place.git_dir, "tacit", "index.db")  # noqa: PTH118
        head = head_commit_fast(place.git_dir)
        if head is None or not os.path.exists(path):  # noqa: PTH110
            return None
        who = asked.get("PERSON") or asked.get("--as") or identity(place, environ)[1]
        return _ascii(hot.inbox(path, head, who, now))
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
    """The options and the person; None for any form of the command but the plain ones."""
    asked: dict[str, str] = {}
    words = []
    left = iter(arguments)
    for each in left:
        if each in _OPTIONS:
            asked[each] = next(left, "")
        elif each != "--json":
            words.append(each)
    if "--json" not in arguments or not words or words[0] != "inbox" or len(words) > 2:
        return None
    if any(word.startswith("-") for word in words) or "" in asked.values():
        return None
    return {**asked, "PERSON": words[1]} if len(words) == 2 else asked


def _ascii(text: str | None) -> str | None:
    """JSON that no terminal takes for more than text."""
    if text is None or text.isascii():
        return text
    import json

    return json.dumps(json.loads(text))
