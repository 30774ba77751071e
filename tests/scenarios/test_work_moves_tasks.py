"""Commits that say `Fixes …` move the task that they name: on tick, on sync, and once whoever looks."""

import pytest
from desks import Desk


@pytest.fixture
def task(two: tuple[Desk, Desk]) -> str:
    alice, bob = two
    made = alice.tacit("new", "task", "--set", "topic=Log out everywhere", "--set", "owner=bob")
    alice.tacit("sync")
    bob.tacit("sync")
    return str(made["id"])


def test_a_tick_moves_what_a_commit_fixes(two: tuple[Desk, Desk], task: str) -> None:
    _, bob = two
    bob.write("logout.py", "print('bye')\n")
    bob.commit(f"Forget tokens\n\nFixes {task}")
    commit = bob.git("rev-parse", "HEAD").strip()
    (done,) = bob.tacit("tick")["acts"]
    assert (done["record"], done["act"], done["status"], done["fixed_in"]) == (task, "fix", "done", commit)
    assert bob.tacit("tick")["acts"] == []
    last = bob.tacit("history", task)["acts"][-1]
    assert (last["act"], last["person"], last["irregular"], last["by_hand"]) == ("fix", "tacit", None, False)
    assert bob.rules("--strict").isdisjoint({"irregular", "own-section", "stale-status", "stale-updated"})


def test_a_sync_moves_it_and_the_other_clone_does_not_do_so_again(two: tuple[Desk, Desk], task: str) -> None:
    alice, bob = two
    bob.write("logout.py", "print('bye')\n")
    bob.commit(f"Forget tokens\n\nFixes {task[:14]}")
    (done,) = bob.tacit("sync")["acts"]
    assert (done["record"], done["status"]) == (task, "done")
    assert alice.tacit("sync")["acts"] == []
    assert alice.tacit("tick")["acts"] == []
    assert alice.tacit("show", task)["status"] == "done"
    assert alice.git("log", "--format=%s", "--grep", "^fix:").count("\n") == 1


def test_both_clones_that_move_it_offline_come_to_one_record(two: tuple[Desk, Desk], task: str) -> None:
    alice, bob = two
    bob.write("logout.py", "print('bye')\n")
    bob.commit(f"Forget tokens\n\nFixes {task}")
    bob.git("push", "-q")
    bob.tacit("tick")
    alice.git("pull", "-q")
    alice.tacit("tick")
    bob.tacit("sync")
    assert alice.tacit("sync")["conflicts"] == []
    assert alice.tacit("show", task)["status"] == "done"
    assert alice.tacit("tick")["acts"] == []
