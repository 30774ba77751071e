"""The board, what broke, what was learned from it, and the few meetings that there were."""

from sample.stage import Story

READY = {
    "Acceptance criteria": "- [ ] A test shows it\n- [ ] It is written in the handbook",
    "Definition of done": "- [ ] Reviewed\n- [ ] Deployed behind a switch",
}
TASKS = (
    # who, goal, topic, written, moves
    (
        "bob",
        "live",
        "Pool the connections",
        "1 Mon 10:00",
        (("1 Mon 11:00", "in-progress"), ("1 Thu 15:00", "code-review"), ("1 Fri 10:00", "done")),
    ),
    (
        "carol",
        "live",
        "Load test with 5,000 users",
        "1 Tue 11:00",
        (("1 Wed 11:00", "in-progress"), ("2 Tue 12:00", "code-review"), ("2 Wed 11:00", "done")),
    ),
    (
        "dan",
        "live",
        "Number the messages",
        "2 Thu 09:00",
        (("2 Thu 10:00", "in-progress"), ("3 Mon 15:00", "code-review"), ("3 Tue 10:00", "done")),
    ),
    (
        "eva",
        "live",
        "Show who is here",
        "3 Mon 10:00",
        (("3 Tue 10:00", "in-progress"), ("4 Wed 15:00", "code-review"), ("5 Mon 10:00", "done")),
    ),
    (
        "fumi",
        "live",
        "Draw the cursors",
        "3 Mon 11:00",
        (("3 Wed 10:00", "in-progress"), ("5 Tue 15:00", "code-review")),
    ),
    ("eva", "live", "Merge edits made offline", "5 Mon 11:00", (("5 Tue 10:00", "in-progress"),)),
    ("grace", "live", "Write to those of the beta", "6 Mon 09:00", ()),
    ("dan", "live", "Beat every thirty seconds", "4 Mon 10:00", (("4 Mon 11:00", "in-progress"),)),
    (
        "indra",
        "pay",
        "Refunds in the sandbox",
        "1 Mon 10:00",
        (("1 Tue 10:00", "in-progress"), ("2 Thu 15:00", "code-review"), ("2 Fri 11:00", "done")),
    ),
    (
        "hans",
        "pay",
        "A report that reconciles",
        "2 Mon 09:00",
        (("2 Mon 10:00", "in-progress"), ("3 Wed 11:00", "code-review"), ("3 Thu 09:00", "done")),
    ),
    ("carol", "pay", "Alerts on failed payments", "5 Wed 11:00", (("5 Thu 11:00", "in-progress"),)),
    ("indra", "pay", "A rehearsal of the first wave", "6 Tue 10:00", ()),
)


def tell(story: Story) -> None:
    for number, (who, goal, topic, when, moves) in enumerate(TASKS):
        name = f"task{number}"
        sets = {"topic": topic, "owner": who, "goal": f"{{{goal}}}", "reviewer": "bob" if who != "bob" else "carol"}
        story.new(who, when, name, "task", sets, READY)
        for moment, status in moves:
            story.act(who, moment, name, "move", sets={"status": status})
    story.write(
        "dan",
        "4 Thu 14:00",
        {"src/beat.py": "EVERY = 30  # seconds\n"},
        "Beat every thirty seconds\n\nFixes {task7}",
    )
    _outage(story)
    _meetings(story)


