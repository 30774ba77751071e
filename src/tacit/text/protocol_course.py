"""Reads what a protocol says of a record's course: acts, promises, and the rhythm."""

import re
from collections.abc import Mapping

from tacit.model.protocol import CHANGES, RECORD_TYPES, ActRule, Choice, Opens, PromiseRule, Rhythm, Section
from tacit.text.node_reader import near, said
from tacit.text.protocol_reader import GENERIC_ACTS, ProtocolReader
from tacit.text.spans import is_span
from tacit.text.values import ANSWERS
from tacit.text.yaml_nodes import Items, Map, Node, Scalar

ACT_KEYS = (
    "by", "from", "to", "needs", "writes", "sets", "marks", "ticks", "because", "answers", "then", "change",
    "restarts", "opens", "closes", "carries", "steps", "fills", "moves", "tells", "guards", "binding",
)  # fmt: skip
PROMISE_KEYS = ("who", "each", "in", "within", "due", "kept", "remind", "silence", "after", "until", "once")
_HANGING = ("by", "to", "needs", "guards")  # keys of an act whose values may hang on a field or section
_OWN_FORM = (*_HANGING, "opens")
_CHOSEN = ("who", "within", "silence")  # the same of a promise
RHYTHM_KEYS = ("every", "on", "for", "by", "in", "remind")
PERIODS = ("workday", "week", "month")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PERCENT = re.compile(r"([1-9]\d?)\s?%")
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_BRACED = ("id", "title")  # what braces may hold besides fields and sections, where a record opens another
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def read_acts(
    reader: ProtocolReader, node: Node | None, archive: str | None, sections: Mapping[str, Section]
) -> dict[str, ActRule]:
    acts = {}
    for key, value in reader.map(node, "`acts`"):
        reader.lower_name(key, "an act")
        acts[key.text] = _act(reader, key, value)
        _sections_fit(reader, acts[key.text], sections)
        if acts[key.text].moves and not archive:
            remedy = "Add `archive: archive/…` to the protocol, or take `moves` away."
            reader.error(key.line, f"the act `{key.text}` moves the record to an archive that there is not", remedy)
    return acts


def _act(reader: ProtocolReader, key: Scalar, node: Node) -> ActRule:
    where = f"the act `{key.text}`"
    given = reader.keys(node, ACT_KEYS, where)
    names = reader.names
    if "by" not in given:
        reader.error(key.line, f"{where} does not say who may do it", f"Add `by: {next(iter(names.roles), 'anyone')}`.")
    plain = {
        name: reader.plain(value, f"`{name}` of {where}") for name, value in given.items() if name not in _OWN_FORM
    }
    by = reader.choice(given.get("by"), lambda value: reader.parties(value, f"`by` of {where}"), f"`by` of {where}")
    source, (target, chooses) = _source(reader, plain, where), _target(reader, given.get("to"), where)
    if chooses and source is None:
        reader.error(key.line, f"{where} makes the record, and may lead to one state only", "Write `to: STATE`.")
    change = reader.all_known(plain.get("change"), CHANGES, "kind of change", "`change`")
    return ActRule(
        name=key.text,
        by=by,
        source=source,
        to=target,
        chooses=chooses,
        needs=reader.choice(given.get("needs"), lambda value: reader.sections(value, "`needs`"), "`needs`", ()),
        writes=reader.sections(plain.get("writes"), "`writes`"),
        sets=reader.all_known(plain.get("sets"), names.types, "field", "`sets`"),
        marks=_marks(reader, plain.get("marks")),
        ticks=reader.sections(plain.get("ticks"), "`ticks`"),
        because=reader.flag(plain.get("because"), "`because`"),
        answers=_answers(reader, plain.get("answers"), where),
        then=reader.all_known(plain.get("then"), names.acts, "act", "`then`"),
        change=change,
        restarts=reader.all_known(plain.get("restarts"), names.promises, "promise", "`restarts`"),
        opens=_opens(reader, given.get("opens"), where),
        closes=reader.kind(plain.get("closes")),
        carries=_carries(reader, plain.get("carries")),
        steps=_steps(reader, plain.get("steps")),
        fills=_fills(reader, plain.get("fills")),
        moves=reader.one_of(plain.get("moves"), ("archive",), "place to move a record to"),
        tells=reader.parties(plain.get("tells"), f"`tells` of {where}"),
        guards=reader.choice(given.get("guards"), lambda value: _guards(reader, value), "`guards`", {}),
        binding=reader.flag(plain.get("binding"), "`binding`"),
        line=key.line,
    )


