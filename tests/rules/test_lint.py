"""Rules of lint on single records, of every kind and form; and that no text whatever makes them fail."""

from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st

from tacit.errors import Malformed
from tacit.model.people import Person, Team
from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.model.workspace import Settings
from tacit.rules.guards import GUARDS
from tacit.rules.lint.names import doubles, names, suggested
from tacit.rules.lint.record import lint
from tacit.rules.world import World
from tacit.text.protocols import read_protocol
from tacit.text.records import read_record

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
FORMS = ("thread", "thread.solo", "decision", "escalation", "standup", "person", "team")


@cache
def bundled(name: str) -> Protocol:
    text = (files("tacit") / "protocols" / f"{name}.yaml").read_text("utf-8")
    protocol, _ = read_protocol(text, f"{name}.yaml", True, GUARDS)
    assert protocol is not None
    return protocol


@cache
def world() -> World:
    people = {handle: Person(handle, handle.title()) for handle in ("alice", "bob")}
    teams = {"frontend": Team("frontend", members=("alice",)), "backend": Team("backend", members=("bob",))}
    protocols = {bundled(name).kind: bundled(name) for name in FORMS if name != "thread.solo"}
    return World(Settings(), people, teams, protocols)


def linted(name: str, path: str, text: str) -> list[Finding]:
    protocol = bundled(name)
    known = world()
    record, unread = read_record(text.encode(), path, protocol, known.spellings)
    known = World(known.settings, known.people, known.teams, {**known.protocols, protocol.kind: protocol})
    lines = frozenset(finding.line for finding in unread)
    return [*unread, *lint(record, protocol, known, NOW, unread=lines, exists=lambda name: name == "2026-03-01-001-x")]


def told(name: str, path: str, text: str) -> list[tuple[str, int]]:
    return [(finding.rule, finding.line) for finding in linted(name, path, text)]


STANDUP = """---
by: alice
date: 2026-03-03
status: posted
---

✅ Completed: The login page.
🔄 Working on: The session. It is half done.
🚧 Blockers: None
💬 Help needed: None
"""

ESCALATION = """---
topic: Tokens
by: alice
reason: safety
about: 2026-03-01-001-x
status: raised
created: 2026-03-03
updated: 2026-03-03
---

**Issue**: We wait.

**Context**: See above.

**Options**: None

**Recommendation**: None

**Timeline**: None

**Waiting for**: None
"""

DECISION = """---
topic: Sign with HMAC
by: alice
size: medium
affected: [backend]
status: proposed
created: 2026-03-03
updated: 2026-03-03
---

### The decision

HMAC.

### Options considered

JWT. Is it heavier? Yes.

### Recommendation

HMAC.

### Timeline impact

None

### Questions for team?

Who minds? When shall we start? Where?
"""

SOLO = """---
thread_id: 2026-03-03-001
topic: Tokens
status: open
---

## Background

## Question / Proposal

How long?

## Resolution
"""

GOOD = {
    "standup": ("updates/daily/2026/03/2026-03-03-alice.md", STANDUP),
    "escalation": ("escalations/2026/2026-03-03-001-tokens.md", ESCALATION),
    "decision": ("decisions/2026/2026-03-03-001-sign-with-hmac.md", DECISION),
    "thread.solo": ("threads/2026-03-03-001-tokens.md", SOLO),
    "person": ("people/alice.md", "---\nhandle: alice\nname: Alice\n---\n"),
    "team": ("teams/backend.md", "---\nhandle: backend\nname: Backend\nmembers: [bob]\n---\n\n## About\n"),
}


def test_good_records_of_every_kind_are_left_in_peace() -> None:
    for name, (path, text) in GOOD.items():
        assert linted(name, path, text) == [], name


def test_a_daily_update_is_three_sentences_at_most() -> None:
    path, text = GOOD["standup"]
    long = text.replace("The login page.", "The login page. The logout page. The e-mail. The tests.")
    assert told("standup", path, long) == [("too-long", 7)]


def test_a_daily_update_lacks_what_making_it_needs() -> None:
    path, text = GOOD["standup"]
    assert told("standup", path, text.replace("The login page.", "")) == [("missing-section", 7)]


def test_a_file_of_a_day_and_a_person_is_called_so_and_lies_there() -> None:
    _, text = GOOD["standup"]
    assert told("standup", "updates/daily/2026/03/2026-03-04-alice.md", text) == [("name", 3)]
    assert told("standup", "updates/daily/2026/03/2026-03-03-bob.md", text) == [("name", 2)]
    assert told("standup", "updates/daily/2026/2026-03-03-alice.md", text) == [("name", 1)]


