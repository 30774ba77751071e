"""A new record by a form made from its protocol; what it will ask of whom by when is told before it is sent."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from tacit.errors import Refused, TacitError
from tacit.rules.calendar import zone
from tacit.text.phrases import city, spoken
from tacit.text.remedies import Fill, Remedy, SetField, WriteSection
from tacit.web import notes
from tacit.web.answers import Answer, page, redirect, status_of
from tacit.web.filling import Filling, Shown, brought_by
from tacit.web.pages.acting import once
from tacit.web.visit import Visit
from tacit.work import act as doing
from tacit.work import forms, repeating
from tacit.work.drafts import Draft

Json = Mapping[str, Any]


def kinds(visit: Visit) -> Answer:
    return page(visit, "kinds.html", kinds=forms.kinds(visit.ws)["kinds"])


def form(visit: Visit) -> Answer:
    found = forms.for_new(visit.ws, visit.params["kind"], brought_by(visit.query_pairs), visit.person)
    return _page(visit, found, Filling(found, visit.clock.zone).first())


def make(visit: Visit) -> Answer:
    found, shown, draft = _filled(visit)
    then = visit.form.get("then", "draft")
    if then == "check":
        return _page(visit, found, shown, checked=_checked(visit, draft))
    if then == "send" and found["sends"]:
        checked = _checked(visit, draft)
        if checked["refused"] or checked["missing"]:
            return _page(visit, found, shown, _not_ready(found, checked), checked)
    try:
        with once(visit) as command:
            told = doing.create(
                visit.ws, found["kind"], sets=draft.sets, writes=draft.writes, who=visit.person, command=command
            )
    except TacitError as error:
        return _page(visit, found, shown, error)
    return _made(visit, found, told, then, command)


def _not_ready(found: Json, checked: Json) -> Refused:
    """What has to be said before it can be sent; what speaks against it is told by the check."""
    said = "it is not sent yet"
    if not checked["missing"]:
        return Refused("not-ready", said, remedy="What speaks against it is told below; as a draft it can wait.")
    labels = {blank["name"]: blank["label"] for blank in found["sections"]}
    lacks = [WriteSection(labels[name]) if name in labels else SetField(name) for name in checked["missing"]]
    return Refused("not-ready", said, remedy=Remedy(Fill(tuple(lacks)), ". As a draft it can wait."))


def _made(visit: Visit, found: Json, told: Json, then: str, command: str | None) -> Answer:
    """On to the record; one that was made before by the same form is sent now, where it was not sent then."""
    if told.get("repeated"):
        told = repeating.as_it_stands(visit.ws, told["commit"])
    act = "new"
    if then == "send" and found["sends"] and told["status"] == visit.here.protocols[found["kind"]].states[0]:
        act = found["sends"]
        following = f"{command}-{act}" if command else None
        told = doing.act(visit.ws, told["id"], act, sets={}, writes={}, who=visit.person, command=following)
    notes.leave(visit, told["id"], act, told, begun=found["kind"])
    return redirect(told["url"])


def check(visit: Visit) -> Answer:
    """As one types: what is needed in this case, what speaks against it, and the window."""
    _, _, draft = _filled(visit)
    return page(visit, "check.html", checked=_checked(visit, draft))


def instead(visit: Visit) -> Answer:
    """The form of another kind, with what was written so far as far as both have a place for it."""
    _, _, draft = _filled(visit)
    other = visit.here.protocol(visit.params["other"])
    sets = {f"set.{name}": value for name, value in draft.sets.items() if name in other.fields}
    sections = [section for section in other.sections.values() if not section.entries and not section.ticks]
    texts = [text for text in draft.writes.values() if text]
    own = {f"write.{one.heading}": draft.writes[one.heading] for one in sections if draft.writes.get(one.heading)}
    if texts and not own and sections:
        own = {f"write.{sections[0].heading}": "\n\n".join(texts)}
    kept = {name: value for name, value in sets.items() if name not in ("set.status", "set.by")}
    return redirect(f"/new/{other.kind}?{urlencode({**kept, **own})}")


def _filled(visit: Visit) -> tuple[Json, dict[str, Shown], Draft]:
    fixed = {name[6:]: value for name, value in visit.form_pairs if name.startswith("fixed.")}
    found = forms.for_new(visit.ws, visit.params["kind"], Draft(fixed), visit.person)
    filling = Filling(found, visit.clock.zone)
    shown = filling.typed(visit.form_pairs)
    return found, shown, filling.draft(shown, found["fixed"])


def _checked(visit: Visit, draft: Draft) -> Json:
    found = forms.check(visit.ws, visit.params["kind"], draft, visit.person)
    return {**found, "windows": list(_windows(visit, found["promises"]))}


def _windows(visit: Visit, promises: Sequence[Json]) -> Iterator[Json]:
    for one in promises:
        if one["late"]:  # what would be over before it begins
            continue
        yield {"said": window_in_words(visit, one)}


def window_in_words(visit: Visit, promise: Json) -> str:
    """`Backend: respond until Tuesday 16:00 your time, Wednesday 01:00 in Auckland.`"""
    due = datetime.fromisoformat(promise["due"])
    mine = visit.clock.zone
    times = [f"{_moment(due, mine, visit)} your time"]
    for each in promise["zones"]:
        there = zone(each["zone"])
        if due.astimezone(there).utcoffset() != due.astimezone(mine).utcoffset():
            times.append(f"{_moment(due, there, visit)} in {city(each['zone'])}")
    what = spoken(promise["promise"])
    return f"{visit.called(promise['party'])}: {what} until {', '.join(dict.fromkeys(times))}."


def _moment(at: datetime, where: Any, visit: Visit) -> str:
    local = at.astimezone(where)
    far = abs((at - visit.now).days) > 5
    return f"{local:%A} {local.day} {local:%B} {local:%H:%M}" if far else f"{local:%A} {local:%H:%M}"


def _page(
    visit: Visit,
    found: Json,
    shown: Mapping[str, Shown],
    error: TacitError | None = None,
    checked: Json | None = None,
) -> Answer:
    needed = frozenset(checked["needed"]) if checked else frozenset()
    return page(
        visit,
        "new.html",
        status_of(error) if error else 200,
        form={**found, "fields": _marked(found["fields"], needed), "sections": _marked(found["sections"], needed)},
        shown=shown,
        error=error,
        checked=checked,
        once=visit.form.get("once") or visit.once,
    )


def _marked(blanks: Sequence[Json], needed: frozenset[str]) -> list[Json]:
    """With those marked that what was said so far makes needed."""
    return [{**one, "needed": one["needed"] or one["name"] in needed} for one in blanks]
