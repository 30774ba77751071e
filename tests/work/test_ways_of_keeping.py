"""How a promise can be kept by the one who owes it, told without asking any rule."""

import pytest

from tacit.work.snapshot import bundled
from tacit.work.ways import ways


def told(kind: str, promise: str) -> dict[str, bool]:
    protocol = bundled()[kind, ""]
    return {way.act: way.at_once for way in ways(protocol, promise, protocol.promises[promise].kept)}


@pytest.mark.parametrize(
    ("kind", "promise", "expected"),
    [
        ("decision", "respond", {"approve": False, "abstain": False, "object": False}),
        ("bug", "mend", {"confirm": True, "dismiss": False}),
        ("standup", "unblock", {"answer": False}),
        ("standup", "clear", {"clear": True}),
        ("handoff", "support", {"answer": False}),
        ("goal", "resume", {"resume": True, "drop": False}),
    ],
)
def test_acts_of_others_are_no_way_and_what_asks_for_something_is_not_done_at_once(
    kind: str, promise: str, expected: dict[str, bool]
) -> None:
    assert told(kind, promise) == expected


@pytest.mark.parametrize("kind", sorted(kind for kind, form in bundled() if not form))
def test_every_promise_of_every_kind_has_a_way_for_the_one_who_owes_it(kind: str) -> None:
    for promise in bundled()[kind, ""].promises:
        assert told(kind, promise), promise


def test_nothing_that_binds_or_ends_badly_is_done_at_once() -> None:
    for protocol in bundled().values():
        for promise in protocol.promises.values():
            for way in ways(protocol, promise.name, promise.kept):
                act = protocol.acts[way.act]
                if act.binding or set(act.targets()) & set(protocol.final[1:]):
                    assert not way.at_once, (protocol.kind, way.act)
