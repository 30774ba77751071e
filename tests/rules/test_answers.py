"""Decisions in their three sizes: what counts as consent, what an objection does, and how the end is told."""

import pytest
from paper import DAY, HOUR, MONDAY, Paper, decision, person

from tacit.errors import Refused
from tacit.model.change import Facts
from tacit.model.people import Team
from tacit.model.record import Answer
from tacit.model.workspace import Settings
from tacit.rules.acts import NO_FACTS
from tacit.rules.answers import bound

ALL_TOLD = Facts(told=frozenset({"backend", "dave"}), lapsed=True)


@pytest.fixture
def paper() -> Paper:
    return Paper()


def answers(paper: Paper, record: str) -> dict[str, str]:
    found = paper[record].fields.get("answers", ())
    assert isinstance(found, tuple)
    return {one.party: one.answer for one in found if isinstance(one, Answer)}


def refused(paper: Paper, record: str, act: str, who: str, facts: Facts = NO_FACTS, **given: object) -> Refused:
    with pytest.raises(Refused) as caught:
        paper.decide(record, act, who, facts, **given)
    return caught.value


# Sizes


def test_a_small_decision_is_its_owners_and_the_others_are_told(paper: Paper) -> None:
    record = decision(paper, "small")
    assert paper[record].status == "decided"
    assert paper.changes[-1].tells == ("backend", "dave")
    assert paper.section(record, "Outcome") == "Decided by alice."
    assert paper.due(record) is None


def test_a_small_decision_needs_no_affected_and_no_options(paper: Paper) -> None:
    texts = {"The decision": "Redis?", "Recommendation": "Redis."}
    record = paper.new("decision", "alice", texts, topic="Cache", size="small")
    paper.act(record, "propose", "alice")
    assert paper[record].status == "decided"


def test_a_decision_is_not_proposed_with_empty_sections(paper: Paper) -> None:
    record = paper.new("decision", "alice", {"The decision": "Redis?"}, topic="C", size="medium", affected=("backend",))
    refusal = refused(paper, record, "propose", "alice")
    assert refusal.message == "`Options considered` and `Recommendation` are not filled, and `propose` needs them"


def test_the_windows_are_one_day_and_two(paper: Paper) -> None:
    assert paper.due(decision(paper, "medium")) == MONDAY + DAY
    assert paper.due(decision(paper, "large")) == MONDAY + 2 * DAY


def test_silence_of_those_who_were_told_decides_a_medium_one(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "abstain", "dave")
    paper.later(DAY)
    assert paper.tick() == ["decide"]
    assert paper[record].status == "decided"
    assert paper.section(record, "Outcome") == (
        "Decided by Tacit.\n\n- abstained: dave\n- silent, told 2026-03-02T09:00:00Z: backend"
    )


def test_silence_never_decides_a_large_one(paper: Paper) -> None:
    record = decision(paper, "large")
    paper.act(record, "approve", "dave")
    paper.later(2 * DAY)
    assert paper.tick() == ["escalate"]
    assert paper[record].status == "escalated"
    escalation = str(paper[record].fields["escalation"])
    assert "backend owed `respond` by 2026-03-04T09:00:00Z" in paper.section(escalation, "Issue")


def test_a_medium_one_is_closed_early_once_everybody_has_answered(paper: Paper) -> None:
    record = decision(paper)
    assert paper.act(record, "approve", "bob").then == ("decide",)
    assert refused(paper, record, "decide", "tacit").message == "dave may still answer"
    paper.act(record, "abstain", "dave")
    paper.act(record, "decide", "tacit")
    assert paper.section(record, "Outcome") == "Decided by Tacit.\n\n- approved: backend\n- abstained: dave"


def test_a_large_one_is_signed_off_by_everybody(paper: Paper) -> None:
    record = decision(paper, "large")
    paper.act(record, "approve", "bob")
    paper.act(record, "abstain", "dave")
    assert refused(paper, record, "decide", "tacit", ALL_TOLD).message == "the sign-off of dave is missing"
    assert paper.owed(record) == {"respond": ("dave",)}
    paper.act(record, "approve", "dave")
    paper.act(record, "decide", "tacit")
    assert paper[record].status == "decided"


