"""What a team has lying about after six weeks: things begun, waited for, dropped and taken back."""

from sample.stage import Story
from sample.working import READY


def tell(story: Story) -> None:
    _votes(story)
    _pulse(story)
    _board(story)
    _broken_things(story)
    _handed_over(story)
    _drafts(story)


def _votes(story: Story) -> None:
    story.act("carol", "4 Thu 11:00", "uploads", "vote", {"Votes": "Resumable uploads"})
    story.act("eva", "4 Thu 10:00", "uploads", "vote", {"Votes": "Resumable uploads\nShrink on the phone"})
    story.act("dan", "4 Thu 09:00", "uploads", "vote", {"Votes": "Straight to the object store"})
    story.act("alice", "4 Thu 10:30", "uploads", "vote", {"Votes": "Shrink on the phone\nResumable uploads"})
    story.act(
        "grace",
        "4 Fri 10:00",
        "uploads",
        "decide",
        {
            "The decision": "Uploads resume where they were cut off.",
            "Recommendation": "Resumable uploads: three of four voted for them.",
        },
        {"size": "medium"},
    )
    story.new(
        "grace",
        "6 Thu 09:00",
        "names-of-plans",
        "brainstorm",
        {"topic": "What do we call the plans?", "invited": "product,frontend"},
        {"Context": "Free, Team and Enterprise say nothing.", "Constraints": "- One word each"},
    )
    story.act("alice", "6 Fri 11:00", "names-of-plans", "idea", {"Ideas": "Skiff, Sloop, Ship\n- Pros: we are Harbour"})


def _pulse(story: Story) -> None:
    questions = "I know what is expected of me,I can work without being interrupted,I would stay another year"
    for who, when, name, topic in (
        ("alice", "1 Mon 11:00", "pulse1", "How was January?"),
        ("alice", "6 Thu 11:00", "pulse2", "How was February?"),
    ):
        sets = {"topic": topic, "questions": questions, "invited": "frontend", "anonymous": "false"}
        story.new(who, when, name, "pulse", sets, {"Why": "What is below 3 goes on the agenda of the next month."})
        story.act(who, f"{when[:-5]}11:05", name, "ask")
    story.act("eva", "1 Tue 10:00", "pulse1", "answer", {"Answers": "Eva\n5\n3 too many calls\n4"})
    story.act("fumi", "1 Tue 10:00", "pulse1", "answer", {"Answers": "Fumi\n4\n4\n5"})
    story.act("alice", "1 Wed 11:00", "pulse1", "answer", {"Answers": "Alice\n5\n2 six meetings\n5"})


def _board(story: Story) -> None:
    story.new("grace", "2 Mon 09:00", "print", "task", {"topic": "Print a document", "owner": "fumi"}, READY)
    story.act("fumi", "2 Tue 10:00", "print", "drop", because="Browsers do it well enough.")
    story.new(
        "dan",
        "6 Thu 09:30",
        "pr",
        "story",
        {"topic": "Keep the cursor after a reconnect", "ticket": "{task4}", "reviewers": "fumi", "goal": "{live}"},
        {
            "The Problem": "After a reconnect the cursor stands at the top.",
            "The Solution": "- The client sends its place along with the version",
            "How to Test": "1. Open a document\n2. Close the laptop for a minute\n3. Open it: the cursor has stayed",
            "Deployment Notes": "- Nothing; old servers leave the place out",
        },
    )


def _broken_things(story: Story) -> None:
    for who, when, name, topic, severity in (
        ("fumi", "2 Thu 11:00", "flicker", "Cursors flicker in the dark theme", "minor"),
        ("grace", "6 Wed 10:00", "mail", "The invitation arrives twice", "major"),
    ):
        story.new(
            who,
            when,
            name,
            "bug",
            {"topic": topic, "severity": severity, "owner": "frontend"},
            {"What happened": f"{topic}.", "What you expected": "That it does not."},
        )
    story.act("alice", "2 Fri 10:00", "flicker", "dismiss", because="There is no dark theme yet.")
    story.new(
        "hans",
        "6 Wed 09:00",
        "pm2",
        "postmortem",
        {"topic": "Three days without a certificate", "severity": "minor", "affected": "platform,product"},
        {"Impact": "No card scheme could be tested for three days."},
    )


def _handed_over(story: Story) -> None:
    for name, topic, to, day in (
        ("dashboards", "The dashboards", "platform", "5 Wed"),
        ("support", "The support tool", "product", "6 Thu"),
    ):
        sets = {"topic": topic, "from": "backend", "to": to, "date": story.day(int(day[0]), day[2:]).isoformat()}
        story.new("bob", "4 Tue 10:00", name, "handoff", sets)
        story.act(
            "bob", "4 Tue 10:10", name, "schedule", {"What will be handed off": "- Code\n- A page in the handbook"}
        )
        story.act("bob", f"{day} 09:10", name, "deliver")
    story.act("indra", "5 Thu 10:00", "dashboards", "accept")
    story.act("grace", "6 Thu 12:00", "support", "concern", because="Nobody of product has been shown how to use it.")


def _drafts(story: Story) -> None:
    story.new(
        "eva",
        "6 Wed 14:00",
        "tables",
        "thread",
        {"topic": "Tables", "from": "frontend", "to": "product"},
        {"Question": "Up to which size?"},
    )
    story.new(
        "bob",
        "6 Wed 10:00",
        "regions",
        "proposal",
        {"topic": "A second region", "stakeholders": "platform,product"},
        {"Context & Problem": "Tokyo waits 250 ms.", "Proposed Solution": "A region in Tokyo."},
    )
    story.new(
        "hans",
        "6 Thu 09:00",
        "offsite",
        "meeting",
        {
            "topic": "A week together in Lisbon",
            "reason": "offsite",
            "at": f"{story.day(18, 'Mon')}T08:00:00Z",
            "length": "5 days",
            "attendees": "frontend,backend,platform,product",
        },
    )
    story.new(
        "carol",
        "6 Wed 12:00",
        "welcome",
        "meeting",
        {
            "topic": "Welcome, Scout",
            "reason": "onboarding",
            "at": f"{story.day(6, 'Fri')}T09:00:00Z",
            "length": "30 minutes",
            "attendees": "alice,carol",
        },
    )
    story.act("carol", "6 Wed 12:05", "welcome", "cancel", because="An agent needs no welcome.")
    story.act("bob", "6 Tue 16:00", "l1", "retire", because="It is in the handbook.")
