"""What a page tells, reckoned once for who opens it again within the same minute.

It hangs on the commit, on what was asked, on who reads it, and on the minute: times are told from now.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from tacit.web.visit import Visit

T = TypeVar("T")

_MOST = 512  # pages; the ones that were made first go


@dataclass(slots=True)
class Reckoned:
    """Of one server, for all of its threads."""

    _kept: "OrderedDict[tuple[object, ...], Any]" = field(default_factory=OrderedDict)
    _change: Lock = field(default_factory=Lock)

    def of(self, visit: Visit, make: Callable[[], T]) -> T:
        minute = int(visit.now.timestamp()) // 60
        key = (visit.ws.head(), visit.path, visit.query_string, visit.person, visit.who.role, minute)
        with self._change:
            found: T | None = self._kept.get(key)
        if found is None:
            found = make()
            with self._change:
                self._kept[key] = found
                while len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
        return found
