"""The guards and fillers of goals, proposals, decisions and brainstorms, each by itself."""

from dataclasses import replace
from datetime import datetime

import pytest
from paper import DAY, HOUR, MONDAY, Paper, decision

from tacit.errors import Refused
from tacit.model.change import Facts, Given
from tacit.model.promise import Refusal
from tacit.model.record import Record, Value
from tacit.rules.acts import NO_FACTS
from tacit.rules.asked import Asked
from tacit.rules.fillers import FILLERS
from tacit.rules.guards import GUARDS
from tacit.rules.parties import ENGINE, Actor
from tacit.rules.votes import ideas

IDEAS = "### Upload to S3\n\n- Pros: known\n\n### Through our API\n\n### Through the mail"


def asked(
    paper: Paper, record: str, act: str, who: Actor = ENGINE, given: Given | None = None, facts: Facts = NO_FACTS,
    **fields: Value,
) -> Asked:  # fmt: skip
    found: Record = paper[record]
    found = replace(found, fields={**found.fields, **fields})
    protocol = paper.protocols[found.kind]
    return Asked(protocol.acts[act], found, protocol, paper.world, who, given or Given(), facts, paper.now)


def reason(refusal: Refusal | None) -> str:
    return refusal.reason if refusal else ""


@pytest.fixture
def paper() -> Paper:
    return Paper()


def brainstorm(paper: Paper, **sets: Value) -> str:
    return paper.new("brainstorm", "alice", {"Context": "Phones are offline."}, topic="Uploads", **sets)


def proposal(paper: Paper) -> str:
    texts = {"Context & Problem": "Sessions get lost.", "Proposed Solution": "Tokens."}
    return paper.new("proposal", "alice", texts, topic="OAuth", stakeholders=("bob", "backend"))


@pytest.mark.parametrize(
    ("closes", "said"),
    [
        (MONDAY + 23 * HOUR, "closes leaves less than 24 hours, and everybody should have their own time for it"),
        (MONDAY + DAY, ""),
        (MONDAY + 3 * DAY, ""),
    ],
)
def test_there_is_a_least_time_that_something_stays_open_for(paper: Paper, closes: datetime, said: str) -> None:
    record = brainstorm(paper)
    assert reason(GUARDS["open_for"](asked(paper, record, "start", closes=closes), "closes 24 hours")) == said
    given = Given({"closes": closes})
    assert reason(GUARDS["open_for"](asked(paper, record, "start", given=given), "closes 24 hours")) == said


def test_a_round_of_feedback_closes_when_all_were_heard_or_their_time_is_over(paper: Paper) -> None:
    record = proposal(paper)
    paper.act(record, "share", "alice")
    assert reason(GUARDS["all_heard"](asked(paper, record, "close"), "")) == "bob, backend may still answer"
    assert GUARDS["all_heard"](asked(paper, record, "close", facts=Facts(lapsed=True)), "") is None
    paper.act(record, "reply", "carol", because="Good.")
    assert reason(GUARDS["all_heard"](asked(paper, record, "close"), "")) == "bob may still answer"
    paper.act(record, "reply", "bob", because="Good.")
    assert GUARDS["all_heard"](asked(paper, record, "close"), "") is None


def test_words_without_a_name_go_by_no_commit(paper: Paper) -> None:
    open_, sealed = brainstorm(paper), brainstorm(paper, anonymous=True)
    assert GUARDS["named"](asked(paper, open_, "idea"), "anonymous") is None
    assert reason(GUARDS["named"](asked(paper, sealed, "idea"), "anonymous")).startswith("this brainstorm is anonymous")
    assert reason(GUARDS["brings"](asked(paper, sealed, "publish"), "Ideas")).startswith("the Ideas are kept apart")
    kept = Given(writes={"Ideas": "An idea"})
    assert GUARDS["brings"](asked(paper, sealed, "publish", given=kept), "Ideas") is None


