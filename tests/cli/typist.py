"""Somebody who types commands: in a pipe and on a terminal, each a real process."""

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import warm

TACIT = (sys.executable, "-m", "tacit.main")
NOW = "2026-03-03T09:00:00Z"  # a Tuesday
LONG = "Auth token expiry and how the refresh of tokens works across the many services that we run"  # a title


@dataclass
class Said:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return json.loads(self.err)["error"]


@dataclass
class Typist:
    """Alice, at a clone; git knows her by its settings."""

    folder: Path
    home: Path

    def env(self, **more: str) -> dict[str, str]:
        foreign = ("GIT_", "TACIT_", "XDG_", "LC_", "GITHUB_")
        unset = ("NO_COLOR", "COLUMNS", "LINES", "VISUAL", "EDITOR", "LANG", "FORCE_COLOR", "PYTHONPATH")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(foreign) and key not in unset}
        mine = {"HOME": str(self.home), "GIT_CONFIG_NOSYSTEM": "1", "TACIT_NOW": NOW, "LANG": "C.UTF-8"}
        drafts = {"TMPDIR": str(self.drafts)}
        return kept | mine | drafts | {"PYTHONDONTWRITEBYTECODE": "1"} | more

    @property
    def drafts(self) -> Path:
        """Where drafts lie while they are written, and where they are kept."""
        place = self.folder.parent / "drafts"
        place.mkdir(exist_ok=True)
        return place

    def run(self, *args: str, stdin: str = "", cwd: Path | None = None, **env: str) -> Said:
        place, given = cwd or self.folder, stdin.encode()
        if any(name.startswith("PYTHON") for name in env):
            done = subprocess.run([*TACIT, *args], cwd=place, env=self.env(**env), input=given, capture_output=True)
        else:
            done = warm.run(args, place, self.env(**env), given)
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    def tacit(self, *args: str, **env: str) -> Any:
        said = self.run("--json", *args, **env)
        assert said.status == 0, f"{args}: {said.out}{said.err}"
        return said.json

    def on_terminal(self, *args: str, width: int = 80, **env: str) -> str:
        """What a terminal of this width gets, standard output and error alike, with line ends as they were written."""
        mine, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        environment = self.env(**({"TERM": "xterm-256color"} | env))
        ended = warm.begin(args, self.folder, environment, [theirs] * 3)
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(mine, 65536)
            except OSError:  # Linux tells the end of a terminal so
                break
            if not piece:
                break
            shown += piece
        os.close(mine)
        ended()
        return shown.decode().replace("\r\n", "\n")

    def git(self, *args: str) -> str:
        stamp = {"GIT_AUTHOR_DATE": NOW, "GIT_COMMITTER_DATE": NOW}
        done = subprocess.run(["git", *args], cwd=self.folder, env=self.env(**stamp), capture_output=True, text=True)
        assert done.returncode == 0, f"git {args}: {done.stderr}"
        return done.stdout

    def commits(self) -> int:
        return int(self.git("rev-list", "--count", "HEAD"))

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return file

    def editor(self, program: str) -> str:
        """A program of Python as $EDITOR: `path` is the draft, `text` what it says."""
        script = self.drafts.parent / "editor.py"
        script.write_text(
            "import sys\nfrom pathlib import Path\npath = Path(sys.argv[1])\ntext = path.read_bytes().decode()\n"
            "def save(text): path.write_bytes(text.encode())\n" + program
        )
        return f"'{sys.executable}' '{script}'"
