"""Two browsers, a command line in a clone and an editor that pushes by git, on one served workspace at once: nothing
that anybody wrote is lost or there twice, and in the end everybody sees all of it."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier

import httpx2
import pytest
from desks import Desk
from rows import rows

sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "web"))  # where a workspace is served for tests

from formfiller import Form, Page
from serving import Served, served

from tacit.repo.git import GitStore
from tacit.repo.place import Place, discover
from tacit.work import accounts, follow
from tacit.work.wire import Workspace, open_workspace

TURNS = 4  # that all of them begin together
SOON = 300  # seconds that a busy machine is given for a turn
CONFLICT = re.compile(r"^<<<<<<< .*\n([^=]*)=======\n([^>]*)>>>>>>> .*\n", re.MULTILINE)
NEXT = "\n## Backend's Question / Proposal\n"
SAID = re.compile(r"said-[a-z]+-[0-9]+")


@dataclass
class Party:
    """Somebody who writes, and what they were told is written."""

    name: str
    said: list[str] = field(default_factory=list)

    def next(self) -> str:
        return f"said-{self.name}-{len(self.said)}"


@dataclass
class Browser(Party):
    """Signed in, with forms and links alone."""

    client: httpx2.Client = field(kw_only=True)
    conflicts: int = 0
    open: Form | None = None  # left on the screen from one turn to the next

    def turn(self, asked: str, argued: str, number: int) -> None:
        self._comment(asked)
        self._edit(argued)
        if number % 2:
            self._ask()
        self._edit(argued)
        self._comment(asked)
        self.open = self._page(f"{argued}/edit").form("/edit")

    def _comment(self, record: str) -> None:
        text = self.next()
        form = self._page(record).form("/comment").put("write.Comments", f"{text}.")
        self._done(form.send(self.client), text)

    def _edit(self, record: str) -> None:
        """A line more in a section that the other browser and the editor write to."""
        text = self.next()
        while True:
            form, self.open = self.open or self._page(f"{record}/edit").form("/edit"), None
            mine = f"{form.control('write.Background').value}\n\n{text}."
            answer = form.put("write.Background", mine).send(self.client)
            if answer.status_code != 412:
                return self._done(answer, text)
            self.conflicts += 1
            again = Page(answer)
            assert text in again.form("/edit").control("write.Background").value, "what was typed is kept"
            assert "Background was changed by somebody else meanwhile" in again.text

    def _ask(self) -> None:
        text = self.next()
        form = self._page("/new/thread").form("/new/thread").put("set.topic", f"What {self.name} asks")
        form.put("set.from", "backend").put("set.to", "frontend").put("write.{from}'s Question / Proposal", f"{text}.")
        self._done(form.send(self.client), text)

    def _done(self, answer: httpx2.Response, text: str) -> None:
        assert answer.status_code == 303, (answer.status_code, Page(answer).text)
        self.said.append(text)

    def _page(self, path: str) -> Page:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return Page(answer)

    def sees(self, path: str) -> set[str]:
        return set(SAID.findall(self._page(path).text))


@dataclass
class Clone(Party):
    """A clone, with git at hand."""

    desk: Desk = field(kw_only=True)

    def merge_by_hand(self) -> None:
        """What git cannot merge keeps the lines of both sides, one's own behind those that were shared before; tables
        are made anew by the next sync."""
        pull = ["git", "pull", "--quiet", "--no-rebase", "--no-edit"]
        pulled = subprocess.run(pull, cwd=self.desk.folder, env=self.desk.env, capture_output=True, text=True)
        if pulled.returncode == 0:
            return
        paths = self.desk.git("diff", "--name-only", "--diff-filter=U").split()
        assert paths, pulled.stdout + pulled.stderr
        for path in paths:
            if path.endswith("README.md"):
                self.desk.git("checkout", "--quiet", "--ours", path)
            else:
                self.desk.write(path, CONFLICT.sub(r"\2\1", self.desk.read(path)))
        self.desk.git("commit", "--quiet", "--all", "--no-edit")


@dataclass
class Typist(Clone):
    """Who works by the command line, and syncs."""

    conflicts: int = 0

    def turn(self, asked: str, _argued: str, number: int) -> None:
        if number % 2:
            return self.sync()
        text = self.next()
        self.desk.tacit("act", asked.rpartition("/")[2], "comment", "--write", f"Comments={text}.")
        self.said.append(text)
        text = self.next()
        sets = ("topic=What Alice asks", "from=frontend", "to=backend")
        given = [word for each in sets for word in ("--set", each)]
        self.desk.tacit("new", "thread", *given, "--write", f"Question={text}.")
        self.said.append(text)
        return None

    def sync(self) -> None:
        """Until it is done: others push meanwhile, and what does not merge is merged by hand."""
        while (answer := self.desk.run("--json", "sync")).status != 0:
            if answer.out and answer.json["conflicts"]:
                self.conflicts += 1
                self.merge_by_hand()
            else:
                assert answer.error["code"] == "contended", answer.err


@dataclass
class Editor(Clone):
    """Who writes files, commits and pushes, and has never heard of Tacit."""

    rejected: int = 0

    def turn(self, asked: str, argued: str, number: int) -> None:
        text = self.next()
        if number % 2:
            self._write(argued, lambda old: old.replace(NEXT, f"\n{text}.\n{NEXT}"))
        else:
            self._write(asked, lambda old: f"{old}- **Dan** (backend) · 2026-03-03 · comment: {text}.\n")
        self.desk.commit("A word more")
        while not self._pushed():
            self.rejected += 1
            self.merge_by_hand()
        self.said.append(text)

    def _write(self, record: str, change: Callable[[str], str]) -> None:
        path = f"{record[1:]}.md"
        self.desk.write(path, change(self.desk.read(path)))

    def _pushed(self) -> bool:
        push = ["git", "push", "--quiet"]
        done = subprocess.run(push, cwd=self.desk.folder, env=self.desk.env, capture_output=True, text=True)
        assert done.returncode == 0 or "rejected" in done.stderr or "lock" in done.stderr, done.stderr
        return done.returncode == 0


@dataclass
class Crowd:
    here: Served
    bob: Browser
    carol: Browser
    alice: Typist
    dan: Editor
    asked: str  # the page of a thread that all of them comment on
    argued: str  # and of one whose background three of them write

    @property
    def parties(self) -> tuple[Browser | Typist | Editor, ...]:
        return self.bob, self.carol, self.alice, self.dan

    def work(self) -> None:
        """All at once, each turn begun together."""
        together = Barrier(len(self.parties), timeout=SOON)

        def take_turns(party: Browser | Typist | Editor) -> None:
            try:
                for number in range(TURNS):
                    together.wait()
                    party.turn(self.asked, self.argued, number)
            except BaseException:
                together.abort()
                raise

        with ThreadPoolExecutor(len(self.parties)) as pool:
            for done in [pool.submit(take_turns, party) for party in self.parties]:
                done.result()

    def git(self, *words: str) -> str:
        return self.here.git(*words)


@pytest.fixture
def crowd(two: tuple[Desk, Desk], tmp_path: Path) -> Iterator[Crowd]:
    alice, editor = two
    dan = "handle: dan\nname: Dan\nemail: dan@example.com\nzone: UTC\nstatus: active\n"
    alice.write("people/dan.md", f"---\n{dan}---\n")
    alice.write("teams/backend.md", alice.read("teams/backend.md").replace("carol]", "carol, dan]"))
    alice.git("add", "-A")
    alice.git("commit", "-qm", "Dan comes", "--author=Bob <bob@example.com>")  # who leads his team
    sets = ("--set", "from=backend", "--set", "to=frontend", "--write", "Question=How often?")
    pages = [
        str(alice.tacit("--as", "bob", "new", "thread", "--set", f"topic={topic}", *sets)["url"])
        for topic in ("Retries", "Timeouts")
    ]
    alice.tacit("act", pages[0].rpartition("/")[2], "comment", "--write", "Comments=I begin.")
    alice.git("push", "-q")
    editor.git("pull", "-q")
    editor.name, editor.email = "Dan", "dan@example.com"
    with ExitStack() as stack:
        here = stack.enter_context(served(tmp_path / "shared.git", "2026-03-03T09:00:00Z"))

        def signed_in(person: str) -> Browser:
            invitation = str(accounts.invite(open_workspace(here.folder, now=here.now), person)["path"])
            client = stack.enter_context(here.client())
            chosen = {"password": "four purple otters dance", "again": "four purple otters dance"}
            assert client.post(invitation, data=chosen).status_code == 303
            return Browser(person, client=client)

        bob, carol = signed_in("bob"), signed_in("carol")
        yield Crowd(here, bob, carol, Typist("alice", desk=alice), Editor("dan", desk=editor), pages[0], pages[1])


def test_what_four_write_at_once_in_four_ways_is_there_once_and_seen_by_all(crowd: Crowd, tmp_path: Path) -> None:
    crowd.work()
    crowd.alice.sync()
    crowd.dan.desk.git("pull", "-q")
    said = {text for party in crowd.parties for text in party.said}
    assert len(said) == sum(len(party.said) for party in crowd.parties) > 40

    # Nothing is lost, and nothing was done twice.
    added = crowd.git("log", "--no-merges", "--patch", "--unified=0", "--format=", "HEAD")
    lines = [line for line in added.splitlines() if line.startswith("+")]
    written = Counter(text for line in lines for text in SAID.findall(line))
    assert written == dict.fromkeys(said, 1)
    standing = Counter(SAID.findall(crowd.git("grep", "-h", "said-", "HEAD")))
    assert standing == dict.fromkeys(said, 1)
    commands = crowd.git("log", "--format=%(trailers:key=Tacit-Command,valueonly,separator=%x20)").split()
    assert len(commands) == len(set(commands))

    # They did meet: in forms, in syncs, in pushes.
    assert crowd.bob.conflicts + crowd.carol.conflicts
    assert crowd.alice.conflicts
    assert crowd.dan.rejected

    # Everybody sees everything.
    head = crowd.git("rev-parse", "HEAD")
    assert [party.desk.git("rev-parse", "HEAD").strip() for party in (crowd.alice, crowd.dan)] == [head, head]
    records = crowd.alice.desk.tacit("list", "thread")["records"]
    for browser in (crowd.bob, crowd.carol):
        assert set().union(*(browser.sees(record["url"]) for record in records)) == said
        assert all(record["title"] in browser._page("/threads").text for record in records)
    seen = "".join(str(crowd.alice.desk.tacit("show", record["id"])) for record in records)
    assert set(SAID.findall(seen)) == said
    assert of_index(crowd.here.folder / "tacit" / "index.db") == of_index(index_anew(crowd.here, tmp_path / "beside"))
    assert crowd.alice.desk.rules() <= {"duplicate-id"}  # two of one number, made apart


def of_index(path: Path) -> dict[str, list[tuple[str, ...]]]:
    """Acts of branches that were merged stand in the order in which they came in, which history does not tell."""
    found = rows(str(path))
    return found | {"acts": [(record, *sorted(told)) for record, *told in found["acts"]]}


def index_anew(here: Served, beside: Path) -> Path:
    """One that is built from nothing, elsewhere."""
    with GitStore(discover(here.folder)) as store:
        ws = Workspace(Place(str(beside), str(beside), None), store, here.now)
        return Path(str(follow.follow(ws, rebuild=True)["path"]))
