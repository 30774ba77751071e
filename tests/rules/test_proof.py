"""For each thing that a proof finds: a protocol that is sound, and the one change that makes it wrong."""

from importlib.resources import files
from pathlib import Path

import pytest

from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.rules.proof import prove
from tacit.text.protocols import read_protocol

BUNDLED = sorted(Path(str(files("tacit"))).glob("protocols/*.yaml"))

ASK = """\
kind: ask
files: asks/{n:03}-{slug}.md
fields:
  topic:   {is: text}
  by:      {is: person, needed: true}
  to:      {is: parties, needed: true}
  crew:    {is: {rows: {who: person, note: text}}}
  size:    {is: [small, large], needed: true}
  status:  {is: state}
  answers: {is: answers}
  due:     {is: time}
roles: {owner: by, asked: to}
sections:
  Text:   {by: owner}
  Result: {by: owner}
  Log:    {by: tacit}
states: [open, asked, done]
rests: [open]
final: [done]
acts:
  ask:    {by: owner, from: open, to: asked}
  answer: {by: asked, from: asked, answers: approve, then: finish}
  write:  {by: owner, from: asked, writes: Result}
  accept: {by: asked, from: asked, to: done}
  finish: {by: tacit, from: asked, to: done}
  again:  {by: owner, from: asked, restarts: settle}
promises:
  settle: {who: owner, in: asked, until: Result, within: 1 workday, kept: write}
  accept: {who: asked, in: asked, after: Result, within: 1 workday, kept: accept, silence: finish}
"""


def read(text: str) -> Protocol:
    protocol, findings = read_protocol(text, "protocols/ask.yaml", False)
    assert protocol is not None, findings
    return protocol


def proved(*changes: tuple[str, str]) -> tuple[Finding, ...]:
    text = ASK
    for old, new in changes:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return prove(read(text))


def only(*changes: tuple[str, str]) -> Finding:
    findings = proved(*changes)
    assert len(findings) == 1, findings
    return findings[0]


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_every_bundled_protocol_holds_what_it_promises(path: Path) -> None:
    assert prove(read(path.read_text("utf-8"))) == ()


def test_the_protocol_that_the_wrong_ones_are_made_of_is_sound() -> None:
    assert proved() == ()


def test_a_state_that_no_act_leads_to() -> None:
    finding = only(("[open, asked, done]", "[open, asked, done, late]"), ("final: [done]", "final: [done, late]"))
    assert (finding.path, finding.line, finding.rule) == ("protocols/ask.yaml", 17, "protocol")
    assert finding.message == "no act leads to the state `late`"
    assert "to: late" in finding.remedy


def test_an_act_that_makes_the_record_may_begin_elsewhere() -> None:
    assert (
        proved(
            (
                "  ask:    {by: owner, from: open, to: asked}",
                "  ask: {by: owner, to: {size: {small: open, else: asked}}}",
            )
        )
        == ()
    )
    finding = only(("  ask:    {by: owner, from: open, to: asked}", "  ask: {by: owner, to: asked}"))
    assert finding.message == "no act leads to the state `open`"


def test_a_state_that_is_never_left() -> None:
    findings = proved(
        ("from: asked, to: done}\n  finish", "from: asked}\n  finish"),
        ("by: tacit, from: asked, to: done", "by: tacit, from: asked"),
    )
    assert [finding.message for finding in findings] == [
        "no act leads to the state `done`",
        "in asked, no act leads on to a state that is final or rests",
    ]
    assert "from: asked" in findings[1].remedy


def test_a_state_that_is_not_left_in_one_case() -> None:
    finding = only(
        ("{by: asked, from: asked, to: done}", "{by: asked, from: asked, to: {size: {small: done, else: asked}}}"),
        ("{by: tacit, from: asked, to: done}", "{by: tacit, from: asked, to: {size: {large: asked, else: done}}}"),
    )
    assert finding.message == "in asked, when size is large, no act leads on to a state that is final or rests"


def test_a_state_where_nobody_owes_anything() -> None:
    finding = only(("rests: [open]\n", ""))
    assert finding.message == "in open, nobody owes anything"
    assert finding.line == 17
    assert finding.remedy == "Add a promise `in: open` that somebody can keep there, or name the state under `rests`."


def test_nobody_owes_anything_as_long_as_a_section_is_empty() -> None:
    finding = only(
        ("  settle: {who: owner, in: asked, until: Result,", "  settle: {who: owner, in: asked, after: Result,")
    )
    assert finding.message == "in asked, when Result is not filled, nobody owes anything"


