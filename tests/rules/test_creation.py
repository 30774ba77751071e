"""Records that do not exist yet: what they start with, where they lie, and who may make them."""

from datetime import timedelta

import pytest
from paper import HOUR, MONDAY, Paper, person

from tacit.errors import Refused
from tacit.model.people import Hours, Team


@pytest.fixture
def paper() -> Paper:
    return Paper()


def refused(paper: Paper, kind: str, who: str, writes: dict[str, str] | None = None, **sets: object) -> Refused:
    with pytest.raises(Refused) as caught:
        paper.new(kind, who, writes, **sets)  # type: ignore[arg-type]
    return caught.value


def test_a_thread_starts_as_the_seed_has_it(paper: Paper) -> None:
    record = paper.new("thread", "alice", topic="Auth token: expiry?", to="backend")
    assert record == "2026-03-02-001-auth-token-expiry"
    assert paper[record].path == "threads/2026-03-02-001-auth-token-expiry.md"
    assert paper.text(record).startswith(
        '---\nthread_id: 2026-03-02-001\ntopic: "Auth token: expiry?"\nfrom: frontend\nto: backend\ntype: question\n'
        "status: open\npriority: normal\ncreated: 2026-03-02\nupdated: 2026-03-02\n---\n"
    )


def test_the_number_counts_the_records_of_a_day(paper: Paper) -> None:
    first = paper.new("thread", "alice", topic="One", to="backend")
    second = paper.new("decision", "alice", topic="Two", size="small")
    paper.later(timedelta(days=1))
    third = paper.new("thread", "alice", topic="Three", to="backend")
    assert [first[11:14], second[11:14], third[11:14]] == ["001", "002", "001"]


def test_the_day_is_the_one_of_who_acts() -> None:
    east = person("alice", hours=Hours(zone="Pacific/Auckland"))
    paper = Paper(people=(east, person("bob")), teams=())
    paper.now = MONDAY + 5 * HOUR  # in Auckland it is Tuesday
    assert paper.new("thread", "alice", topic="x", to="bob").startswith("2026-03-03-")
    assert paper.new("thread", "bob", topic="x", to="alice").startswith("2026-03-02-")


def test_who_makes_a_record_owns_it(paper: Paper) -> None:
    assert paper[paper.new("thread", "alice", topic="x", to="backend")].fields["from"] == "frontend"
    assert paper[paper.new("decision", "bob", topic="x", size="small")].fields["by"] == "bob"


def test_who_is_of_two_teams_says_for_which_they_ask() -> None:
    teams = (
        Team("frontend", members=("alice",)),
        Team("design", members=("alice",)),
        Team("backend", members=("bob",)),
    )
    paper = Paper(people=(person("alice"), person("bob")), teams=teams)
    assert refused(paper, "thread", "alice", topic="x", to="backend").message == "a thread needs from"
    record = paper.new("thread", "alice", topic="x", to="backend", **{"from": "design"})
    assert paper[record].fields["from"] == "design"


def test_nobody_makes_a_record_in_another_name(paper: Paper) -> None:
    refusal = refused(paper, "thread", "bob", topic="x", to="design", **{"from": "frontend"})
    assert refusal.message == "bob is of backend; a new thread in that name is for frontend: alice"
    assert refused(paper, "decision", "bob", topic="x", size="small", by="alice").code == "not-yours"


def test_all_that_is_missing_is_told_at_once(paper: Paper) -> None:
    refusal = refused(paper, "decision", "alice")
    assert refusal.message == "a decision needs topic and size and affected"
    assert refusal.remedy == "--set topic=… --set size=… --set affected=…"


def test_a_party_that_is_nobody_is_refused_with_the_one_that_was_meant(paper: Paper) -> None:
    refusal = refused(paper, "thread", "alice", topic="x", to="backnd")
    assert refusal.message == "to: there is no person or team called backnd"
    assert refusal.remedy == "Did you mean backend?"


def test_without_people_any_name_is_a_party() -> None:
    paper = Paper(people=())
    record = paper.new("thread", "web", topic="x", to="whoever")
    assert (paper[record].fields["from"], paper[record].fields["to"]) == ("web", "whoever")


def test_sections_of_others_are_not_written_for_them(paper: Paper) -> None:
    refusal = refused(paper, "thread", "alice", {"Reply": "Of course."}, topic="x", to="backend")
    assert refusal.message == "alice is of frontend; Backend's Reply is for backend: bob, carol, bot"


@pytest.mark.parametrize("name", ["status", "created", "updated", "due", "thread_id"])
def test_what_tacit_keeps_nobody_brings_along(paper: Paper, name: str) -> None:
    assert (
        refused(paper, "thread", "alice", topic="x", to="backend", **{name: "x"}).message == f"{name} is kept by Tacit"
    )


def test_answers_are_not_given_beforehand(paper: Paper) -> None:
    assert refused(paper, "decision", "alice", topic="x", size="small", answers=("x",)).code == "kept-by-tacit"


def test_an_escalation_says_what_the_problem_is(paper: Paper) -> None:
    refusal = refused(paper, "escalation", "alice", topic="x", reason="safety")
    assert (refusal.code, refusal.message) == ("section-empty", "an escalation needs Issue and Context")


def test_a_standup_without_blockers_rests(paper: Paper) -> None:
    for blockers in ({}, {"Blockers": "None"}, {"Blockers": "none."}):
        record = paper.new("standup", "bob", {"Completed": "A.", "Working": "B.", **blockers})
        assert (paper[record].status, paper.owed(record)) == ("posted", {})
        assert record == "2026-03-02-bob"


def test_a_blocker_is_owed_by_whom_it_mentions(paper: Paper) -> None:
    texts = {"Completed": "A.", "Working": "B.", "Blockers": "Mail to x@carol.example; waiting for @carol's review."}
    record = paper.new("standup", "bob", texts)
    assert paper[record].status == "blocked"
    assert paper.owed(record) == {"unblock": ("carol",)}
    assert paper.due(record) == MONDAY + 8 * HOUR


def test_a_blocker_may_name_its_helper_and_must_have_one(paper: Paper) -> None:
    texts = {"Completed": "A.", "Working": "B.", "Blockers": "CI is red."}
    assert refused(paper, "standup", "bob", texts).message == "a standup needs ask"
    record = paper.new("standup", "bob", texts, ask="design")
    assert paper.owed(record) == {"unblock": ("design",)}


def test_people_and_teams_are_made_by_anyone() -> None:
    paper = Paper(people=(), teams=())
    record = paper.new("person", "alice", handle="alice", name="Alice")
    assert (paper[record].path, paper[record].status) == ("people/alice.md", "active")
    team = paper.new("team", "alice", handle="web", name="Web", members=("alice",))
    assert (paper[team].path, paper[team].status) == ("teams/web.md", "active")


def test_names_of_files_are_made_of_slugs_alone(paper: Paper) -> None:
    record = paper.new("thread", "alice", topic="../../etc/passwd", to="backend")
    assert paper[record].path == "threads/2026-03-02-001-etc-passwd.md"
