"""A field that is needed from some state on is brought by whoever leads the record there."""

from datetime import UTC, date, datetime

import pytest

from tacit.errors import Refused
from tacit.model.change import Given
from tacit.model.protocol import Protocol
from tacit.model.record import Record, Value
from tacit.model.workspace import Settings
from tacit.rules.acts import decide
from tacit.rules.parties import ENGINE, actor_of
from tacit.rules.world import World
from tacit.text.protocols import read_protocol

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
CALL = """\
kind: call
files: calls/{slug}.md
fields:
  topic:  {is: text, needed: true}
  by:     {is: person, needed: true}
  day:    {is: date, needed: {status: {draft: false, else: true}}}
  review: {is: date, by: tacit, needed: {status: {held: true}}}
  status: {is: state}
  due:    {is: time}
roles: {owner: by}
states: [draft, called, held]
rests: draft
final: held
acts:
  call: {by: [owner, tacit], from: draft, to: called, sets: day}
  ask:  {by: owner, from: draft, sets: topic}
  move: {by: owner, from: [draft, called], to: [called, held], sets: day, steps: {review: 2 days}}
promises:
  hold: {who: owner, in: called, within: by day, kept: move}
"""


def call(**fields: Value) -> tuple[Record, World]:
    protocol, findings = read_protocol(CALL, "call.yaml", False)
    assert protocol is not None, findings
    record = Record("tea", "call", "calls/tea.md", {"topic": "Tea", "by": "ann", "status": "draft", **fields})
    protocols: dict[str, Protocol] = {"call": protocol}
    return record, World(Settings(), {}, {}, protocols, {"tea": record})


def done(name: str, record: Record, world: World, sets: dict[str, Value], who: str = "ann") -> str:
    actor = ENGINE if who == "tacit" else actor_of(who, world, NOW)
    return decide(name, record, world, actor, Given(sets), NOW).target


@pytest.mark.parametrize(("name", "sets"), [("call", {}), ("move", {"status": "held"}), ("move", {"status": "called"})])
def test_who_leads_a_record_where_a_field_is_needed_brings_it(name: str, sets: dict[str, Value]) -> None:
    record, world = call()
    with pytest.raises(Refused) as refused:
        done(name, record, world, sets)
    assert (refused.value.code, refused.value.message) == ("missing-field", "a call needs day")
    assert refused.value.remedy == "--set day=…"
    assert done(name, record, world, {**sets, "day": date(2026, 3, 5)}) == sets.get("status", "called")
    record, world = call(day=date(2026, 3, 5))
    assert done(name, record, world, sets) == sets.get("status", "called")


def test_an_act_that_leads_nowhere_asks_for_nothing_more() -> None:
    assert done("ask", *call(), {"topic": "Coffee"}) == "draft"


def test_what_is_missing_already_stops_nobody() -> None:
    assert done("move", *call(status="called"), {"status": "held"}) == "held"


def test_tacit_has_nothing_to_bring() -> None:
    assert done("call", *call(), {}, "tacit") == "called"
