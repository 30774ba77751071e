"""The locks hold what pyproject.toml asks for: all of it, one version of each, by hash, from nowhere in particular."""

import re
import tomllib
from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from project import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def entries(name: str) -> dict[str, str]:
    """Each locked distribution with its entry: the requirement and its hashes."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    found = re.split(r"\n(?=\S)", text.replace("\\\n", "").strip())
    return {canonicalize_name(Requirement(entry.split(" --hash")[0]).name): entry for entry in found}


def version(entry: str) -> str:
    (pin,) = Requirement(entry.split(" --hash")[0].strip()).specifier
    assert pin.operator == "=="
    return pin.version


def asked(lock: str) -> list[str]:
    groups = PYPROJECT["dependency-groups"]
    return PYPROJECT["project"]["dependencies"] + groups["build"] if lock == "runtime" else groups[lock]


@pytest.mark.parametrize("lock", ["runtime", "test", "lint"])
def test_a_lock_holds_what_is_asked_for(lock: str) -> None:
    locked = entries(lock)
    for text in asked(lock):
        requirement = Requirement(text)
        name = canonicalize_name(requirement.name)
        assert name in locked, f"{name} is not locked: run script/lock"
        assert requirement.specifier.contains(version(locked[name])), f"{text} is not what is locked: run script/lock"


@pytest.mark.parametrize("lock", ["runtime", "test"])
def test_a_lock_holds_what_its_distributions_need_in_turn(lock: str) -> None:
    locked = entries("runtime") | entries(lock)
    waiting = [Requirement(text) for text in asked("runtime") + asked(lock)]
    seen = set()
    while waiting:
        name = canonicalize_name(waiting.pop().name)
        if name in seen:
            continue
        seen.add(name)
        assert name in locked
        needed = (Requirement(text) for text in requires(name) or ())
        waiting += [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_pins_by_hash_and_names_no_address(lock) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert not re.search(r"^\s*-", text.replace("    --hash=", ""), re.MULTILINE), "a lock holds no options"
    for name, entry in entries(lock.stem).items():
        assert version(entry)
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), name


def test_the_locks_agree() -> None:
    pinned: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, entry in entries(lock.stem).items():
            pinned.setdefault(name, set()).add(version(entry))
    assert {name: versions for name, versions in pinned.items() if len(versions) > 1} == {}
