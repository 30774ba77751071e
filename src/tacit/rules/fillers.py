"""The named fillers: sections that Tacit writes along with an act, `fills: {Shortlist: votes_counted}`.

A filler answers with the text of the section, or with nothing where there is nothing to say.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tacit.model.record import Record
from tacit.rules.agenda import unresolved
from tacit.rules.asked import Asked
from tacit.rules.parties import handles
from tacit.rules.ratings import ratings_counted
from tacit.rules.votes import votes_counted
from tacit.text.parts import own_text


def learnings_gathered(asked: Asked) -> str:
    """Every learning of a goal with what it comes to, in one place."""
    learnings = [one for one in asked.world.open_of("learning") if asked.record.id in handles(one.fields.get("goal"))]
    return "\n".join(_in_one_line(one) for one in sorted(learnings, key=lambda one: one.id))


def _in_one_line(learning: Record) -> str:
    insight = learning.part("Key insight")
    said = " ".join(own_text(insight.body).split()) if insight and insight.filled else ""
    return f"- [{learning.title}](/{learning.path}){f': {said}' if said else ''}"


FILLERS: Mapping[str, Callable[[Asked], str]] = MappingProxyType(
    {
        "learnings_gathered": learnings_gathered,
        "unresolved": unresolved,
        "votes_counted": votes_counted,
        "ratings_counted": ratings_counted,
    }
)
