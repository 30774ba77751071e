from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.model.clock import Clock, Span
from tacit.model.promise import Finding
from tacit.model.protocol import Choice, Opens, Protocol
from tacit.rules.fillers import FILLERS
from tacit.rules.guards import GUARDS as ALL_GUARDS
from tacit.text.protocols import read_protocol

GUARDS = ("consent", "later", "by_silence", "more_steps", "notice", "length", "signed")
KINDS = ("goal", "thread", "escalation", "decision", "standup", "person", "team")
BUNDLED = sorted(Path(str(files("tacit"))).glob("protocols/*.yaml"))

NOTE = """\
kind: note
files: notes/{created:%Y}/{created}-{n:03}-{slug}.md
archive: archive/notes
fields:
  topic:    {is: text, needed: true}
  by:       {is: person, needed: true}
  to:       {is: parties}
  about:    {is: record}
  size:     {is: [small, large], needed: true}
  urgent:   {is: yes}
  level:    {is: number, starts: 1}
  window:   {is: duration}
  status:   {is: state}
  answers:  {is: answers}
  created:  {is: date, starts: today}
  due:      {is: time}
roles: {owner: by, reader: to}
sections:
  Text:          {by: owner, needed: true}
  "{to}'s View": {by: reader, marked: [open, done]}
  Votes:         {by: reader, ticks: ["{to} agrees"]}
states: [open, seen, closed]
final: [closed]
acts:
  see:   {by: reader, from: open, to: seen, writes: "{to}'s View"}
  close: {by: [owner, tacit], from: [open, seen], to: closed}
promises:
  look: {who: reader, in: open, within: 1 workday, kept: see, remind: [90%, 50%], silence: close}
  end:  {who: owner, in: seen, within: {size: {small: 1 workday, large: 2 workdays}}, kept: close}
"""


def read(text: str) -> Protocol:
    protocol, findings = read_protocol(text, "protocols/note.yaml", False, GUARDS, KINDS)
    assert findings == ()
    assert protocol is not None
    return protocol


def faults(text: str) -> tuple[Finding, ...]:
    protocol, findings = read_protocol(text, "protocols/note.yaml", False, GUARDS, KINDS)
    assert protocol is None
    return findings


def changed(old: str, new: str) -> str:
    assert NOTE.count(old) == 1, old
    return NOTE.replace(old, new)


def kind_of(path: Path) -> str:
    return path.stem.partition(".")[0]


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_every_bundled_protocol_is_read_without_a_fault(path: Path) -> None:
    protocol, findings = read_protocol(
        path.read_text("utf-8"), path.name, True, ALL_GUARDS, {kind_of(path) for path in BUNDLED}, FILLERS
    )
    assert findings == ()
    assert protocol is not None
    assert protocol.kind == kind_of(path)
    assert protocol.title
    assert protocol.bundled


def test_there_are_bundled_protocols() -> None:
    assert {path.stem for path in BUNDLED} >= {"thread", "thread.solo", "decision", "escalation", "standup", "person"}


def test_the_thread_protocol_says_what_its_file_says() -> None:
    text = next(path for path in BUNDLED if path.stem == "thread").read_text("utf-8")
    thread = read(text)
    assert (thread.folder, thread.archive, thread.index) == ("threads", "archive/threads", "threads/README.md")
    assert thread.opener == "opener"
    assert thread.states == ("open", "awaiting-reply", "awaiting-confirm", "resolved", "closed")
    send = thread.acts["send"]
    assert send.source == ("open",)
    assert send.to == Choice(
        "awaiting-reply", "type", {"notification": "resolved", "approval-request": "awaiting-confirm"}
    )
    assert send.needs.cases == {"approval-request": ("{from}'s Question / Proposal", "Resolution")}
    assert thread.acts["confirm"].binding
    assert thread.acts["refuse"].marks == {"Resolution": "❌ Rejected"}
    answer = thread.promises["answer"]
    assert answer.within.on == "priority"
    assert answer.within.cases["high"] == Clock(Span(8, "working hours"))
    assert answer.remind == (50, 90)
    assert thread.sections["Confirmation"].ticks[0].startswith("{to} confirms")
    assert thread.sections["{to}'s Reply"].hint.startswith("[Responder fills")


