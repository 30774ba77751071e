"""How a promise can be kept by the one who owes it: which acts, and which of them need nothing but to be done.

Whether an act is allowed just now is decided where it is done; a list of fifty promises asks for no rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tacit.model.protocol import ActRule, Protocol
from tacit.rules.world import ANYONE


@dataclass(frozen=True, slots=True)
class Way:
    """`at_once`: it asks for no text, no choice and no signature, and ends nothing that cannot be begun again."""

    act: str
    at_once: bool


def ways(protocol: Protocol, promise: str, kept_by: Sequence[str]) -> tuple[Way, ...]:
    """In the order of the protocol; acts that only others may do keep the promise as well, but are no way for these."""
    rule = protocol.promises.get(promise)
    owing = frozenset((*rule.owers, ANYONE)) if rule else frozenset((ANYONE,))
    found = (protocol.acts[name] for name in kept_by if name in protocol.acts)
    return tuple(Way(act.name, _at_once(act, protocol)) for act in found if _may(act, owing))


def _may(act: ActRule, owing: frozenset[str]) -> bool:
    return any(not owing.isdisjoint(roles) for roles in act.by.every())


def _at_once(act: ActRule, protocol: Protocol) -> bool:
    asks = (act.because, act.writes, act.sets, act.ticks, act.change, act.chooses, act.answers, act.binding)
    needs = any(act.needs.every()) or (act.opens is not None and act.opens.given)
    ends = not set(protocol.final[1:]).isdisjoint(act.targets())
    return not (any(asks) or needs or ends)
