"""Every command of the documentation runs, and prints what the documentation says."""

import subprocess
from pathlib import Path

import pytest
from console_blocks import ROOT, Block, differences, documents, fences, read_blocks

FIRST = ROOT / "README.md"
SERVING = "tacit serve"
WITH_COMMANDS = [path for path in documents() if any(not block.not_run for block in read_blocks(path.read_text()))]
NOT_RUN = [
    pytest.param(block, id=f"{path.relative_to(ROOT)}:{block.line}")
    for path in documents()
    for block in read_blocks(path.read_text())
    if block.not_run
]


@pytest.mark.parametrize("path", WITH_COMMANDS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_prints_what_it_says(path: Path, tmp_path: Path) -> None:
    """The first that anybody reads with the very program that they install, and what is ended by a signal, too."""
    text = path.read_text()
    wrong = differences(text, tmp_path / "reader", quick=path != FIRST and SERVING not in text)
    assert not wrong, f"{path.relative_to(ROOT)}\n" + "\n".join(wrong)


@pytest.mark.parametrize("block", NOT_RUN)
def test_a_command_that_is_not_run_is_at_least_one_that_a_shell_can_read(block: Block) -> None:
    for step in block.steps:
        read = subprocess.run(["bash", "-n", "-c", step.command], capture_output=True, text=True, check=False)
        assert read.returncode == 0, read.stderr
        program = step.command.split()[0]
        if program.startswith(("script/", ".ci/")):
            assert (ROOT / program).stat().st_mode & 0o111, f"{program} cannot be run"


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_command_hides_in_a_block_that_nothing_runs(path: Path) -> None:
    hidden = [
        fence.map[0] + 1
        for fence, name, _ in fences(path.read_text())
        if fence.map and fence.info.strip() in {"sh", "bash", "shell", "zsh"} and name != "file"
    ]
    assert not hidden, f"{path.name}: make these console blocks: lines {hidden}"


SAMPLE = """\
Some words.

```console
$ mkdir shop && cd shop
$ printf 'one\\ntwo 2\\nthree\\n'
one
two ...
three
$ echo a \\
> b
a b
```

<!-- file: notes/first.md -->
```markdown
# Kept as it is: $HOME
```

```console
$ pwd | sed 's|.*/||'
shop
$ cat notes/first.md
# Kept as it is: $HOME
```

<!-- exit: 3 -->
```console
$ (exit 3)
```

```console
$ seq 5
1
...
5
$ date -u +%A -d "$TACIT_NOW"
Tuesday
```
"""


def test_a_true_document_passes(tmp_path: Path) -> None:
    assert differences(SAMPLE, tmp_path / "reader") == []


@pytest.mark.parametrize(
    ("true", "false", "told"),
    [
        ("two ...", "two 3", "line 5: `printf"),
        ("shop\n$ cat", "shed\n$ cat", "printed something else"),
        ("1\n...\n5", "1\n...\n6", "line 32: `seq 5` printed something else"),
        ("1\n...\n5", "1\n5", "printed something else"),
        ("<!-- exit: 3 -->", "", "ended with 3, not 0"),
        ("$ (exit 3)", "$ exit 3", "ended the shell"),
        ("Tuesday\n", "", "printed something else"),
        ("$ seq 5", "$ seq 5 )", "ended with"),
    ],
)
def test_an_untrue_document_fails_and_says_where(true: str, false: str, told: str, tmp_path: Path) -> None:
    assert true in SAMPLE
    wrong = differences(SAMPLE.replace(true, false), tmp_path / "reader")
    assert any(told in line for line in wrong), wrong


def test_the_blocks_that_are_not_run_say_why() -> None:
    (block,) = read_blocks("<!-- not run: it has a test of its own -->\n```console\n$ script/demo\n```\n")
    assert block.not_run == "it has a test of its own"


def test_a_block_that_begins_without_a_command_is_an_error() -> None:
    with pytest.raises(ValueError, match="line 2: a console block begins with a command"):
        read_blocks("```console\nsome output\n```\n")
