"""Escalations: who must decide on which step, within what time, and how it climbs."""

from dataclasses import replace

import pytest
from paper import DAY, FRIDAY, HOUR, MONDAY, Paper, decision, thread

from tacit.errors import Refused
from tacit.model.clock import Span
from tacit.model.record import Record, Value
from tacit.model.workspace import Settings, Step
from tacit.rules.parties import current_step
from tacit.rules.steps import DEFAULT, steps_of
from tacit.rules.world import World

STEPS = (
    Step(("affected.leads",), Span(4, "working hours"), Span(1, "workdays")),
    Step(("dave",), Span(2, "working hours"), Span(8, "working hours")),
    Step(("alice",), Span(0, "minutes"), Span(2, "hours")),
)


def raised(paper: Paper, **more: Value) -> str:
    texts = {"Issue": "Nobody agrees.", "Context": "The release waits."}
    fields: dict[str, Value] = {"topic": "Sessions", "reason": "quality", "affected": ("backend",), **more}
    return paper.new("escalation", "bob", texts, **fields)


@pytest.fixture
def paper() -> Paper:
    return Paper(settings=Settings(escalation=STEPS))


def test_the_first_step_answers_in_four_hours_and_decides_in_a_day(paper: Paper) -> None:
    record = raised(paper)
    assert paper.owed(record) == {"answer": ("carol",), "decide": ("carol",)}
    assert (paper.due(record, "answer_due"), paper.due(record)) == (MONDAY + 4 * HOUR, MONDAY + DAY)


def test_answering_stops_the_pinging_and_the_decision_runs_on(paper: Paper) -> None:
    record = raised(paper)
    paper.later().act(record, "answer", "carol", because="I look at it tonight.")
    assert paper[record].status == "answered"
    assert paper.owed(record) == {"decide": ("carol",)}
    assert (paper.due(record, "answer_due"), paper.due(record)) == (None, MONDAY + DAY)
    assert paper.section(record, "Answers") == "- **Carol** · 2026-03-02 · answer: I look at it tonight."


def test_an_answer_without_a_decision_runs_out_and_climbs(paper: Paper) -> None:
    record = raised(paper)
    paper.act(record, "answer", "carol")
    paper.later(DAY)
    assert paper.tick() == ["climb"]
    assert (paper[record].status, paper[record].fields["step"]) == ("raised", 2)
    assert paper.owed(record) == {"answer": ("dave",), "decide": ("dave",)}
    assert paper.due(record, "answer_due") == MONDAY + DAY + 2 * HOUR
    assert paper.due(record) == MONDAY + DAY + 8 * HOUR
    assert paper.changes[-1].tells == ("dave",)


def test_it_climbs_step_by_step_and_stays_owed_on_the_last(paper: Paper) -> None:
    record = raised(paper)
    paper.now = MONDAY + 4 * HOUR
    assert paper.tick() == ["climb"]
    paper.now = MONDAY + 6 * HOUR
    assert paper.tick() == ["climb"]
    assert paper[record].fields["step"] == 3
    assert (paper.due(record, "answer_due"), paper.due(record)) == (paper.now, paper.now + 2 * HOUR)
    paper.later(10 * HOUR)
    assert paper.tick() == []
    assert paper.owed(record) == {"answer": ("alice",), "decide": ("alice",)}


def test_the_level_climbs_by_itself_where_it_cannot_decide(paper: Paper) -> None:
    record = raised(paper)
    paper.later().act(record, "climb", "carol")
    assert paper.owed(record)["decide"] == ("dave",)
    assert paper.due(record, "answer_due") == MONDAY + 3 * HOUR
    with pytest.raises(Refused) as refused:
        paper.act(record, "climb", "carol")
    assert "`climb` is for Tacit itself, dave" in refused.value.message


def test_the_last_step_does_not_climb(paper: Paper) -> None:
    record = raised(paper)
    paper.act(record, "climb", "carol")
    paper.act(record, "climb", "dave")
    refusal = paper.refusal(record, "climb", "alice")
    assert refusal is not None
    assert refusal.reason == "this is the last step; it stays owed here"


def test_a_step_with_nobody_in_it_climbs_at_once() -> None:
    steps = (Step(("goal.owner",), *_spans(STEPS[0])), Step((), *_spans(STEPS[0])), STEPS[1], STEPS[2])
    paper = Paper(settings=Settings(escalation=steps))
    record = raised(paper)
    assert paper.owed(record) == {"answer": ("dave",), "decide": ("dave",)}
    assert paper.due(record, "answer_due") == MONDAY + 2 * HOUR
    paper.act(record, "climb", "dave")
    assert paper[record].fields["step"] == 4
    assert paper.owed(record)["decide"] == ("alice",)


def test_a_step_that_names_who_is_not_there_climbs_at_once_and_the_last_one_falls_to_everybody() -> None:
    steps = tuple(Step((name,), *_spans(STEPS[0])) for name in ("heads", "@Dave", "leadership"))
    paper = Paper(settings=Settings(escalation=steps))
    record = raised(paper)
    assert paper.owed(record) == {"answer": ("dave",), "decide": ("dave",)}
    paper.act(record, "climb", "dave")
    assert paper.owed(record) == {"answer": ("anyone",), "decide": ("anyone",)}


