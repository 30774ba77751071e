"""Decisions of three sizes, escalations, proposals and brainstorms: each from its first act to its last, in clones."""

from datetime import datetime
from typing import Any

import pytest
from desks import Clock, Desk

STEPS = """\
name: Shop
escalation:
  - {to: [affected.leads], answer: 4 working hours, decide: 1 workday}
  - {to: [carol], answer: 2 working hours, decide: 8 working hours}
  - {to: [bob], answer: 0 minutes, decide: 2 hours}
"""


def decision(desk: Desk, size: str, *more: str, topic: str = "Contract of the API", affected: str = "backend") -> str:
    made = desk.tacit(
        "new", "decision", f"--set=topic={topic}", f"--set=size={size}", f"--set=affected={affected}",
        "--write=The decision=The version stands in the path.", "--write=Options considered=- **Option A**: the path",
        "--write=Recommendation=Option A.", *more,
    )  # fmt: skip
    return str(made["id"])


def owed(record: dict[str, Any]) -> dict[str, list[str]]:
    """Who owes what on a record."""
    found: dict[str, list[str]] = {}
    for one in record["promises"]:
        found.setdefault(one["promise"], []).extend(one["who"])
    return {name: sorted(who) for name, who in found.items()}


def section(desk: Desk, record: str, heading: str) -> str:
    found = desk.tacit("show", record)["sections"]
    return str(next(one["text"] for one in found if one["heading"].startswith(heading)))


def acts(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["record"], one["act"]) for one in told["acts"]]


def at(clock: Clock, written: str) -> None:
    clock.now = datetime.fromisoformat(written)


# -- decisions


def test_a_small_decision_is_decided_by_its_owner_and_the_others_are_told(shop: Desk) -> None:
    record = decision(shop, "small")
    done = shop.tacit("act", record, "propose")
    assert (done["status"], done["promises"]) == ("decided", [])
    assert any("backend" in notice for notice in done["notices"])
    assert section(shop, record, "Outcome") == "Decided by alice."


@pytest.mark.parametrize(
    ("size", "proposed", "due"),
    [
        ("medium", "2026-03-03T09:00:00Z", "2026-03-04T09:00:00Z"),
        ("large", "2026-03-03T09:00:00Z", "2026-03-05T09:00:00Z"),
        ("medium", "2026-03-06T18:00:00Z", "2026-03-09T18:00:00Z"),  # over a weekend
        ("large", "2026-03-27T09:00:00Z", "2026-03-31T09:00:00Z"),  # in which clocks are put on
    ],
)
def test_a_window_is_open_for_one_day_or_two_by_the_size(
    shop: Desk, clock: Clock, size: str, proposed: str, due: str
) -> None:
    at(clock, proposed)
    assert shop.tacit("act", decision(shop, size), "propose")["due"] == due


def test_a_window_may_be_longer_from_the_start_and_never_shorter(shop: Desk) -> None:
    record = decision(shop, "medium")
    error = shop.refused("act", record, "propose", "--set=due=2026-03-03T20:00:00Z")
    assert "2026-03-04T09:00:00Z" in error["message"] + error["remedy"]
    assert shop.tacit("act", record, "propose", "--set=due=2026-03-06T09:00:00Z")["due"] == "2026-03-06T09:00:00Z"
    assert "made longer" in shop.refused("act", record, "extend", "--set=due=2026-03-05T09:00:00Z")["message"]
    assert shop.tacit("act", record, "extend", "--set=due=2026-03-07T09:00:00Z")["due"] == "2026-03-07T09:00:00Z"


def test_silence_of_those_who_were_told_decides_a_medium_decision(two: tuple[Desk, Desk], clock: Clock) -> None:
    alice, bob = two
    record = decision(alice, "medium", affected="backend, carol")
    alice.tacit("act", record, "propose")
    alice.tacit("sync")
    bob.tacit("sync")
    bob.tacit("act", record, "approve")
    bob.tacit("sync")
    alice.tacit("sync")
    clock.later(days=1)
    assert acts(alice.tacit("tick")) == [(record, "decide")]
    assert section(alice, record, "Outcome") == (
        "Decided by Tacit.\n\n- approved: backend\n- silent, told 2026-03-03T09:00:00Z: carol"
    )
    assert alice.fields(record)["decided"] == "2026-03-04"
    assert alice.findings() == []


