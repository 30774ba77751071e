"""How often one caller may change something: far more than a person does, far less than a server bears."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from tacit.errors import TooMany

_CALLERS = 10_000  # that are remembered; who is forgotten begins anew


@dataclass
class Limits:
    """Each caller has a pail that holds so much, and runs full again as fast: what a script brings over from elsewhere
    goes through, and one that has lost its way is slowed down."""

    at_once: int = 3000
    a_second: float = 50.0
    _left: "OrderedDict[str, tuple[float, datetime]]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, caller: str, now: datetime) -> None:
        """One change; refused where the pail is empty."""
        with self._lock:
            left, at = self._left.pop(caller, (float(self.at_once), now))
            left = min(float(self.at_once), left + max((now - at).total_seconds(), 0.0) * self.a_second)
            enough = left >= 1
            self._left[caller] = (left - 1 if enough else left, now)
            while len(self._left) > _CALLERS:
                self._left.popitem(last=False)
        if not enough:
            raise TooMany("that is more than a person does", 1)
