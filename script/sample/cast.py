"""Who plays: nine people in six zones, an agent, and their teams."""

from collections.abc import Mapping
from types import MappingProxyType

PEOPLE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "alice": {"name": "Alice", "zone": "Europe/Berlin", "holidays": "DE-BE", "hours": "09:00-17:30"},
        "bob": {"name": "Bob", "zone": "America/New_York", "holidays": "US", "hours": "09:00-17:00"},
        "carol": {"name": "Carol", "zone": "Asia/Kolkata", "holidays": "IN", "hours": "10:00-18:30"},
        "dan": {"name": "Dan", "zone": "Pacific/Auckland", "holidays": "NZ", "hours": "08:30-17:00"},
        "eva": {"name": "Eva", "zone": "America/Sao_Paulo", "holidays": "BR", "hours": "09:00-18:00"},
        "fumi": {"name": "Fumi", "zone": "Asia/Tokyo", "holidays": "JP", "hours": "09:30-18:00"},
        "grace": {"name": "Grace", "zone": "America/New_York", "holidays": "US", "hours": "08:00-16:00"},
        "hans": {"name": "Hans", "zone": "Europe/Berlin", "holidays": "DE-BE", "days": "Mon-Thu"},
        "indra": {"name": "Indra", "zone": "Asia/Kolkata", "holidays": "IN", "hours": "09:00-17:30"},
        "scout": {"name": "Scout", "zone": "Europe/Berlin", "agent": "true", "for": "alice"},
    }
)  # fmt: skip
ZONES: Mapping[str, str] = MappingProxyType({handle: person["zone"] for handle, person in PEOPLE.items()})
TEAMS: Mapping[str, tuple[str, ...]] = MappingProxyType(  # the first one leads
    {
        "frontend": ("alice", "eva", "fumi"),
        "backend": ("bob", "carol", "dan"),
        "platform": ("hans", "indra"),
        "product": ("grace",),
    }
)
