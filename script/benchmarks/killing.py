"""A server that is killed under load, again and again. Its callers send what was not answered once more, with the same
key: what they were told is there in the end, and nothing is there twice."""

import json
import random
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from benchmarks.corpus import NAMES, Corpus
from benchmarks.measure import Figure, told
from benchmarks.scale import Scale
from benchmarks.serving import NOW_SET
from benchmarks.writing import NOW, _waiting

from tacit.index.sqlite import SqliteIndex
from tacit.repo.git import GitStore
from tacit.repo.place import Place, discover
from tacit.work import accounts, follow, tokens
from tacit.work.repeating import command_of
from tacit.work.wire import Workspace, open_workspace

KILLS = 100
CALLERS = 16
PATIENCE = 120  # seconds that a busy machine is given for one answer
_HOT = 4  # records that all of them write to
_ANSWERED = 40  # acts that are answered before a kill, at most
_AFTER = 0.02  # seconds between the last of these and the kill, at most
_EARLY = 6  # of so many kills, one comes while the server starts


def kills(scale: Scale, folder: Path) -> Iterator[Figure]:
    """`kill -9` of the server under load, at any moment."""
    trial = Trial(Corpus(1000).write(folder / "killed.git"), CALLERS, at_start=index_counts_what_is_there)
    count = scale.of(KILLS)
    for _ in range(count):
        trial.kill()
    trial.settle()
    found = trial.found()
    if found.wrong:
        raise SystemExit("\n".join(found.wrong))
    yield Figure(
        f"{count} × `kill -9` of the server under load: acts that a caller was told of",
        f"{found.told:,}, of them {found.retried:,} on asking again, of these {found.known:,} done before the kill",
        ratio=f"{len(found.lost)} lost, {len(found.twice)} done twice",
        target="0 lost, 0 done twice",
        reached=not found.lost and not found.twice,
    )
    yield Figure("… the server answers again, the median", told(statistics.median(trial.starts)))


def index_counts_what_is_there(repository: Path) -> None:
    """The index that the server goes on with stands for HEAD, and holds as much as one built from nothing."""
    ours = SqliteIndex.open(str(repository / "tacit" / "index.db"))
    assert ours
    anew = index_anew(repository, repository / "beside")
    for name, count in (*ours.counts().items(), ("commit", ours.meta("commit"))):
        if anew[name] != count:
            raise SystemExit(f"the index has {name}: {count}, and one built anew {anew[name]}")
    ours.close()


def index_anew(repository: Path, beside: Path) -> dict[str, object]:
    """An index built from nothing, elsewhere; the one of the server is left alone."""
    store = GitStore(discover(repository))
    try:
        return follow.follow(Workspace(Place(str(beside), str(beside), None), store, NOW), rebuild=True)
    finally:
        store.close()


@dataclass
class Asked:
    """One change, sent until it is answered."""

    person: str
    key: str
    path: str
    body: dict[str, Any]
    text: str = ""  # that stands in the repository once it is done
    tries: int = 0
    told: dict[str, Any] | None = None

    @property
    def command(self) -> str:
        return command_of(self.person, self.key)


