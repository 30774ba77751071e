"""An act by a form: what it takes is asked for, what was typed is never lost, and what was done is told."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup

from tacit.errors import Refused, TacitError
from tacit.insight.differences import Difference, SectionChange, compare_texts
from tacit.web import diffs, notes
from tacit.web.answers import Answer, page, redirect, status_of
from tacit.web.filling import Filling, Shown, brought_by
from tacit.web.visit import Visit
from tacit.work import act as doing
from tacit.work import ask, conflicts, forms, repeating
from tacit.work.drafts import Draft

Json = Mapping[str, Any]


def form(visit: Visit) -> Answer:
    found = forms.for_act(visit.ws, _record(visit), visit.params["act"], brought_by(visit.query_pairs), visit.person)
    refused = found["refused"]
    error = Refused(refused["code"], refused["why"], remedy=refused["remedy"]) if refused else None
    return _page(visit, found, Filling(found, visit.clock.zone).first(), error)


def do(visit: Visit) -> Answer:
    record, name = _record(visit), visit.params["act"]
    version = visit.form.get("version") or None
    found = forms.for_act(visit.ws, record, name, Draft(), visit.person, version)
    filling = Filling(found, visit.clock.zone)
    shown = filling.typed(visit.form_pairs)
    draft = filling.draft(shown)
    try:
        with once(visit) as command:
            told = doing.act(
                visit.ws, record, name, sets=draft.sets, writes=draft.writes, because=draft.because,
                who=visit.person, command=command, version=version,
            )  # fmt: skip
    except TacitError as error:
        if error.code == "stale" and version:
            return _conflict(visit, found, filling, shown, error)
        return _page(visit, found, shown, error)
    notes.leave(visit, found["record"], name, told)
    return redirect(told.get("url") or found["url"])


def _record(visit: Visit) -> str:
    return ask.resolve_id(visit.ws, visit.record)


@contextmanager
def once(visit: Visit) -> Iterator[str | None]:
    """With the id of the command: the same for a form that is sent again, another for every other form and person. So
    what is done with it is done once."""
    sent = visit.form.get("once", "")[:64]
    if not sent:
        yield None
        return
    command = str(uuid5(NAMESPACE_URL, f"{visit.person}\n{visit.path}\n{sent}"))
    with repeating.told_anew(visit.ws, command):
        yield command


def _conflict(visit: Visit, seen: Json, filling: Filling, shown: Mapping[str, Shown], error: TacitError) -> Answer:
    """What was typed stays; what was not touched is shown as it stands now, so that it is not sent back as it was."""
    now = forms.for_act(visit.ws, seen["record"], seen["act"], Draft(), visit.person)
    mine = filling.changed(shown)
    rebased = {**Filling(now, visit.clock.zone).first(), **{name: shown[name] for name in mine}}
    since = conflicts.since(visit.ws, seen["record"], seen["version"])
    changed = [
        {**one, "mine": one["name"] in mine, "html": _difference(one["was"], one["now"])}
        for one in since["changed"]
        if one["name"] not in ("updated", "status")
    ]
    return _page(visit, now, rebased, error, {**since, "changed": changed})


def _difference(was: object, now: object) -> Markup:
    hunks = compare_texts(_as_text(was), _as_text(now))
    return diffs.show(Difference((), (SectionChange("", "", "same", hunks),)))


def _as_text(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


def _page(
    visit: Visit,
    found: Json,
    shown: Mapping[str, Shown],
    error: TacitError | None,
    conflict: Json | None = None,
) -> Answer:
    pairs = visit.form_pairs or visit.query_pairs
    names = {blank["name"] for blank in (*found["fields"], *found["sections"])}
    return page(
        visit,
        "act.html",
        status_of(error) if error else 200,
        form=found,
        shown={**dict.fromkeys(names, ""), **shown},
        error=error,
        conflict=conflict,
        only=[value for name, value in pairs if name == "only" and value in names],
        closed=found["refused"] is not None and not visit.form_pairs,
        kind=ask.resolve(visit.ws, found["record"]).kind,
        once=visit.form.get("once") or visit.once,
    )
