"""A whole course of each of the four thread types, walked by two people in two clones that push and pull."""

from desks import Desk

Two = tuple[Desk, Desk]


def opened(alice: Desk, kind: str, *more: str) -> str:
    """Alice of frontend opens a thread to backend and sends it."""
    made = alice.tacit(
        "new", "thread", "--set", "to=backend", "--set", f"type={kind}", "--set", "topic=Auth token expiry",
        "--write", "Background=Protocol §3.2 states 15 minutes.", "--write", "Question=How long do tokens live?", *more,
    )  # fmt: skip
    assert made["status"] == "open"
    assert made["id"] == "2026-03-03-001-auth-token-expiry"
    sent = alice.tacit("act", made["id"], "send")
    assert any("New thread waiting for you" in notice for notice in sent["notices"])
    alice.tacit("sync")
    return str(made["id"])


def test_a_question_is_asked_answered_resolved_confirmed_and_archived(two: Two) -> None:
    alice, bob = two
    thread = opened(alice, "question")
    came = bob.tacit("sync")
    assert f"New thread waiting for you: `{thread}`" in came["notices"]
    assert bob.inbox() == [("answer", thread)]
    assert alice.inbox() == []

    bob.clock.later(hours=2)
    bob.tacit("act", thread, "reply", "--write", "Reply=15 minutes; refresh tokens 30 days.")
    bob.tacit("sync")
    assert bob.inbox() == []
    alice.tacit("sync")
    assert alice.inbox() == [("settle", thread)]

    alice.tacit("act", thread, "resolve", "--write", "Resolution=Access tokens live 15 minutes.")
    alice.tacit("sync")
    bob.tacit("sync")
    assert bob.inbox() == [("confirm", thread)]
    bob.clock.later(hours=1)
    done = bob.tacit("act", thread, "confirm")
    assert done["status"] == "resolved"
    text = bob.read(f"threads/{thread}.md")
    assert "> Status: ✅ Confirmed" in text
    assert "- [x] Backend confirms the resolution above and will implement accordingly" in text
    bob.tacit("sync")

    alice.tacit("sync")
    assert alice.inbox() == [("archive", thread)]
    closed = alice.tacit("act", thread, "archive")
    assert (closed["status"], closed["path"]) == ("closed", f"archive/threads/{thread}.md")
    assert closed["url"] == f"/threads/{thread}"
    assert not (alice.folder / f"threads/{thread}.md").exists()
    alice.tacit("sync")
    bob.tacit("sync")
    assert bob.fields(thread)["status"] == "closed"
    acts = [act["act"] for act in bob.tacit("history", thread)["acts"]]
    assert acts == ["new", "send", "reply", "resolve", "confirm", "archive"]
    assert alice.findings(status=0) == bob.findings(status=0) == []


def test_a_reply_may_raise_a_further_question(two: Two) -> None:
    alice, bob = two
    thread = opened(alice, "question")
    bob.tacit("sync")
    bob.tacit("act", thread, "reply", "--write", "Reply=15 minutes.")
    bob.tacit("sync")
    alice.tacit("sync")
    back = alice.tacit("act", thread, "return", "--write", "Final=And refresh tokens?")
    assert back["status"] == "awaiting-reply"
    alice.tacit("sync")
    bob.tacit("sync")
    error = bob.refused("act", thread, "reply")
    assert "Backend's Reply" in error["message"]
    bob.tacit("act", thread, "reply", "--write", "Reply=30 days.")
    text = bob.read(f"threads/{thread}.md")
    assert text.index("15 minutes.") < text.index("30 days.") < text.index("And refresh tokens?")


def test_a_decision_request_is_answered_with_an_option(two: Two) -> None:
    alice, bob = two
    thread = opened(alice, "decision-request", "--set", "priority=high")
    bob.tacit("sync")
    promise = bob.tacit("inbox")["promises"][0]
    # 8 working hours of bob, Tuesday 9:00 to 17:00
    assert promise["due"] == "2026-03-03T17:00:00Z"
    assert (promise["party"], promise["who"], promise["kept_by"]) == ("backend", ["bob", "carol"], ["reply"])
    bob.tacit("act", thread, "reply", "--write", "Reply=Option B.")
    assert bob.fields(thread)["status"] == "awaiting-confirm"


def test_a_notification_needs_no_reply(two: Two) -> None:
    alice, bob = two
    thread = opened(alice, "notification")
    bob.tacit("sync")
    assert bob.fields(thread)["status"] == "resolved"
    assert bob.inbox() == []
    assert alice.inbox() == [("archive", thread)]


def test_an_approval_request_is_confirmed_with_a_tick(two: Two) -> None:
    alice, bob = two
    error_free = opened(alice, "approval-request", "--write", "Resolution=We take HMAC-SHA256.")
    bob.tacit("sync")
    assert bob.fields(error_free)["status"] == "awaiting-confirm"
    assert bob.inbox() == [("confirm", error_free)]
    bob.tacit("act", error_free, "confirm")
    bob.tacit("sync")
    alice.tacit("sync")
    assert alice.fields(error_free)["status"] == "resolved"


