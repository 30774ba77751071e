"""A Chromium as people use it, and what must never be seen in it: a call to elsewhere, a script that was stopped, an
error that nobody expected."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Playwright,
    Request,
    Response,
    expect,
)

SOON = 60_000  # milliseconds that a busy machine is given
DESKTOP, PHONE, NARROWEST = (1280, 900), (390, 844), (320, 640)
_FLAGS = (
    "--no-sandbox",  # tests may be run by root, as in a container
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_TOLD_AS_AN_ANSWER = "Failed to load resource"  # the console repeats what the answer's status says


def started(playwright: Playwright) -> Browser:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "pages are tested in a Chromium, and there is none here: run `apt install chromium`"
    expect.set_options(timeout=SOON)
    return playwright.chromium.launch(executable_path=found, args=list(_FLAGS))


@dataclass
class Window:
    """One page of one browser, of somebody who is signed in or of nobody."""

    page: Page
    url: str
    scripts: bool
    faults: list[str] = field(default_factory=list)
    is_away: bool = False  # whether the server is meant to be out of reach
    _expected: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self.page.set_default_timeout(SOON)
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)
        self.page.on("requestfailed", self._unanswered)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("dialog", self._asked_in_a_dialog)

    def go(self, path: str) -> Response:
        answer = self.page.goto(f"{self.url}{path}", wait_until="load")
        assert answer is not None, path
        if self.scripts and answer.headers.get("content-type", "").startswith("text/html"):
            self.page.wait_for_selector("html[data-ready]", state="attached")
        return answer

    @contextmanager
    def refused(self, *statuses: int) -> Iterator[None]:
        """What happens here may be answered with these, and nothing else."""
        self._expected = statuses
        yield
        self._expected = ()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.url)

    @property
    def size(self) -> tuple[int, int]:
        found = self.page.viewport_size
        assert found
        return found["width"], found["height"]

    def resize(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def behaved(self) -> None:
        assert not self.faults, "\n".join(self.faults)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "about:", "data:", "blob:")):
            self.faults.append(f"{self.page.url} asks for {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.faults.append(f"{response.request.method} {response.url} is answered with {response.status}")

    def _unanswered(self, request: Request) -> None:
        failure = request.failure or ""
        if not self.is_away and "ERR_ABORTED" not in failure:  # one that the page gave up by itself, as at leaving it
            self.faults.append(f"{request.url} is not answered: {failure}")

    def _said(self, message: ConsoleMessage) -> None:
        text = message.text
        if message.type in ("error", "warning") and not text.startswith(_TOLD_AS_AN_ANSWER):
            self.faults.append(f"{self.page.url} says: {text}")

    def _asked_in_a_dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self.faults.append(f"{self.page.url} asks: {dialog.message}")
        dialog.accept()


@dataclass
class Windows:
    """All that a test opened; at its end each must have behaved."""

    browser: Browser
    opened: list[Window] = field(default_factory=list)

    def open(
        self,
        url: str,
        cookies: Iterable[tuple[str, str]] = (),
        *,
        scripts: bool = True,
        dark: bool = False,
        size: tuple[int, int] = DESKTOP,
    ) -> Window:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies])
        return self._opened(context, url, scripts)

    def _opened(self, context: BrowserContext, url: str, scripts: bool) -> Window:
        window = Window(context.new_page(), url, scripts)
        self.opened.append(window)
        return window

    def close(self) -> None:
        """Also where something went wrong; then says what."""
        for window in self.opened:
            window.page.context.close()
        try:
            for window in self.opened:
                window.behaved()
        finally:
            self.opened.clear()
