"""Threads through their whole course: who may do what, what is left behind, who owes what by when."""

from datetime import timedelta

import pytest
from paper import DAY, HOUR, MONDAY, Paper, person, replied, thread

from tacit.errors import Refused
from tacit.model.people import Team
from tacit.model.record import Record
from tacit.rules.acts import offers
from tacit.rules.parties import Actor
from tacit.rules.world import ANYONE


@pytest.fixture
def paper() -> Paper:
    return Paper()


def refused(paper: Paper, record: str, act: str, who: str, **given: object) -> Refused:
    with pytest.raises(Refused) as caught:
        paper.decide(record, act, who, **given)
    return caught.value


# The four types


def test_a_question_goes_its_whole_course(paper: Paper) -> None:
    record = thread(paper)
    assert (paper[record].status, paper.owed(record)) == ("open", {})
    paper.act(record, "send", "alice")
    assert (paper[record].status, paper.owed(record)) == ("awaiting-reply", {"answer": ("backend",)})
    paper.later().act(record, "reply", "bob", writes={"Reply": "Yes, they may."})
    assert (paper[record].status, paper.owed(record)) == ("awaiting-confirm", {"settle": ("frontend",)})
    paper.later().act(record, "resolve", "alice", writes={"Resolution": "Tokens live for 24 hours."})
    assert (paper[record].status, paper.owed(record)) == ("awaiting-confirm", {"confirm": ("backend",)})
    paper.later().act(record, "confirm", "carol")
    assert (paper[record].status, paper.owed(record)) == ("resolved", {"archive": ("frontend",)})
    paper.later().act(record, "archive", "dave")
    assert (paper[record].status, paper.owed(record)) == ("closed", {})
    assert paper[record].path == f"archive/threads/{record}.md"
    assert "> Updated: 2026-03-02\n\nYes, they may." in paper.text(record)
    assert "> Status: ✅ Confirmed\n\nTokens live for 24 hours." in paper.text(record)
    assert "- [x] Backend confirms the resolution above and will implement accordingly" in paper.text(record)


def test_what_does_not_fill_a_section_does_not_do_for_an_act_that_writes_or_needs_it(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "send", "alice")
    assert "Reply" in refused(paper, record, "reply", "bob", writes={"Reply": "None"}).message
    paper.act(record, "reply", "bob", writes={"Reply": "Yes, they may."})
    paper.act(record, "resolve", "alice", writes={"Resolution": "Tokens live for 24 hours."})
    emptied = {"Resolution": "[One sentence: what was decided.]"}
    assert "Resolution" in refused(paper, record, "resolve", "alice", writes=emptied).message
    task = paper.new("task", "alice", topic="Upload", owner="alice")
    ready = {"Acceptance criteria": "- It runs", "Definition of done": "None"}
    assert "Definition of done" in refused(paper, task, "move", "alice", status="in-progress", writes=ready).message


def test_a_decision_request_goes_the_way_of_a_question(paper: Paper) -> None:
    record = replied(paper, type_="decision-request")
    assert paper[record].status == "awaiting-confirm"
    paper.act(record, "resolve", "alice", writes={"Resolution": "Option B."})
    paper.act(record, "confirm", "bob")
    assert paper[record].status == "resolved"


def test_a_notification_is_resolved_when_it_is_sent(paper: Paper) -> None:
    record = thread(paper, "notification")
    change = paper.act(record, "send", "alice")
    assert paper[record].status == "resolved"
    assert paper.owed(record) == {"archive": ("frontend",)}
    assert change.tells == ("backend",)


def test_an_approval_request_goes_straight_to_the_confirmation(paper: Paper) -> None:
    record = thread(paper, "approval-request")
    paper.act(record, "send", "alice")
    assert paper[record].status == "awaiting-confirm"
    assert paper.owed(record) == {"confirm": ("backend",)}
    paper.act(record, "confirm", "bob")
    assert paper[record].status == "resolved"


