"""Reads the console blocks of a Markdown file and runs them as a reader would: in order, in one shell, in one folder.

In a block, a line that begins with `$ ` is a command and one that begins with `> ` carries it on; the lines below are
what it prints, compared exactly, where `...` stands for any text of a line and, alone, for any lines. A comment just
above a fence may say more: `<!-- not run: REASON -->`, `<!-- exit: 1 -->` of the last command of the block,
`<!-- file: NAME -->` of a fence in any language, which is then written to that file.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

import warm

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-03-03T09:00:00+00:00"  # a Tuesday
DIRECTIVE = re.compile(r"<!--\s*(not run|exit|file):\s*(.*?)\s*-->\s*$")
MARK = "--- end of command"


@dataclass(frozen=True)
class Step:
    """A command with what it is said to print, or (then `shown` is False) the writing of a file."""

    line: int
    command: str
    printed: tuple[str, ...] = ()
    status: int = 0
    shown: bool = True


@dataclass(frozen=True)
class Block:
    line: int
    steps: tuple[Step, ...]
    not_run: str = ""  # the reason


def documents() -> list[Path]:
    """Every document of the project that a person reads."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def fences(text: str) -> Iterator[tuple[Token, str, str]]:
    """Each fence with the name and the value of the directive just above it."""
    name = value = ""
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "fence":
            yield token, name, value
        found = DIRECTIVE.search(token.content) if token.type == "html_block" else None
        name, value = found.groups() if found else ("", "")


def read_blocks(text: str) -> list[Block]:
    blocks = []
    for fence, name, value in fences(text):
        assert fence.map is not None
        line = fence.map[0] + 1
        if name == "file":
            write = f"mkdir -p -- {shlex.quote(str(Path(value).parent))}"
            write += f" && printf %s {shlex.quote(fence.content)} >{shlex.quote(value)}"
            blocks.append(Block(line, (Step(line, write, shown=False),)))
        elif fence.info.strip() == "console":
            status = int(value) if name == "exit" else 0
            blocks.append(Block(line, read_steps(fence.content, line + 1, status), value if name == "not run" else ""))
        elif name:
            raise ValueError(f"line {line}: “{name}” stands above a block that is not a console block")
    return blocks


def read_steps(content: str, first: int, last_status: int) -> tuple[Step, ...]:
    found: list[tuple[int, list[str], list[str]]] = []
    for number, line in enumerate(content.splitlines(), first):
        if line.startswith("$ "):
            found.append((number, [line[2:]], []))
        elif not found:
            raise ValueError(f"line {number}: a console block begins with a command, “$ …”")
        elif line.startswith("> ") and not found[-1][2]:
            found[-1][1].append(line[2:])
        else:
            found[-1][2].append(line)
    return tuple(
        Step(number, "\n".join(command), tuple(printed), last_status if at == len(found) else 0)
        for at, (number, command, printed) in enumerate(found, 1)
    )


def environment(home: Path, programs: Path) -> dict[str, str]:
    """A reader's machine: nothing configured but who they are, and a clock that stands still."""
    return {
        "HOME": str(home),
        "PATH": f"{programs}:{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "TACIT_NOW": NOW,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": NOW,
        "GIT_COMMITTER_DATE": NOW,
    }


def run_steps(steps: list[Step], folder: Path, quick: bool) -> list[tuple[int, list[str]]]:
    """The exit status and the lines of each step, as far as the shell came."""
    programs = folder / "programs"
    if quick:
        warm.program(programs / "tacit")
    home = folder / "home"
    work = folder / "work"
    home.mkdir(parents=True)
    work.mkdir()
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Alice\n\temail = alice@example.com\n[init]\n\tdefaultBranch = main\n"
    )
    script = folder / "steps.sh"
    # The status is handed on, so that `$ echo $?` tells the reader what it would tell in their own shell.
    script.write_text(
        "".join(
            f"eval {shlex.quote(step.command)}\n__status=$?\nprintf '\\n{MARK} %s\\n' $__status\n(exit $__status)\n"
            for step in steps
        )
    )
    done = subprocess.run(
        ["bash", str(script)],
        cwd=work,
        env=environment(home, programs),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    pieces = re.split(rf"\n{MARK} (\d+)\n", done.stdout.decode(errors="replace"))
    printed, statuses = pieces[:-1:2], pieces[1::2]
    return [(int(status), text.splitlines()) for status, text in zip(statuses, printed, strict=True)]


def matches(expected: tuple[str, ...], got: list[str]) -> bool:
    pattern = ""
    for line in expected:
        if line.strip() == "...":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += r"[^\n]*?".join(re.escape(part) for part in line.rstrip().split("...")) + r"\n"
    text = "".join(line.rstrip() + "\n" for line in got)
    return re.fullmatch(pattern, text) is not None


def differences(text: str, folder: Path, quick: bool = False) -> list[str]:
    """What the blocks of a document say that is not so; empty where all of it is true."""
    steps = [step for block in read_blocks(text) if not block.not_run for step in block.steps]
    done = run_steps(steps, folder, quick)
    wrong = []
    for step, (status, printed) in zip(steps, done, strict=False):
        if status != step.status:
            wrong.append(_told(step, f"ended with {status}, not {step.status}", printed))
        elif step.shown and not matches(step.printed, printed):
            wrong.append(_told(step, "printed something else", printed))
    if len(done) < len(steps):
        wrong.append(_told(steps[len(done)], "ended the shell", []))
    return wrong


def _told(step: Step, what: str, printed: list[str]) -> str:
    said = "\n".join(f"    {line}" for line in step.printed)
    got = "\n".join(f"    {line}" for line in printed)
    return f"line {step.line}: `{step.command}` {what}\n  the document says:\n{said}\n  it printed:\n{got}"
