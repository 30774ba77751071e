"""What protocols may say beyond the simplest: each key read, and each mistake told with its line and a remedy."""

import pytest

from tacit.model.clock import Clock
from tacit.model.promise import Finding
from tacit.model.protocol import Choice, Opens, Protocol
from tacit.text.protocols import read_protocol

KINDS = ("goal", "thread", "decision")

CALL = """\
kind: call
files: calls/{created}-{n:03}-{slug}.md
fields:
  topic:   {is: text, needed: true}
  by:      {is: person, needed: true}
  goal:    {is: record}
  about:   {is: records}
  step:    {is: text}
  size:    {is: [small, large], starts: small}
  at:      {is: time}
  length:  {is: duration, starts: 45 minutes}
  ends:    {is: time}
  review:  {is: date}
  rows:    {is: {rows: {name: text, starts: date, date: date}}}
  crew:    {is: persons}
  status:  {is: state, needed: true}
  due:     {is: time}
roles: {owner: by, crew_lead: goal.milestones.lead}
sections:
  Text:     {by: owner}
  Options:  {by: owner}
  Ideas:    {by: owner}
states: [draft, called, held]
rests: draft
final: held
acts:
  call:  {by: owner, from: draft, to: called}
  hold:  {by: owner, from: called, to: held}
promises:
  hold:  {who: owner, in: called, within: 1 workday, kept: hold}
"""


def findings_of(*changes: tuple[str, str]) -> tuple[Protocol | None, tuple[Finding, ...]]:
    text = CALL
    for old, new in changes:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return read_protocol(text, "protocols/call.yaml", False, ("soon",), KINDS, ("votes",))


def read(*changes: tuple[str, str]) -> Protocol:
    protocol, findings = findings_of(*changes)
    assert findings == ()
    assert protocol is not None
    return protocol


def with_key(line: str) -> Protocol:
    return read(("kind: call\n", f"kind: call\n{line}\n"))


def test_a_case_may_hang_on_something_again() -> None:
    nested = read(("to: called}", "to: {Text: {None: {Options: {None: draft, else: called}}, else: held}}}"))
    assert nested.acts["call"].to == Choice("held", "Text", {"None": Choice("called", "Options", {"None": "draft"})})
    assert nested.acts["call"].targets() == ("draft", "called", "held")


def test_what_a_nested_choice_leaves_out_is_a_gap_of_its_own() -> None:
    nested = read(("to: called}", "to: {Text: {None: {size: {small: called}}, else: held}}}")).acts["call"].to
    assert nested is not None
    inner = nested.cases["None"]
    assert isinstance(inner, Choice)
    assert (nested.gaps, inner.gaps) == ((), ("large",))


@pytest.mark.parametrize("field", ["at", "review"])
def test_a_promise_may_be_due_at_a_time_that_the_record_names(field: str) -> None:
    within = read(("within: 1 workday", f"within: by {field}")).promises["hold"].within.otherwise
    assert isinstance(within, Clock)
    assert (within.side, within.field, str(within)) == ("by", field, f"by {field}")


@pytest.mark.parametrize(
    ("old", "starts", "as_what"),
    [
        ("at:      {is: time", "48 hours", "span"),
        ("review:  {is: date", "2 workdays", "span"),
        ("review:  {is: date", "today", "today"),
        ("step:    {is: text", "this week", "this week"),
        ("crew:    {is: persons", "mentioned", "mentioned"),
        ("crew:    {is: persons", "goal.members", "path"),
        ("crew:    {is: persons", "'goal.milestones[step].lead'", "path"),
        ("crew:    {is: persons", "alice", "value"),
        ("about:   {is: records", "theirs", "theirs"),
        ("step:    {is: text", "'this week'", "value"),
        ("step:    {is: text", "e.g. one", "value"),
    ],
)
def test_a_field_says_what_it_starts_with_or_where_that_comes_from(old: str, starts: str, as_what: str) -> None:
    fields = read((old, f"{old}, starts: {starts}")).fields
    field = fields[old.partition(":")[0]]
    assert (field.starts, field.starts_as) == (starts.strip("'"), as_what)
    assert field.usual == (field.starts if as_what == "value" else None)


def test_a_field_whose_first_value_is_found_may_still_be_unset() -> None:
    nested = read(
        ("crew:    {is: persons", "crew:    {is: persons, starts: goal.members"),
        ("to: called}", "to: {size: {small: called, large: held}}}"),
    )
    assert nested.acts["call"].to == Choice("called", "size", {"small": "called", "large": "held"})


def test_fields_may_be_summed_up_ordered_without_circles_and_never_empty() -> None:
    call = read(
        ("ends:    {is: time}", "ends:    {is: time, sum: [at, length]}"),
        ("goal:    {is: record}", "goal:    {is: record, no_circle: true}"),
        ("starts: date, date: date}}}", "starts: date, date: date}}, ordered: [starts, date], some: true}"),
    )
    assert call.fields["ends"].sum == ("at", "length")
    assert call.fields["goal"].no_circle
    assert (call.fields["rows"].ordered, call.fields["rows"].some) == (("starts", "date"), True)


