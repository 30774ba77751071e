"""New records read as the templates that teams know from before."""

from datetime import UTC, date, datetime

import pytest

from tacit.model.protocol import Protocol
from tacit.text.headings import Names
from tacit.text.records import read_record
from tacit.text.template import compose
from tacit.work.snapshot import bundled

NAMES: Names = {"from": ("Team A",), "to": ("Team B",)}
FIELDS = {"from": "a", "to": "b", "status": "open"}

THREAD = """\
## Background

[Why does this issue exist? Reference the section of the shared document
that's in question — e.g., "Protocol §3.2 states X, but..."]

## Team A's Question / Proposal

[State the question clearly, or list the options for a decision-request:

**Option A**: ...
**Option B (recommended)**: ...because...]

## Team B's Reply

> Updated: YYYY-MM-DD

[Responder fills this section. Do not edit the Opener's section above.]

## Team A's Final Answer (if needed)

> Updated: YYYY-MM-DD

[If the reply generates further clarification, opener fills this.
If the reply already resolves it, skip this section.]

## Resolution

> Status: ⏳ Pending | ✅ Confirmed | ❌ Rejected

[One sentence: what was decided.]

## Confirmation

- [ ] Team B confirms the resolution above and will implement accordingly
"""

ESCALATION = """\
**Issue**: [What's the problem?]
**Context**: [Why does it matter? Who's affected?]
**Options**: [What are the possible solutions?]
**Recommendation**: [What should we do?]
**Timeline**: [How urgent?]
**Waiting for**: [Decision from whom?]
"""

STANDUP = """\
✅ Completed: WebSocket server architecture designed + reviewed
🔄 Working on: Implementing connection pooling logic
🚧 Blockers: None
💬 Help needed: None
"""

DECISION = """\
### The decision

[What are we deciding?]

### Options considered

- **Option A**: [description] - Pros: [list] - Cons: [list]
- **Option B**: [description] - Pros: [list] - Cons: [list]

### Recommendation

[Which option and why]

### Timeline impact

[If we choose A: ...] [If we choose B: ...]

### Questions for team?

[Anything you want input on?]

### Responses

### Outcome
"""


def protocol(kind: str, form: str = "") -> Protocol:
    return bundled()[kind, form]


def body(data: bytes) -> str:
    return data.decode().split("---\n\n", 1)[1]


def test_a_thread_has_the_body_that_teams_know() -> None:
    assert body(compose(protocol("thread"), FIELDS, {}, NAMES)) == THREAD


def test_an_escalation_has_its_bold_lines() -> None:
    assert body(compose(protocol("escalation"), {}, {}, {})) == ESCALATION


def test_a_daily_update_has_four_lines() -> None:
    texts = {
        "✅ Completed": "WebSocket server architecture designed + reviewed",
        "🔄 Working on": "Implementing connection pooling logic",
    }
    assert body(compose(protocol("standup"), {}, texts, {})) == STANDUP


def test_a_decision_has_the_headings_of_its_template() -> None:
    assert body(compose(protocol("decision"), {}, {}, {})) == DECISION


@pytest.mark.parametrize(("kind", "form"), sorted(bundled()))
def test_nothing_of_a_template_counts_as_filled(kind: str, form: str) -> None:
    found = protocol(kind, form)
    data = compose(found, FIELDS, {}, NAMES)
    record, _ = read_record(
        data, "x/2026-03-02-001-x.md", found, lambda party: ({"a": "Team A", "b": "Team B"}[party],)
    )
    assert [part.key for part in record.parts if part.filled] == []
    assert [part.heading for part in record.parts if not part.known] == []
    assert [part.mark for part in record.parts if part.mark] == []


def test_what_is_written_takes_the_place_of_the_hint() -> None:
    texts = {"{from}'s Question / Proposal": "How long?\r\n\r\nPlease say.", "Resolution": "A day."}
    text = body(compose(protocol("thread"), FIELDS, texts, NAMES))
    assert "## Team A's Question / Proposal\n\nHow long?\n\nPlease say.\n\n## Team B's Reply" in text
    assert "## Resolution\n\n> Status: ⏳ Pending\n\nA day.\n\n## Confirmation" in text


def test_a_stamped_section_that_is_written_at_once_bears_the_day() -> None:
    fields = {**FIELDS, "updated": date(2026, 3, 2)}
    text = body(compose(protocol("thread"), fields, {"{from}'s Final Answer": "A day."}, NAMES))
    assert "## Team A's Final Answer (if needed)\n\n> Updated: 2026-03-02\n\nA day.\n" in text
    assert "## Team B's Reply\n\n> Updated: YYYY-MM-DD\n" in text


def test_front_matter_is_written_in_order_and_quoted_where_it_must_be() -> None:
    fields = {"topic": "Tokens: yes", "affected": ("a", "b"), "created": date(2026, 3, 2)}
    due = datetime(2026, 3, 3, 9, tzinfo=UTC)
    text = compose(protocol("decision"), {**fields, "due": due, "odd": "x"}, {}, {}).decode()
    assert text.startswith(
        '---\ntopic: "Tokens: yes"\naffected: [a, b]\ncreated: 2026-03-02\ndue: 2026-03-03T09:00:00Z\nodd: x\n---\n\n'
    )


def test_a_list_stands_below_its_bold_line() -> None:
    text = body(compose(protocol("escalation"), {}, {"Options": "- wait\n- go on"}, {}))
    assert "**Options**:\n\n- wait\n- go on\n**Recommendation**" in text


def test_headings_without_a_party_show_the_field() -> None:
    text = body(compose(protocol("thread"), {}, {}, {}))
    assert "## {from}'s Question / Proposal" in text
