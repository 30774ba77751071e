"""0 done, 1 refused or findings, 2 wrong usage, 3 the environment failed; an error is one object on standard error."""

import errno
import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from typist import NOW, TACIT, Typist

from tacit.cli import start
from tacit.work import act as acting
from tacit.work import ask

THREAD = ("--set", "topic=T", "--set", "from=frontend", "--set", "to=backend")

FAILING = {
    # What a rule refuses
    "an act of somebody else's": (1, "not-yours", ["act", "auth", "reply", "--write", "Reply=Yes"]),
    "an act in the wrong state": (1, "state", ["act", "auth", "send"]),
    "a record that nobody knows": (1, "unknown-record", ["show", "nope"]),
    "a part of several ids": (1, "ambiguous", ["show", "2026-03-03"]),
    "a person whom nobody knows": (1, "unknown-person", ["--as", "nobody", "act", "auth", "comment"]),
    "no text where one is needed": (1, "section-empty", ["--as", "bob", "act", "auth", "reply"]),
    "a value of the wrong type": (1, "unknown-value", ["new", "thread", *THREAD, "--set", "priority=urgent"]),
    # What is called wrongly
    "an unknown command": (2, "unknown-command", ["inbx"]),
    "an unknown command of a group": (2, "unknown-command", ["protocol", "shw"]),
    "an unknown option": (2, "unknown-option", ["inbox", "--owed-too", "bob"]),
    "an unknown kind": (2, "unknown-kind", ["new", "thred"]),
    "an unknown kind to list": (2, "unknown-kind", ["list", "thred"]),
    "an unknown act": (2, "unknown-act", ["act", "auth", "repli"]),
    "an unknown field": (2, "unknown-field", ["new", "thread", "--set", "topick=T"]),
    "an unknown field to list by": (2, "unknown-field", ["list", "--where", "prority=high"]),
    "an unknown section": (2, "unknown-section", ["new", "thread", *THREAD, "--write", "Nonsense=T"]),
    "an unknown shell": (2, "usage", ["completion", "ksh"]),
    "no act": (2, "missing-argument", ["act", "auth"]),
    "an argument too many": (2, "usage", ["show", "auth", "more"]),
    "an option without its value": (2, "usage", ["list", "--where"]),
    "a field without a value": (2, "not-name-value", ["new", "thread", "--set", "topic"]),
    "a field given twice": (2, "given-twice", ["new", "thread", "--set", "topic=A", "--set", "topic=B"]),
    "standard input for two texts": (2, "stdin-twice", ["new", "thread", "--write", "A=-", "--write", "B=-"]),
    "a time without an offset": (2, "time", ["list", "--at", "2026-03-03T09:00:00"]),
    "a day that does not exist": (2, "time", ["inbox", "--at", "2026-02-30T09:00:00Z"]),
    "a cursor that is none": (2, "cursor", ["list", "--cursor", "not one"]),
    "two things to check at once": (2, "check-what", ["check", "tacit.yaml", "--staged"]),
    "no word to search for": (2, "no-words", ["search", "***"]),
    # What the machine does not give
    "a repository that is not there": (3, "no-repository", ["--repo", "/nonexistent", "list"]),
    "a text that is not there": (3, "no-such-text", ["new", "thread", *THREAD, "--write", "Question=@nope.md"]),
    "a draft that is not there": (3, "no-draft", ["new", "thread", "--resume", "nope.md"]),
}
NEAR = {
    "an unknown command": "`inbox`",
    "an unknown command of a group": "`show`",
    "an unknown option": "`--owed-to`",
    "an unknown kind": "thread",
    "an unknown kind to list": "thread",
    "an unknown act": "reply",
    "an unknown field": "topic",
    "an unknown field to list by": "priority",
}


@pytest.mark.parametrize(("status", "code", "args"), FAILING.values(), ids=FAILING.keys())
def test_what_fails_says_so_by_its_status_and_one_object(
    shop: Typist, status: int, code: str, args: list[str], request: pytest.FixtureRequest
) -> None:
    said = shop.run("--json", *args)
    assert (said.status, said.out) == (status, "")
    assert set(json.loads(said.err)) == {"error"}
    error = said.error
    assert error["code"] == code, error
    assert set(error) <= {"code", "message", "remedy", "path", "line"}
    assert error["message"]
    assert error["remedy"]
    assert NEAR.get(request.node.callspec.id, "") in error["remedy"]


@pytest.mark.parametrize("case", ["an act of somebody else's", "an unknown option", "a text that is not there"])
def test_people_read_the_same_error_in_words(shop: Typist, case: str) -> None:
    status, _, args = FAILING[case]
    error = shop.run(*args, "--json").error
    said = shop.run(*args)
    assert (said.status, said.out) == (status, "")
    assert error["message"] in said.err
    assert f"help: {error['remedy']}" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "args",
    [["inbox"], ["inbox", "bob"], ["list"], ["--version"], ["--help"], ["check"], ["man"], ["protocol", "check"]],
)
def test_what_is_done_ends_with_0_and_says_nothing_on_standard_error(shop: Typist, args: list[str]) -> None:
    said = shop.run(*args)
    assert (said.status, said.err) == (0, "")
    assert said.out


