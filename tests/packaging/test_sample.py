"""The sample workspace: played by the real engine, the same on every run, with every kind in it."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from project import ROOT
from workspace import environment

from harbours import harbour_of_this_run
from tacit.work.snapshot import bundled

FRIDAY = "2026-03-13T18:00:00Z"


def played(folder: Path, home: Path, *more: str) -> Path:
    machine = environment(home) | {"PYTHONPATH": str(ROOT / "script")}
    done = subprocess.run(
        [sys.executable, "-m", "sample", str(folder), *more], env=machine, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(harbour_of_this_run(tmp_path_factory), tmp_path_factory.mktemp("sample") / "harbour")


def said(sample: Path, tmp_path: Path, *command: str) -> Any:
    machine = environment(tmp_path / "home") | {"TACIT_NOW": FRIDAY}
    done = subprocess.run(
        [sys.executable, "-m", "tacit.main", "--json", *command],
        cwd=sample,
        env=machine,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def records(sample: Path, tmp_path: Path) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    more: list[str] = []
    while True:
        page = said(sample, tmp_path, "list", "--all", *more)
        found.update((record["kind"], record["status"]) for record in page["records"])
        if page["next"] is None:
            return found
        more = ["--cursor", page["next"]]


def test_every_kind_is_there_in_more_than_one_state(sample: Path, tmp_path: Path) -> None:
    found = records(sample, tmp_path)
    kinds = {kind for kind, _ in bundled()}
    assert {kind for kind, _ in found} == kinds
    alone = {kind for kind in kinds if len({status for other, status in found if other == kind}) == 1}
    assert alone <= {"person", "team", "goal", "story"}
    assert sum(found.values()) > 300


def test_nothing_is_wrong_with_it(sample: Path, tmp_path: Path) -> None:
    assert said(sample, tmp_path, "check", "--strict")["findings"] == []


def test_nothing_is_irregular_in_its_history(sample: Path) -> None:
    log = subprocess.run(["git", "log", "--format=%s"], cwd=sample, capture_output=True, text=True, check=True).stdout
    assert len(log.splitlines()) > 450


def test_the_story_can_be_told_of_other_weeks(tmp_path: Path) -> None:
    """Over a change of clocks in Europe, with other holidays."""
    other = played(tmp_path / "autumn", tmp_path / "home", "--until", "2026-11-20")
    assert said(other, tmp_path, "check")["findings"] == []
