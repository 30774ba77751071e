"""Repositories to measure on, written through `git fast-import`: always the same ones."""

import random
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO

TEAMS = ("frontend", "backend", "mobile", "data", "platform", "design", "security", "support", "billing", "search")
NAMES = (
    "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "karl", "laura", "mallory",
    "nick", "olivia", "peggy", "quentin", "rupert", "sybil", "trent", "ursula", "victor", "wendy", "xavier", "yara",
    "zoe", "anton", "berta", "cesar", "dora",
)  # fmt: skip
TYPES = ("question", "question", "decision-request", "approval-request", "notification")
PRIORITIES = ("normal", "normal", "normal", "normal", "high", "blocking")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Europe/London")
STATES = ("open", "awaiting-reply", "awaiting-confirm", "resolved", "closed")
RARE = "quaternion"  # stands in one record of fifty
COMMON = "agreement"  # stands in every second one
NEWEST = date(2026, 11, 20)
DAYS = 1800

_COMMON = (
    "the of and to in is that it for was on are as with they be at one have this from by hot word but what some we can "
    "out other were all there when up use your how said an each she which do their time if will way about many then "
    "them write would like so these her long make thing see him two has look more day could go come did number sound "
    "no most people my over know water than call first who may down side been now find any new work part take get place"
)


@dataclass(frozen=True)
class Thread:
    """One thread of the corpus, as text at each of its states."""

    number: int
    day: date
    opener: str
    responder: str
    type: str
    priority: str
    topic: str
    texts: tuple[str, ...]

    @property
    def name(self) -> str:
        slug = "-".join(self.topic.lower().rstrip("?").split()[:5])
        return f"{self.day}-{self.number:03}-{slug}.md"

    def text(self, status: str, *, resolved: bool = False, due: datetime | None = None) -> str:
        """The file in a status; `resolved` where the opener has said what was decided, and nobody confirmed it."""
        reached = STATES.index(status)
        updated = self.day + timedelta(days=reached)
        opener, responder = self.opener.capitalize(), self.responder.capitalize()
        replied, agreed = reached >= 2, reached >= 3
        mark = "✅ Confirmed" if agreed else "⏳ Pending" if resolved else "⏳ Pending | ✅ Confirmed | ❌ Rejected"
        front = [
            f"thread_id: {self.day}-{self.number:03}", f"topic: {self.topic}", f"from: {self.opener}",
            f"to: {self.responder}", f"type: {self.type}", f"status: {status}", f"priority: {self.priority}",
            f"created: {self.day}", f"updated: {updated}", *([f"due: {due:%Y-%m-%dT%H:%M:%SZ}"] if due else []),
        ]  # fmt: skip
        body = [
            f"## Background\n\n{self.texts[0]}",
            f"## {opener}'s Question / Proposal\n\n{self.texts[1]} {self.topic}",
            f"## {responder}'s Reply\n\n> Updated: {self.day + timedelta(days=2) if replied else 'YYYY-MM-DD'}\n\n"
            + (self.texts[2] if replied else "[Responder fills this section.]"),
            f"## {opener}'s Final Answer (if needed)\n\n> Updated: YYYY-MM-DD\n\n[If the reply generates further "
            "clarification, opener fills this.\nIf the reply already resolves it, skip this section.]",
            f"## Resolution\n\n> Status: {mark}\n\n"
            + (self.texts[3] if agreed or resolved else "[One sentence: what was decided.]"),
            f"## Confirmation\n\n- [{'x' if agreed else ' '}] {responder} confirms the resolution above and will "
            "implement accordingly",
        ]
        return "---\n" + "\n".join(front) + "\n---\n\n" + "\n\n".join(body) + "\n"


