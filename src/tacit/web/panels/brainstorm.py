"""A brainstorm: until when ideas come, a place for one's own, and the votes. Without names, what is said goes into a
box from which Tacit publishes it all at once."""

from collections.abc import Mapping
from typing import Any

from tacit.errors import TacitError, WrongUsage
from tacit.model.account import Need
from tacit.rules.access import may
from tacit.web.answers import Answer, page, redirect, status_of
from tacit.web.visit import Visit
from tacit.work import ask, sealed
from tacit.work.act import act
from tacit.work.ideas import ideas

Json = Mapping[str, Any]


def panel(visit: Visit, shown: Json) -> tuple[str, Json]:
    found = ideas(visit.ws, shown["id"], visit.person)
    ranked = sorted(found["ideas"], key=lambda one: -len(one["voters"])) if found else []
    most = len(ranked[0]["voters"]) if ranked else 0
    kept = visit.query.get("kept") == "yes"
    context = {"round": found, "ranked": ranked, "most": most, "kept": kept, "may_act": may(visit.who, Need.ACT)}
    return "panels/brainstorm.html", context


def put(visit: Visit) -> Answer:
    """Into the box. Nothing of it is noted in a cookie, a draft or a log, and what comes back does not repeat it."""
    record = ask.resolve(visit.ws, visit.form.get("record", ""))
    text = _said(visit.form)
    try:
        sealed.put(visit.ws, record.id, text, visit.person)
    except TacitError as wrong:
        return page(visit, "unnamed.html", status_of(wrong), record=record, text=visit.form, error=wrong)
    return redirect(f"{record.url}?kept=yes#ideas")


def _said(form: Mapping[str, str]) -> str:
    """Its name, and below that what speaks for it and against it."""
    said = [form.get("title", "").strip(), form.get("text", "").strip()]
    return "\n".join(one for one in said if one)


def vote(visit: Visit) -> Answer:
    record = ask.resolve(visit.ws, visit.form.get("record", ""))
    chosen = [value for name, value in visit.form_pairs if name == "idea"]
    protocol = visit.here.protocols[record.kind]
    name = visit.form.get("act", "")
    rule = protocol.acts.get(name)
    if rule is None or not rule.writes:
        raise WrongUsage("unknown-act", f"a {record.kind} has no votes", remedy="Vote on the page of a brainstorm.")
    act(visit.ws, record.id, name, sets={}, writes={rule.writes[0]: "\n".join(chosen)}, who=visit.person)
    return redirect(f"{record.url}#ideas")
