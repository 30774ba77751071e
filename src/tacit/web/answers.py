"""What a handler answers with: a page, JSON, a way on to another page, or what was wrong."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tacit.errors import EnvironmentFailed, Malformed, Refused, TacitError, TooMany, WrongUsage
from tacit.web.visit import Visit

Answer = Response
_STATUS = {
    "unknown-record": 404, "unknown-kind": 404, "unknown-person": 404, "no-page": 404, "unknown-act": 404,
    "no-method": 405, "not-signed-in": 401, "not-allowed": 403, "other-origin": 403, "stale": 412, "no-version": 428,
    "too-large": 413, "too-many": 429, "repeated-otherwise": 422, "bad-token": 401, "no-origin": 403, "wrong-host": 421,
    "media-type": 415, "bug": 500, "sign-in-failed": 401, "weak-password": 422, "no-invitation": 404, "no-account": 404,
}  # fmt: skip
_TITLES = (
    (Refused, "refused"), (Malformed, "malformed"), (WrongUsage, "wrong usage"), (TacitError, "environment failed"),
)  # fmt: skip
_OF_CLASS = ((Refused, 409), (Malformed, 422), (WrongUsage, 400), (EnvironmentFailed, 503))


class NoMethod(Refused):
    """Something stands at the address, and takes other methods."""

    def __init__(self, method: str, path: str, others: Iterable[str]) -> None:
        self.others = ", ".join(sorted({*others, *(("HEAD",) if "GET" in others else ())}))
        super().__init__("no-method", f"{path} takes no {method}", remedy=f"It takes {self.others}.")


def page(visit: Visit, template: str, status: int = 200, **context: Any) -> Answer:
    return HTMLResponse(visit.site.templates.get_template(template).render(visit=visit, **context), status)


def fragment(visit: Visit, template: str, **context: Any) -> Markup:
    """A part of a page."""
    return Markup(visit.site.templates.get_template(template).render(visit=visit, **context))  # noqa: S704


def redirect(to: str) -> Answer:
    """After something was done: the page that shows it, which may be loaded again without doing it again."""
    return RedirectResponse(to, 303)


def json_answer(found: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    content = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(content, status, {**(headers or {})}, "application/json")


def status_of(error: TacitError) -> int:
    """A refusal is a conflict with what the record says now, unless its code says more."""
    return _STATUS.get(error.code) or next((status for kind, status in _OF_CLASS if isinstance(error, kind)), 500)


def problem_json(error: TacitError) -> dict[str, object]:
    """RFC 9457, with the code and the remedy that the command line gives, and its sort of error for a title."""
    title = next(title for kind, title in _TITLES if isinstance(error, kind))
    told = {"type": "about:blank", "title": title, "status": status_of(error), "detail": error.message}
    told |= error.as_json()
    del told["message"]
    return told


def problem(error: TacitError) -> Answer:
    told = problem_json(error)
    status = status_of(error)
    content = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    headers = {"www-authenticate": "Bearer"} if status == 401 else {}
    return Response(content, status, headers, "application/problem+json")


def failure(visit: Visit, error: TacitError) -> Answer:
    """What was wrong, in the form that was asked for. Who only has to sign in is asked to, and comes back."""
    if visit.route.is_api or error.code == "wrong-host":  # which is told nothing of the workspace
        answer = problem(error)
    elif error.code == "not-signed-in" and visit.route.method == "GET":
        answer = redirect(f"/sign-in?{urlencode({'to': visit.asked})}")
    else:
        answer = page(visit, "error.html", status_of(error), error=error)
    if isinstance(error, TooMany):
        answer.headers["retry-after"] = str(error.wait)
    if isinstance(error, NoMethod):
        answer.headers["allow"] = error.others
    return answer