def test_a_large_decision_is_signed_off_early_and_never_by_silence(shop: Desk, clock: Clock) -> None:
    signed = decision(shop, "large", affected="backend, carol")
    shop.tacit("act", signed, "propose")
    shop.tacit("--as", "bob", "act", signed, "approve")
    assert shop.tacit("--as", "carol", "act", signed, "approve")["status"] == "decided"

    silent = decision(shop, "large", topic="Storage")
    shop.tacit("act", silent, "propose")
    clock.later(days=2)
    (escalated,) = shop.tacit("tick")["acts"]
    assert (escalated["record"], escalated["act"]) == (silent, "escalate")
    assert shop.fields(escalated["opened"][0])["reason"] == "no-consensus"


def test_an_objection_escalates_and_the_verdict_comes_back(shop: Desk, clock: Clock) -> None:
    shop.write("tacit.yaml", STEPS)
    shop.commit("steps")
    record = decision(shop, "medium", affected="backend, carol")
    shop.tacit("act", record, "propose")
    objected = shop.tacit("--as", "bob", "act", record, "object", "--because=Old phones cannot be updated.")
    (raised,) = objected["opened"]
    assert objected["status"] == "escalated"
    found = shop.tacit("show", raised)
    assert owed(found) == {"answer": ["bob", "carol"], "decide": ["bob", "carol"]}
    assert (found["fields"]["answer_due"], found["due"]) == ("2026-03-03T13:00:00Z", "2026-03-04T09:00:00Z")
    assert shop.tacit("--as", "carol", "act", raised, "answer", "--because=I look at it.")["status"] == "answered"
    error = shop.refused("--as", "carol", "act", raised, "decide", "--write=Decision=The path it is.")
    assert "verdict" in error["message"] + error["remedy"]
    shop.tacit("--as", "carol", "act", raised, "decide", "--write=Decision=The path it is.", "--set=verdict=decide")
    decided = shop.tacit("show", record)
    assert decided["status"] == "decided"
    outcome = section(shop, record, "Outcome")
    assert outcome.startswith("Decided by carol")
    assert "- objected: backend" in outcome
    assert shop.findings() == []


def test_a_substantial_revision_asks_anew_and_an_objection_stands_until_it_is_answered(shop: Desk) -> None:
    record = decision(shop, "medium", affected="frontend, backend")
    shop.tacit("act", record, "propose")
    shop.tacit("act", record, "approve")
    shop.tacit("--as", "bob", "act", record, "object", "--because=Old phones.")
    revised = shop.tacit(
        "act", record, "revise", "--set=change=substantial", "--write=The decision=The path, and the header."
    )
    assert revised["status"] == "proposed"
    assert owed(revised) == {"respond": ["alice", "bob", "carol"]}
    assert list(revised["fields"]["answers"]) == ["backend"]
    shop.tacit("act", record, "approve")
    assert shop.tacit("show", record)["status"] == "proposed"
    assert shop.tacit("--as", "bob", "act", record, "approve")["status"] == "decided"


def test_why_a_window_is_extended_is_said(shop: Desk, clock: Clock) -> None:
    shop.write(
        "people/dana.md",
        "---\nhandle: dana\nname: Dana\nemail: dana@example.com\naway: [2026-03-02..2026-03-20]\nstatus: active\n---\n",
    )
    shop.commit("Dana is away")
    record = decision(shop, "medium", affected="dana")
    shop.tacit("act", record, "propose")
    clock.later(days=1)
    told = shop.tacit("tick")
    assert acts(told) == [(record, "extend")]
    assert told["notices"] == [f"{record}: respond: decide: dana was not told"]
    assert "\n\ndecide: dana was not told\n" in shop.git("log", "-1", "--format=%B")