def test_an_act_may_leave_the_state_to_the_caller() -> None:
    hold = read(("to: held", "to: [draft, held]")).acts["hold"]
    assert (hold.to, hold.chooses, hold.targets()) == (None, ("draft", "held"), ("draft", "held"))
    assert read(("to: held", "to: [held]")).acts["hold"].to == Choice("held")


def test_an_act_says_what_the_record_that_it_opens_begins_with() -> None:
    opens = '{decision: {topic: "{topic}", by: "{by}", call: "{id}", Options considered: "{Options}", size: given}}'
    assert read(("to: held", f"to: held, opens: {opens}")).acts["hold"].opens == Opens(
        "decision",
        {"topic": "{topic}", "by": "{by}", "call": "{id}"},
        {"Options considered": "{Options}"},
        ("size",),
    )
    assert read(("to: held", "to: held, opens: thread")).acts["hold"].opens == Opens("thread")


@pytest.mark.parametrize(("by", "span"), [("length", "length"), ("90 days", "90 days")])
def test_a_date_may_go_on_by_a_span(by: str, span: str) -> None:
    assert read(("to: held", f"to: held, steps: {{review: {by}}}")).acts["hold"].steps == {"review": span}


def test_a_section_may_be_filled_by_a_named_filler() -> None:
    assert read(("to: held", "to: held, fills: {Text: votes}")).acts["hold"].fills == {"Text": "votes"}


def test_an_answer_may_be_no_more_than_a_reply() -> None:
    answers = ("due:     {is: time}", "due:     {is: time}\n  answers: {is: answers}")
    assert read(answers, ("to: held", "to: held, answers: replied")).acts["hold"].answers == "replied"


def test_a_promise_may_begin_once_other_records_are_settled() -> None:
    assert read(("within: 1 workday", "once: about, within: 1 workday")).promises["hold"].once == "about"


def test_a_rhythm_names_the_kind_that_it_comes_round_for() -> None:
    rhythm = with_key("rhythm: {every: week, for: [goal.owner, goal.milestones.lead], in: [active], remind: [90%]}")
    assert rhythm.rhythm is not None
    assert rhythm.rhythm.who == ("goal.owner", "goal.milestones.lead")
    assert (rhythm.rhythm.states, rhythm.rhythm.remind) == (("active",), (90,))


def test_entries_may_have_a_heading_of_their_own() -> None:
    call = read(("Ideas:    {by: owner}", "Ideas:    {by: owner, entries: headed}"))
    assert (call.sections["Ideas"].entries, call.sections["Ideas"].headed) == (True, True)
    call = read(("Ideas:    {by: owner}", "Ideas:    {by: owner, entries: true}"))
    assert (call.sections["Ideas"].entries, call.sections["Ideas"].headed) == (True, False)


@pytest.mark.parametrize(
    ("layout", "spelled"),
    [
        ("bold", "**{heading}:** {text}"),
        ("bold", "**{heading}**: {text}"),
        ("bold", "**{heading}:**\\n{text}"),
        ("lines", "{heading}: {text}"),
        ("lines", "{heading}:\\n{text}"),
    ],
)
def test_a_layout_may_be_spelled_otherwise(layout: str, spelled: str) -> None:
    call = with_key(f'layout: {layout}\nspelled: "{spelled}"')
    assert call.spelled == spelled.replace("\\n", "\n")


def test_a_head_and_a_foot_hold_fields_in_braces() -> None:
    call = with_key('head: "## Call: {topic}\\n\\n**By**: {by} ({id})\\n"\nfoot: "**Due**: {due}"')
    assert (call.head, call.foot) == ("## Call: {topic}\n\n**By**: {by} ({id})", "**Due**: {due}")


def test_states_are_called_as_files_of_others_call_them() -> None:
    call = read(
        ("[draft, called, held]", "[draft, Last Call, held]"),
        ("from: draft, to: called", "from: draft, to: Last Call"),
        ("from: called", "from: Last Call"),
        ("in: called", "in: Last Call"),
    )
    assert call.states == ("draft", "Last Call", "held")


