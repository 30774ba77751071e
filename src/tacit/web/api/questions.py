"""What else may be asked of a workspace: each the use case of a command, with the JSON of its `--json`."""

from tacit import __version__
from tacit.web.answers import Answer, json_answer
from tacit.web.api.asked import BROUGHT, Body, Query, desk
from tacit.web.api.once import once
from tacit.web.visit import Visit
from tacit.work.drafts_told import form_json

DAYS_MOST = 90
HITS_MOST = 200


def inbox(visit: Visit) -> Answer:
    asked = Query(visit, "person", "owed_to")
    return json_answer(desk(visit).inbox(asked.text("person"), asked.text("owed_to")))


def search(visit: Visit) -> Answer:
    asked = Query(visit, "text", "kind", "limit")
    found = desk(visit).search(asked.needed("text"), asked.text("kind"), asked.number("limit", HITS_MOST))
    return json_answer(found)


def board(visit: Visit) -> Answer:
    asked = Query(visit, "kind", "goal", "mine", families=("where",))
    kind = asked.text("kind") or "task"
    return json_answer(desk(visit).board(kind, asked.text("goal"), asked.family("where"), asked.flag("mine")))


def route(visit: Visit) -> Answer:
    asked = Query(visit, "text", "goal")
    return json_answer(desk(visit).route(asked.text("text") or "", asked.text("goal")))


def why(visit: Visit) -> Answer:
    return json_answer(desk(visit).why(Query(visit, "passage").needed("passage")))


def slots(visit: Visit) -> Answer:
    asked = Query(visit, "record", "with", "length", "days")
    others = [one.strip().removeprefix("@") for one in (asked.text("with") or "").split(",") if one.strip()]
    days = asked.number("days", DAYS_MOST) or 10
    return json_answer(desk(visit).slots(asked.text("record"), others, asked.text("length"), days))


def standup(visit: Visit) -> Answer:
    asked = Query(visit, "for", families=BROUGHT)
    return json_answer(desk(visit).daily(asked.text("for"), asked.brought()))


def weekly(visit: Visit) -> Answer:
    asked = Query(visit, "goal", "for", families=BROUGHT)
    return json_answer(desk(visit).weekly(asked.text("goal"), asked.text("for"), asked.brought()))


def protocols(visit: Visit) -> Answer:
    Query(visit)
    return json_answer(desk(visit).protocols())


def protocol(visit: Visit) -> Answer:
    Query(visit)
    return json_answer(desk(visit).protocol(visit.params["kind"]))


def form_of_new(visit: Visit) -> Answer:
    asked = Query(visit, families=BROUGHT)
    return json_answer(form_json(desk(visit).form_of_new(visit.params["kind"], asked.brought())))


def check(visit: Visit) -> Answer:
    Query(visit)
    return json_answer(desk(visit).check_committed())


def check_protocols(visit: Visit) -> Answer:
    Query(visit)
    return json_answer(desk(visit).check_protocols())


def story(visit: Visit) -> Answer:
    body = Body(visit, "text", "path")
    return json_answer(desk(visit).story(body.needed("text"), body.text("path") or "body"))


def people(visit: Visit) -> Answer:
    Query(visit)
    return json_answer(desk(visit).people())


def teams(visit: Visit) -> Answer:
    Query(visit)
    return json_answer(desk(visit).teams())


def me(visit: Visit) -> Answer:
    Query(visit)
    scopes = visit.who.scopes
    role = {"role": visit.who.role, "scopes": sorted(scopes) if scopes is not None else None}
    return json_answer({**desk(visit).me(), **role, "version": __version__})


def tick(visit: Visit) -> Answer:
    Body(visit)
    return once(visit, lambda _command: json_answer(desk(visit).tick()))
