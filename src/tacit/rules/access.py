"""What somebody who calls a server may have of it: by their role, and by the scopes of the token they come with."""

from tacit.model.account import Need, Role, Scope, Who

_LADDER: tuple[Scope, ...] = ("read", "act", "admin")
_ROLES: dict[Role, Scope] = {"guest": "read", "member": "act", "admin": "admin"}
_NEEDS: dict[Need, Scope] = {Need.READ: "read", Need.ACT: "act", Need.ADMIN: "admin"}


def may(who: Who, need: Need) -> bool:
    """A role or scope has what the smaller ones have. What is one's own asks for the person: a token is not enough."""
    if need is Need.PUBLIC or who.at_the_machine:
        return True
    if who.role is None:
        return False
    if need is Need.OWN:
        return who.scopes is None
    wanted = _NEEDS[need]
    return wanted in scopes_of(who.role) and (who.scopes is None or wanted in who.scopes)


def up_to(scope: Scope) -> frozenset[Scope]:
    """The scope with those that it contains."""
    return frozenset(_LADDER[: _LADDER.index(scope) + 1])


def scopes_of(role: Role) -> frozenset[Scope]:
    """All that a role may."""
    return up_to(_ROLES[role])
