"""Every bundled protocol, tried by random people on the real work layer: never a state that nobody can leave, never a
promise without an owner, never consent from somebody not told, never two outcomes; the same history, the same tree.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import ClassVar

import pytest
from company import OTHER_FORMS, SETTINGS, STEPS, Company
from hypothesis import HealthCheck, Phase, currently_in_test_context, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from living import Life
from rows import rows

from tacit.index.sqlite import SqliteIndex
from tacit.repo.git import GitStore
from tacit.repo.memory import MemoryStore
from tacit.repo.place import discover
from tacit.work import follow
from tacit.work.snapshot import bundled

NOT_TRIED = ("person", "team")  # they are those who try
WALKS, STEPS_OF_A_WALK = 18, 45
COMPANIES, TRIES = 8, 20  # in which records are led to one act, until one comes there
MEMORY = Path("/dev/shm")  # nothing is asked of disks here
KINDS = sorted({kind for kind, _ in bundled()} - set(NOT_TRIED))


class Days(RuleBasedStateMachine):
    """Days in a company. `life` looks after every step whether all holds that must."""

    done: ClassVar[Counter[str] | None] = None  # in all runs, where each is to do rather what none has done
    seen: ClassVar[Counter[str]] = Counter()  # what was done in all runs: a model that tries nothing finds nothing
    settings_file = SETTINGS + STEPS
    with_people = True
    again_on_git = False
    kinds: ClassVar[list[str]] = KINDS

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory(prefix="days-", dir=MEMORY if MEMORY.is_dir() else None)
        self.folder = Path(self._folder.name)
        self.life = Life(Company(self.folder / "first", self.with_people, self.settings_file), self.done)

    @initialize(seed=st.integers(0, 2**32))
    def somewhere_to_go(self, seed: int) -> None:
        self.chance = Random(seed)
        self.life.make("goal", self.chance)

    @rule(kind=st.sampled_from(KINDS))
    def somebody_begins_something(self, kind: str) -> None:
        self.life.make(kind, self.chance)
        self.life.act(self.chance)

    @rule()
    def work_goes_on(self) -> None:
        self.life.act(self.chance)

    @rule()
    def a_day_passes(self) -> None:
        self.life.wait(self.chance)
        self.life.tick()
        self.life.act(self.chance)

    @rule()
    def nothing_ticks_for_days(self) -> None:
        for _ in range(self.chance.randint(1, 4)):
            self.life.wait(self.chance)

    @rule()
    def something_else_happens(self) -> None:
        """What nobody should do, or not in this way, and what people do besides their work."""
        happenings = [self.life.attempt, self.life.attempt, self.life.edit_field, self.life.again]
        if self.with_people:
            happenings += [self.life.meddle, self.life.meddle, self.life.people_change, self.life.say_unnamed]
        for _ in range(2):
            self.chance.choice(happenings)(self.chance)

    def whatever_comes(self, steps: int) -> None:
        """Without hypothesis, which likes to do the same all day: it finds other things than even chance does."""
        for _ in range(steps):
            step = self.chance.choice((self.work_goes_on, self.work_goes_on, self.a_day_passes, *self.others()))
            step()

    def others(self) -> tuple[Callable[[], None], ...]:
        begin = partial(self.somebody_begins_something, self.chance.choice(self.kinds))
        return begin, self.nothing_ticks_for_days if self.chance.random() < 0.2 else begin, self.something_else_happens

    def teardown(self) -> None:
        if currently_in_test_context():
            note("\n".join(self.life.company.told))
        try:
            self.life.settle()
            self._the_index_is_as_if_built_anew()
            self._all_of_it_again()
            self._count()
        finally:
            self._folder.cleanup()

    def _count(self) -> None:
        company = self.life.company
        records = company.world.records
        for act in company.index().acts_of(list(company.paths())):
            if act.record in records:
                self.seen[f"{records[act.record].kind} {act.act}"] += 1

    def _the_index_is_as_if_built_anew(self) -> None:
        company = self.life.company
        path = str(self.folder / "built.db")
        with SqliteIndex.anew(path) as built:
            follow._fill(company.ws, built, str(company.store.head()), company.ws.here, company.ws.progress)
        built.close()
        anew, followed = rows(path), rows(company.index().path)
        # What was said to everybody is not found again: that much less there may be to say.
        assert set(followed.pop("moments")) <= set(anew.pop("moments"))
        assert followed == anew

    def _all_of_it_again(self) -> None:
        """The same commands at the same times lead to the same commit; what is told of those whom nobody is to know is
        committed under a name that chance gives, and leads to the same records."""
        company = self.life.company
        other = company.retold(self.folder / "second", self._another_store())
        assert other.tree == company.tree
        assert company.unnamed or other.store.head() == company.store.head()
        other.store.close()

    def _another_store(self) -> MemoryStore | GitStore:
        if not self.again_on_git:
            return MemoryStore()
        from subprocess import run

        bare = self.folder / "shared.git"
        run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
        for name, value in (("user.name", "Nobody"), ("user.email", "nobody@example.com")):
            run(["git", "-C", str(bare), "config", name, value], check=True)
        return GitStore(discover(bare))


class OfDecisions(Days):
    """Where people consent, object, are silent and escalate."""

    kinds: ClassVar[list[str]] = ["decision", "decision", "proposal", "escalation", "handoff", "meeting", "brainstorm"]


class OfOtherForms(Days):
    """The second forms of kinds, and no people records: a party is just a name."""

    settings_file = SETTINGS + OTHER_FORMS
    with_people = False


class OnGit(Days):
    """The same, done again in a bare repository of git."""

    again_on_git = True


@pytest.mark.parametrize(("days", "runs"), [(Days, 20), (OfOtherForms, 8), (OnGit, 4)])
def test_whatever_people_do_nothing_waits_for_ever_and_nobody_consents_unasked(days: type[Days], runs: int) -> None:
    found = settings(
        max_examples=runs,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],  # what fails is told step by step; shrinking it takes minutes
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(days, settings=found)


def test_every_act_of_every_kind_is_done_on_the_way_and_all_holds_that_must(monkeypatch: pytest.MonkeyPatch) -> None:
    Days.seen.clear()
    monkeypatch.setattr(Days, "done", Counter())
    for seed in range(WALKS):
        days = (Days, OfDecisions)[seed % 2]()
        days.somewhere_to_go(seed)
        try:
            days.whatever_comes(STEPS_OF_A_WALK)
            days.teardown()
        except BaseException as wrong:
            wrong.add_note("\n".join((f"seed {seed}", *days.life.company.told)))
            raise
    acts = [(kind, rule) for (kind, form), each in bundled().items() if not form for rule in each.acts.values()]
    acts = [(kind, rule) for kind, rule in acts if kind in KINDS and rule.source is not None]
    # What chance has not come to is led to, in companies of its own.
    missed = [(kind, rule.name) for kind, rule in acts if not Days.seen[f"{kind} {rule.name}"]]
    left = [each for each in missed if not any(_is_reached(*each, seed) for seed in range(COMPANIES))]
    assert left == []


def _is_reached(kind: str, act: str, seed: int) -> bool:
    days = Days()
    days.somewhere_to_go(seed)
    reached = any(days.life.seek(kind, act, days.chance) for _ in range(TRIES))
    days.teardown()
    return reached
