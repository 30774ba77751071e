"""The one table of what the server answers to. What does not stand here is not there; every line says what it needs.

A page or a part of the API is added by a line; the generated test of routes, roles and scopes holds it to what it says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tacit.model.account import Need


@dataclass(frozen=True)
class Route:
    """`{name}` stands for one part of the path, `{name:rest}` for all that is left of it. `handler` is
    `module:function` below `tacit.web`, and is called with a `Visit`."""

    method: str
    path: str
    handler: str
    needs: Need

    @cached_property
    def pattern(self) -> "re.Pattern[str]":
        parts = re.split(r"\{(\w+)(:rest)?\}", self.path)
        written = ""
        for place in range(0, len(parts), 3):
            written += re.escape(parts[place])
            if place + 1 < len(parts):
                written += f"(?P<{parts[place + 1]}>{'.+' if parts[place + 2] else '[^/]+'})"
        return re.compile(written)

    @property
    def is_fixed(self) -> bool:
        return "{" not in self.path

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")


READ, ACT, ADMIN, OWN, PUBLIC = Need.READ, Need.ACT, Need.ADMIN, Need.OWN, Need.PUBLIC

# A fixed path goes before those with parts; of these the first one that fits is taken.
_TABLE: Sequence[tuple[str, str, str, Need]] = (
    ("GET", "/static/{version}/{name:rest}", "assets:asset", PUBLIC),
    ("GET", "/", "pages.inbox:inbox", READ),
    ("GET", "/events", "live:events", READ),
    # Coming and going, accounts
    ("GET", "/sign-in", "pages.sign_in:form", PUBLIC),
    ("POST", "/sign-in", "pages.sign_in:enter", PUBLIC),
    ("POST", "/sign-out", "pages.sign_in:leave", PUBLIC),
    ("GET", "/sign-in/provider", "pages.sign_in:ask_provider", PUBLIC),
    ("GET", "/sign-in/provider/back", "pages.sign_in:back", PUBLIC),
    ("POST", "/sign-in/provider/back", "pages.sign_in:enter_by_provider", PUBLIC),
    ("GET", "/invitations/{secret}", "pages.sign_in:invitation", PUBLIC),
    ("POST", "/invitations/{secret}", "pages.sign_in:accept", PUBLIC),
    ("GET", "/account", "pages.accounts:own", OWN),
    ("POST", "/account/password", "pages.accounts:change_password", OWN),
    ("POST", "/account/sessions/end", "pages.accounts:end_others", OWN),
    ("POST", "/account/sessions/{session}/end", "pages.accounts:end_session", OWN),
    ("POST", "/account/tokens", "pages.accounts:make_token", OWN),
    ("POST", "/account/tokens/{token}/revoke", "pages.accounts:revoke_token", OWN),
    ("GET", "/accounts", "pages.accounts:everybody", ADMIN),
    ("POST", "/accounts/invite", "pages.accounts:invite", ADMIN),
    ("POST", "/accounts/{person}/role", "pages.accounts:set_role", ADMIN),
    ("POST", "/accounts/{person}/disable", "pages.accounts:disable", ADMIN),
    ("POST", "/accounts/{person}/sign-out", "pages.accounts:sign_out", ADMIN),
    # Lists, the board, the handbook, search, how it works here
    ("GET", "/board", "pages.board:columns", READ),
    ("POST", "/board/move", "pages.board:move", ACT),
    ("GET", "/handbook", "pages.handbook:pages", READ),
    ("GET", "/why", "pages.handbook:why", READ),
    ("GET", "/{folder}", "pages.lists:records", READ),
)

ROUTES: Sequence[Route] = tuple(Route(*line) for line in _TABLE)
