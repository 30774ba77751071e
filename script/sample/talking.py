"""Questions between teams, in each of the four types and in every state; what was learned; pages of the handbook."""

from sample.stage import Story

PROTOCOL = """\
# The protocol of live updates

Version: 1.0

## 1. Connections

A client opens one socket and keeps it.

## 2. Tokens

An access token expires.

## 3. Messages

A message holds one change.
"""


def tell(story: Story) -> None:
    story.write(
        "bob", "1 Mon 09:30", {"protocols-of-ours/live.md": PROTOCOL}, "Write down the protocol of live updates"
    )
    _question(story)
    _decision_request(story)
    _notification(story)
    _approval_refused_once(story)
    _blocking_and_late(story)
    _still_open(story)
    _learnings(story)
    _handbook(story)


def _ask(story: Story, who: str, when: str, name: str, topic: str, to: str, question: str, **more: str) -> None:
    writes = {"Background": more.pop("background", ""), "Question": question}
    sets = {"topic": topic, "to": to, **{"from" if key == "from_" else key: value for key, value in more.items()}}
    story.new(who, when, name, "thread", sets, {key: text for key, text in writes.items() if text})


def _question(story: Story) -> None:
    _ask(
        story,
        "alice",
        "1 Tue 09:40",
        "expiry",
        "Auth token expiry",
        "backend",
        "After how long does an access token expire, and who refreshes it?",
        background="Section 2 says that a token expires, and not when.",
        document="protocols-of-ours/live.md#2. Tokens",
        from_="frontend",
    )
    story.act("alice", "1 Tue 09:45", "expiry", "send")
    story.act("carol", "1 Tue 15:10", "expiry", "reply", {"Reply": "After 15 minutes; the client refreshes it at 14."})
    story.act(
        "alice", "1 Wed 09:20", "expiry", "resolve", {"Resolution": "15 minutes, refreshed by the client at minute 14."}
    )
    story.act("bob", "1 Wed 09:30", "expiry", "confirm")
    story.act("alice", "1 Thu 09:15", "expiry", "archive")


def _decision_request(story: Story) -> None:
    _ask(
        story,
        "bob",
        "2 Mon 10:00",
        "retry",
        "Who retries a lost message",
        "frontend",
        "**Option A**: the client keeps what was not acknowledged.\n**Option B (recommended)**: the server keeps it"
        " for a minute, because a closed laptop forgets.",
        from_="backend",
        type="decision-request",
        priority="high",
    )
    story.act("bob", "2 Mon 10:05", "retry", "send")
    story.act("eva", "2 Tue 09:50", "retry", "reply", {"Reply": "B, if the client may still drop what it saw twice."})
    story.act(
        "bob", "2 Tue 10:15", "retry", "return", {"Final Answer": "How would the client know that it saw it twice?"}
    )
    story.act("fumi", "2 Wed 11:00", "retry", "reply", {"Reply": "By the message's id: please number them."})
    story.act(
        "bob",
        "2 Wed 09:30",
        "retry",
        "resolve",
        {"Resolution": "The server keeps messages for a minute and numbers them."},
    )
    story.act("eva", "2 Thu 10:00", "retry", "confirm")


def _notification(story: Story) -> None:
    _ask(
        story,
        "indra",
        "2 Wed 11:00",
        "freeze",
        "No deployments on Thursday morning",
        "backend",
        "The database moves on Thursday from 02:00 to 06:00 UTC. Nothing is to be done.",
        from_="platform",
        type="notification",
        cc="frontend,product",
    )
    story.act("indra", "2 Wed 11:05", "freeze", "send")


def _approval_refused_once(story: Story) -> None:
    story.new(
        "eva",
        "3 Tue 10:00",
        "cursors",
        "thread",
        {"topic": "Cursors of others", "from": "frontend", "to": "product", "type": "approval-request"},
        {
            "Question": "May we show everybody's cursor in every document?",
            "Resolution": "Cursors are shown in every document.",
        },
    )
    story.act("eva", "3 Tue 10:05", "cursors", "send")
    story.act(
        "grace",
        "3 Tue 13:00",
        "cursors",
        "refuse",
        because="Not in documents with more than fifty readers: it distracts.",
    )
    story.act("eva", "3 Wed 10:30", "cursors", "resolve", {"Resolution": "Cursors are shown up to fifty readers."})
    story.act("grace", "3 Wed 11:00", "cursors", "confirm")


