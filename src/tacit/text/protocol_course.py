"""Reads what a protocol says of a record's course: acts, promises, and the rhythm."""

import re
from collections.abc import Mapping

from tacit.model.protocol import ActRule, Choice, Opens, PromiseRule, Rhythm, Section
from tacit.text.node_reader import near, said
from tacit.text.protocol_reader import GENERIC_ACTS, ProtocolReader
from tacit.text.yaml_nodes import Map, Node, Scalar

ACT_KEYS = (
    "by", "from", "to", "needs", "writes", "sets", "marks", "ticks", "because", "answers", "then", "change",
    "restarts", "opens", "closes", "carries", "steps", "moves", "tells", "guards", "binding",
)  # fmt: skip
PROMISE_KEYS = ("who", "each", "in", "within", "due", "kept", "remind", "silence", "after", "until")
_HANGING = ("by", "to", "needs", "guards")  # keys of an act whose values may hang on a field or section
_CHOSEN = ("within", "silence")  # the same of a promise
RHYTHM_KEYS = ("every", "on", "for", "by")
_ANSWERS = ("approve", "abstain", "object")
_CHANGES = ("editorial", "substantial")
_PERIODS = ("workday", "week", "month")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PERCENT = re.compile(r"([1-9]\d?)\s?%")
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def read_acts(
    reader: ProtocolReader, node: Node | None, archive: str | None, sections: Mapping[str, Section]
) -> dict[str, ActRule]:
    acts = {}
    for key, value in reader.map(node, "`acts`"):
        reader.name(key, "an act")
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
    plain = {name: reader.plain(value, f"`{name}` of {where}") for name, value in given.items() if name not in _HANGING}
    change = reader.all_known(plain.get("change"), _CHANGES, "kind of change", "`change`")
    return ActRule(
        name=key.text,
        by=reader.choice(given.get("by"), lambda value: reader.parties(value, f"`by` of {where}"), f"`by` of {where}"),
        source=_source(reader, plain, where),
        to=_target(reader, given.get("to"), where),
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
        opens=_opens(reader, plain.get("opens")),
        closes=reader.kind(plain.get("closes")),
        carries=_carries(reader, plain.get("carries")),
        steps=_steps(reader, plain.get("steps")),
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


def _target(reader: ProtocolReader, node: Node | None, where: str) -> Choice[str] | None:
    if node is None:
        return None
    return reader.choice(
        node, lambda value: reader.one_of(value, reader.names.states, "state") or "", f"`to` of {where}"
    )


def _marks(reader: ProtocolReader, node: Node | None) -> dict[str, str]:
    marks = {}
    for section, mark in reader.map(node, "`marks`"):
        if reader.section(section):
            marks[section.text] = reader.text(mark, "a mark")
    return marks


def _answers(reader: ProtocolReader, node: Node | None, where: str) -> str | None:
    answer = reader.one_of(node, _ANSWERS, "answer")
    if node is not None and answer and not reader.names.of_type("answers"):
        reader.error(node.line, f"{where} answers, but no field keeps answers", "Add `answers: {is: answers}`.")
    return answer


def _opens(reader: ProtocolReader, node: Node | None) -> Opens | None:
    kind = reader.kind(node)
    return Opens(kind) if kind is not None else None


def _steps(reader: ProtocolReader, node: Node | None) -> dict[str, str]:
    name = reader.field_of_type(node, ("number",), "`steps`")
    return {name: ""} if name is not None else {}


def _carries(reader: ProtocolReader, node: Node | None) -> dict[str, str]:
    carries = {}
    for key, value in reader.map(node, "`carries`"):
        if reader.known(key, reader.names.of_type("record"), "field that holds a record"):
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
        who=reader.parties(plain.get("who"), f"`who` of {where}"),
        states=reader.states(plain.get("in"), "`in`"),
        within=reader.choice(
            given.get("within"), lambda value: reader.within(value, f"`within` of {where}"), f"`within` of {where}"
        ),
        kept=reader.all_known(plain.get("kept"), acts, "act", "`kept`"),
        each=reader.flag(plain.get("each"), "`each`"),
        due=_due(reader, key, plain.get("due"), given.get("within"), where),
        remind=_remind(reader, plain.get("remind")),
        silence=reader.choice(given.get("silence"), lambda value: _silence(reader, value), f"`silence` of {where}"),
        after=reader.one_of(plain.get("after"), reader.names.sections, "section"),
        until=reader.one_of(plain.get("until"), reader.names.sections, "section"),
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


def _due(reader: ProtocolReader, key: Scalar, node: Node | None, within: Node | None, where: str) -> str:
    times = reader.names.of_type("time")
    if node is not None:
        return reader.one_of(node, times, "field of type `time`") or "due"
    if within is not None and "due" not in times:
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
    who = reader.parties(given.get("for"), "`for` of the rhythm")
    by = reader.text(given.get("by"), "`by` of the rhythm") or "end of hours"
    if by != "end of hours" and not _TIME_OF_DAY.fullmatch(by):
        line = given["by"].line
        reader.error(line, f"`{by}` is no time of day", "Write `end of hours`, or a time such as `16:00`.")
    return Rhythm(every, who or ("anyone",), _on(reader, given.get("on"), every), by, node.line)


def _every(reader: ProtocolReader, node: Node | None, line: int) -> str:
    every = reader.text(node, "`every`")
    if every not in _PERIODS and reader.names.types.get(every) != "duration":
        said_ = f"`{every}` is no period and no field of type `duration`" if every else "the rhythm has no period"
        reader.error(node.line if node else line, said_, near(every, (*_PERIODS, *reader.names.of_type("duration"))))
    return every


def _on(reader: ProtocolReader, node: Node | None, every: str) -> str:
    if node is None:
        return ""
    if every == "month":
        return str(reader.number(node, "`on`", 1, 31) or "")
    return reader.one_of(node, _WEEKDAYS, "day of the week") or ""