def test_an_approval_request_is_not_sent_without_its_resolution(paper: Paper) -> None:
    record = paper.new("thread", "alice", {"Question": "May we?"}, topic="x", to="backend", type="approval-request")
    refusal = refused(paper, record, "send", "alice")
    assert refusal.code == "section-empty"
    assert "`Resolution` is not filled, and `send` needs it" in refusal.message
    assert f'tacit act {record} send --write "Resolution=…"' in refusal.remedy
    paper.act(record, "send", "alice", writes={"Resolution": "Tokens live for 24 hours."})
    assert "> Status: ⏳ Pending\n\nTokens live for 24 hours." in paper.text(record)


def test_a_question_is_not_sent_without_the_question(paper: Paper) -> None:
    record = paper.new("thread", "alice", topic="x", to="backend")
    refusal = refused(paper, record, "send", "alice")
    assert "`Frontend's Question / Proposal` is not filled" in refusal.message


def test_the_solo_form_has_three_fields_and_anyone_settles_it() -> None:
    from tacit.model.workspace import Settings

    paper = Paper(people=(), settings=Settings(forms={"thread": "solo"}))
    record = paper.new("thread", "me", {"Question": "Redis?"}, topic="Session store")
    assert list(paper[record].fields) == ["thread_id", "topic", "status", "due"]
    assert paper.owed(record) == {"settle": ("anyone",)}
    paper.act(record, "resolve", "me", writes={"Resolution": "Redis."})
    assert paper[record].status == "resolved"
    paper.act(record, "archive", "somebody else")
    assert paper[record].path.startswith("archive/threads/")


# Second rounds, refusals of a resolution


def test_in_a_second_round_the_old_reply_is_no_answer(paper: Paper) -> None:
    record = replied(paper)
    paper.act(record, "return", "alice", writes={"Final Answer": "And refresh tokens?"})
    assert paper[record].status == "awaiting-reply"
    refusal = refused(paper, record, "reply", "bob")
    assert "`Backend's Reply` is not filled" in refusal.message
    paper.later(DAY).act(record, "reply", "bob", writes={"Reply": "Thirty days."})
    assert paper.section(record, "Reply") == "> Updated: 2026-03-03\n\nYes, they may.\n\nThirty days."


def test_a_further_question_needs_a_text_in_each_round(paper: Paper) -> None:
    record = replied(paper)
    refused(paper, record, "return", "alice")
    paper.act(record, "return", "alice", writes={"Final Answer": "And refresh tokens?"})
    paper.act(record, "reply", "bob", writes={"Reply": "Thirty days."})
    refused(paper, record, "return", "alice")


def test_a_reply_written_beforehand_only_needs_the_act(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "send", "alice")
    paper.act(record, "edit", "bob", writes={"Reply": "Yes."})
    assert paper[record].status == "awaiting-reply"
    paper.act(record, "reply", "bob")
    assert paper[record].status == "awaiting-confirm"


def test_a_refused_resolution_stands_rejected_until_it_is_resolved_anew(paper: Paper) -> None:
    record = replied(paper)
    paper.act(record, "resolve", "alice", writes={"Resolution": "Tokens live for ever."})
    paper.later().act(record, "refuse", "bob", because="Nobody could log out.")
    assert paper[record].status == "awaiting-confirm"
    assert "> Status: ❌ Rejected\n\nTokens live for ever." in paper.text(record)
    assert "❌ Rejected: Nobody could log out." in paper.section(record, "Reply")
    assert paper.owed(record) == {"settle": ("frontend",)}
    assert paper.due(record) == MONDAY + HOUR + DAY

    stands = refused(paper, record, "confirm", "bob")
    assert stands.message == "`Resolution` stands ❌ Rejected, and `confirm` needs it"
    assert stands.remedy == f'Ask alice first: tacit act {record} resolve --write "Resolution=…"'
    refused(paper, record, "refuse", "bob", because="Still no.")
    assert refused(paper, record, "resolve", "alice").code == "section-empty"

    paper.later().act(record, "resolve", "alice", writes={"Resolution": "Tokens live for 24 hours."})
    assert "> Status: ⏳ Pending\n\nTokens live for 24 hours." in paper.text(record)
    paper.act(record, "confirm", "bob")
    assert paper[record].status == "resolved"


