"""Commands run by a process that has loaded all of Tacit already: as real as any other, but quicker to begin.

For each command the process forks, and the copy becomes the command: it takes over the streams, the folder and the
environment of whoever asked, and is gone when it ends. So nothing that a command leaves behind in memory is there for
the next one; what is saved is the start of Python and the loading of modules, which take longer than most commands do.

What hangs on how Python itself starts (its variables, closed streams) or on signals wants a process of its own.
"""

import atexit
import gc
import marshal
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NoReturn

ADDRESS = "address"
PATIENCE = 300  # seconds
LATE = ("ctypes", "pygit2.enums", "sqlite3", "tzdata", "yaml", "zoneinfo")  # what commands import where they use it

# The program of a shell: hands on what it was given, and ends as the command ends. It takes 10 ms without Python's site
# and with what stands below `socket`.
PROGRAM = """\
#!{python} -IS
import marshal, os, struct, sys
from _socket import AF_UNIX, SCM_RIGHTS, SHUT_WR, SOCK_STREAM, SOL_SOCKET, socket
asked = socket(AF_UNIX, SOCK_STREAM)
asked.connect({address!r})
asked.sendmsg([b"."], [(SOL_SOCKET, SCM_RIGHTS, struct.pack("3i", 0, 1, 2))])
asked.sendall(marshal.dumps((sys.argv[1:], os.getcwd(), dict(os.environ))))
asked.shutdown(SHUT_WR)
os._exit(asked.recv(1)[0])
"""


def begin(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Sequence[int]
) -> Callable[[], int]:
    """`tacit` with these arguments, and with these for its streams; what is given waits for its end and its status."""
    asked = socket.socket(socket.AF_UNIX)
    asked.settimeout(PATIENCE)
    asked.connect(_address())
    socket.send_fds(asked, [b"."], streams)
    asked.sendall(marshal.dumps((list(arguments), str(folder), dict(environment))))
    asked.shutdown(socket.SHUT_WR)

    def wait() -> int:
        with asked:
            status = asked.recv(1)
            while asked.recv(1):  # until it is gone
                pass
        assert status, f"tacit {arguments} ended without a status"
        return status[0]

    return wait


def run(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    """The same from its start to its end, with what it printed."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        status = begin(arguments, folder, environment, [given.fileno(), out.fileno(), err.fileno()])()
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(["tacit", *arguments], status, out.read(), err.read())


def program(path: Path) -> Path:
    """Makes a `tacit` for a shell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PROGRAM.format(python=sys.executable, address=_address()))
    path.chmod(0o755)
    return path


@cache
def _address() -> str:
    """Where the process listens that this one began, which ends with it."""
    folder = tempfile.mkdtemp(prefix="tacit-")  # a socket has a short address
    atexit.register(shutil.rmtree, folder)
    address = str(Path(folder) / ADDRESS)
    begun = subprocess.Popen(
        [sys.executable, "-P", __file__, address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"LANG": "C.UTF-8"},
    )
    atexit.register(begun.communicate)  # at the end of its input it ends
    assert begun.stdout
    assert begun.stdout.readline() == b"loaded\n"
    return address


def _load() -> None:
    import importlib
    import pkgutil

    import tacit
    from tacit.work.snapshot import bundled

    modules = [module.name for module in pkgutil.walk_packages(tacit.__path__, "tacit.")]
    for name in (*LATE, *(name for name in modules if not name.startswith("tacit.web"))):
        importlib.import_module(name)
    bundled()


def _serve(address: str) -> None:
    _load()
    gc.collect()
    gc.freeze()  # what is shared stays so
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen(64)
        print("loaded", flush=True)
        while True:
            ready, _, _ = select.select([listening.fileno(), 0], [], [])
            if 0 in ready:
                return
            asked, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _become(asked)
            asked.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def _become(asked: socket.socket) -> NoReturn:
    """What is asked for."""
    status = 1
    try:
        _, streams, _, _ = socket.recv_fds(asked, 1, 3)
        _take_over_streams(streams)
        message = b""
        while piece := asked.recv(65536):
            message += piece
        arguments, folder, environment = marshal.loads(message)
        os.chdir(folder)
        _take_over_environment(environment)
        sys.argv = ["tacit", *arguments]
        status = _main()
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        with suppress(OSError):
            asked.send(bytes([status & 0xFF]))
        os._exit(status)


def _take_over_streams(streams: Sequence[int]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    # They live as long as the process.
    sys.stdin = open(0, errors=sys.stdin.errors, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", errors=sys.stdout.errors, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, errors=sys.stderr.errors, closefd=False)  # noqa: SIM115


def _take_over_environment(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    import pygit2
    from pygit2.enums import ConfigLevel

    home = environment.get("HOME", "")  # where the library looks was decided when it was loaded
    pygit2.settings.search_path[ConfigLevel.GLOBAL] = home
    pygit2.settings.search_path[ConfigLevel.XDG] = environment.get("XDG_CONFIG_HOME", f"{home}/.config") + "/git"


def _main() -> int:
    from tacit.main import main

    try:
        return main()
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)


if __name__ == "__main__":
    _serve(sys.argv[1])
