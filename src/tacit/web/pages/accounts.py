"""Accounts, as an administrator sees them; and one's own: password, sessions, tokens."""

from collections.abc import Callable
from typing import Any, get_args

from tacit.errors import Refused, TacitError
from tacit.model.account import Role, Scope
from tacit.rules.access import scopes_of
from tacit.web import signing
from tacit.web.answers import Answer, page, redirect, status_of
from tacit.web.log import note
from tacit.web.visit import Visit
from tacit.work import accounts, sign_in, tokens

Json = dict[str, Any]


_CHANGES = 20  # are shown on a page
# As a browser says it in its name, the first that is found; many say that they are others too.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_MACHINES = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def _called(browser: str) -> str:
    name = next((name for sign, name in _BROWSERS if sign in browser), "A browser")
    machine = next((name for sign, name in _MACHINES if sign in browser), "")
    return f"{name} on {machine}" if machine else name


# Of everybody


def everybody(visit: Visit) -> Answer:
    return _everybody(visit)


def invite(visit: Visit) -> Answer:
    """The link is shown once, on the page that answers. Who sits at the machine is the first: whoever has no account
    would be locked out by that of another."""
    person, role = visit.form.get("person", ""), visit.form.get("role", "")
    try:
        if visit.who.at_the_machine and visit.person not in (None, person):
            raise Refused(
                "invite-yourself", "the first account is your own", remedy="From then on everybody signs in here."
            )
        made = accounts.invite(visit.ws, person, role or None, _by(visit))
    except TacitError as wrong:
        return _everybody(visit, wrong)
    note(visit, "invited", whom=made["person"], role=made["role"])
    if visit.who.at_the_machine:
        return redirect(made["path"])
    return _everybody(visit, invitation=made | {"url": signing.origin(visit) + made["path"]})


def set_role(visit: Visit) -> Answer:
    whose, role = visit.params["person"], visit.form.get("role", "")
    return _done(visit, lambda: accounts.set_role(visit.ws, whose, role, _by(visit)))


def disable(visit: Visit) -> Answer:
    return _done(visit, lambda: accounts.disable(visit.ws, visit.params["person"], _by(visit)))


def sign_out(visit: Visit) -> Answer:
    return _done(visit, lambda: accounts.sign_out_everywhere(visit.ws, visit.params["person"], _by(visit)))


def _by(visit: Visit) -> str:
    return visit.person or accounts.HOST


def _done(visit: Visit, do: Callable[[], object]) -> Answer:
    try:
        do()
    except TacitError as wrong:
        return _everybody(visit, wrong)
    note(visit, "account-changed", path=visit.path, role=visit.form.get("role"))
    return redirect("/accounts")


def _everybody(visit: Visit, error: TacitError | None = None, invitation: Json | None = None) -> Answer:
    found = accounts.list_accounts(visit.ws)
    return page(
        visit,
        "accounts.html",
        status_of(error) if error else 200,
        error=error,
        invitation=invitation,
        roles=get_args(Role),
        first=not found["accounts"],
        changes=accounts.changes(visit.ws, most=_CHANGES)["changes"],
        people=[visit.here.people[one] for one in found["without"] if not visit.here.people[one].agent],
        **found,
    )


# One's own


def own(visit: Visit) -> Answer:
    return _own(visit)


def change_password(visit: Visit) -> Answer:
    given = visit.form
    try:
        if given.get("new", "") != given.get("again", ""):
            raise Refused("weak-password", "the two new ones are not the same", remedy="Type the same password twice.")
        sign_in.change_password(visit.ws, visit.who, given.get("old", ""), given.get("new", ""))
    except TacitError as wrong:
        note(visit, wrong.code, warn=True)
        return _own(visit, wrong)
    note(visit, "password-changed")
    return _own(visit, done="Your password is changed. Everybody else who was signed in as you is signed out.")


def end_session(visit: Visit) -> Answer:
    return _own_done(visit, lambda: sign_in.end_session(visit.ws, visit.who, visit.params["session"]))


def end_others(visit: Visit) -> Answer:
    return _own_done(visit, lambda: sign_in.end_others(visit.ws, visit.who))


def make_token(visit: Visit) -> Answer:
    """The token is shown once, on the page that answers."""
    given = visit.form
    days = given.get("days", "")
    try:
        made = tokens.make(
            visit.ws,
            visit.person or "",
            given.get("scope", "read"),
            given.get("name", ""),
            int(days) if days.isascii() and days.isdigit() else tokens.DAYS,
            by=visit.person or "",
        )
    except TacitError as wrong:
        return _own(visit, wrong)
    note(visit, "token-made", token=made["id"], scopes=made["scopes"])
    return _own(visit, made=made)


def revoke_token(visit: Visit) -> Answer:
    return _own_done(visit, lambda: tokens.revoke(visit.ws, visit.params["token"], visit.person or ""))


def _own_done(visit: Visit, do: Callable[[], object]) -> Answer:
    try:
        do()
    except TacitError as wrong:
        return _own(visit, wrong)
    note(visit, "own-changed", path=visit.path)
    return redirect("/account")


def _own(visit: Visit, error: TacitError | None = None, made: Json | None = None, done: str = "") -> Answer:
    role = visit.who.role
    listed = tokens.list_tokens(visit.ws, visit.person)["tokens"] if role else []
    return page(
        visit,
        "account.html",
        status_of(error) if error else 200,
        error=error,
        made=made,
        done=done,
        sessions=[one | {"browser": _called(one["browser"])} for one in sign_in.sessions(visit.ws, visit.who)],
        tokens=[one for one in listed if one["good"]],
        scopes=sorted(scopes_of(role), key=get_args(Scope).index) if role else [],
        days=tokens.DAYS,
        changes=accounts.changes(visit.ws, visit.person, _CHANGES)["changes"] if role else [],
        has_password=bool(role) and accounts.account_json(visit.ws, visit.person or "")["password"],
    )
