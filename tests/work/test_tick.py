"""What a tick does, it does once and for everybody: however many are due, whoever else ticks, whatever kills it."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from handwritten import NOW, PEOPLE, Handwritten, team, thread

from tacit.work import follow, hot, silence
from tacit.work.tick import tick

MANY = 23
AT = "2026-03-06T12:00:00Z"


def resolved(number: int, due: str = "2026-03-05T12:00:00Z") -> str:
    """A thread that silence archives."""
    return thread(f"Question {number}", "resolved", reply="Yes.", resolution="Yes.", extra=f"due: {due}\n")


def blocking(number: int) -> str:
    """A thread that silence escalates."""
    text = thread(f"Question {number}", "awaiting-reply", extra="due: 2026-03-05T12:00:00Z\n")
    return text.replace("priority: normal", "priority: blocking")


@pytest.fixture
def here(tmp_path: Path) -> Handwritten:
    return Handwritten.made(tmp_path / "shop", {**PEOPLE, "tacit.yaml": "name: Shop\n"})


def brought(here: Handwritten, texts: dict[int, str]) -> list[str]:
    """Threads as Tacit's own acts would have left them; their ids."""
    files = {f"threads/2026-03-03-{number:03}-question.md": text for number, text in texts.items()}
    here.commit(files, "Bring them\n\nTacit-Act: send")
    return [Path(path).stem for path in files]


def commits(here: Handwritten, act: str) -> Counter[str]:
    """How often each record got an act."""
    said = here.git(
        "log",
        "--format=%(trailers:key=Tacit-Act,valueonly,separator=)=%(trailers:key=Tacit-Record,valueonly,separator=)",
    )
    return Counter(line.partition("=")[2] for line in said.splitlines() if line.partition("=")[0] == act)


def ticking(here: Handwritten, before: str = "") -> "subprocess.Popen[str]":
    """A tick in a process of its own, in small groups."""
    code = (
        "import os, signal, sys; from tacit.work import silence; from tacit.repo.landing import Landing\n"
        f"silence._AT_ONCE = 4\n{before}\n"
        "from tacit.main import run; sys.exit(run(['tick', '--json']))"
    )
    environ = {**os.environ, "TACIT_NOW": AT, "HOME": str(here.path)}
    return subprocess.Popen([sys.executable, "-c", code], cwd=here.path, env=environ, stdout=subprocess.PIPE, text=True)


def answer(process: "subprocess.Popen[str]") -> dict[str, Any]:
    told = json.loads(process.communicate()[0])
    assert process.returncode == 0
    assert isinstance(told, dict)
    return told


def test_each_of_many_is_a_commit_of_its_own(here: Handwritten, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "_AT_ONCE", 10)
    ids = brought(here, {number: resolved(number) for number in range(1, MANY + 1)})
    before = here.git("rev-list", "--count", "HEAD")
    ws = here.open()
    shown: list[tuple[int, int]] = []
    ws.progress = lambda done, total, what: shown.append((done, total)) if what == "applying silence" else None
    done = tick(ws)
    assert [(act["record"], act["act"], act["status"]) for act in done["acts"]] == [
        (one, "archive", "closed") for one in ids
    ]
    assert int(here.git("rev-list", "--count", "HEAD")) == int(before) + MANY
    assert commits(here, "archive") == dict.fromkeys(ids, 1)
    assert {act["commit"] for act in done["acts"]} <= set(here.git("rev-list", "HEAD").split())
    assert shown == [(10, MANY), (20, MANY), (MANY, MANY)]
    assert here.git("status", "--porcelain") == ""
    assert tick(here.open())["acts"] == []


def test_what_is_refused_on_one_record_hinders_no_other(here: Handwritten) -> None:
    ids = brought(here, {number: resolved(number) for number in range(1, 5)})
    path = f"threads/{ids[1]}.md"
    here.commit({path: (here.path / path).read_text().replace("Tokens are", "Nothing is")}, who="bob")
    done = tick(here.open())
    assert [act["record"] for act in done["acts"]] == [ids[0], *ids[2:]]
    assert [ids[1] in notice and "irregular" in notice for notice in done["notices"]] == [True]
    assert tick(here.open())["notices"] == done["notices"], "it is said until somebody sees to it"


def test_what_one_opens_is_numbered_after_what_another_opened(here: Handwritten) -> None:
    ids = brought(here, {number: blocking(number) for number in range(1, 6)})
    done = tick(here.open())
    opened = [one for act in done["acts"] for one in act["opened"]]
    assert [one[:14] for one in opened] == [f"2026-03-06-{number:03}" for number in range(1, 6)]
    assert [act["record"] for act in done["acts"]] == ids
    assert tick(here.open())["acts"] == []


@pytest.mark.parametrize(("text", "act"), [(resolved, "archive"), (blocking, "escalate")])
def test_two_ticks_at_once_apply_each_silence_once(here: Handwritten, text: Any, act: str) -> None:
    ids = brought(here, {number: text(number) for number in range(1, MANY + 1)})
    processes = [ticking(here) for _ in range(2)]
    told = [answer(process) for process in processes]
    assert commits(here, act) == dict.fromkeys(ids, 1)
    assert sorted(one["record"] for each in told for one in each["acts"]) == ids
    assert here.git("status", "--porcelain") == ""
    said = Counter((one["record"], one["promise"], one["stage"]) for each in told for one in each["reminders"])
    assert set(said.values()) <= {1}