def test_an_approval_request_without_its_resolution_is_not_sent(shop: Desk) -> None:
    made = shop.tacit(
        "new", "thread", "--set", "to=backend", "--set", "type=approval-request", "--set", "topic=Format",
        "--write", "Question=HMAC?",
    )  # fmt: skip
    error = shop.refused("act", made["id"], "send")
    assert "Resolution" in error["message"]
    assert shop.fields(made["id"])["status"] == "open"


def test_a_resolution_can_be_refused_with_a_reason(two: Two) -> None:
    alice, bob = two
    thread = opened(alice, "question")
    bob.tacit("sync")
    bob.tacit("act", thread, "reply", "--write", "Reply=20 minutes.")
    bob.tacit("sync")
    alice.tacit("sync")
    alice.tacit("act", thread, "resolve", "--write", "Resolution=15 minutes it is.")
    alice.tacit("sync")
    bob.tacit("sync")
    assert "reason" in bob.refused("act", thread, "refuse")["message"]
    bob.tacit("act", thread, "refuse", "--because", "We said 20 minutes.")
    text = bob.read(f"threads/{thread}.md")
    assert "> Status: ❌ Rejected" in text
    assert "We said 20 minutes." in text
    bob.refused("act", thread, "confirm")
    bob.tacit("sync")
    alice.tacit("sync")
    assert alice.inbox() == [("settle", thread)]
    alice.tacit("act", thread, "resolve", "--write", "Resolution=20 minutes.")
    assert "> Status: ⏳ Pending" in alice.read(f"threads/{thread}.md")


def test_nobody_answers_for_the_other_team(two: Two) -> None:
    alice, _ = two
    thread = opened(alice, "question")
    error = alice.refused("act", thread, "reply", "--write", "Reply=I answer myself.")
    assert "alice is of frontend" in error["message"]
    assert "backend: bob, carol" in error["message"]
    assert "bob" in error["remedy"]
    assert alice.git("status", "--porcelain") == ""


def test_a_blocking_question_that_nobody_answers_is_escalated_by_silence(two: Two) -> None:
    alice, bob = two
    thread = opened(alice, "question", "--set", "priority=blocking")
    bob.tacit("sync")
    bob.clock.later(hours=3)
    half = bob.tacit("tick")
    assert half["acts"] == []
    assert [(one["record"], one["promise"], one["stage"]) for one in half["reminders"]] == [(thread, "answer", "50%")]
    assert bob.tacit("tick")["reminders"] == []  # said once
    bob.clock.later(hours=3)
    done = bob.tacit("tick")["acts"]
    assert [(act["record"], act["act"]) for act in done] == [(thread, "escalate")]
    escalation = bob.tacit("list", "escalation")["records"][0]
    assert escalation["fields"]["about"] == thread
    assert escalation["fields"]["reason"] == "blocks-a-goal"
    assert bob.fields(thread)["escalation"] == escalation["id"]
    assert bob.tacit("tick")["acts"] == []  # once for each promise
    # The answer comes after all: nobody has to decide any more.
    bob.tacit("act", thread, "reply", "--write=Reply=After 24 hours.")
    assert bob.tacit("show", escalation["id"])["status"] == "withdrawn"
    assert "After 24 hours." in [one["text"].splitlines()[-1] for one in bob.tacit("show", thread)["sections"]]


def test_silence_archives_what_is_resolved_after_two_workdays(two: Two) -> None:
    alice, _ = two
    thread = opened(alice, "notification")
    alice.clock.later(days=1)
    assert alice.tacit("tick")["acts"] == []
    alice.clock.later(days=1, hours=1)
    assert [act["act"] for act in alice.tacit("tick")["acts"]] == ["archive"]
    assert alice.fields(thread)["status"] == "closed"


def test_silence_does_not_count_before_it_is_shared(two: Two) -> None:
    alice, _ = two
    made = alice.tacit(
        "new", "thread", "--set", "to=backend", "--set", "type=notification", "--set", "topic=Note", "--write",
        "Question=FYI.",
    )  # fmt: skip
    alice.tacit("act", made["id"], "send")
    alice.clock.later(days=5)
    ticked = alice.tacit("tick")
    assert ticked["acts"] == []
    assert any("shared" in notice for notice in ticked["notices"])


