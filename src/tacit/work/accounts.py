"""Accounts of a server: who may sign in, as what, and how somebody becomes one of them.

An account belongs to the record of a person. While there is none, a server on loopback serves whoever sits at the
machine; from the first on, everybody signs in.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

from tacit.errors import Refused, WrongUsage
from tacit.model.account import Role
from tacit.model.people import Person
from tacit.text.spans import write_instant
from tacit.work import present
from tacit.work.state_files import path_of
from tacit.work.wire import Workspace, unknown_person

if TYPE_CHECKING:
    from tacit.state.accounts import Account, Accounts

Json = dict[str, Any]

INVITED_FOR = timedelta(days=7)
RESTS = timedelta(days=14)  # a session that is not used for so long has ended
LASTS = timedelta(days=60)  # and any other after this
KNOWN_FOR = timedelta(days=180)  # a browser in which its person does not sign in again
CHANGES = 100  # are told at once, unless more are asked for
_SAID = {
    "invited": "was invited as {about}",
    "joined": "chose a password, by the invitation",
    "role": "is {about} from now on",
    "closed": "was closed out",
    "signed-out": "was signed out of {about}",
    "password": "changed the password",
    "token": "was given the token {about}",
    "revoked": "lost the token {about}",
    "provider": "was vouched for by {about}",
}
_FILE = "accounts.db"
HOST = "host"  # who invites by the command line: the administrator of the machine


def opened(ws: Workspace) -> "Accounts":
    """Where accounts are kept; one connection for each thread."""
    if ws.accounts is None:
        from tacit.state.accounts import Accounts

        ws.accounts = Accounts(path_of(ws, _FILE))
    return ws.accounts


def has_accounts(ws: Workspace) -> bool:
    """Asking makes no file: a workspace on a disk that takes no writes is served too."""
    return (ws.accounts is not None or path_of(ws, _FILE).exists()) and opened(ws).any()


def need_accounts(ws: Workspace, host: str) -> None:
    """Refuses what others can reach while anybody would be let in."""
    if not has_accounts(ws):
        raise Refused(
            "no-accounts",
            f"others can reach {host}, and nobody has an account here: whoever comes would be you",
            remedy="Run `tacit account invite PERSON` first: it gives a link by which they choose a password. "
            "Or leave --host and --url out, and serve this machine alone.",
        )


def list_accounts(ws: Workspace) -> Json:
    """Every account, and who has none."""
    here = ws.here
    present.need_workspace(here)
    if not has_accounts(ws):
        return {"accounts": [], "without": sorted(here.people)}
    kept = opened(ws)
    invited, elsewhere = kept.invited(ws.now), kept.known_elsewhere()
    found = [
        _account_json(one, here.people.get(one.person), ws)
        | {
            "invited_until": write_instant(invited[one.person]) if one.person in invited else None,
            "provider": one.person in elsewhere,
        }
        for one in kept.accounts()
    ]
    return {"accounts": found, "without": sorted(set(here.people) - {one["person"] for one in found})}


def _account_json(one: "Account", person: Person | None, ws: Workspace) -> Json:
    kept = opened(ws)
    sessions = kept.sessions(one.person, ws.now - RESTS, ws.now)
    good = [token for token in kept.tokens(one.person) if token.revoked is None and token.expires > ws.now]
    seen = [session.seen for session in sessions] + [token.used for token in good if token.used]
    return {
        "person": one.person,
        "name": person.name if person else "",
        "role": one.role,
        "agent": person.agent if person else False,
        "left": person is None,  # no record of theirs: they can do nothing
        "disabled": one.disabled,
        "password": one.password is not None,
        "sessions": len(sessions),
        "tokens": len(good),
        "seen": write_instant(max(seen)) if seen else None,
    }


def invite(ws: Workspace, named: str, role: str | None = None, by: str = HOST) -> Json:
    """A link by which a person chooses a password, once. Who has an account already gets back in with it.

    The first account is an administrator's, and the others are members', unless it is said otherwise.
    """
    known = ws.here
    present.need_workspace(known)
    person = person_named(ws, named)
    if person.agent:
        raise Refused(
            "agent-account",
            f"{person.handle} is an agent, and signs in nowhere",
            remedy=f"Give it a token: `tacit account token {person.handle}`.",
        )
    kept = opened(ws)
    account = kept.account(person.handle)
    wanted = read_role(role) if role else account.role if account else "member" if kept.any() else "admin"
    if account is not None and account.role != wanted:
        raise Refused(
            "other-role",
            f"{person.handle} has an account already, as {account.role}",
            remedy=f"Run `tacit account role {person.handle} {wanted}` to change that.",
        )
    kept.admit(person.handle, wanted, person.email, ws.now)
    expires = ws.now + INVITED_FOR
    secret = kept.invite(person.handle, by, ws.now, expires)
    return {
        "person": person.handle,
        "role": wanted,
        "path": f"/invitations/{secret}",
        "expires": write_instant(expires),
    }


def set_role(ws: Workspace, named: str, role: str, by: str = HOST) -> Json:
    account = account_named(ws, named)
    if not opened(ws).set_role(account.person, read_role(role), ws.now, by):
        raise _last_admin(account.person)
    return account_json(ws, account.person)


def disable(ws: Workspace, named: str, by: str = HOST) -> Json:
    """From now on they can do nothing: their sessions and tokens end. An invitation lets them in again."""
    account = account_named(ws, named)
    if not opened(ws).disable(account.person, ws.now, by):
        raise _last_admin(account.person)
    return account_json(ws, account.person)


def sign_out_everywhere(ws: Workspace, named: str, by: str = HOST) -> Json:
    account = account_named(ws, named)
    return {"person": account.person, "ended": opened(ws).end_all(account.person, ws.now, by)}


def changes(ws: Workspace, named: str | None = None, most: int = CHANGES) -> Json:
    """What became of the account of a person, else of all, by whom; the newest first."""
    person = account_named(ws, named).person if named is not None else None
    found = opened(ws).changes(person, most) if has_accounts(ws) else []
    told = [
        {"at": write_instant(one.at), "what": one.what, "person": one.person, "by": one.by, "about": one.about,
         "said": _SAID[one.what].format(about=one.about)}
        for one in found
    ]  # fmt: skip
    return {"changes": told}


def account_json(ws: Workspace, person: str) -> Json:
    account = opened(ws).account(person)
    assert account is not None, person
    return _account_json(account, ws.here.people.get(person), ws)


def person_named(ws: Workspace, named: str) -> Person:
    handle = named.removeprefix("@")
    if handle not in ws.here.people:
        if not ws.here.people:
            raise Refused(
                "no-people",
                "an account belongs to the record of a person, and there is none here",
                remedy=f"Make one: `tacit new person --set handle={handle} --set name=NAME --set email=EMAIL`.",
            )
        raise unknown_person(handle, ws.here)
    return ws.here.people[handle]


def account_named(ws: Workspace, named: str) -> "Account":
    """Also of somebody who has no record any more: it can be closed."""
    handle = named.removeprefix("@")
    account = opened(ws).account(handle) if has_accounts(ws) else None
    if account is None:
        person_named(ws, handle)
        raise Refused("no-account", f"{handle} has no account", remedy=f"Invite them: `tacit account invite {handle}`.")
    return account


def read_role(text: str) -> Role:
    for role in get_args(Role):
        if text == role:
            found: Role = role
            return found
    raise WrongUsage("unknown-role", f"there is no role {text!r}", remedy="The roles are admin, member and guest.")


def _last_admin(person: str) -> Refused:
    return Refused(
        "last-admin",
        f"{person} is the last administrator: nobody could invite anybody any more",
        remedy="Make somebody else one first, and let them sign in.",
    )
