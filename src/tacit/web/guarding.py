"""Who may come in: nothing reaches a handler that its route's need does not allow, and no other site sends anybody."""

from tacit.errors import Refused
from tacit.model.account import Need, Who
from tacit.rules.access import may
from tacit.web import signing
from tacit.web.log import note, place
from tacit.web.site import Site
from tacit.web.visit import Visit
from tacit.work.sign_in import who_calls

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_ALWAYS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_SECURE = {"strict-transport-security": "max-age=63072000"}
_LOOPBACK = ("127.0.0.1", "::1")
_SAME = ("same-origin", "none")  # as a browser tells where a request comes from; none: the person's own doing

Headers = list[tuple[bytes, bytes]]


def admit(visit: Visit) -> None:
    """Says who calls, or refuses. Who has only to sign in is nothing to write down."""
    try:
        _admit(visit)
    except Refused as refused:
        if refused.code != "not-signed-in":
            note(visit, refused.code, warn=True, path=place(visit))
        raise


def _admit(visit: Visit) -> None:
    _called_by_a_known_name(visit)
    token = signing.token_of(visit)
    changes = visit.route.method != "GET"
    if changes and not token:
        _sent_by_our_own_pages(visit)
    elif not changes:
        _asked_for_by_who_shall_see_it(visit)
    visit.who = _recognised(visit, token)
    if not may(visit.who, visit.route.needs):
        raise _refusal(visit.who, visit.route.needs)
    if changes and not visit.who.at_the_machine:
        visit.site.limits.take(visit.person or visit.address, visit.now)


def headers_for(site: Site, visit: Visit, told: Headers) -> Headers:
    """What goes along with every answer. What a page shows is kept by nobody, unless its handler said so."""
    found = _ALWAYS | (_SECURE if site.reached.secure else {})
    if not any(name == b"cache-control" for name, _ in told):
        found["cache-control"] = "private, no-cache" if visit.who.at_the_machine else "private, no-store"
    return [(name.encode(), value.encode()) for name, value in found.items()]


def _called_by_a_known_name(visit: Visit) -> None:
    """A page elsewhere can give its own name the address of this machine, and would then be of the same origin."""
    name, _ = signing.called(visit)
    if not visit.site.reached.by(name):
        raise Refused(
            "wrong-host",
            f"this server is not called {name or 'nothing'}",
            remedy="Call it as `tacit serve` said, or start it with --url and the address that you use.",
        )


def _sent_by_our_own_pages(visit: Visit) -> None:
    """No other site's page may have a browser change something here. Every browser says where what it posts comes from;
    what says nothing is a program, and has the API for it."""
    from_where = visit.headers.get("sec-fetch-site")
    origin, own = visit.headers.get("origin"), signing.origin(visit)
    if (from_where is not None and from_where not in _SAME) or (origin is not None and origin != own):
        raise Refused("other-origin", "this comes from a page of another site", remedy="Do it on a page of ours.")
    if from_where is None and origin is None and not visit.route.is_api:
        raise Refused(
            "no-origin",
            "it is not said from where this comes",
            remedy=f"A program asks the API, or sends the header `Origin: {own}`.",
        )


def _asked_for_by_who_shall_see_it(visit: Visit) -> None:
    """Another site may lead somebody here by a link. It may not have a browser fetch or frame a page beneath its own:
    it could not read it, and yet learn by how long it takes what a search has found."""
    elsewhere = visit.headers.get("sec-fetch-site", "none") not in _SAME
    way = visit.headers.get("sec-fetch-mode"), visit.headers.get("sec-fetch-dest")
    if elsewhere and way != ("navigate", "document"):
        raise Refused("other-origin", "a page of another site asks for this", remedy="Open it in a window of its own.")


def _recognised(visit: Visit, token: str) -> Who:
    alone = not visit.site.reached.public and visit.address in _LOOPBACK
    sitting = (lambda: visit.site.sitting(visit.ws)) if alone else None
    return who_calls(visit.ws, signing.session_of(visit), token, sitting)


def _refusal(who: Who, need: Need) -> Refused:
    if who.role is None:
        return Refused("not-signed-in", "nobody is signed in here", remedy="Sign in, or send a token.")
    if need is Need.OWN:
        return Refused("not-allowed", "a token is not enough for this", remedy="Sign in with a browser.")
    if who.scopes is not None:
        what = f"the token of {who.person} may not do this"
        return Refused("not-allowed", what, remedy=f"It takes one that may {need.value}, of somebody who may.")
    return Refused("not-allowed", f"{who.person} is a {who.role} here, who may not do this", remedy=_WHOM_TO_ASK)


_WHOM_TO_ASK = "Ask an administrator of this workspace."
