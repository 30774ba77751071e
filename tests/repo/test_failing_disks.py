"""A disk that is full or may not be written to: a clear error, nothing half done, and later all goes on."""

import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from repositories import git, plan, sound, write

from tacit.errors import EnvironmentFailed
from tacit.repo.command import failed, failed_by
from tacit.repo.git import GitStore


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file may grow beyond this, which is what a full disk is like at any chosen moment."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@pytest.mark.parametrize("kind", ["bare", "clone"])
@pytest.mark.parametrize("size", [0, 100, 4000, 60_000])
def test_a_disk_that_fills_up_at_any_write_leaves_nothing_half_done(
    request: pytest.FixtureRequest, kind: str, size: int
) -> None:
    store: GitStore = request.getfixturevalue(kind)
    write(store, {"a": "1"})
    before = store.head()
    # One by one where they are few, as one pack where they are many.
    for many in (1, 40):
        with files_up_to(size), pytest.raises(EnvironmentFailed) as caught:
            write(store, {f"f/{number}": noise(70_000) for number in range(many)})
        assert caught.value.code == "disk-full"
        assert caught.value.exit_status == 3
        assert "run the command again" in caught.value.remedy
        assert store.head() == before
    sound(Path(store.place.work_tree or store.place.git_dir))
    write(store, {"f/1": noise(70_000)})
    assert store.read("f/1") == noise(70_000)
    sound(Path(store.place.work_tree or store.place.git_dir))


def test_a_work_tree_that_has_no_room_follows_later(clone: GitStore) -> None:
    write(clone, {"a": "1"})
    where = Path(clone.place.work_tree or "")
    with files_up_to(10_000):
        done = write(clone, {"a": "x" * 100_000, "b": "2"})  # a small object, but a large file
    assert "could not follow" in done.warnings[0]
    assert clone.head() == done.commit
    assert (where / "a").read_text() == "1"
    assert "brought the work tree forward" in write(clone, {"c": "3"}).warnings[-1]
    assert (where / "a").read_text() == "x" * 100_000
    sound(where)


FULL = """
import os, sys
sys.path.insert(0, sys.argv[2])
from repositories import made, sound, write
from pathlib import Path
where = Path(sys.argv[1], "r")
store = made(where)
write(store, {"a": "1"})
before = store.head()
if sys.argv[3] == "full":
    filler = os.open(where / ".git/filler", os.O_WRONLY | os.O_CREAT)
    try:
        while True: os.write(filler, bytes(4096))
    except OSError: os.close(filler)
else:
    os.system(f"mount -o remount,ro {sys.argv[1]}")
try:
    write(store, {"a": os.urandom(100_000)})
except Exception as error:
    print(error.code, error.exit_status, bool(error.remedy))
assert store.head() == before and store.read("a") == b"1"
os.system(f"mount -o remount,rw {sys.argv[1]}")
(where / ".git/filler").unlink(missing_ok=True)
write(store, {"a": "2"})
sound(where)
"""


@pytest.mark.parametrize(("how", "code"), [("full", "disk-full"), ("read-only", "read-only")])
def test_a_real_disk_that_is_full_or_read_only(tmp_path: Path, how: str, code: str) -> None:
    # In a name space of mounts of our own. Where the system grants none, what the library says there is told right.
    arguments = f"{tmp_path} {Path(__file__).parent} {how}"
    script = f"mount -t tmpfs -o size=3m none {tmp_path} && exec {sys.executable} -c '{FULL}' {arguments}"
    granted = subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", str(tmp_path)], check=False)
    if granted.returncode:
        words = {"full": "No space left on device", "read-only": "Read-only file system"}[how]
        assert failed("write", f"failed to create temporary file: {words}").code == code
        return
    done = subprocess.run(["unshare", "-rm", "sh", "-c", script], check=False, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout == f"{code} 3 True\n"


def as_somebody_else(act: Callable[[], str]) -> str:
    """What an act answers in a process that has no special rights."""
    into, out = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            os.write(out, act().encode())
        except BaseException as error:
            os.write(out, repr(error).encode())
        finally:
            os._exit(0)
    os.close(out)
    os.waitpid(child, 0)
    with open(into) as answer:
        return answer.read()


def test_a_repository_that_one_may_not_write_to_is_told(bare: GitStore) -> None:
    write(bare, {"a": "1"})  # and all that is imported late is imported
    folder = Path(tempfile.mkdtemp())
    try:
        shutil.copytree(bare.place.git_dir, folder / "r.git")
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)

        def act() -> str:
            from tacit.repo.place import discover

            try:
                GitStore(discover(folder / "r.git")).transact(lambda _: plan({"a": "2"}))
            except EnvironmentFailed as error:
                return f"{error.code} {error.remedy}"
            return "written"

        assert as_somebody_else(act).startswith("no-permission See that you may write")
    finally:
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755)
        shutil.rmtree(folder)


def test_a_repository_of_somebody_else_is_told(bare: GitStore, home: Path) -> None:
    error = failed("open", "repository path '/r' is not owned by current user")
    assert (error.code, "safe.directory" in error.remedy) == ("not-owner", True)


def test_a_repository_of_another_make_is_told(bare: GitStore) -> None:
    where = Path(bare.place.git_dir)
    git(where, "config", "core.repositoryFormatVersion", "1")
    git(where, "config", "extensions.unheardOf", "true")
    with pytest.raises(EnvironmentFailed) as caught:
        write(bare, {"a": "1"})
    assert caught.value.code == "unsupported-repository"


def test_a_machine_without_git_is_told(bare: GitStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tacit.repo.git import create

    monkeypatch.setenv("PATH", str(tmp_path))
    for ask in (lambda: GitStore(bare.place).resolve("HEAD"), lambda: create(tmp_path / "new")):
        with pytest.raises(EnvironmentFailed) as caught:
            ask()
        assert caught.value.code == "no-git"


def test_what_the_system_says_is_kept(tmp_path: Path) -> None:
    error = failed_by(FileNotFoundError(2, "No such file or directory", "x"), "read")
    assert (error.code, error.message) == ("git-failed", "git read: No such file or directory: x")