def test_a_record_takes_the_place_of_one_that_still_stands(paper: Paper) -> None:
    old, new, pending = decision(paper, "small"), decision(paper, "small"), decision(paper, "medium")
    guard = GUARDS["replaces"]
    nothing = asked(paper, new, "replace", status="decided")
    assert reason(guard(nothing, "supersedes")) == "it takes the place of no decision that is decided"
    assert guard(asked(paper, new, "replace", status="decided", supersedes=pending), "supersedes") is not None
    assert guard(asked(paper, new, "replace", status="decided", supersedes=old), "supersedes") is None
    itself = asked(paper, new, "replace", status="decided", supersedes=new)
    assert guard(itself, "supersedes") is not None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Upload to S3", ""),
        ("s3", ""),
        ("- Upload to S3\n- mail", ""),
        ("through", "there is no one idea called 'through'"),
        ("By pigeon", "there is no one idea called 'By pigeon'"),
        ("S3\nBy pigeon", "there is no one idea called 'By pigeon'"),
        ("", "a vote names at least one idea"),
    ],
)
def test_each_line_of_a_vote_names_one_idea(paper: Paper, said: str, why: str) -> None:
    record = voting(paper)
    assert reason(GUARDS["names_idea"](asked(paper, record, "vote", given=Given(because=said)), "Ideas")) == why
    given = Given(writes={"Votes": said})
    assert reason(GUARDS["names_idea"](asked(paper, record, "vote", given=given), "Ideas")) == why


def voting(paper: Paper) -> str:
    record = brainstorm(paper)
    for idea in IDEAS.split("### ")[1:]:
        paper.act(record, "idea", "bob", writes={"Ideas": idea})
    paper.later(2 * DAY)
    paper.tick()
    assert paper[record].status == "voting"
    return record


def test_votes_are_counted_by_person_and_the_last_vote_of_each_counts(paper: Paper) -> None:
    record = voting(paper)
    for who, vote in [("alice", "mail\nour API\nmail"), ("bob", "S3"), ("carol", "our API"), ("bob", "our API\nmail")]:
        paper.act(record, "vote", who, because=vote)
    assert FILLERS["votes_counted"](asked(paper, record, "count")) == (
        "- **Through our API**: 3 votes (Alice, Bob, Carol)\n- **Through the mail**: 2 votes (Alice, Bob)"
    )
    voters = {one.title: one.voters for one in ideas(paper[record], paper.protocols["brainstorm"]) or ()}
    assert voters["Through our API"] == ("Alice", "Bob", "Carol")
    assert min(map(len, voters.values())) == 0


def test_those_with_as_many_votes_as_the_third_stand_on_the_short_list_too(paper: Paper) -> None:
    record = brainstorm(paper)
    for number in range(6):
        paper.act(record, "idea", "bob", writes={"Ideas": f"Idea {number}"})
    paper.later(2 * DAY)
    paper.tick()
    paper.act(record, "vote", "alice", because="Idea 5\nIdea 1\nIdea 2")
    paper.act(record, "vote", "carol", because="Idea 5\nIdea 3")
    assert FILLERS["votes_counted"](asked(paper, record, "count")).splitlines() == [
        "- **Idea 5**: 2 votes (Alice, Carol)",
        "- **Idea 1**: 1 vote (Alice)",
        "- **Idea 2**: 1 vote (Alice)",
        "- **Idea 3**: 1 vote (Carol)",
    ]


def test_where_nobody_voted_every_idea_stands_on_the_short_list(paper: Paper) -> None:
    told = FILLERS["votes_counted"](asked(paper, voting(paper), "count"))
    assert told.splitlines()[2:] == ["- **Upload to S3**", "- **Through our API**", "- **Through the mail**"]


def test_the_learnings_of_a_goal_are_gathered_and_no_others(paper: Paper) -> None:
    mine = paper.new("goal", "alice", topic="Fast", owner="alice")
    other = paper.new("goal", "alice", topic="Small", owner="alice")
    texts = {"What happened": "It broke.", "Key insight": "Test\nearly."}
    first = paper.new("learning", "bob", texts, topic="Tests", goal=mine)
    paper.new("learning", "bob", texts, topic="Elsewhere", goal=other)
    retired = paper.new("learning", "bob", texts, topic="Not true any more", goal=mine)
    paper.act(retired, "retire", "bob")
    paper.act(first, "review", "alice")
    assert (
        FILLERS["learnings_gathered"](asked(paper, mine, "complete")) == f"- [Tests](/{paper[first].path}): Test early."
    )


def test_a_draft_whose_time_is_over_is_shared_with_a_later_one(paper: Paper) -> None:
    texts = {"Context & Problem": "Slow.", "Proposed Solution": "Fast."}
    record = paper.new("proposal", "alice", texts, topic="Speed", stakeholders=("backend",))
    paper.later(9 * DAY)
    assert paper.refusal(record, "share", "alice") is None
    with pytest.raises(Refused, match="less than 24 hours"):
        paper.decide(record, "share", "alice")
    paper.act(record, "share", "alice", feedback_by=paper.now + 2 * DAY)
    assert paper[record].status == "feedback"