def test_a_deputy_answers_for_somebody_who_is_away(shop: Desk) -> None:
    shop.write(
        "people/dana.md",
        "---\nhandle: dana\nname: Dana\nemail: dana@example.com\naway: [2026-03-02..2026-03-20]\ncover: bob\n"
        "cover_signs: true\nstatus: active\n---\n",
    )
    shop.commit("dana")
    record = decision(shop, "large", affected="dana")
    shop.tacit("act", record, "propose")
    assert shop.tacit("--as", "bob", "act", record, "approve")["status"] == "decided"


@pytest.mark.parametrize("size", ["small", "medium"])
def test_a_decision_takes_the_place_of_another_once_it_is_decided(shop: Desk, clock: Clock, size: str) -> None:
    old = decision(shop, "small")
    shop.tacit("act", old, "propose")
    new = decision(shop, size, f"--set=supersedes={old}", topic="Version in the header")
    shop.tacit("act", new, "propose")
    if size == "medium":
        assert shop.tacit("show", old)["status"] == "decided"
        clock.later(days=1)
        shop.tacit("tick")
    assert shop.tacit("show", new)["status"] == "decided"
    superseded = shop.tacit("show", old)
    assert (superseded["status"], superseded["fields"]["superseded_by"]) == ("superseded", new)
    outcome = section(shop, old, "Outcome")
    assert outcome.startswith("Decided by alice.")
    assert new in outcome
    assert [(act["act"], act["irregular"]) for act in shop.tacit("history", old)["acts"]][-1] == ("supersede", None)
    assert shop.findings() == []


def test_a_decision_reached_through_an_escalation_takes_the_place_of_another_too(shop: Desk) -> None:
    old = decision(shop, "small")
    shop.tacit("act", old, "propose")
    new = decision(shop, "medium", f"--set=supersedes={old}", topic="Version in the header")
    shop.tacit("act", new, "propose")
    (raised,) = shop.tacit("--as", "bob", "act", new, "object", "--because=No.")["opened"]
    shop.tacit("--as", "bob", "act", raised, "decide", "--write=Decision=So be it.", "--set=verdict=decide")
    assert [shop.tacit("show", one)["status"] for one in (new, old)] == ["decided", "superseded"]


DECISION = """\
### The decision

The version stands in the path.

### Options considered

- **Option A**: the path

### Recommendation

Option A.

### Timeline impact

[If we choose A: ...] [If we choose B: ...]

### Questions for team?

[Anything you want input on?]
"""


def test_a_decision_reads_as_the_template_does(shop: Desk) -> None:
    record = decision(shop, "medium")
    path = shop.tacit("act", record, "propose")["path"]
    assert shop.read(path).partition("---\n\n")[2].startswith(DECISION)
    shown = shop.run("show", "--markdown", record).out
    assert shown.startswith("## Decision: Contract of the API\n\n**Proposed by**: Alice\n**Decision due**: 2026-03-04")
    assert "\n**Affected teams**: Backend\n\n" + DECISION in shown
    assert "\n**Feedback window**: Until 2026-03-04" in shown


# -- escalations


def test_an_escalation_raised_by_hand_climbs_three_steps_and_stays_owed_on_the_last(shop: Desk, clock: Clock) -> None:
    shop.write("tacit.yaml", STEPS)
    shop.commit("steps")
    raised = shop.tacit(
        "new", "escalation", "--set=topic=Numbers are wrong", "--set=reason=quality", "--set=affected=backend",
        "--write=Issue=The report is wrong.", "--write=Context=Sales decides on it.",
    )["id"]  # fmt: skip
    assert owed(shop.tacit("show", raised)) == {"answer": ["bob"], "decide": ["bob"]}
    shop.tacit("--as", "bob", "act", raised, "answer", "--because=I look at it.")
    at(clock, "2026-03-04T09:00:00Z")  # answered, and forgotten
    assert acts(shop.tacit("tick")) == [(raised, "climb")]
    second = shop.tacit("show", raised)
    assert (owed(second)["decide"], second["fields"]["answer_due"]) == (["carol"], "2026-03-04T11:00:00Z")
    assert second["due"] == "2026-03-04T17:00:00Z"
    at(clock, "2026-03-04T11:00:00Z")
    assert acts(shop.tacit("tick")) == [(raised, "climb")]
    third = shop.tacit("show", raised)
    assert (third["fields"]["step"], third["fields"]["answer_due"], third["due"]) == (
        3, "2026-03-04T11:00:00Z", "2026-03-04T13:00:00Z",
    )  # fmt: skip
    at(clock, "2026-03-06T09:00:00Z")
    assert acts(shop.tacit("tick")) == []
    late = shop.tacit("show", raised)
    assert {one["late"] for one in late["promises"]} == {True}
    assert shop.tacit("--as", "bob", "act", raised, "decide", "--write=Decision=Mend it.")["status"] == "decided"


