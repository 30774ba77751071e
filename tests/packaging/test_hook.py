"""The hook for pre-commit, installed by pre-commit itself, stands between a bad record and its commit."""

import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
from project import ROOT, files
from workspace import THREAD, Workspace


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """This project as a repository that pre-commit can clone, as it stands now."""
    there = tmp_path / "published"
    for path in files():
        name = path.relative_to(ROOT)
        if name.parts[0] in {"src", "pyproject.toml", "README.md", ".pre-commit-hooks.yaml"}:
            (there / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, there / name)
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "Publish"]):
        subprocess.run(
            ["git", "-c", "user.name=Test", "-c", "user.email=test@example.com", *command], cwd=there, check=True
        )
    return there


def test_a_commit_with_a_bad_record_is_stopped(published: Path, tmp_path: Path) -> None:
    shop = Workspace(tmp_path)
    # pre-commit installs Tacit into an environment of its own. What that needs is lent, so that no network is used.
    shop.environment |= {
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "false",  # pip reads it so: false takes the isolation away
    }
    revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=published, capture_output=True, text=True, check=True)
    (shop.root / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {published}\n  rev: {revision.stdout.strip()}\n  hooks:\n  - id: tacit-check\n"
    )
    shop.run("git", "add", ".pre-commit-config.yaml")
    shop.run("pre-commit", "install")
    shop.run("git", "commit", "--message", "Check records before they are committed")

    line = shop.replace("status: open", "status: answered")
    said = shop.run("git", "commit", "--all", "--message", "A status that there is not", status=1)
    assert "tacit check" in said
    assert THREAD in said
    assert re.search(rf"^ *{line}: unknown-value .*answered", said, re.MULTILINE), said
    assert shop.run("git", "log", "-1", "--format=%s").strip() == "Check records before they are committed"

    # It is what is staged that counts, and not what stands in the folder.
    shop.run("git", "checkout", "--quiet", "HEAD", THREAD)
    (shop.root / "README.md").write_text("# Shop\n")
    shop.run("git", "add", "README.md")
    shop.replace("status: open", "status: answered")
    shop.run("git", "commit", "--message", "Say what this is")
