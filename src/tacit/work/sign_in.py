"""How somebody is recognised: by a password or a provider at first, then by the session or the token they bring.

Every answer to a wrong name, a wrong password and a closed account is the same, and takes as long.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any

from tacit.errors import Refused, TooMany, WrongUsage
from tacit.model.account import NOBODY, Who
from tacit.rules.access import scopes_of
from tacit.text.spans import write_instant
from tacit.work import passwords
from tacit.work.accounts import KNOWN_FOR, LASTS, RESTS, has_accounts, opened
from tacit.work.wire import Workspace

if TYPE_CHECKING:
    from tacit.state.accounts import Limit

Json = dict[str, Any]

_SEEN_AFTER = timedelta(hours=1)  # so often it is noted that a session is used
_BROWSER = 200  # signs of what a browser says of itself


# Recognised with every call


def who_calls(
    ws: Workspace, session: str = "", token: str = "", sitting: Callable[[], str | None] | None = None
) -> Who:
    """Who brings this session or token. Without accounts it is whoever sits at the machine: `sitting` says who, and is
    None where others call. A token that is not good is refused, whatever else comes with it."""
    if not has_accounts(ws):
        if token:
            raise _bad_token("it is not known here")
        return Who(sitting(), at_the_machine=True) if sitting else NOBODY
    if token:
        return _by_token(ws, token)
    return _by_session(ws, session) if session else NOBODY


def _by_session(ws: Workspace, secret: str) -> Who:
    kept = opened(ws)
    found = kept.session(secret)
    if found is None or found[0].person not in ws.here.people:
        return NOBODY
    session, role = found
    if session.expires <= ws.now or session.seen + RESTS <= ws.now:
        kept.end(session.person, session.name)
        return NOBODY
    if session.seen + _SEEN_AFTER <= ws.now:
        kept.saw(session.name, ws.now)
    return Who(session.person, role, None, session.name)


def _by_token(ws: Workspace, secret: str) -> Who:
    kept = opened(ws)
    found = kept.token(secret)
    if found is None:
        raise _bad_token("it is not known here")
    token, role = found
    if token.revoked is not None or token.person not in ws.here.people:
        raise _bad_token("it was revoked")
    if token.expires <= ws.now:
        raise _bad_token(f"it was good until {write_instant(token.expires)}")
    if token.used is None or token.used + _SEEN_AFTER <= ws.now:
        kept.used(token.name, ws.now)
    return Who(token.person, role, token.scopes & scopes_of(role))


def _bad_token(why: str) -> Refused:
    return Refused("bad-token", f"the token is not good: {why}", remedy="Make a new one on the page of your account.")


# Signing in


def sign_in(
    ws: Workspace, name: str, password: str, address: str, browser: str, replaces: str = "", known: str = ""
) -> str:
    """The secret of a new session. `name` is a handle or the address that was invited; `replaces` the session that the
    browser had, which ends; `known` what `remember_browser` gave it."""
    kept = opened(ws)
    person = _meant(ws, name)
    account = kept.account(person)
    is_own = bool(known) and kept.known(known, ws.now) == person
    tried = _Try(ws, [_in(f"{person} in {known}")] if is_own else _limits(person, _network(address)))
    usable = account is not None and not account.disabled and person in ws.here.people
    good = passwords.fits(password, account.password if account and usable else None)
    if account is None or not good:
        raise Refused("sign-in-failed", "that name and that password do not belong together", remedy=_FORGOTTEN)
    tried.succeeded()
    if account.password and passwords.is_dated(account.password):
        kept.refresh_password(person, account.password, passwords.hashed(password))
    return _begun(ws, person, browser, replaces)


_FORGOTTEN = "Whoever forgot theirs asks an administrator for a new invitation."


def _meant(ws: Workspace, name: str) -> str:
    name = name.strip().removeprefix("@")
    if "@" in name:
        found = opened(ws).by_email(name)
        return found[0].person if len(found) == 1 else name.casefold()
    return name if name in ws.here.people else name.casefold()


def remember_browser(ws: Workspace, person: str, instead: str = "") -> str:
    """What tells this browser from those of others, who cannot keep its person from signing in by trying too often.
    It says who may try, and opens nothing."""
    return opened(ws).know(person, ws.now, ws.now + KNOWN_FOR, instead)


def is_of_another(ws: Workspace, known: str, person: str) -> bool:
    """Whether it was somebody else who signed in with this browser before."""
    return bool(known) and opened(ws).known(known, ws.now) not in (None, person)


class _Try:
    """One more try to name a password, unless it is one too many."""

    def __init__(self, ws: Workspace, limits: Sequence["Limit"]) -> None:
        self._kept = opened(ws)
        self._limits = limits
        wait = self._kept.try_once(limits, ws.now)
        if wait:
            raise TooMany("that was tried too often", wait)

    def succeeded(self) -> None:
        """What failed before by the first of the limits was this person; all else goes on counting."""
        own, *others = (limit.about for limit in self._limits)
        self._kept.forget_tries(own)
        self._kept.take_back(others)


def _limits(person: str, address: str) -> list["Limit"]:
    """Of a browser that nobody knows. Tightest where somebody tries one account; that many addresses try one must be
    slow too: it may keep a person from signing in by password where they never did before, and from nothing else."""
    return [_in(f"{person} from {address}"), _in(f"from {address}", 30), _in(person, 30, timedelta(hours=1))]


def _in(about: str, most: int = 5, within: timedelta = timedelta(minutes=15)) -> "Limit":
    from tacit.state.accounts import Limit

    return Limit(about, most, within)


def _network(address: str) -> str:
    """Whoever has an address of IPv6 has all of its /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return address
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


