"""Decisions in three sizes and every end they can come to, a proposal, brainstorms, and an escalation."""

from sample.stage import Story

NOBODY = ""


def _decision(
    story: Story,
    who: str,
    when: str,
    name: str,
    size: str,
    topic: str,
    decision: str,
    affected: str = NOBODY,
    options: str = "",
    why: str = "It is the smallest step that works.",
    **more: str,
) -> None:
    sets = {"topic": topic, "size": size, **({"affected": affected} if affected else {}), **more}
    writes = {"The decision": decision, "Recommendation": why, **({"Options considered": options} if options else {})}
    story.new(who, when, name, "decision", sets, writes)


def tell(story: Story) -> None:
    _small(story)
    _medium_by_silence(story)
    _medium_objected_and_settled(story)
    _large_signed(story)
    _large_without_a_sign_off(story)
    _superseded(story)
    _withdrawn_and_open(story)
    _proposal(story)
    _brainstorm(story)


def _small(story: Story) -> None:
    _decision(
        story, "bob", "1 Tue 11:00", "cache", "small", "Redis for sessions", "We keep sessions in Redis.", goal="{live}"
    )
    story.act("bob", "1 Tue 11:05", "cache", "propose")


def _medium_by_silence(story: Story) -> None:
    _decision(
        story,
        "alice",
        "1 Wed 10:00",
        "order",
        "medium",
        "Bugs of the first milestone first",
        "Bugs of M1 go before anything of M2.",
        "backend,frontend",
        "- **Option A**: bugs first - Pros: trust - Cons: a week\n- **Option B**: M2 first - Pros: speed - Cons: noise",
        goal="{live}",
    )
    story.act("alice", "1 Wed 10:10", "order", "propose")
    story.act("eva", "1 Wed 14:00", "order", "approve", because="The team is tired of noise.")
    # The backend says nothing for a day, and was told: it is decided.


def _medium_objected_and_settled(story: Story) -> None:
    _decision(
        story,
        "alice",
        "2 Mon 11:00",
        "format",
        "medium",
        "JSON for messages",
        "Messages are JSON.",
        "backend,frontend",
        "- **Option A**: JSON - Pros: readable - Cons: size\n- **Option B**: CBOR - Pros: small - Cons: tools",
        goal="{live}",
        changes="protocols-of-ours/live.md#3. Messages",
    )
    story.act("alice", "2 Mon 11:05", "format", "propose")
    story.act("eva", "2 Mon 14:30", "format", "approve")
    story.act("bob", "2 Mon 12:00", "format", "object", because="At 4,000 users JSON costs half a core a server.")
    story.find("alice", "2 Mon 18:10", "format-escalation", "escalation", "format")
    story.act(
        "bob", "2 Mon 13:30", "format-escalation", "answer", because="I measured it: the figures are in the wiki."
    )
    story.act(
        "alice",
        "2 Tue 17:00",
        "format-escalation",
        "decide",
        {"Decision": "JSON now, measured again at M2: it can be changed behind the version of the protocol."},
        {"verdict": "decide"},
    )


def _large_signed(story: Story) -> None:
    _decision(
        story,
        "hans",
        "2 Tue 09:00",
        "provider",
        "large",
        "Move refunds first",
        "Refunds move to the new provider before payments do.",
        "backend,product",
        "- **Option A**: refunds first - Pros: small sums - Cons: two reports\n- **Option B**: all at once",
        goal="{pay}",
    )
    story.act("hans", "2 Tue 09:10", "provider", "propose")
    story.act("grace", "2 Tue 10:00", "provider", "approve")
    story.act("carol", "2 Wed 12:00", "provider", "approve", because="Reconciliation is ready for both.")


def _large_without_a_sign_off(story: Story) -> None:
    """Silence never approves what is large: after two workdays it climbs."""
    _decision(
        story,
        "alice",
        "5 Tue 10:00",
        "contract",
        "large",
        "Version 2 of the protocol",
        "The protocol goes to version 2, and version 1 ends in June.",
        "backend,frontend,product",
        "- **Option A**: two versions until June\n- **Option B**: one switch-over",
        goal="{live}",
    )
    story.act("alice", "5 Tue 10:05", "contract", "propose")
    story.act("eva", "5 Tue 11:00", "contract", "approve")
    story.act("bob", "5 Wed 10:00", "contract", "approve")


def _superseded(story: Story) -> None:
    _decision(
        story,
        "bob",
        "5 Mon 10:00",
        "cache2",
        "small",
        "Sessions in the database",
        "Sessions move into the database.",
        why="Redis was one more thing to run, for 40 MB.",
        goal="{live}",
        supersedes="{cache}",
    )
    story.act("bob", "5 Mon 10:05", "cache2", "propose")


