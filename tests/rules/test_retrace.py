"""What history makes of edits by hand: acts of their author, or changes that no allowed act explains."""

from collections.abc import Callable

import pytest
from paper import DAY, HOUR, MONDAY, Paper, decision, person, replied, thread

from tacit.model.history import Commit, Transition
from tacit.model.people import Team
from tacit.rules.retrace import CLOCK, TACIT_EMAIL, author_of, retrace

TICK = "- [ ] Backend confirms"


@pytest.fixture
def paper() -> Paper:
    return Paper()


def status(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(f"status: {old}\n", f"status: {new}\n")


def put(*pairs: tuple[str, str]) -> Callable[[str], str]:
    def change(text: str) -> str:
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new, 1)
        return text

    return change


def acts(found: tuple[Transition, ...]) -> list[str]:
    assert [done.irregular for done in found] == [""] * len(found)
    return [done.act for done in found]


def fault(found: tuple[Transition, ...]) -> tuple[str, str]:
    assert len(found) == 1
    assert found[0].act == ""
    return found[0].fault, found[0].irregular


def sent(paper: Paper, **more: object) -> str:
    record = thread(paper, **more)  # type: ignore[arg-type]
    paper.act(record, "send", "alice")
    return record


REPLY = ("[Responder fills this section. Do not edit the Opener's section above.]", "Yes, they may.")
RESOLUTION = ("[One sentence: what was decided.]", "Tokens live for 24 hours.")


# Acts by hand


def test_a_thread_goes_its_course_by_hand(paper: Paper) -> None:
    record = thread(paper)
    assert acts(paper.by_hand(record, "alice", status("open", "awaiting-reply"))) == ["send"]
    assert acts(paper.by_hand(record, "bob", put(("awaiting-reply", "awaiting-confirm"), REPLY))) == ["reply"]
    assert acts(paper.by_hand(record, "alice", put(RESOLUTION))) == ["resolve"]
    confirm = put(
        ("awaiting-confirm", "resolved"),
        (" ⏳ Pending | ✅ Confirmed | ❌ Rejected", " ✅ Confirmed"),
        (TICK, "- [x] B"),
    )
    assert acts(paper.by_hand(record, "carol", confirm)) == ["confirm"]
    archived = paper.by_hand(record, "dave", status("resolved", "closed"), path=f"archive/threads/{record}.md")
    assert acts(archived) == ["archive"]


def test_what_is_begun_by_hand_is_told_so(paper: Paper) -> None:
    record = thread(paper)
    (done,) = paper.by_hand(record, "alice", status("open", "awaiting-reply"))
    assert (done.by_hand, done.began, done.person) == (True, ("answer",), "alice")


def test_several_acts_of_one_author_may_be_one_edit(paper: Paper) -> None:
    record = thread(paper, "approval-request")
    paper.act(record, "send", "alice")
    two = paper.by_hand(record, "bob", put(("awaiting-confirm", "closed"), (TICK, "- [x] B")))
    assert acts(two) == ["confirm", "archive"]
    assert [(done.source, done.target) for done in two] == [("awaiting-confirm", "resolved"), ("resolved", "closed")]


def test_a_resolution_is_refused_by_hand(paper: Paper) -> None:
    record = replied(paper)
    paper.act(record, "resolve", "alice", writes={"Resolution": "For ever."})
    (done,) = paper.by_hand(
        record, "bob", put(("⏳ Pending", "❌ Rejected"), ("they may.", "they may.\n\nNot for ever!"))
    )
    assert (done.act, done.irregular, done.began) == ("refuse", "", ("settle",))


def test_a_comment_and_an_edit_by_hand_are_called_so(paper: Paper) -> None:
    record = sent(paper)
    assert acts(paper.by_hand(record, "dave", lambda text: f"{text}\n## Comments\n\nInteresting.\n")) == ["comment"]
    assert acts(paper.by_hand(record, "alice", put(("24 hours?", "24 hours, or more?")))) == ["edit"]
    assert acts(paper.by_hand(record, "alice", put(("priority: normal", "priority: high")))) == ["edit"]


def test_a_person_of_two_teams_who_edits_a_section_has_done_no_round() -> None:
    paper = Paper(
        people=(person("alice"),), teams=(Team("frontend", members=("alice",)), Team("backend", lead="alice"))
    )
    record = paper.new("thread", "alice", {"Question": "x?"}, topic="x", **{"from": "frontend", "to": "backend"})
    paper.act(record, "send", "alice")
    paper.act(record, "reply", "alice", writes={"Reply": "Yes."})
    paper.act(record, "return", "alice", writes={"Final Answer": "Sure?"})
    paper.act(record, "reply", "alice", writes={"Reply": "Sure."})
    assert acts(paper.by_hand(record, "alice", put(("[Why does", "§3.2. [Why does")))) == ["edit"]


