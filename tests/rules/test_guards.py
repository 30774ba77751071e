"""The named guards, each by itself: what the condition language of protocols cannot say."""

from dataclasses import replace
from datetime import datetime

import pytest
from paper import DAY, HOUR, MONDAY, Paper, decision, person, thread

from tacit.errors import Refused
from tacit.model.change import Facts, Given
from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Choice
from tacit.model.record import Value
from tacit.rules.acts import NO_FACTS
from tacit.rules.asked import Asked
from tacit.rules.guards import GUARDS, ON_WHAT_IS_GIVEN, is_binding
from tacit.rules.guards_of_kinds import GUARDS_OF_KINDS
from tacit.rules.parties import ENGINE, Actor

CALL = ActRule("call", by=Choice(("anyone",)), source=("open",))


@pytest.fixture
def paper() -> Paper:
    return Paper()


def asked(
    paper: Paper,
    record: str,
    who: Actor,
    given: dict[str, Value] | None = None,
    facts: Facts = NO_FACTS,
    **fields: Value,
) -> Asked:
    found = paper[record]
    found = replace(found, fields={**found.fields, **fields})
    return Asked(CALL, found, paper.protocols[found.kind], paper.world, who, Given(given or {}), facts, paper.now)


def reason(refusal: Refusal | None) -> str:
    return refusal.reason if refusal else ""


def test_every_guard_has_a_test_here() -> None:
    assert set(GUARDS) - set(GUARDS_OF_KINDS) == {
        "consent",
        "later",
        "by_silence",
        "more_steps",
        "notice",
        "length",
        "signed",
        "ahead",
        "ready",
        "no_shorter",
    }
    assert set(GUARDS) >= ON_WHAT_IS_GIVEN


def test_consent_waits_for_those_who_may_still_answer(paper: Paper) -> None:
    record = decision(paper)
    assert reason(GUARDS["consent"](asked(paper, record, ENGINE), "")) == "backend, dave may still answer"
    told = Facts(told=frozenset({"backend"}), lapsed=True)
    assert reason(GUARDS["consent"](asked(paper, record, ENGINE, facts=told), "")) == "dave was not told"
    all_told = Facts(told=frozenset({"backend", "dave"}), lapsed=True)
    assert GUARDS["consent"](asked(paper, record, ENGINE, facts=all_told), "") is None


def test_consent_is_not_given_by_an_irregular_edit(paper: Paper) -> None:
    facts = Facts(told=frozenset({"backend", "dave"}), lapsed=True, irregular="bob wrote the answer of dave")
    refusal = GUARDS["consent"](asked(paper, decision(paper), ENGINE, facts=facts), "")
    assert reason(refusal).endswith("never counts as consent: bob wrote the answer of dave")


def test_later_wants_a_time_that_is_later_and_still_to_come(paper: Paper) -> None:
    record, alice = decision(paper), paper.actor("alice")
    assert reason(GUARDS["later"](asked(paper, record, alice), "due")) == "due is needed"
    assert GUARDS["later"](asked(paper, record, alice, {"due": MONDAY + HOUR}), "due") is not None
    assert GUARDS["later"](asked(paper, record, alice, {"due": MONDAY + DAY}), "due") is not None
    assert GUARDS["later"](asked(paper, record, alice, {"due": MONDAY + DAY + HOUR}), "due") is None
    assert GUARDS["later"](asked(paper, record, ENGINE), "due") is None, "Tacit counts by itself"


def test_silence_extends_once_and_only_for_those_who_were_not_told(paper: Paper) -> None:
    record = decision(paper)
    guard = GUARDS["by_silence"]
    untold = Facts(told=frozenset({"dave"}), lapsed=True)
    assert guard(asked(paper, record, ENGINE, facts=untold), "once") is None
    done = replace(untold, done=frozenset({"call"}))
    assert (
        reason(guard(asked(paper, record, ENGINE, facts=done), "once"))
        == "silence has brought about `call` here before"
    )
    told = Facts(told=frozenset({"backend", "dave"}), lapsed=True)
    assert "more time would change nothing" in reason(guard(asked(paper, record, ENGINE, facts=told), "once"))
    assert guard(asked(paper, record, paper.actor("alice"), facts=done), "once") is None


