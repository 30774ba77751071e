"""What a request to the API asks: its query and its body, read strictly, and the desk that it is asked at.

A name that nobody reads is a mistake of the caller's, and is told as one: a filter that is misspelt would show all.
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from math import isfinite
from typing import Any, NoReturn

from tacit.errors import Malformed, Refused, WrongUsage
from tacit.web.visit import Visit
from tacit.work.desk import Desk
from tacit.work.drafts import Draft

JSON = "application/json"
_FLAGS = {"true": True, "false": False}


def desk(visit: Visit) -> Desk:
    return Desk(visit.ws, visit.person)


class Query:
    """The query of a request: of `names` each at most once, of `families` any (`where.status`)."""

    def __init__(self, visit: Visit, *names: str, families: Collection[str] = ()) -> None:
        self._given: dict[str, str] = {}
        for name, value in visit.query_pairs:
            family, dot, _ = name.partition(".")
            if name not in names and not (dot and family in families):
                known = ", ".join((*names, *(f"{one}.…" for one in families))) or "none"
                raise WrongUsage("unknown-parameter", f"there is no parameter {name!r}", remedy=f"There are: {known}.")
            if name in self._given:
                raise WrongUsage("given-twice", f"{name} is given twice", remedy="Give it one value.")
            self._given[name] = value

    def text(self, name: str) -> str | None:
        return self._given.get(name) or None

    def needed(self, name: str) -> str:
        found = self.text(name)
        if found is None:
            raise WrongUsage("missing-parameter", f"{name} is missing", remedy=f"Add it to the address: ?{name}=…")
        return found

    def flag(self, name: str) -> bool:
        given = self._given.get(name, "false")
        if given not in _FLAGS:
            raise WrongUsage("not-a-flag", f"{name} is {given!r}", remedy="Write true or false.")
        return _FLAGS[given]

    def number(self, name: str, most: int) -> int | None:
        given = self._given.get(name)
        if given is None:
            return None
        if not (given.isascii() and given.isdigit() and len(given) < 10 and 1 <= int(given) <= most):
            raise WrongUsage("not-a-number", f"{name} is {given!r}", remedy=f"Write a number from 1 to {most}.")
        return int(given)

    def family(self, name: str) -> dict[str, str]:
        """`where.status=open` and the like, by what stands behind the point."""
        start = f"{name}."
        return {each.removeprefix(start): value for each, value in self._given.items() if each.startswith(start)}

    def brought(self) -> Draft:
        """What one means to bring, for a form that shows it."""
        return Draft(self.family("set"), self.family("write"), self._given.get("because", ""))


BROUGHT = ("set", "write")


class Body:
    """The JSON object that a request brings; nothing at all is an empty one. What brings a body takes no parameters."""

    def __init__(self, visit: Visit, *names: str) -> None:
        Query(visit)
        given = _object(visit)
        for name in given:
            if name not in names:
                said = f"the body has no member {name!r}" if names else "there is nothing to bring"
                raise Malformed("unknown-member", said, remedy=f"There are: {', '.join(names) or 'none'}.")
        self._given = given

    def text(self, name: str) -> str:
        given = self._given.get(name, "")
        if not isinstance(given, str):
            raise _wrong(name, "a text")
        return given

    def needed(self, name: str) -> str:
        found = self.text(name)
        if not found:
            raise Malformed("missing-member", f"{name} is missing", remedy=f'Add it to the body: {{"{name}": "…"}}')
        return found

    def brought(self) -> Draft:
        sets = {name: _spelled(name, value) for name, value in self._mapping("set").items()}
        writes = self._mapping("write")
        for heading, text in writes.items():
            if not isinstance(text, str):
                raise _wrong(f"write.{heading}", "a text")
        return Draft(sets, {heading: str(text) for heading, text in writes.items()}, self.text("because"))

    def _mapping(self, name: str) -> Mapping[str, Any]:
        given = self._given.get(name, {})
        if not isinstance(given, dict):
            raise _wrong(name, "an object")
        return given


def _object(visit: Visit) -> dict[str, Any]:
    if not visit.body:
        return {}
    if visit.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise Refused("media-type", "the body is no JSON by what it is called", remedy=f"Send it as {JSON}.")
    try:
        given = json.loads(visit.body, object_pairs_hook=_members, parse_constant=_no_number)
    except (ValueError, RecursionError) as wrong:
        raise WrongUsage("not-json", f"the body is no JSON: {wrong}", remedy="Send a JSON document.") from None
    if not isinstance(given, dict):
        raise _wrong("the body", "an object")
    try:
        json.dumps(given, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Malformed("body", "there is half a letter in it", remedy="Send surrogates as pairs.") from None
    return given


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a member that comes twice, no reader takes the same."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise Malformed("given-twice", f"{twice} is given twice", remedy="Give it one value.")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _spelled(name: str, value: object) -> str:
    """A value as the command line spells it: lists parted by commas, rows as YAML, of which JSON is a form."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
        return str(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return json.dumps(value, ensure_ascii=False)
    raise _wrong(f"set.{name}", "a text, a number, true or false, null, or a list of texts or of objects")


def _wrong(name: str, wanted: str) -> Malformed:
    return Malformed("body", f"{name} should be {wanted}", remedy="/api/v1/openapi.json says what each request takes.")
