"""Help, completion and the manual page: complete, true to the commands, and read by the programs they are for."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from typist import TACIT, Typist

from tacit.cli.frame import Command, Frame, Group, frame

ID = "2026-03-03-001-auth-token-expiry-and-how-the-refresh-of-tokens-works"


def commands() -> Iterator[tuple[str, ...]]:
    tacit = frame()
    with click.Context(tacit, info_name="tacit") as context:
        for name in tacit.list_commands(context):
            found = tacit.get_command(context, name)
            yield from ((name, inner) for inner in found.commands) if isinstance(found, Group) else ((name,),)


def command(name: tuple[str, ...]) -> Command:
    tacit: click.Command | None = frame()
    for part in name:
        assert isinstance(tacit, Group)
        tacit = tacit.get_command(click.Context(tacit), part)
    assert isinstance(tacit, Command)
    return tacit


@pytest.mark.parametrize("name", list(commands()), ids=" ".join)
def test_help_has_a_summary_options_and_examples(name: tuple[str, ...]) -> None:
    found = command(name)
    with click.Context(found, info_name=f"tacit {' '.join(name)}", max_content_width=100) as context:
        said = found.get_help(context)
    summary = (found.help or "").splitlines()[0]
    assert summary.endswith(".")
    assert len(summary) <= 66  # one line of `tacit --help`
    assert summary in said
    for option in ("--help", "--repo DIR", "--as PERSON", "--at TIME", "--json"):
        assert option in said
    assert 1 <= len(found.examples) <= 5
    for example in found.examples:
        assert f"  $ {example.partition(' # ')[0]}\n" in f"{said}\n"


@pytest.mark.parametrize("name", list(commands()), ids=" ".join)
def test_every_example_is_a_call_that_parses(name: tuple[str, ...]) -> None:
    called = set()
    for example in command(name).examples:
        line = example.partition(" # ")[0].removeprefix('eval "$(').removesuffix(')"')
        words = shlex.split(re.split(r" [|<>] ", line)[0])
        assert words[0] == "tacit"
        called.add(parsed([word for word in words[1:] if word not in ("--help", "-h")], frame()))
    assert called == {name}


def parsed(arguments: list[str], found: click.Command) -> tuple[str, ...]:
    """The command that these arguments call; raises where they do not parse. A KIND or an ID may be left for help."""
    context = click.Context(found, info_name="tacit")
    if not isinstance(found, Group):
        _, left, _ = found.make_parser(context).parse_args(list(arguments))
        assert left == []
        return ()
    _, left, _ = found.make_parser(context).parse_args(list(arguments))
    inner = found.get_command(context, left[0])
    assert inner is not None, left
    return (left[0], *parsed(left[1:], inner))


def test_the_first_page_names_every_command_once(shop: Typist) -> None:
    said = shop.run("--help").out
    for name in Frame("tacit").list_commands(click.Context(Frame("tacit"))):
        assert len(re.findall(rf"^  {name} ", said, re.MULTILINE)) == 1
    assert shop.run("-h").out == said
    assert max(map(len, said.splitlines())) <= 80
    assert not re.search(r"^ {12,}\S", said, re.MULTILINE), "a summary takes one line"


def test_help_of_new_lists_the_fields_and_sections_of_the_kind(shop: Typist) -> None:
    said = shop.run("new", "thread", "--help").out
    assert re.search(r"^  topic +text, needed$", said, re.MULTILINE)
    assert re.search(r"^  priority +one of normal, high, blocking, begins as normal$", said, re.MULTILINE)
    assert re.search(r"^  \[From\]'s Question / Proposal +Needed\. State the question", said, re.MULTILINE)
    assert "answers" not in said
    assert "\nFields of an escalation, for --set:\n" in shop.run("new", "escalation", "--help").out
    # Of several brackets none is taken away.
    assert "  [If we choose A: ...] [If we choose B: ...]\n" in shop.run("new", "decision", "--help").out
    near = shop.run("new", "thred", "--help", "--json")
    assert (near.status, near.error["code"]) == (2, "unknown-kind")


def test_help_of_act_lists_what_may_be_done_now_and_what_an_act_takes(shop: Typist) -> None:
    acts = shop.run("--as", "bob", "act", "auth", "--help").out
    assert re.search(r"^  reply +you may do it now$", acts, re.MULTILINE)
    assert re.search(r"^  send +not now: `send` is possible in open", acts, re.MULTILINE)
    takes = shop.run("--as", "bob", "act", "auth", "reply", "--help").out
    assert "What `reply` takes, for --write:" in takes
    assert re.search(r"^  Backend's Reply +Needed\.", takes, re.MULTILINE)
    refused = shop.run("act", "auth", "reply", "--help")
    assert refused.status == 0
    assert re.search(r"^  reply +not now: alice is of frontend", refused.out, re.MULTILINE)
    assert shop.run("act", "auth", "reply", "--help", "--as", "bob").out == takes


@pytest.mark.parametrize("args", [["new", "thread"], ["act", "auth"], ["act", "auth", "reply"]], ids=" ".join)
def test_help_is_help_outside_of_a_workspace_too(nowhere: Typist, args: list[str]) -> None:
    said = nowhere.run(*args, "--help")
    assert said.status == 0
    assert "lies in no git repository" in " ".join(said.out.split())  # the folder may have a long name
    assert "Options:" in said.out


# Completion

TYPED = {
    "a command": (["sh"], ["show"]),
    "a command of a group": (["protocol", "s"], ["schema", "show"]),
    "an option": (["inbox", "--ow"], ["--owed-to"]),
    "a global option behind": (["inbox", "--js"], ["--json"]),
    "a record by a part of its id": (["show", "auth"], [ID]),
    "what may be done now": (["--as", "bob", "act", "auth", ""], ["reply", "edit", "comment"]),
    "a kind": (["new", "th"], ["thread"]),
    "a kind to show": (["protocol", "show", "esc"], ["escalation"]),
    "a person": (["--as", "bo"], ["bob"]),
    "a party": (["inbox", "--owed-to", "fr"], ["frontend"]),
    "a field of a kind": (["new", "thread", "--set", "pri"], ["priority="]),
    "a field of a record": (["act", "auth", "edit", "--set", "top"], ["topic="]),
    "a field to list by": (["list", "thread", "--where", "stat"], ["status="]),
    "nothing for an unknown record": (["act", "nope", ""], []),
}


@pytest.mark.parametrize(("words", "completed"), TYPED.values(), ids=TYPED.keys())
def test_bash_completes(shop: Typist, words: list[str], completed: list[str], tmp_path: Path) -> None:
    """The script itself, in bash, with `tacit` on its path."""
    (tmp_path / "tacit").write_text(f'#!/bin/sh\nexec {shlex.join(TACIT)} "$@"\n')
    (tmp_path / "tacit").chmod(0o755)
    (tmp_path / "completion").write_text(shop.run("completion", "bash").out)
    line = shlex.join(["tacit", *words])
    typed = f"COMP_WORDS=({line}); COMP_CWORD={len(words)}; COMPREPLY=(); _tacit_completion tacit"
    program = f'. "$1" || exit 9; {typed}; printf "%s\\n" "${{COMPREPLY[@]}}"'
    done = subprocess.run(
        ["bash", "--norc", "-c", program, "bash", str(tmp_path / "completion")],
        cwd=shop.folder,
        env=shop.env(PATH=f"{tmp_path}:{shop.env()['PATH']}"),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == completed


@pytest.mark.parametrize(
    ("shell", "holds"),
    [
        ("zsh", ("#compdef tacit\n", "_TACIT_COMPLETE=zsh_complete", "compdef _tacit_completion tacit")),
        (
            "fish",
            ("function _tacit_completion;", "_TACIT_COMPLETE=fish_complete", "complete --no-files --command tacit"),
        ),
    ],
)
def test_zsh_and_fish_get_scripts_of_their_own(shop: Typist, shell: str, holds: tuple[str, ...]) -> None:
    said = shop.run("completion", shell)
    assert (said.status, said.err) == (0, "")
    assert [part for part in holds if part not in said.out] == []
    if program := shutil.which(shell):
        done = subprocess.run([program, "-n"], input=said.out, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_zsh_and_fish_are_told_what_a_completion_is(shop: Typist, shell: str) -> None:
    current = {"COMP_CWORD": "2" if shell == "zsh" else "auth", "COMP_WORDS": "tacit show auth"}
    said = shop.run(_TACIT_COMPLETE=f"{shell}_complete", **current)
    assert said.status == 0
    assert ID in said.out
    assert "awaiting-reply: Auth token expiry" in said.out


# The manual page


def test_the_manual_has_every_command_option_and_status(shop: Typist) -> None:
    said = shop.run("man").out
    for name in commands():
        told = " ".join(name).replace("-", "\\-")
        assert f'.SS "tacit {told} ' in said
    for word in (".TH TACIT 1", ".SH EXIT STATUS", "TACIT_NOW", r"\-\-owed\-to PERSON", r"$ tacit inbox bob"):
        assert word in said
    assert said.isascii()


def test_the_manual_is_plain_roff(shop: Typist) -> None:
    """Every request is one of `man`'s, and what opens is closed; groff agrees where it is there."""
    said = shop.run("man").out
    requests = [line.split()[0] for line in said.splitlines() if line.startswith((".", "'"))]
    assert set(requests) <= {".TH", ".SH", ".SS", ".TP", ".B", ".PP", ".RS", ".RE", ".nf", ".fi"}
    assert requests.count(".RS") == requests.count(".RE") == requests.count(".nf") == requests.count(".fi")
    assert re.findall(r"\\(?![-e&]|f[IBR]|\(dq)", said) == []
    if groff := shutil.which("groff"):
        done = subprocess.run([groff, "-man", "-Tascii", "-ww"], input=said, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
