"""The guards that one kind needs and no general word of the language says, each a function with a test.

They answer as the others in `rules.guards` do, and are known to protocols by the same registry.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tacit.model.promise import Refusal
from tacit.rules.asked import Asked

GUARDS_OF_KINDS: Mapping[str, Callable[[Asked, str], Refusal | None]] = MappingProxyType({})
