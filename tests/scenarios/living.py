"""What people do in a company, one thing after another; chance says what, and what must follow is asserted at once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random

from bringing import Bringing
from company import ZONES, Company, Somebody, Texts
from meddling import Meddling
from witness import Witness, answers_in

from tacit.errors import Refused
from tacit.model.protocol import ActRule, Protocol
from tacit.model.record import Record
from tacit.rules.acts import Offer
from tacit.rules.choices import choose
from tacit.rules.edits import GENERIC
from tacit.work.sealed import course_of

WAITS = (
    *(timedelta(minutes=some) for some in (1, 30, 59)),
    *(timedelta(hours=some) for some in (3, 8, 25, 30, 50)),
    *(timedelta(days=some) for some in (4, 7, 20)),
)
SETTABLE = ("text", "choice", "time", "date", "person", "party", "persons", "parties", "record", "records", "rows")
LONG = 25  # steps on the way to one act
PATIENCE = 5  # days on which nobody does anything but Tacit
ROUNDS = 60  # of everybody doing what they can, a day each


class Life:
    """Every method is one step. `chance` may be one that a test shrinks."""

    def __init__(self, company: Company, done: Counter[str] | None = None) -> None:
        self.company = company
        self.witness = Witness(company, done=Counter() if done is None else done)
        self.witness.look()

    # -- records

    def make(self, kind: str, chance: Random) -> str | None:
        company = self.company
        who = chance.choice(self._somebody())
        sets, writes = Bringing(company, chance).to_new(company.ws.here.protocols[kind], who)
        before = company.tree
        try:
            made = company.make(kind, who, sets, writes)
        except Refused as refused:
            assert refused.message and refused.remedy, (kind, refused)
            assert company.tree == before
            return None
        finally:
            self.witness.look()
        self.witness.done[f"{kind} made"] += 1
        return str(made["id"])

    def act(self, chance: Random) -> None:
        """People do what is offered to them on one record, rather what was not done before."""
        record = self._some_record(chance)
        for _ in range(chance.randint(1, 4)):
            record = self.company.world.records.get(record.id) if record else None
            offers = list(self._offered(record)) if record else []
            if record is None or not offers:
                return
            new = [(who, offer) for who, offer in offers if not self.witness.done[f"{record.kind} {offer.act}"]]
            if new:
                who, offer = chance.choice(new)
                self.do(record, offer, who, chance)
                continue
            if chance.randint(0, 4):  # most of the time rather what goes on than what ends it
                offers = [(who, offer) for who, offer in offers if not self._ends(offer.rule, record)] or offers
            done = self.witness.done
            least = min(done[f"{record.kind} {offer.act}"] for _, offer in offers)
            rare = [(who, offer) for who, offer in offers if done[f"{record.kind} {offer.act}"] == least]
            who, offer = chance.choice(rare if chance.randint(0, 3) else offers)
            self.do(record, offer, who, chance)

    def seek(self, kind: str, act: str, chance: Random) -> bool:
        """A new record is led to where an act can be done, and it is done; where only silence leads on, people wait."""
        name = self.make(kind, chance)
        for _ in range(LONG) if name else ():
            record = self.company.world.records.get(name or "")
            if record is None or act in {one.act for one in self.company.index().acts_of([record.id])}:
                break
            protocol = self.company.protocol(record)
            far = _acts_until(record.status, protocol.acts[act].source or (), protocol)
            ways = [
                (who, offer)
                for who, offer in self._offered(record)
                if offer.act == act
                or any(_acts_until(to, protocol.acts[act].source or (), protocol) < far for to in offer.rule.targets())
            ]
            before = self.company.tree
            if ways:
                who, offer = chance.choice([way for way in ways if way[1].act == act] or ways)
                self.do(record, offer, who, chance)
            if self.company.tree != before:
                continue
            if record.status in protocol.final:
                break
            self.say_unnamed(chance)
            self.wait(chance)
            self.tick()
        return any(one.act == act for one in self.company.index().acts_of([name])) if name else False

    def _ends(self, rule: ActRule, record: Record) -> bool:
        return {*rule.targets()} <= {*self.company.protocol(record).final} and bool(rule.targets())

    def _offered(self, record: Record) -> Iterator[tuple[str, Offer]]:
        """What anybody may do now, but for what everybody may always do."""
        for who in self._somebody():
            for offer in self.company.offers(record, who):
                if offer.allowed and offer.act not in GENERIC:
                    yield who, offer

    def attempt(self, chance: Random) -> None:
        """Somebody tries any act, offered or not."""
        record = self._some_record(chance)
        if record is None:
            return
        who = chance.choice(self._somebody())
        offer = chance.choice(self.company.offers(record, who))
        if offer.allowed:
            self.do(record, offer, who, chance)
        else:
            self.refused(record, offer, who, chance)

    def do(self, record: Record, offer: Offer, who: str, chance: Random) -> None:
        """What is offered is done, and history tells it as it was."""
        company, before, tree = self.company, answers_in(record), self.company.tree
        sets, writes, because = self._brought(record, offer, who, chance)
        if offer.act == "edit" and not writes:
            return
        try:
            done = company.act(record.id, offer.act, who, sets, writes, because)
        except Refused as refused:
            # What is brought for the record that it opens may ask for more than this record has to say.
            assert (refused.code, offer.rule.opens is not None, company.tree) == ("missing-field", True, tree), refused
            return
        assert done["act"] == offer.act
        told = [act for act in company.index().acts_of([record.id]) if act.commit == done["commit"]]
        if company.tree != tree:
            assert [(act.act, act.person, act.irregular) for act in told] == [(offer.act, who, "")], (told, offer.act)
        self.witness.done[f"{record.kind} {offer.act}"] += 1
        if offer.rule.answers:
            after = answers_in(company.world.records[record.id])
            new = [party for party, answer in after.items() if before.get(party) != answer]
            self.witness.answered(record.id, offer.rule.answers, new, who)
        self.witness.look()

    def refused(self, record: Record, offer: Offer, who: str, chance: Random) -> None:
        """What is not offered is refused for the reason that was shown, and changes nothing."""
        assert offer.refusal is not None
        company, before = self.company, self.company.tree
        sets, writes, because = self._brought(record, offer, who, chance)
        try:
            done = company.act(record.id, offer.act, who, sets, writes, because)
        except Refused as refused:
            assert (refused.message, refused.remedy) == (offer.refusal.reason, offer.refusal.remedy)
        else:
            raise AssertionError(f"{who} did {offer.act} on {record.id}, and was not to: {offer.refusal} {done}")
        assert company.tree == before

    def say_unnamed(self, chance: Random) -> None:
        """Some say the same where nobody is named: what is told of it then has no order that chance could make."""
        records = (self.company.world.records.get(name) for name in sorted(self.company.paths()))
        for record in [one for one in records if one and course_of(one, self.company.protocol(one))]:
            for who in chance.sample(sorted(self.company.people), min(len(self.company.people), 5)):
                with suppress(Refused):
                    self.company.say_unnamed(record.id, "4\n2", who)
        self.witness.look()

    def again(self, _chance: Random) -> None:
        """The last command comes once more, as after a broken connection: nothing is done twice."""
        if not self.company.journal:
            return
        before = self.company.tree
        with suppress(Refused):
            self.company.again()
        assert self.company.tree == before
        self.witness.look()

    def _brought(self, record: Record, offer: Offer, who: str, chance: Random) -> tuple[Texts, Texts, str]:
        if offer.act == "comment":
            return {}, {}, "What do you think?"
        if offer.act == "edit":
            return self._edit(record, who, chance)
        return Bringing(self.company, chance).to_act(offer.rule, record, who)

    def _edit(self, record: Record, who: str, chance: Random) -> tuple[Texts, Texts, str]:
        """Another text of a section that is theirs."""
        protocol = self.company.protocol(record)
        own = [
            section
            for section in protocol.sections.values()
            if not section.ticks and not section.marked and self._owns(who, section.by, record)
        ]
        if not own:
            return {}, {}, ""
        text = f"Otherwise, as of step {len(self.company.journal)}."
        return self._sort_of_change(record, who, chance), {chance.choice(own).heading: text}, ""

    def _sort_of_change(self, record: Record, who: str, chance: Random) -> Texts:
        """Where answers stand, their owner says what a change of the text does to them."""
        if not answers_in(record) or not self._owns(who, (self.company.protocol(record).opener,), record):
            return {}
        return {"change": chance.choice(("editorial", "substantial"))}

    def edit_field(self, chance: Random) -> None:
        """Somebody changes a field that is theirs: done, or refused for a reason."""
        record = self._some_record(chance)
        if record is None or record.status in self.company.protocol(record).final:
            return
        protocol, who, tree = self.company.protocol(record), chance.choice(self._somebody()), self.company.tree
        fields = [one for one in protocol.fields.values() if self._owns(who, (one.by or protocol.opener,), record)]
        sets = {field.name: Bringing(self.company, chance).value(field) for field in fields if field.type in SETTABLE}
        if not sets:
            return
        name = chance.choice(sorted(sets))
        try:
            change = self._sort_of_change(record, who, chance)
            self.company.act(record.id, "edit", who, {name: sets[name], **change}, {})
            self.witness.done[f"{record.kind} edit {name}"] += 1
        except Refused as refused:
            assert refused.message and refused.remedy
            assert self.company.tree == tree
        self.witness.look()

    def _owns(self, who: str, roles: Sequence[str], record: Record) -> bool:
        from tacit.rules.parties import acting_for, resolve

        actor = self.company.ws.actor(who, self.company.ws.here)
        return bool(acting_for(actor, resolve(tuple(roles), record, self.company.world)))

    # -- people

    def people_change(self, chance: Random) -> None:
        change = chance.choice(
            (self.goes_away, self.goes_away, self.comes_back, self.moves, self.joins, self.changes_team)
        )
        change(chance)

    def goes_away(self, chance: Random) -> None:
        """Somebody is away for a while, from now or from soon, and may have a deputy who may sign."""
        one = self.company.people[chance.choice(sorted(self.company.people))]
        first = self.company.now.date() + timedelta(days=chance.randint(0, 2))
        away = (first, first + timedelta(days=chance.choice((0, 2, 9, 30))))
        others = [other for other in self.company.people.values() if other.handle != one.handle and not other.agent]
        cover = chance.choice(others).handle if others and chance.randint(0, 1) else ""
        signs = chance.randint(0, 1) == 1
        sets = {"away": f"{away[0]}..{away[1]}"} | (
            {"cover": cover, "cover_signs": str(signs).lower()} if cover else {}
        )
        now = replace(one, away=(away,), cover=cover or one.cover, signs=signs if cover else one.signs)
        self._edit_person(one, now, sets)

    def comes_back(self, chance: Random) -> None:
        """Somebody is back sooner than they said."""
        absent = [one for one in self.company.people.values() if one.away]
        if absent:
            one = chance.choice(absent)
            self._edit_person(one, replace(one, away=()), {"away": ""})

    def moves(self, chance: Random) -> None:
        """Somebody works in another zone from now on, on other days and hours."""
        one = self.company.people[chance.choice(sorted(self.company.people))]
        zone, hours = chance.choice(ZONES), chance.choice(("09:00-17:00", "22:00-06:00", "08:00-12:00"))
        days = chance.choice(("Mon-Fri", "Sun-Thu", "Mon-Wed"))
        self._edit_person(one, replace(one, zone=zone), {"zone": zone, "hours": hours, "days": days})

    def _edit_person(self, one: Somebody, now: Somebody, sets: Texts) -> None:
        self.company.act(one.handle, "edit", one.handle, sets, {})
        self.company.people[one.handle] = now
        self.witness.look()

    def joins(self, _chance: Random) -> None:
        one = Somebody(f"joiner-{len(self.company.journal)}", ZONES[len(self.company.journal) % len(ZONES)])
        sets = {"handle": one.handle, "name": one.author.name, "email": one.author.email, "zone": one.zone}
        self.company.make("person", next(iter(self.company.people)), sets, {})
        self.company.people[one.handle] = one
        self.witness.look()

    def leaves(self, chance: Random) -> None:
        """Somebody is gone; one human stays at least."""
        gone = chance.choice(sorted(self.company.people))
        stay = [one for one in self.company.people.values() if one.handle != gone and not one.agent]
        if stay:
            self.company.act(gone, "leave", chance.choice(stay).handle, {}, {})
            del self.company.people[gone]
            self.witness.look()

    def changes_team(self, chance: Random) -> None:
        team = chance.choice(sorted(self.company.teams))
        mine = [one for one in self.company.teams[team] if one in self.company.people]
        if not mine:
            return
        now = tuple(dict.fromkeys(chance.choice(sorted(self.company.people)) for _ in range(chance.randint(1, 3))))
        sets = {"members": ", ".join(now), "lead": now[0]}
        self.company.act(f"team/{team}", "edit", mine[0], sets, {})
        self.company.teams[team] = now
        self.witness.look()

    # -- with git and an editor

    def meddle(self, chance: Random) -> None:
        record = self._some_record(chance)
        if record is not None:
            Meddling(self.company, self.witness).anything(record, chance)

    # -- time

    def wait(self, chance: Random) -> None:
        self.company.now += chance.choice(WAITS)

    def tick(self) -> None:
        for done in self.company.tick()["acts"]:
            self.witness.done[f"{done['kind']} {done['act']}"] += 1
        self.witness.look()
        self._is_done_with()

    def _is_done_with(self) -> None:
        """A second tick at the same time has nothing to do that hangs on the first."""
        for _ in range(8):
            if not self.company.tick()["acts"]:
                return
            self.witness.look()
        raise AssertionError("silence never has enough")

    # -- who there is

    def _somebody(self) -> list[str]:
        company = self.company
        return sorted(company.people if company.with_people else (*company.people, *company.teams))

    def _some_record(self, chance: Random) -> Record | None:
        names = sorted(self.company.paths())
        # What was made last, more often: else most of the time is spent on what is over.
        few = names[-6:] if names and chance.randint(0, 2) else names
        return self.company.world.records.get(chance.choice(few)) if few else None

    # -- the end of it

    def settle(self) -> None:
        """All are silent, then everybody does what they can, day after day: in the end nothing is left that is neither
        at its end nor at rest."""
        for day in range(ROUNDS):
            self.tick()
            left = list(self._open())
            if not left:
                return
            for record in left if day >= PATIENCE else ():
                self._lead_on(record.id, Random(day))
            self.company.now += timedelta(days=1)
        stuck = [(one.id, one.status, [(who, each.act) for who, each in self._offered(one)]) for one in self._open()]
        assert not stuck, f"these wait for ever: {stuck}"

    def _open(self) -> Iterator[Record]:
        world = self.company.world
        for name in sorted(self.company.paths()):
            record = world.records.get(name)
            if record is not None and not self.company.is_at_rest(record):
                yield record

    def _lead_on(self, name: str, chance: Random) -> None:
        """One act nearer to the end; where nobody may do one, the acts that make it possible."""
        record = self.company.world.records.get(name)
        if record is None or self.company.is_at_rest(record):
            return
        protocol = self.company.protocol(record)
        ways = [(self._distance(one.rule, record, protocol), who, one) for who, one in self._offered(record)]
        nearest = min((far for far, _, _ in ways), default=0)
        if not ways:
            return
        if nearest < _from_here(record.status, protocol):
            ways = [way for way in ways if way[0] == nearest]
            ways = [way for way in ways if way[2].rule.opens is None] or ways
        _, who, offer = chance.choice(ways)
        self.do(record, offer, who, chance)

    def _distance(self, rule: ActRule, record: Record, protocol: Protocol) -> int:
        targets = rule.chooses or ((record.status,) if rule.to is None else (choose(rule.to, record, protocol),))
        return min(_from_here(target, protocol) for target in targets)


def _from_here(state: str, protocol: Protocol) -> int:
    """How many acts it is from a state to an end or a rest."""
    return _acts_until(state, (*protocol.final, *protocol.rests), protocol)


def _acts_until(state: str, wanted: Sequence[str], protocol: Protocol) -> int:
    """How many acts it is from a state to one of those that are wanted; more than there are, where none leads there."""
    seen, here, steps = {state}, {state}, 0
    while here and not here & {*wanted}:
        here = {
            to for at in here for rule in protocol.acts.values() if at in (rule.source or ()) for to in rule.targets()
        }
        here -= seen
        seen |= here
        steps += 1
    return steps if here else len(protocol.states)
