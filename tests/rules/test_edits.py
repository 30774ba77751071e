"""The two acts that every kind has: who owns which section and field, and what comments are."""

import pytest
from paper import DAY, HOUR, MONDAY, Paper, decision, replied, thread

from tacit.errors import Refused


@pytest.fixture
def paper() -> Paper:
    return Paper()


def refused(paper: Paper, record: str, act: str, who: str, **given: object) -> Refused:
    with pytest.raises(Refused) as caught:
        paper.decide(record, act, who, **given)
    return caught.value


def test_each_team_edits_its_own_sections(paper: Paper) -> None:
    record = replied(paper)
    paper.act(record, "edit", "alice", writes={"Background": "§3.2 says otherwise."})
    paper.act(record, "edit", "carol", writes={"Reply": "Yes, surely."})
    assert paper.section(record, "Reply") == "> Updated: 2026-03-02\n\nYes, surely."
    refusal = refused(paper, record, "edit", "alice", writes={"Reply": "No."})
    assert refusal.message == "alice is of frontend; Backend's Reply is for backend: bob, carol, bot"
    assert refusal.remedy == "Ask bob or carol to do it."


def test_the_fields_belong_to_the_one_who_opened_the_record(paper: Paper) -> None:
    record = replied(paper)
    paper.act(record, "edit", "alice", priority="high", topic="How long tokens live")
    assert (paper[record].fields["priority"], paper[record].title) == ("high", "How long tokens live")
    assert refused(paper, record, "edit", "bob", priority="normal").message == (
        "bob is of backend; the field priority is for frontend: alice"
    )


def test_a_field_that_has_an_owner_of_its_own_is_theirs(paper: Paper) -> None:
    texts = {"Issue": "It is slow.", "Context": "Sessions."}
    record = paper.new("escalation", "alice", texts, topic="x", reason="quality", affected=("design",))
    assert refused(paper, record, "edit", "alice", verdict="decide").code == "not-yours"
    paper.act(record, "edit", "erin", verdict="decide")
    assert paper[record].fields["verdict"] == "decide"


@pytest.mark.parametrize("name", ["status", "created", "updated", "thread_id"])
def test_what_tacit_keeps_is_nobodys_to_edit(paper: Paper, name: str) -> None:
    record = thread(paper)
    assert refused(paper, record, "edit", "alice", **{name: "2026-01-01"}).message == f"{name} is kept by Tacit"


def test_answers_are_given_by_acts_alone(paper: Paper) -> None:
    record = decision(paper)
    assert refused(paper, record, "edit", "alice", answers=()).code == "kept-by-tacit"


def test_an_open_window_is_only_made_longer(paper: Paper) -> None:
    record = thread(paper)
    assert (
        refused(paper, record, "edit", "alice", due=MONDAY + DAY).message
        == "no window is open whose due could be later"
    )
    paper.act(record, "send", "alice")
    assert refused(paper, record, "edit", "alice", due=MONDAY + HOUR).code == "not-later"
    paper.act(record, "edit", "alice", due=MONDAY + 3 * DAY)
    assert paper.due(record) == MONDAY + 3 * DAY


def test_what_has_come_to_its_end_is_not_edited_and_still_commented_on(paper: Paper) -> None:
    record = thread(paper, "notification")
    paper.act(record, "send", "alice")
    paper.act(record, "edit", "alice", topic="Still to be mended")
    paper.act(record, "archive", "alice")
    refusal = refused(paper, record, "edit", "alice", topic="Too late")
    assert refusal.message.endswith("this thread is closed")
    paper.act(record, "comment", "dave", because="A pity.")
    assert paper[record].status == "closed"


def test_an_edit_of_nothing_is_none(paper: Paper) -> None:
    assert refused(paper, thread(paper), "edit", "alice").code == "nothing-given"


def test_comments_are_added_in_their_authors_names(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "comment", "dave", because="Why not for ever?")
    paper.later(DAY).act(record, "comment", "bot", writes={"Comments": "The standard says\nan hour."})
    assert paper.section(record, "Comments") == (
        "- **Dave** (design) · 2026-03-02 · comment: Why not for ever?\n"
        "- **Bot, agent for bob** (backend) · 2026-03-03 · comment:\n  The standard says\n  an hour."
    )
    assert str(paper[record].fields["updated"]) == "2026-03-03"


def test_nobody_rewrites_comments(paper: Paper) -> None:
    record = thread(paper)
    refusal = refused(paper, record, "edit", "alice", writes={"Comments": "Nothing here."})
    assert refusal.message == "comments are added one by one, each in its author's name"


def test_a_comment_says_something_and_changes_nothing_else(paper: Paper) -> None:
    record = thread(paper)
    assert refused(paper, record, "comment", "dave").code == "no-text"
    assert refused(paper, record, "comment", "alice", because="x", priority="high").code == "not-set-here"
    assert refused(paper, record, "comment", "alice", because="x", writes={"Background": "y"}).code == "not-set-here"


def test_strangers_own_nothing_and_may_comment(paper: Paper) -> None:
    record = thread(paper)
    refusal = paper.refusal(record, "edit", "erin")
    assert refusal is not None
    assert (
        refusal.reason
        == "erin is of design; what stands in this thread is for frontend: alice, backend: bob, carol, bot"
    )
    assert paper.refusal(record, "comment", "erin") is None


def test_an_edit_changes_the_lines_it_means_and_no_others(paper: Paper) -> None:
    record = replied(paper)
    path, data, kind = paper.files[record]
    odd = data.replace(b"priority: normal", b"priority:   'normal'   # for now").replace(b"\n", b"\r\n")
    paper.files[record] = (path, odd, kind)
    paper.act(record, "edit", "alice", topic="Tokens")
    after = paper.files[record][1]
    assert after == odd.replace(b"topic: Auth token expiry", b"topic: Tokens")