def test_nobody_owes_anything_in_one_case_of_one_section() -> None:
    finding = only(
        ("write:  {by: owner,", "write:  {by: {size: {small: owner, else: tacit}},"),
        ("Result: {by: owner}", "Result: {by: tacit}"),
    )
    assert finding.message == "in asked, when size is large and Result is not filled, nobody owes anything"


def test_silence_of_tacit_counts_where_those_who_owe_can_do_nothing() -> None:
    assert proved(("kept: accept, silence: finish", "kept: accept, silence: [remind, finish]")) == ()
    finding = only(
        (
            "after: Result, within: 1 workday, kept: accept, silence: finish",
            "after: Result, within: 1 workday, kept: accept",
        ),
        (
            "accept: {by: asked, from: asked, to: done}",
            "accept: {by: {size: {small: asked, else: tacit}}, from: asked, to: done}",
        ),
    )
    assert finding.message == "in asked, when Result is filled and size is large, nobody owes anything"


def test_in_each_case_whoever_owes_something_can_do_it() -> None:
    settle, whole = "  settle: {who: owner,", ("until: Result, ", "")
    said = [one.message for one in proved((settle, "  settle: {who: {size: {small: owner, else: size}},"))]
    assert "nobody can ever owe the promise `settle`: `size` leads to no person or party" in said
    owed = (settle, "  settle: {who: {size: {small: owner, else: asked}},"), whole
    said = [one.message for one in proved(*owed)]
    assert "in asked, those who owe the promise `settle` can do none of the acts that keep it" in said
    assert "in asked, when size is large and Result is not filled, nobody owes anything" in said
    assert proved(*owed, ("write:  {by: owner,", "write:  {by: [owner, asked],")) == ()


def test_when_everybody_has_answered_something_must_follow() -> None:
    each = (
        "  accept: {who: asked, in: asked, after: Result, within: 1 workday, kept: accept,",
        "  accept: {who: asked, each: true, in: asked, after: Result, within: 1 workday, kept: answer,",
    )
    assert proved(each) == ()
    finding = only(each, (", answers: approve, then: finish", ", answers: approve"))
    assert finding.message == "in asked, when Result is filled, nobody owes anything"


@pytest.mark.parametrize(
    ("path", "sound"),
    [
        ("topic", False),
        ("size", False),
        ("due", False),
        ("goal", False),
        ("crew", False),
        ("crew.note", False),
        ("crew.who", True),
        ("by", True),
        ("to.lead", True),
        ("goal.owner", True),
        ("escalation.level", True),
    ],
)
def test_an_act_that_nobody_can_ever_do(path: str, sound: bool) -> None:
    findings = proved(("  again:  {by: owner,", f"  again:  {{by: {path},"))
    if sound:
        assert findings == ()
        return
    (finding,) = findings
    assert finding.message == f"nobody can ever do the act `again`: `{path}` leads to no person or party"
    assert finding.line == 26


def test_a_role_that_stands_for_nobody_is_found_in_all_that_hangs_on_it() -> None:
    findings = proved(("roles: {owner: by,", "roles: {owner: topic,"))
    assert [finding.line for finding in findings if "nobody can ever" in finding.message] == [21, 23, 26, 28]


def test_an_act_that_needs_what_nobody_can_fill() -> None:
    finding = only(("from: open, to: asked}", "from: open, to: asked, needs: Log}"))
    assert finding.message == "the act `ask` needs the section `Log`, which nobody can fill"
    assert proved(("from: open, to: asked}", "from: open, to: asked, needs: Text}")) == ()


def test_an_act_that_tacit_should_try_afterwards_and_cannot() -> None:
    finding = only(("then: finish", "then: write"))
    assert finding.message == "after `answer`, Tacit cannot do `write`"
    assert "by: tacit" in finding.remedy


def test_an_act_that_restarts_what_is_not_owed_afterwards() -> None:
    finding = only(("from: asked, restarts: settle", "from: asked, to: done, restarts: settle"))
    assert finding.message == "`again` restarts the promise `settle`, which is not owed afterwards"


def test_a_promise_that_waits_for_what_nobody_can_fill() -> None:
    findings = proved(("after: Result", "after: Log"))
    assert "the promise `accept` waits for the section `Log`, which nobody can fill" in {
        finding.message for finding in findings
    }
    assert findings[-1].line == 29


def test_an_act_that_writes_a_section_fills_it() -> None:
    assert (
        proved(("until: Result", "until: Log"), ("after: Result", "after: Log"), ("writes: Result", "writes: Log"))
        == ()
    )


def test_a_promise_in_a_final_state() -> None:
    finding = only(("who: owner, in: asked", "who: owner, in: [asked, done]"))
    assert finding.message == "the promise `settle` is owed in done, which is final: nothing is owed there"


