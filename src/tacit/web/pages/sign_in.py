"""Coming and going: signing in by password, by a provider, by an invitation, and signing out."""

import re

from tacit.errors import Refused, TacitError
from tacit.web import signing
from tacit.web.answers import Answer, page, redirect, status_of
from tacit.web.log import note
from tacit.web.oidc import Provider
from tacit.web.visit import Visit
from tacit.work import accounts, sign_in

_OURS = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")
_ASKED = "tacit-provider"  # the cookie of a browser that is with the provider
_AWAY_FOR = 600  # seconds that somebody may take there
_BACK = "/sign-in/provider/back"
_EMPTIED = {"clear-site-data": '"storage"'}  # what the browser kept for itself: drafts, and what was looked at


def form(visit: Visit) -> Answer:
    return _page(visit)


def enter(visit: Visit) -> Answer:
    given = visit.form
    try:
        name, password = given.get("name", ""), given.get("password", "")
        held, known = signing.session_of(visit), signing.known_of(visit)
        secret = sign_in.sign_in(visit.ws, name, password, visit.address, _browser(visit), held, known)
    except Refused as refused:
        note(visit, refused.code, warn=True, name=_known(visit))
        return _page(visit, refused)
    return _entered(visit, secret, "password", given.get("to", ""))


def leave(visit: Visit) -> Answer:
    """Also what the browser kept for itself goes."""
    sign_in.sign_out(visit.ws, visit.who)
    note(visit, "signed-out")
    signing.forget(visit)
    answer = redirect("/sign-in")
    answer.headers.update(_EMPTIED)
    return answer


def _known(visit: Visit) -> str | None:
    """Whom somebody says to be, for the log; what is no name may be a password in the wrong place."""
    name = visit.form.get("name", "").strip().removeprefix("@")
    return name if name in visit.here.people else None


def _page(visit: Visit, error: TacitError | None = None) -> Answer:
    given = visit.form if error else visit.query
    return page(
        visit,
        "sign_in.html",
        status_of(error) if error else 200,
        error=error,
        name=given.get("name", ""),
        to=_ours(given.get("to", "")),
        asked=accounts.has_accounts(visit.ws),
        provider=visit.site.provider,
    )


def _entered(visit: Visit, secret: str, by: str, to: str = "/") -> Answer:
    person = sign_in.who_calls(visit.ws, secret).person or ""
    note(visit, "signed-in", person=person, by=by)
    signing.remember(visit, secret)
    answer, known = redirect(_ours(to)), signing.known_of(visit)
    if sign_in.is_of_another(visit.ws, known, person):
        answer.headers.update(_EMPTIED)
    signing.be_known(visit, sign_in.remember_browser(visit.ws, person, known))
    return answer


def _ours(to: str) -> str:
    """Where one wanted to go, if that is here."""
    return to if _OURS.fullmatch(to) and not to.startswith("/sign-") else "/"


def _browser(visit: Visit) -> str:
    return visit.headers.get("user-agent", "")


# Invitations


def invitation(visit: Visit) -> Answer:
    return _invitation(visit)


def accept(visit: Visit) -> Answer:
    password = visit.form.get("password", "")
    try:
        if password != visit.form.get("again", ""):
            raise Refused("weak-password", "the two are not the same", remedy="Type the same password twice.")
        secret = sign_in.accept(visit.ws, visit.params["secret"], password, _browser(visit), signing.session_of(visit))
    except Refused as refused:
        return _invitation(visit, refused)
    return _entered(visit, secret, "invitation")


def _invitation(visit: Visit, error: TacitError | None = None) -> Answer:
    found = sign_in.invitation(visit.ws, visit.params["secret"])
    return page(visit, "invitation.html", status_of(error) if error else 200, error=error, **found)


# By a provider. Going there and coming back changes nothing here: what signs in is the form of the page one comes to


def ask_provider(visit: Visit) -> Answer:
    from secrets import token_urlsafe

    secret = token_urlsafe(32)
    way = _provider(visit).way_there(secret, _back(visit), visit.now)
    signing.put(visit, _ASKED, secret, _AWAY_FOR)
    return redirect(way)


def back(visit: Visit) -> Answer:
    _provider(visit)
    return page(visit, "provider.html", brought=visit.query_pairs, provider=visit.site.provider)


def enter_by_provider(visit: Visit) -> Answer:
    asked = visit.cookie(_ASKED)
    signing.put(visit, _ASKED, "", 0)
    provider = _provider(visit)
    try:
        claims = provider.claims(asked, visit.form, _back(visit), visit.now)
        issuer, held = provider.issuer, signing.session_of(visit)
        secret = sign_in.sign_in_as(visit.ws, issuer, claims, _browser(visit), held)
    except TacitError as wrong:
        note(visit, wrong.code, warn=True, provider=provider.name)
        return _page(visit, wrong)
    return _entered(visit, secret, provider.name)


def _provider(visit: Visit) -> Provider:
    if visit.site.provider is None:
        raise Refused("no-page", "nobody signs in with a provider here", remedy="Sign in by password: /sign-in")
    return visit.site.provider


def _back(visit: Visit) -> str:
    return signing.origin(visit) + _BACK