def test_a_scalar_stands_for_a_list_of_one_and_words_become_values() -> None:
    note = read(NOTE)
    assert note.acts["see"].writes == ("{to}'s View",)
    assert note.acts["close"].by == Choice(("owner", "tacit"))
    assert note.fields["topic"].needed == Choice(True)
    assert note.fields["size"].type == "choice"
    assert note.fields["size"].choices == ("small", "large")
    assert note.fields["level"].starts == "1"
    assert note.promises["look"].remind == (50, 90)
    assert note.promises["look"].silence == Choice(("close",))
    assert note.promises["end"].silence == Choice(("remind",))
    assert note.state_lines == {"open": 22, "seen": 22, "closed": 22}
    assert note.acts["close"].line == 26


def test_all_cases_named_leave_no_gap_and_one_left_out_is_a_gap_with_a_stand_in() -> None:
    within = read(NOTE).promises["end"].within
    assert within.gaps == ()
    within = read(changed(", large: 2 workdays", "")).promises["end"].within
    assert within.gaps == ("large",)
    assert within.otherwise == Clock(Span(1, "workdays"))


def test_a_field_that_may_be_unset_has_that_gap_too_unless_it_starts_somewhere() -> None:
    optional = NOTE.replace("[small, large], needed: true", "[small, large]")
    assert read(optional).promises["end"].within.gaps == ("None",)
    started = NOTE.replace("[small, large], needed: true", "[small, large], starts: large")
    within = read(started).promises["end"].within
    assert (within.gaps, within.otherwise) == ((), Clock(Span(2, "workdays")))


def test_what_is_needed_or_guarded_in_some_cases_is_not_in_the_others() -> None:
    guarded = read(
        changed("to: closed}", "to: closed, guards: {size: {large: consent}}, needs: {size: {large: Text}}}")
    )
    close = guarded.acts["close"]
    assert (close.guards.otherwise, close.guards.cases, close.guards.gaps) == ({}, {"large": {"consent": ""}}, ())
    assert (close.needs.otherwise, close.needs.cases) == ((), {"large": ("Text",)})
    needed = read(changed("is: record}", "is: record, needed: {size: {large: true}}}"))
    assert needed.fields["about"].needed == Choice(False, "size", {"large": True})


@pytest.mark.parametrize(
    ("written", "guards"),
    [
        ("consent", {"consent": ""}),
        ("[consent, more_steps]", {"consent": "", "more_steps": ""}),
        ("{later: due, by_silence: once}", {"later": "due", "by_silence": "once"}),
        ("{notice: 48 hours}", {"notice": "48 hours"}),
    ],
)
def test_guards_may_be_a_name_a_list_or_names_with_arguments(written: str, guards: dict[str, str]) -> None:
    assert read(changed("to: closed}", f"to: closed, guards: {written}}}")).acts["close"].guards == Choice(guards)


@pytest.mark.parametrize(
    ("written", "within"),
    [
        ("steps.answer", "steps.answer"),
        ("window", "window"),
        ("30 minutes", Clock(Span(30, "minutes"))),
        ("before due 24 hours", Clock(Span(24, "hours"), "before", "due")),
        ("after created 2 workdays", Clock(Span(2, "workdays"), "after", "created")),
    ],
)
def test_a_time_may_be_a_clock_or_a_path_to_one(written: str, within: Clock | str) -> None:
    text = changed("within: 1 workday,", f"within: {written},")
    assert read(text).promises["look"].within == Choice(within)


def test_a_dependency_may_hang_on_a_section() -> None:
    note = read(changed("to: seen,", "to: {Text: {None: open, else: seen}},"))
    assert note.acts["see"].to == Choice("seen", "Text", {"None": "open"})


def test_yes_and_no_of_a_case_are_spelled_one_way() -> None:
    note = read(changed("to: seen,", "to: {urgent: {yes: seen, else: open}},"))
    assert note.acts["see"].to == Choice("open", "urgent", {"true": "seen"})


def test_rows_have_columns_with_types() -> None:
    note = read(changed("{is: record}", "{is: {rows: {name: text, lead: person}}}"))
    assert note.fields["about"].type == "rows"
    assert note.fields["about"].columns == {"name": "text", "lead": "person"}


@pytest.mark.parametrize("written", ["[open, done]", "open | done"])
def test_a_column_may_be_a_list_of_choices(written: str) -> None:
    note = read(changed("{is: record}", f"{{is: {{rows: {{state: {written}}}}}}}"))
    assert note.fields["about"].columns == {"state": "open | done"}


def test_a_rhythm_is_read() -> None:
    note = read(NOTE + "rhythm: {every: week, on: Friday, for: goal.owner, by: '16:00'}\n")
    assert note.rhythm is not None
    assert (note.rhythm.every, note.rhythm.on, note.rhythm.who, note.rhythm.by) == (
        "week", "Friday", ("goal.owner",), "16:00",
    )  # fmt: skip
    assert read(NOTE + "rhythm: {every: window, for: goal.members}\n").rhythm is not None


