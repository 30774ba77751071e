"""The workspace that `script/demo` shows, made once for all processes of a run; tests change copies of it."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ITS_TIME = "2026-03-13T16:30:00+00:00"  # the end of its last day


def harbour_of_this_run(folders: pytest.TempPathFactory) -> Path:
    """The first process makes it; the others wait until it is whole."""
    several = "PYTEST_XDIST_WORKER" in os.environ
    shared = folders.getbasetemp().parent if several else folders.getbasetemp()
    folder, whole = shared / "harbour-made", shared / "harbour-made.whole"
    with (shared / "harbour-made.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            _make(folder)
            whole.touch()
    return folder


def _make(folder: Path) -> None:
    """Packed, as after a fetch: three thousand files take longer to copy than most tests take."""
    subprocess.run([sys.executable, "-m", "sample", folder], check=True, cwd=ROOT / "script", capture_output=True)
    subprocess.run(["git", "-C", folder, "repack", "-a", "-d", "--quiet"], check=True)