def test_no_command_shows_the_help_as_an_error(shop: Typist) -> None:
    said = shop.run()
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("Usage: tacit ")
    assert shop.run("--json").error["code"] == "usage"


def test_errors_found_end_with_1_and_warnings_alone_only_when_strict(desk: Typist) -> None:
    path = next(desk.folder.glob("threads/*short.md"))
    text = path.read_text()
    path.write_text(text.replace("updated: 2026-03-03", "updated: 2026-03-02"))
    found = desk.run("check", "--json").json["findings"]
    assert {one["severity"] for one in found} == {"warning"}
    assert (desk.run("check").status, desk.run("check", "--strict").status) == (0, 1)
    path.write_text(text.replace("topic: Short", "topic: [Short"))
    assert desk.run("check").status == 1


def test_without_git_the_environment_failed(desk: Typist, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = desk.run("sync", "--json", PATH=str(tmp_path / "empty"))
    assert said.status == 3
    assert "git" in said.error["message"]
    assert said.error["remedy"]


@pytest.mark.parametrize("args", [["list"], ["inbox", "--json"], ["list", "--json"], ["--help"], ["man"]])
def test_a_closed_pipe_is_quiet(shop: Typist, args: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*TACIT, *args], cwd=shop.folder, env=shop.env(), stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("args", [["list"], ["inbox", "--json"], ["--help"]])
def test_a_full_disk_is_told(shop: Typist, args: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*TACIT, *args], cwd=shop.folder, env=shop.env(), stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 3
    assert os.strerror(errno.ENOSPC) in done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(("args", "status"), [(["list"], 0), (["inbox", "--json"], 0), (["nope"], 2)])
def test_without_standard_streams_the_status_still_tells(shop: Typist, args: list[str], status: int) -> None:
    closed = 'exec "$@" <&- >&- 2>&-'
    done = subprocess.run(["sh", "-c", closed, "sh", *TACIT, *args], cwd=shop.folder, env=shop.env())
    assert done.returncode == status


INTERRUPT = f"os.killpg(0, {int(signal.SIGINT)})\n"  # as a terminal does
ENDING = {
    "ended by it": INTERRUPT,
    "in a shell": f"try:\n    {INTERRUPT}except KeyboardInterrupt:\n    sys.exit(130)\n",
}


def interrupted(desk: Typist, editor: str) -> "subprocess.CompletedProcess[str]":
    """A draft in an editor that is interrupted; no other process of the tests is."""
    return subprocess.run(
        [*TACIT, "new", "thread", *THREAD, "--edit"],
        cwd=desk.folder,
        env=desk.env(EDITOR=desk.editor(editor)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize("ending", ENDING.values(), ids=ENDING.keys())
def test_an_interrupt_that_ends_the_editor_ends_with_130_and_keeps_the_draft(desk: Typist, ending: str) -> None:
    before = desk.commits()
    done = interrupted(desk, f"import os\nsave(text + 'words')\n{ending}")
    assert done.returncode == 130
    assert "error: interrupted" in done.stderr
    (kept,) = desk.drafts.iterdir()
    assert str(kept) in done.stderr
    assert kept.read_text().endswith("words")
    assert desk.commits() == before


def test_an_interrupt_that_an_editor_takes_for_a_key_is_no_end(desk: Typist) -> None:
    before = desk.commits()
    taken = f"import os, signal\nsignal.signal({int(signal.SIGINT)}, lambda *_: None)\n{INTERRUPT}"
    asked = "text = text.replace('Question / Proposal\\n', 'Question / Proposal\\n\\nWhat now?\\n')\n"
    done = interrupted(desk, taken + asked + "save(text)\n")
    assert (done.returncode, desk.commits()) == (0, before + 1), done.stderr
    assert list(desk.drafts.iterdir()) == []


def test_a_mistake_of_tacits_own_is_told_as_a_bug(
    shop: Typist, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ask, "list_records", lambda *_args: 1 // 0)
    monkeypatch.delenv("TACIT_DEBUG", raising=False)
    line = ["--repo", str(shop.folder), "--at", NOW, "list", "--json"]
    assert start.run(line, {}) == 3
    out, err = capfd.readouterr()
    error = json.loads(err)["error"]
    assert (out, error["code"]) == ("", "bug")
    assert "ZeroDivisionError" in error["message"]
    assert "TACIT_DEBUG=1" in error["remedy"]
    monkeypatch.setenv("TACIT_DEBUG", "1")
    assert start.run(line[:-1], {}) == 3
    assert "Traceback" in capfd.readouterr().err


def test_a_mistake_of_tacits_own_loses_no_draft(
    desk: Typist, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fails(*_args: object, **_named: object) -> None:
        raise RuntimeError("no idea")

    monkeypatch.setattr(acting, "act", fails)
    monkeypatch.setattr("tempfile.tempdir", str(desk.drafts))
    monkeypatch.setenv("VISUAL", desk.editor("save(text + '\\nMy words.\\n')"))
    line = ["--repo", str(desk.folder), "--at", NOW, "--as", "bob", "act", "auth", "reply", "--edit"]
    assert start.run(line, {}) == 3
    (kept,) = desk.drafts.iterdir()
    assert "My words." in kept.read_text()
    assert str(kept) in capfd.readouterr().err