class Words:
    """Prose of no meaning with words as uneven as those of a language."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        rare = [f"{a}{b}{c}" for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES]
        self._words = _COMMON.split() + rare
        weights = [1 / (rank + 4) for rank in range(len(self._words))]
        self._drawn = self.dice.choices(self._words, weights, k=400_000)
        self._at = 0

    def some(self, count: int) -> str:
        if self._at + count > len(self._drawn):
            self.dice.shuffle(self._drawn)
            self._at = 0
        words = self._drawn[self._at : self._at + count]
        self._at += count
        return " ".join(words)

    def sentences(self, count: int, length: int = 14) -> str:
        return " ".join(f"{self.some(length).capitalize()}." for _ in range(count))


_SYLLABLES = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "fen", "gar", "hil", "pos", "dun", "mer")


@dataclass
class Corpus:
    """A workspace to write. `share` of the threads are open, all others lie in the archive, by year."""

    threads: int
    share: float = 0.1
    people: int = 30
    seed: int = 7

    def write(self, folder: Path) -> Path:
        """A bare repository with all of it in one commit."""
        with importing(folder) as stream:
            begin(stream, "Begin", datetime.combine(NEWEST, datetime.min.time(), UTC))
            for path, text in self.files():
                put(stream, path, text)
        return folder

    def files(self) -> Iterator[tuple[str, str]]:
        yield "tacit.yaml", "name: Benchmark\n"
        yield from people(self.people)
        open_ones = int(self.threads * self.share)
        for place, thread in enumerate(threads(self.threads, self.seed)):
            if place >= self.threads - open_ones:
                status = ("awaiting-reply", "awaiting-confirm", "resolved", "awaiting-reply")[place % 4]
                due = datetime.combine(thread.day, datetime.min.time(), UTC) + timedelta(days=2, hours=place % 24)
                yield f"threads/{thread.name}", thread.text(status, due=due)
            else:
                yield f"archive/threads/{thread.day.year}/{thread.name}", thread.text("closed")


def people(count: int) -> Iterator[tuple[str, str]]:
    names = [f"{name}{turn or ''}" for turn in range(count // len(NAMES) + 1) for name in NAMES][:count]
    for place, name in enumerate(names):
        zone = ZONES[place % len(ZONES)]
        front = f"handle: {name}\nname: {name.capitalize()}\nemail: {name}@example.com\nzone: {zone}\n"
        yield f"people/{name}.md", f"---\n{front}---\n"
    for place, team in enumerate(TEAMS):
        members = names[place :: len(TEAMS)]
        front = f"handle: {team}\nname: {team.capitalize()}\nlead: {members[0]}\nmembers: [{', '.join(members)}]\n"
        yield f"teams/{team}.md", f"---\n{front}---\n"


def threads(count: int, seed: int, types: Sequence[str] = TYPES) -> Iterator[Thread]:
    """Oldest first, some dozens a day."""
    words = Words(seed)
    dice = words.dice
    each_day = max(1, -(-count // DAYS))
    for place in range(count):
        day = NEWEST - timedelta(days=(count - 1 - place) // each_day)
        opener, responder = dice.sample(TEAMS, 2)
        extra = (f" {COMMON}" if place % 2 else "") + (f" {RARE}" if place % 50 == 0 else "")
        yield Thread(
            number=place % each_day + 1,
            day=day,
            opener=opener,
            responder=responder,
            type=dice.choice(types),
            priority=dice.choice(PRIORITIES),
            topic=f"How shall we {words.some(6)}?",
            texts=(words.sentences(3) + extra, words.sentences(2), words.sentences(3), words.sentences(1)),
        )


# The course of a thread: the status that each commit leaves, whether the opener has resolved it by then, and whose
# commit it is.
COURSE = (
    ("open", False, "opener"),
    ("awaiting-reply", False, "opener"),
    ("awaiting-confirm", False, "responder"),
    ("awaiting-confirm", True, "opener"),
    ("resolved", True, "responder"),
)


def history(folder: Path, commits: int, seed: int = 11) -> Path:
    """A bare repository with courses of acts by hand: five commits for each thread, those of others between them."""
    count = -(-commits // len(COURSE))
    at = datetime(2024, 1, 1, 8, tzinfo=UTC)
    steps = [(place + 40 * turn, place, turn) for place in range(count) for turn in range(len(COURSE))]
    made = list(threads(count, seed, TYPES[:3]))
    leads = {team: NAMES[place] for place, team in enumerate(TEAMS)}
    with importing(folder) as stream:
        begin(stream, "Begin", at)
        put(stream, "tacit.yaml", "name: Benchmark\n")
        for path, text in people(30):
            put(stream, path, text)
        for when, place, turn in sorted(steps)[:commits]:
            thread, (state, resolved, side) = made[place], COURSE[turn]
            party = thread.opener if side == "opener" else thread.responder
            begin(stream, f"{state} {thread.name}", at + timedelta(minutes=when), leads[party])
            put(stream, f"threads/{thread.name}", thread.text(state, resolved=resolved))
    return folder


class importing:  # noqa: N801 - read as a verb: with importing(folder) as stream
    """A bare repository that takes a stream of `git fast-import`."""

    def __init__(self, folder: Path) -> None:
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
        subprocess.run(["git", "-C", str(folder), "config", "gc.auto", "0"], check=True)
        self._process = subprocess.Popen(
            ["git", "-C", str(folder), "fast-import", "--quiet", "--depth=10"], stdin=subprocess.PIPE
        )

    def __enter__(self) -> IO[bytes]:
        assert self._process.stdin
        return self._process.stdin

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        if self._process.wait():
            raise SystemExit("git fast-import failed")


def begin(stream: IO[bytes], message: str, at: datetime, who: str = "alice") -> None:
    when = f"{int(at.timestamp())} +0000"
    author = f"{who.capitalize()} <{who}@example.com>"
    stream.write(
        f"commit refs/heads/main\nauthor {author} {when}\ncommitter {author} {when}\n"
        f"data {len(message.encode())}\n{message}\n".encode()
    )


def put(stream: IO[bytes], path: str, text: str) -> None:
    data = text.encode()
    stream.write(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
