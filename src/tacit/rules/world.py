"""Everything that a rule may look up, handed to it whole: rules fetch nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from tacit.model.people import Hours, Person, Team
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.model.workspace import Settings

ANYONE = "anyone"
TACIT = "tacit"


def folded(party: str) -> str:
    """A party's name as names are compared: without regard to case or Unicode form."""
    return party.lower() if party.isascii() else normalize("NFC", party).casefold()


def _nothing_open(_record: str, _kind: str) -> Sequence[Record]:
    return ()


def _none_open(_kind: str) -> Sequence[Record]:
    return ()


def _no_file(_path: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class World:
    """People, teams and protocols by name; records by id; the open records of a kind that are about a record."""

    settings: Settings
    people: Mapping[str, Person]
    teams: Mapping[str, Team]
    protocols: Mapping[str, Protocol]
    records: Mapping[str, Record] = field(default_factory=dict)
    open_about: Callable[[str, str], Sequence[Record]] = _nothing_open
    open_of: Callable[[str], Sequence[Record]] = _none_open  # every open record of a kind
    has_file: Callable[[str], bool] = _no_file  # whether the repository has a file at this path

    @property
    def has_people(self) -> bool:
        """Without people records a party is just a name, and nobody is compared with anybody."""
        return bool(self.people)

    def humans(self, party: str) -> tuple[Person, ...]:
        """Those who are behind a party and not agents."""
        return tuple(person for person in self.persons(party) if not person.agent)

    def persons(self, party: str) -> tuple[Person, ...]:
        if party == ANYONE:
            return tuple(self.people.values())
        team = self.teams.get(party)
        if team is None:
            person = self.people.get(party)
            return (person,) if person else ()
        handles = dict.fromkeys((*team.members, *([team.lead] if team.lead else ())))
        return tuple(self.people[handle] for handle in handles if handle in self.people)

    def answering(self, party: str) -> tuple[Person, ...]:
        """Those who have to see to what a party owes: where it is agents only, whom they work for as well. Agents may
        not do all of it, and nothing may wait for ever."""
        persons = self.persons(party)
        if party == ANYONE or not all(person.agent for person in persons):
            return persons
        principals = (self.people[agent.acts_for] for agent in persons if agent.acts_for in self.people)
        return tuple(dict.fromkeys((*persons, *principals)))

    def hours_of(self, parties: Sequence[str]) -> tuple[Hours, ...]:
        """The calendars of those who owe: of humans only; the workspace's own where there is nobody."""
        found = {person.hours: None for party in parties for person in self.humans(party)}
        return tuple(found) or (self.settings.hours,)

    def lead(self, party: str) -> str:
        """Who answers for a party: a team's lead, else the party itself."""
        team = self.teams.get(party)
        return team.lead if team and team.lead else party

    def spellings(self, party: str) -> tuple[str, ...]:
        return spellings(party, self.people, self.teams)


def spellings(party: str, people: Mapping[str, Person], teams: Mapping[str, Team]) -> tuple[str, ...]:
    """How headings may spell a party: its name, with which new ones are written, and its handle."""
    named = teams.get(party) or people.get(party)
    return (named.name, party) if named and named.name else (party,)
