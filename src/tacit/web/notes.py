"""What was done, told on the page that is shown next. It travels in a cookie: the address stays that of the page."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Mapping
from typing import Any

from tacit.web.signing import put
from tacit.web.visit import Visit

Json = Mapping[str, Any]
_NAME = "done"
_SECONDS = 120
_MOST = 3000  # letters; browsers keep no longer cookies


def leave(visit: Visit, record: str, act: str, told: Json, begun: str = "") -> None:
    """For the page of this record: the act, what follows from it and what is to be minded; `begun` is the kind of a new
    one."""
    note: dict[str, Any] = {"record": record, "act": act, "begun": begun, "repeated": bool(told.get("repeated"))}
    for name in ("notices", "opened", "warnings"):
        more = {**note, name: list(told.get(name) or ())}
        if len(_packed(more)) <= _MOST:
            note = more
    put(visit, _NAME, _packed(note), _SECONDS)


def taken(visit: Visit, record: str) -> Json | None:
    """What is to be told of this record, once."""
    packed = visit.cookie(_NAME)
    if not packed:
        return None
    try:
        note = json.loads(urlsafe_b64decode(packed.encode("ascii")))
    except (ValueError, Error):
        note = None
    if not isinstance(note, dict) or note.get("record") != record:
        return None
    put(visit, _NAME, "", 0)
    listed = {name: [str(one) for one in note.get(name) or ()] for name in ("notices", "opened", "warnings")}
    listed["notices"] = [one for one in listed["notices"] if not any(f"`{new}`" in one for new in listed["opened"])]
    begun = str(note.get("begun") or "")
    return {"act": str(note.get("act")), "begun": begun, "repeated": note.get("repeated") is True, **listed}


def _packed(note: Json) -> str:
    return urlsafe_b64encode(json.dumps(note, ensure_ascii=False, separators=(",", ":")).encode()).decode("ascii")
