"""Drafts of updates: what of the work they tell, in few enough sentences, and what they leave to the person."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.insight.drafts import (
    Blocker,
    Criterion,
    Day,
    Deed,
    Due,
    Milestone,
    Settled,
    Week,
    daily,
    shipped,
    target,
    weekly,
)
from tacit.model.history import Commit
from tacit.rules.questions import sentences

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)


def commit(name: str, message: str, *parents: str) -> Commit:
    return Commit(name, parents, "Alice", "alice@example.com", AT, message, {})


def test_commits_are_told_by_their_subjects_and_what_was_merged_comes_first() -> None:
    commits = [
        commit("1", "Hash tokens\n\nSince they leak.", "0"),
        commit("2", "Log out everywhere (#12)", "1"),
        commit("3", "Fix a typo.", "2"),
    ]
    done, following, blocked = daily(Day(commits=commits))
    assert done == "Merged Log out everywhere (#12). Hash tokens; Fix a typo."
    assert (following, blocked) == ("", "")


def test_what_came_with_a_merge_is_told_by_the_merge_alone() -> None:
    commits = [
        commit("a", "Begin", "0"),
        commit("b1", "First half", "a"),
        commit("b2", "Second half", "b1"),
        commit("m", "Merge pull request #7 from alice/logout\n\nLog out everywhere", "a", "b2"),
        commit("n", "Merge branch 'retries'", "m", "elsewhere"),
        commit("u", "Merge branch 'main' into logout", "n", "x"),
        commit("z", "fixup! Begin", "u"),
    ]
    assert shipped(commits) == (["Log out everywhere (#7)", "retries"], ["Begin"])


def test_a_record_is_told_by_where_it_came_to_and_a_promise_by_the_act_that_kept_it() -> None:
    deeds = [
        Deed("Log out", "move", "in-progress"),
        Deed("Log out", "move", "code-review"),
        Deed("Token expiry", "reply", kept=True),
        Deed("Sign with RS256", "new decision"),
    ]
    assert daily(Day(deeds=deeds))[0] == "Log out → code-review; reply: Token expiry; new decision: Sign with RS256."


def test_what_is_owed_comes_with_its_time_and_what_blocks_in_its_own_words() -> None:
    _, following, blocked = daily(
        Day(
            owed=[Due("Token expiry", "answer", "15:00"), Due("Log out", "move")],
            blockers=["Waiting for the keys.\nSince Monday! @bob"],
            waiting=[Due("Staging", "answer", "backend")],
        )
    )
    assert following == "answer: Token expiry (by 15:00); move: Log out."
    assert blocked == "Waiting for the keys – Since Monday – @bob. Waiting for backend: answer, Staging."


def test_what_no_record_may_hold_is_left_out_of_its_draft() -> None:
    done, following, _ = daily(
        Day(deeds=[Deed("\u202eEvil \u001b[31mtitle", "reply", kept=True)], owed=[Due("a\x00b", "x")])
    )
    assert done == "reply: Evil [31mtitle."
    assert following == "x: a b."
    assert weekly(Week(date(2026, 3, 6), learned=["\u2066Pool"]))[1] == "- Learned: Pool"


def test_a_long_day_is_cut_and_counted() -> None:
    commits = [commit(str(number), f"Commit {number}", str(number - 1)) for number in range(1, 9)]
    assert daily(Day(commits=commits))[0].endswith("Commit 5; and 3 more.")


WORDS = st.text(alphabet="ab .!?…\n#-*_\"')1。|>", max_size=40)


@given(st.lists(WORDS, max_size=8), st.lists(WORDS, max_size=8), st.lists(WORDS, max_size=4))
def test_no_text_makes_more_than_three_sentences(subjects: list[str], titles: list[str], blockers: list[str]) -> None:
    day = Day(
        commits=[commit(str(at), subject + f" (#{at})" * (at % 2), "0") for at, subject in enumerate(subjects)],
        deeds=[Deed(title, "reply", kept=True) for title in titles],
        owed=[Due(title, "answer", "15:00") for title in titles],
        blockers=blockers,
        waiting=[Due(title, "answer", "bob") for title in titles],
    )
    for text in daily(day):
        assert "\n" not in text
        assert len(sentences(text)) <= 3, text


@pytest.mark.parametrize(
    ("starts", "ends", "day", "wanted"),
    [
        (date(2026, 3, 2), date(2026, 3, 11), date(2026, 3, 2), 10),
        (date(2026, 3, 2), date(2026, 3, 11), date(2026, 3, 6), 50),
        (date(2026, 3, 2), date(2026, 3, 11), date(2026, 3, 11), 100),
        (date(2026, 3, 2), date(2026, 3, 11), date(2026, 4, 1), 100),
        (date(2026, 3, 9), date(2026, 3, 11), date(2026, 3, 6), 0),
        (None, date(2026, 3, 11), date(2026, 3, 6), None),
        (None, date(2026, 3, 11), date(2026, 3, 11), 100),
        (date(2026, 3, 2), None, date(2026, 3, 6), None),
        (date(2026, 3, 11), date(2026, 3, 2), date(2026, 3, 1), None),
    ],
)
def test_a_milestone_is_measured_against_how_far_it_should_be(
    starts: date | None, ends: date | None, day: date, wanted: int | None
) -> None:
    assert target(Milestone("M1", 0, starts, ends), day) == wanted


def test_a_week_tells_milestones_metrics_decisions_wins_learnings_and_blockers_with_age() -> None:
    week = Week(
        last=date(2026, 3, 6),
        milestones=[
            Milestone("M1", 100, date(2026, 2, 1), date(2026, 3, 1), "complete", "API"),
            Milestone("M2", 40, date(2026, 3, 2), date(2026, 3, 11), "active", "Client"),
            Milestone("M3", 0, date(2026, 4, 1), date(2026, 5, 1), "planned", "Launch"),
        ],
        criteria=[Criterion("SC-001", "latency", "<2s", "2.5s"), Criterion("SC-002", "uptime", "99.9%", "")],
        decided=[Settled("decision", "Sign with RS256", "decided")],
        wins=[Settled("task", "Log out", "done")],
        learned=["Pool connections"],
        blockers=[Blocker("Staging", "unblock", "bob", 3, True), Blocker("Keys", "unblock", "carol", 0)],
    )
    progress, well, blocked = weekly(week)
    assert progress.split("\n") == [
        "- M1: 100% (complete)",
        "- M2: 40% (target 50%) – Client",
        "- SC-001 latency: 2.5s (target <2s)",
        "- Decision: Sign with RS256: decided",
    ]
    assert well.split("\n") == ["- Log out (task done)", "- Learned: Pool connections"]
    assert blocked.split("\n") == [
        "- Staging: unblock by bob, open for 3 days, late",
        "- Keys: unblock by carol, open since today",
    ]


def test_a_week_in_which_nothing_happened_is_empty_and_a_full_one_is_counted() -> None:
    assert weekly(Week(date(2026, 3, 6))) == ("", "", "")
    wins = [Settled("task", f"Task {number}", "done") for number in range(10)]
    assert weekly(Week(date(2026, 3, 6), wins=wins))[1].endswith("\n- and 3 more")