def _outage(story: Story) -> None:
    story.new(
        "eva",
        "3 Thu 09:30",
        "lost",
        "bug",
        {"topic": "An edit is lost after a reconnect", "severity": "critical", "goal": "{live}", "owner": "backend"},
        {
            "What happened": "After a reconnect the last edit was gone.",
            "What you expected": "The edit is there.",
            "Steps to reproduce": "1. Open a document\n2. Close the laptop for two minutes\n3. Open it and type",
        },
    )
    story.act(
        "dan",
        "3 Fri 09:00",
        "lost",
        "accept",
        {"Definition of done": READY["Definition of done"]},
        {"owner": "dan", "priority": "urgent"},
    )
    story.new(
        "carol",
        "3 Thu 11:00",
        "crisis",
        "meeting",
        {
            "topic": "Edits are being lost",
            "reason": "emergency",
            "at": f"{story.day(3, 'Thu')}T06:00:00Z",
            "length": "30 minutes",
            "attendees": "dan,carol,indra",
            "goal": "{live}",
        },
    )
    story.act("carol", "3 Thu 11:02", "crisis", "call")
    story.act(
        "carol",
        "3 Thu 12:20",
        "crisis",
        "notes",
        {"Notes": "Rolled back at 06:20 UTC. Cause: acknowledged before stored."},
    )
    story.new(
        "carol",
        "3 Fri 11:00",
        "pm",
        "postmortem",
        {
            "topic": "Edits lost for two hours",
            "severity": "critical",
            "affected": "frontend,product",
            "about": "{lost}",
            "goal": "{live}",
        },
        {
            "Impact": "Eleven documents lost their last edit.",
            "Timeline": "- 04:10 UTC: deployed\n- 05:50 UTC: Eva saw it\n- 06:20 UTC: rolled back",
            "Causes": "A message was acknowledged before it was stored, and no test closed a laptop.",
            "What went well": "Three people met within ten minutes, and the notes were there after an hour.",
            "Actions": "- A test that closes the laptop",
        },
    )
    story.act("carol", "3 Fri 11:30", "pm", "publish")
    story.act(
        "carol",
        "3 Fri 11:40",
        "pm",
        "action",
        {"Description": "A test that closes the laptop.", **READY},
        {"topic": "Test a closed laptop", "owner": "carol"},
    )


def _meetings(story: Story) -> None:
    story.new(
        "alice",
        "4 Mon 10:00",
        "debate",
        "meeting",
        {
            "topic": "Should we redesign the message format?",
            "reason": "design-debate",
            "at": f"{story.day(4, 'Thu')}T14:00:00Z",
            "length": "45 minutes",
            "attendees": "bob,eva",
            "document": "protocols-of-ours/live.md",
            "goal": "{live}",
        },
    )
    story.act("alice", "4 Mon 10:05", "debate", "call")
    story.act("alice", "4 Tue 16:00", "debate", "agenda", {"Agenda": "- May a message hold several changes?"})
    story.act("bob", "4 Thu 10:30", "debate", "notes", {"Notes": "Several changes a message, from version 2 on."})
    story.act("alice", "4 Fri 09:30", "debate", "close")
    story.new(
        "bob",
        "6 Mon 10:00",
        "names",
        "meeting",
        {
            "topic": "Names of events",
            "reason": "design-debate",
            "at": f"{story.day(6, 'Fri')}T14:00:00Z",
            "length": "30 minutes",
            "attendees": "fumi,eva",
            "about": "{events}",
            "document": "protocols-of-ours/live.md",
        },
    )
    story.act("bob", "6 Mon 10:05", "names", "call")
    story.act("bob", "6 Tue 10:00", "events", "reply", {"Reply": "Yes: past tense, one word where it will do."})
    story.act("fumi", "6 Wed 10:00", "events", "resolve", {"Resolution": "Events are named in the past tense."})
    story.act("carol", "6 Wed 12:00", "events", "confirm")
    story.act("bob", "6 Wed 10:00", "names", "cancel", because="Settled in the thread.")
    story.new(
        "grace",
        "6 Tue 09:00",
        "demo",
        "meeting",
        {
            "topic": "Live updates for five customers",
            "reason": "demo",
            "at": f"{story.day(6, 'Fri')}T19:00:00Z",
            "length": "60 minutes",
            "attendees": "eva",
            "document": "protocols-of-ours/live.md",
            "goal": "{live}",
        },
    )
    story.act("grace", "6 Tue 09:05", "demo", "call")
