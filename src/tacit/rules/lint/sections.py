"""`missing-section`, `one-question` and `too-long`: what stands in a record, and what should."""

import re
from collections.abc import Iterator, Mapping

from tacit.model.promise import Finding
from tacit.model.protocol import ActRule, Protocol, Section
from tacit.model.record import Part, Record
from tacit.rules import wording
from tacit.rules.choices import case_of, choose
from tacit.rules.creation import making_act
from tacit.rules.questions import questions, sentences
from tacit.rules.world import TACIT, World
from tacit.text.checklists import tick_items
from tacit.text.section_edits import behind_key

_QUESTION = re.compile(r"\bquestion\b", re.IGNORECASE)


def missing_sections(record: Record, protocol: Protocol, world: World) -> Iterator[Finding]:
    """Sections that an act on the way to this state needed, and those of the template that are not there."""
    if record.status not in protocol.states:
        return
    needed = _needed(record, protocol)
    for key in protocol.sections:
        part = record.part(key)
        if key in needed and not (part and part.filled):
            yield _unfilled(record, protocol, world, key, needed[key], part)
        elif part is None and _is_expected(protocol.sections[key], record, protocol):
            heading = wording.heading(key, record, protocol, world)
            said = f"the section “{heading}” is not there"
            remedy = f"Add {_spelled(heading, protocol)}, so that it can be found and filled."
            yield Finding(record.path, _last_line(record), "missing-section", "warning", said, remedy)


def _unfilled(record: Record, protocol: Protocol, world: World, key: str, why: str, part: Part | None) -> Finding:
    heading = wording.heading(key, record, protocol, world)
    is_history = record.status in protocol.final
    # A checklist nobody ticked says less than a text nobody wrote: the status may have been set by both.
    is_checklist = bool(protocol.sections[key].ticks)
    said = f"the section “{heading}” is not {'ticked' if is_checklist else 'filled'}, but {why}"
    remedy = f"Fill {_spelled(heading, protocol)}, or set the status back."
    line = part.line if part else record.lines.get("status", 1)
    return Finding(
        record.path, line, "missing-section", "warning" if is_history or is_checklist else "error", said, remedy
    )


def _spelled(heading: str, protocol: Protocol) -> str:
    if protocol.layout == "headings":
        return f"`{'#' * protocol.level} {heading}`"
    return f"`{behind_key(heading, '', protocol.layout, protocol.spelled)}`"


def _last_line(record: Record) -> int:
    return max((part.line for part in record.parts), default=max(record.lines.values(), default=1))


def _needed(record: Record, protocol: Protocol) -> Mapping[str, str]:
    """Sections that must be filled by now, each with the reason in words."""
    making = making_act(protocol)
    found: dict[str, str] = {}
    if making is not None or record.status != protocol.states[0]:
        for section in protocol.sections.values():
            if section.starts is None and choose(section.needed, record, protocol):
                found[section.heading] = f"a {protocol.kind} needs it"
    for key in _on_every_way(record, protocol).get(record.status, frozenset()):
        section = protocol.sections[key]
        if section.ticks and not tick_items(section, protocol, record.fields, {}):
            continue  # a checklist of a list that is empty
        found.setdefault(key, f"nothing becomes {record.status} without it")
    return found


Ways = Mapping[str, frozenset[str]]  # state → the sections that each way to it fills

# By identity, as protocols have no hash; each entry keeps its protocol, so that an id is not taken again.
_ways: dict[tuple[int, tuple[str, ...]], tuple[Protocol, Ways]] = {}
_MOST_WAYS = 512


def _on_every_way(record: Record, protocol: Protocol) -> Ways:
    """For each state that this record can come to, the sections that are filled by then, whatever way it went."""
    hangs_on = {choice.on for act in protocol.acts.values() for choice in (act.to, act.needs) if choice and choice.on}
    key = id(protocol), tuple(str(case_of(on, record, protocol)) for on in sorted(hangs_on))
    if key not in _ways:
        if len(_ways) >= _MOST_WAYS:
            _ways.clear()
        _ways[key] = protocol, _walked(record, protocol)
    return _ways[key][1]


