"""Where a message goes, judged by people's own words and the table that Tacit brings."""

import shlex

import pytest

from tacit.model.channel import Channel
from tacit.rules.route import command_of, route
from tacit.text.channels import overlaid
from tacit.work.route import built_in


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("Production is down", "Emergencies"),
        ("we have a data leak!", "Emergencies"),
        ("I am blocked by the staging access", "Blockers"),
        ("urgent: I need access to staging", "Blockers"),
        ("Should we use Redis or Memcached?", "Decisions"),
        ("I'd like to propose that we migrate to OAuth 2.0", "Proposals"),
        ("How could we speed this up? Bring your ideas", "Brainstorms"),
        ("my standup for today", "Daily standup"),
        ("how we are on track this week", "Weekly updates"),
        ("Lesson: connection pooling comes first", "Learnings"),
        ("a ticket for the export", "Tasks"),
        ("please review my PR", "Code"),
        ("the login button looks wrong on a phone", "Bug reports"),
        ("where is the wifi password?", "Quick questions"),
        ("the performance review of Dave", "Meetings"),
    ],
)
def test_every_sort_of_message_has_its_channel(said: str, where: str) -> None:
    assert route(said, built_in()).channel.type == where


@pytest.mark.parametrize(
    "said", ["Which product do we sell?", "not urgent: where are the production docs?", "improper use of a printer"]
)
def test_a_word_inside_of_another_or_one_that_is_denied_is_no_alarm(said: str) -> None:
    assert route(said, built_in()).channel.type not in ("Emergencies", "Blockers", "Proposals", "Code")


def test_two_questions_are_a_thread_each_and_one_short_one_is_a_chat_reply() -> None:
    two = route("Which header carries it? And which service refreshes it?", built_in())
    assert (two.channel.type, two.opens) == ("Threads", True)
    assert "2 things" in two.reason
    one = route("Which header carries it?", built_in())
    assert (one.channel.type, one.opens) == ("Quick questions", False)
    assert "chat reply will do" in one.reason


def test_a_question_to_another_team_is_a_thread() -> None:
    asked = "Backend, which header carries the token?"
    assert not route(asked, built_in()).opens
    found = route(asked, built_in(), ["backend", "Backend"])
    assert found.opens
    assert "found again" in found.reason


def test_what_no_word_places_and_is_long_belongs_where_it_is_found_again() -> None:
    said = " ".join(["something that goes on and on about nothing in particular"] * 4)
    assert route(said, built_in()).channel.type == "Threads"


def test_a_message_stands_in_the_command_as_one_word_of_a_shell() -> None:
    said = "production is down; it's `rm -rf` $HOME\nagain"
    words = shlex.split(route(said, built_in()).command)
    assert "topic=production is down; it's `rm -rf` $HOME again" in words


def test_a_team_says_anew_where_a_sort_goes_and_adds_its_own() -> None:
    rows = [
        {"for": "blocker", "in": "#help", "within": "2 hours"},
        {"type": "Payroll", "channel": "the office", "words": "salary slip, expenses"},
        "no row",
        {"channel": "nowhere"},
    ]
    table = overlaid(built_in(), rows, "tacit.yaml")
    blockers = route("I am stuck", table).channel
    assert (blockers.channel, blockers.within, blockers.audience, blockers.source) == (
        "#help", "2 hours", "Needed person", "tacit.yaml",
    )  # fmt: skip
    assert route("my expenses of May", table).channel.channel == "the office"
    assert [one.type for one in table].count("Blockers") == 1
    assert len(table) == len(built_in()) + 1


def test_every_channel_says_what_it_is_for_and_what_to_type() -> None:
    for one in built_in():
        assert one.use, one.type
        assert one.channel, one.type
        assert one.within, one.type
        assert one.says, one.type
        assert one.command.startswith("tacit ") or one.talk, one.type


def test_a_command_without_a_message_shows_where_it_goes() -> None:
    assert command_of(Channel("x", "y", command="tacit new x --set topic={text}"), " ") == "tacit new x --set topic=…"
