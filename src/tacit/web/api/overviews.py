"""What the pages of goals, teams, people and the handbook tell, and what open pages hear: the same, for programs."""

from dataclasses import replace
from urllib.parse import urlencode

from tacit.web import live
from tacit.web.answers import Answer, json_answer
from tacit.web.api.asked import Query
from tacit.web.visit import Visit
from tacit.work import ask, days, goals, handbook, teams


def goal(visit: Visit) -> Answer:
    Query(visit)
    return json_answer(goals.goal(visit.ws, visit.params["goal"], visit.person))


def team(visit: Visit) -> Answer:
    asked = Query(visit, "day")
    return json_answer(teams.team(visit.ws, visit.params["team"], asked.text("day"), visit.person))


def person(visit: Visit) -> Answer:
    Query(visit)
    return json_answer(teams.person(visit.ws, visit.params["person"], visit.person))


def day(visit: Visit) -> Answer:
    asked = Query(visit, "day")
    return json_answer(days.day(visit.ws, visit.params["party"], asked.text("day"), visit.person))


def pages(visit: Visit) -> Answer:
    asked = Query(visit, "alike")
    return json_answer(handbook.handbook(visit.ws, alike=asked.flag("alike")))


def events(visit: Visit) -> Answer:
    """What does not exist is told at once: nothing would ever be heard of it."""
    asked = Query(visit, "record", "kind", "inbox", "others", "since")
    wanted = {name: "true" for name in ("inbox", "others") if asked.flag(name)}
    if since := asked.text("since"):
        wanted["since"] = since
    if record := asked.text("record"):
        wanted["record"] = ask.resolve_id(visit.ws, record)
    if kind := asked.text("kind"):
        wanted["kind"] = visit.here.protocol(kind).kind
    return live.events(replace(visit, query_string=urlencode(wanted)))