def test_the_hours_of_a_danger_run_at_night_too(shop: Desk, clock: Clock) -> None:
    at(clock, "2026-03-06T22:00:00Z")
    raised = shop.tacit(
        "new", "escalation", "--set=topic=Keys leaked", "--set=reason=safety", "--set=affected=backend",
        "--write=Issue=Keys are in a log.", "--write=Context=Everybody.",
    )  # fmt: skip
    assert (raised["fields"]["answer_due"], raised["due"]) == ("2026-03-07T02:00:00Z", "2026-03-07T22:00:00Z")


ESCALATION = """\
**Issue**: The report is wrong.
**Context**: Sales decides on it.
**Options**: [What are the possible solutions?]
**Recommendation**: [What should we do?]
**Timeline**: [How urgent?]
**Waiting for**: [Decision from whom?]
"""


def test_an_escalation_reads_as_the_template_does(shop: Desk) -> None:
    raised = shop.tacit(
        "new", "escalation", "--set=topic=Numbers are wrong", "--set=reason=quality", "--set=affected=backend",
        "--write=Issue=The report is wrong.", "--write=Context=Sales decides on it.",
    )  # fmt: skip
    assert shop.read(raised["path"]).partition("---\n\n")[2] == ESCALATION
    assert shop.run("show", "--markdown", raised["id"]).out == (
        "## Escalation: Numbers are wrong\n\n**Escalated by**: Alice\n**Date escalated**: 2026-03-03\n\n" + ESCALATION
    )


# -- proposals


def proposal(desk: Desk, *more: str) -> str:
    made = desk.tacit(
        "new", "proposal", "--set=topic=Migrate to OAuth", "--set=stakeholders=bob,carol",
        "--write=Context & Problem=Sessions get lost.", "--write=Proposed Solution=Tokens.",
        "--write=Open Questions=- @backend: How do keys rotate?", *more,
    )  # fmt: skip
    return str(made["id"])


def test_a_proposal_goes_from_a_draft_to_the_decision_on_it(two: tuple[Desk, Desk], clock: Clock) -> None:
    alice, bob = two
    record = proposal(alice)
    assert alice.fields(record)["feedback_by"] == "2026-03-05T09:00:00Z"
    shared = alice.tacit("act", record, "share")
    assert (shared["status"], shared["due"], owed(shared)) == (
        "feedback", "2026-03-05T09:00:00Z", {"reply": ["bob", "carol"]},
    )  # fmt: skip
    alice.tacit("sync")
    bob.tacit("sync")
    assert owed(bob.tacit("act", record, "reply", "--because=How long do they live?")) == {"reply": ["carol"]}
    asked = bob.tacit("act", record, "ask", "--set=topic=Tokens", "--set=to=alice", "--write=Question=How long?")
    again = bob.tacit("act", record, "ask", "--set=topic=Keys", "--set=to=frontend", "--write=Question=How often?")
    threads = [*asked["opened"], *again["opened"]]
    assert bob.fields(record)["thread"] == threads
    assert [bob.fields(one)["topic"] for one in threads] == ["Tokens", "Keys"]
    bob.tacit("sync")
    alice.tacit("sync")

    at(clock, "2026-03-05T09:00:00Z")
    assert acts(alice.tacit("tick")) == [(record, "close")]
    heard = alice.tacit("show", record)
    assert (heard["status"], owed(heard), heard["due"]) == ("heard", {"conclude": ["alice"]}, "2026-03-06T09:00:00Z")
    done = alice.tacit("act", record, "decide", "--set=size=large")
    assert done["status"] == "concluded"
    assert section(alice, record, "Outcome") == "Concluded by alice.\n\n- replied: bob\n- no answer: carol"
    drafted = alice.tacit("show", done["opened"][0])
    assert drafted["status"] == "draft"
    expected = {
        "topic": "Migrate to OAuth", "by": "alice", "size": "large", "affected": ["bob", "carol"], "about": record,
    }  # fmt: skip
    assert {name: drafted["fields"][name] for name in expected} == expected
    assert section(alice, drafted["id"], "The decision") == "Tokens."
    assert section(alice, drafted["id"], "Questions for team?") == "- @backend: How do keys rotate?"
    assert alice.findings() == []