def test_answers_by_hand_are_the_acts_of_those_who_gave_them(paper: Paper) -> None:
    record = decision(paper)
    answer = put(("status:", "answers:\n  backend: {answer: approve, at: 2026-03-02T09:00:00Z}\nstatus:"))
    assert acts(paper.by_hand(record, "carol", answer)) == ["approve"]


def test_a_deputy_objects_for_the_absent_by_hand() -> None:
    away = person("carol", away=((MONDAY.date(), MONDAY.date()),), cover="dave")
    paper = Paper(people=(person("alice"), away, person("dave")))
    record = decision(paper, affected=("carol",))
    paper.act(record, "object", "dave", because="She would not want it.")
    assert [done.irregular for done in paper.told[-1]] == [""]
    assert paper[record].fields["answers"][0].party == "carol"  # type: ignore[index]


# Cheating


def test_a_status_that_jumps_is_irregular(paper: Paper) -> None:
    record = thread(paper)
    rule, reason = fault(paper.by_hand(record, "alice", status("open", "closed")))
    assert (rule, reason) == ("irregular", "the status went from open to closed, which no act does")


@pytest.mark.parametrize("act", ["send", "reply", "archive", "edit", CLOCK, "nonsense"])
def test_trailers_prove_nothing(paper: Paper, act: str) -> None:
    record = thread(paper)
    assert fault(paper.by_hand(record, "alice", status("open", "closed"), {"Tacit-Act": act}))[0] == "irregular"


def test_a_trailer_does_not_lead_to_another_state_than_its_act(paper: Paper) -> None:
    record = sent(paper)
    jumped = paper.by_hand(record, "bob", put(("awaiting-reply", "resolved"), REPLY), {"Tacit-Act": "reply"})
    assert fault(jumped)[0] == "irregular"


def test_another_teams_section_is_its_own(paper: Paper) -> None:
    record = sent(paper)
    rule, reason = fault(paper.by_hand(record, "alice", put(REPLY)))
    assert (rule, reason) == ("own-section", "alice is of frontend; Backend's Reply is for backend: bob, carol, bot")


def test_another_teams_section_is_told_first_also_where_the_status_moves(paper: Paper) -> None:
    record = sent(paper)
    assert fault(paper.by_hand(record, "alice", put(("awaiting-reply", "awaiting-confirm"), REPLY)))[0] == "own-section"


def test_a_second_section_of_the_same_heading_is_looked_at_too(paper: Paper) -> None:
    record = replied(paper)
    twice = paper.by_hand(record, "alice", lambda text: f"{text}\n## Backend's Reply\n\nAnd a pony.\n")
    assert fault(twice)[0] == "own-section"


def test_a_reply_may_not_change_the_question(paper: Paper) -> None:
    record = sent(paper)
    both = put(("awaiting-reply", "awaiting-confirm"), REPLY, ("24 hours?", "one hour?"))
    assert fault(paper.by_hand(record, "bob", both)) == (
        "own-section",
        "bob is of backend; Frontend's Question / Proposal is for frontend: alice",
    )


def test_a_confirmation_may_not_change_the_resolution(paper: Paper) -> None:
    record = replied(paper)
    paper.act(record, "resolve", "alice", writes={"Resolution": "A day."})
    change = put(
        ("awaiting-confirm", "resolved"),
        ("⏳ Pending", "✅ Confirmed"),
        ("A day.", "A week."),
        (TICK, "- [x] B"),
    )
    rule, reason = fault(paper.by_hand(record, "bob", change))
    assert (rule, reason) == ("own-section", "bob is of backend; Resolution is for frontend: alice")


def test_the_opener_does_not_confirm_for_the_other_team(paper: Paper) -> None:
    record = replied(paper)
    paper.act(record, "resolve", "alice", writes={"Resolution": "Yes."})
    before = paper.files[record]
    assert fault(paper.by_hand(record, "alice", put((TICK, "- [x] Backend confirms"))))[0] == "own-section"
    paper.files[record] = before
    assert fault(paper.by_hand(record, "alice", put(("⏳ Pending", "✅ Confirmed")))) == (
        "irregular",
        "alice marked Resolution ✅ Confirmed, which `confirm` does",
    )
    paper.files[record] = before
    assert fault(paper.by_hand(record, "alice", status("awaiting-confirm", "resolved")))[0] == "irregular"


