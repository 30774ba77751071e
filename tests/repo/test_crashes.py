"""Whatever kills a writer, what was acknowledged is there, and the next writer goes on."""

import subprocess
import sys
from pathlib import Path

import pytest
from repositories import git, sound, write

from tacit.errors import EnvironmentFailed
from tacit.repo.git import GitStore
from tacit.repo.place import discover


def killed(store: GitStore, kills: int, seed: int = 0, method: str = "") -> list[str]:
    """Commits that were acknowledged before each kill."""
    where = store.place.work_tree or store.place.git_dir
    script = Path(__file__).with_name("killing.py")
    done = subprocess.run(
        [sys.executable, str(script), where, str(kills), str(seed), method], check=True, capture_output=True, text=True
    )
    return done.stdout.split()


def counted(store: GitStore) -> int:
    return int(store.read("n") or 0)


@pytest.mark.parametrize("kind", ["bare", "clone"])
def test_what_was_acknowledged_survives_kills_at_any_moment(request: pytest.FixtureRequest, kind: str) -> None:
    store: GitStore = request.getfixturevalue(kind)
    write(store, {"n": "0"})
    acknowledged = killed(store, kills=40, seed=len(kind))
    assert acknowledged
    done = write(store, {"after": "1"})
    commits = [commit.id for commit in store.log(done.commit)]
    assert set(acknowledged) <= set(commits)
    assert counted(store) == len(commits) - 2
    assert store.count("files") == counted(store)
    sound(Path(store.place.work_tree or store.place.git_dir))


@pytest.mark.parametrize(
    "method",
    [
        "tacit.repo.objects:Batch.flush",
        "tacit.repo.landing:Landing._swap",
        "tacit.repo.worktree:Worktree.forward",
        "tacit.repo.worktree:Worktree._write",
        "tacit.repo.worktree:Worktree._enter",
        "tacit.repo.worktree:Worktree._update_index",
        "tacit.repo.worktree:Worktree.arrived",
    ],
)
def test_the_work_tree_is_brought_forward_after_a_kill(clone: GitStore, method: str) -> None:
    write(clone, {"n": "0", "mine": "1"})
    where = Path(clone.place.work_tree or "")
    assert killed(clone, kills=1, method=method) == []
    moved = counted(clone) == 1
    assert moved == ("Worktree" in method)
    (where / "mine").write_text("edited meanwhile")
    done = write(clone, {"after": "1"})
    assert any("brought the work tree forward" in warning for warning in done.warnings) == moved
    assert git(where, "status", "--porcelain") == " M mine\n"
    assert (where / "n").read_text() == str(counted(clone))


def test_what_was_edited_after_a_kill_is_not_brought_forward(clone: GitStore) -> None:
    write(clone, {"n": "0"})
    where = Path(clone.place.work_tree or "")
    killed(clone, kills=1, method="tacit.repo.worktree:Worktree.forward")
    (where / "n").write_text("mine")
    done = write(clone, {"after": "1"})
    assert "n was edited" in " ".join(done.warnings)
    assert (where / "n").read_text() == "mine"
    assert clone.dirty(["n"]) == {"n"}


def test_what_git_committed_after_a_kill_is_not_undone(clone: GitStore) -> None:
    write(clone, {"n": "0"})
    where = Path(clone.place.work_tree or "")
    killed(clone, kills=1, method="tacit.repo.worktree:Worktree.forward")
    (where / "n").write_text("outside")
    git(where, "commit", "-q", "-m", "outside", "n")
    write(clone, {"after": "1"})
    assert clone.read("n") == b"outside"
    assert (where / "n").read_text() == "outside"


def test_a_command_whose_acknowledgement_was_lost_is_not_done_twice(bare: GitStore) -> None:
    write(bare, {"n": "0"})
    # The branch has moved; the writer dies before it can say so.
    script = "tacit.repo.landing:Landing._swap"
    assert killed(bare, kills=1, method=script) == []
    done = write(bare, {"a": "1"}, command="c-1")
    with GitStore(discover(bare.place.git_dir)) as another:
        again = write(another, {"a": "2"}, command="c-1")
    assert (again.commit, again.repeated) == (done.commit, True)
    assert bare.read("a") == b"1"


def test_a_command_of_long_ago_is_found_where_it_is_recalled(bare: GitStore) -> None:
    first = write(bare, {"n": "0"}, "Say\n\nTacit-Command: c-3\n\nand more", command="c-1")
    write(bare, {"n": "1"}, command="c-11")
    for turn in range(70):
        write(bare, {"m": str(turn)})
    with GitStore(discover(bare.place.git_dir)) as another:
        for command in ("c-1", "c-2", "c-3"):
            another.recall(command)
        again = write(another, {"n": "2"}, command="c-1")
        assert (again.commit, again.repeated) == (first.commit, True)
        assert not write(another, {"n": "2"}, command="c-2").repeated
        assert not write(another, {"n": "3"}, command="c-3").repeated


def test_an_error_after_the_branch_moved_is_told_and_a_retry_finds_the_commit(
    bare: GitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(bare, {"n": "0"})
    calls = []

    def failing(folder: str) -> None:
        calls.append(folder)
        if len(calls) == 2:
            raise EnvironmentFailed("git-failed", "sync: Input/output error", remedy="Look at the disk.")

    monkeypatch.setattr("tacit.repo.landing.sync", failing)
    with pytest.raises(EnvironmentFailed):
        write(bare, {"n": "1"}, command="c-1")
    again = write(bare, {"n": "2"}, command="c-1")
    assert again.repeated
    assert again.commit == bare.head()
    assert bare.read("n") == b"1"


def test_a_lock_that_a_killed_writer_left_is_removed_and_told(bare: GitStore) -> None:
    write(bare, {"n": "0"})
    where = Path(bare.place.git_dir)
    (where / "tacit/lock").write_text("4194305\n")
    (where / "refs/heads/main.lock").touch()
    (where / "packed-refs.lock").touch()
    done = write(bare, {"n": "1"})
    assert [warning.split()[1] for warning in done.warnings] == ["main.lock,", "packed-refs.lock,"]
    assert write(bare, {"n": "2"}).warnings == ()
    assert not list(where.rglob("*.lock"))


def test_a_lock_that_a_killed_git_left_is_waited_for_and_then_removed(
    bare: GitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tacit.repo.lock._FOREIGN", 0.05)
    write(bare, {"n": "0"})
    (Path(bare.place.git_dir) / "refs/heads/main.lock").touch()
    assert len(write(bare, {"n": "1"}).warnings) == 1
