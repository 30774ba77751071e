"""A small workspace made with the command line, for tests of what stands around it."""

import os
import subprocess
import sys
from pathlib import Path

TACIT = Path(sys.executable).parent / "tacit"
THREAD = "threads/2026-03-03-001-auth-token-expiry.md"


def environment(home: Path, **more: str) -> dict[str, str]:
    """A machine on which nothing is configured but who Alice is."""
    home.mkdir(exist_ok=True)
    (home / ".gitconfig").write_text("[user]\n\tname = Alice\n\temail = alice@example.com\n")
    here = {
        "HOME": str(home),
        "PATH": f"{TACIT.parent}:{os.defpath}",
        "LANG": "C.UTF-8",
        "TACIT_NOW": "2026-03-03T09:00:00+00:00",
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    return here | more


class Workspace:
    def __init__(self, folder: Path) -> None:
        self.root = folder / "shop"
        self.root.mkdir()
        self.environment = environment(folder / "home")
        self.run("tacit", "init", "--name", "Shop")
        for handle in ("alice", "bob"):
            self.run("tacit", "new", "person", "--set", f"handle={handle}", "--set", f"name={handle.title()}",
                     "--set", f"email={handle}@example.com")  # fmt: skip
        self.run("tacit", "new", "thread", "--set", "topic=Auth token expiry", "--set", "from=alice", "--set", "to=bob",
                 "--write", "Question=After how long does an access token expire?")  # fmt: skip

    def run(self, *command: str, status: int = 0, **more: str) -> str:
        """What the command prints, on either stream."""
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.environment | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == status, f"{command} ended with {done.returncode}:\n{done.stdout}"
        return done.stdout

    def replace(self, old: str, new: str, path: str = THREAD) -> int:
        """Edits the file by hand; gives the line that was changed."""
        text = (self.root / path).read_text()
        assert text.count(old) == 1, f"{old!r} in:\n{text}"
        (self.root / path).write_text(text.replace(old, new))
        return text[: text.index(old)].count("\n") + 1