def test_a_large_one_that_somebody_abstained_from_escalates_in_its_time(paper: Paper) -> None:
    record = decision(paper, "large", ("dave",))
    paper.act(record, "abstain", "dave")
    paper.later(2 * DAY)
    assert paper.tick() == ["escalate"]


# Who was told


def test_somebody_away_all_the_time_gets_one_more_window_and_then_it_escalates() -> None:
    away = person("dave", away=((MONDAY.date(), (MONDAY + 30 * DAY).date()),))
    paper = Paper(people=(person("alice"), person("bob"), away), teams=(Team("backend", members=("bob",)),))
    record = decision(paper)
    paper.later(DAY)
    assert paper.tick() == ["extend"]
    assert paper.due(record) == MONDAY + 2 * DAY
    assert paper.tick() == []
    paper.later(DAY)
    assert paper.tick() == ["escalate"]
    assert paper[record].status == "escalated"


def test_somebody_who_came_back_in_the_longer_window_was_told() -> None:
    away = person("dave", away=((MONDAY.date(), MONDAY.date()),))
    paper = Paper(people=(person("alice"), person("bob"), away), teams=(Team("backend", members=("bob",)),))
    record = decision(paper)
    paper.later(DAY)
    assert paper.tick() == ["extend"]
    paper.later(DAY)
    assert paper.tick() == ["decide"]
    assert paper[record].status == "decided"


def test_the_silence_of_agents_is_nobodys_consent() -> None:
    paper = Paper(people=(person("alice"), person("bot", agent=True)), teams=())
    record = decision(paper, affected=("bot",))
    paper.later(DAY)
    assert paper.tick() == ["extend"]
    paper.later(DAY)
    assert paper.tick() == ["escalate"]
    assert paper[record].status == "escalated"


def test_an_irregular_edit_stands_in_the_way_of_consent_and_more_time_would_not_help(paper: Paper) -> None:
    decision(paper)
    paper.later(DAY)
    assert paper.tick("bob wrote the answer of dave") == ["escalate"]


# Objections


def test_an_objection_needs_a_reason_and_escalates(paper: Paper) -> None:
    record = decision(paper)
    assert refused(paper, record, "object", "bob").code == "no-reason"
    paper.act(record, "object", "bob", because="It is slow.")
    assert paper[record].status == "escalated"
    assert paper.owed(record) == {"settle": ("alice",)}
    escalation = paper[str(paper[record].fields["escalation"])]
    assert escalation.fields["reason"] == "no-consensus"
    assert escalation.fields["affected"] == ("backend", "dave")
    assert escalation.fields["by"] == "alice"
    assert paper.section(record, "Responses") == "- **Bob** (backend) · 2026-03-02 · object: It is slow."


def test_a_second_objection_opens_no_second_escalation(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "object", "bob", because="It is slow.")
    assert paper.act(record, "object", "dave", because="It is dear.").opens is None
    assert sum(one.kind == "escalation" for one in paper.world.records.values()) == 1


def test_only_those_who_are_named_object_and_a_comment_is_no_objection(paper: Paper) -> None:
    record = decision(paper)
    assert refused(paper, record, "object", "erin", because="No!").code == "not-yours"
    paper.act(record, "comment", "erin", because="I object!")
    assert (paper[record].status, answers(paper, record)) == ("proposed", {})


def test_an_objection_stands_through_a_revision_until_its_author_answers_again(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "approve", "dave")
    paper.act(record, "object", "bob", because="It is slow.")
    change = paper.later().act(record, "revise", "alice", change="substantial", writes={"Recommendation": "The db."})
    assert paper[record].status == "proposed"
    assert answers(paper, record) == {"backend": "object"}
    assert set(change.tells) == {"backend", "dave"}
    assert paper.owed(record) == {"respond": ("backend", "dave")}
    assert paper.due(record) == MONDAY + HOUR + DAY
    paper.act(record, "approve", "dave")
    assert refused(paper, record, "decide", "tacit", ALL_TOLD).message == "an objection of backend stands"
    paper.act(record, "approve", "bob")
    paper.act(record, "decide", "tacit")
    assert paper[record].status == "decided"


