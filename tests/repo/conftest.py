"""Every test here has a home of its own, so that nobody's configuration of git has a say."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from repositories import ANA, made

from tacit.repo.git import GitStore
from tacit.repo.memory import MemoryStore
from tacit.repo.store import Store


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    for key in [key for key in os.environ if key.startswith("GIT_") or key in ("EMAIL", "XDG_CONFIG_HOME")]:
        monkeypatch.delenv(key)
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return folder


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[GitStore]:
    with made(tmp_path / "bare.git", bare=True) as store:
        yield store


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[GitStore]:
    with made(tmp_path / "clone") as store:
        yield store


@pytest.fixture(params=["memory", "bare", "clone"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each of the stores in turn: what a test says with it is the contract."""
    if request.param == "memory":
        return MemoryStore(ANA)
    found: Store = request.getfixturevalue(request.param)
    return found