def test_a_resolved_question_about_a_document_leaves_its_links_there(two: Two) -> None:
    alice, _ = two
    alice.write(
        "protocols/auth.md", "---\nversion: 1.2\n---\n# Auth\n\n## §3.2 Auth Token Format\n\nTokens.\n\n## §4 Keys\n"
    )
    alice.write("session_state.md", "# State\n\n- started\n")
    alice.commit("a shared document")
    thread = opened(
        alice, "approval-request", "--set", "priority=blocking", "--set", "document=protocols/auth.md#§3.2",
        "--write", "Resolution=HMAC-SHA256.",
    )  # fmt: skip
    alice.tacit("--as", "bob", "act", thread, "confirm")
    assert thread in alice.read("session_state.md")
    alice.tacit("act", thread, "archive")
    document = alice.read("protocols/auth.md")
    section = document[document.index("## §3.2") : document.index("## §4")]
    assert f"> 📌 See [threads/{thread}.md](../archive/threads/{thread}.md)" in section
    assert f"<!-- Resolution documented in threads/{thread}.md (closed) -->" in section
    assert "version: 1.3" in document
    assert alice.findings(status=0) == []


def test_the_table_of_open_threads_is_kept(two: Two) -> None:
    alice, bob = two
    thread = opened(alice, "question", "--set", "priority=high")
    row = f"| [{thread}.md]({thread}.md) | Auth token expiry | frontend | awaiting-reply | high |"
    assert row in alice.read("threads/README.md").split("\n")
    bob.tacit("sync")
    bob.tacit("act", thread, "reply", "--write", "Reply=15 minutes.")
    assert row.replace("awaiting-reply", "awaiting-confirm") in bob.read("threads/README.md")


def test_two_clones_that_open_threads_at_the_same_time_come_together(two: Two) -> None:
    alice, bob = two
    alice.tacit("new", "thread", "--set", "to=backend", "--set", "topic=One", "--write", "Question=One?")
    bob.tacit("new", "thread", "--set", "to=frontend", "--set", "topic=Two", "--write", "Question=Two?")
    alice.tacit("sync")
    synced = bob.tacit("sync")
    assert synced["conflicts"] == []
    table = bob.read("threads/README.md")
    assert "2026-03-03-001-one.md" in table
    assert "2026-03-03-001-two.md" in table
    assert {finding["path"] for finding in bob.findings() if finding["rule"] == "duplicate-id"} == {
        "threads/2026-03-03-001-one.md",
        "threads/2026-03-03-001-two.md",
    }
    bob.run("check", "--fix")
    bob.commit("renumber")
    assert bob.findings(status=0) == []
    # whichever was the later one has the next number, and is found by its old name too
    ids = {record["id"] for record in bob.tacit("list", "thread")["records"]}
    assert len(ids) == 2
    renumbered = next(record for record in ids if record.startswith("2026-03-03-002-"))
    old = renumbered.replace("-002-", "-001-")
    assert bob.tacit("show", old)["id"] == renumbered
    assert not any(act["irregular"] for act in bob.tacit("history", renumbered)["acts"])


def test_what_an_agent_wrote_is_labelled_and_it_binds_nobody(shop: Desk) -> None:
    shop.tacit(
        "new", "person", "--set", "handle=robo", "--set", "name=Robo", "--set", "agent=true", "--set", "for=bob",
        "--set", "email=robo@example.com",
    )  # fmt: skip
    shop.write("teams/backend.md", shop.read("teams/backend.md").replace("[bob, carol]", "[bob, carol, robo]"))
    shop.commit("an agent joins")
    thread = opened_alone(shop, "approval-request", "--write", "Resolution=HMAC.")
    assert "agent" in shop.refused("--as", "robo", "act", thread, "confirm")["message"]
    shop.tacit("--as", "robo", "act", thread, "comment", "--because", "The RFC says so.")
    question = opened_alone(shop, "question")
    shop.tacit("--as", "robo", "act", question, "reply", "--write", "Reply=15 minutes.")
    assert "15 minutes.\n\n*Robo, agent for bob*" in shop.read(f"threads/{question}.md")
    assert "- **Robo, agent for bob** (backend) · 2026-03-03 · comment: The RFC says so." in shop.read(
        f"threads/{thread}.md"
    )


def test_a_deputy_sees_what_the_team_of_the_absent_owes(shop: Desk) -> None:
    shop.write("people/dave.md", "---\nhandle: dave\nname: Dave\nemail: dave@example.com\nstatus: active\n---\n")
    shop.write(
        "people/bob.md",
        shop.read("people/bob.md").replace("status:", "away: [2026-03-01..2026-03-05]\ncover: dave\nstatus:"),
    )
    shop.commit("bob is away")
    thread = opened_alone(shop, "question")
    assert shop.inbox("dave") == [("answer", thread)]
    assert (
        shop.tacit("--as", "dave", "act", thread, "reply", "--write", "Reply=15 minutes.")["status"]
        == "awaiting-confirm"
    )


def opened_alone(alice: Desk, kind: str, *more: str) -> str:
    made = alice.tacit(
        "new", "thread", "--set", "to=backend", "--set", f"type={kind}", "--set", f"topic=A {kind}",
        "--write", "Question=How long?", *more,
    )  # fmt: skip
    return str(alice.tacit("act", made["id"], "send")["id"])
