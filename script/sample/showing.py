"""python -m sample.showing: makes the sample workspace with accounts, serves it, and says who one may be."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path

from sample.cast import PEOPLE
from tacit.errors import TacitError
from tacit.web.serve import serve
from tacit.work import accounts, sign_in
from tacit.work.wire import open_workspace

PORT = 8765
HOST = "127.0.0.1"
PASSWORD = "a-tide-table-for-two"  # of a server that nobody else reaches, for as long as the demo runs
VISITORS = {
    "alice": ("admin", "leads Frontend in Berlin, owns a goal, and may invite others"),
    "bob": ("member", "leads Backend in New York"),
    "carol": ("member", "of Backend, in India: her day is over when Bob's begins"),
}


def main() -> int:
    asked = _asked()
    for name in [name for name in os.environ if name.startswith(("GIT_", "TACIT_"))]:
        del os.environ[name]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with _folder(asked.keep) as folder:
            now = made(folder)
            admit(folder, now)
            return show(folder, now, asked.port, check=asked.check, browse=_may_browse(asked))
    except KeyboardInterrupt:
        return 130
    except TacitError as wrong:
        print(f"script/demo: {wrong.message}. {wrong.remedy}", file=sys.stderr)
        return wrong.exit_status


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/demo",
        description="Makes the sample workspace, six weeks of a team of nine, and serves it on this machine.",
        epilog="script/demo --walk [--keep DIR] walks through it on the command line instead.",
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="make it in DIR, new or empty, and leave it there")
    parser.add_argument("--port", type=int, help=f"else {PORT}, or a free one where that is taken")
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.add_argument("--check", action="store_true", help="sign in as everybody named, load a page each, and end")
    return parser.parse_args()


def _may_browse(asked: argparse.Namespace) -> bool:
    """Only where somebody sits in front of it."""
    return sys.stdout.isatty() and not asked.no_browser and not asked.check


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="tacit-demo-") as scratch:
            yield Path(scratch) / "harbour"
    else:
        yield keep


def made(folder: Path) -> datetime:
    """Plays the story, and says where its time stands then. Git has to know who serves."""
    played = subprocess.run([sys.executable, "-m", "sample", folder], check=False)
    if played.returncode:
        sys.exit(played.returncode)
    for key, value in {"user.name": "Harbour", "user.email": "harbour@example.com"}.items():
        subprocess.run(["git", "-C", folder, "config", key, value], check=True)
    last = subprocess.run(
        ["git", "-C", folder, "log", "-1", "--format=%aI"], check=True, capture_output=True, text=True
    )
    return datetime.fromisoformat(last.stdout.strip()).astimezone(UTC) + timedelta(minutes=30)


def admit(folder: Path, now: datetime) -> None:
    """Accounts for the visitors, as an invitation that they took would have made them."""
    ws = open_workspace(folder, now=now)
    for handle, (role, _) in VISITORS.items():
        path = accounts.invite(ws, handle, role)["path"]
        sign_in.accept(ws, path.rpartition("/")[2], PASSWORD, "the demo")
        accounts.sign_out_everywhere(ws, handle)
    ws.store.close()


def show(folder: Path, now: datetime, port: int | None, *, check: bool, browse: bool) -> int:
    """Serves until it is told to stop, on a clock that goes on from the story's last moment."""
    ahead = now - datetime.now(UTC)
    failed: list[str] = []

    def say(name: str, url: str) -> None:
        print(_greeting(name, url, now), flush=True)
        if check:
            threading.Thread(target=_checked, args=(url, failed.append), daemon=True).start()

    try:
        serve(
            folder,
            lambda: datetime.now(UTC) + ahead,
            host=HOST,
            port=_port(port),
            moved=True,
            browse=browse,
            say=say,
        )
    finally:
        for each in failed:
            print(f"script/demo: {each}", file=sys.stderr)
    return 1 if failed else 0


def _port(asked: int | None) -> int:
    if asked is not None:
        return asked
    try:
        with socket.create_server((HOST, PORT)):
            return PORT
    except OSError:
        return 0


def _greeting(name: str, url: str, now: datetime) -> str:
    who = "\n".join(f"    {handle:<7} {what}" for handle, (_, what) in VISITORS.items())
    return f"""
{name} is served at {url}

  Six weeks of a team of nine in six zones. Sign in as one of these, with the password {PASSWORD}:

{who}

  It is {now:%A, %d %B %Y, %H:%M} UTC there, and goes on. Ctrl-C ends it."""


def _checked(url: str, fail: Callable[[str], None]) -> None:
    """Everybody named gets in and sees what they owe; then the server is told to stop."""
    try:
        for handle in VISITORS:
            cookies = urllib.request.HTTPCookieProcessor(CookieJar())
            browser = urllib.request.build_opener(cookies, urllib.request.ProxyHandler({}))
            form = urllib.parse.urlencode({"name": handle, "password": PASSWORD}).encode()
            request = urllib.request.Request(f"{url}/sign-in", form, {"Origin": url})
            with browser.open(request, timeout=60) as page:
                text = page.read().decode()
            name = PEOPLE[handle]["name"]
            if "What you owe" not in text or f">{name}</a>" not in text:
                fail(f"{handle} signed in, and did not see what {handle} owes")
    except OSError as wrong:
        fail(f"{url}: {wrong}")
    finally:
        os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main())