@pytest.mark.parametrize("method", ["move", "_swap", "_decided"])
def test_a_kill_in_the_middle_loses_nothing_and_does_nothing_twice(here: Handwritten, method: str) -> None:
    ids = brought(here, {number: blocking(number) for number in range(1, MANY + 1)})
    die = (
        f"whole, calls = Landing.{method}, []\n"
        "def dying(*args, **more):\n"
        "    calls.append(1)\n"
        "    if len(calls) == 3: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return whole(*args, **more)\n"
        f"Landing.{method} = dying"
    )
    killed = ticking(here, die)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert len(commits(here, "escalate")) == 8
    assert len(answer(ticking(here))["acts"]) == MANY - 8
    assert commits(here, "escalate") == dict.fromkeys(ids, 1)
    assert len(list((here.path / "escalations").rglob("*-question*.md"))) == MANY
    assert here.git("status", "--porcelain") == ""


# Reminders


def stages(told: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    return [(one["record"], one["stage"], one["to"]) for one in told["reminders"]]


def waiting(here: Handwritten, due: str) -> str:
    text = thread("How long?", "awaiting-reply", extra=f"due: {due}\n")
    return brought(here, {1: text})[0]


def test_what_was_said_stays_said_when_the_index_is_made_anew(here: Handwritten) -> None:
    one = waiting(here, "2026-03-05T12:00:00Z")
    assert stages(tick(here.open())) == [(one, "100%", ["bob", "carol"])]
    assert stages(tick(here.open())) == []
    here.index_path.unlink()
    assert stages(tick(here.open())) == []


def test_who_joins_a_team_is_told_of_what_is_late(here: Handwritten) -> None:
    one = waiting(here, "2026-03-05T12:00:00Z")
    tick(here.open())
    here.commit({"teams/backend.md": team("backend", "bob", "carol", "alice")})
    assert stages(tick(here.open())) == [(one, "100%", ["alice"])]


def test_who_is_asked_through_two_teams_is_told_once(here: Handwritten) -> None:
    here.commit(
        {"teams/backend.md": team("backend", "bob", "carol"), "teams/platform.md": team("platform", "carol", "alice")}
    )
    front = "topic: OAuth\nby: bob\nstakeholders: [backend, platform]\nfeedback_by: 2026-03-05\nstatus: feedback\n"
    proposal = f"---\n{front}created: 2026-03-03\nupdated: 2026-03-03\n---\n"
    here.commit({"proposals/2026/2026-03-03-001-oauth.md": proposal})
    told = [one for one in tick(here.open())["reminders"] if one["promise"] == "reply"]
    assert [(one["party"], one["to"]) for one in told] == [("backend", ["bob", "carol"]), ("platform", ["alice"])]


def test_a_promise_that_arrives_late_is_reminded_of_all_the_same(here: Handwritten) -> None:
    """No time is noted up to which all was said: what a sync brings may have been due before that."""
    assert stages(tick(here.open())) == []
    one = waiting(here, "2026-03-04T12:00:00Z")
    assert stages(tick(here.open())) == [(one, "100%", ["bob", "carol"])]


# With nothing to do


def at_once(here: Handwritten, *more: str) -> str | None:
    return hot.answer(["tick", *more, "--repo", str(here.path)], {"HOME": str(here.path)}, AT)


def test_a_tick_with_nothing_due_is_answered_at_once(here: Handwritten) -> None:
    assert at_once(here) is None, "there is no index yet"
    tick(here.open())
    assert at_once(here) == "Nothing is due."
    told = tick(here.open())
    assert json.loads(str(at_once(here, "--json"))) == told
    for odd in ("--help", "now", "--as"):
        assert at_once(here, odd) is None


@pytest.mark.parametrize("text", [resolved(1), blocking(1), thread("Q", "awaiting-reply", extra=f"due: {AT}\n")])
def test_a_tick_with_something_due_is_not(here: Handwritten, text: str) -> None:
    brought(here, {1: text})
    follow.current(here.open())
    assert at_once(here) is None
    done = tick(here.open())
    assert done["acts"] or done["reminders"]
    for _ in range(3):  # an act may begin a promise that is reminded of
        tick(here.open())
    assert at_once(here) == "Nothing is due."
    assert tick(here.open()) == {"acts": [], "reminders": [], "notices": []}


def test_the_answer_of_a_tick_loads_neither_git_nor_yaml_nor_click(here: Handwritten) -> None:
    tick(here.open())
    code = (
        "import sys; from tacit.work import hot\n"
        f"assert hot.answer(['tick', '--repo', {str(here.path)!r}], {{}}, {AT!r}) == 'Nothing is due.'\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pygit2", "yaml", "click", "rich", "dataclasses", "pathlib", "holidays", "subprocess"} & set(loaded)


def test_before_its_time_nothing_is_due(here: Handwritten) -> None:
    brought(here, {1: resolved(1, due="2026-03-06T12:00:01Z")})
    assert tick(here.open())["acts"] == []
    assert at_once(here) is not None
    assert len(tick(here.open(NOW.replace(second=1)))["acts"]) == 1
