from importlib.resources import files
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from tacit.model.protocol import Protocol
from tacit.rules.drawing import WIDTH, draw, in_words
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
  topic   text · needed, but not when size is small · set by owner
          written title
  by      person · needed
  size    small, large · at first small
  rows    rows of who (person)
  step    number
  status  the state
  due     time

ROLES
  owner  by

SECTIONS
  Text  owner · needed · one entry a person · 2 to tick · x | y
        at most 2 sentences

COURSE
  + a new record
  │   make   owner                           ⟶ open    when size is large
  │                                          ⟶ closed  else
  │          needs Text when size is large
  │
  ◉ open
  │   close  owner                           ⟶ closed
  │          with a reason · only if notice 48 hours · one step up
  │          moves it to the archive · not for agents
  │   stay   owner when size is small; tacit when size is large  ⟲
  │          sets due · editorial
  │
  ● closed  (final)

  edit and comment: in every state that is not final

PROMISES
  end  each of owner · in open
       within 1 day when size is small · within 2 days when size is large
       kept by close
       reminded at 50 % · silence: stay when size is large
       remind when size is small

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


LONG = """\
kind: long
files: longs/{n:03}-{slug}.md
fields:
  topic:  {is: text, needed: {Blockers: {None: {Help: {None: false, else: true}}, else: true}}}
  by:     {is: person, needed: true, starts: mentioned}
  goals:  {is: records, starts: theirs, no_circle: true}
  at:     {is: time, needed: true, starts: 48 hours}
  length: {is: duration, starts: 45 minutes}
  ends:   {is: time, sum: [at, length]}
  rows:   {is: {rows: {starts: date, date: date}}, ordered: [starts, date], some: true}
  status: {is: state}
  due:    {is: time}
roles: {owner: by}
sections:
  Blockers: {by: owner}
  Help:     {by: owner}
  Ideas:    {by: owner, entries: headed}
states: [open, asking, blocked, closed]
final: [closed]
acts:
  post:  {by: owner, to: {Blockers: {None: {Help: {None: open, else: asking}}, else: blocked}}}
  move:  {by: owner, from: [open, asking, blocked], to: [open, asking, blocked, closed], fills: {Ideas: votes_counted}}
  write: {by: owner, from: open, opens: {decision: {topic: "{topic}", size: given}}, steps: {at: length}}
promises:
  wait: {who: owner, in: open, once: goals, within: by at, kept: move}
  move: {who: owner, in: [open, asking, blocked], within: {Help: {None: before at 2 hours, else: 1 day}}, kept: move}
rhythm: {every: week, on: Friday, for: [goal.owner, goal.milestones.lead], in: [active, paused], remind: [50%, 90%]}
"""

LONG_PICTURE = """\
long
  longs/{n:03}-{slug}.md

FIELDS
  topic   text · needed, but not when Blockers is empty and Help is empty
  by      person · needed · at first who is mentioned
  goals   records · in no circle · at first those that ask for it
  at      time · needed · at first 48 hours later
  length  duration · at first 45 minutes
  ends    time · at and length together
  rows    rows of starts (date), date (date) · never starts after date
          at least one
  status  the state
  due     time

ROLES
  owner  by

SECTIONS
  Blockers  owner
  Help      owner
  Ideas     owner · entries with headings

COURSE
  + a new record
  │   post   owner  ⟶ open     when Blockers is empty and Help is empty
  │                 ⟶ asking   when Blockers is empty and Help is not empty
  │                 ⟶ blocked  else
  │
  ◉ open
  │   move   owner  ⟲          as chosen
  │                 ⟶ asking   as chosen
  │                 ⟶ blocked  as chosen
  │                 ⟶ closed   as chosen
  │          writes Ideas: votes counted
  │   write  owner  ⟲
  │          opens a record of kind decision with the size that is given
  │          at goes on by length
  │
  ◉ asking
  │   move   owner  ⟶ open     as chosen
  │                 ⟲          as chosen
  │                 ⟶ blocked  as chosen
  │                 ⟶ closed   as chosen
  │
  ◉ blocked
  │   move   owner  ⟶ open    as chosen
  │                 ⟶ asking  as chosen
  │                 ⟲         as chosen
  │                 ⟶ closed  as chosen
  │
  ● closed  (final)

  edit and comment: in every state that is not final

PROMISES
  wait  owner · in open, once all of goals is settled
        by at
        kept by move
        silence: remind
  move  owner · in open and asking and blocked
        2 hours before at when Help is empty · else within 1 day
        kept by move
        silence: remind

RHYTHM
  every week on Friday, by end of hours, for goal.owner and goal.milestones.lead
    in active or paused · reminded at 50 %, 90 %
"""


def test_what_hangs_on_two_things_and_what_is_chosen_are_drawn_in_lines_that_fit() -> None:
    picture = draw(read(LONG))
    assert picture == LONG_PICTURE
    assert max(columns(line) for line in picture.splitlines()) <= WIDTH


def test_a_protocol_is_told_piece_by_piece_in_the_words_of_its_picture() -> None:
    path = Path(str(files("tacit.protocols") / "decision.yaml"))
    protocol, _ = read_protocol(path.read_text("utf-8"), str(path), bundled=True)
    assert protocol is not None
    told = in_words(protocol)
    acts = {act.name: act for act in told.acts}
    assert acts["object"].states == ("proposed", "escalated")
    assert acts["object"].leads == (("escalated", ""),)
    assert acts["approve"].leads == ()
    assert acts["propose"].leads == (("decided", "when size is small"), ("proposed", "else"))
    assert acts["decide"].who == ("tacit", "escalation.level")
    assert told.fields["affected"] == ["parties", "needed, but not when size is small"]
    drawn = " ".join(draw(protocol).split())
    for phrases in told.promises["respond"]:
        assert all(phrase in drawn for phrase in phrases)
