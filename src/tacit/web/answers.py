"""What a handler answers with: a page, JSON, a way on to another page, or what was wrong."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import HTMLResponse, RedirectResponse, Response

from tacit.errors import EnvironmentFailed, Malformed, Refused, TacitError, WrongUsage
from tacit.web.visit import Visit

Answer = Response
_STATUS = {
    "unknown-record": 404, "unknown-kind": 404, "unknown-person": 404, "no-page": 404, "unknown-act": 404,
    "no-method": 405, "not-signed-in": 401, "not-allowed": 403, "other-origin": 403, "stale": 412, "no-version": 428,
    "too-large": 413, "too-many": 429, "repeated-otherwise": 422,
}  # fmt: skip
_OF_CLASS = ((Refused, 409), (Malformed, 422), (WrongUsage, 400), (EnvironmentFailed, 503))


def page(visit: Visit, template: str, status: int = 200, **context: Any) -> Answer:
    return HTMLResponse(visit.site.templates.get_template(template).render(visit=visit, **context), status)


def redirect(to: str) -> Answer:
    """After something was done: the page that shows it, which may be loaded again without doing it again."""
    return RedirectResponse(to, 303)


def json_answer(found: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    content = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(content, status, {**(headers or {})}, "application/json")


def status_of(error: TacitError) -> int:
    """A refusal is a conflict with what the record says now, unless its code says more."""
    return _STATUS.get(error.code) or next((status for kind, status in _OF_CLASS if isinstance(error, kind)), 500)


def problem(error: TacitError) -> Answer:
    """RFC 9457, with the code and the remedy that the command line gives."""
    status = status_of(error)
    told = {"type": "about:blank", "title": error.code, "status": status, "detail": error.message, **error.as_json()}
    told.pop("message")
    content = json.dumps(told, ensure_ascii=False).encode()
    return Response(content, status, media_type="application/problem+json")


def failure(visit: Visit, error: TacitError) -> Answer:
    """What was wrong, in the form that was asked for."""
    if visit.route.is_api:
        return problem(error)
    return page(visit, "error.html", status_of(error), error=error)