def _walked(record: Record, protocol: Protocol) -> Ways:
    making = making_act(protocol)
    first = choose(making.to, record, protocol) if making and making.to else protocol.states[0]
    found = {first: frozenset(_fills(making, record, protocol)) if making else frozenset[str]()}
    steps = [(act, source) for act in protocol.acts.values() for source in act.source or ()]
    moved = True
    while moved:
        moved = False
        for act, source in steps:
            filled = found[source] | _fills(act, record, protocol) if source in found else frozenset()
            for target in _targets(act, source, record, protocol) if source in found else ():
                now = found[target] & filled if target in found else filled
                if now != found.get(target):
                    found[target], moved = now, True
    return found


def _targets(act: ActRule, source: str, record: Record, protocol: Protocol) -> tuple[str, ...]:
    """Where an act leads from a state, but for back to it."""
    possible = act.chooses or ((choose(act.to, record, protocol),) if act.to is not None else ())
    return tuple(target for target in possible if target != source)


def _fills(act: ActRule, record: Record, protocol: Protocol) -> frozenset[str]:
    keys = (*choose(act.needs, record, protocol), *act.writes, *act.ticks)
    return frozenset(key for key in keys if not protocol.sections[key].entries)


def _is_expected(section: Section, record: Record, protocol: Protocol) -> bool:
    """Whether a section should stand there even while it is empty: the template says what belongs there, or an act
    will look for it. A line need not."""
    if (
        protocol.layout != "headings"
        or section.entries
        or section.suffix
        or TACIT in section.by
        or record.status in protocol.final
    ):
        return False
    acts = [act for act in protocol.acts.values() if section.heading in _mentioned(act, record, protocol)]
    if not acts:
        return bool(section.hint) or choose(section.needed, record, protocol)
    within_reach = _on_every_way(record, protocol)
    return any(source in within_reach for act in acts for source in act.source or ())


def _mentioned(act: ActRule, record: Record, protocol: Protocol) -> set[str]:
    return {*act.writes, *act.ticks, *act.marks, *choose(act.needs, record, protocol)}


def several_questions(record: Record, protocol: Protocol, world: World) -> Iterator[Finding]:
    """A record whose question section asks more than one thing; those that rest for good are left in peace."""
    if record.status in protocol.final:
        return
    for key in protocol.sections:
        part = record.part(key)
        if part is None or not part.filled or not _QUESTION.search(key):
            continue
        asked = questions(part.body)
        if len(asked) > 1:
            heading = wording.heading(key, record, protocol, world)
            first, second = (_short(question) for question in asked[:2])
            said = f"“{heading}” asks {len(asked)} things: “{first}”, “{second}”{' …' if len(asked) > 2 else ''}"
            remedy = f"One question, one {protocol.kind}: ask each of the others with `tacit new {protocol.kind}`."
            yield Finding(record.path, part.line, "one-question", "warning", said, remedy)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "…"


def long_sections(record: Record, protocol: Protocol, world: World) -> Iterator[Finding]:
    for key, section in protocol.sections.items():
        part = record.part(key)
        if section.sentences is None or part is None or not part.filled:
            continue
        count = len(sentences(part.body))
        if count > section.sentences:
            heading = wording.heading(key, record, protocol, world)
            said = f"“{heading}” is {count} sentences long, {section.sentences} are enough"
            yield Finding(
                record.path, part.line, "too-long", "warning", said, f"Say it in {section.sentences} sentences at most."
            )


def twice(record: Record, protocol: Protocol, world: World) -> Iterator[Finding]:
    """A section that stands there twice: nobody knows which one counts."""
    seen: dict[str, int] = {}
    for part in record.parts:
        if part.known and part.key in seen:
            heading = wording.heading(part.key, record, protocol, world) if part.key in protocol.sections else part.key
            said = f"the section “{heading}” stands here for the second time, first on line {seen[part.key]}"
            yield Finding(
                record.path,
                part.line,
                "missing-section",
                "warning",
                said,
                "Make one section of them; the first one counts.",
            )
        seen.setdefault(part.key, part.line)
