"""The guards that one kind needs and no general word of the language says, each a function with a test.

They answer as the others in `rules.guards` do, and are known to protocols by the same registry.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from tacit.model.clock import ELAPSED
from tacit.model.promise import Refusal
from tacit.rules import votes, wording
from tacit.rules.answers import answered
from tacit.rules.asked import Asked
from tacit.rules.parties import acting_for, handles, resolve
from tacit.rules.promises import asked_parties
from tacit.rules.world import folded
from tacit.text.remedies import DoAct, Fill, Remedy, SetField
from tacit.text.shared_documents import split_reference
from tacit.text.spans import read_span, write_instant


def open_for(asked: Asked, argument: str) -> Refusal | None:
    """`closes 24 hours`: everybody has at least that long until the time in the field."""
    field, _, least = argument.partition(" ")
    closes = asked.given.sets.get(field) or asked.record.fields.get(field)
    span = read_span(least)
    earliest = asked.now + span.amount * ELAPSED[span.unit]
    if not isinstance(closes, datetime) or closes >= earliest:
        return None
    said = f"{field} leaves less than {least}, and everybody should have their own time for it"
    return Refusal("too-short", said, Remedy(Fill((SetField(field, write_instant(earliest)),)), " or later."))


def all_heard(asked: Asked, _argument: str) -> Refusal | None:
    """Everybody asked has answered, or their time is over. Who said nothing has not consented to anything."""
    if asked.facts.lapsed:
        return None
    given = answered(asked.record, asked.protocol)
    asked_for = asked_parties(asked.record, asked.protocol, asked.world)
    silent = [party for party in asked_for if folded(party) not in given]
    if not silent:
        return None
    return Refusal("window-open", f"{', '.join(silent)} may still answer", "It closes early once everybody answered.")


def named(asked: Asked, field: str) -> Refusal | None:
    """What is said without a name in a record with this field set cannot go by a commit: a commit has an author."""
    if asked.record.fields.get(field) is not True:
        return None
    return Refusal(
        "needs-server",
        f"this {asked.record.kind} is {field}: a commit would say whose words these are, so they go through the server",
        "Add it on the page of the record; or say it in your own name with `comment`.",
    )


def brings(asked: Asked, section: str) -> Refusal | None:
    """Only who kept the texts until now can publish them."""
    if asked.given.writes.get(section, "").strip():
        return None
    said = f"the {section} are kept apart from names by the server, and it publishes them when the round closes"
    return Refusal("kept-by-server", said, "Run `tacit tick` where the server keeps its state.")


def replaces(asked: Asked, field: str) -> Refusal | None:
    """There is a record in the field, and it still stands: it is settled and nothing else has taken its place."""
    for other in handles(asked.record.fields.get(field)):
        found = asked.world.records.get(other)
        if found is not None and found.id != asked.record.id and found.status == asked.record.status:
            return None
    return Refusal("replaces-nothing", f"it takes the place of no {asked.record.kind} that is {asked.record.status}")


def begun(asked: Asked, field: str) -> Refusal | None:
    """What comes of a meeting cannot be there before it begins."""
    at = asked.record.fields.get(field)
    if not isinstance(at, datetime) or asked.now >= at:
        return None
    return Refusal("not-yet", f"it begins at {write_instant(at)}", "Wait until then, or move it.")


def prepared(asked: Asked, fields: str) -> Refusal | None:
    """There is something to read before: a file, or a record, in one of these fields."""
    names = [name.strip() for name in fields.split(",")]
    missing = []
    for name in names:
        for value in handles(asked.given.sets.get(name) or asked.record.fields.get(name)):
            if _is_there(value, asked):
                return None
            missing.append(value)
    record = asked.record
    said = f"there is no file or record {' and no '.join(missing)}" if missing else "there is nothing to read before it"
    if asked.record.fields.get("reason"):
        said += f", and {wording.with_article(str(record.fields['reason']))} needs that"
    file = SetField(names[0], "docs/PATH.md", is_example=True)
    return Refusal("no-document", said, Remedy("Write it down first: ", DoAct(record.id or "ID", "edit", (file,))))


def _is_there(value: str, asked: Asked) -> bool:
    if "://" in value or value in asked.world.records:
        return True
    path = split_reference(value)[0]
    return bool(path) and asked.world.has_file(path)


def impartial(asked: Asked, sides: str) -> Refusal | None:
    """`sender, receiver`: not for those who are of the first side and not of the second, though they may judge."""
    own, other = (resolve((side.strip(),), asked.record, asked.world) for side in sides.split(","))
    if not acting_for(asked.actor, own) or acting_for(asked.actor, other):
        return None
    kind = asked.record.kind
    whose = "theirs" if own == (asked.actor.handle,) else f"that of {', '.join(own)}"
    said = f"{asked.actor.handle} may not say so of this {kind}, which is {whose}"
    return Refusal("partial", said, f"Ask {', '.join(other)}, or somebody of neither side.")


def apart(asked: Asked, sides: str) -> Refusal | None:
    """`sender, receiver`: what goes from one side to the other has two."""
    one, other = (resolve((side.strip(),), asked.record, asked.world) for side in sides.split(","))
    if not one or one != other:
        return None
    said = f"it goes from {', '.join(one)} to {', '.join(other)}, and those are the same"
    return Refusal("one-side", said, "Name somebody else on one of the sides.")


GUARDS_OF_KINDS: Mapping[str, Callable[[Asked, str], Refusal | None]] = MappingProxyType(
    {
        "open_for": open_for,
        "all_heard": all_heard,
        "named": named,
        "brings": brings,
        "replaces": replaces,
        votes.GUARD: votes.names_idea,
        "begun": begun,
        "prepared": prepared,
        "impartial": impartial,
        "apart": apart,
    }
)