def test_feedback_of_everybody_closes_early_and_more_time_opens_it_again(shop: Desk) -> None:
    record = proposal(shop)
    shop.tacit("act", record, "share", "--set=feedback_by=2026-03-06T12:00:00Z")
    shop.tacit("--as", "bob", "act", record, "reply", "--because=Good.")
    assert shop.tacit("--as", "carol", "act", record, "reply", "--because=Good.")["status"] == "heard"
    assert "made longer" in shop.refused("act", record, "extend", "--set=feedback_by=2026-03-05T12:00:00Z")["message"]
    longer = shop.tacit("act", record, "extend", "--set=feedback_by=2026-03-10T12:00:00Z")
    assert (longer["status"], longer["due"]) == ("feedback", "2026-03-10T12:00:00Z")
    assert shop.tacit("act", record, "withdraw")["status"] == "withdrawn"


def test_nobody_gets_less_than_a_day_for_feedback(shop: Desk) -> None:
    record = proposal(shop)
    error = shop.refused("act", record, "share", "--set=feedback_by=2026-03-03T18:00:00Z")
    assert "24 hours" in error["message"]


PROPOSAL = ("Context & Problem", "Proposed Solution", "Technical Implementation", "Open Questions", "Success Metrics")


def test_a_proposal_reads_as_the_template_does(shop: Desk) -> None:
    record = proposal(shop)
    path = shop.tacit("act", record, "share")["path"]
    headings = [line for line in shop.read(path).splitlines() if line.startswith("#")]
    assert headings[: len(PROPOSAL)] == [f"## {heading}" for heading in PROPOSAL]
    shown = shop.run("show", "--markdown", record).out
    assert shown.startswith(
        "# Proposal: Migrate to OAuth\n\n**Author:** Alice\n**Date:** 2026-03-03\n"
        "**Status:** feedback (Feedback requested by 2026-03-05"
    )
    assert "\n**Stakeholders:** Bob, Carol\n\n## Context & Problem\n" in shown


# -- brainstorms


def brainstorm(desk: Desk, *more: str) -> str:
    made = desk.tacit(
        "new", "brainstorm", "--set=topic=How do phones upload files?", "--set=invited=bob,carol",
        "--write=Context=Phones are offline.", "--write=Constraints=- At most 10 MB.", *more,
    )  # fmt: skip
    return str(made["id"])


