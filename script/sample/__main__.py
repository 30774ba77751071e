"""python -m sample DIR: makes the sample workspace in a new folder."""

import argparse
import os
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sample.stage import Stage, Story
from sample.story import tell

WEEKS = 6
LAST_DAY = date(2026, 3, 13)  # a Friday; clocks in New York change within these weeks


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/sample", description="Make the sample workspace, six weeks of it.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that is new or empty")
    parser.add_argument(
        "--until", type=date.fromisoformat, default=LAST_DAY, metavar="DAY",
        help=f"the last day of the story; it ends on the Friday of that week ({LAST_DAY} unless said)",
    )  # fmt: skip
    asked = parser.parse_args()
    if asked.folder.exists() and any(asked.folder.iterdir()):
        parser.error(f"{asked.folder} is there already and not empty; name a folder that is new or empty")
    monday = asked.until - timedelta(days=asked.until.weekday(), weeks=WEEKS - 1)
    with tempfile.TemporaryDirectory(prefix="tacit-sample-", dir=_memory()) as scratch:
        home, stage = Path(scratch) / "home", Path(scratch) / "workspace"
        home.mkdir()
        stage.mkdir()
        _on_no_machine(home)
        play(stage, monday)
        shutil.copytree(stage, asked.folder, dirs_exist_ok=True, symlinks=True)


def _memory() -> str | None:
    """Every act waits until the disk has it; a story that can be played again need not. Memory has it at once."""
    return "/dev/shm" if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK) else None


def play(folder: Path, monday: date) -> None:
    """The whole story; progress is told on a terminal."""
    story = Story(monday)
    tell(story)
    stage = Stage(folder.resolve(), datetime.combine(monday - timedelta(days=3), time(8), UTC))
    stage.set_up("Harbour")
    events = story.events()
    done = 0

    def progress(_what: str) -> None:
        nonlocal done
        done += 1
        if sys.stderr.isatty():
            end = "\r" if done < len(events) else "\n"
            print(f"the sample workspace: {done} of {len(events)} acts", end=end, file=sys.stderr, flush=True)

    stage.play(events, datetime.combine(monday + timedelta(weeks=WEEKS - 1, days=4), time(18), UTC), progress)


def _on_no_machine(home: Path) -> None:
    """Git knows nobody but the one who made the sample: the same commits everywhere."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "TACIT_"))]:
        del os.environ[name]
    config = home / "gitconfig"
    config.write_text("[user]\n\tname = Alice\n\temail = alice@example.com\n", "utf-8")
    os.environ.update(GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=str(config))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