def _spans(step: Step) -> tuple[Span, Span]:
    return step.answer, step.decide


def test_where_nobody_is_named_everybody_decides() -> None:
    paper = Paper()
    record = raised(paper, affected=())
    assert paper.owed(record) == {"answer": ("anyone",), "decide": ("anyone",)}
    paper.act(record, "decide", "erin", writes={"Decision": "Redis."})
    assert paper[record].status == "decided"


def test_without_people_the_affected_answer_for_themselves() -> None:
    paper = Paper(people=())
    record = paper.new(
        "escalation", "web", {"Issue": "x", "Context": "y"}, topic="x", reason="quality", affected=("core",)
    )
    assert paper.owed(record) == {"answer": ("core",), "decide": ("core",)}


def test_the_hours_of_a_danger_are_wall_hours(paper: Paper) -> None:
    paper.now = FRIDAY + 7 * HOUR  # an hour before everybody goes home
    record = raised(paper, reason="safety")
    assert paper.due(record, "answer_due") == paper.now + 4 * HOUR
    assert paper.due(record) == paper.now + DAY
    other = raised(paper)
    assert paper.due(other, "answer_due") == FRIDAY + 3 * DAY + 3 * HOUR
    assert paper.due(other) == FRIDAY + 3 * DAY + 7 * HOUR


def test_the_goals_own_steps_go_before_those_of_the_workspace(paper: Paper) -> None:
    rows = ({"to": "erin, dave", "answer": "1 hour", "decide": "2 hours"}, {"to": "nobody can read", "answer": "soon"})
    goal = Record("g", "decision", "decisions/g.md", {"by": "erin", "escalation": rows})
    record = Record("e", "escalation", "escalations/e.md", {"goal": "g"})
    world = _with(paper.world, goal)
    assert steps_of(record, world) == (Step(("erin", "dave"), Span(1, "hours"), Span(2, "hours")),)
    assert current_step(record, world)[0] == 1
    broken = replace(goal, fields={"escalation": ({"to": "erin"},)})
    assert steps_of(record, _with(paper.world, broken)) == STEPS
    assert steps_of(record, Paper().world) == DEFAULT


def _with(world: World, goal: Record) -> World:
    return World(world.settings, world.people, world.teams, world.protocols, {goal.id: goal})


def test_the_escalation_of_an_act_takes_over_what_the_record_says(paper: Paper) -> None:
    about = thread(paper, priority="blocking")
    paper.act(about, "send", "alice")
    paper.later(4 * HOUR)
    assert paper.tick() == ["escalate"]
    record = str(paper[about].fields["escalation"])
    fields = paper[record].fields
    assert (fields["topic"], fields["by"], fields["about"]) == ("Auth token expiry", "alice", about)
    assert (fields["affected"], fields["reason"]) == (("frontend", "backend"), "blocks-a-goal")
    assert paper.section(record, "Issue") == "backend owed `answer` by 2026-03-02T13:00:00Z, and it did not come."
    assert paper.section(record, "Context") == f"[Auth token expiry](/threads/{about}.md)"


def test_a_team_without_a_lead_is_answered_for_by_a_member() -> None:
    from paper import PEOPLE, TEAMS

    teams = tuple(replace(team, lead="") for team in TEAMS)
    paper = Paper(people=PEOPLE, teams=teams)
    about = thread(paper, priority="blocking")
    paper.act(about, "send", "alice")
    paper.later(4 * HOUR)
    assert paper.tick() == ["escalate"]
    assert paper[str(paper[about].fields["escalation"])].fields["by"] == "alice"


def test_a_verdict_is_done_in_the_same_breath(paper: Paper) -> None:
    about = decision(paper)
    paper.act(about, "object", "dave", because="It is slow.")
    record = str(paper[about].fields["escalation"])
    change = paper.act(record, "decide", "carol", writes={"Decision": "No."}, verdict="reject")
    assert change.carries == ((about, "reject"),)
    assert (paper[record].status, paper[about].status) == ("decided", "rejected")


def test_a_blocked_update_is_answered_cleared_or_escalated() -> None:
    paper = Paper()
    texts = {"Completed": "A.", "Working": "B.", "Blockers": "Waiting for @bob."}
    record = paper.new("standup", "alice", texts)
    paper.later().act(record, "answer", "bob", because="The key is in the vault.")
    assert (paper[record].status, paper.owed(record)) == ("answered", {"clear": ("alice",)})
    paper.later(DAY)
    assert paper.tick() == ["clear"]
    assert (paper[record].status, paper.due(record)) == ("posted", None)

    paper.now = MONDAY + DAY
    other = paper.new("standup", "alice", texts)
    paper.later(8 * HOUR)
    assert paper.tick() == ["escalate"]
    assert paper.owed(other) == {"unblock": ("bob",)}
    paper.later(DAY)
    assert "escalate" not in paper.tick(), "silence speaks once for each promise"
