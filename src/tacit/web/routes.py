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

    @cached_property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")


READ, ACT, ADMIN, OWN, PUBLIC = Need.READ, Need.ACT, Need.ADMIN, Need.OWN, Need.PUBLIC

# A fixed path goes before those with parts; of these the first one that fits is taken.
_TABLE: Sequence[tuple[str, str, str, Need]] = (
    ("GET", "/static/{version}/{name:rest}", "assets:asset", PUBLIC),
    ("GET", "/", "pages.inbox:inbox", READ),
    ("GET", "/inbox/{party}", "pages.inbox:of_party", READ),
    ("GET", "/events", "live:events", READ),
    # One's own settings
    ("GET", "/settings", "pages.settings:settings", READ),
    ("POST", "/settings", "pages.settings:save", ACT),
    ("POST", "/settings/look", "pages.settings:look", READ),
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
    # The API. A record may be named by its path, too
    ("GET", "/api/v1/records", "api.records:listed", READ),
    ("POST", "/api/v1/records", "api.records:make", ACT),
    ("GET", "/api/v1/records/{record:rest}/acts/{act}", "api.records:form", READ),
    ("POST", "/api/v1/records/{record:rest}/acts/{act}", "api.records:act", ACT),
    ("GET", "/api/v1/records/{record:rest}/history", "api.records:history", READ),
    ("GET", "/api/v1/records/{record:rest}", "api.records:one", READ),
    ("GET", "/api/v1/inbox", "api.questions:inbox", READ),
    ("GET", "/api/v1/search", "api.questions:search", READ),
    ("GET", "/api/v1/board", "api.questions:board", READ),
    ("GET", "/api/v1/route", "api.questions:route", READ),
    ("GET", "/api/v1/why", "api.questions:why", READ),
    ("GET", "/api/v1/slots", "api.questions:slots", READ),
    ("GET", "/api/v1/standup", "api.questions:standup", READ),
    ("GET", "/api/v1/weekly", "api.questions:weekly", READ),
    ("GET", "/api/v1/protocols", "api.questions:protocols", READ),
    ("GET", "/api/v1/protocols/{kind}", "api.questions:protocol", READ),
    ("GET", "/api/v1/protocols/{kind}/form", "api.questions:form_of_new", READ),
    ("GET", "/api/v1/people", "api.questions:people", READ),
    ("GET", "/api/v1/teams", "api.questions:teams", READ),
    ("GET", "/api/v1/goals/{goal:rest}", "api.overviews:goal", READ),
    ("GET", "/api/v1/teams/{team}", "api.overviews:team", READ),
    ("GET", "/api/v1/people/{person}", "api.overviews:person", READ),
    ("GET", "/api/v1/days/{party}", "api.overviews:day", READ),
    ("GET", "/api/v1/handbook", "api.overviews:pages", READ),
    ("GET", "/api/v1/me", "api.questions:me", READ),
    ("GET", "/api/v1/check", "api.questions:check", READ),
    ("GET", "/api/v1/check/protocols", "api.questions:check_protocols", READ),
    ("POST", "/api/v1/story", "api.questions:story", READ),
    ("POST", "/api/v1/tick", "api.questions:tick", ADMIN),
    ("GET", "/api/v1/events", "api.overviews:events", READ),
    ("GET", "/api/v1/openapi.json", "api.openapi:document", READ),
    # Lists, the board, the handbook, search, how it works here
    ("GET", "/board", "pages.board:columns", READ),
    ("POST", "/board/move", "pages.board:move", ACT),
    ("GET", "/handbook", "pages.handbook:pages", READ),
    ("GET", "/why", "pages.handbook:why", READ),
    ("GET", "/search", "pages.search:search", READ),
    ("GET", "/protocols", "pages.protocols:kinds", READ),
    ("GET", "/api", "pages.programs:addresses", READ),
    ("GET", "/protocols/{kind}", "pages.protocols:kind", READ),
    # Making records, and one record: what is called like a folder or a record comes last
    ("GET", "/new", "pages.new:kinds", ACT),
    ("GET", "/new/{kind}", "pages.new:form", ACT),
    ("POST", "/new/{kind}", "pages.new:make", ACT),
    ("POST", "/new/{kind}/check", "pages.new:check", ACT),
    ("POST", "/new/{kind}/instead/{other}", "pages.new:instead", ACT),
    ("POST", "/preview", "pages.record:preview", READ),
    ("GET", "/route", "pages.routing:where", READ),
    ("GET", "/slots", "pages.slots:times", READ),
    ("POST", "/ideas/unnamed", "panels.brainstorm:put", ACT),
    ("POST", "/ideas/vote", "panels.brainstorm:vote", ACT),
    ("GET", "/{folder}", "pages.lists:records", READ),
    ("GET", "/{folder}/{record}", "pages.record:record", READ),
    ("GET", "/{folder}/{record}/history", "pages.record:history", READ),
    ("GET", "/{folder}/{record}/{act}", "pages.acting:form", ACT),
    ("POST", "/{folder}/{record}/{act}", "pages.acting:do", ACT),
)

ROUTES: Sequence[Route] = tuple(Route(*line) for line in _TABLE)
