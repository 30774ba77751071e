"""The one way in: a request is looked up in the table, admitted, answered in a thread, and sent with safe headers."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from urllib.parse import parse_qsl

from starlette.types import Message, Receive, Scope, Send

from tacit.errors import EnvironmentFailed, Refused, TacitError, WrongUsage
from tacit.model.account import Need
from tacit.web.answers import Answer, NoMethod, failure, problem
from tacit.web.guarding import admit, headers_for
from tacit.web.log import place
from tacit.web.routes import ROUTES, Route
from tacit.web.site import Site
from tacit.web.visit import Pairs, Visit

BODY_LIMIT = 1 << 20  # bytes; a record is text that people wrote
_MOST_FIELDS = 1000
_FORM = "application/x-www-form-urlencoded"  # no other: nothing is uploaded
_FOLDED = {"cookie": "; "}  # how a header that comes several times is one
_CHANGING = frozenset(("POST", "PUT", "PATCH", "DELETE"))
_ABSENT = Route("GET", "", "", Need.PUBLIC)  # that something is not in the table is no secret: the table is none
_ABSENT_API = Route("GET", "/api/", "", Need.PUBLIC)
_log = logging.getLogger("tacit.web")

Handler = Callable[[Visit], Answer]


class Dispatcher:
    """An ASGI application."""

    def __init__(self, site: Site, routes: Iterable[Route] = ROUTES) -> None:
        self.site = site
        self._fixed: dict[str, dict[str, Route]] = {}
        self._patterns: list[Route] = []
        self._handlers: dict[str, Handler] = {}
        for route in routes:
            self._handlers[route.handler] = _loaded(route.handler)
            if route.is_fixed:
                self._fixed.setdefault(route.path, {})[route.method] = route
            else:
                self._patterns.append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            answer = await self._answer(scope, receive)
            await answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.site.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        route, params, error = self._find(scope["method"], scope["path"])
        headers = _headers(scope["headers"])
        peer = scope.get("client") or ("", 0)
        query = scope["query_string"].decode("latin-1")
        visit = Visit(self.site, route, scope["path"], params, query, headers, b"", peer[0])
        if error is None and scope["method"] in _CHANGING:
            try:
                visit.body = await _body(headers, receive)
                visit.form_pairs = [] if route.is_api else _form(visit.body, headers)
            except TacitError as wrong:
                error = wrong
        pool = self.site.writers if scope["method"] in _CHANGING else self.site.readers
        answer = await asyncio.get_running_loop().run_in_executor(pool, self._answered, visit, error)
        answer.raw_headers.extend(headers_for(self.site, visit, answer.raw_headers))
        answer.raw_headers.extend((b"set-cookie", each.encode("latin-1")) for each in visit.cookies_set)
        return answer

    def _find(self, method: str, path: str) -> tuple[Route, Mapping[str, str], TacitError | None]:
        asked = "GET" if method == "HEAD" else method
        there: dict[str, Route] = self._fixed.get(path, {})
        if asked in there:
            return there[asked], {}, None
        others = list(there)
        is_api = path.startswith("/api/")  # where no pattern of a page is meant
        for route in self._patterns:
            found = route.pattern.fullmatch(path) if route.is_api is is_api else None
            if found and route.method == asked:
                return route, found.groupdict(), None
            others += [route.method] if found else []
        absent = _ABSENT_API if is_api else _ABSENT
        if others:
            return absent, {}, NoMethod(method, path, others)
        begin = "/api/v1/openapi.json says what there is." if is_api else "Begin at the inbox: /"
        return absent, {}, Refused("no-page", f"there is nothing at {path}", remedy=begin)

    def _answered(self, visit: Visit, error: TacitError | None) -> Answer:
        """In a thread of its own. Whatever goes wrong is told as a page or as JSON."""
        try:
            admit(visit)
            if error is not None:
                raise error
            return self._handlers[visit.route.handler](visit)
        except TacitError as wrong:
            return _told(visit, wrong)
        except Exception:
            return _told(visit, _noted(visit))


def _told(visit: Visit, error: TacitError) -> Answer:
    """As a page; where that fails too, as what needs none."""
    try:
        return failure(visit, error)
    except Exception:
        return problem(_noted(visit))


def _noted(visit: Visit) -> EnvironmentFailed:
    _log.exception("%s %r", visit.route.method, place(visit))  # a path may hold an end of line
    return EnvironmentFailed("bug", "Tacit made a mistake", remedy="The server's log says which.")


def _loaded(name: str) -> Handler:
    module, _, function = name.partition(":")
    found: Handler = getattr(import_module(f"tacit.web.{module}"), function)
    return found


def _headers(sent: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """By name. One that comes twice has both values, and fits nowhere that one is wanted: neither is passed over,
    whichever of them a proxy has looked at."""
    found: dict[str, str] = {}
    for name, value in ((name.decode("latin-1"), value.decode("latin-1")) for name, value in sent):
        found[name] = f"{found[name]}{_FOLDED.get(name, ', ')}{value}" if name in found else value
    return found


async def _body(headers: Mapping[str, str], receive: Receive) -> bytes:
    told = headers.get("content-length", "0")
    if told.isdigit() and int(told) > BODY_LIMIT:
        raise _too_large()
    found = bytearray()
    more = True
    while more:
        message: Message = await receive()
        if message["type"] != "http.request":
            raise WrongUsage("cut-off", "the request ended before it was whole", remedy="Send it again.")
        found += message.get("body", b"")
        more = message.get("more_body", False)
        if len(found) > BODY_LIMIT:
            raise _too_large()
    return bytes(found)


def _too_large() -> Refused:
    return Refused("too-large", "that is more than a server takes at once", remedy="Records are text: send less.")


def _form(body: bytes, headers: Mapping[str, str]) -> Pairs:
    told = headers.get("content-type", "").partition(";")[0].strip().lower()
    if told != _FORM:
        if body:
            raise Refused("media-type", f"a form is sent as {_FORM}, not as {told or 'nothing'}", remedy="Send it so.")
        return []
    try:
        return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise _too_large() from None
