"""The proof against somebody who walks: small random protocols, every state and every case tried out one by one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from tacit.model.clock import Clock, Span
from tacit.model.protocol import ActRule, Choice, Field, PromiseRule, Protocol, Role, Section
from tacit.rules.proof import idle, prove, traps, unreached

T = TypeVar("T")

STATES = ("s0", "s1", "s2")
SIZES = ("small", "large")
HUES = ("red", "blue", "None")  # a hue may be missing
PEOPLE = {"owner": "ann", "asked": "ben"}
PARTIES = ("owner", "asked", "anyone", "tacit")


@dataclass(frozen=True)
class World:
    status: str
    size: str
    hue: str
    filled: bool
    closes: bool  # whether the field has a value


# -- random protocols


def hanging(value: st.SearchStrategy[T]) -> st.SearchStrategy[Choice[T]]:
    def on(name: str, values: tuple[str, ...], case: st.SearchStrategy[T | Choice[T]]) -> st.SearchStrategy[Choice[T]]:
        cases = st.dictionaries(st.sampled_from(values), case, max_size=2)
        return st.builds(lambda otherwise, found: Choice(otherwise, name, found), value, cases)

    def dependent(value: st.SearchStrategy[T | Choice[T]]) -> st.SearchStrategy[Choice[T]]:
        return st.one_of(
            on("size", SIZES, value), on("hue", HUES, value), on("status", STATES, value), on("Text", ("None",), value)
        )

    once = dependent(value)
    return st.builds(Choice, value) | once | dependent(value | once)


parties = st.lists(st.sampled_from(PARTIES), min_size=1, max_size=2, unique=True).map(tuple)
some_states = st.lists(st.sampled_from(STATES), min_size=1, max_size=3, unique=True).map(tuple)
maybe_text = st.sampled_from([None, None, "Text"])
acts = st.builds(
    ActRule,
    name=st.just(""),
    by=hanging(parties),
    source=st.none() | some_states | some_states | some_states,
    to=st.none() | hanging(st.sampled_from(STATES)),
) | st.builds(ActRule, name=st.just(""), by=hanging(parties), source=some_states, chooses=some_states)
clocks = st.sampled_from([Clock(Span(1, "workdays"))] * 3 + [Clock(Span(0, "minutes"), "by", "closes")])


needs = st.sampled_from(
    [
        Choice(False),
        Choice(False),
        Choice(True),
        Choice(False, "size", {"large": True}),
        Choice(True, "status", {"s1": False}),
    ]
)


@st.composite
def protocols(draw: st.DrawFn) -> Protocol:
    drawn = draw(st.lists(acts, min_size=1, max_size=5))
    rules = {f"a{number}": replace(act, name=f"a{number}") for number, act in enumerate(drawn)}
    names = st.lists(st.sampled_from(sorted(rules)), min_size=1, max_size=2, unique=True).map(tuple)
    promise = st.builds(
        PromiseRule,
        name=st.just(""),
        who=hanging(parties),
        states=some_states,
        within=hanging(clocks),
        once=st.sampled_from([None, None, None, "about"]),
        kept=names,
        silence=hanging(st.just(("remind",)) | names),
        after=maybe_text,
        until=maybe_text,
    )
    owed = {
        f"p{number}": replace(found, name=f"p{number}")
        for number, found in enumerate(draw(st.lists(promise, max_size=4)))
    }
    return Protocol(
        kind="small",
        files="small/{n}.md",
        fields={
            "by": Field("by", "person", needed=Choice(True)),
            "to": Field("to", "person", needed=Choice(True)),
            "size": Field("size", "choice", SIZES, needed=Choice(True)),
            "hue": Field("hue", "choice", HUES[:2]),
            "closes": Field("closes", "time", needed=draw(needs)),
            "about": Field("about", "records"),
            "status": Field("status", "state"),
        },
        roles={"owner": Role("owner", ("by",)), "asked": Role("asked", ("to",))},
        sections={"Text": Section("Text", draw(parties))},
        states=STATES,
        acts=rules,
        promises=owed,
        final=draw(st.lists(st.sampled_from(STATES), max_size=1).map(tuple)),
        rests=draw(st.lists(st.sampled_from(STATES), max_size=1).map(tuple)),
    )


# -- somebody who walks


def value(choice: Choice[T], world: World) -> T:
    if choice.on is None:
        return choice.otherwise
    held = {"size": world.size, "hue": world.hue, "status": world.status, "Text": "x" if world.filled else "None"}
    found = choice.cases.get(held[choice.on], choice.otherwise)
    return value(found, world) if isinstance(found, Choice) else found


def persons(named: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for party in named:
        found |= {"ann", "ben"} if party == "anyone" else {PEOPLE.get(party, party)}
    return found


def steps(protocol: Protocol, world: World) -> Iterator[World]:
    for act in protocol.acts.values():
        if act.source is not None and world.status in act.source:
            for chosen in act.chooses:
                yield replace(world, status=chosen)
            if not act.chooses:
                yield world if act.to is None else replace(world, status=value(act.to, world))


def rewritten(world: World, *, fields: bool) -> Iterator[World]:
    """What an edit could make of it."""
    yield replace(world, filled=not world.filled)
    if fields:
        yield from (replace(world, size=size) for size in SIZES)
        yield from (replace(world, hue=hue) for hue in HUES)
        yield replace(world, closes=not world.closes)


def walked(protocol: Protocol, start: list[World], *, fields: bool) -> set[World]:
    seen, waiting = set(start), list(start)
    while waiting:
        world = waiting.pop()
        for new in (*steps(protocol, world), *rewritten(world, fields=fields)):
            if new not in seen:
                seen.add(new)
                waiting.append(new)
    return seen


def first_worlds(protocol: Protocol) -> list[World]:
    blank = [World("s0", *held) for held in product(SIZES, HUES, (False, True), (False, True))]
    making = [act for act in protocol.acts.values() if act.source is None]
    if not making:
        return blank
    return [
        world if act.to is None else replace(world, status=value(act.to, world)) for act in making for world in blank
    ]


def goes_on(protocol: Protocol, promise: PromiseRule, world: World) -> bool:
    if world.status not in promise.states:
        return False
    if (promise.after and not world.filled) or (promise.until and world.filled):
        return False
    within = value(promise.within, world)
    is_timed = isinstance(within, Clock) and within.field is None
    if promise.once or not (is_timed or world.closes or value(protocol.fields["closes"].needed, world)):
        return False

    def can(person: str, name: str) -> bool:
        act = protocol.acts[name]
        return act.source is not None and world.status in act.source and person in persons(value(act.by, world))

    owing = persons(value(promise.who, world))
    if any(can(person, name) for person in owing for name in promise.kept):
        return True
    if promise.until and owing & persons(protocol.sections["Text"].by):
        return True
    return any(can("tacit", name) for name in value(promise.silence, world) if name != "remind")


def matches(case: dict[str, str], world: World) -> bool:
    held = {"size": world.size, "hue": world.hue, "Text": "filled" if world.filled else "None"}
    held["closes"] = "anything else" if world.closes else "None"
    return all(held[name] == told for name, told in case.items())


@settings(max_examples=250, deadline=None)
@given(protocols())
def test_the_proof_finds_what_somebody_who_walks_finds(protocol: Protocol) -> None:
    seen = walked(protocol, first_worlds(protocol), fields=True)
    assert set(unreached(protocol)) == set(STATES) - {world.status for world in seen}
    at_rest = (*protocol.final, *protocol.rests)
    for world in seen:
        waits = world.status not in at_rest and not any(
            goes_on(protocol, promise, world) for promise in protocol.promises.values()
        )
        assert waits == any(matches(dict(case), world) for case in idle(protocol, world.status))
        out = any(other.status in at_rest for other in walked(protocol, [world], fields=False))
        assert out != any(matches(dict(case), world) for case in traps(protocol, world.status))
    told = {finding.message for finding in prove(protocol)}
    assert {f"no act leads to the state `{state}`" for state in unreached(protocol)} <= told
    waiting = {world.status for world in seen if idle(protocol, world.status)}
    assert waiting == {
        state for state in STATES if any(f"in {state}, " in said and "nobody owes" in said for said in told)
    }
