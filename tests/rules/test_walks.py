"""Random walks through every kind: what is offered is done, what is refused is refused, and history tells the same."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper import DAY, FRIDAY, HOUR, MONDAY, Paper, day, decision, thread

from tacit.errors import Refused
from tacit.model.change import Change, Given
from tacit.model.history import Commit
from tacit.model.protocol import Opens, Protocol
from tacit.model.record import Record, Value
from tacit.rules import acts, edits
from tacit.rules.carrying import carriable
from tacit.rules.choices import choose, settled
from tacit.rules.retrace import author_of, retrace
from tacit.rules.targets import targets
from tacit.text.entries import read_headed
from tacit.work.snapshot import bundled

WHO = ("alice", "bob", "carol", "dave", "erin", "bot")


def begin(paper: Paper, which: str) -> str:
    """A new record of some kind and size, in a workspace where there is a goal that it may be for."""
    goal = paper.new("goal", "alice", topic="Ship", owner="alice", members=("bob", "carol"), milestones=MILESTONES)
    if which == "goal":
        return goal
    if which in ("small", "medium", "large"):
        return decision(paper, which)
    if which in THREADS:
        return thread(paper, which)
    protocol = paper.protocols[which]
    sets = {name: value for name, value in VALUES.items() if name in protocol.fields}
    if "goal" in protocol.fields:
        sets["goal"] = (goal,) if protocol.fields["goal"].type == "records" else goal
    wanted = (key for key, section in protocol.sections.items() if section.needed.every() != (False,))
    writes = {key: f"Text of {key}." for key in wanted}
    writes.update({key: text for key, text in TEXTS.items() if key in protocol.sections})
    return paper.new(which, "alice", writes, **{**sets, **OF_KIND.get(which, {})})


MILESTONES = ({"name": "Beta", "lead": "bob", "starts": day(MONDAY), "date": day(FRIDAY), "acceptance": ("It runs",)},)
VALUES: dict[str, Value] = {
    "topic": "Something",
    "reason": "quality",
    "affected": ("backend",),
    "size": "medium",
    "from": "frontend",
    "to": "backend",
    "date": day(FRIDAY) + 2 * DAY,
    "milestone": "Beta",
    "stakeholders": ("backend", "dave"),
    "attendees": ("backend", "dave"),
    "at": MONDAY + 72 * HOUR,
    "reviewer": "bob",
    "invited": ("backend", "dave"),
    "questions": ("How are you?",),
    "ticket": "TICKET-451",
}
TEXTS = {"🚧 Blockers": "Waiting for @bob.", "Blockers": "Waiting for @bob.", "Blockers & Help Needed": "Ask @bob."}
OF_KIND: dict[str, dict[str, Value]] = {
    "meeting": {"reason": "social"},
    "standup": {"date": day(MONDAY)},
}
THREADS = ("question", "decision-request", "notification", "approval-request")
DECISIONS = ("small", "medium", "large")
OTHERS = tuple(
    sorted(
        kind
        for kind, form in bundled()
        if not form and kind not in ("thread", "decision", "person", "team") and not bundled()[kind, form].foreign
    )
)
KINDS = (*THREADS, *DECISIONS, *OTHERS)


def needed(act: str, record: Record, who: str, paper: Paper, draw: st.DataObject) -> dict[str, object]:
    """What the act asks its caller for, and no more."""
    protocol = paper.protocols[record.kind]
    rule = protocol.acts[act]
    keys = [*rule.writes, *(key for key in choose(rule.needs, record, protocol) if not settled(key, record, protocol))]
    guards = choose(rule.guards, record, protocol)
    keys += [key.strip() for key in guards.get("ready", "").split(",") if key.strip()]
    text = f"Text of {paper.now:%d %H:%M} and change {len(paper.changes)}."
    ideas = record.part(guards.get("names_idea", ""))
    headed = read_headed(ideas.body, protocol.entry_level) if ideas is not None else ()
    if headed:
        text = draw.draw(st.sampled_from(headed), label="vote").title
    brought: dict[str, object] = {"writes": dict.fromkeys(keys, text)}
    if rule.because:
        brought["because"] = "There is a reason."
    if rule.change:
        brought["change"] = draw.draw(st.sampled_from(rule.change), label="change")
    if rule.chooses:
        brought["status"] = draw.draw(st.sampled_from(targets(rule, record, protocol)), label="status")
    times = {guards[guard].partition(" ")[0] for guard in ("later", "open_for") if guard in guards}
    for name in (times | {"at" for guard in ("notice", "ahead") if guard in guards}) & set(rule.sets):
        old = record.fields.get(str(name))
        brought[str(name)] = (max(old, paper.now) if isinstance(old, datetime) else paper.now) + 3 * DAY
    if rule.opens and rule.opens.given:
        brought["opened"] = given_to_open(rule.opens, paper)
    for link, field in rule.carries.items():
        about = paper.world.records.get(str(record.fields.get(link)))
        possible = carriable(record.kind, about, paper.world) if about else ()
        # What the caller may not do there they do not choose, unless there is nothing else to choose from.
        possible = tuple(name for name in possible if about and name in paper.offered(about.id, who)) or possible
        if possible and field in protocol.fields:
            brought[field] = draw.draw(st.sampled_from(possible), label="verdict")
    return brought


def given_to_open(opens: Opens, paper: Paper) -> Given:
    """What the caller brings for the record that an act opens."""
    there = paper.protocols[opens.kind]
    sets = {name: VALUES[name] for name in opens.given if name in there.fields and name in VALUES}
    return Given(sets, {key: f"Text of {key}." for key in opens.given if key in there.sections})


def every_offer(paper: Paper, record: str) -> Iterator[tuple[str, acts.Offer]]:
    for who in WHO:
        actor = paper.actor(who)
        for offer in acts.offers(paper[record], paper.world, actor, paper.now):
            yield who, offer


def alike(act: str, change: Change, protocol: Protocol) -> bool:
    """Whether an act leads the same way as the one that was done and leaves the same behind: then nobody who sees the
    two versions can say which of them it was."""
    one, other = protocol.acts[act], protocol.acts[change.act]
    leads = change.target in one.targets() or (not one.targets() and change.source == change.target)
    return leads and (one.writes, one.answers, one.ticks, one.marks) == (
        other.writes, other.answers, other.ticks, other.marks
    )  # fmt: skip


def of_the_act(transitions: object, change: Change, protocol: Protocol, *, by_hand: bool) -> None:
    assert isinstance(transitions, tuple)
    assert [done.irregular for done in transitions] == [""]
    done = transitions[0]
    assert (done.source, done.target) == (change.source, change.target)
    assert done.by_hand is by_hand
    if not by_hand:
        assert (done.act, set(done.began)) == (change.act, set(change.began))
    elif change.source != change.target or change.answer:
        assert alike(done.act, change, protocol)


@pytest.mark.parametrize("which", KINDS)
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
        paper.act(record, act, who, **needed(act, before, who, paper, draw))
        commit = Commit("c", (), who, f"{who}@example.com", paper.now, "", {})
        of_the_act(paper.told[changes], paper.changes[changes], paper.protocols[before.kind], by_hand=False)
        by_hand = retrace(before, paper[record], paper.world, author_of(commit, paper.world), commit)
        of_the_act(by_hand, paper.changes[changes], paper.protocols[before.kind], by_hand=True)
    for transitions in paper.told:
        assert [done.irregular for done in transitions] == [""]
    assert first in paper.files


@pytest.mark.parametrize("which", KINDS)
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
            given = needed(offer.act, paper[record], who, paper, draw)
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
            paper.act(record, act, who, **needed(act, paper[record], who, paper, draw))


@settings(max_examples=60, deadline=None)
@given(draw=st.data(), which=st.sampled_from(KINDS))
def test_nothing_waits_for_ever_and_no_window_is_made_shorter(draw: st.DataObject, which: str) -> None:
    paper = Paper()
    begin(paper, which)
    for _ in range(8):
        record = draw.draw(st.sampled_from(sorted(paper.files)), label="record")
        offers = [(who, offer.act) for who, offer in every_offer(paper, record) if offer.allowed]
        if offers:
            before = {promise.name: promise.due for promise in paper.promises(record)}
            who, act = draw.draw(st.sampled_from(offers), label="act")
            paper.act(record, act, who, **needed(act, paper[record], who, paper, draw))
            for promise in paper.promises(record) if act != "climb" else ():
                earlier = before.get(promise.name)
                assert earlier is None or promise.due is None or promise.due >= earlier, promise
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
