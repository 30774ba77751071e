"""Somebody who watches a company after every step, and knows by its own reckoning what may never be.

Nothing here asks the rules: who was told, who may speak for whom, what an end is, is counted from what was seen.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from company import Company, Somebody

from tacit.index.finds import Promised
from tacit.model.record import Answer, Record

_ONE_VERDICT = re.compile(r"^(\w+) by (\S+?)[.:]", re.MULTILINE)
_CONSENT = re.compile(r"^- (approved|silent, told \S+|silent): (.+)$", re.MULTILINE)


@dataclass
class Seen:
    """A record as it was after the last step."""

    status: str
    version: str
    asked: dict[str, datetime] = field(default_factory=dict)  # party → since when it is asked, on this window
    due: object = None


@dataclass
class Witness:
    company: Company
    seen: dict[str, Seen] = field(default_factory=dict)
    given: dict[str, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    by_hand: set[str] = field(default_factory=set)  # commits
    touched: set[str] = field(default_factory=set)  # records that somebody changed by hand
    unmended: dict[str, object] = field(default_factory=dict)  # record → the due time of the window meddled with
    members: dict[tuple[str, str], datetime] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)  # kind and act, by whomever

    def answered(self, record: str, answer: str, parties: list[str], who: str) -> None:
        """An answer that was given by a command."""
        one = self.company.people.get(who, Somebody(who))
        assert not (one.agent and self.company.with_people) or answer == "replied", (
            f"{who}, an agent, gave {answer} on {record}"
        )
        for party in parties:
            if self.company.with_people:
                assert self.company.speaks_for(who, party, signs=answer == "approve"), (record, who, party)
            self.given[record].append((party, answer, who))

    def meddled(self, record: Record) -> None:
        """An irregular edit stands, and until the window begins anew silence counts for nothing."""
        self.unmended[record.id] = record.fields.get("due")

    def look(self) -> None:
        """What holds after every step."""
        company = self.company
        self._count_members()
        index, world = company.index(), company.world
        owed: dict[str, list[Promised]] = defaultdict(list)
        for promise in index.all_promises():
            owed[promise.record].append(promise)
        strange = {act.commit: act for act in index.irregular()}
        assert set(strange) <= self.by_hand, [act for oid, act in strange.items() if oid not in self.by_hand]
        for name, path in company.paths().items():
            record = world.records.get(name)
            if record is None:
                assert not owed[name], f"{name} is broken, and is promised all the same"
                continue
            version = company.store.oid(path) or ""
            before = self.seen.get(name)
            if before is None or before.version != version:
                self._changed(record, before, version)
            self._somebody_owes(record, owed[name])
        assert self.seen.keys() <= company.paths().keys(), "a record is gone"

    # -- promises

    def _somebody_owes(self, record: Record, promises: list[Promised]) -> None:
        if self.company.is_at_rest(record):
            return
        assert promises, f"nobody owes anything on {record.id}, which is {record.status}: {record.fields}"
        if not self.company.with_people:
            return
        who = {
            one
            for people in self.company.index().members(promise.party for promise in promises).values()
            for one in people
        }
        names = {promise.party for promise in promises} - self.company.people.keys() - self.company.teams.keys()
        somebody = any(one in self.company.people and not self.company.people[one].agent for one in who)
        assert somebody or names or not who, f"only agents owe something on {record.id}: {who}"

    # -- ends

    def _changed(self, record: Record, before: Seen | None, version: str) -> None:
        protocol = self.company.protocol(record)
        now = Seen(record.status, version, dict(before.asked) if before else {}, record.fields.get("due"))
        if before is not None and before.status in protocol.final and before.status != record.status:
            self._an_end_stays(record, before)
        self._count_asked(record, before, now)
        if record.status in protocol.final and (before is None or before.status != record.status):
            self._nobody_consented_unasked(record, before or now)
        self.seen[record.id] = now

    def _an_end_stays(self, record: Record, before: Seen) -> None:
        last = self.company.index().acts_of([record.id])[-1]
        rule = self.company.protocol(record).acts.get(last.act)
        led_on = rule is not None and before.status in (rule.source or ())
        assert led_on or last.irregular, f"{record.id} was {before.status} and is {record.status} by {last.act}"

    def _nobody_consented_unasked(self, record: Record, before: Seen) -> None:
        """Who is named as consenting was asked, was there, and is no agent."""
        part = record.part("Outcome")
        if record.id in self.unmended and record.status == "decided" and part is not None:
            assert "Decided by Tacit" not in part.body or self.unmended[record.id] != before.due, record.id
        if part is None or record.id in self.touched:
            return
        verdicts = _ONE_VERDICT.findall(part.body)
        assert len(verdicts) <= 1 + (record.status == "superseded"), f"two outcomes of {record.id}: {part.body}"
        for how, names in _CONSENT.findall(part.body):
            for party in names.split(", "):
                if how == "approved":
                    assert any(one[:2] == (party, "approve") for one in self.given[record.id]), (record.id, part.body)
                elif record.status == "decided" and "by Tacit" in part.body:
                    assert record.fields.get("size") != "large", f"silence approved a large one: {part.body}"
                    self._was_told(record, party, before)

    def _was_told(self, record: Record, party: str, before: Seen) -> None:
        due = before.due
        assert isinstance(due, datetime), (record.id, before)
        since = before.asked.get(party)
        assert since is not None, f"{party} was not asked on {record.id}, and its silence counts: {before.asked}"
        if not self.company.with_people:
            return
        there = [one for one in self.company.humans(party) if self._could_see(one, party, since, due)]
        assert there, f"nobody of {party} could know of {record.id} from {since} to {due}, and silence consents"

    def _could_see(self, one: Somebody, party: str, since: datetime, due: datetime) -> bool:
        if self.members.get((party, one.handle), since) > since:
            return False
        zone = ZoneInfo(one.zone)
        day, last = since.astimezone(zone).date(), due.astimezone(zone).date()
        days: list[date] = [day + timedelta(days=more) for more in range((last - day).days + 1)]
        return any(not any(first <= day <= end for first, end in one.away) for day in days)

    def _count_asked(self, record: Record, before: Seen | None, now: Seen) -> None:
        """Since when each party is asked, on the window that runs: it begins with its due time."""
        asked = record.fields.get("affected")
        parties = asked if isinstance(asked, tuple) else (asked,)
        begins = before is None or before.due != now.due or before.status != now.status
        for party in (str(one) for one in parties if one):
            if begins or party not in now.asked:
                now.asked[party] = self.company.now
        if not begins and before is not None and self.company.now < _never(before.due):
            late = [
                party for party, since in now.asked.items() if since == self.company.now and party not in before.asked
            ]
            for party in late:
                del now.asked[party]  # asked while the window of the others ran on: not told from its start

    def _count_members(self) -> None:
        now = {(team, one) for team, members in self.company.teams.items() for one in members}
        for gone in self.members.keys() - now:
            del self.members[gone]
        for come in now - self.members.keys():
            self.members[come] = self.company.now


def _never(due: object) -> datetime:
    return due if isinstance(due, datetime) else datetime.max.replace(tzinfo=ZoneInfo("UTC"))


def answers_in(record: Record) -> dict[str, Answer]:
    found = record.fields.get("answers")
    return {one.party: one for one in found if isinstance(one, Answer)} if isinstance(found, tuple) else {}