def test_an_escalation_climbs_while_there_is_a_step_above(paper: Paper) -> None:
    texts = {"Issue": "x", "Context": "y"}
    record = paper.new("escalation", "bob", texts, topic="x", reason="quality", affected=("design",))
    assert reason(GUARDS["more_steps"](asked(paper, record, ENGINE), "")) == "this is the last step; it stays owed here"


def test_a_meeting_is_called_in_time_unless_it_is_an_emergency(paper: Paper) -> None:
    record, alice = thread(paper), paper.actor("alice")
    notice = GUARDS["notice"]
    assert (
        reason(notice(asked(paper, record, alice, {"at": MONDAY + DAY}), "48 hours")) == "48 hours of notice are needed"
    )
    assert notice(asked(paper, record, alice, {"at": MONDAY + 2 * DAY}), "48 hours") is None
    assert notice(asked(paper, record, alice, at=MONDAY + DAY), "48 hours") is not None
    assert notice(asked(paper, record, alice, at=MONDAY + DAY, reason="emergency"), "48 hours") is None
    assert notice(asked(paper, record, alice), "48 hours") is None


def test_a_meeting_is_as_short_as_it_must_be(paper: Paper) -> None:
    record, alice = thread(paper), paper.actor("alice")
    length = GUARDS["length"]
    assert reason(length(asked(paper, record, alice, {"length": "2 hours"}), "60 minutes")) == (
        "2 hours is longer than 60 minutes"
    )
    assert length(asked(paper, record, alice, {"length": "1 hour"}), "60 minutes") is None
    assert length(asked(paper, record, alice, length="90 minutes"), "60 minutes") is not None
    assert length(asked(paper, record, alice), "60 minutes") is None


def test_what_binds_is_signed_by_a_person_or_by_a_deputy_who_may() -> None:
    away = ((MONDAY.date(), MONDAY.date()),)
    for signs in (False, True):
        absent = person("alice", away=away, cover="dave", cover_signs=signs)
        paper = Paper(people=(absent, person("dave"), person("bot", agent=True)), teams=())
        texts = {"The decision": "x", "Recommendation": "y"}
        record = paper.new("decision", "alice", texts, topic="x", size="small")
        assert ("propose" in paper.offered(record, "dave")) is signs
        agents = paper.new("decision", "bot", texts, topic="x", size="small")
        assert "propose" not in paper.offered(agents, "bot")
        larger = paper.new("decision", "bot", texts, topic="x", size="medium", affected=("dave",))
        assert "propose" in paper.offered(larger, "bot")


def test_an_act_binds_always_or_by_its_guard(paper: Paper) -> None:
    acts = paper.protocols["decision"].acts
    small, medium = paper[decision(paper, "small")], paper[decision(paper, "medium")]
    protocol = paper.protocols["decision"]
    assert is_binding(acts["propose"], small, protocol)
    assert not is_binding(acts["propose"], medium, protocol)
    assert is_binding(acts["approve"], medium, protocol)


def proposing(paper: Paper, size: str, due: datetime) -> str:
    """What `propose` with a window of one's own says: the state that it comes to, or why not."""
    writes = {"The decision": "Where?", "Options considered": "A or B", "Recommendation": "A"}
    record = paper.new("decision", "alice", writes, topic="Sessions", size=size, affected=("backend",))
    try:
        return str(paper.decide(record, "propose", "alice", due=due).sets["due"])
    except Refused as refused:
        return f"{refused.message} | {refused.remedy}"


def test_a_window_is_given_longer_than_its_size_asks_for_and_never_shorter(paper: Paper) -> None:
    assert proposing(paper, "medium", paper.now + 2 * DAY) == str(paper.now + 2 * DAY)
    assert proposing(paper, "medium", paper.now + DAY) == str(paper.now + DAY)
    assert proposing(paper, "medium", paper.now + DAY - HOUR) == (
        "due is 2026-03-03T08:00:00Z, and a medium decision is open until 2026-03-03T09:00:00Z at least"
        " | Leave due out, or give a later one: --set due=2026-03-03T09:00:00Z"
    )
    assert "a large decision is open until 2026-03-04T09:00:00Z" in proposing(paper, "large", paper.now + DAY)
