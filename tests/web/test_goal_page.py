"""The page of a goal as people read it: how far it is, how sure one is, what blocks it, who decides."""

from collections.abc import Callable

from reader import Read
from serving import Served

Harbour = Callable[[str | None], Served]
GOAL = "/goals/2026-01-30-001-live-updates-in-the-editor"
OTHER = "/goals/2026-01-30-002-payments-with-the-new-provider"


def read(served: Served, path: str = GOAL) -> Read:
    with served.client() as browser:
        found = browser.get(path)
    assert found.status_code == 200
    return Read.of(found.text)


def test_milestones_stand_against_time_with_their_leads_and_what_is_to_be_true(harbour: Harbour) -> None:
    page = read(harbour("carol"))
    (drawn,) = [said for said in page.pictures if said.startswith("Milestones against time")]
    assert "M1 Server: done" in drawn and "M2 Client: 2 days late" in drawn and "M3 Launch: in 21 days" in drawn
    milestones = page.part("Milestones")
    assert "Bob leads · complete\n" in milestones
    assert "Accepted when 2 things are true\nClient code working and performance targets met" in milestones


def test_a_milestone_grows_late_with_the_days(harbour: Harbour) -> None:
    served = harbour("carol")
    served.later(days=3)
    assert "Eva leads · planned · 5 days late" in read(served).part("Milestones")


def test_criteria_say_where_they_began_and_how_far_it_is(harbour: Harbour) -> None:
    page = read(harbour("carol"))
    assert "Seconds until others see a change SC-001 30 2.5 < 2" in page.part("How we will know").replace("\n", " ")
    assert "98 % of the way" in page.pictures


def test_confidence_is_told_week_by_week_in_the_words_of_who_said_it(harbour: Harbour) -> None:
    page = read(harbour("carol"))
    assert any(said.startswith("Timeline. 2 of 5, down from 4.6 before") for said in page.pictures)
    assert "“At risk” Alice, week 10" in page.part("Confidence")


def test_blockers_say_since_when_and_who_owes(harbour: Harbour) -> None:
    blockers = read(harbour("carol")).part("What blocks it")
    assert (
        "No sign-off on version 2, @grace\nweekly: Week of 2026-W10 · alice · since 6 Mar · Grace owes unblock"
        in blockers
    )


def test_who_posted_today_is_told_by_the_day_of_each(harbour: Harbour) -> None:
    served = harbour("carol")
    standup = read(served)
    assert "Standup 4 of 5 posted, each on a day of their own" in standup.parts
    assert "Carol not yet, 3 h late" in standup.part("Standup")
    assert "Alice posted" in standup.part("Standup")
    served.later(days=3)
    monday = read(served)
    assert not any("4 of 5 posted" in heading for heading in monday.parts)


def test_decisions_handoffs_learnings_and_other_goals_stand_there(harbour: Harbour) -> None:
    page = read(harbour("carol"))
    decisions = page.part("Decisions 3 open")
    assert "Launch in three waves\nmedium · proposed\nin 3 h" in decisions
    assert "Presence without polling\nmedium · decided\n23 Feb" in decisions
    assert "Frontend to Product, 18 Mar · planned" in page.part("Handoffs")
    assert "Fifty cursors are too many" in page.part("Learnings")
    assert "Payments with the new provider active waits for this one" in page.part("Other goals")
    assert "Live updates in the editor active this one waits for it" in read(harbour("carol"), OTHER).part(
        "Other goals"
    )


def test_the_steps_of_an_escalation_name_people(harbour: Harbour) -> None:
    steps = read(harbour("carol")).part("If it cannot be settled")
    assert steps.startswith(
        "Alice and the leads of the teams affected\nanswer within 4 working hours, decide within 1 workday"
    )
    assert "Hans\nanswer at once, decide within 2 hours" in steps


def test_a_goal_has_steps_and_channels_of_its_own_and_rows_may_lack_anything(harbour: Harbour) -> None:
    served = harbour("carol")
    path = served.folder / f"{OTHER[1:]}.md"
    rows = (
        "channels:\n  - {type: Emergencies, channel: phone, within: 30 minutes}\n  - {type: <b>odd</b>}\n"
        "escalation:\n  - {to: [platform, nobody], answer: 1 hour, decide: 2 workdays}\ndepends_on:"
    )
    text = path.read_text().replace("depends_on:", rows)
    path.write_text(text.replace("    lead: indra\n    starts: 2026-02-02\n    date: 2026-02-27\n", ""))
    served.git("commit", "-qam", "Other ways")
    page = read(served, OTHER)
    assert "Emergencies phone 30 minutes" in page.part("Channels")
    assert "<b>odd</b>" in page.part("Channels")
    assert "Platform and nobody\nanswer within 1 hour, decide within 2 workdays" in page.part("If it cannot be settled")
    assert "P1 Sandbox" in page.part("Milestones")


def test_a_goal_of_which_nothing_is_known_yet_has_a_page(harbour: Harbour) -> None:
    served = harbour("carol")
    text = "---\ntopic: Something new\nowner: carol\nstatus: active\n---\n\n## Summary\n\nWe will see.\n"
    (served.folder / "goals" / "2026-03-13-001-something-new.md").write_text(text)
    served.git("add", "goals")
    served.git("commit", "-qm", "A goal")
    page = read(served, "/goals/2026-03-13-001-something-new")
    assert "We will see." in page.text
    assert "Milestones" not in page.parts and "Confidence" not in page.parts