def _sections_fit(reader: ProtocolReader, act: ActRule, sections: Mapping[str, Section]) -> None:
    """Marks must be among those of their section, and what is ticked must have something to tick."""
    for heading, mark in act.marks.items():
        marks = sections[heading].marked
        if mark not in marks:
            remedy = near(mark, marks) if marks else f"Give the section marks: `marked: [{mark}]`."
            reader.error(act.line, f"`{mark}` is no mark of the section `{heading}`", remedy)
    for heading in act.ticks:
        if not sections[heading].ticks:
            reader.error(act.line, f"the section `{heading}` has nothing to tick", "Give it `ticks: [what is agreed]`.")


def _source(reader: ProtocolReader, plain: dict[str, Node | None], where: str) -> tuple[str, ...] | None:
    if "from" not in plain:
        return None
    node = plain["from"]
    states = reader.states(node, "`from`")
    if node is not None and not states and not reader.scalars(node, "`from`"):
        remedy = "Name its states, or leave `from` out for the act that makes the record."
        reader.error(node.line, f"{where} starts in no state", remedy)
    return states


def _target(reader: ProtocolReader, node: Node | None, where: str) -> tuple[Choice[str] | None, tuple[str, ...]]:
    """The state that follows; or those that the caller chooses from."""
    if node is None:
        return None, ()
    if isinstance(node, Items):
        chosen = tuple(dict.fromkeys(reader.states(node, f"`to` of {where}")))
        if not node.nodes:
            reader.error(node.line, f"{where} leads to no state", "Name its states, or leave `to` out.")
        return (Choice(chosen[0]), ()) if len(chosen) == 1 else (None, chosen)
    state = reader.choice(
        node, lambda value: reader.one_of(value, reader.names.states, "state") or "", f"`to` of {where}"
    )
    return state, ()


def _marks(reader: ProtocolReader, node: Node | None) -> dict[str, str]:
    marks = {}
    for section, mark in reader.map(node, "`marks`"):
        if reader.section(section):
            marks[section.text] = reader.text(mark, "a mark")
    return marks


def _answers(reader: ProtocolReader, node: Node | None, where: str) -> str | None:
    answer = reader.one_of(node, ANSWERS, "answer")
    if node is not None and answer and not reader.names.of_type("answers"):
        reader.error(node.line, f"{where} answers, but no field keeps answers", "Add `answers: {is: answers}`.")
    return answer


def _opens(reader: ProtocolReader, node: Node | None, where: str) -> Opens | None:
    """A kind; or a kind with what its fields and sections begin with."""
    if not isinstance(node, Map):
        kind = reader.kind(node)
        return Opens(kind) if kind is not None else None
    if len(node.pairs) != 1:
        reader.error(node.line, f"{where} opens one record", "Write `opens: {kind: {field: value}}`.")
        return None
    ((key, values),) = node.pairs
    kind = reader.kind(key)
    fields: dict[str, str] = {}
    writes: dict[str, str] = {}
    given = []
    for name, value in reader.map(values, f"what {where} opens"):
        text = reader.text(value, f"`{name.text}` of what {where} opens")
        if text == "given" and isinstance(value, Scalar) and not value.quoted:
            given.append(name.text)
            continue
        reader.braces(text, value.line, (*reader.names.sections, *_BRACED))
        (fields if _FIELD_NAME.fullmatch(name.text) else writes)[name.text] = text
    return Opens(kind, fields, writes, tuple(given)) if kind is not None else None