def _blocking_and_late(story: Story) -> None:
    """Blocking, and nobody answers: Tacit escalates after four working hours."""
    sets = {"topic": "Certificate of the sandbox", "from": "platform", "to": "product", "priority": "blocking"}
    writes = {
        "Background": "Without it no card scheme can be tested.",
        "Question": "Who signs the order for the certificate of the sandbox?",
    }
    story.new("indra", "4 Tue 09:30", "certificate", "thread", sets, writes)
    story.act("indra", "4 Tue 09:35", "certificate", "send")
    story.find("grace", "4 Wed 07:55", "certificate-escalation", "escalation", "certificate")
    story.act(
        "grace",
        "4 Wed 08:05",
        "certificate-escalation",
        "decide",
        {"Decision": "Signed; orders go to product from now on."},
    )
    story.act(
        "grace", "4 Wed 08:10", "certificate", "reply", {"Reply": "I do. It was in the wrong inbox, sorry: signed."}
    )
    story.act("indra", "4 Thu 10:00", "certificate", "resolve", {"Resolution": "Grace signs orders of certificates."})


def _still_open(story: Story) -> None:
    _ask(
        story,
        "dan",
        "6 Thu 09:00",
        "offline",
        "Edits made offline",
        "frontend",
        "For how long does the client keep edits that it could not send?",
        from_="backend",
    )
    story.act("dan", "6 Thu 09:05", "offline", "send")
    _ask(
        story,
        "eva",
        "6 Fri 10:00",
        "colours",
        "Colours of cursors",
        "product",
        "Which colours may cursors have?",
        from_="frontend",
    )
    sets = {"topic": "Names of the events", "from": "frontend", "to": "backend"}
    story.new("fumi", "6 Mon 10:00", "events", "thread", sets, {"Question": "May events be named in the past tense?"})
    story.act("fumi", "6 Mon 10:05", "events", "send")


def _learnings(story: Story) -> None:
    for who, when, name, goal, topic, tags, what, insight in (
        (
            "bob",
            "2 Thu 16:00",
            "l1",
            "live",
            "WebSocket stability",
            "success, technical",
            "Connections dropped at 4,000 users.",
            "Pooling and a fallback to polling belong there from the first day.",
        ),
        (
            "alice",
            "3 Fri 15:00",
            "l2",
            "live",
            "Speed of decisions in writing",
            "process, success",
            "The message format was decided in 48 hours across six zones.",
            "A written proposal is faster than finding an hour.",
        ),
        (
            "indra",
            "4 Fri 12:00",
            "l3",
            "pay",
            "Certificates take a week",
            "failure, process",
            "The sandbox waited three days for a signature.",
            "Ask on the first day who signs what.",
        ),
        (
            "eva",
            "6 Wed 15:00",
            "l4",
            "live",
            "Fifty cursors are too many",
            "technical, team",
            "Typing stuttered with fifty cursors on screen.",
            "Draw what is near, count what is far.",
        ),
    ):
        story.new(
            who,
            when,
            name,
            "learning",
            {"topic": topic, "goal": f"{{{goal}}}", "tags": tags},
            {"What happened": what, "Key insight": insight, "How it applies": "We plan for it in the next milestone."},
        )
    story.act("alice", "2 Fri 15:00", "l1", "review")
    story.act("alice", "4 Mon 10:00", "l2", "review")
    story.act("hans", "5 Mon 09:00", "l3", "review")


def _handbook(story: Story) -> None:
    for who, when, name, topic, every, short in (
        (
            "grace",
            "1 Tue 09:00",
            "releases",
            "How we release",
            "90 days",
            "Every Tuesday, behind a switch, in three waves.",
        ),
        ("hans", "1 Tue 09:00", "oncall", "Who is on call", "30 days", "A week each; the list stands below."),
        (
            "alice",
            "1 Wed 14:00",
            "writing",
            "How we write to each other",
            "90 days",
            "One question, one file; what can wait, waits.",
        ),
    ):
        review_by = story.day(5, "Mon").isoformat() if name == "oncall" else ""
        sets = {"topic": topic, "owner": who, "every": every, **({"review_by": review_by} if review_by else {})}
        story.new(
            who, when, name, "document", sets, {"In short": short, "Details": f"{short} The rest is in the decisions."}
        )
    story.new(
        "bob",
        "1 Thu 10:00",
        "wiki",
        "document",
        {"topic": "The old wiki", "owner": "bob"},
        {"In short": "What we knew before.", "Details": "All of it has moved here."},
    )
    story.act("bob", "3 Thu 10:00", "wiki", "retire", because="Everything in it stands in the handbook now.")