def test_an_objector_who_then_stays_silent_sends_it_to_escalation(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "object", "bob", because="It is slow.")
    paper.act(record, "revise", "alice", change="substantial", writes={"Recommendation": "The db."})
    paper.act(record, "approve", "dave")
    assert paper.owed(record) == {"respond": ("backend",)}
    paper.later(DAY)
    assert paper.tick() == ["escalate"]
    assert paper[record].status == "escalated"


def test_the_revision_takes_back_the_escalation_of_the_owner(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "object", "bob", because="It is slow.")
    escalation = str(paper[record].fields["escalation"])
    paper.act(record, "revise", "alice", change="substantial", writes={"Recommendation": "The db."})
    assert paper[escalation].status == "withdrawn"


def test_what_somebody_else_escalated_is_theirs_to_take_back(paper: Paper) -> None:
    record = decision(paper)
    texts = {"Issue": "It is slow.", "Context": "Sessions."}
    raised = paper.new("escalation", "erin", texts, topic="x", reason="quality", about=record, affected=("backend",))
    paper.act(record, "withdraw", "alice")
    assert paper[raised].status == "raised"


def test_a_withdrawn_decision_takes_its_escalation_along_and_tells_who_had_answered(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "object", "bob", because="It is slow.")
    paper.act(record, "withdraw", "alice", because="Not now.")
    assert paper[str(paper[record].fields["escalation"])].status == "withdrawn"
    assert answers(paper, record) == {"backend": "object"}
    assert paper.section(record, "Outcome") == "Withdrawn by alice: Not now.\n\n- objected: backend\n- no answer: dave"


def test_those_whom_it_was_escalated_to_decide_or_reject(paper: Paper) -> None:
    for verdict, end in (("decide", "decided"), ("reject", "rejected")):
        record = decision(paper, affected=("design",))
        paper.act(record, "object", "dave", because="It is slow.")
        escalation = str(paper[record].fields["escalation"])
        lacking = refused(paper, escalation, "decide", "erin", writes={"Decision": "So be it."})
        assert lacking.message == f"the decision {record} waits for a verdict: decide or reject"
        paper.act(escalation, "decide", "erin", writes={"Decision": "So be it."}, verdict=verdict)
        assert (paper[escalation].status, paper[record].status) == ("decided", end)
        outcome = paper.section(record, "Outcome")
        assert outcome == f"{end.capitalize()} by erin: So be it. ({escalation})\n\n- objected: design"


def test_a_record_that_takes_no_verdict_is_given_none(paper: Paper) -> None:
    texts = {"Issue": "Nobody replies.", "Context": "Tokens."}
    about = paper.new("thread", "alice", {"Question": "x?"}, topic="x", to="backend")
    record = paper.new("escalation", "alice", texts, topic="x", reason="quality", about=about, affected=("design",))
    refusal = refused(paper, record, "decide", "erin", writes={"Decision": "Yes."}, verdict="archive")
    assert refusal.message == f"the thread {about} is open and takes no verdict now"
    paper.act(record, "decide", "erin", writes={"Decision": "Yes."})
    assert paper[record].status == "decided"


# Changes of the text


def test_an_editorial_change_keeps_answers_state_and_window(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "approve", "dave")
    due = paper.due(record)
    paper.later().act(record, "revise", "alice", change="editorial", writes={"Recommendation": "Redis, we run it."})
    assert answers(paper, record) == {"dave": "approve"}
    assert paper.owed(record) == {"respond": ("backend",)}
    assert paper.due(record) == due
    paper.act(record, "object", "bob", because="It is slow.")
    paper.act(record, "revise", "alice", change="editorial", writes={"Recommendation": "Redis: it runs."})
    assert paper[record].status == "escalated"