def _steps(reader: ProtocolReader, node: Node | None) -> dict[str, str]:
    """A number that goes up by one; or dates with the span that they go on by."""
    if not isinstance(node, Map):
        name = reader.field_of_type(node, ("number",), "`steps`")
        return {name: ""} if name is not None else {}
    steps = {}
    for key, value in node.pairs:
        name = reader.field_of_type(key, ("date", "time"), "`steps`")
        span = reader.text(value, "`steps`")
        if reader.names.types.get(span) != "duration" and not is_span(span):
            remedy = "Write a span, `90 days`, or name a field of type `duration`."
            reader.error(value.line, f"{said(value)} is not by how much `{key.text}` goes on", remedy)
        elif name is not None:
            steps[name] = span
    return steps


def _fills(reader: ProtocolReader, node: Node | None) -> dict[str, str]:
    fills = {}
    for section, filler in reader.map(node, "`fills`"):
        if reader.section(section):
            fills[section.text] = reader.filler(filler)
    return fills


def _carries(reader: ProtocolReader, node: Node | None) -> dict[str, str]:
    """Which record, and which act to do there: the one that a field names, or one of this kind's own."""
    carries = {}
    for key, value in reader.map(node, "`carries`"):
        if reader.known(key, reader.names.of_type("record"), "field that holds a record"):
            if isinstance(value, Scalar) and value.text in reader.names.acts:
                act: str | None = value.text
            else:
                act = reader.field_of_type(value, ("text", "choice"), "`carries`")
            if act is not None:
                carries[key.text] = act
    return carries


def _guards(reader: ProtocolReader, node: Node | None) -> dict[str, str]:
    """A name, a list of names, or names with their arguments."""
    if not isinstance(node, Map):
        return {name.text: "" for name in reader.scalars(node, "`guards`") if reader.guard(name)}
    guards = {}
    for name, argument in reader.map(node, "`guards`"):
        if reader.guard(name):
            guards[name.text] = reader.text(argument, f"the guard `{name.text}`")
    return guards


def read_promises(reader: ProtocolReader, node: Node | None) -> dict[str, PromiseRule]:
    promises = {}
    for key, value in reader.map(node, "`promises`"):
        reader.name(key, "a promise")
        promises[key.text] = _promise(reader, key, value)
    return promises


def _promise(reader: ProtocolReader, key: Scalar, node: Node) -> PromiseRule:
    where = f"the promise `{key.text}`"
    given = reader.keys(node, PROMISE_KEYS, where)
    plain = {name: reader.plain(value, f"`{name}` of {where}") for name, value in given.items() if name not in _CHOSEN}
    acts = (*reader.names.acts, *GENERIC_ACTS)
    _is_whole(reader, key, given, where)
    return PromiseRule(
        name=key.text,
        who=reader.choice(
            given.get("who"), lambda value: reader.parties(value, f"`who` of {where}"), f"`who` of {where}"
        ),
        states=reader.states(plain.get("in"), "`in`"),
        within=reader.choice(
            given.get("within"), lambda value: reader.within(value, f"`within` of {where}"), f"`within` of {where}"
        ),
        kept=reader.all_known(plain.get("kept"), acts, "act", "`kept`"),
        each=reader.flag(plain.get("each"), "`each`"),
        due=_due(reader, key, plain.get("due"), given, where),
        remind=_remind(reader, plain.get("remind")),
        silence=reader.choice(given.get("silence"), lambda value: _silence(reader, value), f"`silence` of {where}"),
        after=reader.one_of(plain.get("after"), reader.names.sections, "section"),
        until=reader.one_of(plain.get("until"), reader.names.sections, "section"),
        once=reader.field_of_type(plain.get("once"), RECORD_TYPES, "`once`"),
        line=key.line,
    )


def _is_whole(reader: ProtocolReader, key: Scalar, given: dict[str, Node], where: str) -> None:
    wanted = {
        "who": ("does not say who owes it", f"Add `who: {next(iter(reader.names.roles), 'anyone')}`."),
        "in": ("does not say in which states it is owed", "Add `in: [state, …]`."),
        "within": ("does not say within what time", "Add `within: 1 workday`."),
    }
    for name, (lacks, remedy) in wanted.items():
        if name not in given:
            reader.error(key.line, f"{where} {lacks}", remedy)
    if "kept" not in given and "until" not in given:
        reader.error(key.line, f"{where} does not say how it is kept", "Add `kept: [act, …]`.")