def test_a_rejected_resolution_is_not_confirmed_by_hand(paper: Paper) -> None:
    record = replied(paper)
    paper.act(record, "resolve", "alice", writes={"Resolution": "For ever."})
    paper.act(record, "refuse", "bob", because="No.")
    rule, reason = fault(
        paper.by_hand(record, "bob", put(("awaiting-confirm", "resolved"), ("❌ Rejected", "✅ Confirmed")))
    )
    assert rule == "irregular"
    assert "`Resolution` is not filled" in reason


def test_agents_confirm_nothing_by_hand_either(paper: Paper) -> None:
    record = replied(paper)
    paper.act(record, "resolve", "alice", writes={"Resolution": "Yes."})
    before = paper.files[record]
    confirm = put(("awaiting-confirm", "resolved"), ("⏳ Pending", "✅ Confirmed"), (TICK, "- [x] Backend confirms"))
    assert fault(paper.by_hand(record, "bot", confirm)) == (
        "irregular",
        "bot is an agent, and agents do not confirm: that binds people",
    )
    paper.files[record] = before
    ticked = paper.by_hand(record, "bot", put((TICK, "- [x] Backend confirms")))
    assert fault(ticked)[1] == "bot is an agent, and agents do not confirm: that binds people"


def test_agents_decide_no_small_decision(paper: Paper) -> None:
    record = paper.new("decision", "bot", {"The decision": "x", "Recommendation": "y"}, topic="x", size="small")
    refusal = paper.refusal(record, "propose", "bot")
    assert refusal is not None
    assert refusal.reason == "bot is an agent, and agents do not propose: that binds people"
    assert fault(paper.by_hand(record, "bot", status("draft", "decided")))[0] == "irregular"


def test_a_strangers_commit_is_nobodys_act(paper: Paper) -> None:
    record = sent(paper)
    reply = put(("awaiting-reply", "awaiting-confirm"), REPLY)
    rule, reason = fault(paper.by_hand(record, "bob", reply, email="bob@elsewhere.example"))
    assert (rule, reason) == ("own-section", "this is bob; Backend's Reply is for backend: bob, carol, bot")


def test_whoever_signs_as_tacit_does_no_more_than_tacit_may(paper: Paper) -> None:
    record = sent(paper)
    before = paper.files[record]
    assert fault(paper.by_hand(record, "tacit", put(REPLY)))[0] == "own-section"
    paper.files[record] = before
    assert fault(paper.by_hand(record, "tacit", put(("priority: normal", "priority: high"))))[0] == "irregular"
    paper.files[record] = before
    assert fault(paper.by_hand(record, "tacit", put(("awaiting-reply", "awaiting-confirm"))))[0] == "irregular"


def test_an_answer_in_somebody_elses_name_never_counts(paper: Paper) -> None:
    record = decision(paper)
    answer = put(("status:", "answers:\n  backend: {answer: approve, at: 2026-03-02T09:00:00Z}\nstatus:"))
    before = paper.files[record]
    assert fault(paper.by_hand(record, "alice", answer)) == ("irregular", "alice wrote the answer of backend")
    paper.files[record] = before
    assert fault(paper.by_hand(record, "bot", answer)) == (
        "irregular",
        "bot is an agent, and agents do not approve: that binds people",
    )


def test_an_objection_is_not_taken_back_by_another(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "object", "bob", because="It is slow.")
    without = [line for line in paper.text(record).split("\n") if not line.startswith(("answers:", "  backend: {"))]
    rule, reason = fault(paper.by_hand(record, "alice", lambda _: "\n".join(without)))
    assert (rule, reason) == ("irregular", "alice took back the answer of backend")


def test_an_approval_is_not_turned_round_or_bound_to_another_text(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "approve", "dave")
    before = paper.files[record]
    turned = paper.by_hand(record, "alice", put(("answer: approve", "answer: object")))
    assert fault(turned)[1] == "alice wrote the answer of dave"
    paper.files[record] = before
    text = paper[record].fields["answers"][0].text  # type: ignore[index,union-attr]
    bound = paper.by_hand(record, "bob", put((text, "0" * len(text))))
    assert fault(bound)[1] == "bob bound the answer of dave to another text"


def test_an_entry_in_somebody_elses_name_is_irregular(paper: Paper) -> None:
    record = decision(paper)
    forged = paper.by_hand(
        record, "bob", put(("### Responses\n", "### Responses\n\n- **Dave** · 2026-03-02 · approve: Fine.\n"))
    )
    assert fault(forged) == ("irregular", "bob wrote in Responses in the name of Dave")


