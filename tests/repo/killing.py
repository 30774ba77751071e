"""Forks writers and kills them: `killing.py REPOSITORY KILLS SEED [MODULE:CLASS.METHOD]`. Prints what was acknowledged.

Without a method each writer is killed after some random milliseconds, with one as soon as it calls that.
"""

import importlib
import os
import random
import select
import signal
import sys
import time
from pathlib import Path

import pygit2  # loaded once, before the forks
from repositories import plan

from tacit.repo.git import GitStore
from tacit.repo.place import discover

assert pygit2


def count(where: Path, out: int) -> None:
    """Counts in one file and adds another, for ever."""
    store = GitStore(discover(where))
    for turn in range(100_000):
        name = f"files/{os.getpid()}-{turn}"
        done = store.transact(
            lambda view, name=name: plan({"n": str(int(view.read("n") or 0) + 1), name: name}),  # type: ignore[misc]
            command=name,
        )
        os.write(out, f"{done.commit}\n".encode())


def die_at(method: str) -> None:
    module, _, path = method.partition(":")
    owner, _, name = path.partition(".")
    setattr(
        getattr(importlib.import_module(module), owner), name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
    )


def kill_one(where: Path, first: float, then: float, method: str) -> None:
    """Kills a writer that acknowledges nothing for `first` seconds, or `then` seconds after its first word."""
    into, out = os.pipe()
    child = os.fork()
    if not child:
        os.close(into)
        if method:
            die_at(method)
        count(where, out)
    os.close(out)
    end = time.monotonic() + first
    spoken = False
    while select.select([into], [], [], max(end - time.monotonic(), 0))[0]:
        said = os.read(into, 1 << 16)
        if not said:
            break  # it has killed itself
        sys.stdout.write(said.decode())
        if not spoken:
            end, spoken = time.monotonic() + then, True
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(into, "rb") as rest:
        sys.stdout.write(rest.read().decode())


def main(where: str, kills: str, seed: str, method: str = "") -> None:
    chance = random.Random(int(seed))
    for turn in range(int(kills)):
        first = 60 if method or turn % 2 else chance.uniform(0.001, 0.05)
        kill_one(Path(where), first, chance.uniform(0, 0.03), method)


main(*sys.argv[1:])