def _due(reader: ProtocolReader, key: Scalar, node: Node | None, given: Mapping[str, Node], where: str) -> str:
    times = reader.names.of_type("time")
    if node is not None:
        return reader.one_of(node, times, "field of type `time`") or "due"
    silence = given.get("silence")
    if (
        "due" not in times
        and reader.names.foreign
        and (silence is None or (isinstance(silence, Scalar) and silence.text == "remind"))
    ):
        return ""  # such a file has no place for it: it is reckoned each time, and never written
    if "within" in given and "due" not in times:
        reader.error(
            key.line, f"{where} has no field for the time when it is due", "Add `due: {is: time}` to `fields`."
        )
    return "due"


def _remind(reader: ProtocolReader, node: Node | None) -> tuple[int, ...]:
    percents = set()
    for word in reader.scalars(node, "`remind`"):
        found = _PERCENT.fullmatch(word.text)
        if found:
            percents.add(int(found[1]))
        else:
            remedy = "Write a share of the window, from 1% to 99%: `remind: [50%, 90%]`."
            reader.error(word.line, f"{said(word)} is no share of a window", remedy)
    return tuple(sorted(percents))


def _silence(reader: ProtocolReader, node: Node | None) -> tuple[str, ...]:
    known = ("remind", *reader.names.acts)
    return reader.all_known(node, known, "act, and not `remind`", "`silence`") or ("remind",)


def read_rhythm(reader: ProtocolReader, node: Node | None) -> Rhythm | None:
    if node is None:
        return None
    given = reader.keys(node, RHYTHM_KEYS, "the rhythm")
    every = _every(reader, given.get("every"), node.line)
    if "for" not in given:
        reader.error(node.line, "the rhythm does not say for whom", "Add `for: goal.members`.")
    who = tuple(word.text for word in reader.scalars(given.get("for"), "`for`") if _goes_round(reader, word))
    by = reader.text(given.get("by"), "`by` of the rhythm") or "end of hours"
    if by != "end of hours" and not _TIME_OF_DAY.fullmatch(by):
        line = given["by"].line
        reader.error(line, f"`{by}` is no time of day", "Write `end of hours`, or a time such as `16:00`.")
    return Rhythm(
        every,
        who,
        _on(reader, given.get("on"), every),
        by,
        node.line,
        reader.texts(given.get("in"), "`in` of the rhythm"),
        _remind(reader, given.get("remind")),
    )


def _goes_round(reader: ProtocolReader, word: Scalar) -> bool:
    """`goal.owner`: a kind, and the way from a record of it to people."""
    kind, _, rest = word.text.partition(".")
    if not rest or not reader.leads_on(word.text):
        said_ = f"{said(word)} does not lead from records of a kind to people"
        reader.error(word.line, said_, "Write the kind and a field of it: `goal.owner`, `goal.milestones.lead`.")
        return False
    known = reader.kinds is None or kind in reader.kinds
    if not known:
        reader.error(
            word.line, f"the rhythm comes round for `{kind}`, which is no kind", near(kind, reader.kinds or ())
        )
    return known


def _every(reader: ProtocolReader, node: Node | None, line: int) -> str:
    """A period, or the field of the records that it comes round for that holds one."""
    every = reader.text(node, "`every`")
    if every not in PERIODS and not _FIELD_NAME.fullmatch(every):
        said_ = f"`{every}` is no period, and cannot be a field" if every else "the rhythm has no period"
        reader.error(node.line if node else line, said_, near(every, PERIODS))
    return every


def _on(reader: ProtocolReader, node: Node | None, every: str) -> str:
    if node is None:
        return ""
    if every == "month":
        return str(reader.number(node, "`on`", 1, 31) or "")
    return reader.one_of(node, _WEEKDAYS, "day of the week") or ""