def test_entries_and_comments_are_only_added_to(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "approve", "dave", because="Redis is fine.")
    paper.act(record, "comment", "erin", because="Is it?")
    before = paper.files[record]
    assert fault(paper.by_hand(record, "bob", put(("Redis is fine", "Redis is bad"))))[0] == "own-section"
    paper.files[record] = before
    assert fault(paper.by_hand(record, "bob", put((": Is it?", ": It is!")))) == (
        "own-section",
        "bob changed what stood in Comments, to which one only adds",
    )


def test_a_window_is_not_made_shorter_by_hand(paper: Paper) -> None:
    record = decision(paper)
    assert paper.due(record) == MONDAY + DAY
    before = paper.files[record]
    sooner = fault(paper.by_hand(record, "alice", put(("due: 2026-03-03T09", "due: 2026-03-02T10"))))
    assert sooner == ("irregular", "due is 2026-03-03T09:00:00Z: a window may be made longer, never shorter")
    paper.files[record] = before
    assert fault(paper.by_hand(record, "alice", put(("due: 2026-03-03T09:00:00Z\n", ""))))[0] == "irregular"
    paper.files[record] = before
    assert acts(paper.by_hand(record, "alice", put(("due: 2026-03-03T09", "due: 2026-03-05T09")))) == ["extend"]
    paper.files[record] = before
    foreign = fault(paper.by_hand(record, "bob", put(("due: 2026-03-03T09", "due: 2026-03-05T09"))))
    assert foreign == ("irregular", "bob is of backend; `extend` is for alice, Tacit itself")


def test_a_decision_is_not_decided_over_those_it_was_escalated_to(paper: Paper) -> None:
    record = decision(paper, affected=("design",))
    paper.act(record, "object", "dave", because="It is slow.")
    before = paper.files[record]
    assert fault(paper.by_hand(record, "alice", status("escalated", "decided")))[0] == "irregular"
    paper.files[record] = before
    escalation = str(paper[record].fields["escalation"])
    paper.act(escalation, "decide", "erin", writes={"Decision": "Do it."}, verdict="decide")
    assert paper[record].status == "decided"
    assert [done.irregular for done in paper.told[-1]] == [""]


def test_the_outcome_is_written_by_nobody(paper: Paper) -> None:
    record = decision(paper)
    rule, reason = fault(paper.by_hand(record, "alice", put(("### Outcome\n", "### Outcome\n\nAll approved.\n"))))
    assert (rule, reason) == ("own-section", "alice is of frontend; Outcome is for Tacit itself")


def test_nothing_is_deleted(paper: Paper) -> None:
    record = thread(paper)
    commit = Commit("c0ffee", (), "alice", "alice@example.com", MONDAY, "", {})
    (done,) = retrace(paper[record], None, paper.world, paper.actor("alice"), commit)
    assert (done.fault, done.irregular) == (
        "irregular",
        "the record was deleted: withdrawn, superseded and rejected records stay",
    )


def test_files_are_moved_by_archiving_alone(paper: Paper) -> None:
    record = sent(paper)
    moved = paper.by_hand(record, "alice", lambda text: text, path=f"archive/threads/{record}.md")
    assert fault(moved)[1].startswith("the file was moved from threads/")


def test_a_file_may_be_moved_to_the_archive_after_its_status(paper: Paper) -> None:
    record = sent(paper, type_="notification")
    assert acts(paper.by_hand(record, "alice", status("resolved", "closed"))) == ["archive"]
    moved = paper.by_hand(record, "alice", lambda text: text, path=f"archive/threads/{record}.md")
    assert acts(moved) == ["edit"]
    back = paper.by_hand(record, "alice", lambda text: text, path=f"threads/{record}.md")
    assert fault(back)[0] == "irregular"


def test_what_has_come_to_its_end_is_only_commented_on(paper: Paper) -> None:
    record = sent(paper, type_="notification")
    paper.act(record, "archive", "alice")
    before = paper.files[record]
    assert fault(paper.by_hand(record, "alice", put(("24 hours?", "48 hours?")))) == (
        "irregular",
        "this thread is closed, and nothing of it is edited any more",
    )
    paper.files[record] = before
    assert acts(paper.by_hand(record, "bob", lambda text: f"{text}\n## Comments\n\nAh.\n")) == ["comment"]


def test_a_field_is_changed_by_its_owner(paper: Paper) -> None:
    record = sent(paper)
    assert fault(paper.by_hand(record, "bob", put(("priority: normal", "priority: high")))) == (
        "irregular",
        "bob is of backend; the field priority is for frontend: alice",
    )


