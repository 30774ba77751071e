"""How changes become commits: they queue, are decided one after the other on the newest tip, and land together."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Event, Lock, get_ident

from tacit.errors import EnvironmentFailed, Refused, TacitError
from tacit.model.history import Commit, FileChange
from tacit.repo.commits import COMMAND, encoded, parsed, with_command
from tacit.repo.names import check_path
from tacit.repo.reading import Editor, Reader, TreeView
from tacit.repo.store import Author, Decide, Done, Plan
from tacit.repo.trees import FILE, LINK, MODULE, TREE, Edits, in_the_way
from tacit.text.raw import bytes_of

_TOGETHER = 256  # writers that share one sync at most: a bound on how long the first one waits
_LOOKED_BACK = 64  # commits in which a command is looked for when a store is new
_COMMANDS_KEPT = 10_000


@dataclass(slots=True, eq=False)
class Job:
    """One change on its way."""

    decide: Decide
    command: str = ""
    done: Done | None = None
    error: Exception | None = None

    @property
    def settled(self) -> bool:
        return self.done is not None or self.error is not None

    @property
    def outcome(self) -> Done | Exception:
        found = self.error or self.done
        assert found
        return found


@dataclass(slots=True, eq=False)
class Bundle:
    """What one caller brings: its jobs are decided one behind the other, with nobody else's between them."""

    jobs: Sequence[Job]
    error: BaseException | None = None  # none of them is written
    turn: Event = field(default_factory=Event)  # the caller need not wait: it is settled, or it leads

    @property
    def settled(self) -> bool:
        return self.error is not None or all(job.settled for job in self.jobs)


class Desk:
    """Where the writers of one process queue. Whoever is first serves all who wait, so that one sync is for all."""

    def __init__(self, land: Callable[[Sequence[Job]], None]) -> None:
        self._land = land
        self._waiting: deque[Bundle] = deque()
        self._change = Lock()
        self._leader: int | None = None  # the thread that serves

    def serve(self, job: Job) -> Done:
        (done,) = self.serve_all([job])
        if isinstance(done, Exception):
            raise done
        return done

    def serve_all(self, jobs: Sequence[Job]) -> list[Done | Exception]:
        """What each came to, or what its plan raised. What hinders all of them is raised."""
        self._settle(Bundle(jobs))
        return [job.outcome for job in jobs]

    def _settle(self, bundle: Bundle) -> None:
        if self._leader == get_ident():
            raise RuntimeError("a change that is being decided may not write by itself")
        with self._change:
            self._waiting.append(bundle)
            if self._leader is None:
                self._leader = get_ident()
                bundle.turn.set()
        try:
            bundle.turn.wait()
        except BaseException:
            self._leave(bundle)
            raise
        if not bundle.settled:
            self._lead(bundle)
        if bundle.error:
            raise bundle.error

    def _lead(self, own: Bundle) -> None:
        self._leader = get_ident()
        batch = self._next()
        try:
            self._land([job for bundle in batch for job in bundle.jobs])
        except BaseException as error:
            told = error if isinstance(error, TacitError) else _failed(error)
            for bundle in batch:
                bundle.error = error if bundle is own else told
        for bundle in batch:
            bundle.turn.set()
        self._pass_on()

    def _next(self) -> list[Bundle]:
        """The first of those who wait, and those behind it who can share its sync."""
        with self._change:
            batch = [self._waiting.popleft()]
            count = len(batch[0].jobs)
            while self._waiting and (count := count + len(self._waiting[0].jobs)) <= _TOGETHER:
                batch.append(self._waiting.popleft())
        return batch

    def _pass_on(self) -> None:
        """The first of those who wait serves next."""
        with self._change:
            if self._waiting:
                self._leader = 0
                self._waiting[0].turn.set()
            else:
                self._leader = None

    def _leave(self, bundle: Bundle) -> None:
        """Somebody waits no longer, for example at the keyboard's interrupt. What is being written stays written."""
        with self._change:
            leads = bundle.turn.is_set() and not bundle.settled
            if bundle in self._waiting:
                self._waiting.remove(bundle)
        if leads:
            self._pass_on()


def _failed(error: BaseException) -> EnvironmentFailed:
    failed = EnvironmentFailed("not-written", f"the change was not written: {error!r}", remedy="Try again.")
    failed.__cause__ = error
    return failed


