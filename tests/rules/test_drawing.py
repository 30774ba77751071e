from importlib.resources import files
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from tacit.model.protocol import Protocol
from tacit.rules.drawing import WIDTH, draw
from tacit.text.protocols import read_protocol

BUNDLED = sorted(Path(str(files("tacit"))).glob("protocols/*.yaml"))

ASK = """\
kind: ask
title: A question.
files: asks/{n:03}-{slug}.md
archive: archive/asks
fields:
  topic:  {is: text, needed: {size: {small: false, else: true}}, by: owner}
  by:     {is: person, needed: true}
  size:   {is: [small, large], starts: small}
  rows:   {is: {rows: {who: person}}}
  step:   {is: number}
  status: {is: state}
  due:    {is: time}
roles: {owner: by}
sections:
  Text: {by: owner, needed: true, entries: true, sentences: 2, ticks: [a, b], marked: [x, y]}
states: [open, closed]
final: [closed]
acts:
  make:  {by: owner, to: {size: {large: open, else: closed}}, needs: {size: {large: Text}}}
  close: {by: {status: {open: owner}}, from: open, to: closed,
          because: true, steps: step, guards: {notice: 48 hours}, moves: archive, binding: true}
  stay:  {by: {size: {small: owner, large: tacit}}, from: open, to: {status: {open: open}},
          sets: due, change: editorial}
promises:
  end: {who: owner, each: true, in: open, within: {size: {small: 1 day, large: 2 days}}, kept: close,
        remind: 50%, silence: {size: {large: stay, small: remind, else: stay}}}
rhythm: {every: week, on: Friday, for: goal.members}
names: {topic: title}
"""

PICTURE = """\
ask
  A question.
  asks/{n:03}-{slug}.md  ⟶  archive/asks

FIELDS
  topic   text · needed, but not when size is small · set by owner · written title
  by      person · needed
  size    small, large · at first small
  rows    rows of who (person)
  step    number
  status  the state
  due     time

ROLES
  owner  by

SECTIONS
  Text  owner · needed · one entry a person · 2 to tick · x | y · at most 2 sentences

COURSE
  + a new record
  │   make   owner                           ⟶ open    when size is large
  │                                          ⟶ closed  else
  │          needs Text when size is large
  │
  ◉ open
  │   close  owner                           ⟶ closed
  │          with a reason · only if notice 48 hours · one step up · moves it to the archive
  │          not for agents
  │   stay   owner when size is small; tacit when size is large  ⟲
  │          sets due · editorial
  │
  ● closed  (final)

  edit and comment: in every state that is not final

PROMISES
  end  each of owner · in open
       within 1 day when size is small · 2 days when size is large
       kept by close
       reminded at 50 % · silence: stay when size is large · remind when size is small

RHYTHM
  every week on Friday, by end of hours, for goal.members
"""


def read(text: str) -> Protocol:
    protocol, findings = read_protocol(text, "ask.yaml", False)
    assert protocol is not None, findings
    return protocol


def columns(line: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line)


def test_the_picture_of_a_protocol_that_says_everything() -> None:
    assert draw(read(ASK)) == PICTURE


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_every_bundled_protocol_is_drawn_whole_and_no_wider_than_a_terminal(path: Path) -> None:
    protocol = read(path.read_text("utf-8"))
    picture = draw(protocol)
    for names in (
        protocol.fields,
        protocol.roles,
        protocol.sections,
        protocol.acts,
        protocol.promises,
        protocol.states,
    ):
        assert all(name in picture for name in names)
    assert max(columns(line) for line in picture.splitlines()) <= WIDTH
    assert all(line == line.rstrip() for line in picture.splitlines())


def test_columns_stay_in_line_beside_emoji() -> None:
    standup = next(path for path in BUNDLED if path.stem == "standup")
    lines = draw(read(standup.read_text("utf-8"))).splitlines()
    assert "  ✅ Completed    owner · needed · at most 3 sentences" in lines
    assert "  Answers         anyone · one entry a person" in lines


def test_a_kind_without_the_common_acts_does_not_show_them() -> None:
    assert "comment: in every" in draw(read(ASK + "without: edit\n"))
    assert "in every state" not in draw(read(ASK + "without: [edit, comment]\n"))
