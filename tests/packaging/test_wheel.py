"""What is built can be installed and run anywhere."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from project import ROOT
from workspace import environment

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def build(source: Path, target: str, folder: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)],
        cwd=source,
        capture_output=True,
        text=True,
        check=True,
    )
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_the_package_with_its_protocols_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    ours = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src" / "tacit").rglob("*.py")}
    for ending in ("*.yaml", "web/templates/**/*.html", "web/static/*"):
        there = [path for path in (ROOT / "src" / "tacit").rglob(ending) if path.is_file()]
        assert there, ending
        ours |= {path.relative_to(ROOT / "src").as_posix() for path in there}
    assert "tacit/protocols/thread.yaml" in ours
    assert ours | {"tacit/py.typed"} == {name for name in names if name.startswith("tacit/")}
    assert {name.split("/")[0] for name in names} == {"tacit", f"tacit-{VERSION}.dist-info"}


def test_the_source_distribution_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    subprocess.run(["tar", "-xf", sdist, "-C", tmp_path], check=True)
    source = tmp_path / f"tacit-{VERSION}"
    for needed in (
        "script/demo",
        "script/test",
        "requirements/runtime.txt",
        "tests/packaging/test_wheel.py",
        "CHANGELOG.md",
    ):
        assert (source / needed).is_file(), needed
    again = build(source, "wheel", tmp_path / "again")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert {(file.filename, file.CRC) for file in one.infolist()} == {
            (file.filename, file.CRC) for file in other.infolist()
        }


def test_the_wheel_runs_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    """Its dependencies are those of the tests: they are lent by a path file, so that no network is needed."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True)
    python = tmp_path / "env" / "bin" / "python"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(python),
            "install",
            "--quiet",
            "--no-index",
            "--no-deps",
            str(wheel),
        ],
        capture_output=True,
        check=True,
    )
    packages = next((tmp_path / "env" / "lib").glob("python3*/site-packages"))
    lender = next((Path(sys.prefix) / "lib").glob("python3*/site-packages"))
    (packages / "lent.pth").write_text(f"{lender}\n")

    tacit = tmp_path / "env" / "bin" / "tacit"
    said = subprocess.run([tacit, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert re.match(rf"tacit {re.escape(VERSION)}\b", said), said
    place = [python, "-c", "import tacit; print(tacit.__file__)"]
    used = subprocess.run(place, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip()
    assert Path(used).is_relative_to(packages), "the checkout was used, not the wheel"

    alone = environment(tmp_path / "home", PATH="/usr/bin:/bin")
    for command in (["init", "--name", "Shop"], ["new", "person", "--set", "handle=alice", "--set", "name=Alice"]):
        done = subprocess.run([tacit, *command], cwd=tmp_path, env=alone, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "people" / "alice.md").is_file()