def test_whoever_takes_a_role_in_the_very_edit_has_not_had_it(paper: Paper) -> None:
    record = thread(paper)
    taken = paper.by_hand(
        record, "bob", put(("status: open", "status: awaiting-reply"), ("from: frontend", "from: backend"))
    )
    assert fault(taken)[0] in ("irregular", "own-section")


# What is let be


def test_without_people_nobody_is_compared_with_anybody() -> None:
    paper = Paper(people=())
    record = paper.new("thread", "frontend", {"Question": "x?"}, topic="x", **{"from": "frontend", "to": "backend"})
    paper.act(record, "send", "frontend")
    reply = put(("awaiting-reply", "awaiting-confirm"), REPLY)
    assert acts(paper.by_hand(record, "Somebody Else", reply)) == ["reply"]
    assert fault(paper.by_hand(record, "Somebody Else", status("awaiting-confirm", "open")))[0] == "irregular"


def test_a_record_is_taken_as_it_stands_where_it_begins(paper: Paper) -> None:
    record = replied(paper)
    commit = Commit("c0ffee", (), "dave", "dave@example.com", MONDAY, "", {})
    (done,) = retrace(None, paper[record], paper.world, paper.actor("dave"), commit)
    assert (done.act, done.source, done.target, done.irregular) == ("new", "", "awaiting-confirm", "")
    assert done.began == ("settle",)


def test_only_tacit_sets_the_clock(paper: Paper) -> None:
    record = thread(paper)
    paper.by_hand(record, "alice", status("open", "awaiting-reply"))
    due = put(("status:", "due: 2026-03-02T09:01:00Z\nstatus:"))
    before = paper.files[record]
    (clock,) = paper.by_hand(record, "tacit", due, {"Tacit-Act": CLOCK})
    assert (clock.act, clock.by_hand, clock.began) == (CLOCK, False, ("answer",))
    paper.files[record] = before
    (forged,) = paper.by_hand(record, "alice", due, {"Tacit-Act": CLOCK})
    assert (forged.act, forged.by_hand, forged.began) == ("edit", True, ())


def test_a_text_changed_by_hand_asks_those_anew_who_had_answered(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "approve", "dave")
    paper.later(HOUR)
    (done,) = paper.by_hand(record, "alice", put(("we run it already", "it is fast")))
    assert (done.act, done.by_hand, done.began) == ("edit", True, ("respond",))
    assert paper.owed(record) == {"respond": ("backend", "dave")}


def test_an_author_is_known_by_the_address_alone(paper: Paper) -> None:
    commit = Commit("c", (), "Mallory", "ALICE@example.com", MONDAY, "", {})
    assert author_of(commit, paper.world).handle == "alice"
    assert author_of(Commit("c", (), "alice", "m@example.com", MONDAY, "", {}), paper.world).parties == {"anyone"}
    assert author_of(Commit("c", (), "x", TACIT_EMAIL, MONDAY, "", {}), paper.world).is_tacit


def test_a_later_due_time_belongs_to_the_owner_of_the_record(paper: Paper) -> None:
    record = sent(paper)
    assert fault(paper.by_hand(record, "bob", put(("due: 2026-03-03T09", "due: 2026-03-09T09"))))[1] == (
        "bob is of backend; the field due is for frontend: alice"
    )


def test_the_link_to_an_escalation_is_kept_by_tacit(paper: Paper) -> None:
    record = decision(paper, affected=("design",))
    paper.act(record, "object", "dave", because="It is slow.")
    turned = paper.by_hand(record, "alice", put(("escalation: 2026", "escalation: 2025")))
    assert fault(turned) == ("irregular", "alice changed the link `escalation`, which is kept by Tacit")


def test_a_verdict_is_its_level_s_even_though_the_escalation_ends_with_it() -> None:
    paper = Paper()
    record = paper.new(
        "handoff", "alice", topic="Keys", **{"from": "frontend", "to": "backend", "date": paper.now.date()}
    )
    paper.act(record, "schedule", "alice", writes={"What will be handed off": "The keys."})
    paper.act(record, "deliver", "alice")
    change = paper.act(record, "concern", "bob", because="Half of the keys are missing.")
    assert change.opens is not None
    escalation = next(name for name, (_, _, kind) in paper.files.items() if kind == "escalation")
    paper.act(escalation, "decide", "carol", writes={"Decision": "The missing half first."}, verdict="rework")
    assert paper[record].status == "scheduled"
    assert [(one.act, one.fault) for done in paper.told[-2:] for one in done] == [("decide", ""), ("rework", "")]
