"""Looks at the story of a pull request as its protocol has it, and whether what it fixes is there and open."""

from collections.abc import Iterator, Sequence
from typing import Any

from tacit.model.promise import Finding
from tacit.model.record import Record
from tacit.rules.story import story_findings, ticket_finding
from tacit.text.fixes import fixed_by
from tacit.text.stories import ABOVE, read_story
from tacit.work import follow, present
from tacit.work.fixes import FIX, meant
from tacit.work.wire import Workspace

Json = dict[str, Any]
KIND = "story"
_MANY = 8


def check(ws: Workspace, text: str, path: str) -> Json:
    """What is wrong with it, and what was read of it."""
    present.need_workspace(ws.here)
    protocol = ws.here.protocol(KIND)
    story = read_story(text, path, protocol)
    tickets = _tickets(story)
    found = [*story_findings(story, protocol, ABOVE), *_of_tickets(ws, story, tickets)]
    return {
        "findings": [present.finding_json(one) for one in sorted(found, key=lambda one: one.line)],
        "story": {**{name: str(value) for name, value in story.fields.items()}, "fixes": list(tickets)},
    }


def _tickets(story: Record) -> Sequence[str]:
    """What the head says that it fixes, as commits say it; else its `ticket` as it stands."""
    ticket = str(story.fields.get("ticket") or "")
    return fixed_by(f"Fixes {ticket}") or ((ticket,) if ticket else ())


def _of_tickets(ws: Workspace, story: Record, tickets: Sequence[str]) -> Iterator[Finding]:
    """A workspace without records that can be fixed keeps its tickets elsewhere: then there is nothing to compare."""
    kinds = [kind for kind, each in ws.here.protocols.items() if FIX in each.acts]
    index = follow.current(ws)
    if not any(index.count_of_kind(kind) for kind in kinds):
        return
    for ticket in tickets:
        rows = meant(index, ticket, kinds)
        open_ones = {row.id for row in rows if row.status not in ws.here.protocols[row.kind].final}
        if len(open_ones) == 1:
            rows = [row for row in rows if row.id in open_ones]
        wrong = ticket_finding(story, ticket, [(row.id, row.status) for row in rows], open_ones)
        if wrong is not None:
            yield wrong
