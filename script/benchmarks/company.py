"""A company of 500 on 40 goals, with two years of daily updates: written through `git fast-import`, always the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

from benchmarks.corpus import NAMES, Words, begin, importing, put

# Zone and holidays of each place.
PLACES = (
    ("Europe/Berlin", "DE-BY"), ("America/New_York", "US-NY"), ("Asia/Tokyo", "JP"), ("Europe/London", "GB-ENG"),
    ("Asia/Kolkata", "IN"), ("America/Sao_Paulo", "BR"), ("Australia/Sydney", "AU-NSW"),
    ("America/Los_Angeles", "US-CA"),
)  # fmt: skip
LAST = date(2026, 11, 20)  # a Friday
DUE = datetime(2026, 11, 23, 18, tzinfo=UTC)  # of everything that is still open
TRAILERS = "Tacit-Act: post\n"


@dataclass
class Company:
    """`updates` in all. The newest `waiting` are open, all due at one time: of five, one is blocked and four are
    answered. Each workday is one commit, as when a team brings its updates together."""

    updates: int = 250_000
    people: int = 500
    goals: int = 40
    waiting: int = 10_000

    def write(self, folder: Path) -> Path:
        """A bare repository."""
        words = Words(17)
        days = self.days
        with importing(folder) as stream:
            begin(stream, "Begin\n\nTacit-Act: start\n", datetime.combine(days[0], time(), UTC))
            for path, text in self.beginning(words):
                put(stream, path, text)
            left = self.updates
            for day in days:
                begin(stream, f"Updates of {day}\n\n{TRAILERS}", datetime.combine(day, time(16), UTC))
                for person in range(min(self.people, left)):
                    put(stream, *self.update(words, day, person, left - person <= self.waiting))
                left -= min(self.people, left)
        return folder

    @cached_property
    def days(self) -> list[date]:
        """The last ones, oldest first, on which everybody posts."""
        found: list[date] = []
        day = LAST
        while len(found) * self.people < self.updates:
            if day.weekday() < 5:
                found.append(day)
            day -= timedelta(days=1)
        return found[::-1]

    def handle(self, person: int) -> str:
        return f"{NAMES[person % len(NAMES)]}{person // len(NAMES) or ''}"

    def goal(self, person: int) -> int:
        return person % self.goals

    def goal_name(self, goal: int) -> str:
        return f"{self.days[0]}-{goal + 1:03}-goal-{goal + 1}"

    def beginning(self, words: Words) -> Iterator[tuple[str, str]]:
        day = self.days[0]
        yield "tacit.yaml", "name: Company\n"
        for person in range(self.people):
            name, (zone, holidays) = self.handle(person), PLACES[person % len(PLACES)]
            front = f"handle: {name}\nname: {name.capitalize()}\nemail: {name}@example.com\nzone: {zone}\n"
            yield f"people/{name}.md", f"---\n{front}holidays: {holidays}\nstatus: active\n---\n\n## About\n"
        for goal in range(self.goals):
            members = [self.handle(person) for person in range(self.people) if self.goal(person) == goal]
            topic = f"Goal {goal + 1}"
            front = (
                f"goal_id: {day}-{goal + 1:03}\ntopic: {topic}\nowner: {members[0]}\nmembers: [{', '.join(members)}]\n"
                f"status: active\ncreated: {day}\nupdated: {day}\nmilestones:\n"
                f"  - {{name: First, lead: {members[1 % len(members)]}, date: 2026-12-18, status: active}}\n"
            )
            yield f"goals/{self.goal_name(goal)}.md", f"---\n{front}---\n\n## Summary\n\n{words.sentences(4)}\n"

    def update(self, words: Words, day: date, person: int, waits: bool) -> tuple[str, str]:
        name, helper = self.handle(person), self.handle(self.goal(person))
        goal = self.goal_name(self.goal(person))
        status = ("blocked" if person % 5 == 0 else "answered") if waits else "posted"
        front = f"by: {name}\ndate: {day}\ngoal: [{goal}]\nstatus: {status}\n"
        blocker, answer = "None", ""
        if waits:
            front += f"ask: {helper}\ndue: {DUE:%Y-%m-%dT%H:%M:%SZ}\n"
            blocker = words.sentences(1)
            answer = _answer(helper, day, words.some(8)) if status == "answered" else ""
        body = (
            f"✅ Completed: {words.sentences(2, 9)}\n🔄 Working on: {words.sentences(2, 9)}\n"
            f"🚧 Blockers: {blocker}\n💬 Help needed: None\n"
        )
        return f"updates/daily/{day:%Y/%m}/{day}-{name}.md", f"---\n{front}---\n\n{body}{answer}"


def _answer(helper: str, day: date, text: str) -> str:
    return f"\nAnswers:\n\n- **{helper.capitalize()}** · {day} · answer: {text}\n"
