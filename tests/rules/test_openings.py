"""Records that acts open: what they begin with, what their caller brings, and the links between the two."""

import pytest
from paper import DAY, HOUR, MONDAY, Paper, decision

from tacit.errors import Refused
from tacit.model.change import Given


@pytest.fixture
def paper() -> Paper:
    return Paper()


def proposal(paper: Paper) -> str:
    texts = {"Context": "Sessions are lost.", "Proposed": "Keep them in Redis.", "Open Questions": "- @backend: which?"}
    return paper.new("proposal", "alice", texts, topic="Sessions", stakeholders=("backend", "dave"))


def ask(paper: Paper, record: str, topic: str) -> str:
    sections = paper.protocols["thread"].sections
    question = next(key for key in sections if "Question" in key)
    paper.act(record, "ask", "alice", opened=Given({"topic": topic, "to": "backend"}, {question: "Which one?"}))
    return list(paper.files)[-1]


def test_what_the_protocol_says_of_the_other_record_is_filled_in_from_this_one(paper: Paper) -> None:
    record = proposal(paper)
    opened = paper[ask(paper, record, "Which Redis?")]
    assert (opened.kind, opened.title, opened.fields["from"], opened.fields["to"]) == (
        "thread", "Which Redis?", "alice", "backend",
    )  # fmt: skip
    assert paper.section(opened.id, "Background") == f"An open question of the proposal Sessions ({record})."
    assert paper.section(opened.id, "Question").endswith("Which one?")
    assert opened.status == "open"


def test_of_what_is_opened_again_and_again_all_is_linked_in_order(paper: Paper) -> None:
    record = proposal(paper)
    first = ask(paper, record, "Which Redis?")
    assert paper[record].fields["thread"] == first
    second, third = ask(paper, record, "What else?"), ask(paper, record, "And where?")
    assert paper[record].fields["thread"] == (first, second, third)
    assert [done.irregular for transitions in paper.told for done in transitions] == ["", "", ""]


def test_what_the_caller_must_bring_is_asked_for(paper: Paper) -> None:
    record = proposal(paper)
    with pytest.raises(Refused) as refused:
        paper.act(record, "ask", "alice")
    assert refused.value.message == "a thread needs topic and to"


def test_a_decision_is_drafted_from_what_was_proposed_and_stays_with_its_owner(paper: Paper) -> None:
    record = proposal(paper)
    paper.act(record, "share", "alice")
    paper.later(3 * DAY)
    paper.tick()
    paper.act(record, "decide", "alice", opened=Given({"size": "medium"}))
    opened = paper[str(paper[record].fields["decision"])]
    assert (opened.kind, opened.status, opened.fields["by"]) == ("decision", "draft", "alice")
    assert opened.fields["about"] == record
    assert opened.fields["affected"] == ("backend", "dave")
    assert paper.section(opened.id, "The decision") == "Keep them in Redis."
    assert paper.section(opened.id, "Options") != "Keep them in Redis."
    assert paper[record].status == "concluded"


def test_what_a_meeting_decides_names_the_meeting(paper: Paper) -> None:
    at = MONDAY + 3 * DAY
    record = paper.new("meeting", "alice", topic="Lunch", reason="social", at=at, attendees=("bob",))
    paper.act(record, "call", "alice")
    paper.later(3 * DAY + HOUR)
    brought = {"topic": "Where to eat", "size": "small"}
    paper.act(record, "decide", "bob", opened=Given(brought, {"The decision": "Here.", "Recommendation": "Here."}))
    paper.act(record, "decide", "alice", opened=Given({**brought, "topic": "When"}))
    first, second = (paper[str(each)] for each in paper[record].fields["decision"])  # type: ignore[union-attr]
    assert (first.fields["meeting"], second.fields["meeting"]) == (record, record)
    assert first.fields["by"] == "alice"
    assert (first.title, second.title) == ("Where to eat", "When")


def test_a_second_escalation_is_linked_beside_the_first_that_is_over(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "object", "dave", because="It costs too much.")
    first = str(paper[record].fields["escalation"])
    paper.act(record, "revise", "alice", change="substantial", writes={"Recommendation": "The database."})
    paper.act(record, "object", "dave", because="Still too much.")
    linked = paper[record].fields["escalation"]
    assert isinstance(linked, tuple)
    assert linked[0] == first
    assert paper[first].status == "withdrawn"
    assert paper[str(linked[1])].status == "raised"
    assert "accept" not in paper.offered(record, "alice")
    assert paper.owed(record)["settle"] == ("alice",)
