"""What people do to records with git and an editor: what they may, what they may not, and what does not even parse."""

from collections.abc import Iterator
from random import Random

from company import Company
from witness import Witness

from tacit.errors import Malformed
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.rules.parties import acting_for, resolve
from tacit.rules.retrace import LONGEST_CHAIN

IRREGULAR = ("irregular", "own-section")
BROKEN = b"---\ntopic: [never closed\n---\n"


class Meddling:
    """One commit by hand at a time; where it is known that it breaks a rule, `check` must say so, and else may not."""

    def __init__(self, company: Company, witness: Witness) -> None:
        self._company = company
        self._witness = witness

    def anything(self, record: Record, chance: Random) -> None:
        how = chance.choice((self.writes_for_others, self.jumps, self.answers_for_others, self.breaks))
        how(record, chance.choice(sorted(self._company.people)), chance)

    def writes_for_others(self, record: Record, who: str, chance: Random) -> None:
        """Words in a section that is not theirs."""
        text = self._text(record)
        bodies = [part.body for part in record.parts if part.body.strip() and self._is_foreign(part.key, record, who)]
        bodies = [body for body in bodies if text.count(body) == 1]
        if bodies:
            body = chance.choice(bodies)
            self._commit(record, who, text.replace(body, f"{body.rstrip()}\n\nMeddled with."), breaks_a_rule=True)

    def _is_foreign(self, key: str, record: Record, who: str) -> bool:
        section = self._company.protocol(record).sections.get(key)
        if section is None or section.entries or section.ticks:
            return False
        actor = self._company.ws.actor(who, self._company.ws.here)
        return not acting_for(actor, resolve(section.by, record, self._company.world))

    def jumps(self, record: Record, who: str, chance: Random) -> None:
        """A status that somebody types; whether it may be, only the way there tells, unless there is none."""
        protocol = self._company.protocol(record)
        states = [state for state in protocol.states if state != record.status]
        text = self._text(record)
        if states and text.count(f"\nstatus: {record.status}\n") == 1:
            state = chance.choice(states)
            changed = text.replace(f"\nstatus: {record.status}\n", f"\nstatus: {state}\n")
            reached = state in _within_reach(record.status, protocol)
            self._commit(record, who, changed, breaks_a_rule=None if reached else True)

    def answers_for_others(self, record: Record, who: str, chance: Random) -> None:
        """An approval in somebody else's name."""
        asked = record.fields.get("affected")
        others = [one for one in asked if not self._company.speaks_for(who, str(one), signs=True)] if asked else []  # type: ignore[union-attr]
        if not others or "answers" not in self._company.protocol(record).fields or record.fields.get("answers"):
            return
        answer = (
            f"\nanswers:\n  {chance.choice(others)}: {{answer: approve, at: {self._company.now:%Y-%m-%dT%H:%M:%SZ}}}\n"
        )
        self._commit(record, who, self._text(record).replace("\nstatus:", f"{answer}status:", 1), breaks_a_rule=True)

    def breaks(self, record: Record, who: str, _chance: Random) -> None:
        """A file that does not parse is shown as broken, its promises paused; mended, all is as it was."""
        company, path = self._company, record.path
        whole = self._text(record).encode()
        before = list(company.index().promises_of(record.id))
        irregular = len(company.index().irregular())
        self._by_hand(record, who, BROKEN)
        assert [one["rule"] for one in company.check() if one["path"] == path] == ["parse"]
        assert company.index().promises_of(record.id) == []
        try:
            company.act(record.id, "comment", who, {}, {}, "What is this?")
        except Malformed as wrong:
            assert (wrong.path, bool(wrong.line)) == (path, True)
        else:
            raise AssertionError("a broken record was acted on")
        company.tick()
        assert company.store.read(path) == BROKEN
        self._by_hand(record, who, whole)
        assert company.index().promises_of(record.id) == before
        assert len(company.index().irregular()) == irregular

    # --

    def _commit(self, record: Record, who: str, text: str, *, breaks_a_rule: bool | None) -> None:
        """`breaks_a_rule` is None where it is not known; then history and `check` must be of one mind at least."""
        company, whole = self._company, self._text(record).encode()
        strange = set(self._strange())
        commit = self._by_hand(record, who, text.encode())
        told = any(act.commit == commit for act in company.index().irregular())
        assert breaks_a_rule is None or told is breaks_a_rule, (record.id, record.status, who, text)
        now = set(self._strange())
        # What rests in the archive `check` passes over; and this may put back what stood before other meddling.
        archive = self._company.protocol(record).archive
        unsaid = record.id in self._witness.unmended or (archive is not None and record.path.startswith(archive))
        assert (record.path in now) == (told or record.path in strange) or unsaid, (record.id, who, told)
        if not told:
            return
        self._witness.meddled(record)
        if len(company.journal) % 2:  # half of it is taken back, by whomever, and then nobody is told of it any more
            self._by_hand(record, who, whole)
            assert unsaid or record.path not in self._strange()

    def _strange(self) -> Iterator[str]:
        return (one["path"] for one in self._company.check() if one["rule"] in IRREGULAR)

    def _by_hand(self, record: Record, who: str, data: bytes) -> str:
        commit = self._company.by_hand(record.path, data, self._company.people[who].author)
        self._witness.by_hand.add(commit)
        self._witness.touched.add(record.id)
        self._witness.look()
        return commit

    def _text(self, record: Record) -> str:
        return (self._company.store.read(record.path) or b"").decode()


def _within_reach(state: str, protocol: Protocol) -> set[str]:
    """The states that one edit by hand may lead to."""
    seen, here = {state}, {state}
    for _ in range(LONGEST_CHAIN):
        here = {
            to for at in here for rule in protocol.acts.values() if at in (rule.source or ()) for to in rule.targets()
        }
        seen |= here
    return seen