def test_a_substantial_change_clears_approvals_and_opens_a_new_window(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "approve", "dave")
    change = paper.later().act(record, "edit", "alice", change="substantial", writes={"Recommendation": "The db."})
    assert answers(paper, record) == {}
    assert change.tells == ("dave",)
    assert change.began == ("respond",)
    assert paper.owed(record) == {"respond": ("backend", "dave")}
    assert paper.due(record) == MONDAY + HOUR + DAY


def test_a_window_that_was_made_longer_is_not_made_shorter_by_a_revision(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "extend", "alice", due=MONDAY + 10 * DAY)
    paper.act(record, "revise", "alice", change="substantial", writes={"Recommendation": "The db."})
    assert paper.due(record) == MONDAY + 10 * DAY


def test_the_owner_says_what_a_change_of_an_answered_text_does(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "edit", "alice", writes={"Recommendation": "Redis, of course."})
    paper.act(record, "approve", "dave")
    assert refused(paper, record, "edit", "alice", writes={"Recommendation": "The db."}).code == "which-change"
    assert refused(paper, record, "revise", "alice", writes={"Recommendation": "The db."}).code == "which-change"
    along = refused(paper, record, "extend", "alice", due=MONDAY + 3 * DAY, writes={"Recommendation": "The db."})
    assert along.code == "which-change"
    theirs = refused(paper, record, "edit", "bob", change="substantial", writes={"Responses": "Well."})
    assert theirs.message == "bob is of backend; a change of the text that is answered is for alice"


def test_an_answer_counts_for_the_text_it_was_given_on(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "approve", "dave")
    protocol = paper.protocols["decision"]
    given = paper[record].fields["answers"]
    assert isinstance(given, tuple)
    assert isinstance(given[0], Answer)
    assert given[0].text == bound(paper[record], protocol)
    assert (given[0].by, given[0].at) == ("dave", MONDAY)
    paper.by_hand(record, "alice", lambda text: text.replace("Redis: we run it already.", "The database."))
    assert paper.owed(record) == {"respond": ("backend", "dave")}


def test_topic_size_and_affected_are_part_of_what_is_answered_and_other_fields_are_not(paper: Paper) -> None:
    record = decision(paper)
    protocol, before = paper.protocols["decision"], bound(paper[record], paper.protocols["decision"])
    paper.act(record, "edit", "alice", goal="x")
    assert bound(paper[record], protocol) == before
    seen = {before}
    for field, value in (("topic", "Where sessions live"), ("size", "large"), ("affected", ("backend",))):
        paper.act(record, "edit", "alice", **{field: value})
        seen.add(bound(paper[record], protocol))
    assert len(seen) == 4


# Windows


def test_the_owner_makes_a_window_longer_and_never_shorter(paper: Paper) -> None:
    record = decision(paper)
    sooner = refused(paper, record, "extend", "alice", due=MONDAY + HOUR)
    assert sooner.message == "due is 2026-03-03T09:00:00Z: a window may be made longer, never shorter"
    assert refused(paper, record, "edit", "alice", due=MONDAY + HOUR).message == sooner.message
    assert refused(paper, record, "extend", "alice").code == "missing-field"
    paper.act(record, "extend", "alice", due=MONDAY + 3 * DAY)
    assert paper.due(record) == MONDAY + 3 * DAY


def test_a_window_does_not_end_in_the_past(paper: Paper) -> None:
    record = decision(paper)
    paper.later(3 * DAY)
    assert refused(paper, record, "extend", "alice", due=MONDAY + 2 * DAY).message == "2026-03-04T09:00:00Z is past"


def test_an_answer_may_be_changed_and_counts_once(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "abstain", "bob")
    paper.act(record, "approve", "carol")
    assert answers(paper, record) == {"backend": "approve"}


def test_an_agent_gives_no_answer_that_binds(paper: Paper) -> None:
    record = decision(paper)
    for act in ("approve", "abstain", "object"):
        assert refused(paper, record, act, "bot", because="x").code == "agent"


