"""Tokens: what programs and agents come with. A person makes their own; the administrator of the host, anybody's."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

from tacit.errors import Refused, WrongUsage
from tacit.model.account import Scope
from tacit.rules.access import scopes_of, up_to
from tacit.text.entries import STRANGE
from tacit.text.remedies import Lookup, Remedy
from tacit.text.spans import write_instant
from tacit.work.accounts import HOST, account_named, has_accounts, opened, person_named
from tacit.work.wire import Workspace

if TYPE_CHECKING:
    from tacit.state.accounts import Token

Json = dict[str, Any]

DAYS = 90
_MOST_DAYS = 366
_TITLE = 80  # signs


def make(ws: Workspace, named: str, scope: str = "read", title: str = "", days: int = DAYS, by: str = HOST) -> Json:
    """A token, whose secret is told here and never again. An agent has an account by its first token."""
    wanted = _scope(scope)
    person = person_named(ws, named)
    if person.agent:
        if wanted == "admin":
            raise Refused("agent-admin", "an agent administers nothing", remedy="Give it `read` or `act`.")
        if opened(ws).account(person.handle) is None:
            need_an_account(ws)
            opened(ws).admit(person.handle, "member", person.email, ws.now)
    account = account_named(ws, person.handle)
    if account.disabled:
        raise Refused("account-closed", f"the account of {person.handle} is closed", remedy="Invite them again first.")
    if wanted not in scopes_of(account.role):
        raise Refused(
            "beyond-role", f"{account.role} is a role without {wanted}", remedy="A token has no more than its person."
        )
    if not 1 <= days <= _MOST_DAYS:
        raise WrongUsage("days", f"a token is good for 1 to {_MOST_DAYS} days", remedy="Make a new one then.")
    told = " ".join(STRANGE.sub("", title).split())[:_TITLE] or scope
    expires = ws.now + timedelta(days=days)
    secret, made = opened(ws).make_token(person.handle, told, up_to(wanted), ws.now, expires, by)
    return {"token": secret, **_json(made, ws)}


def need_an_account(ws: Workspace) -> None:
    """An agent is not the first to come: from then on people would be asked for accounts that none has."""
    if not has_accounts(ws):
        raise Refused(
            "no-accounts", "nobody has an account here yet", remedy="Invite a person first: `tacit account invite`."
        )


def list_tokens(ws: Workspace, person: str | None = None) -> Json:
    """Of one person, else all; newest last. Those that are over are there to be seen."""
    who = account_named(ws, person).person if person is not None else None
    return {"tokens": [_json(one, ws) for one in opened(ws).tokens(who)] if has_accounts(ws) else []}


def revoke(ws: Workspace, name: str, person: str | None = None) -> Json:
    """Where a person is named, only one of theirs."""
    if not has_accounts(ws) or not opened(ws).revoke(name, ws.now, person or HOST, person):
        raise Refused(
            "no-token",
            f"there is no token {name} that is good",
            remedy=Remedy("See ", Lookup("account tokens", "tokens", is_noun=True), "."),
        )
    return {"revoked": name}


def _scope(text: str) -> Scope:
    for scope in get_args(Scope):
        if text == scope:
            found: Scope = scope
            return found
    raise WrongUsage("unknown-scope", f"there is no scope {text!r}", remedy="The scopes are read, act and admin.")


def _json(one: "Token", ws: Workspace) -> Json:
    return {
        "id": one.name,
        "person": one.person,
        "name": one.title,
        "scopes": [scope for scope in get_args(Scope) if scope in one.scopes],
        "created": write_instant(one.created),
        "expires": write_instant(one.expires),
        "used": write_instant(one.used) if one.used else None,
        "revoked": write_instant(one.revoked) if one.revoked else None,
        "good": one.revoked is None and one.expires > ws.now,
    }
