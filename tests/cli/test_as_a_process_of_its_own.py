"""A command that a loaded process becomes does what it does in a process of its own; see tests/warm.py."""

import subprocess
from pathlib import Path

import pytest
from typist import TACIT, Typist

import warm


@pytest.mark.parametrize(
    "args",
    [
        ("--version",),
        ("inbox", "bob", "--json"),
        ("list",),
        ("show", "001-auth", "--markdown"),
        ("protocol", "show", "thread"),
        ("check",),
        ("tick",),
        ("act", "001-auth", "confirm"),
        ("act", "001-auth", "reply", "--write", "Reply=@-", "--json"),
        ("no-such-command",),
        (),
    ],
    ids=" ".join,
)
def test_it_says_the_same_and_ends_the_same(args: tuple[str, ...], shop: Typist) -> None:
    given, env = "Ünïcode\n".encode(), shop.env()
    warm.run(["inbox", "bob"], shop.folder, env)  # the index has come as far for both
    alone = subprocess.run([*TACIT, *args], cwd=shop.folder, env=env, input=given, capture_output=True)
    loaded = warm.run(args, shop.folder, env, given)
    assert (loaded.returncode, loaded.stdout, loaded.stderr) == (alone.returncode, alone.stdout, alone.stderr)


def test_what_one_is_given_is_not_there_for_the_next(shop: Typist, desk: Typist) -> None:
    before = warm.run(["inbox", "bob"], shop.folder, shop.env())
    other = warm.run(["--as", "bob", "inbox"], desk.folder, desk.env(TACIT_NOW="2026-03-10T09:00:00Z", TZ="Asia/Tokyo"))
    assert other.stdout != before.stdout
    assert warm.run(["inbox", "bob"], shop.folder, shop.env()).stdout == before.stdout


def test_a_shell_gets_its_status_and_its_streams(shop: Typist, tmp_path: Path) -> None:
    program = warm.program(shop.drafts / "tacit")
    typed = (
        "tacit list | tail -n 1; tacit no-such-command 2>/dev/null; echo $?; "
        'echo kept >"$LOG"; tacit list >>"$LOG"; cat "$LOG"'
    )
    env = shop.env(PATH=f"{program.parent}:/usr/local/bin:/usr/bin:/bin", LOG=str(tmp_path / "log"))
    done = subprocess.run(["bash", "-c", typed], cwd=shop.drafts.parent / "repo", env=env, capture_output=True)
    listed = warm.run(["list"], shop.folder, shop.env()).stdout.splitlines()
    assert done.stdout.splitlines() == [listed[-1], b"2", b"kept", *listed], done.stderr