def test_a_refusal_needs_a_reason_and_a_resolution(paper: Paper) -> None:
    record = replied(paper)
    assert refused(paper, record, "refuse", "bob", because="No.").code == "section-empty"
    paper.act(record, "resolve", "alice", writes={"Resolution": "Tokens live for ever."})
    assert refused(paper, record, "refuse", "bob").code == "no-reason"


def test_a_refusal_keeps_its_reason_beside_a_longer_reply(paper: Paper) -> None:
    record = replied(paper)
    paper.act(record, "resolve", "alice", writes={"Resolution": "For ever."})
    paper.act(record, "refuse", "bob", because="Too long.", writes={"Reply": "A day would do."})
    assert paper.section(record, "Reply").endswith("Yes, they may.\n\n❌ Rejected: Too long.\n\nA day would do.")


def test_a_reason_is_no_text_where_the_act_needs_none(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "send", "alice")
    assert refused(paper, record, "reply", "bob", because="I know this.").code == "section-empty"
    change = paper.act(record, "reply", "bob", because="I know this.", writes={"Reply": "Yes."})
    assert change.because == "I know this."
    assert "I know this." not in paper.text(record)


# What a refusal says


def test_a_refusal_names_the_rule_and_those_who_may(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "send", "alice")
    refusal = refused(paper, record, "reply", "alice", writes={"Reply": "Myself."})
    assert refusal.message == "alice is of frontend; Backend's Reply is for backend: bob, carol, bot"
    assert refusal.remedy == "Ask bob or carol to do it."
    assert refusal.path == paper[record].path


def test_who_is_not_known_is_told_so_and_is_nobodys_deputy(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "send", "alice")
    nobody = Actor("", frozenset({ANYONE}))
    found = {one.act: one.refusal for one in offers(paper[record], paper.world, nobody, MONDAY)}
    reply = found["reply"]
    assert reply is not None
    assert reply.reason == "it is not known who this is; Backend's Reply is for backend: bob, carol, bot"


def test_a_missing_resolution_is_the_openers_to_write(paper: Paper) -> None:
    record = replied(paper)
    refusal = refused(paper, record, "confirm", "bob")
    assert refusal.message == "`Resolution` is not filled, and `confirm` needs it"
    assert refusal.remedy == f'Ask alice first: tacit act {record} resolve --write "Resolution=…"'
    offered = paper.refusal(record, "confirm", "bob")
    assert offered is not None
    assert (offered.reason, offered.remedy) == (refusal.message, refusal.remedy)


def test_an_act_that_comes_too_early_tells_what_comes_first(paper: Paper) -> None:
    record = thread(paper)
    refusal = refused(paper, record, "reply", "bob", writes={"Reply": "Yes."})
    assert refusal.message == "`reply` is possible in awaiting-reply; this thread is open"
    assert refusal.remedy == "First comes `send` by frontend: alice."


def test_an_act_that_comes_too_late_points_to_what_may_be_done(paper: Paper) -> None:
    record = thread(paper, "notification")
    paper.act(record, "send", "alice")
    assert refused(paper, record, "send", "alice").remedy == f"`tacit show {record}` says what may be done now."


def test_another_teams_section_is_refused_whatever_the_act(paper: Paper) -> None:
    record = replied(paper)
    refusal = refused(paper, record, "resolve", "alice", writes={"Resolution": "Yes.", "Reply": "Yes!"})
    assert refusal.code == "not-yours"
    assert "Backend's Reply is for backend" in refusal.message


def test_an_act_sets_no_other_fields(paper: Paper) -> None:
    record = thread(paper)
    refusal = refused(paper, record, "send", "alice", priority="high")
    assert refusal.message == "`send` does not set priority"
    assert refusal.remedy == f"tacit act {record} edit --set priority=…"


def test_an_act_that_makes_records_is_not_done_to_one(paper: Paper) -> None:
    record = paper.new("standup", "bob", {"Completed": "All.", "Working": "More."})
    refusal = refused(paper, record, "post", "bob")
    assert refusal.message == "`post` makes a new standup; this standup is posted"
    assert refusal.remedy == "tacit new standup"


def test_a_comment_may_come_along_with_any_act(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "send", "alice", writes={"Comments": "It is urgent."})
    assert "- **Alice** (frontend) · 2026-03-02 · send: It is urgent." in paper.section(record, "Comments")


