"""The hook for pre-commit, installed by pre-commit itself, stands between a bad record and its commit."""

import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
from project import ROOT, files
from workspace import THREAD, Workspace


def publish(there: Path) -> str:
    """This project, as it stands now, in a repository that pre-commit can clone; gives its revision."""
    for path in files():
        name = path.relative_to(ROOT)
        if name.parts[0] in {"src", "pyproject.toml", "README.md", ".pre-commit-hooks.yaml"}:
            (there / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, there / name)
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "Publish"]):
        subprocess.run(
            ["git", "-c", "user.name=Test", "-c", "user.email=test@example.com", *command], cwd=there, check=True
        )
    told = subprocess.run(["git", "rev-parse", "HEAD"], cwd=there, capture_output=True, text=True, check=True)
    return told.stdout.strip()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace in which pre-commit has installed the hook."""
    folder = tmp_path_factory.mktemp("hook")
    made = Workspace(folder)
    # pre-commit installs Tacit into an environment of its own. What that needs is lent, so that no network is used.
    made.environment |= {
        "PRE_COMMIT_HOME": str(folder / "pre-commit"),
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "false",  # pip reads it so: false takes the isolation away
    }
    revision = publish(folder / "published")
    (made.root / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {folder / 'published'}\n  rev: {revision}\n  hooks:\n  - id: tacit-check\n"
    )
    made.run("git", "add", ".pre-commit-config.yaml")
    made.run("pre-commit", "install")
    made.run("git", "commit", "--message", "Check records before they are committed")
    made.run("git", "tag", "hooked")
    return made


@pytest.fixture
def line(shop: Workspace) -> int:
    """A record is edited to a status that there is not, on this line; nothing is staged."""
    shop.run("git", "reset", "--quiet", "--hard", "hooked")
    return shop.replace("status: open", "status: answered")


def is_stopped(shop: Workspace, line: int, *commit: str) -> bool:
    before = shop.run("git", "rev-parse", "HEAD")
    said = shop.run("git", "commit", *commit, "--message", "A status that there is not", status=1)
    assert THREAD in said
    assert re.search(rf"^ *{line}: unknown-value .*answered", said, re.MULTILINE), said
    return shop.run("git", "rev-parse", "HEAD") == before


def test_a_commit_with_a_bad_record_is_stopped(shop: Workspace, line: int) -> None:
    shop.run("git", "add", THREAD)
    assert is_stopped(shop, line)


@pytest.mark.parametrize("how", ["--all", "--include", "--only"])
def test_a_commit_that_stages_by_itself_is_looked_at_too(how: str, shop: Workspace, line: int) -> None:
    """Git makes such a commit from an index of its own, which it names to the hook."""
    assert is_stopped(shop, line, how, *([] if how == "--all" else [THREAD]))


def test_what_is_not_staged_stops_nothing(shop: Workspace, line: int) -> None:
    (shop.root / "README.md").write_text("# Shop\n")
    shop.run("git", "add", "README.md")
    shop.run("git", "commit", "--message", "Say what this is")
    assert shop.run("git", "diff", "--name-only").strip() == THREAD
