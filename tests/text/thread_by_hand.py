"""The bundled protocols, and a thread written by hand after the template of old."""

from functools import cache
from importlib.resources import files

from tacit.model.protocol import Protocol
from tacit.text.protocols import read_protocol


@cache
def protocol(kind: str) -> Protocol:
    text = files("tacit.protocols").joinpath(f"{kind}.yaml").read_text("utf-8")
    found, findings = read_protocol(text, f"protocols/{kind}.yaml", bundled=True)
    assert found is not None and not findings
    return found


THREAD = """---
thread_id: 2026-02-28-001
topic: How long may a token live?
from: frontend
to: payments        # who answers
type: question
status: awaiting-reply
priority: normal
created: 2026-02-28
updated: 2026-02-28        # every time
---

## Background

Protocol §3.2 says "a while".

## Frontend Team’s Question / Proposal

How long is a while?

```markdown
## Resolution
```

## payments' reply

> Updated: YYYY-MM-DD

[Responder fills this section. Do not edit the Opener's section above.]

## [Opener Team]'s Final Answer (if needed)

> Updated: YYYY-MM-DD

[If the reply generates further clarification, opener fills this.
If the reply already resolves it, skip this section.]

## Resolution

> Status: ⏳ Pending | ✅ Confirmed | ❌Rejected

[One sentence: what was decided.]

## Confirmation

- [ ] [Responder Team] confirms the resolution above and will implement accordingly
"""

NAMES = {"frontend": ("Frontend",), "payments": ("Payments",)}


def names(handle: str) -> tuple[str, ...]:
    return NAMES.get(handle, ())