def test_a_promise_that_nobody_can_owe() -> None:
    findings = proved(("  settle: {who: owner,", "  settle: {who: topic,"))
    assert findings[-1].message.startswith("nobody can ever owe the promise `settle`: `topic`")
    assert findings[0].message == "in asked, when Result is not filled, nobody owes anything"


def test_a_promise_kept_by_an_act_that_cannot_be_done_there() -> None:
    finding = only(("kept: write", "kept: [write, ask]"))
    assert finding.message == "the promise `settle` is kept by `ask`, which cannot be done in asked"
    assert (finding.line, finding.remedy) == (
        28,
        "Add one of its states to `from` of `ask`, or take the act out of `kept`.",
    )


def test_a_promise_that_those_who_owe_it_cannot_keep() -> None:
    finding = only(("after: Result, within: 1 workday, kept: accept", "after: Result, within: 1 workday, kept: write"))
    assert finding.message == "in asked, those who owe the promise `accept` can do none of the acts that keep it"


@pytest.mark.parametrize("who", ["to.lead", "asked.members", "anyone"])
def test_the_lead_and_the_members_of_a_team_can_keep_what_the_team_may(who: str) -> None:
    assert proved(("  accept: {who: asked,", f"  accept: {{who: {who},")) == ()


def test_silence_that_does_what_tacit_may_not() -> None:
    finding = only(("silence: finish", "silence: accept"))
    assert finding.message == "silence on `accept` does `accept`, which Tacit may not do"
    assert (finding.line, finding.remedy) == (29, "Add `tacit` to `by` of `accept`, or write `remind`.")


def test_silence_that_does_what_cannot_be_done_there() -> None:
    finding = only(
        ("silence: finish", "silence: close"), ("  again:", "  close: {by: tacit, from: open, to: done}\n  again:")
    )
    assert finding.message == "silence on `accept` does `close`, which Tacit cannot do in asked"


def test_silence_that_does_nothing_in_one_of_the_states() -> None:
    more = (
        ("[open, asked, done]", "[open, asked, read, done]"),
        ("  again:", "  read: {by: asked, from: asked, to: read}\n  again:"),
        ("accept: {by: asked, from: asked", "accept: {by: asked, from: [asked, read]"),
        ("who: owner, in: asked", "who: owner, in: [asked, read]"),
        ("write:  {by: owner, from: asked", "write:  {by: owner, from: [asked, read]"),
    )
    assert (
        proved(
            *more,
            ("who: asked, in: asked", "who: asked, in: [asked, read]"),
            ("silence: finish", "silence: [finish, remind]"),
        )
        == ()
    )
    finding = only(*more, ("who: asked, in: asked", "who: asked, in: [asked, read]"))
    assert finding.message == "in read, silence on `accept` does nothing: `finish` cannot be done there"


def test_a_case_that_is_left_out_where_it_can_come() -> None:
    small = ("until: Result, within: 1 workday", "until: Result, within: {size: {small: 1 workday}}")
    finding = only(small)
    assert finding.message == "`within` of the promise `settle` leaves out the case that size is large"
    assert (finding.line, finding.remedy) == (28, "Add `large: …` or `else: …`.")


def test_a_case_that_is_left_out_where_it_never_comes() -> None:
    small = ("until: Result, within: 1 workday", "until: Result, within: {size: {small: 1 workday}}")
    straight = ("from: open, to: asked", "from: open, to: {size: {large: done, else: asked}}")
    assert proved(small, straight) == ()


def test_a_state_that_is_left_out_matters_only_where_the_act_is_done() -> None:
    assert proved(("  again:  {by: owner,", "  again:  {by: {status: {asked: owner}},")) == ()
    finding = only(
        ("  again:  {by: owner, from: asked,", "  again:  {by: {status: {asked: owner}}, from: [open, asked],")
    )
    assert finding.message == "`by` of the act `again` leaves out the case that status is open"


def test_a_protocol_that_tells_too_many_cases_apart_is_refused_at_once() -> None:
    fields = "".join(f"  f{number}: {{is: [a, b, c, d], needed: true}}\n" for number in range(12))
    acts = "".join(
        f"  go{number}: {{by: {{f{number}: {{a: owner, else: tacit}}}}, from: asked}}\n" for number in range(12)
    )
    kept = ", ".join(f"go{number}" for number in range(12))
    findings = proved(
        ("  due:", f"{fields}  due:"), ("  again:", f"{acts}  again:"), ("kept: write", f"kept: [{kept}]")
    )
    assert ["too much hangs on too many" in finding.message for finding in findings] == [True]


