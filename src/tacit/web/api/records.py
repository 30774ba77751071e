"""Records through the API: listed, read, made, acted on. Each has a version, by which a change that would go over one
that its sender has not seen is refused."""

from hashlib import blake2b

from tacit.errors import Refused, WrongUsage
from tacit.web.answers import Answer, json_answer, problem_json
from tacit.web.api.asked import BROUGHT, Body, Query, desk
from tacit.web.api.once import once
from tacit.web.visit import Visit
from tacit.work import ask
from tacit.work.drafts_told import form_json
from tacit.work.repeating import as_it_stands

PAGE_MOST = 500
API = "/api/v1"


def listed(visit: Visit) -> Answer:
    asked = Query(visit, "kind", "all", "cursor", "limit", families=("where",))
    found = desk(visit).list_records(
        asked.text("kind"), asked.family("where"), asked.flag("all"), asked.text("cursor"),
        asked.number("limit", PAGE_MOST),
    )  # fmt: skip
    return json_answer(found)


def one(visit: Visit) -> Answer:
    asked = Query(visit, "markdown")
    found = ask.resolve(visit.ws, visit.params["record"])
    # Read before the record is: what comes in between makes the version too old, and never too new.
    version = visit.ws.store.oid(found.path)
    answer = json_answer(desk(visit).show(found.id, markdown=asked.flag("markdown")))
    return _tagged(visit, answer, version)


def _tagged(visit: Visit, answer: Answer, version: str | None) -> Answer:
    """The version of the file, and what else the answer hangs on: the time, the reader, other records."""
    tag = f'"{version}-{blake2b(bytes(answer.body), digest_size=6).hexdigest()}"'
    known = [one.strip().removeprefix("W/") for one in visit.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        answer = Answer(status_code=304)
    answer.headers["etag"] = tag
    return answer


def history(visit: Visit) -> Answer:
    Query(visit)
    return json_answer(desk(visit).history(visit.params["record"]))


def make(visit: Visit) -> Answer:
    body = Body(visit, "kind", *BROUGHT)
    kind, brought = body.needed("kind"), body.brought()
    return once(visit, lambda command: _done(visit, desk(visit).create(kind, brought, command), 201))


def form(visit: Visit) -> Answer:
    """What an act takes, and whether it may be done now."""
    asked = Query(visit, "because", families=BROUGHT)
    record, act = ask.resolve_id(visit.ws, visit.params["record"]), visit.params["act"]
    told = {"record": record, "act": act, "allowed": True, "refusal": None, "form": None}
    try:
        told["form"] = form_json(desk(visit).form_of_act(record, act, asked.brought()))
    except Refused as refusal:
        told |= {"allowed": False, "refusal": problem_json(refusal)}
    return json_answer(told)


def act(visit: Visit) -> Answer:
    version = _version(visit)
    brought = Body(visit, *BROUGHT, "because").brought()
    record, name = visit.params["record"], visit.params["act"]
    return once(visit, lambda command: _done(visit, desk(visit).act(record, name, brought, command, version), 200))


def _version(visit: Visit) -> str | None:
    """Of the record that the sender has seen, as `If-Match` has it; None where they do not mind."""
    given = visit.headers.get("if-match", "").strip()
    if not given:
        raise Refused(
            "no-version",
            "it is not said which version of the record this is meant for",
            remedy="Send the ETag that the record came with as If-Match, or `If-Match: *` for any.",
        )
    if given == "*":
        return None
    if "," in given:
        raise WrongUsage("several-versions", "If-Match names several versions", remedy="Send one, or `*`.")
    return given.strip('"').partition("-")[0]


def _done(visit: Visit, done: dict[str, object], status: int) -> Answer:
    """The record as the act left it, with its version. Of a repeated one nothing else is known than what stands now."""
    told = as_it_stands(visit.ws, str(done["commit"])) if done.get("repeated") else done
    answer = json_answer(told, status)
    answer.headers["etag"] = f'"{visit.ws.store.oid(str(told["path"]), str(told["commit"]))}"'
    if status == 201:
        answer.headers["location"] = f"{API}/records/{told['id']}"
    return answer