def test_records_of_others_lie_and_name_their_keys_as_they_do() -> None:
    call = read(
        ("files: calls/{created}-{n:03}-{slug}.md", "files: EIPS/eip-{step}.md\nnames: {due: last-call-deadline}")
    )
    assert (call.folder, call.names) == ("EIPS", {"due": "last-call-deadline"})


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "remedy"),
    [
        # values that hang
        (
            "to: called}",
            "to: {Text: {None: draft, else: {size: {small: called, large: held}}}}}",
            27,
            "hangs on something again behind `else`",
            "Name the cases",
        ),
        ("to: called}", "to: {Text: {None: {Optoins: {None: a}}, else: held}}}", 27, "`Optoins`, which", "`Options`"),
        # clocks and paths
        ("within: 1 workday", "within: by topic", 30, "`topic` is no field that holds a time", "`at`"),
        ("within: 1 workday", "within: by", 30, "'by' is not a clock", "`by FIELD`"),
        ("goal.milestones.lead", "'goal.milestones[stp].lead'", 18, "`[stp]`", "Did you mean `step`?"),
        ("goal.milestones.lead", "'goal.milestones[step.lead'", 18, "is no path", "`goal`"),
        # fields
        ("ends:    {is: time}", "ends: {is: time, sum: at}", 12, "is one of two fields", "sum: [at, length]"),
        ("ends:    {is: time}", "ends: {is: date, sum: [at, length]}", 12, "holds a time", "is: time"),
        ("ends:    {is: time}", "ends: {is: time, sum: [at, by]}", 12, "`by`, which is of type `person`", "duration"),
        ("ends:    {is: time}", "ends: {is: time, sum: [length, at]}", 12, "`length`, which", "`length: {is: time}`"),
        ("ends:    {is: time}", "ends: {is: time, sum: [at, length], by: owner}", 12, "kept by Tacit", "Take"),
        ("{is: records}", "{is: records, ordered: [at]}", 7, "`at` is no column that holds a date", "Remove"),
        ("date: date}}}", "date: date}}, ordered: date}", 14, "in order with one column", "ordered: ["),
        ("date: date}}}", "date: date}}, ordered: [name, date]}", 14, "`name` is no column", "`date`, `starts`"),
        ("goal:    {is: record}", "goal: {is: text, no_circle: true}", 6, "of type `record` or `records`", "Remove"),
        ("goal:    {is: record}", "goal: {is: record, some: true}", 6, "for fields of type `rows`", "Remove"),
        ("{is: records}", "{is: records, starts: mentioned}", 7, "`mentioned` is a first value of", "in quotes"),
        ("{is: persons}", "{is: persons, starts: theirs}", 15, "of type `record` or `records`", "in quotes"),
        ("review:  {is: date}", "review: {is: date, starts: this week}", 13, "of type `text`", "in quotes"),
        ("review:  {is: date}", "review: {is: date, starts: soon}", 13, "'soon' is not a date", "2026-02-28"),
        ("{is: persons}", "{is: persons, starts: 'goal.milestones[x].lead'}", 15, "`[x]`", ""),
        ("topic:   {is: text, needed: true}", "Topic: {is: text, needed: true}", 4, "not in lower case", "`topic`"),
        # acts
        ("to: held", "to: [held, hled]", 28, "`hled` is no state", "Did you mean `held`?"),
        ("to: held", "to: []", 28, "leads to no state", "Name its states"),
        ("  hold:  {by: owner, from: called, to: held", "  hold: {by: owner, to: [draft, held]", 28, "one state", ""),
        ("to: held", "to: held, opens: {task: {topic: x}}", 28, "`task` is no kind", "`decision`"),
        ("to: held", "to: held, opens: {thread: {}, goal: {}}", 28, "opens one record", "opens: {kind"),
        ("to: held", "to: held, opens: {thread: {topic: '{tpic}'}}", 28, "`{tpic}` names no field", "`topic`"),
        ("to: held", "to: held, steps: {review: soon}", 28, "not by how much", "90 days"),
        ("to: held", "to: held, steps: {topic: 90 days}", 28, "not `date` or `time`", "Name another field"),
        ("to: held", "to: held, fills: {Txt: votes}", 28, "`Txt` is no section", "`Text`"),
        ("to: held", "to: held, fills: {Text: vots}", 28, "`vots` is no filler", "Did you mean `votes`?"),
        ("to: held", "to: held, answers: replid", 28, "`replid` is no answer", "`replied`"),
        # promises, rhythm
        ("within: 1 workday", "once: topic, within: 1 workday", 30, "not `record` or `records`", "Name another"),
        ("kind: call", "kind: call\nrhythm: {every: week, for: gaol.owner}", 2, "`gaol`, which is no kind", "`goal`"),
        ("kind: call", "kind: call\nrhythm: {every: week, for: goal}", 2, "does not lead from records", "`goal.owner`"),
        ("kind: call", "kind: call\nrhythm: {every: week, for: goal.owner, remind: 0}", 2, "share of a window", "50%"),
        # form
        ("kind: call", "kind: call\nspelled: '{heading}: {text}'", 2, "of the layout `headings`", "Remove it"),
        ("kind: call", "kind: call\nlayout: bold\nspelled: '{heading}: {text}'", 3, "no way", "**{heading}:**"),
        ("kind: call", "kind: call\nlayout: bold\nspelled: '**{heading}:** x {text}'", 3, "no way to write", "{text}"),
        ("kind: call", "kind: call\nhead: '{topc}'", 2, "`{topc}` names no field", "Did you mean `topic`?"),
        ("[draft, called, held]", "[draft, '', called, held]", 23, "one line of text", "name"),
        ("kind: call", "kind: Call", 1, "not in lower case", "Write `call`."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_where_it_stands(old: str, new: str, line: int, message: str, remedy: str) -> None:
    protocol, findings = findings_of((old, new))
    assert protocol is None
    told = [finding for finding in findings if message in finding.message]
    assert told, findings
    assert told[0].line == line
    assert remedy in told[0].remedy
