"""script/demo, as somebody runs it who has just cloned the repository and configured nothing."""

import json
import os
import pty
import shlex
import signal
import subprocess
from pathlib import Path

import pytest
from project import ROOT
from workspace import TACIT, environment

import warm
from harbours import harbour_of_this_run

ESCAPE = "\x1b"


def bare(home: Path) -> dict[str, str]:
    """A machine on which nothing is configured."""
    home.mkdir(exist_ok=True)
    return {"HOME": str(home), "PATH": os.defpath, "LANG": "C.UTF-8"}


def demo(home: Path, *arguments: str) -> str:
    """What the demo prints into a pipe."""
    done = subprocess.run(
        [ROOT / "script" / "demo", *arguments],
        cwd=home,
        env=bare(home),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The home in which the demo has looked at itself, and what it printed."""
    home = tmp_path_factory.mktemp("checked") / "home"
    return home, demo(home, "--check", "--port", "0", "--keep", "kept")


def test_the_demo_serves_the_sample_and_lets_everybody_in_whom_it_names(checked: tuple[Path, str]) -> None:
    home, said = checked
    assert ESCAPE not in said
    assert "Harbour is served at http://127.0.0.1:" in said
    for handle in ("alice", "bob", "carol"):
        assert f"    {handle} " in said
    assert "Friday, 13 March 2026, 16:30 UTC" in said
    listed = subprocess.run(
        [TACIT, "--json", "account", "list"], cwd=home / "kept", env=environment(home), capture_output=True, check=True
    )
    accounts = json.loads(listed.stdout)["accounts"]
    assert {one["person"]: one["role"] for one in accounts} == {"alice": "admin", "bob": "member", "carol": "member"}
    assert all(one["password"] for one in accounts)


def test_the_same_days_give_the_same_commits(
    checked: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Here and on a machine where git knows nobody."""
    kept = checked[0] / "kept"
    tips = [(folder / ".git/refs/heads/main").read_text() for folder in (kept, harbour_of_this_run(tmp_path_factory))]
    assert tips[0] == tips[1]


def test_the_demo_ends_when_it_is_told_to_and_leaves_nothing(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    machine = bare(tmp_path / "home") | {"TMPDIR": str(scratch)}
    command = [ROOT / "script" / "demo", "--port", "0", "--no-browser"]
    started = subprocess.Popen(command, env=machine, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert started.stdout
    said = ""
    while "Ctrl-C ends it" not in said:
        line = started.stdout.readline()
        assert line, "it ended by itself"
        said += line
    assert len(list(scratch.glob("tacit-demo-*"))) == 1
    started.send_signal(signal.SIGTERM)
    started.communicate(timeout=60)
    assert started.returncode == 0
    assert list(scratch.iterdir()) == []


def test_the_walk_shows_six_weeks_of_a_team_and_goes_on_from_there(tmp_path: Path) -> None:
    said = demo(tmp_path / "home", "--walk", "--keep", "kept")
    assert ESCAPE not in said
    for command in ("tick", "inbox", "show", "board", "standup", "new thread", "route", "slots", "why", "check"):
        assert f"$ tacit {command}" in said
    assert "- silent, told 2026-02-04T09:10:00Z: backend" in said
    assert "status: closed" in said

    kept = tmp_path / "home" / "kept"
    assert (kept / "archive/threads/2026-03-16-001-length-of-a-name.md").is_file()
    assert "The workspace stays in kept." in said
    machine = environment(tmp_path / "home")
    for command in (
        ["git", "fsck", "--strict"],
        ["git", "diff", "--exit-code", "HEAD"],
        ["tacit", "check", "--strict"],
    ):
        done = subprocess.run(command, cwd=kept, env=machine, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    assert {path.name for path in (tmp_path / "home").iterdir()} == {"kept", ".gitconfig"}, "it wrote into the home"


@pytest.fixture
def quick(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH for the walk, with a `tacit` that is loaded and a Python that has the sample already."""
    programs = tmp_path / "programs"
    warm.program(programs / "tacit")
    made = shlex.quote(str(harbour_of_this_run(tmp_path_factory)))
    (programs / "python").write_text(f'#!/bin/sh\ntest "$1 $2" = "-m sample" && exec cp -a {made} "$3"\n')
    (programs / "python").chmod(0o755)
    return f"{programs}:{os.defpath}"


@pytest.mark.parametrize(("setting", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)], ids=["colour", "no colour"])
def test_a_terminal_is_coloured_unless_no_colour_is_wanted(
    setting: dict[str, str], coloured: bool, quick: str, tmp_path: Path
) -> None:
    ours, theirs = pty.openpty()
    machine = environment(tmp_path / "home", PATH=quick, TERM="xterm-256color") | setting
    started = subprocess.Popen(
        [ROOT / "script" / "walk"], cwd=tmp_path, env=machine, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    said = b""
    try:
        while piece := os.read(ours, 65536):
            said += piece
    except OSError:  # how a terminal says that nobody writes to it any more
        pass
    os.close(ours)
    assert started.wait(timeout=60) == 0, said.decode(errors="replace")
    assert (ESCAPE.encode() in said) is coloured


def test_a_folder_that_is_in_use_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "mine").write_text("mine")
    done = subprocess.run(
        [ROOT / "script" / "walk", "--keep", kept],
        env=environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Name a folder that is new or empty" in done.stderr
    assert [path.name for path in kept.iterdir()] == ["mine"]


def test_wrong_usage_shows_how_it_is_used(tmp_path: Path) -> None:
    done = subprocess.run(
        [ROOT / "script" / "walk", "--fast"],
        env=environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "script/demo --walk [--keep DIR]" in done.stderr