# Windows


def test_due_times_come_and_go_with_their_promises(paper: Paper) -> None:
    record = thread(paper)
    assert paper.due(record) is None
    paper.act(record, "send", "alice")
    assert paper.due(record) == MONDAY + DAY
    paper.later().act(record, "reply", "bob", writes={"Reply": "Yes."})
    assert paper.due(record) == MONDAY + HOUR + DAY
    paper.later().act(record, "return", "alice", writes={"Final Answer": "Sure?"})
    assert paper.due(record) == MONDAY + 2 * HOUR + DAY
    paper.later().act(record, "reply", "bob", writes={"Reply": "Sure."})
    paper.act(record, "resolve", "alice", writes={"Resolution": "Yes."})
    paper.later().act(record, "confirm", "bob")
    assert paper.due(record) == MONDAY + 4 * HOUR + 2 * DAY
    paper.act(record, "archive", "alice")
    assert paper.due(record) is None
    assert "due:" not in paper.text(record)


@pytest.mark.parametrize(
    ("priority", "due"),
    [("normal", MONDAY + DAY), ("high", MONDAY + 8 * HOUR), ("blocking", MONDAY + 4 * HOUR)],
)
def test_the_window_of_an_answer_hangs_on_the_priority(paper: Paper, priority: str, due: object) -> None:
    record = thread(paper, priority=priority)
    paper.act(record, "send", "alice")
    assert paper.due(record) == due


def test_other_acts_leave_a_running_window_alone(paper: Paper) -> None:
    record = replied(paper)
    due = paper.due(record)
    paper.later().act(record, "comment", "dave", because="Interesting.")
    paper.later().act(record, "edit", "alice", writes={"Background": "§3.2 says so."})
    paper.later().act(record, "edit", "alice", priority="blocking")
    assert paper.due(record) == due
    paper.act(record, "resolve", "alice", writes={"Resolution": "Yes."})
    due = paper.due(record)
    paper.later().act(record, "resolve", "alice", writes={"Resolution": "Yes, indeed."})
    assert paper.due(record) == due


def test_a_resolution_written_by_edit_begins_the_confirmation(paper: Paper) -> None:
    record = replied(paper)
    paper.later(timedelta(minutes=5)).act(record, "edit", "alice", writes={"Resolution": "Yes."})
    assert paper.owed(record) == {"confirm": ("backend",)}
    assert paper.due(record) == MONDAY + timedelta(minutes=5) + DAY
    assert "> Status: ⏳ Pending\n\nYes." in paper.text(record)


# Parties


def test_parties_without_people_are_names_whatever_their_case() -> None:
    paper = Paper(people=())
    record = paper.new(
        "thread", "Frontend", {"Question": "May we?"}, topic="Tokens", **{"from": "frontend", "to": "Backend"}
    )
    paper.act(record, "send", "FRONTEND")
    assert refused(paper, record, "reply", "frontend", writes={"Reply": "Yes."}).code == "not-yours"
    paper.act(record, "reply", "backend", writes={"Reply": "Yes."})
    assert paper[record].status == "awaiting-confirm"


def test_a_lead_who_is_no_member_acts_for_the_team(paper: Paper) -> None:
    record = paper.new("thread", "alice", {"Question": "May we?"}, topic="Icons", to="design")
    paper.act(record, "send", "alice")
    paper.act(record, "reply", "erin", writes={"Reply": "Yes."})
    assert paper[record].status == "awaiting-confirm"


def test_a_thread_with_an_agent_ends_by_the_one_it_works_for(paper: Paper) -> None:
    writes = {"Question / Proposal": "Is the build green?"}
    record = paper.new("thread", "alice", writes, topic="The build", to="bot")
    paper.act(record, "send", "alice")
    assert [promise.who for promise in paper.promises(record)] == [("bot", "bob")]
    paper.act(record, "reply", "bot", writes={"Reply": "It is."})
    paper.act(record, "resolve", "alice", writes={"Resolution": "It is green."})
    assert refused(paper, record, "confirm", "bot").code == "agent"
    paper.act(record, "confirm", "bob")
    assert paper[record].status == "resolved"


