"""What a protocol says of other kinds holds among those that there are."""

import pytest

from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.rules.proof_among import prove_among
from tacit.text.protocols import read_protocol
from tacit.work.snapshot import bundled

GOAL = """\
kind: goal
files: goals/{slug}.md
fields:
  owner:      {is: person}
  milestones: {is: {rows: {name: text, lead: person, date: date}}}
  topic:      {is: text}
  status:     {is: state}
roles: {keeper: owner}
sections: {Summary: {by: keeper}}
states: [active, done]
rests: active
final: done
acts: {end: {by: keeper, from: active, to: done}}
"""
WEEKLY = """\
kind: weekly
files: weeklies/{slug}.md
fields: {by: {is: person}, topic: {is: text}, status: {is: state}}
roles: {owner: by}
states: [posted]
final: posted
acts:
  post: {by: owner, to: posted, opens: {goal: {owner: "{by}", Summary: "{topic}", topic: given}}}
  end:  {by: owner, from: posted, closes: goal}
rhythm: {every: week, for: [goal.owner, goal.milestones.lead], in: active}
"""


def protocol(text: str) -> Protocol:
    found, findings = read_protocol(text, "protocols/weekly.yaml", False)
    assert found is not None, findings
    return found


def test_a_rhythm_may_have_the_pace_of_each_record() -> None:
    paced = protocol(WEEKLY.replace("every: week", "every: pace"))
    goal = GOAL.replace("topic:      {is: text}", "topic: {is: text}\n  pace: {is: duration}")
    assert prove_among(paced, {"goal": protocol(goal)}) == ()


def proved(old: str = "", new: str = "") -> tuple[Finding, ...]:
    assert not old or WEEKLY.count(old) == 1
    return prove_among(protocol(WEEKLY.replace(old, new) if old else WEEKLY), {"goal": protocol(GOAL)})


def test_what_is_there_holds() -> None:
    assert proved() == ()


@pytest.mark.parametrize("kind", sorted(bundled()), ids="-".join)
def test_the_bundled_kinds_hold_among_each_other(kind: tuple[str, str]) -> None:
    assert prove_among(bundled()[kind], {name: found for (name, form), found in bundled().items() if not form}) == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "remedy"),
    [
        ("closes: goal", "closes: gaol", 9, "the act `end` closes `gaol`, which is no kind", "Did you mean `goal`?"),
        ("opens: {goal:", "opens: {task:", 8, "the act `post` opens `task`, which is no kind", "`goal`, `weekly`"),
        ('owner: "{by}"', 'ownr: "{by}"', 8, "a goal with `ownr`, which is no field of it", "Did you mean `owner`?"),
        ("Summary: ", "Sumary: ", 8, "a goal with `Sumary`, which is no section of it", "Did you mean `Summary`?"),
        ("topic: given", "topik: given", 8, "`topik`, which is no field or section of it", "Did you mean `topic`?"),
        ("goal.owner,", "gaol.owner,", 10, "for `gaol`, which is no kind", "Did you mean `goal`?"),
        ("goal.owner,", "goal.ownr,", 10, "`goal.ownr`, which leads to no person or party", "Did you mean `owner`?"),
        ("milestones.lead", "milestones.date", 10, "`goal.milestones.date`, which leads to no", "`milestones`"),
        ("every: week", "every: wek", 10, "every `wek`, which is no period and no span of a goal", "mean `week`?"),
        ("in: active", "in: actve", 10, "`actve`, which is no state of goal", "Did you mean `active`?"),
    ],
)
def test_what_is_not_there_is_told(old: str, new: str, line: int, message: str, remedy: str) -> None:
    (finding,) = proved(old, new)
    assert (finding.path, finding.rule, finding.severity) == ("protocols/weekly.yaml", "protocol", "error")
    assert finding.line == line
    assert message in finding.message
    assert remedy in finding.remedy
