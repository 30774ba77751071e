"""Proves of a protocol what hangs on other kinds: that they are there, and have what it names of them."""

from collections.abc import Iterator, Mapping

from tacit.model.promise import Finding
from tacit.model.protocol import Opens, Protocol, Rhythm
from tacit.rules.course import could_be_somebody
from tacit.text.node_reader import near
from tacit.text.protocol_course import PERIODS


def prove_among(protocol: Protocol, kinds: Mapping[str, Protocol]) -> tuple[Finding, ...]:
    """What does not hold among these kinds, each with the line and a remedy."""
    kinds = {**kinds, protocol.kind: protocol}
    findings = list(_rhythm(protocol, protocol.rhythm, kinds)) if protocol.rhythm else []
    for act in protocol.acts.values():
        if act.closes and act.closes not in kinds:
            findings.append(_no_kind(protocol, act.line, f"the act `{act.name}` closes", act.closes, kinds))
        if act.opens:
            findings += _opens(protocol, act.opens, act.line, f"the act `{act.name}` opens", kinds)
    return tuple(dict.fromkeys(findings))


def _opens(protocol: Protocol, opens: Opens, line: int, where: str, kinds: Mapping[str, Protocol]) -> Iterator[Finding]:
    other = kinds.get(opens.kind)
    if other is None:
        yield _no_kind(protocol, line, where, opens.kind, kinds)
        return
    for names, known, what in (
        (opens.fields, other.fields, "field"),
        (opens.writes, other.sections, "section"),
        (opens.given, (*other.fields, *other.sections), "field or section"),
    ):
        for name in names:
            if name not in known:
                said = f"{where} a {opens.kind} with `{name}`, which is no {what} of it"
                yield _error(protocol, line, said, near(name, known))


def _rhythm(protocol: Protocol, rhythm: Rhythm, kinds: Mapping[str, Protocol]) -> Iterator[Finding]:
    states: dict[str, None] = {}
    for path in rhythm.who:
        kind, _, rest = path.partition(".")
        other = kinds.get(kind)
        if other is None:
            yield _no_kind(protocol, rhythm.line, "the rhythm comes round for", kind, kinds)
            continue
        states.update(dict.fromkeys(other.states))
        if rhythm.every not in PERIODS and rhythm.every not in _spans_of(other):
            said = f"the rhythm comes round every `{rhythm.every}`, which is no period and no span of a {kind}"
            yield _error(protocol, rhythm.line, said, near(rhythm.every, (*PERIODS, *_spans_of(other))))
        if not could_be_somebody(other, [rest]):
            said = f"the rhythm comes round for `{path}`, which leads to no person or party"
            yield _error(protocol, rhythm.line, said, near(rest.partition(".")[0], (*other.fields, *other.roles)))
    for state in rhythm.states if states else ():
        if state not in states:
            said = f"the rhythm comes round in `{state}`, which is no state of {' or '.join(_kinds_of(rhythm))}"
            yield _error(protocol, rhythm.line, said, near(state, states))


def _spans_of(protocol: Protocol) -> tuple[str, ...]:
    return tuple(name for name, field in protocol.fields.items() if field.type == "duration")


def _kinds_of(rhythm: Rhythm) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path.partition(".")[0] for path in rhythm.who))


def _no_kind(protocol: Protocol, line: int, where: str, kind: str, kinds: Mapping[str, Protocol]) -> Finding:
    return _error(protocol, line, f"{where} `{kind}`, which is no kind", near(kind, kinds))


def _error(protocol: Protocol, line: int, message: str, remedy: str) -> Finding:
    return Finding(protocol.path, line or 1, "protocol", "error", message, remedy)
