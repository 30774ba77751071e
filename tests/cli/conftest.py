"""A workspace with two teams and three threads: one to look at, and a copy of it for whoever changes it."""

import re
import shutil
from pathlib import Path

import pytest
from typist import LONG, Typist


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Typist:
    """For reading only."""
    place = tmp_path_factory.mktemp("shop")
    (place / "repo").mkdir()
    (place / "home").mkdir()
    alice = Typist(place / "repo", place / "home")
    alice.git("init", "-q", "-b", "main")
    alice.git("config", "user.name", "Alice")
    alice.git("config", "user.email", "alice@example.com")
    alice.write("tacit.yaml", "name: Shop\n")
    for handle, zone in (("alice", "Europe/Berlin"), ("bob", "UTC"), ("carol", "UTC")):
        told = f"handle: {handle}\nname: {handle.title()}\nemail: {handle}@example.com\nzone: {zone}\nstatus: active\n"
        alice.write(f"people/{handle}.md", f"---\n{told}---\n")
    for handle, members in (("frontend", "alice"), ("backend", "bob, carol")):
        told = f"handle: {handle}\nname: {handle.title()}\nlead: {members.split(',')[0]}\nmembers: [{members}]\n"
        alice.write(f"teams/{handle}.md", f"---\n{told}status: active\n---\n")
    alice.git("add", "-A")
    alice.git("commit", "-qm", "two teams")
    for topic in (LONG, "Short", "Evil [31m日本語"):
        parties = ("--set", "from=frontend", "--set", "to=backend")
        alice.tacit("new", "thread", "--set", f"topic={topic}", *parties, "--write", "Question=When does it expire?")
    _made_evil(alice)
    alice.tacit("act", "001-auth", "send")
    alice.tacit("act", "002-short", "send")
    return alice


def _made_evil(alice: Typist) -> None:
    """No act brings such signs into a field; a push may."""
    (file,) = (alice.folder / "threads").rglob("*evil*.md")
    text = file.read_text()
    told = re.sub(r"^topic: .*$", r'topic: "\\u202EEvil \\x1B[31m日本語"', text, count=1, flags=re.MULTILINE)
    assert told != text
    file.write_text(told)
    alice.run("check", "--fix")  # the table of the folder
    alice.git("commit", "-q", "--amend", "--no-edit", "--all")


@pytest.fixture
def desk(shop: Typist, tmp_path: Path) -> Typist:
    """The same workspace, to change."""
    shutil.copytree(shop.folder, tmp_path / "repo", symlinks=True)
    (tmp_path / "home").mkdir()
    return Typist(tmp_path / "repo", tmp_path / "home")


@pytest.fixture
def nowhere(tmp_path: Path) -> Typist:
    """A folder in no repository."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "home").mkdir()
    return Typist(tmp_path / "folder", tmp_path / "home")
