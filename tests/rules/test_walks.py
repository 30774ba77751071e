"""Random walks through every kind: what is offered is done, what is refused is refused, and history tells the same."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper import DAY, HOUR, Paper, decision, thread

from tacit.errors import Refused
from tacit.model.change import Change
from tacit.model.history import Commit
from tacit.model.record import Record
from tacit.rules import acts, edits
from tacit.rules.carrying import carriable
from tacit.rules.choices import choose, settled
from tacit.rules.retrace import author_of, retrace

WHO = ("alice", "bob", "carol", "dave", "erin", "bot")


def begin(paper: Paper, which: str) -> str:
    """A new record of some kind and size."""
    if which in ("small", "medium", "large"):
        return decision(paper, which)
    if which == "escalation":
        texts = {"Issue": "Nobody agrees.", "Context": "Sessions."}
        return paper.new("escalation", "alice", texts, topic="Sessions", reason="quality", affected=("backend",))
    if which == "standup":
        texts = {"Completed": "One.", "Working": "Two.", "Blockers": "Waiting for @bob."}
        return paper.new("standup", "alice", texts)
    return thread(paper, which)


KINDS = ("question", "decision-request", "notification", "approval-request", "small", "medium", "large", "escalation")


def needed(act: str, record: Record, paper: Paper, draw: st.DataObject) -> dict[str, object]:
    """What the act asks its caller for, and no more."""
    protocol = paper.protocols[record.kind]
    rule = protocol.acts[act]
    keys = [*rule.writes, *(key for key in choose(rule.needs, record, protocol) if not settled(key, record, protocol))]
    brought: dict[str, object] = {"writes": dict.fromkeys(keys, f"Text of {paper.now:%d %H:%M}.")}
    if rule.because:
        brought["because"] = "There is a reason."
    if rule.change:
        brought["change"] = draw.draw(st.sampled_from(rule.change), label="change")
    if "due" in rule.sets:
        old = record.fields.get("due")
        brought["due"] = (max(old, paper.now) if isinstance(old, datetime) else paper.now) + DAY
    for link, field in rule.carries.items():
        about = paper.world.records.get(str(record.fields.get(link)))
        possible = carriable(record.kind, about, paper.world) if about else ()
        if possible:
            brought[field] = draw.draw(st.sampled_from(possible), label="verdict")
    return brought


def every_offer(paper: Paper, record: str) -> Iterator[tuple[str, acts.Offer]]:
    for who in WHO:
        actor = paper.actor(who)
        for offer in acts.offers(paper[record], paper.world, actor, paper.now):
            yield who, offer


def of_the_act(transitions: object, change: Change, *, by_hand: bool) -> None:
    assert isinstance(transitions, tuple)
    assert [done.irregular for done in transitions] == [""]
    done = transitions[0]
    assert (done.source, done.target) == (change.source, change.target)
    assert done.by_hand is by_hand
    if not by_hand:
        assert (done.act, set(done.began)) == (change.act, set(change.began))
    elif change.source != change.target or change.answer:
        assert done.act == change.act


@pytest.mark.parametrize("which", (*KINDS, "standup"))
@settings(max_examples=25, deadline=None)
@given(draw=st.data())
def test_what_is_offered_is_done_and_told_by_history_as_it_was(which: str, draw: st.DataObject) -> None:
    paper = Paper()
    first = begin(paper, which)
    for _ in range(9):
        paper.later(draw.draw(st.sampled_from((HOUR, 7 * HOUR, 30 * HOUR)), label="pause"))
        paper.tick()
        record = draw.draw(st.sampled_from(sorted(paper.files)), label="record")
        offers = [(who, offer.act) for who, offer in every_offer(paper, record) if offer.allowed]
        if not offers:
            continue
        who, act = draw.draw(st.sampled_from(offers), label="act")
        before, changes = paper[record], len(paper.changes)
        paper.act(record, act, who, **needed(act, before, paper, draw))
        commit = Commit("c", (), who, f"{who}@example.com", paper.now, "", {})
        of_the_act(paper.told[changes], paper.changes[changes], by_hand=False)
        by_hand = retrace(before, paper[record], paper.world, author_of(commit, paper.world), commit)
        of_the_act(by_hand, paper.changes[changes], by_hand=True)
    for transitions in paper.told:
        assert [done.irregular for done in transitions] == [""]
    assert first in paper.files


@pytest.mark.parametrize("which", (*KINDS, "standup"))
@settings(max_examples=15, deadline=None)
@given(draw=st.data())
def test_what_is_refused_is_refused_for_the_reason_that_is_shown(which: str, draw: st.DataObject) -> None:
    paper = Paper()
    begin(paper, which)
    for _ in range(5):
        paper.later(draw.draw(st.sampled_from((HOUR, 30 * HOUR)), label="pause"))
        paper.tick()
        record = draw.draw(st.sampled_from(sorted(paper.files)), label="record")
        found = list(every_offer(paper, record))
        for who, offer in found:
            given = needed(offer.act, paper[record], paper, draw)
            if offer.allowed:
                paper.decide(record, offer.act, who, **given)
                continue
            with pytest.raises(Refused) as refused:
                paper.decide(record, offer.act, who, **given)
            assert offer.refusal is not None
            assert refused.value.message == offer.refusal.reason
            assert refused.value.remedy == offer.refusal.remedy
        allowed = [(who, offer.act) for who, offer in found if offer.allowed]
        if allowed:
            who, act = draw.draw(st.sampled_from(allowed), label="act")
            paper.act(record, act, who, **needed(act, paper[record], paper, draw))


@settings(max_examples=60, deadline=None)
@given(draw=st.data(), which=st.sampled_from(KINDS))
def test_nothing_waits_for_ever_and_no_window_is_made_shorter(draw: st.DataObject, which: str) -> None:
    paper = Paper()
    begin(paper, which)
    for _ in range(8):
        record = draw.draw(st.sampled_from(sorted(paper.files)), label="record")
        offers = [(who, offer.act) for who, offer in every_offer(paper, record) if offer.allowed]
        if offers:
            before, owed = paper.due(record), paper.owed(record)
            who, act = draw.draw(st.sampled_from(offers), label="act")
            paper.act(record, act, who, **needed(act, paper[record], paper, draw))
            after = paper.due(record)
            still = set(owed) & set(paper.owed(record))
            if before and after and still and act != "climb":
                assert after >= before
        for each in paper.files:
            protocol, found = paper.protocols[paper[each].kind], paper[each]
            rests = found.status in (*protocol.final, *protocol.rests)
            assert rests or paper.owed(each), (found.status, found.fields)
        paper.later(timedelta(hours=draw.draw(st.integers(1, 30), label="pause")))
        paper.tick()


@pytest.mark.parametrize("which", KINDS)
def test_the_generic_acts_are_offered_to_whom_they_are_allowed(which: str) -> None:
    paper = Paper()
    record = begin(paper, which)
    for who in WHO:
        for offer in edits.offers(paper[record], paper.world, paper.actor(who)):
            given = {"because": "x"} if offer.act == "comment" else {"writes": {own(paper, record, who): "x"}}
            if offer.allowed and record:
                change = {"change": "editorial"} if paper[record].fields.get("answers") else {}
                paper.decide(record, offer.act, who, **given, **change)
            else:
                with pytest.raises(Refused) as refused:
                    paper.decide(record, offer.act, who, **given)
                assert offer.refusal is not None
                assert refused.value.message == offer.refusal.reason


def own(paper: Paper, record: str, who: str) -> str:
    """A section that is theirs, or else any."""
    from tacit.rules.parties import acting_for, resolve

    found, world, actor = paper[record], paper.world, paper.actor(who)
    sections = paper.protocols[found.kind].sections
    mine = (key for key, section in sections.items() if acting_for(actor, resolve(section.by, found, world)))
    unticked = (key for key in mine if not sections[key].ticks)
    return next(unticked, next(iter(sections)))
