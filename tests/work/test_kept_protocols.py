"""The bundled protocols are read once, and again whenever what they were read from, or by, is another."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tacit
from tacit.work import kept_protocols
from tacit.work.snapshot import read_bundled

SOURCE = Path(tacit.__file__).parent
SAY = "from tacit.work.snapshot import bundled; print(sorted(bundled()), bundled()['thread', ''].title)"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(SOURCE, tmp_path / "tacit", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "tacit"


def said(copied: Path, **environ: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, "-c", SAY],
        env={**clean, "PYTHONPATH": str(copied.parent), **environ}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def kept_file(copied: Path) -> Path:
    (found,) = copied.joinpath("protocols", "__pycache__").glob("bundled.*")
    return found


def test_what_was_kept_is_what_is_read(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tacit, "__file__", str(copied / "__init__.py"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    read = read_bundled()
    assert kept_protocols.kept(lambda: read) is read

    def never() -> kept_protocols.Protocols:
        raise AssertionError("it was kept")

    assert kept_protocols.kept(never) == read
    kept_file(copied).write_bytes(kept_file(copied).read_bytes()[:-100])
    assert kept_protocols.kept(lambda: read) is read, "what is cut off is read again"
    assert kept_protocols.kept(never) == read
    (copied / "text" / "another.py").write_text("")
    assert kept_protocols.kept(lambda: read) is read, "another reader reads again"


def test_a_changed_protocol_is_read_again(copied: Path) -> None:
    before = said(copied)
    assert said(copied) == before
    thread = copied / "protocols" / "thread.yaml"
    thread.write_text(thread.read_text().replace("title: ", "title: Changed. ", 1))
    assert said(copied) == before.replace("] ", "] Changed. ")


def test_nothing_is_kept_where_python_keeps_nothing(copied: Path) -> None:
    before = said(copied, PYTHONDONTWRITEBYTECODE="1")
    assert not (copied / "protocols" / "__pycache__").exists()
    (copied / "protocols" / "__pycache__").write_text("no folder")
    assert said(copied) == before
    assert said(copied, PYTHONPYCACHEPREFIX=str(copied.parent / "elsewhere")) == before
    assert list((copied.parent / "elsewhere").rglob("bundled.*.pickle"))
