"""What the tests of the project itself share: where it is, and which files belong to it."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files() -> list[Path]:
    """Every file that is in the repository, or would be with the next `git add`."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()]


def lines_with(pattern: str, *folders: str) -> list[str]:
    """`path:line: text` for each line of the project that the pattern is found in."""
    wanted = re.compile(pattern)
    found = []
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        if folders and not name.startswith(folders):
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if wanted.search(line):
                found.append(f"{name}:{number}: {line.strip()[:120]}")
    return found
