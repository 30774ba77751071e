"""`tacit route`: what to use, who sees it, by when it is answered."""

import json

from typist import Typist


def test_an_emergency_is_a_call_within_half_an_hour_and_a_way_to_climb(shop: Typist) -> None:
    found = shop.tacit("route", "production is down")
    assert (found["type"], found["channel"]) == ("Emergencies", "Phone call / DM")
    assert (found["within"], found["due"]) == ("30 minutes", "2026-03-03T09:30:00Z")
    assert found["command"] == "tacit new escalation --set topic='production is down' --set reason=safety --edit"
    assert found["mention"] == "@channel"
    assert found["escalation"][0]["to"]
    said = shop.run("route", "production", "is", "down").out
    assert "Phone call / DM" in said
    assert "If nobody answers" in said
    assert "  1. the owner of the goal, the leads of the affected: answers within 4 working hours" in said


def test_the_steps_of_an_emergency_are_told_by_name(desk: Typist) -> None:
    step = "{to: [core, cto, goal.owner], answer: 0 minutes, decide: 2 hours}"
    desk.write("tacit.yaml", f"name: Shop\nescalation:\n  - {step}\n")
    desk.git("commit", "-qam", "our steps")
    desk.tacit("new", "team", "--set", "handle=core", "--set", "name=Core Team", "--set", "members=alice")
    desk.tacit("new", "goal", "--set", "topic=Launch", "--set", "owner=alice")
    said = desk.run("route", "production is down").out
    assert "  1. Core Team, cto (nobody yet), the owner of the goal: answers at once, decides within 2 hours" in said
    assert (
        "Core Team, cto (nobody yet), Alice: answers at once"
        in desk.run("route", "production is down", "--goal", "launch").out
    )


def test_a_question_to_another_team_is_a_thread_and_one_to_ones_own_a_chat_reply(shop: Typist) -> None:
    assert shop.tacit("route", "Backend, which header is it?")["thread"]["open"] is True
    assert shop.tacit("route", "Frontend, which header is it?")["thread"]["open"] is False


def test_the_table_alone_tells_every_channel(shop: Typist) -> None:
    rows = shop.tacit("route")["channels"]
    assert {"Emergencies", "Blockers", "Decisions", "Learnings", "Meetings"} <= {row["type"] for row in rows}
    assert all(row["from"] == "built in" for row in rows)
    said = shop.run("route").out
    assert all(row["channel"] in said for row in rows)


def test_the_workspace_says_anew_where_messages_go(desk: Typist) -> None:
    desk.write("tacit.yaml", "name: Shop\nchannels:\n  - {for: Emergencies, in: '#fire', within: 10 minutes}\n")
    desk.git("commit", "-qam", "our channels")
    found = desk.tacit("route", "production is down")
    assert (found["channel"], found["due"], found["from"]) == ("#fire", "2026-03-03T09:10:00Z", "tacit.yaml")


def test_a_goal_that_is_not_there_is_refused(shop: Typist) -> None:
    said = shop.run("--json", "route", "production is down", "--goal", "nowhere")
    assert (said.status, json.loads(said.err)["error"]["code"]) == (1, "unknown-record")
