"""Milestones that go from hand to hand: accepted, contested, and still to come."""

from sample.stage import Story


def tell(story: Story) -> None:
    _accepted(story)
    _contested(story)
    story.new(
        "eva",
        "6 Mon 11:00",
        "to-product",
        "handoff",
        {
            "topic": "The client to product",
            "milestone": "M2 Client",
            "from": "frontend",
            "to": "product",
            "goal": "{live}",
            "date": story.day(7, "Wed").isoformat(),
            "deliverable": "Live updates in the editor",
        },
    )


def _accepted(story: Story) -> None:
    story.new(
        "bob",
        "1 Thu 11:00",
        "to-frontend",
        "handoff",
        {
            "topic": "The server to the client",
            "milestone": "M1 Server",
            "from": "backend",
            "to": "frontend",
            "goal": "{live}",
            "date": story.day(3, "Fri").isoformat(),
            "deliverable": "The socket server under load",
        },
    )
    story.act(
        "bob",
        "2 Wed 11:00",
        "to-frontend",
        "schedule",
        {"What will be handed off": "- Code\n- The protocol\n- Dashboards"},
    )
    story.act("eva", "2 Thu 10:30", "to-frontend", "ask", because="Who is called when the server is down at night?")
    story.act("carol", "2 Thu 12:00", "to-frontend", "answer", because="Platform; the list is in the handbook.")
    story.act("bob", "3 Fri 10:00", "to-frontend", "deliver")
    story.act("alice", "3 Fri 17:00", "to-frontend", "accept")


def _contested(story: Story) -> None:
    story.new(
        "indra",
        "2 Thu 11:00",
        "to-platform",
        "handoff",
        {
            "topic": "Reconciliation to the backend",
            "milestone": "P1 Sandbox",
            "from": "platform",
            "to": "backend",
            "goal": "{pay}",
            "date": story.day(4, "Fri").isoformat(),
            "deliverable": "Every payment in the sandbox",
        },
    )
    story.act(
        "indra", "3 Wed 10:00", "to-platform", "schedule", {"What will be handed off": "- The sandbox\n- The report"}
    )
    story.act("indra", "4 Fri 11:00", "to-platform", "deliver")
    story.act(
        "carol", "4 Fri 16:00", "to-platform", "concern", because="Refunds of two card schemes fail in the sandbox."
    )
    story.find("carol", "4 Fri 16:05", "sandbox-escalation", "escalation", "to-platform")
    story.act("hans", "5 Mon 09:00", "sandbox-escalation", "answer", because="Indra mends them this week.")
    story.act(
        "hans",
        "5 Mon 10:00",
        "sandbox-escalation",
        "decide",
        {"Decision": "The two schemes first; then it is delivered again."},
        {"verdict": "rework"},
    )