def test_the_acts_that_every_kind_has_keep_promises_and_may_be_left_out() -> None:
    note = read(changed("kept: see,", "kept: [see, comment],") + "without: edit\n")
    assert note.promises["look"].kept == ("see", "comment")
    assert note.without == ("edit",)


def test_foreign_names_and_layout_are_read() -> None:
    note = read(NOTE + "names: {topic: title}\nlayout: bold\nlevel: 3\nrests: seen\nindex: notes/README.md\n")
    assert (note.names, note.layout, note.level) == ({"topic": "title"}, "bold", 3)
    assert (note.rests, note.index) == (("seen",), "notes/README.md")


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "remedy"),
    [
        # names that nothing else in the file bears
        ("by: reader, from", "by: raeder, from", 25, "`raeder` is no role", "Did you mean `reader`?"),
        ("by: reader, from", "by: raeder.lead, from", 25, "`raeder.lead` is no role", "Did you mean `reader`?"),
        ("from: open,", "from: opne,", 25, "`opne` is no state", "Did you mean `open`?"),
        ("to: seen,", "to: sene,", 25, "`sene` is no state", "Did you mean `seen`?"),
        ("in: seen", "in: sen", 29, "`sen` is no state", "`seen`"),
        ("final: [closed]", "final: [close]", 23, "`close` is no state", "`closed`"),
        ("final: [closed]", "rests: [shut]", 23, "`shut` is no state", "`closed`, `open`, `seen`"),
        ('writes: "{to}\'s View"', "writes: Txt", 25, "`Txt` is no section", "Did you mean `Text`?"),
        ("kept: see", "kept: sea", 28, "`sea` is no act", "Did you mean `see`?"),
        ("silence: close", "silence: closs", 28, "`closs` is no act", "Did you mean `close`?"),
        ("who: owner", "who: ownr", 29, "`ownr` is no role", "Did you mean `owner`?"),
        ("owner: by", "owner: bye", 17, "`bye` is no path", "Did you mean `by`?"),
        ("owner: by", "owner: reader", 17, "`reader` is no path", "`"),
        ("Votes:         {by: reader", "Votes:         {by: reder", 21, "`reder` is no role", "`reader`"),
        ("to: seen,", "to: seen, needs: Texts,", 25, "`Texts` is no section", "`Text`"),
        ("to: seen,", "to: seen, sets: dou,", 25, "`dou` is no field", "`due`"),
        ("to: seen,", "to: seen, then: closee,", 25, "`closee` is no act", "`close`"),
        ("to: seen,", "to: seen, restarts: locks,", 25, "`locks` is no promise", "`look`"),
        ("to: seen,", "to: seen, tells: [ownr],", 25, "`ownr` is no role", "`owner`"),
        ("to: seen,", "to: seen, guards: consen,", 25, "`consen` is no guard", "`consent`"),
        ("to: seen,", "to: seen, guards: {notic: 2 hours},", 25, "`notic` is no guard", "`notice`"),
        ("to: seen,", "to: seen, opens: escalatoin,", 25, "`escalatoin` is no kind", "`escalation`"),
        ("to: seen,", "to: seen, closes: x,", 25, "`x` is no kind", "Use one of these: `decision`"),
        ("to: seen,", "to: seen, steps: topic,", 25, "is of type `text` and not `number`", "Name another field"),
        ("to: seen,", "to: seen, carries: {by: topic},", 25, "`by` is no field that holds a record", "`about`"),
        ("to: seen,", "to: seen, carries: {about: topc},", 25, "`topc` is no field", "`topic`"),
        ("to: seen,", "to: seen, answers: yes,", 25, "`yes` is no answer", "`approve`"),
        ("to: seen,", "to: seen, change: big,", 25, "`big` is no kind of change", "`editorial`"),
        ("to: seen,", "to: seen, moves: attic,", 25, "`attic` is no place", "`archive`"),
        ("to: seen,", "to: seen, marks: {Text: done},", 25, "`done` is no mark", "`marked: [done]`"),
        ("to: seen,", "to: seen, marks: {\"{to}'s View\": don},", 25, "`don` is no mark", "`done`"),
        ("to: seen,", "to: seen, ticks: Text,", 25, "nothing to tick", "ticks:"),
        ("to: seen,", "to: seen, because: perhaps,", 25, "either true or false", "`true` or `false`"),
        # keys that are not known
        ("states:", "state:", 22, "no key `state`", "Did you mean `states`?"),
        ("is: record}", "si: record}", 8, "has no key `si`", "`is`"),
        ("{by: owner, needed: true}", "{by: owner, need: true}", 19, "has no key `need`", "`needed`"),
        ("kept: see,", "keptt: see,", 28, "has no key `keptt`", "Did you mean `kept`?"),
        ("to: seen,", "too: seen,", 25, "has no key `too`", "`to`"),
        # fields
        ("{is: record}", "{is: recrod}", 8, "`recrod` is no type", "Did you mean `record`?"),
        ("{is: record}", "{}", 8, "does not say what it is", "about: {is: text}"),
        ("{is: record}", "{is: []}", 8, "choice of nothing", "is: [one, two]"),
        ("{is: record}", "{is: rows}", 8, "rows without columns", "is: {rows:"),
        ("{is: record}", "{is: {rows: {}}}", 8, "rows without columns", "is: {rows:"),
        ("{is: record}", "{is: {rows: {a: persn}}}", 8, "`persn` is no type", "`person`"),
        ("{is: record}", "{is: state}", 8, "stands in `status`", "Call it `status`"),
        ("{is: record}", "{is: record, by: ownr}", 8, "`ownr` is no role", "`owner`"),
        ("{is: number, starts: 1}", "{is: number, starts: one}", 11, "'one' is not a number", "Write digits"),
        ("size:     {is: [small, large],", "size: {is: [small, large], starts: x,", 9, "`x` is no value", "`large`"),
        ("  status:   {is: state}\n", "", 5, "no field to stand in", "status: {is: state}"),
        ("answers:  {is: answers}", "9:  {is: answers}", 14, "the name of a field", "beginning with a letter"),
        # files
        ("{slug}.md", "{slug}.txt", 2, "Markdown", ".md"),
        ("{slug}.md", "{slag}.md", 2, "names no field", "`slug`"),
        ("files: notes/", "files: ../", 2, "names no folder", "notes/"),
        ("notes/{created:%Y}/{created}-{n:03}-{slug}.md", "'{created}-{slug}.md'", 2, "names no folder", "notes/"),
        ("{created}-{n:03}-{slug}.md", "note.md", 2, "the same name", "{slug}"),
        ("{n:03}", "{n:3}", 2, "no width", "{n:03}"),
        ("{created:%Y}", "{created:%s}", 2, "cannot be written out", "%Y"),
        ("{created:%Y}", "{topic:%Y}", 2, "cannot be written out", "%Y"),
        ("{slug}.md", "{slug.md", 2, "brace", "{field}"),
        # promises
        ("within: 1 workday,", "within: 1 fortnight,", 28, "'1 fortnight' is not a clock", "workdays"),
        ("within: 1 workday,", "within: before dou 1 hour,", 28, "`dou` is no field", "`due`"),
        ("within: 1 workday,", "within: stps.answer,", 28, "begins with no field", "`steps`"),
        ("within: 1 workday,", "", 28, "within what time", "within: 1 workday"),
        ("in: open,", "", 28, "in which states", "in: ["),
        ("who: reader,", "", 28, "who owes it", "who: owner"),
        ("kept: see,", "", 28, "how it is kept", "kept: ["),
        ("  due:      {is: time}\n", "", 27, "when it is due", "due: {is: time}"),
        ("within: 1 workday,", "within: 1 workday, due: created,", 28, "no field of type `time`", "`due`"),
        ("[90%, 50%]", "[90%, 150%]", 28, "no share of a window", "1% to 99%"),
        ("kept: see,", "kept: see, after: Txt,", 28, "`Txt` is no section", "`Text`"),
        # dependencies
        ("{size: {small", "{sice: {small", 29, "hangs on `sice`", "`size`"),
        ("{small: 1 workday,", "{smal: 1 workday,", 29, "`smal` is no value of `size`", "`small`"),
        ("{small: 1 workday, large: 2 workdays}", "{}", 29, "names no case", "else"),
        ("to: seen,", "to: {topic: {a: seen}},", 25, "leave out", "else: "),
        ("to: seen,", "to: {Text: {None: seen}},", 25, "leave out", "else: "),
        ("writes: \"{to}'s View\"", "writes: {size: {small: Text}}", 25, "cannot hang on `size`", "alone"),
        # other parts
        ("kind: note", "kind: my note", 1, "cannot be the name of a kind", "letters"),
        ("kind: note\n", "", 1, "does not name its kind", "kind:"),
        ("states: [open, seen, closed]", "states: [open, seen, closed, seen]", 22, "named twice", "Keep one"),
        ("reader: to}", "tacit: to}", 17, "always there", "otherwise"),
        ("reader: to}", "reader: []}", 17, "stands for nobody", "Name a field"),
        ("archive: archive/notes", "archive: ../x", 3, "outside the workspace", "archive/notes"),
        ("archive: archive/notes", "layout: header", 3, "`header` is no layout", "headings"),
        ("archive: archive/notes", "level: 9", 3, "`level` is a number, not `9`", "from 1 to 6"),
        ("archive: archive/notes", "names: {topik: title}", 3, "`topik` is no field", "`topic`"),
        ("archive: archive/notes", "without: delete", 3, "`delete` is no act", "`edit`"),
        ("archive: archive/notes", "rhythm: {every: 2 weeks, for: by}", 3, "no period", "`week`"),
        ("archive: archive/notes", "rhythm: {every: week}", 3, "for whom", "for: "),
        ("archive: archive/notes", "rhythm: {every: week, on: Fri, for: by}", 3, "no day of the week", "`Friday`"),
        ("archive: archive/notes", "rhythm: {every: week, for: by, by: noon}", 3, "no time of day", "16:00"),
        ("Votes:         {by: reader", "Votes:         {sentences: few, by: reader", 21, "is a number", "1 to 1000"),
        ('["{to} agrees"]', '["{whom} agrees"]', 21, "`{whom}` names no field", "Use one of these"),
        ("\"{to}'s View\": {by", "\"{two}'s View\": {by", 20, "`{two}` names no field", "`to`"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line_and_what_was_meant(
    old: str, new: str, line: int, message: str, remedy: str
) -> None:
    told = [finding for finding in faults(changed(old, new)) if message in finding.message]
    assert told, faults(changed(old, new))
    assert (told[0].line, told[0].rule, told[0].severity) == (line, "protocol", "error")
    assert told[0].path == "protocols/note.yaml"
    assert remedy in told[0].remedy


def test_moving_to_an_archive_needs_one() -> None:
    text = changed("to: closed}", "to: closed, moves: archive}")
    assert read(text).acts["close"].moves == "archive"
    (finding,) = faults(text.replace("archive: archive/notes\n", ""))
    assert finding.line == 25
    assert "an archive that there is not" in finding.message


def test_answering_needs_a_field_that_keeps_answers() -> None:
    text = changed("to: seen,", "to: seen, answers: approve,")
    assert read(text).acts["see"].answers == "approve"
    (finding,) = faults(text.replace("  answers:  {is: answers}\n", ""))
    assert "no field keeps answers" in finding.message


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = NOTE.replace("kind: note", "kin: note").replace("is: record", "is: recrod").replace("kept: see", "kept: sea")
    assert [finding.line for finding in faults(text)] == [1, 1, 8, 28]


def test_guards_and_kinds_are_not_compared_where_nobody_says_which_there_are() -> None:
    text = changed("to: closed}", "to: closed, guards: mine, opens: anything}")
    protocol, findings = read_protocol(text, "p", False)
    assert findings == ()
    assert protocol is not None
    assert protocol.acts["close"].opens == Opens("anything")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a",
        "kind",
        "kind: [",
        "a: &b c",
        "kind: a\nkind: b",
        "fields: [a]\nacts: b\npromises: {c: d}\nstates: {e: f}",
    ],
)
def test_what_is_no_protocol_at_all_is_told_and_not_raised(text: str) -> None:
    for finding in faults(text):
        assert finding.rule == "protocol"
        assert finding.line >= 1
        assert finding.remedy


PIECES = (
    st.sampled_from(NOTE.split()) | st.text(max_size=6) | st.sampled_from(["{", "}", "[", "]", ":", "\n", "  ", ","])
)


@given(st.integers(0, len(NOTE)), st.integers(0, 40), st.lists(PIECES, max_size=3))
def test_no_damaged_protocol_makes_the_reader_fail(at: int, length: int, pieces: list[str]) -> None:
    text = NOTE[:at] + " ".join(pieces) + NOTE[at + length :]
    protocol, findings = read_protocol(text, "p", False, GUARDS, KINDS)
    assert (protocol is None) == any(finding.severity == "error" for finding in findings)
    lines = text.count("\n") + 2
    assert all(1 <= finding.line <= lines and finding.remedy for finding in findings)
