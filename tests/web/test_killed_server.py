"""A server that is killed: what its callers were told is there, what they send again is done once, and the index, the
locks and the work tree are as if nothing had happened."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from accounted import AT, Shop, bearer, shop

sys.path.insert(1, str(Path(__file__).resolve().parents[2] / "script"))  # where the load is made
sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "scenarios"))  # where an index is read row by row

from benchmarks.corpus import Corpus
from benchmarks.killing import Trial, index_anew
from rows import rows

from tacit.repo.store import Author, Plan

RECORDS = "/api/v1/records"
THREAD = {
    "kind": "thread",
    "set": {"topic": "Retries", "from": "alice", "to": "bob"},
    "write": {"Question": "How often?"},
}
SOON = 60  # seconds that a busy machine is given

# Serves, and dies as soon as somebody calls the method that is named first.
_DYING = """
import importlib, os, signal, sys
module, _, path = sys.argv.pop(1).partition(":")
*owners, name = path.split(".")
owner = importlib.import_module(module)
for each in owners:
    owner = getattr(owner, each)
setattr(owner, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
from tacit.main import main
main()
"""


@contextmanager
def serving(here: Shop, dies_at: str = "") -> Iterator[httpx2.Client]:
    program = ["-c", _DYING, dies_at] if dies_at else ["-m", "tacit.main"]
    command = [sys.executable, *program, "--json", "--repo", here.folder, "--at", "2026-03-06T12:00Z", "serve"]
    server = subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        url = json.loads(server.stdout.readline())["url"]
        with httpx2.Client(base_url=url, timeout=SOON) as caller:
            yield caller
    finally:
        server.kill()
        server.communicate()


def locks(folder: Path) -> list[str]:
    return [str(each) for each in folder.rglob("*.lock")]


def made_by_command(here: Shop) -> list[str]:
    log = ["git", "-C", here.folder, "log", "--format=%(trailers:key=Tacit-Command,valueonly,separator=%x20)"]
    return subprocess.run(log, check=True, capture_output=True, text=True).stdout.split()


def test_what_callers_were_told_survives_kills_under_load_and_nothing_is_done_twice(tmp_path: Path) -> None:
    looked = []

    def index_is_right(repository: Path) -> None:
        anew = index_anew(repository, tmp_path / "beside")
        assert rows(str(repository / "tacit" / "index.db")) == rows(str(anew["path"]))
        looked.append(anew["commit"])

    trial = Trial(Corpus(150).write(tmp_path / "killed.git"), 8, at_start=index_is_right)
    for _ in range(6):
        trial.kill()
    trial.settle()
    found = trial.found()
    assert (found.lost, found.twice, found.wrong) == ([], [], [])
    assert found.told > 8
    assert found.retried
    assert len(looked) == 6  # one of the kills came before
    assert locks(trial.repository) == []
    subprocess.run(["git", "-C", trial.repository, "fsck", "--no-dangling"], check=True, capture_output=True)


def shop_of_alice(folder: Path) -> tuple[Shop, dict[str, str]]:
    here = Shop(shop(folder / "shop"))
    here.joined("alice")
    return here, bearer(here.token("alice", "act")) | {"idempotency-key": "mine"}


@pytest.mark.parametrize(
    ("method", "was_done"),
    [
        ("tacit.repo.objects:Batch.flush", False),
        ("pygit2.transaction:ReferenceTransaction.set_target", False),  # under git's own lock of the branch
        ("tacit.repo.worktree:Worktree.forward", True),
        ("tacit.work.repeating:keep", True),
        ("tacit.web.dispatch:headers_for", True),
    ],
)
def test_what_was_not_answered_is_done_once_when_it_is_sent_again(tmp_path: Path, method: str, was_done: bool) -> None:
    here, headers = shop_of_alice(tmp_path)
    with serving(here, dies_at=method) as caller, pytest.raises(httpx2.TransportError):
        caller.post(RECORDS, json=THREAD, headers=headers)
    assert len(made_by_command(here)) == was_done
    with serving(here) as caller:
        told = caller.post(RECORDS, json=THREAD, headers=headers)
        assert told.status_code == 201, told.text
        listed = caller.get(RECORDS, headers=headers).json()["records"]
        again = caller.post(RECORDS, json=THREAD, headers=headers)
        assert caller.post(RECORDS, json=THREAD, headers=headers | {"idempotency-key": "another"}).status_code == 201
    assert again.json() == told.json()
    assert [one["id"] for one in listed if one["kind"] == "thread"] == [told.json()["id"]]
    assert len(made_by_command(here)) == 2
    assert locks(here.folder) == []
    status = ["git", "-C", here.folder, "status", "--porcelain"]
    assert subprocess.run(status, check=True, capture_output=True).stdout == b""


def test_what_others_committed_before_it_is_sent_again_hides_nothing(tmp_path: Path) -> None:
    here, headers = shop_of_alice(tmp_path)
    with serving(here, dies_at="tacit.work.repeating:keep") as caller, pytest.raises(httpx2.TransportError):
        caller.post(RECORDS, json=THREAD, headers=headers)
    notes = [
        Plan({"notes.md": f"{turn}\n".encode()}, "Note", Author("Bob", "bob@example.com"), AT) for turn in range(70)
    ]
    here.ws.store.transact_all([lambda _view, note=note: note for note in notes])  # type: ignore[misc]
    with serving(here) as caller:
        told = caller.post(RECORDS, json=THREAD, headers=headers)
    assert told.status_code == 201, told.text
    assert told.json()["repeated"]
    assert len(made_by_command(here)) == 1