class Commands:
    """The command ids of the newest commits: what was acknowledged to nobody is found here before it is done again."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: OrderedDict[str, str] = OrderedDict()
        self._tip: str | None = None

    def find(self, command: str, tip: str | None) -> str | None:
        if tip != self._tip:
            self._follow(tip)
        return self._known.get(command)

    def _follow(self, tip: str | None) -> None:
        """Reads back to the tip that is known, or a little way where that one is not met."""
        marker = COMMAND.encode()
        waiting, seen, found = deque([tip]), {self._tip, None}, []
        while waiting and len(seen) < _LOOKED_BACK:
            commit = waiting.popleft()
            if commit is None or commit in seen:
                continue
            seen.add(commit)
            try:
                raw = self._reader.objects.read(commit)
            except EnvironmentFailed:
                continue  # beyond the edge of a shallow clone
            waiting += (line[7:].decode() for line in raw.split(b"\n", 8)[1:] if line.startswith(b"parent "))
            if marker in raw:
                found.append((parsed(commit, raw).trailers.get(COMMAND, ""), commit))
        self.landed(reversed(found), tip)

    def recall(self, command: str, commits: Iterable[Commit]) -> None:
        """One that may have been done long ago, by one of these commits."""
        self._known.update((command, one.id) for one in commits if one.trailers.get(COMMAND) == command)

    def landed(self, pairs: Iterable[tuple[str, str]], tip: str | None) -> None:
        """Commands with their commits, up to this tip."""
        for command, commit in pairs:
            self._known[command] = commit
            if len(self._known) > _COMMANDS_KEPT:
                self._known.popitem(last=False)
        self._tip = tip


class Chain:
    """Plans that are committed one upon the other, from a tip; no branch moves yet."""

    def __init__(
        self,
        editor: Editor,
        tip: str | None,
        committer: Callable[[Plan], Author],
        known: Commands,
        guard: Callable[[Mapping[str, str | None]], None] | None = None,
    ) -> None:
        self._reader = editor
        self._committer = committer
        self._guard = guard
        self._known = known
        self._base = tip
        self.tip = tip
        self._tree = editor.tree(tip) if tip else None
        self._standing: dict[str, str | None] = {}  # each touched path with its blob at the first tip
        self._added: list[tuple[str, str]] = []
        self.commits: list[Commit] = []

    def add(self, job: Job) -> None:
        """Decides and commits one job. What its plan raises is its own affair; no other job is touched."""
        job.done = job.error = None
        try:
            job.done = self._repeated(job.command)
            if job.done is None:
                plan = job.decide(TreeView(self._reader, self.tip, self._tree))
        except Exception as error:
            job.error = error
        if job.settled:
            return
        try:
            job.done = self._commit(plan, job.command)
        except (Refused, ValueError) as error:
            job.error = error

    def landed(self) -> None:
        """The branch stands at the end of this chain."""
        self._known.landed(self._added, self.tip)

    def _repeated(self, command: str) -> Done | None:
        if not command:
            return None
        found = dict(self._added).get(command) or self._known.find(command, self._base)
        if found is None:
            return None
        parents = parsed(found, self._reader.objects.read(found)).parents
        changes = self._reader.changes(parents[0] if parents else None, found)
        return Done(found, tuple(changes), repeated=True)

    def _commit(self, plan: Plan, command: str) -> Done:
        edits, changes = self._edits(plan)
        tree = self._reader.edit(self._tree, edits)
        if self._guard:
            self._guard({path: self._standing.get(path, old) for path, old in changes.items()})
        if tree == self._tree and self.tip:
            return Done(self.tip)
        if not edits:
            raise Refused("nothing-to-write", "there is nothing to commit", remedy="Write a file first.")
        message = with_command(plan.message, command)
        parents = (self.tip,) if self.tip else ()
        raw = encoded(tree, parents, plan.author, self._committer(plan), plan.at, message)
        self.tip, self._tree = self._reader.write("commit", raw), tree
        if command:
            self._added.append((command, self.tip))
        for path, old in changes.items():
            self._standing.setdefault(path, old)
        told = tuple(self._told(edits, changes))
        self.commits.append(replace(parsed(self.tip, raw), changes=told))
        return Done(self.tip, told)

    def _edits(self, plan: Plan) -> tuple[Edits, dict[str, str | None]]:
        """The blobs of a plan, written, and what stands at its paths now."""
        edits: dict[str, tuple[int, str] | None] = {}
        before: dict[str, str | None] = {}
        for path, data in plan.writes.items():
            check_path(path)
            old = self._reader.trees.entry(self._tree, path) if self._tree else None
            if data is None and (old is None or old.mode == TREE):
                continue
            if old and data is None and old.mode in (LINK, MODULE):
                raise in_the_way(path, path, "is no ordinary file")
            before[path] = old.oid if old and old.mode != TREE else None
            mode = old.mode if old and old.mode not in (TREE, LINK, MODULE) else FILE
            edits[path] = None if data is None else (mode, self._reader.write("blob", data))
        return edits, before

    def _told(self, edits: Edits, before: Mapping[str, str | None]) -> list[FileChange]:
        told = ((path, before[path], edit[1] if edit else None) for path, edit in edits.items())
        return [FileChange(path, old, new) for path, old, new in sorted(told, key=_as_git_sorts) if old != new]


def _as_git_sorts(told: tuple[str, str | None, str | None]) -> bytes:
    return bytes_of(told[0])
