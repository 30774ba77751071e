"""How a browser keeps its session between two requests: one cookie that no script reads and no other site sends."""

import re

from tacit.errors import Refused
from tacit.web.visit import Visit
from tacit.work.accounts import KNOWN_FOR, LASTS

_BEARER = "bearer"
_SESSION, _KNOWN = "tacit", "tacit-known"
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?")


def called(visit: Visit) -> tuple[str, str]:
    """The name and the port by which the browser called the server."""
    found = _HOST.fullmatch(visit.headers.get("host", "").lower())
    return (found[1], found[2] or "") if found else ("", "")


def origin(visit: Visit) -> str:
    """How the browser's address of our pages begins."""
    return f"{'https' if visit.site.reached.secure else 'http'}://{visit.headers.get('host', '')}"


def session_of(visit: Visit) -> str:
    """The secret of the session that came along."""
    return visit.cookie(_SESSION)


def token_of(visit: Visit) -> str:
    """The token that came along; what is no token is no way in either."""
    told = visit.headers.get("authorization", "")
    if not told:
        return ""
    kind, _, token = told.partition(" ")
    if kind.lower() != _BEARER or not token.strip():
        raise Refused("bad-token", "the header Authorization names no token", remedy="Send `Bearer` and the token.")
    return token.strip()


def remember(visit: Visit, secret: str) -> None:
    """From now on the browser has this session, instead of any other."""
    put(visit, _SESSION, secret, int(LASTS.total_seconds()))


def forget(visit: Visit) -> None:
    put(visit, _SESSION, "", 0)


def known_of(visit: Visit) -> str:
    """By what the browser is known of somebody who has signed in with it before."""
    return visit.cookie(_KNOWN)


def be_known(visit: Visit, secret: str) -> None:
    """Stays when its person signs out."""
    put(visit, _KNOWN, secret, int(KNOWN_FOR.total_seconds()))


def put(visit: Visit, what: str, value: str, seconds: int) -> None:
    """A cookie for this server alone, for so long; 0 takes it back."""
    secure = "; Secure" if visit.site.reached.secure else ""
    visit.cookies_set.append(
        f"{visit.cookie_named(what)}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"
    )
