"""What the server's log says of who comes and goes: enough to see an attack by, and no secret."""

import json
import logging

from tacit.web.visit import Visit

_log = logging.getLogger("tacit.safety")


def note(visit: Visit, event: str, *, warn: bool = False, **details: object) -> None:
    """One line: what happened, to whom, from where. Values are JSON, so that nobody writes lines of their own."""
    about = {"person": visit.who.person, "address": visit.address, **details}
    told = " ".join(f"{name}={json.dumps(value)}" for name, value in about.items() if value is not None)
    _log.log(logging.WARNING if warn else logging.INFO, "%s %s", event, told)


def place(visit: Visit) -> str:
    """Where something was asked for, without what somebody may still come in by."""
    secret = visit.params.get("secret")
    return visit.path.replace(secret, "…") if secret else visit.path


def to_standard_error() -> None:
    """For a server that runs: each line with its time in UTC."""
    import time

    handler = logging.StreamHandler()
    form = logging.Formatter("%(asctime)sZ %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")
    form.converter = time.gmtime
    handler.setFormatter(form)
    ours = logging.getLogger("tacit")
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