def test_an_agent_answers_but_does_not_confirm(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "send", "alice")
    paper.act(record, "reply", "bot", writes={"Reply": "The code says yes."})
    paper.act(record, "resolve", "alice", writes={"Resolution": "Yes."})
    refusal = refused(paper, record, "confirm", "bot")
    assert refusal.message == "bot is an agent, and agents do not confirm: that binds people"
    ticking = {"Confirmation": "- [x] Backend confirms the resolution above and will implement accordingly"}
    assert refused(paper, record, "edit", "bot", writes=ticking).code == "agent"


def test_a_deputy_answers_for_the_absent_and_confirms_only_where_they_let_them() -> None:
    first, last = MONDAY.date(), (MONDAY + 7 * DAY).date()
    for signs in (False, True):
        absent = person("carol", away=((first, last),), cover="dave", cover_signs=signs)
        paper = Paper(people=(person("alice"), absent, person("dave")), teams=(Team("backend", lead="carol"),))
        record = paper.new("thread", "alice", {"Question": "May we?"}, topic="x", **{"from": "alice", "to": "backend"})
        paper.act(record, "send", "alice")
        paper.act(record, "reply", "dave", writes={"Reply": "Yes."})
        paper.act(record, "resolve", "alice", writes={"Resolution": "Yes."})
        assert ("confirm" in paper.offered(record, "dave")) is signs
        paper.now = MONDAY + 30 * DAY
        assert "confirm" not in paper.offered(record, "dave")


# Escalations


def test_a_thread_is_escalated_once_while_the_escalation_is_open(paper: Paper) -> None:
    record = thread(paper, priority="blocking")
    paper.act(record, "send", "alice")
    opened = paper.act(record, "escalate", "alice", because="The release waits.").opens
    assert opened is not None
    escalation = str(paper[record].fields["escalation"])
    assert paper[escalation].fields["about"] == record
    assert paper[escalation].fields["by"] == "alice"
    assert paper.section(escalation, "Issue") == "The release waits."
    refusal = refused(paper, record, "escalate", "alice")
    assert refusal.message == f"`escalate` opened {escalation} before, and it is open"
    paper.act(escalation, "withdraw", "alice")
    assert "escalate" in paper.offered(record, "alice")


def test_what_nobody_may_do_yet_is_not_offered(paper: Paper) -> None:
    record = thread(paper)
    assert paper.offered(record, "alice") == {"send", "edit", "comment"}
    assert paper.offered(record, "bob") == {"edit", "comment"}
    assert paper.offered(record, "dave") == {"comment"}


def test_a_record_without_a_status_takes_no_act(paper: Paper) -> None:
    record = thread(paper)
    paper.by_hand(record, "alice", lambda text: text.replace("status: open\n", ""))
    assert isinstance(paper[record], Record)
    assert refused(paper, record, "send", "alice").message.endswith("this thread is without a status")


# Passed on to somebody else


def test_a_thread_that_nobody_answered_may_be_passed_on_and_its_headings_follow(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "send", "alice")
    paper.act(record, "edit", "alice", to="design")
    assert [done.irregular for done in paper.told[-1]] == [""]
    text = paper.text(record)
    assert "## Design's Reply\n" in text
    assert "- [ ] Design confirms the resolution above" in text
    assert "Backend" not in text
    assert paper.owed(record) == {"answer": ("design",)}
    paper.act(record, "reply", "dave", writes={"Reply": "No."})
    assert paper.section(record, "Reply") == "> Updated: 2026-03-02\n\nNo."


def test_headings_keep_what_the_template_says_behind_names(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "edit", "alice", **{"from": "alice"})
    assert "## Alice's Final Answer (if needed)\n" in paper.text(record)
    assert "## Alice's Question / Proposal\n" in paper.text(record)
    assert [done.irregular for done in paper.told[-1]] == [""]


def test_words_of_one_team_are_never_headed_by_another(paper: Paper) -> None:
    record = replied(paper)
    assert refused(paper, record, "edit", "alice", to="design").code == "heads-words"

    def to_design(text: str) -> str:
        return text.replace("Backend", "Design").replace("backend", "design")

    assert [done.fault for done in paper.by_hand(record, "alice", to_design)] == ["own-section"]
