"""`tacit serve`: opens the address, says where it is, and serves until it is told to stop."""

import os
import signal
import socket
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Thread
from types import FrameType

import uvicorn

from tacit.errors import EnvironmentFailed, WrongUsage
from tacit.web.dispatch import Dispatcher
from tacit.web.log import to_standard_error
from tacit.web.oidc import Provider
from tacit.web.reached import reached
from tacit.web.receiving import Receiving
from tacit.web.site import Site
from tacit.work.accounts import need_accounts

_BACKLOG = 512
_PATIENCE = 3  # seconds that open streams are given when the server stops


def serve(
    folder: Path | None,
    clock: Callable[[], datetime],
    *,
    host: str,
    port: int,
    url: str | None = None,
    person: str | None = None,
    moved: bool = False,
    browse: bool = False,
    say: Callable[[str, str], None],
) -> None:
    """`say` is told the workspace's name and the address as soon as somebody may come; with `browse` a browser of this
    machine is sent there."""
    to_standard_error()
    site = Site(folder, clock, person, moved, reached(host, url), Provider.of(os.environ))
    if site.reached.public:
        need_accounts(site.first, url or host)
    name = site.workspace().here.settings.name or Path(site.first.place.work_tree or site.first.place.git_dir).name
    with _listening(host, port) as listening:
        server = Server(site)
        shown = f"[{host}]" if ":" in host else host
        address = url or f"http://{shown}:{listening.getsockname()[1]}"
        say(name, address)
        if browse:
            import webbrowser

            Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        server.run(sockets=[listening])


class Server(uvicorn.Server):
    """Ends open streams before it waits for what is still answered."""

    def __init__(self, site: Site) -> None:
        super().__init__(config(Dispatcher(site)))
        self._site = site

    def handle_exit(self, sig: int, _frame: FrameType | None) -> None:
        """To be told to stop is how a server ends, and no failure; who says it twice waits for nobody."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._site.watch.end()
        await super().shutdown(sockets)


def config(application: Dispatcher) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        http=Receiving,
        lifespan="on",
        access_log=False,
        log_level="error",  # of what nobody could read as a request, anybody could fill it
        proxy_headers=application.site.reached.proxied,
        forwarded_allow_ips="127.0.0.1,::1",
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=_PATIENCE,
    )


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except socket.gaierror as unknown:
        said = f"{host} is no address: {unknown}"
        raise WrongUsage("host", said, remedy="Leave --host out to serve on this machine.") from None
    except OSError as taken:
        said = f"{host}:{port} cannot be served on: {taken.strerror or taken}"
        raise EnvironmentFailed("address", said, remedy="Choose another --port; 0 takes a free one.") from None
