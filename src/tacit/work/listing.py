"""A page of records as people look through them: whom each waits for or how it ended, who has answered, and what is
unusual about it.

All of it comes from the index: no record is read for its row.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tacit.index.finds import Promised
from tacit.model.protocol import PARTY_TYPES, Field, Protocol
from tacit.text.spans import write_instant
from tacit.work import ask, days
from tacit.work.outcomes import outcomes
from tacit.work.wire import Workspace

Json = dict[str, Any]
_OF_PARTIES = ("people", "teams")  # folders of records that owe something themselves
SETTLED = 5  # of those settled last, below the open ones
_NAMED = 500  # records without a day in their names: they are told in the order of their titles


def kinds_in(ws: Workspace, folder: str) -> list[str]:
    """The kinds whose pages are addressed by this folder."""
    return [kind for kind, protocol in ws.here.protocols.items() if protocol.files.partition("/")[0] == folder]


def listing(
    ws: Workspace,
    kind: str,
    where: Mapping[str, str] | None = None,
    all: bool = False,
    cursor: str | None = None,
    limit: int = ask.PAGE,
) -> Json:
    """Open records of a kind, newest first, each with what is owed on it; below the first and only page of them those
    that were settled last."""
    protocol = ws.here.protocol(kind)
    dated = "{created" in protocol.files or "{date" in protocol.files
    found = ask.list_records(ws, kind, where, all, cursor, limit if dated else _NAMED)
    if not dated:
        found["records"].sort(key=lambda one: (one["title"] or one["id"]).casefold())
    records: list[Json] = found["records"]
    settled: list[Json] = []
    if not where and not all and cursor is None and found["next"] is None and dated:
        settled = _settled(ws, protocol)
    _enrich(ws, protocol, [*records, *settled])
    parties = protocol.folder in _OF_PARTIES
    if parties:
        _say_what_they_owe(ws, records)
    return {**found, "kind": kind, "settled": settled, "parties": parties}


def _say_what_they_owe(ws: Workspace, records: Sequence[Json]) -> None:
    """Of each person and team how much they owe by name, and of a person whether they are at work."""
    loads: dict[str, Json] = {one["id"]: {"promises": 0, "late": 0} for one in records}
    for load in ask.ready(ws).loads(list(loads), write_instant(ws.now)):
        loads[load.party]["promises"] += load.promises
        loads[load.party]["late"] += load.late
    for one in records:
        person = ws.here.people.get(one["id"])
        one["load"] = loads[one["id"]]
        one["moment"] = days.moment(person, ws.now) if person and not person.agent else None


def _settled(ws: Workspace, protocol: Protocol) -> list[Json]:
    pages = (
        ask.list_records(ws, protocol.kind, {"status": state}, all=True, limit=SETTLED) for state in protocol.final
    )
    found = [record for page in pages for record in page["records"]]
    return sorted(found, key=lambda one: (one["updated"] or one["created"] or "", one["id"]), reverse=True)[:SETTLED]


def _enrich(ws: Workspace, protocol: Protocol, records: Sequence[Json]) -> None:
    index = ask.ready(ws)
    owed: dict[str, list[Promised]] = {}
    open_ = [one["id"] for one in records if one["status"] not in protocol.final]
    for promise in index.promises_on(open_) if open_ else ():
        owed.setdefault(promise.record, []).append(promise)
    fields = list(_fields_of_parties(protocol))
    telling = [one for one in protocol.fields.values() if one.type in ("choice", "yes")]
    answers = next((one.name for one in protocol.fields.values() if one.type == "answers"), None)
    nothing: list[Json] = []
    asking = {promise.name for promise in protocol.promises.values() if promise.each}
    asked = _asked(protocol) if answers else ()
    now = write_instant(ws.now)
    ended = outcomes(index, protocol, records)
    for record in records:
        values = record["fields"]
        mine = owed.get(record["id"], ())
        record["answers"] = nothing
        record["parties"] = [{"field": name, "parties": listed(values[name])} for name in fields if values.get(name)]
        record["unusual"] = list(_unusual(telling, values)) if telling else nothing
        record["owed"] = [_owed(promise, now) for promise in mine]
        record["outcome"] = outcome = ended.get(record["id"])
        record["settled_on"] = _settled_on(record, outcome) if record["status"] in protocol.final else None
        given = values.get(answers) if answers else None
        silent = bool(asked) and outcome is not None and outcome["how"] == "silence"
        if given or silent or (answers and any(each.promise in asking for each in mine)):
            record["answers"] = _answers(given or {}, asked, values, {each.party for each in mine})
            if outcome and silent and all(one["answer"] for one in record["answers"]):
                outcome["how"] = "consent"


def _settled_on(record: Json, outcome: Json | None) -> str | None:
    """The day that the record itself says, else the moment at which it ended."""
    said = record["fields"].get(record["status"])
    return said if isinstance(said, str) and said else outcome["at"] if outcome else None


def _owed(promise: Promised, now: str) -> Json:
    due = promise.due
    return {
        "promise": promise.promise,
        "party": promise.party,
        "since": promise.since,
        "due": due,
        "late": due is not None and due < now,
    }


def _fields_of_parties(protocol: Protocol) -> Iterator[str]:
    """Those that a role reads, in the order of the protocol: whose it is, and who is asked. Where none is read, every
    one: they are what the record is about."""
    naming = [one.name for one in protocol.fields.values() if one.type in PARTY_TYPES]
    read = {path for role in protocol.roles.values() for path in role.paths}
    yield from [name for name in naming if name in read] or naming


def _unusual(telling: Sequence[Field], values: Mapping[str, Any]) -> Iterator[str]:
    """Choices that are not those which a record begins with, and what was said yes to."""
    for one in telling:
        value = values.get(one.name)
        if one.type == "choice" and value and value != one.starts:
            yield str(value)
        elif one.type == "yes" and value is True:
            yield one.name


def _asked(protocol: Protocol) -> tuple[str, ...]:
    """The fields that name those of whom each owes an answer."""
    roles = [name for promise in protocol.promises.values() if promise.each for name in promise.owers]
    paths = [path for name in roles for path in (protocol.roles[name].paths if name in protocol.roles else (name,))]
    return tuple(dict.fromkeys(path for path in paths if path in protocol.fields))


def _answers(given: Mapping[str, Any], asked: Sequence[str], values: Mapping[str, Any], owing: set[str]) -> list[Json]:
    """Each party that is asked with its answer; who owes one has none on the text as it stands."""
    parties = [party for name in asked for party in listed(values.get(name))]
    return [
        {"party": party, "answer": None if party in owing else (given.get(party) or {}).get("answer")}
        for party in dict.fromkeys((*parties, *given))
    ]


def listed(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [str(one) for one in value] if isinstance(value, list) else []
