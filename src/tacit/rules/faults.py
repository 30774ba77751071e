"""What speaks against acts being what somebody did to a record: who made the edit, what it touched, what it lacks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tacit.model.protocol import ActRule, PromiseRule, Protocol, Section
from tacit.model.record import Answer, Part, Record
from tacit.rules import wording
from tacit.rules.acts import is_sign_off
from tacit.rules.answers import answers_of
from tacit.rules.choices import choose, settled
from tacit.rules.course import meant
from tacit.rules.edits import KEPT_BY_TACIT, words_under
from tacit.rules.effects import sums
from tacit.rules.guards import is_binding
from tacit.rules.parties import Actor, acting_for, handles, resolve
from tacit.rules.promises import is_active, is_moved, restarted_by_text
from tacit.rules.world import TACIT, World, folded
from tacit.text.entries import Entry, read_entries
from tacit.text.parts import STATUS_LINE, TICK_ITEM, own_text, ticked
from tacit.text.sections import COMMENTS
from tacit.text.shared_documents import without_links

Chain = tuple[ActRule, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    rule: str  # of `check`
    reason: str


@dataclass(slots=True)
class Edit:
    """The two versions, who made the one of the other, and what differs."""

    before: Record
    after: Record
    protocol: Protocol
    world: World
    author: Actor
    sections: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def compares(self) -> bool:
        """Without people records parties are just names, and authors are not compared with them."""
        return self.world.has_people


def edit_of(before: Record, after: Record, world: World, author: Actor) -> Edit:
    protocol = world.protocols[after.kind]
    old, new = before.fields, after.fields
    windows = [rule.due for rule in protocol.promises.values()]
    changed = [name for name, value in new.items() if old.get(name) != value]
    changed += [name for name in old if name not in new and old[name] is not None]
    kept = {*KEPT_BY_TACIT, *windows, *(field.name for field in protocol.fields.values() if field.sum)}
    fields = tuple(name for name in changed if name not in kept)
    return Edit(before, after, protocol, world, author, _changed_sections(before.parts, after.parts), fields)


def _changed_sections(before: Sequence[Part], after: Sequence[Part]) -> tuple[str, ...]:
    old, new = _bodies(before), _bodies(after)
    found = [key for key, body in new.items() if old.get(key, "") != body]
    found += [key for key, body in old.items() if body and key not in new]
    return tuple(found)


def _bodies(parts: Sequence[Part]) -> dict[str, str]:
    """What stands under each heading, but for links back to records; of one that stands there twice, all of it."""
    found = {part.key: without_links(part.body) for part in parts}
    if len(found) < len(parts):
        found = {key: "\n\n".join(without_links(part.body) for part in parts if part.key == key) for key in found}
    return found


def set_by(rule: ActRule) -> tuple[str, ...]:
    """The fields that an act sets, the link to what it opens among them."""
    return (*rule.sets, *rule.steps, *((rule.opens.kind,) if rule.opens else ()))


def mark_of(record: Record, key: str) -> str:
    part = record.part(key)
    return part.mark if part else ""


def new_answers(edit: Edit) -> tuple[Answer, ...]:
    """Those that are not just the old ones, bound to another text."""
    old = {folded(answer.party): answer for answer in answers_of(edit.before)}
    return tuple(
        answer
        for answer in answers_of(edit.after)
        if (known := old.get(folded(answer.party))) is None or replace(known, text=answer.text) != answer
    )


def faults(edit: Edit, chain: Chain) -> Iterator[Fault]:
    """What speaks against these acts being the edit: who made it, what they had to leave filled, what they touched."""
    if edit.compares and edit.before.fields.get("answers") != edit.after.fields.get("answers"):
        yield from _foreign_answers(edit, chain)
    for rule in chain:
        yield from _faults_of(rule, edit)
    if not chain:
        yield from _final(edit)
    if edit.compares:
        if edit.sections:
            yield from foreign_sections(edit, chain)
        if edit.fields:
            yield from _foreign_fields(edit, chain)
    yield from _moved_windows(edit, chain)
    yield from _wrong_sums(edit)
    if edit.before.path != edit.after.path:
        yield from _foreign_move(edit, chain)


def _faults_of(rule: ActRule, edit: Edit) -> Iterator[Fault]:
    world, after, author, protocol = edit.world, edit.after, edit.author, edit.protocol
    # Before a change the roles may stand in fields that the act itself fills, so either version will do.
    if edit.compares and not (_may(rule, edit.before, edit) or _may(rule, after, edit)):
        owners = resolve(choose(rule.by, edit.before, protocol), edit.before, world)
        said = wording.not_theirs(wording.subject(rule, after, protocol, world), author, owners, world)
        yield Fault("irregular", said.reason)
    if author.agent and is_binding(rule, edit.before, protocol):
        yield Fault("irregular", wording.not_for_agents(rule, author).reason)
    empty = [key for key in rule.writes if not protocol.sections[key].entries and not after.filled(key)]
    empty += [key for key in choose(rule.needs, after, protocol) if not _was_there(key, edit)]
    if empty:
        headings = [wording.heading(key, after, protocol, world) for key in empty]
        yield Fault("irregular", wording.lacks_sections(rule, headings, after).reason)


def _may(rule: ActRule, record: Record, edit: Edit) -> bool:
    signs = is_binding(rule, record, edit.protocol) and rule.answers != "object"
    roles: tuple[str, ...] = choose(rule.by, record, edit.protocol)
    if acting_for(edit.author, resolve(roles, record, edit.world), signs=signs):
        return True
    found = (party for path in meant(edit.protocol, roles) for party in _deciders(path, edit))
    return bool(acting_for(edit.author, tuple(found), signs=signs))


def _deciders(path: str, edit: Edit) -> Iterator[str]:
    """`escalation.level`: the escalation that a record links to may have ended with the very commit."""
    kind, _, rest = path.partition(".")
    if rest and kind in edit.world.protocols and kind not in edit.protocol.roles:
        for linked in handles(edit.before.fields.get(kind) or edit.after.fields.get(kind)):
            if linked in edit.world.records:
                yield from resolve((rest,), edit.world.records[linked], edit.world)


def _was_there(key: str, edit: Edit) -> bool:
    """Whether what an act needs was in force before it, or was written along with it."""
    if settled(key, edit.before, edit.protocol):
        return edit.after.filled(key)
    return edit.after.filled(key) and _own_text_changed(key, edit)


def _final(edit: Edit) -> Iterator[Fault]:
    """A record that has come to its end is only commented on."""
    if edit.before.status in edit.protocol.final and edit.before.status == edit.after.status:
        known = [key for key in edit.sections if key in edit.protocol.sections]
        known += [name for name in edit.fields if name in edit.protocol.fields]
        if known:
            reason = f"this {edit.after.kind} is {edit.after.status}, and nothing of it is edited any more"
            yield Fault("irregular", reason)


# Sections


def foreign_sections(edit: Edit, chain: Chain) -> Iterator[Fault]:
    """Each team edits only its own section; an act touches besides what it writes, marks and ticks."""
    for key in edit.sections:
        section = edit.protocol.sections.get(key)
        if section is not None and not any(key in rule.writes or key in rule.fills for rule in chain):
            yield from _foreign_text(key, section, edit, chain)
        if section is None and key != COMMENTS:
            continue
        if section is None or section.entries:
            yield from _foreign_entries(key, edit)
        if section is not None and section.marked:
            yield from _foreign_mark(key, section, edit, chain)
        elif section is not None and section.ticks:
            yield from _agents_ticks(key, edit)


def _foreign_text(key: str, section: Section, edit: Edit, chain: Chain) -> Iterator[Fault]:
    if section.by == (TACIT,) and chain and edit.after.status in edit.protocol.final:
        return  # what an act came to is written along with it
    if not edit.before.filled(key) and not edit.after.filled(key):
        return  # nobody has said anything here: the template's own lines follow the names of parties
    if any(key in rule.marks or key in rule.ticks for rule in chain) and not _own_text_changed(key, edit):
        return
    if section.marked and not _own_text_changed(key, edit):
        return  # a mark alone is looked at by itself
    owners = resolve(section.by, edit.before, edit.world)
    if not acting_for(edit.author, owners):
        name = wording.heading(key, edit.after, edit.protocol, edit.world)
        yield Fault("own-section", wording.not_theirs(name, edit.author, owners, edit.world).reason)


def _own_text_changed(key: str, edit: Edit) -> bool:
    """Whether a section says something else, whatever its mark and its ticks."""
    before, after = edit.before.part(key), edit.after.part(key)
    return _words(before) != _words(after)


def _words(part: Part | None) -> str:
    if part is None or not part.filled:
        return ""
    return TICK_ITEM.sub(r"\1 \3\4", STATUS_LINE.sub("", own_text(part.body))).strip()


def _foreign_entries(key: str, edit: Edit) -> Iterator[Fault]:
    """Entries are only added, and everybody speaks in their own name."""
    before, after = edit.before.part(key), edit.after.part(key)
    old = own_text(before.body).strip() if before is not None and before.filled else ""
    new = own_text(after.body).strip() if after is not None else ""
    name = wording.heading(key, edit.after, edit.protocol, edit.world)
    if not new.startswith(old):
        yield Fault("own-section", f"{edit.author.handle} changed what stood in {name}, to which one only adds")
        return
    for entry in read_entries(new[len(old) :]):
        if not _is_by(entry, edit):
            yield Fault("irregular", f"{edit.author.handle} wrote in {name} in the name of {entry.person}")


def _is_by(entry: Entry, edit: Edit) -> bool:
    if edit.author.is_tacit:
        return entry.person == "Tacit"
    person = edit.world.people.get(edit.author.handle)
    named = folded(entry.person.partition(", agent for ")[0].strip())
    return named in (folded(edit.author.handle), folded(person.name if person else ""))


def _foreign_mark(key: str, section: Section, edit: Edit, chain: Chain) -> Iterator[Fault]:
    """A mark says what an act did: only those who may do the act set it."""
    mark = mark_of(edit.after, key)
    if mark == mark_of(edit.before, key) or any(rule.marks.get(key) == mark for rule in chain):
        return
    marking = [rule for rule in edit.protocol.acts.values() if rule.marks.get(key) == mark]
    owners = resolve(section.by, edit.before, edit.world)
    if mark in ("", section.marked[0]) and acting_for(edit.author, owners):
        return
    acts = " or ".join(f"`{rule.name}`" for rule in marking) or "no act"
    name = wording.heading(key, edit.after, edit.protocol, edit.world)
    yield Fault("irregular", f"{edit.author.handle} marked {name} {mark or 'with nothing'}, which {acts} does")


def _agents_ticks(key: str, edit: Edit) -> Iterator[Fault]:
    binding = [rule for rule in edit.protocol.acts.values() if rule.binding and key in rule.ticks]
    before, after = edit.before.part(key), edit.after.part(key)
    more = set(ticked(after.body if after else "")) - set(ticked(before.body if before else ""))
    if edit.author.agent and binding and more:
        yield Fault("irregular", wording.not_for_agents(binding[0], edit.author).reason)


# Fields


def _foreign_fields(edit: Edit, chain: Chain) -> Iterator[Fault]:
    touched = {name for rule in chain for name in (*rule.carries.values(), *set_by(rule))}
    for name in edit.fields:
        if name in touched:
            continue
        field = edit.protocol.fields.get(name)
        if field is None:
            yield from _foreign_link(name, edit)
            continue
        if field.type == "id" and edit.before.id in edit.after.aliases:
            continue  # a file that is renumbered takes its number along
        owners = resolve((field.by or edit.protocol.opener,), edit.before, edit.world)
        if not acting_for(edit.author, owners):
            said = wording.not_theirs(f"the field {name}", edit.author, owners, edit.world)
            yield Fault("irregular", said.reason)
        for key in words_under(name, edit.before, edit.protocol):
            if not acting_for(edit.author, resolve(edit.protocol.sections[key].by, edit.before, edit.world)):
                said = wording.heads_words(name, key, edit.before, edit.protocol, edit.world)
                yield Fault("own-section", said.reason)


def _foreign_link(name: str, edit: Edit) -> Iterator[Fault]:
    """The link to a record that an act opened says who decides; it follows that record to a new name."""
    if not any(rule.opens and rule.opens.kind == name for rule in edit.protocol.acts.values()):
        return
    old, new = handles(edit.before.fields.get(name)), handles(edit.after.fields.get(name))
    renamed = (edit.world.records[one].aliases for one in new if one in edit.world.records)
    if not old or not any(one in aliases for aliases in renamed for one in old):
        yield Fault("irregular", f"{edit.author.handle} changed the link `{name}`, which is kept by Tacit")


def _foreign_answers(edit: Edit, chain: Chain) -> Iterator[Fault]:
    """An answer in somebody else's name never counts; the owner may only bind answers to an edited text, or clear
    approvals with a text that is another one."""
    author = edit.author
    for answer in new_answers(edit):
        rules = [rule for rule in chain if rule.answers == answer.answer]
        if not any(acting_for(author, (answer.party,), signs=is_sign_off(rule)) for rule in rules):
            yield Fault("irregular", f"{author.handle} wrote the answer of {answer.party}")
    new = {folded(answer.party): answer for answer in answers_of(edit.after)}
    owner = acting_for(author, resolve((edit.protocol.opener,), edit.before, edit.world))
    for answer in answers_of(edit.before):
        left = new.get(folded(answer.party))
        if left is None and (answer.answer == "object" or not owner):
            yield Fault("irregular", f"{author.handle} took back the answer of {answer.party}")
        elif left is not None and left.text != answer.text and not owner and not acting_for(author, (answer.party,)):
            yield Fault("irregular", f"{author.handle} bound the answer of {answer.party} to another text")


def _moved_windows(edit: Edit, chain: Chain) -> Iterator[Fault]:
    """A window may be made longer by its owner, never shorter, unless an act begins it anew."""
    before, after = edit.before.fields, edit.after.fields
    for rule in edit.protocol.promises.values():
        old, new = before.get(rule.due), after.get(rule.due)
        if old == new or not isinstance(old, datetime) or edit.author.is_tacit or not _runs_on(rule, edit, chain):
            continue
        if not isinstance(new, datetime) or new < old:
            yield Fault("irregular", wording.not_later(rule.due, old).reason)
        elif edit.compares and not any(rule.due in act.sets for act in chain):
            owners = resolve((edit.protocol.opener,), edit.before, edit.world)
            if not acting_for(edit.author, owners):
                said = wording.not_theirs(f"the field {rule.due}", edit.author, owners, edit.world)
                yield Fault("irregular", said.reason)


def _wrong_sums(edit: Edit) -> Iterator[Fault]:
    """A sum that is changed is changed to what its fields add up to, which is left to Tacit."""
    for name, total in sums(edit.after, edit.protocol).items():
        new = edit.after.fields.get(name)
        if new not in (edit.before.fields.get(name), total):
            yield Fault("irregular", f"{edit.author.handle} changed {name}, which is kept by Tacit")


def _runs_on(rule: PromiseRule, edit: Edit, chain: Chain) -> bool:
    """Whether the promise was owed before and is still, and no act of these begins it anew."""
    if not all(is_active(rule, one, edit.protocol, edit.world) for one in (edit.before, edit.after)):
        return False
    if is_moved(rule, edit.before, edit.after, edit.protocol):
        return False  # it ends when the record says, and that is another time now
    if len(chain) > 1 or any(rule.name in act.restarts for act in chain):
        return False
    return bool(chain) or rule.name not in restarted_by_text(edit.before, edit.after, edit.protocol)


def _foreign_move(edit: Edit, chain: Chain) -> Iterator[Fault]:
    """Only archiving moves a file; moving it later than the status says is archiving done in two steps."""
    before, after, protocol = edit.before, edit.after, edit.protocol
    archived = protocol.archive is not None and after.path.startswith(protocol.archive + "/")
    if archived and (after.status in protocol.final or any(rule.moves for rule in chain)):
        return
    yield Fault("irregular", f"the file was moved from {before.path} to {after.path}, which no act does")
