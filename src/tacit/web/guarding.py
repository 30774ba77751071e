"""Who may come in: nothing reaches a handler that its route's need does not allow."""

from urllib.parse import urlsplit

from tacit.errors import Refused
from tacit.model.account import NOBODY, Need, Who
from tacit.web.visit import Visit

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = tuple(
    (name.encode(), value.encode())
    for name, value in {
        "content-security-policy": _POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
    }.items()
)


def admit(visit: Visit) -> None:
    """Says who calls, or refuses."""
    if visit.route.method != "GET":
        _of_our_own(visit)
    visit.who = _recognised(visit)
    if visit.route.needs is Need.PUBLIC or visit.who.at_the_machine:
        return
    raise Refused("not-signed-in", "nobody is signed in here", remedy="Sign in, or send a token.")


def _recognised(visit: Visit) -> Who:
    if visit.address in ("127.0.0.1", "::1", ""):
        person = visit.site.person or visit.ws.whoami(visit.here)
        return Who(person, at_the_machine=True)
    return NOBODY


def _of_our_own(visit: Visit) -> None:
    """No other site's page may have a browser change something here."""
    origin = visit.headers.get("origin")
    if visit.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none") or (
        origin is not None and urlsplit(origin).netloc != visit.headers.get("host")
    ):
        raise Refused("other-origin", "this comes from a page of another site", remedy="Do it on a page of ours.")