def test_a_deputy_objects_and_signs_off_only_where_they_may() -> None:
    absent = person("dave", away=((MONDAY.date(), MONDAY.date()),), cover="erin")
    paper = Paper(people=(person("alice"), absent, person("erin")), teams=())
    record = decision(paper, affected=("dave",))
    assert paper.offered(record, "erin") == {"object", "comment", "edit"}
    paper.act(record, "object", "erin", because="He would mind.")
    assert answers(paper, record) == {"dave": "object"}


def test_parties_that_are_names_answer_whatever_their_case() -> None:
    paper = Paper(people=())
    record = decision(paper, affected=("Backend", "Dave"))
    paper.act(record, "approve", "backend")
    assert answers(paper, record) == {"Backend": "approve"}
    assert paper.owed(record) == {"respond": ("Dave",)}
    paper.by_hand(
        record,
        "x",
        lambda text: text.replace("answers:\n", "answers:\n  dave: {answer: abstain, at: 2026-03-02T10:00:00Z}\n"),
    )
    paper.act(record, "decide", "tacit")
    assert paper.section(record, "Outcome").endswith("- approved: Backend\n- abstained: Dave")


# Who decides


def test_nobody_chooses_those_who_decide_against_an_objection(paper: Paper) -> None:
    record = decision(paper, affected=("design",))
    paper.act(record, "object", "dave", because="It is slow.")
    escalation = str(paper[record].fields["escalation"])
    assert paper[escalation].fields["by"] == "alice"
    for field, value in (("affected", ("alice",)), ("goal", "x"), ("about", "y"), ("step", 2)):
        assert refused(paper, escalation, "edit", "alice", **{field: value}).code == "not-yours"
    texts = {"Issue": "I want it.", "Context": "Sessions."}
    own = paper.new("escalation", "alice", texts, topic="x", reason="quality", about=record, affected=("alice",))
    assert "decide" not in paper.offered(record, "alice")
    with pytest.raises(Refused):
        paper.act(own, "decide", "alice", writes={"Decision": "Mine."}, verdict="decide")
    assert "decide" in paper.offered(record, "erin")


def test_an_objection_stands_though_its_author_is_asked_no_more(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "object", "bob", because="It is slow.")
    paper.act(record, "revise", "alice", change="substantial")
    sized = refused(paper, record, "edit", "alice", change="editorial", affected=("dave",))
    assert sized.message == "who is asked, and how, is never an editorial change"
    paper.act(record, "edit", "alice", change="substantial", affected=("dave",))
    paper.act(record, "approve", "dave")
    assert refused(paper, record, "decide", "tacit", ALL_TOLD).message == "an objection of backend stands"
    paper.later(2 * DAY)
    assert paper.tick() == ["escalate"]
    paper.act(record, "withdraw", "alice")
    assert paper.section(record, "Outcome") == "Withdrawn by alice.\n\n- approved: dave\n- objected: backend"


def test_more_time_for_feedback_is_owed_by_all_who_were_heard_already(paper: Paper) -> None:
    texts = {"Context & Problem": "Slow.", "Proposed Solution": "Fast."}
    record = paper.new("proposal", "alice", texts, topic="Speed", stakeholders=("backend",))
    paper.act(record, "share", "alice")
    paper.act(record, "reply", "bob", writes={"Feedback": "Well done."})
    paper.act(record, "close", "tacit")
    paper.act(record, "extend", "alice", feedback_by=MONDAY + 9 * DAY)
    assert paper.owed(record) == {"reply": ("backend",)}
    paper.later(9 * DAY)
    assert paper.tick() == ["close"]


def test_an_act_that_cannot_open_a_kind_in_its_other_form_is_not_offered(paper: Paper) -> None:
    paper.settings = Settings(forms={"thread": "solo"})
    texts = {"Context & Problem": "Slow.", "Proposed Solution": "Fast."}
    record = paper.new("proposal", "alice", texts, topic="Speed", stakeholders=("backend",))
    refusal = paper.refusal(record, "ask", "alice")
    assert refusal is not None
    assert refusal.code == "protocol"