def _withdrawn_and_open(story: Story) -> None:
    _decision(
        story,
        "fumi",
        "3 Mon 11:00",
        "theme",
        "medium",
        "A dark theme now",
        "The editor gets a dark theme.",
        "product",
        "- **Option A**: now\n- **Option B**: after the launch",
    )
    story.act("fumi", "3 Mon 11:05", "theme", "propose")
    story.act("grace", "3 Mon 09:00", "theme", "comment", because="Would it not wait for the launch?")
    story.act("fumi", "3 Tue 10:00", "theme", "withdraw", because="It waits for the launch.")
    _decision(
        story,
        "grace",
        "6 Thu 15:00",
        "waves",
        "medium",
        "Launch in three waves",
        "Free plans first, then teams, then enterprises, a week apart.",
        "frontend,backend",
        "- **Option A**: three waves\n- **Option B**: everybody on one day",
        goal="{live}",
    )
    story.act("grace", "6 Thu 15:30", "waves", "propose")
    story.act("eva", "6 Fri 10:00", "waves", "approve")
    _decision(
        story,
        "indra",
        "6 Fri 11:00",
        "reports",
        "medium",
        "One report for both providers",
        "One report a day.",
        "product",
        "- **Option A**: one report\n- **Option B**: two",
    )


def _proposal(story: Story) -> None:
    story.new(
        "carol",
        "3 Wed 11:00",
        "presence",
        "proposal",
        {
            "topic": "Presence without polling",
            "stakeholders": "frontend,platform",
            "goal": "{live}",
            "feedback_by": f"{story.day(3, 'Fri')}T16:00:00Z",
        },
        {
            "Context & Problem": "Presence is asked for every five seconds: two thirds of our requests.",
            "Proposed Solution": "Presence travels over the socket that is open anyway.",
            "Technical Implementation": "- **Server:** one set a document\n- **Client:** one message on change",
            "Open Questions": "- @platform: what does a proxy do with a socket that is silent for minutes?",
            "Success Metrics": "- Requests a minute fall by 60 %",
        },
    )
    story.act("carol", "3 Wed 11:10", "presence", "share")
    story.act("eva", "3 Thu 10:00", "presence", "reply", because="Good. Please send a beat every thirty seconds.")
    story.act(
        "hans", "3 Thu 10:30", "presence", "reply", because="Proxies close after 60 seconds, so beat sooner than that."
    )
    story.act(
        "carol",
        "3 Fri 11:00",
        "presence",
        "decide",
        {"Recommendation": "Over the socket, with a beat every thirty seconds."},
        {"size": "medium"},
    )
    story.find("carol", "3 Fri 11:05", "presence-decision", "decision", "presence")
    story.act(
        "carol",
        "3 Fri 11:10",
        "presence-decision",
        "edit",
        {"Options considered": "- **Option A**: over the socket\n- **Option B**: polling, less often"},
    )
    story.act("carol", "3 Fri 11:15", "presence-decision", "propose")
    story.new(
        "dan",
        "6 Thu 10:00",
        "offline-first",
        "proposal",
        {"topic": "Offline first", "stakeholders": "frontend,product", "goal": "{live}"},
        {"Context & Problem": "Trains have tunnels.", "Proposed Solution": "The client keeps a log of its own."},
    )
    story.act("dan", "6 Thu 10:10", "offline-first", "share")


def _brainstorm(story: Story) -> None:
    story.new(
        "grace",
        "4 Mon 09:00",
        "uploads",
        "brainstorm",
        {
            "topic": "How should we handle file uploads in the new mobile app?",
            "invited": "frontend,backend",
            "goal": "{live}",
        },
        {
            "Context": "People upload photos of whiteboards into documents.",
            "Constraints": "- Must work offline\n- 10 MB at most",
            "Research Links": "- [How uploads resume](https://tus.io)",
        },
    )
    story.act(
        "eva",
        "4 Mon 13:00",
        "uploads",
        "idea",
        {"Ideas": "Resumable uploads\n- Pros: survives tunnels\n- Cons: one more server"},
    )
    story.act(
        "dan",
        "4 Tue 09:00",
        "uploads",
        "idea",
        {"Ideas": "Straight to the object store\n- Pros: cheap\n- Cons: no resizing on the way"},
    )
    story.act(
        "carol",
        "4 Tue 12:00",
        "uploads",
        "idea",
        {"Ideas": "Shrink on the phone\n- Pros: small\n- Cons: old phones are slow"},
    )
