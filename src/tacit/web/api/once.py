"""What is sent with a key of its own may be sent again: it is done once, and answered the same."""

import json
from collections.abc import Callable

from tacit.errors import WrongUsage
from tacit.web.answers import Answer
from tacit.web.visit import Visit
from tacit.work import repeating

_LONGEST = 255
_KEPT = ("content-type", "etag", "location")
_KEY = "idempotency-key"


def once(visit: Visit, do: Callable[[str | None], Answer]) -> Answer:
    """`do` is called with the id of the command; None where no key makes one."""
    key = visit.headers.get(_KEY)
    if key is None:
        return do(None)
    if not (0 < len(key) <= _LONGEST and key.isascii() and key.isprintable()):
        remedy = "Send up to 255 letters and digits, such as a UUID."
        raise WrongUsage("idempotency-key", "Idempotency-Key is no key", remedy=remedy)
    command = repeating.command_of(visit.person, key)
    asked = "\0".join((visit.route.method, visit.path, "")).encode() + visit.body
    before = repeating.before(visit.ws, command, asked)
    if before is None:
        with repeating.tried(visit.ws, command):
            answer = do(command)
        headers = {name: answer.headers[name] for name in _KEPT if name in answer.headers}
        repeating.keep(visit.ws, command, answer.status_code, json.dumps(headers), bytes(answer.body))
    else:
        answer = Answer(before.content, before.status, json.loads(before.headers))
    answer.headers[_KEY] = key
    return answer
