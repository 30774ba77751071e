"""What documents point to is there: files, headings, code."""

import importlib
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from console_blocks import ROOT, documents
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tacit.cli.frame import frame

IN_THE_PROJECT = re.compile(r"(?:src|tests|script|docs|requirements|\.ci)/[\w./*-]*")
IN_THE_PACKAGE = re.compile(r"tacit(?:\.[a-z_]\w*)+", re.IGNORECASE)


def tokens(text: str) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        yield token
        yield from token.children or ()


def targets(text: str) -> Iterator[str]:
    for token in tokens(text):
        found = token.attrGet("href") if token.type == "link_open" else token.attrGet("src")
        if isinstance(found, str):
            yield found


def anchors(text: str) -> set[str]:
    """The anchors that a forge gives to headings: lower case, hyphens for spaces, numbered where they repeat."""
    found: set[str] = set()
    parsed = MarkdownIt("commonmark").parse(text)
    for opening, inline in pairwise(parsed):
        if opening.type != "heading_open":
            continue
        words = "".join(child.content for child in inline.children or ())
        plain = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        number = 0
        while (anchor := f"{plain}-{number}" if number else plain) in found:
            number += 1
        found.add(anchor)
    return found


def broken_links(path: Path) -> list[str]:
    broken = []
    for target in targets(path.read_text()):
        if re.match(r"[a-z+]+:", target):
            if not target.startswith(("https://", "mailto:")):
                broken.append(target)
            continue
        name, _, anchor = unquote(target).partition("#")
        file = (path.parent / name).resolve() if name else path
        there = file.is_relative_to(ROOT) and file.exists()
        if there and anchor and file.suffix == ".md":
            there = anchor in anchors(file.read_text())
        if not there:
            broken.append(target)
    return broken


def is_there(reference: str) -> bool:
    """Whether a path of the project exists, or a dotted name of the package can be imported."""
    if IN_THE_PROJECT.fullmatch(reference):
        return any(ROOT.glob(reference.rstrip("/")))
    parts = reference.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            found = getattr(found, name, None)
        return found is not None
    return False


def code_references(text: str) -> list[str]:
    return [
        token.content
        for token in tokens(text)
        if token.type == "code_inline"
        and (IN_THE_PROJECT.fullmatch(token.content) or IN_THE_PACKAGE.fullmatch(token.content))
        and token.content != "tacit.yaml"
    ]


def options(command: click.Command) -> set[str]:
    found = {option for parameter in command.params for option in parameter.opts}
    if isinstance(command, click.Group):
        found |= {option for below in command.commands.values() for option in options(below)}
    return found


def unknown_usage(text: str) -> list[str]:
    """What is spoken of as `tacit …` and is no command, or has an option that the command lacks."""
    tacit = frame()
    context = click.Context(tacit)
    unknown = []
    for token in tokens(text):
        if token.type != "code_inline" or not token.content.startswith("tacit "):
            continue
        words = token.content.split()[1:]
        known = options(tacit) | {"--help"}
        name = next((word for word in words if word in tacit.list_commands(context)), None)
        command = tacit.get_command(context, name) if name else None
        if command:
            known |= options(command)
        wrong = {word.partition("=")[0] for word in words if word.startswith("--")} - known
        if wrong or not (command or words[0].startswith("--") or words[0] in {"…", "COMMAND"}):
            unknown.append(token.content)
    return unknown


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_is_spoken_of_is_one_that_there_is(path: Path) -> None:
    assert unknown_usage(path.read_text()) == []


def test_a_command_that_there_is_not_is_found() -> None:
    text = (
        "`tacit check --staged` `tacit --as bob inbox` `tacit --version`, not `tacit agree` or `tacit check --loudly`"
    )
    assert unknown_usage(text) == ["tacit agree", "tacit check --loudly"]


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    assert broken_links(path) == []


@pytest.mark.parametrize(
    "path", [path for path in documents() if path.name != "CHANGELOG.md"], ids=lambda path: path.name
)
def test_every_file_and_name_of_the_code_that_is_spoken_of_exists(path: Path) -> None:
    assert [name for name in code_references(path.read_text()) if not is_there(name)] == []


def test_headings_get_the_anchors_of_a_forge() -> None:
    text = "# It's here: `tacit act`\n\n## Twice\n\n## Twice\n"
    assert anchors(text) == {"its-here-tacit-act", "twice", "twice-1"}


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("test_references_hold.ROOT", tmp_path)
    (tmp_path / "there.md").write_text("# Here\n")
    page = tmp_path / "page.md"
    page.write_text("[a](there.md) [b](there.md#here) [c](#gone) [d](gone.md) [e](../x.md) [f](http://plain.example)\n")
    assert broken_links(page) == ["#gone", "gone.md", "../x.md", "http://plain.example"]


@pytest.mark.parametrize(
    ("reference", "there"),
    [
        ("src/tacit/errors.py", True),
        ("src/tacit/*.py", True),
        ("tacit.errors.Refused", True),
        ("tacit.errors.Agreed", False),
        ("tacit.nowhere", False),
        ("src/tacit/nowhere.py", False),
    ],
)
def test_a_reference_to_code_is_looked_up(reference: str, there: bool) -> None:
    assert is_there(reference) is there