def test_a_decision_of_a_certain_size_names_who_is_affected() -> None:
    path, text = GOOD["decision"]
    assert told("decision", path, text.replace("affected: [backend]\n", "")) == [("missing-field", 1)]
    small = text.replace("affected: [backend]\n", "").replace("size: medium", "size: small")
    assert told("decision", path, small.replace("status: proposed", "status: draft")) == []


def test_a_proposed_decision_lacks_its_recommendation_and_a_draft_does_not() -> None:
    path, text = GOOD["decision"]
    text = text.replace("## Recommendation\n\nHMAC.\n", "## Recommendation\n")
    assert told("decision", path, text) == [("missing-section", 19)]
    assert told("decision", path, text.replace("status: proposed", "status: draft")) == []


def test_an_escalation_that_is_decided_says_so_in_its_status() -> None:
    path, text = GOOD["escalation"]
    decided = text + "\n**Decision**: Ship it.\n"
    assert told("escalation", path, decided) == [("stale-status", 6)]
    assert told("escalation", path, decided.replace("status: raised", "status: decided")) == []


def test_a_field_names_a_record_that_is_there() -> None:
    path, text = GOOD["escalation"]
    assert told("escalation", path, text.replace("2026-03-01-001-x", "2026-03-01-009-y")) == [("broken-link", 5)]


def test_a_resolution_makes_an_open_solo_thread_stale() -> None:
    path, text = GOOD["thread.solo"]
    assert told("thread.solo", path, text + "\nAn hour.\n") == [("stale-status", 4)]


def test_a_person_is_named_by_their_handle() -> None:
    _, text = GOOD["person"]
    assert told("person", "people/alice-b.md", text) == [("name", 2)]


def test_a_section_that_stands_there_twice_is_told() -> None:
    path, text = GOOD["decision"]
    assert told("decision", path, text + "\n### Recommendation\n\nJWT.\n") == [("missing-section", 31)]


def test_the_name_that_is_suggested_follows_the_protocol() -> None:
    for stem in ("2026-3-3-1-Token Expiry", "2026-03-03-001-Token_Expiry", "2026-03-03-token-expiry"):
        record = Record(stem, "thread", f"threads/{stem}.md", {"topic": "Token expiry"})
        assert suggested(record, bundled("thread")) == "threads/2026-03-03-001-token-expiry.md"


def test_unicode_forms_of_one_name_are_told() -> None:
    entries = [("2026-03-03-001-caf\u00e9", "threads/a.md", 1), ("2026-03-03-002-caf\u00e9", "threads/b.md", 1)]
    assert list(doubles(entries, {"thread": bundled("thread")})) == []
    entries = [("caf\u00e9", "people/caf\u00e9.md", 1), ("cafe\u0301", "people/cafe\u0301.md", 1)]
    assert [finding.rule for finding in doubles(entries, {"person": bundled("person")})] == ["name", "name"]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FORMS), st.text(max_size=30).filter(lambda name: "/" not in name))
def test_any_file_name_gets_an_answer(form: str, stem: str) -> None:
    protocol = bundled(form)
    record = Record(stem, protocol.kind, f"{protocol.folder}/{stem}.md", {"topic": stem})
    for finding in names(record, protocol):
        assert finding.remedy


lines = st.sampled_from(
    [
        "## Recommendation",
        "## Backend's Reply",
        "## Frontend's Question / Proposal",
        "**Issue**: x?",
        "✅ Completed: a. b. c. d.",
        "> Updated: 2026-03-03",
        "> Status: ✅ Confirmed",
        "- [x] done",
        "- [ ] open",
        "Why? Who? What is it?",
        "",
        "```",
        "[a](b.md)",
    ]
)
values = st.sampled_from(
    [
        "",
        "open",
        "resolved",
        "draft",
        "raised",
        "2026-02-30",
        "2026-03-03",
        "[a, b]",
        "{a: b}",
        "frontend",
        "medium",
        "x",
    ]
)
keys = st.sampled_from(
    [
        "topic",
        "status",
        "from",
        "to",
        "by",
        "size",
        "affected",
        "type",
        "created",
        "updated",
        "due",
        "answers",
        "document",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FORMS), st.dictionaries(keys, values), st.lists(lines, max_size=12))
def test_no_record_makes_lint_fail(form: str, fields: dict[str, str], body: list[str]) -> None:
    front = "".join(f"{key}: {value}\n" for key, value in fields.items())
    path = f"{bundled(form).folder}/2026-03-03-001-x.md"
    try:
        found = linted(form, path, f"---\n{front}---\n\n" + "\n".join(body) + "\n")
    except Malformed:
        return
    for finding in found:
        assert finding.line >= 1 and finding.remedy and finding.message
