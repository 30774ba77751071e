"""What stands before meetings, tasks and handoffs: their guards, and the agenda of what is unresolved."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from tacit.model.change import Facts, Given
from tacit.model.people import Person, Team
from tacit.model.protocol import Protocol
from tacit.model.record import Answer, Part, Record, Value
from tacit.model.workspace import Settings
from tacit.rules.asked import Asked
from tacit.rules.fillers import FILLERS
from tacit.rules.guards import GUARDS
from tacit.rules.parties import actor_of
from tacit.rules.world import World
from tacit.work.snapshot import bundled

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PEOPLE = {handle: Person(handle, handle.capitalize()) for handle in ("alice", "bob", "carol")}
TEAMS = {"web": Team("web", "Web", members=("alice",)), "api": Team("api", "Api", members=("bob",))}


def part(key: str, body: str) -> Part:
    return Part(key, key, body, 9, filled=True)


def record(kind: str, name: str, *parts: Part, **fields: Value) -> Record:
    return Record(name, kind, f"{kind}s/{name}.md", {"topic": name.capitalize(), **fields}, parts)


def world(*records: Record, files: Sequence[str] = ()) -> World:
    protocols: dict[str, Protocol] = {kind: one for (kind, form), one in bundled().items() if not form}
    by_id = {one.id: one for one in records}
    return World(
        Settings(), PEOPLE, TEAMS, protocols, by_id,
        open_of=lambda kind: [
            one for one in records if one.kind == kind and one.status not in protocols[kind].final
        ],
        has_file=lambda path: path in files,
    )  # fmt: skip


def asked(
    act: str,
    of: Record,
    around: World | None = None,
    who: str = "alice",
    writes: dict[str, str] | None = None,
    **sets: Value,
) -> Asked:
    around = around or world(of)
    protocol = around.protocols[of.kind]
    given = Given(sets, writes or {})
    return Asked(protocol.acts[act], of, protocol, around, actor_of(who, around, NOW), given, Facts(), NOW)


def refused(guard: str, argument: str, what: Asked) -> str:
    found = GUARDS[guard](what, argument)
    return found.code if found else ""


@pytest.mark.parametrize(("hours", "code"), [(-1, "in-the-past"), (0, ""), (1, "")])
def test_nobody_plans_what_is_past(hours: int, code: str) -> None:
    assert refused("ahead", "at", asked("plan", record("meeting", "m", at=NOW + hours * HOUR))) == code


def test_the_time_that_is_given_goes_before_the_one_that_stands_there() -> None:
    meeting = record("meeting", "m", at=NOW - HOUR, status="called")
    assert refused("ahead", "at", asked("move", meeting, at=NOW + HOUR)) == ""


@pytest.mark.parametrize(("hours", "code"), [(-1, ""), (0, ""), (1, "not-yet")])
def test_there_are_no_notes_of_what_has_not_begun(hours: int, code: str) -> None:
    assert refused("begun", "at", asked("notes", record("meeting", "m", at=NOW + hours * HOUR))) == code


BOTH = "Acceptance criteria, Definition of done"


@pytest.mark.parametrize(
    ("target", "code"),
    [("in-progress", "section-empty"), ("done", "section-empty"), ("todo", ""), ("dropped", ""), (None, "")],
)
def test_what_is_not_ready_stays_where_it_is_or_goes(target: str | None, code: str) -> None:
    task = record("task", "t", part("Acceptance criteria", "- [ ] x"), status="code-review")
    assert refused("ready", BOTH, asked("move", task, status=target)) == code


def test_what_is_brought_along_makes_it_ready() -> None:
    task = record("task", "t", part("Acceptance criteria", "- [ ] x"), status="todo")
    brings = asked("move", task, writes={"Definition of done": "- [ ] y"}, status="done")
    assert refused("ready", BOTH, brings) == ""


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "no-document"),
        ({"document": "docs/gone.md"}, "no-document"),
        ({"document": "docs/there.md#part"}, ""),
        ({"document": "https://docs.example/x"}, ""),
        ({"about": ("t",)}, ""),
        ({"about": ("gone",)}, "no-document"),
        ({"document": "docs/gone.md", "about": ("gone", "t")}, ""),
    ],
)
def test_there_is_something_to_read_beforehand(fields: dict[str, Value], code: str) -> None:
    meeting = record("meeting", "m", reason="demo", **fields)
    around = world(meeting, record("thread", "t", status="open"), files=["docs/there.md"])
    assert refused("prepared", "document, about", asked("call", meeting, around)) == code


@pytest.mark.parametrize(("who", "code"), [("alice", ""), ("bob", "partial"), ("carol", "")])
def test_nobody_takes_over_for_the_others_what_is_their_own(who: str, code: str) -> None:
    handoff = record("handoff", "h", **{"from": "api", "to": "web", "status": "contested"})
    assert refused("impartial", "sender, receiver", asked("accept", handoff, who=who)) == code


def test_what_goes_from_one_side_to_the_other_has_two() -> None:
    sides = [("api", "web", ""), ("api", "api", "one-side"), ("api", "bob", "")]
    for sender, receiver, code in sides:
        handoff = record("handoff", "h", **{"from": sender, "to": receiver, "status": "planned"})
        assert refused("apart", "sender, receiver", asked("plan", handoff)) == code


@pytest.mark.parametrize(("day", "code"), [(date(2026, 3, 2), "in-the-past"), (date(2026, 3, 3), ""), (None, "")])
def test_a_day_is_past_once_it_is_over(day: date | None, code: str) -> None:
    assert refused("ahead", "date", asked("plan", record("handoff", "h", date=day, status="planned"))) == code


# The agenda


def agenda(*records: Record, **fields: Value) -> list[str]:
    meeting = record("meeting", "m", **{"status": "called", "about": tuple(one.id for one in records), **fields})
    return FILLERS["unresolved"](asked("agenda", meeting, world(meeting, *records))).splitlines()


QUESTION = "{from}'s Question / Proposal"


def thread(name: str, question: str, status: str = "awaiting-reply", **fields: Value) -> Record:
    return record("thread", name, part(QUESTION, question), **{"from": "web", "to": "api", "status": status, **fields})


def test_open_questions_are_the_agenda() -> None:
    assert agenda(thread("t", "Background. How long? And of which kind?")) == [
        "- How long? ([T](/threads/t.md))",
        "- And of which kind? ([T](/threads/t.md))",
    ]


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_what_is_settled_is_not_talked_about(status: str) -> None:
    assert agenda(thread("t", "How long?", status)) == []


def test_open_points_that_ask_nothing_stand_one_by_one() -> None:
    proposal = record(
        "proposal", "p", part("Open Questions", "- @api: the rotation of keys\n- @mobile: log-in\n"), status="proposed",
        by="alice",
    )  # fmt: skip
    assert agenda(proposal) == [
        "- @api: the rotation of keys ([P](/proposals/p.md))",
        "- @mobile: log-in ([P](/proposals/p.md))",
    ]


def test_objections_and_what_nobody_answered_are_talked_about() -> None:
    comments = (
        "- **Bob** (api) · 2026-03-01 · comment: Who pays?\n"
        "- **Alice** (web) · 2026-03-01 · comment: We do.\n"
        "- **Bob** (api) · 2026-03-02 · comment: And who runs it at night?\n"
    )
    answers = (Answer("api", "object", NOW, "", "bob"),)
    decision = record("decision", "d", part("Comments", comments), status="escalated", by="alice", answers=answers)
    assert agenda(decision) == [
        "- api objects ([D](/decisions/d.md))",
        "- Bob under Comments: And who runs it at night? ([D](/decisions/d.md))",
    ]


def test_what_is_open_without_a_question_is_named_itself() -> None:
    assert agenda(thread("t", "We should talk about tokens.", type="notification")) == [
        "- We should talk about tokens. ([T](/threads/t.md))"
    ]
    assert agenda(record("decision", "d", status="proposed", by="alice")) == ["- [D](/decisions/d.md)"]


def test_open_threads_about_the_same_document_belong_to_it() -> None:
    here = thread("here", "How long?", document="docs/auth.md#tokens")
    other = thread("other", "Why?", document="docs/other.md")
    meeting = record("meeting", "m", status="called", document="docs/auth.md")
    found = FILLERS["unresolved"](asked("agenda", meeting, world(meeting, here, other)))
    assert found == "- How long? ([Here](/threads/here.md))"
