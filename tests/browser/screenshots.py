"""python -m screenshots DIR: every page of the route table as the sample has it, to be looked at."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from examples import FOLDER, FORM, PAGES, RECORD, examples_of, forms_of, list_of, one_of
from playwright.sync_api import sync_playwright
from teams import Team, met
from windows import DESKTOP, PHONE, Windows, started

from harbours import ITS_TIME, ROOT


def main() -> None:
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="tacit-screenshots-") as scratch, sync_playwright() as playwright:
        workspace = Path(scratch) / "harbour"
        subprocess.run([sys.executable, "-m", "sample", workspace], check=True, cwd=ROOT / "script")
        windows = Windows(started(playwright))
        with met(workspace, ITS_TIME, windows) as team:
            _take(team, folder)
            windows.close()
        windows.browser.close()


def _take(team: Team, folder: Path) -> None:
    window = team.comes("alice")
    for path in _pages(team):
        window.go(path)
        name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:80] or "inbox"
        for width, size in (("desk", DESKTOP), ("phone", PHONE)):
            window.resize(size)
            for scheme in ("light", "dark"):
                window.page.emulate_media(color_scheme=scheme)
                window.page.screenshot(path=folder / f"{name}.{width}.{scheme}.png", full_page=True)
        window.resize(DESKTOP)
        print(path, flush=True)


def _pages(team: Team) -> Iterator[str]:
    for route in PAGES:
        if route.path not in (FOLDER, RECORD, FORM):
            yield from examples_of(route, team)
    for kind in team.ws.here.protocols:
        yield from (list_of(team, kind), one_of(team, kind), *list(forms_of(team, kind, "alice"))[:1])


if __name__ == "__main__":
    main()