@dataclass
class Caller:
    """Somebody who comments, asks and sends, with one unanswered change at most."""

    number: int
    person: str
    token: str
    hot: Sequence[str]
    done: list[Asked] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    pending: Asked | None = None

    def run(self, port: int, answered: Callable[[], None], *, once: bool = False) -> None:
        """Until the server is gone; with `once` only what was not answered."""
        with suppress(OSError, HTTPException), closing(_line_to(port)) as line:
            while not self.wrong and (self.pending or not once):
                self.pending = self.pending or self._next()
                self._send(line, self.pending)
                if not self.wrong:
                    self.done.append(self.pending)
                    self.pending = None
                    answered()

    def _send(self, line: HTTPConnection, asked: Asked) -> None:
        asked.tries += 1
        headers = {
            "authorization": f"Bearer {self.token}",
            "content-type": "application/json",
            "idempotency-key": asked.key,
            "if-match": "*",
        }
        line.request("POST", asked.path, json.dumps(asked.body), headers)
        answer = line.getresponse()
        content = answer.read()
        if answer.status in (200, 201):
            asked.told = json.loads(content)
        else:
            self.wrong.append(f"{asked.path} was answered with {answer.status}: {content.decode('utf-8', 'replace')}")

    def _next(self) -> Asked:
        """A comment on what many comment on, a thread of one's own, and the first act on that: which nobody may do
        twice."""
        count = len(self.done)
        key, text = f"key-{count}", f"said-{self.number}-{count}"
        if count % 3 == 1:
            fields = {"topic": f"Question {count}", "from": self.person, "to": NAMES[-1]}
            body = {"kind": "thread", "set": fields, "write": {"Question": f"{text}."}}
            return Asked(self.person, key, "/api/v1/records", body, text)
        if count % 3 == 2:
            made = self.done[-1].told or {}
            return Asked(self.person, key, f"/api/v1/records/{made['id']}/acts/send", {})
        record = self.hot[count // 3 % len(self.hot)]
        body = {"write": {"Comments": f"{text}."}}
        return Asked(self.person, key, f"/api/v1/records/{record}/acts/comment", body, text)


@dataclass(frozen=True)
class Found:
    told: int
    retried: int
    known: int  # of those asked again: done before the server was killed
    lost: list[str]
    twice: list[str]
    wrong: list[str]  # answers that were no success, and what the server wrote into its log


@dataclass
class Trial:
    """One bare repository with accounts, and those who call its server."""

    repository: Path
    count: int
    seed: int = 0
    at_start: Callable[[Path], object] = lambda _: None  # called when a server has read the index, before the load
    callers: list[Caller] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)  # seconds to the first answer
    kills: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._log = self.repository.with_name(f"{self.repository.name}.log")
        ws = open_workspace(self.repository, now=NOW)
        hot = [record for record, _, _ in _waiting(ws)[:_HOT]]
        self._before = len(self._commits())
        for number, person in enumerate(NAMES[: self.count]):
            accounts.invite(ws, person)
            self.callers.append(Caller(number, person, str(tokens.make(ws, person, "act")["token"]), hot))

    def kill(self) -> None:
        """One server, from its start to its end at some moment."""
        self.kills += 1
        with self._process() as server:
            if self.kills % _EARLY == 0:
                self._end(server, self._chance.uniform(0, self.starts[-1] if self.starts else 1))
                return
            with self._calling(self._served(server)) as answered:
                for _ in range(self._chance.randint(1, _ANSWERED)):
                    answered.acquire(timeout=PATIENCE)
                self._end(server, self._chance.uniform(0, _AFTER))

    def settle(self) -> None:
        """A last server answers what was not answered yet, and one more change of somebody."""
        with self._process() as server:
            port = self._served(server)
            with self._calling(port, once=True):
                pass
            self.callers[0].pending = self.callers[0]._next()
            self.callers[0].run(port, lambda: None, once=True)
            server.terminate()
            server.wait()

    def found(self) -> Found:
        every = [asked for caller in self.callers for asked in caller.done]
        left = [caller.pending.path for caller in self.callers if caller.pending]
        commits = self._commits()
        by_command: dict[str, list[str]] = {}
        for commit, command in commits.items():
            by_command.setdefault(command, []).append(commit)
        texts = self._texts()
        again = [asked for asked in every if asked.tries > 1]
        done = {command: found for command, found in by_command.items() if command}
        return Found(
            told=len(every),
            retried=len(again),
            known=sum(bool(asked.told and asked.told.get("repeated")) for asked in again),
            lost=[*left, *(asked.path for asked in every if not _is_there(asked, by_command, texts))],
            twice=[
                *(command for command, found in done.items() if len(found) > 1),
                *(text for text, count in texts.items() if count > 1),
                *(f"{command} was asked by nobody" for command in done.keys() - {asked.command for asked in every}),
            ],
            wrong=[*(wrong for caller in self.callers for wrong in caller.wrong), *self._logged()],
        )

    # --

    @contextmanager
    def _process(self) -> Iterator["subprocess.Popen[str]"]:
        command = [sys.executable, "-m", "tacit.main", "--json", "--repo", str(self.repository), "serve", "--port", "0"]
        self._began = time.perf_counter()
        with self._log.open("a") as log:
            server = subprocess.Popen(command, env=NOW_SET, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            yield server
        finally:
            server.kill()
            server.communicate()

    def _served(self, server: "subprocess.Popen[str]") -> int:
        """Its port, when it has answered from the index."""
        assert server.stdout
        said = server.stdout.readline()
        if not said:
            raise SystemExit("the server ended before it served")
        port = int(json.loads(said)["url"].rpartition(":")[2])
        with closing(_line_to(port)) as line:
            line.request("GET", "/api/v1/inbox", headers={"authorization": f"Bearer {self.callers[0].token}"})
            answer = line.getresponse()
            answer.read()
        if answer.status != 200:
            raise SystemExit(f"the inbox was answered with {answer.status}")
        self.starts.append(time.perf_counter() - self._began)
        self.at_start(self.repository)
        return port

    @contextmanager
    def _calling(self, port: int, *, once: bool = False) -> Iterator[threading.Semaphore]:
        """All of them at once, until the server is gone; what is told counts the answers."""
        answered = threading.Semaphore(0)
        threads = [
            threading.Thread(target=caller.run, args=(port, answered.release), kwargs={"once": once})
            for caller in self.callers
        ]
        for thread in threads:
            thread.start()
        try:
            yield answered
        finally:
            for thread in threads:
                thread.join()

    def _end(self, server: "subprocess.Popen[str]", after: float) -> None:
        try:
            server.wait(after)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        else:
            raise SystemExit("the server ended by itself")

    def _commits(self) -> dict[str, str]:
        """Each commit with the id of its command."""
        found = self._git("log", "--format=%H %(trailers:key=Tacit-Command,valueonly,separator=%x20)")
        return {commit: command for commit, _, command in (line.partition(" ") for line in found.splitlines())}

    def _texts(self) -> Counter[str]:
        """What was said in records, and how often it stands there."""
        return Counter(self._git("grep", "-ohE", "said-[0-9]+-[0-9]+", "HEAD", "--", "threads").split())

    def _logged(self) -> list[str]:
        return [line for line in self._log.read_text("utf-8").splitlines() if "Traceback" in line]

    def _git(self, *words: str) -> str:
        command = ["git", "-C", str(self.repository), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _is_there(asked: Asked, by_command: dict[str, list[str]], texts: Counter[str]) -> bool:
    told = asked.told or {}
    return told.get("commit") in by_command.get(asked.command, ()) and (not asked.text or texts[asked.text] > 0)


def _line_to(port: int) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