def test_a_brainstorm_goes_from_ideas_to_the_decision_on_a_short_list(two: tuple[Desk, Desk], clock: Clock) -> None:
    alice, bob = two
    record = brainstorm(alice)
    found = alice.tacit("show", record)
    assert (found["status"], found["due"], owed(found)) == (
        "collecting", "2026-03-05T09:00:00Z", {"idea": ["alice", "bob", "carol"]},
    )  # fmt: skip
    alice.tacit("sync")
    bob.tacit("sync")
    bob.tacit("act", record, "idea", "--write=Ideas=Upload to S3\n- Pros: known\n- Cons: offline")
    bob.tacit(
        "--as",
        "carol",
        "act",
        record,
        "idea",
        "--write=Ideas=Through our API",
        "--write=Research=[How](https://example.com)",
    )
    bob.tacit("act", record, "idea", "--write=Ideas=By mail")
    bob.tacit("sync")
    alice.tacit("sync")
    ideas = section(alice, record, "Ideas")
    assert ideas == "### Upload to S3\n\n- Pros: known\n- Cons: offline\n\n### Through our API\n\n### By mail"

    at(clock, "2026-03-05T09:00:00Z")
    assert acts(alice.tacit("tick")) == [(record, "close")]
    voting = alice.tacit("show", record)
    assert (voting["status"], voting["due"]) == ("voting", "2026-03-06T09:00:00Z")
    assert "possible in collecting" in alice.refused("act", record, "idea", "--write=Ideas=Late")["message"]
    error = alice.refused("act", record, "vote", "--because=By pigeon")
    assert "By mail" in error["remedy"]
    alice.tacit("act", record, "vote", "--write=Votes=Through our API\nBy mail")
    alice.tacit("act", record, "vote", "--write=Votes=S3\nour API")  # the last vote counts
    alice.tacit("sync")
    bob.tacit("sync")
    bob.tacit("act", record, "vote", "--because=Through our API")
    bob.tacit("sync")
    alice.tacit("sync")

    at(clock, "2026-03-06T09:00:00Z")
    assert acts(alice.tacit("tick")) == [(record, "count")]
    shortlist = "- **Through our API**: 2 votes (Alice, Bob)\n- **Upload to S3**: 1 vote (Alice)"
    assert section(alice, record, "Shortlist") == shortlist
    assert owed(alice.tacit("show", record)) == {"settle": ["alice"]}
    done = alice.tacit("act", record, "decide", "--set=size=medium", "--write=The decision=Which way do we take?")
    assert done["status"] == "concluded"
    assert section(alice, done["opened"][0], "Options considered") == shortlist
    assert alice.fields(done["opened"][0])["affected"] == ["bob", "carol"]
    assert alice.findings() == []


def test_everybody_has_at_least_a_day_for_ideas(shop: Desk) -> None:
    error = shop.refused(
        "new", "brainstorm", "--set=topic=Names", "--write=Context=A dog.", "--set=closes=2026-03-04T08:00:00Z"
    )
    assert "24 hours" in error["message"]
    assert brainstorm(shop, "--set=closes=2026-03-04T09:00:00Z")


def test_a_round_without_an_idea_stays_open_until_there_is_one(shop: Desk, clock: Clock) -> None:
    record = brainstorm(shop)
    clock.later(days=3)
    told = shop.tacit("tick")
    assert acts(told) == []
    assert {one["late"] for one in shop.tacit("show", record)["promises"]} == {True}
    shop.tacit("act", record, "idea", "--write=Ideas=By mail")
    assert acts(shop.tacit("tick")) == [(record, "close")]
    clock.later(days=3)  # it is Friday
    assert acts(shop.tacit("tick")) == [(record, "count")]
    assert section(shop, record, "Shortlist") == "Nobody voted, so every idea stands here.\n\n- **By mail**"
    dropped = shop.tacit("act", record, "drop", "--because=There is only one.")
    assert dropped["status"] == "dropped"
    assert "There is only one." in section(shop, record, "Outcome")


def test_anonymous_ideas_need_the_server_and_a_clone_says_so(shop: Desk, clock: Clock) -> None:
    record = brainstorm(shop, "--set=anonymous=true")
    error = shop.refused("act", record, "idea", "--write=Ideas=By mail")
    assert (error["code"], "server" in error["message"]) == ("needs-server", True)
    clock.later(days=2)
    told = shop.tacit("tick")
    assert acts(told) == []
    assert any(record in notice and "server" in notice for notice in told["notices"])


def test_a_brainstorm_reads_as_the_template_does(shop: Desk) -> None:
    path = shop.tacit("show", brainstorm(shop))["path"]
    headings = [line for line in shop.read(path).splitlines() if line.startswith("#")]
    ideas = "## Ideas (Add yours below - no judgment, just brainstorm)"
    assert headings[:4] == ["## Context", "## Constraints", ideas, "## Research Links"]
