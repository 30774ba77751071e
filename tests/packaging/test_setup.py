"""script/setup on machines of all sorts. It is the real script, in a small project whose wheels lie on the disk."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from project import ROOT

BACKEND = '''\
"""Builds the sample project: a wheel that points to its source."""
import zipfile

def build_editable(folder, settings=None, metadata=None):
    name = "sample-1.0-py3-none-any.whl"
    with zipfile.ZipFile(folder + "/" + name, "w") as wheel:
        wheel.writestr("sample.py", "place = " + repr(__file__))
        wheel.writestr("sample-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: sample\\nVersion: 1.0\\n")
        tags = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        wheel.writestr("sample-1.0.dist-info/WHEEL", tags)
        wheel.writestr("sample-1.0.dist-info/RECORD", "")
    return name
'''


def make_wheel(folder: Path, name: str, version: str) -> str:
    """A distribution of one module; gives its line for a lock."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.py", f"version = {version!r}\n")
        about = f"{name}-{version}.dist-info"
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Checkout:
    """A copy of the set-up script in a project of its own, on a machine with a home that nobody has used."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "checkout"
        self.wheels = folder / "wheels"
        self.home = folder / "home"
        for made in (self.root / "requirements", self.root / "script", self.wheels, self.home):
            made.mkdir(parents=True)
        shutil.copy(ROOT / "script" / "setup", self.root / "script")
        (self.root / "backend.py").write_text(BACKEND)
        (self.root / "pyproject.toml").write_text(
            '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
            '[project]\nname = "sample"\nversion = "1.0"\n'
        )
        for group in ("runtime", "test", "lint"):
            self.lock(group, make_wheel(self.wheels, f"for_{group}", "1.0"))

    def lock(self, group: str, text: str) -> None:
        (self.root / "requirements" / f"{group}.txt").write_text(text)

    def environment(self, **more: str) -> dict[str, str]:
        base = Path(sys.base_prefix) / "bin"
        here = {"HOME": str(self.home), "PATH": f"{base}:/usr/bin:/bin", "PIP_NO_INDEX": "1"}
        return here | {"PIP_FIND_LINKS": str(self.wheels), "PIP_NO_CACHE_DIR": "1"} | more

    def start(self, *groups: str, **more: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [str(self.root / "script" / "setup"), *groups],
            cwd=self.home,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *groups: str, **more: str) -> tuple[int, str]:
        started = self.start(*groups, **more)
        said, _ = started.communicate(timeout=120)
        return started.returncode, said

    def tell(self, expression: str, modules: str) -> str:
        code = f"import {modules}; print({expression})"
        told = subprocess.run([self.root / ".venv/bin/python", "-c", code], capture_output=True, text=True, check=True)
        return told.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    made = Checkout(tmp_path)
    yield made
    shutil.rmtree(made.root, ignore_errors=True)  # a virtual environment is 20 MB; pytest would keep several


def test_two_at_once_make_one_environment_and_later_runs_have_nothing_to_do(checkout: Checkout) -> None:
    both = [checkout.start("test"), checkout.start("test", "lint", VIRTUAL_ENV="/nowhere", PYTHONPATH="/nowhere")]
    said = [started.communicate(timeout=120)[0] for started in both]
    assert [started.returncode for started in both] == [0, 0], said
    assert "".join(said).count("making .venv") == 1
    assert "".join(said).count("installing what Tacit stands on") == 1
    assert checkout.tell("for_runtime.version, for_test.version, for_lint.version", "for_runtime, for_test, for_lint")
    assert str(checkout.root) in checkout.tell("sample.place", "sample")

    assert checkout.run("test", "lint") == (0, "")

    checkout.lock("test", make_wheel(checkout.wheels, "for_test", "1.1"))
    status, again = checkout.run("test")
    assert (status, again) == (0, "script/setup: installing what the test command needs\n")
    assert checkout.tell("for_test.version", "for_test") == "1.1"

    checkout.lock("test", f"for_test==1.0 --hash=sha256:{'0' * 64}\n")
    for _ in range(2):  # what failed is not taken for done
        status, again = checkout.run("test")
        assert status == 3
        assert "DO NOT MATCH THE HASHES" in again
        assert "set PIP_INDEX_URL" in again
    assert checkout.tell("for_test.version", "for_test") == "1.1"


def test_a_checkout_that_was_moved_is_set_up_for_its_new_place(checkout: Checkout) -> None:
    assert checkout.run()[0] == 0
    checkout.root = checkout.root.rename(checkout.root.parent / "moved here")
    status, said = checkout.run()
    assert (status, "making .venv" in said) == (0, True), said
    assert "moved here" in checkout.tell("sample.place", "sample")


def machine_with(folder: Path, *programs: str) -> str:
    """A PATH on which the programs are found, and what every Debian has, and nothing else."""
    folder.mkdir()
    for program in ("cat", "cmp", "dirname", "mkdir", "mv", *programs):
        found = shutil.which(program)
        assert found is not None
        (folder / program).symlink_to(found)
    return str(folder)


def script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_a_machine_without_git_is_told_what_to_install(checkout: Checkout, tmp_path: Path) -> None:
    status, said = checkout.run(PATH=machine_with(tmp_path / "bin"))
    assert status == 3
    assert "git is not there" in said
    assert "apt install git" in said


def test_a_machine_without_python_is_told_what_to_install(checkout: Checkout, tmp_path: Path) -> None:
    path = machine_with(tmp_path / "bin", "git")
    script(tmp_path / "bin" / "python3", f"exec {shutil.which('false')}  # one that is too old")
    status, said = checkout.run(PATH=path)
    assert status == 3
    assert "no Python 3.11 or newer" in said
    assert "apt install python3 python3-venv" in said


def test_a_python_without_venv_is_told_what_to_install(checkout: Checkout, tmp_path: Path) -> None:
    path = machine_with(tmp_path / "bin", "git")
    script(tmp_path / "bin" / "python3", f'case "$*" in *ensurepip*) exit 1 ;; esac; exec {sys.executable} "$@"')
    status, said = checkout.run(PATH=path)
    assert status == 3
    assert "python3 has no venv module" in said
    assert f"python3-venv (or python{sys.version_info[0]}.{sys.version_info[1]}-venv)" in said


def test_an_environment_that_lost_its_python_is_made_anew_with_the_first_that_will_do(
    checkout: Checkout, tmp_path: Path
) -> None:
    (checkout.root / ".venv" / "bin").mkdir(parents=True)
    (checkout.root / ".venv" / "bin" / "python").symlink_to("gone")
    path = machine_with(tmp_path / "bin", "git")
    script(tmp_path / "bin" / "python3", f"exec {shutil.which('false')}  # one that is too old")
    script(tmp_path / "bin" / "python3.13", f'exec {os.path.realpath(sys.executable)} "$@"')
    status, said = checkout.run(PATH=path)
    assert (status, "making .venv" in said) == (0, True), said
    assert checkout.tell("for_runtime.version", "for_runtime") == "1.0"


def test_an_unknown_group_is_wrong_usage(checkout: Checkout) -> None:
    assert checkout.run("everything") == (2, "Usage: script/setup [test] [lint]\n")
