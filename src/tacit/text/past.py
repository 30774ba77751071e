"""Names of acts as what somebody did: `reply` as replied."""

import re

# What is no verb, or says more.
_OTHERWISE = {
    "new": "began this",
    "send": "sent this",
    "idea": "added an idea",
    "concern": "raised a concern",
    "agenda": "wrote the agenda",
    "notes": "wrote the notes",
    "action": "added an action",
    "clear": "cleared a blocker",
    "keep": "kept this",
}
_IRREGULAR = {
    "begin": "began",
    "cancel": "cancelled",
    "choose": "chose",
    "give": "gave",
    "hold": "held",
    "leave": "left",
    "meet": "met",
    "put": "put",
    "set": "set",
    "split": "split",
    "take": "took",
    "withdraw": "withdrew",
    "write": "wrote",
}
_SHORT = re.compile(r"[^aeiou]*[aeiou][bdgmnpt]")  # one short syllable: its last letter is doubled
_CONSONANT_Y = re.compile(r".*[^aeiou]y")


def past(act: str) -> str:
    """The act of a protocol as a verb in the past."""
    verb, *rest = act.replace("_", "-").split("-")
    if act in _OTHERWISE:
        return _OTHERWISE[act]
    if verb in _IRREGULAR:
        did = _IRREGULAR[verb]
    elif verb.endswith("e"):
        did = f"{verb}d"
    elif _CONSONANT_Y.fullmatch(verb):
        did = f"{verb[:-1]}ied"
    elif _SHORT.fullmatch(verb):
        did = f"{verb}{verb[-1]}ed"
    else:
        did = f"{verb}ed"
    return " ".join((did, *rest))
