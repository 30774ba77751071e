"""The named fillers: sections that Tacit writes along with an act, `fills: {Shortlist: votes_counted}`.

A filler answers with the text of the section, or with nothing where there is nothing to say.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tacit.rules.asked import Asked

FILLERS: Mapping[str, Callable[[Asked], str]] = MappingProxyType({})
