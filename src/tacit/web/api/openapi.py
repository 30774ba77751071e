"""The API's description of itself (OpenAPI 3.1): made from the table of routes and the protocols of the workspace."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tacit import __version__
from tacit.model.account import Need
from tacit.model.protocol import Protocol
from tacit.rules.edits import GENERIC
from tacit.web.answers import Answer, json_answer
from tacit.web.api.asked import Query
from tacit.web.api.operations import OPERATIONS, Operation
from tacit.web.api.schemas import CHANGE, of_kinds
from tacit.web.api.shapes import SHAPES, Schema, ref
from tacit.web.routes import ROUTES, Route
from tacit.web.visit import Visit

Json = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_ABOUT = (
    "The records of a workspace, what people owe each other, and the acts that keep it. What is done here is one "
    "commit, by the person who calls; what is refused says why, and what would help. The JSON is that of the command "
    "line with `--json`."
)
_FAILURES = {
    400: "The call is wrong",
    401: "It is not known who calls",
    403: "The caller may not do this",
    404: "There is no such thing",
    409: "A rule says no",
    422: "What was sent cannot be read as what it should be",
    429: "Too often: Retry-After says when it may be tried again",
    503: "The machine did not do its part",
}
_OF_BODIES = {413: "More than a server takes at once", 415: "The body is no JSON"}
_OF_VERSIONS = {412: "The record was changed meanwhile", 428: "If-Match is missing"}


def document(visit: Visit) -> Answer:
    Query(visit)
    protocols = sorted(visit.here.protocols.values(), key=lambda one: one.kind)
    return json_answer(described(protocols, visit.workspace_name))


def described(protocols: Sequence[Protocol], name: str) -> Json:
    paths: Json = {}
    names = _names(protocols)
    for route in ROUTES:
        if route.is_api and route.handler in OPERATIONS:
            path = route.path.replace(":rest}", "}")
            told = _operation(route, OPERATIONS[route.handler], names)
            paths.setdefault(path, {})[route.method.lower()] = told
        elif route.is_api:
            paths[route.path] = {"get": EVENTS}
    return {
        "openapi": "3.1.0",
        "info": {"title": name, "version": __version__, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {}],
        "paths": paths,
        "components": {
            "schemas": {**SHAPES, "Change": CHANGE, **of_kinds(protocols)},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": _TOKENS}},
        },
    }


@dataclass(frozen=True, slots=True)
class Names:
    """What this workspace calls its kinds, their acts and their fields: of a field also what it is of which kinds."""

    kinds: Sequence[str]
    acts: Sequence[str]
    fields: Mapping[str, str]


def _names(protocols: Sequence[Protocol]) -> Names:
    acts = {name for protocol in protocols for name, rule in protocol.acts.items() if rule.source is not None}
    fields: dict[str, list[str]] = {}
    for protocol in protocols:
        for name in protocol.fields:
            fields.setdefault(name, []).append(protocol.kind)
    of = {name: f"Of {', '.join(kinds)}." for name, kinds in sorted(fields.items())}
    return Names([one.kind for one in protocols], sorted(acts | set(GENERIC)), of)


_TOKENS = "Made on one's account page, or by `tacit account token`. Where nobody signs in, none is needed."


def _operation(route: Route, told: Operation, names: Names) -> Json:
    module, _, function = route.handler.removeprefix("api.").partition(":")
    found: Json = {
        "operationId": f"{module}_{function}" if module == "records" else function,
        "summary": told.title,
        "description": _said(route, told),
        "tags": [route.path.split("/")[3].removesuffix(".json")],
        "parameters": [*_of_path(route, names), *_of_query(told, names), *_of_headers(told)],
        "responses": _responses(told),
        "x-needs": "nothing" if route.needs is Need.PUBLIC else route.needs.value,
    }
    if told.brings is not None:
        content = {"application/json": {"schema": told.brings}}
        found["requestBody"] = {"required": not told.may_be_empty, "content": content}
    return found


def _said(route: Route, told: Operation) -> str:
    brought = "`set.FIELD` and `write.SECTION` are taken as well: what one means to bring stands in the form then. "
    return f"{brought if 'set' in told.families else ''}Needs a token that may `{route.needs.value}`."


_SAYS = {
    "record": "Its id, any part of it that only one record has, or its path.",
    "goal": "Its id, any part of it that only one goal has, or its path.",
    "act": "One of those that the kind of the record has.",
    "team": "Its handle.",
    "person": "Their handle.",
    "party": "The handle of a person or a team.",
}


def _of_path(route: Route, names: Names) -> Iterator[Json]:
    known = {"kind": names.kinds, "act": names.acts}
    for name in route.pattern.groupindex:
        schema = {**_TEXT, "enum": list(known[name])} if name in known else {**_TEXT, "minLength": 1}
        told = {"name": name, "in": "path", "required": True, "schema": schema}
        yield {**told, "description": _SAYS[name]} if name in _SAYS else told


def _of_query(told: Operation, names: Names) -> Iterator[Json]:
    for one in told.takes:
        schema = {**one.schema, "enum": list(names.kinds)} if one.name == "kind" else one.schema
        yield {"name": one.name, "in": "query", "required": one.needed, "description": one.says, "schema": schema}
    if "where" in told.families:
        for name, says in names.fields.items():
            yield {"name": f"where.{name}", "in": "query", "required": False, "description": says, "schema": _TEXT}


def _of_headers(told: Operation) -> Iterator[Json]:
    headers = {}
    if told.versioned:
        headers["If-Match"] = (True, "The ETag of the record as the caller saw it; `*` for any.")
    if told.keyed:
        headers["Idempotency-Key"] = (False, "Sent again with the same key, it is done once and answered the same.")
    for name, (required, says) in headers.items():
        yield {"name": name, "in": "header", "required": required, "description": says, "schema": _TEXT}


def _responses(told: Operation) -> Json:
    failures = dict(_FAILURES)
    done: Json = {"description": told.title, "content": {"application/json": {"schema": ref(told.gives)}}}
    if told.tagged:
        done["headers"] = {"ETag": {"description": "The version of the record.", "schema": _TEXT}}
    if told.makes:
        done["headers"] |= {"Location": {"description": "The address of the record.", "schema": _TEXT}}
    found: Json = {"201" if told.makes else "200": done}
    if told.tagged and told.brings is None:
        found["304"] = {"description": "It is as `If-None-Match` says"}
    failures |= _OF_BODIES if told.brings is not None else {}
    failures |= _OF_VERSIONS if told.versioned else {}
    content = {"application/problem+json": {"schema": ref("Problem")}}
    for status, says in sorted(failures.items()):
        found[str(status)] = {"description": says, "content": content}
    found["429"] |= {"headers": {"Retry-After": {"description": "In seconds.", "schema": {"type": "integer"}}}}
    return found


_STREAM = (
    "A stream that stays open. The data of each event is a JSON object. `changed` tells of an act: `record`, `kind`, "
    "`title`, `url`, `act`, `by`, `at`, `commit` and `said`; or it has `more`, where these are too many. `at` tells "
    "a position alone, and `ended` why no more is told."
)
EVENTS: Json = {
    "operationId": "events",
    "summary": "What happens, as it happens: server-sent events",
    "tags": ["events"],
    "parameters": [
        {"name": name, "in": "query", "required": False, "description": says, "schema": {"type": type_}}
        for name, type_, says in (
            ("record", "string", "Only of this record."),
            ("kind", "string", "Only of this kind."),
            ("inbox", "boolean", "Only of what concerns the caller."),
            ("others", "boolean", "Not what the caller did."),
            ("since", "string", "Also what came after this position: the `id` of an event."),
        )
    ],
    "responses": {
        "200": {"description": _STREAM, "content": {"text/event-stream": {"schema": _TEXT}}},
        "default": {
            "description": "It is refused",
            "content": {"application/problem+json": {"schema": ref("Problem")}},
        },
    },
    "x-needs": "read",
}
