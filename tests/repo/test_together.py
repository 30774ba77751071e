"""Many writers at once: nothing is lost, nobody starves, readers go on."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from repositories import git, plan, sound, write

from tacit.errors import EnvironmentFailed
from tacit.repo.git import GitStore
from tacit.repo.lock import held
from tacit.repo.store import Plan, View

COUNT = """
import sys, threading
sys.path.insert(0, {folder!r})
from repositories import plan
from tacit.repo.git import GitStore
from tacit.repo.place import discover
store = GitStore(discover("."))
def work():
    for _ in range(10):
        store.transact(lambda view: plan({{"n": str(int(view.read("n")) + 1)}}))
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


@pytest.mark.parametrize("kind", ["bare", "clone"])
def test_two_processes_of_four_threads_and_git_itself_lose_nothing(request: pytest.FixtureRequest, kind: str) -> None:
    store: GitStore = request.getfixturevalue(kind)
    where = Path(store.place.work_tree or store.place.git_dir)
    write(store, {"n": "0", "g": "0"})
    script = COUNT.format(folder=str(Path(__file__).parent))
    processes = [subprocess.Popen([sys.executable, "-W", "error", "-c", script], cwd=where) for _ in range(2)]
    outside = 0
    while any(process.poll() is None for process in processes):
        tip = git(where, "rev-parse", "HEAD").strip()
        commit = git(where, "commit-tree", "-p", tip, "-m", "outside", f"{tip}^{{tree}}").strip()
        done = subprocess.run(["git", "update-ref", "HEAD", commit, tip], cwd=where, check=False, capture_output=True)
        outside += done.returncode == 0
        # Somebody who looks before committing again, as people do.
        assert git(where, "log", "--stat").count("outside") >= outside
        assert len(list(store.log("HEAD"))) > outside
    assert [process.wait() for process in processes] == [0, 0]
    assert store.read("n") == b"80"
    assert len(list(store.log("HEAD"))) == 81 + outside
    sound(where)


def test_readers_and_writers_go_on_while_the_repository_is_tidied(bare: GitStore) -> None:
    write(bare, {f"{folder}/{number}": "0" for folder in range(10) for number in range(20)})
    failures: list[BaseException] = []
    over = threading.Event()

    def work(number: int) -> None:
        try:
            while not over.is_set():
                write(bare, {f"{number}/1": str(bare.head())})
                assert bare.count() == 200
                assert len(dict(bare.blobs(oid for _, oid, _ in bare.files(str(number))))) >= 1
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        assert bare.maintain(always=True)
    over.set()
    for thread in threads:
        thread.join()
    assert failures == []
    sound(Path(bare.place.git_dir))


def test_tidying_waits_until_there_is_reason_to(bare: GitStore) -> None:
    write(bare, {"n": "0"})
    assert not bare.maintain()
    packs = Path(bare.place.git_dir, "objects/pack")
    for number in range(60):
        write(bare, {f"{number}/{inner}": str(inner) for inner in range(25)})
    assert len(list(packs.glob("*.pack"))) == 60
    assert bare.maintain()
    assert len(list(packs.glob("*.pack"))) == 1
    assert not bare.maintain()
    assert bare.count() == 60 * 25 + 1
    sound(Path(bare.place.git_dir))


def test_tidying_keeps_what_others_are_about_to_use(bare: GitStore) -> None:
    where = Path(bare.place.git_dir)
    write(bare, {"n": "0"})
    blob = git(where, "hash-object", "-w", "--stdin", data=b"not referred to yet").strip()
    bare.maintain(always=True)
    assert bare.blob(blob) == b"not referred to yet"


def test_a_writer_that_does_not_let_go_is_named(bare: GitStore, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tacit.repo.lock import held\n"
        "with held(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()\n"
    )
    lock = Path(bare.place.common_dir, "tacit/lock")
    write(bare, {"n": "0"})
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout and process.stdin
        process.stdout.readline()
        impatient = GitStore(bare.place, patience=0.05)
        with pytest.raises(EnvironmentFailed) as caught:
            write(impatient, {"n": "1"})
        process.stdin.close()
    assert caught.value.code == "locked"
    assert str(process.pid) in caught.value.message + caught.value.remedy
    write(impatient, {"n": "1"})


def test_a_lock_is_clean_after_its_holder_failed_by_itself(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), held(tmp_path / "tacit/lock"):
        raise ZeroDivisionError
    with held(tmp_path / "tacit/lock") as lock:
        assert not lock.orphaned


def test_an_interrupted_leader_harms_nobody_who_waits(bare: GitStore) -> None:
    write(bare, {"n": "0"})
    entered, go_on = threading.Event(), threading.Event()
    outcomes: list[object] = []

    def interrupted(_: object) -> object:
        entered.set()
        go_on.wait()
        raise KeyboardInterrupt

    def run(decide: object) -> None:
        try:
            outcomes.append(bare.transact(decide))  # type: ignore[arg-type]
        except BaseException as error:
            outcomes.append(type(error))

    first = threading.Thread(target=run, args=(interrupted,))
    first.start()
    entered.wait()
    others = [threading.Thread(target=run, args=(lambda _, n=n: plan({f"f{n}": "1"}),)) for n in range(3)]
    for thread in others:
        thread.start()
    go_on.set()
    for thread in (first, *others):
        thread.join()
    assert outcomes.count(KeyboardInterrupt) == 1
    assert [bare.read(f"f{n}") for n in range(3)] == [b"1"] * 3
    assert write(bare, {"n": "1"}).changes


def test_a_branch_that_git_holds_just_then_is_waited_for_and_decided_anew(
    bare: GitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tacit.repo.lock._FOREIGN", 0.05)
    write(bare, {"n": "0"})
    decided = []

    def decide(view: View) -> Plan:
        decided.append(view.commit)
        if len(decided) == 1:
            Path(bare.place.git_dir, "refs/heads/main.lock").touch()
        return plan({"n": str(len(decided))})

    done = bare.transact(decide)
    assert len(decided) == 2
    assert bare.read("n") == b"2"
    assert "main.lock" in done.warnings[0]