def _begun(ws: Workspace, person: str, browser: str, replaces: str) -> str:
    kept = opened(ws)
    before = kept.session(replaces) if replaces else None
    if before is not None:
        kept.end(before[0].person, before[0].name)
    secret = kept.begin(person, browser[:_BROWSER], ws.now, ws.now + LASTS)
    if secret is None:
        raise closed(person)
    return secret


def closed(person: str) -> Refused:
    return Refused("account-closed", f"the account of {person} is closed", remedy="Ask an administrator.")


def sign_out(ws: Workspace, who: Who) -> None:
    if who.person and who.session:
        opened(ws).end(who.person, who.session)


# Invitations and passwords


def invitation(ws: Workspace, secret: str) -> Json:
    """Whom it is for; it is not taken by looking at it."""
    found = opened(ws).invitation(secret, ws.now) if has_accounts(ws) else None
    if found is None or found.person not in ws.here.people:
        raise _void()
    account = opened(ws).account(found.person)
    return {
        "person": found.person,
        "name": ws.here.people[found.person].name,
        "by": found.by,
        "expires": write_instant(found.expires),
        "again": account is not None and account.password is not None,
    }


def accept(ws: Workspace, secret: str, password: str, browser: str, replaces: str = "") -> str:
    """Takes an invitation: its person has this password from now on, and a session, whose secret this is."""
    passwords.need_good(ws, password, invitation(ws, secret)["person"])
    person = opened(ws).accept(secret, passwords.hashed(password), ws.now)
    if person is None:
        raise _void()
    return _begun(ws, person, browser, replaces)


def _void() -> Refused:
    return Refused(
        "no-invitation",
        "this invitation is not good: it was used, or it is over, or a newer one took its place",
        remedy="Ask an administrator for a new one.",
    )


def change_password(ws: Workspace, who: Who, old: str, new: str) -> None:
    """All other sessions of this person end. Whoever tries from outside does not keep them from it."""
    account = opened(ws).account(who.person) if who.person else None
    if account is None:
        raise Refused("no-account", "there is no account here to change", remedy="Sign in first.")
    tried = _Try(ws, [_in(f"session {who.session}")])
    if not passwords.fits(old, account.password):
        raise Refused("wrong-password", "that is not your password", remedy=_FORGOTTEN)
    tried.succeeded()
    passwords.need_good(ws, new, account.person)
    opened(ws).set_password(account.person, passwords.hashed(new), ws.now, keep=who.session)


# A person's own sessions


def sessions(ws: Workspace, who: Who) -> list[Json]:
    if who.person is None or not has_accounts(ws):
        return []
    return [
        {
            "session": one.name,
            "browser": one.browser,
            "begun": write_instant(one.created),
            "seen": write_instant(one.seen),
            "expires": write_instant(min(one.expires, one.seen + RESTS)),
            "this": one.name == who.session,
        }
        for one in opened(ws).sessions(who.person, ws.now - RESTS, ws.now)
    ]


def end_session(ws: Workspace, who: Who, name: str) -> None:
    if who.person is None or not opened(ws).end(who.person, name):
        raise WrongUsage("no-session", "there is no such session any more", remedy="The list says which there are.")


def end_others(ws: Workspace, who: Who) -> int:
    return opened(ws).end_all(who.person, ws.now, who.person, keep=who.session) if who.person else 0


# By a provider


def sign_in_as(ws: Workspace, issuer: str, claims: Json, browser: str, replaces: str = "") -> str:
    """The session of whom a provider vouches for: known by what it calls them, and the first time by the verified
    address that they were invited with."""
    person = opened(ws).identify(issuer, claims["sub"]) if has_accounts(ws) else None
    person = person or _tied(ws, issuer, claims)
    account = opened(ws).account(person)
    if account is None or account.disabled or person not in ws.here.people:
        raise closed(person)
    return _begun(ws, person, browser, replaces)


def _tied(ws: Workspace, issuer: str, claims: Json) -> str:
    email = claims.get("email")
    if not isinstance(email, str) or not email or claims.get("email_verified") is not True:
        raise Refused(
            "not-verified",
            "the provider does not vouch for an e-mail address of yours",
            remedy="Verify your address with the provider, or sign in with a password.",
        )
    found = [one for one in opened(ws).by_email(email) if not one.disabled] if has_accounts(ws) else []
    if len(found) != 1:
        raise Refused(
            "not-invited", f"nobody was invited here as {email}", remedy="Ask an administrator to invite you."
        )
    if not opened(ws).tie(issuer, claims["sub"], found[0].person, ws.now):
        raise Refused(
            "known-otherwise",
            f"the provider knows {found[0].person} by another identity already",
            remedy="Sign in with that one, or ask an administrator.",
        )
    return found[0].person