def test_a_promise_without_a_due_time_makes_sure_of_nothing() -> None:
    closes = ("  due:     {is: time}", "  due:     {is: time}\n  closes:  {is: time}")
    by = ("until: Result, within: 1 workday", "until: Result, within: by closes")
    finding = only(closes, by)
    assert finding.message == "in asked, when Result is not filled and closes is not set, nobody owes anything"
    assert finding.remedy.startswith("Write `needed: true` of `closes`, add a promise")
    for needed in ("true", "{status: {open: false, else: true}}", "{size: {small: true, large: true}}"):
        assert (
            proved(("  due:     {is: time}", f"  due: {{is: time}}\n  closes: {{is: time, needed: {needed}}}"), by)
            == ()
        )
    small = "  due: {is: time}\n  closes: {is: time, needed: {size: {small: true}}}"
    assert (
        "when size is large and Result is not filled and closes" in only(("  due:     {is: time}", small), by).message
    )


def test_a_sum_is_there_when_both_of_its_parts_are() -> None:
    by = ("until: Result, within: 1 workday", "until: Result, within: after ends 2 hours")
    fields = "  due: {is: time}\n  at: {is: time, needed: true}\n  length: {is: duration}\n"
    ends = "  ends: {is: time, sum: [at, length]}"
    finding = only(("  due:     {is: time}", fields + ends), by)
    assert finding.message == "in asked, when Result is not filled and length is not set, nobody owes anything"
    started = fields.replace("is: duration", "is: duration, starts: 45 minutes")
    assert proved(("  due:     {is: time}", started + ends), by) == ()


def test_a_time_that_tacit_writes_on_the_way_into_the_state_is_there() -> None:
    by = ("until: Result, within: 1 workday", "until: Result, within: by closes")
    closes = ("  due:     {is: time}", "  due: {is: time}\n  closes: {is: time, by: tacit}")
    stepped = ("from: open, to: asked}", "from: open, to: asked, steps: {closes: 2 days}}")
    assert proved(by, closes, stepped) == ()
    assert "closes is not set" in only(by, closes).message
    by_owner = (closes[0], "  due: {is: time}\n  closes: {is: time}")
    assert "closes is not set" in only(by, by_owner, stepped).message


def test_a_promise_that_waits_for_other_records_makes_sure_of_nothing() -> None:
    about = ("  due:     {is: time}", "  due: {is: time}\n  about: {is: records}")
    finding = only(about, ("until: Result, within", "once: about, until: Result, within"))
    assert finding.message == "in asked, when Result is not filled, nobody owes anything"


def test_every_state_that_the_caller_may_choose_is_reached_and_must_be_left() -> None:
    states = ("[open, asked, done]", "[open, asked, seen, done]")
    chosen = ("from: open, to: asked}", "from: open, to: [asked, seen]}")
    assert [finding.message for finding in proved(states, chosen)] == [
        "in seen, no act leads on to a state that is final or rests",
        "in seen, nobody owes anything",
    ]


def test_a_nested_case_that_is_left_out_where_it_can_come() -> None:
    finding = only(
        (
            "until: Result, within: 1 workday",
            "until: Result, within: {Text: {None: {size: {small: 1 workday}}, else: 2 workdays}}",
        )
    )
    assert finding.message == "`within` of the promise `settle` leaves out the case that size is large"
    assert (
        proved(
            ("from: open, to: asked", "from: open, to: {size: {large: done, else: asked}}"),
            (
                "until: Result, within: 1 workday",
                "until: Result, within: {Text: {None: {size: {small: 1 workday}}, else: 2 workdays}}",
            ),
        )
        == ()
    )


def test_a_section_that_a_filler_writes_can_be_needed() -> None:
    filled = ("  again:  {by: owner,", "  count:  {by: owner, from: open, fills: {Log: votes}}\n  again:  {by: owner,")
    assert proved(filled, ("from: open, to: asked}", "from: open, to: asked, needs: Log}")) == ()


@pytest.mark.parametrize(
    ("who", "by", "sound"),
    [
        ("goal.milestones[topic].lead", "goal.milestones.lead", True),
        ("goal.milestones[topic].lead", "goal.milestones[topic].lead", True),
        ("goal.milestones.lead", "goal.milestones[topic].lead", False),
        ("crew[topic].who", "crew.who", True),
        ("crew[topic].note", "crew.note", False),
    ],
)
def test_who_stands_in_one_row_is_among_those_of_all_rows(who: str, by: str, sound: bool) -> None:
    findings = proved(
        ("  accept: {who: asked,", f"  accept: {{who: '{who}',"),
        ("  accept: {by: asked,", f"  accept: {{by: '{by}',"),
        ("kept: accept, silence: finish", "kept: accept"),
    )
    assert (findings == ()) is sound
