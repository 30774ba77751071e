"""An act as it is asked for: what guards and fillers look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tacit.model.change import Facts, Given
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Record
from tacit.rules.parties import Actor
from tacit.rules.world import World


@dataclass(frozen=True, slots=True)
class Asked:
    """An act as it is asked for: everything that a guard or filler may look at."""

    rule: ActRule
    record: Record
    protocol: Protocol
    world: World
    actor: Actor
    given: Given
    facts: Facts
    now: datetime
    fills: Mapping[str, str] = field(default_factory=dict)  # what its fillers wrote, by section
