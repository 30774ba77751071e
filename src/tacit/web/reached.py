"""By whom a server is reached, and by which names: this machine alone, a network, or the world through a proxy."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from tacit.errors import WrongUsage

_THIS_MACHINE = frozenset(("localhost", "127.0.0.1", "[::1]"))


@dataclass(frozen=True, slots=True)
class Reached:
    names: frozenset[str] = _THIS_MACHINE  # that a browser may call it by
    secure: bool = False  # by https
    public: bool = False  # by others than who sits at the machine
    proxied: bool = False  # through a proxy on this machine, which says who calls

    def by(self, name: str) -> bool:
        """Whether it may be called so. A number is no name that somebody could point here: on a network any will do."""
        return name in self.names or (self.public and not self.proxied and _is_number(name))


def reached(host: str, url: str | None) -> Reached:
    """By the address that it listens on, and the one that people use, where that is another."""
    local = _bracketed(host) in _THIS_MACHINE
    if url is None:
        return Reached() if local else Reached(_THIS_MACHINE | {_bracketed(host), *_called()}, public=True)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise WrongUsage(
            "url", f"{url} is no address of a server", remedy="Write it as people use it: https://tacit.example.com"
        )
    name = _bracketed(parts.hostname)
    public = not local or name not in _THIS_MACHINE
    return Reached(frozenset((name,)), parts.scheme == "https", public, proxied=local)


def _called() -> tuple[str, ...]:
    import socket

    return socket.gethostname().lower(), socket.getfqdn().lower()


def _bracketed(host: str) -> str:
    host = host.lower()
    return f"[{host}]" if ":" in host else host


def _is_number(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
