"""One record whole: what it says, what is owed on it and what its reader may do, and the story of how it came here."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import Any

from markupsafe import Markup

from tacit.insight.differences import Difference, compare
from tacit.model.account import Need
from tacit.rules.access import may
from tacit.text.moments import Clock
from tacit.text.parts import STATUS_LINE, UPDATED_LINE
from tacit.text.past import past
from tacit.text.phrases import spoken
from tacit.text.remedies import See, parts_of
from tacit.web import diffs, notes
from tacit.web.answers import Answer, fragment, page, redirect
from tacit.web.linking import links_of
from tacit.web.markdown import render, visible
from tacit.web.panels import LINKED, LIVE, PANELS
from tacit.web.visit import Visit
from tacit.work import ask, unfolding
from tacit.work.whole import whole

Json = Mapping[str, Any]
_STAMPS = (UPDATED_LINE, STATUS_LINE)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def record(visit: Visit) -> Answer:
    shown = visit.site.reckoned.of(visit, lambda: _reckoned(visit))
    if shown["url"] != visit.path:
        return redirect(shown["url"])
    if "broken" in shown:
        return _broken(visit, shown)
    allowed = _allowed(visit, shown)
    mine = _mine(visit, shown["promises"], allowed)
    return page(
        visit,
        "record.html",
        shown=shown,
        mine=mine,
        allowed=[one for one in allowed if one["act"] not in mine and one["act"] not in ("edit", "comment")],
        may_edit=any(one["act"] == "edit" for one in allowed),
        may_comment=any(one["act"] == "comment" for one in allowed),
        acts={one["act"]: one for one in allowed},
        silence=silence_in_words,
        done=notes.taken(visit, shown["id"]),
        links_told=shown["kind"] in LINKED,
        panel=_panel(visit, shown) if shown["kind"] in LIVE else shown["panel"],
    )


def _allowed(visit: Visit, shown: Json) -> list[Json]:
    return [one for one in shown["acts"] if one["allowed"]] if may(visit.who, Need.ACT) else []


def _reckoned(visit: Visit) -> Json:
    """What the page tells, besides what was done a moment ago."""
    shown = whole(visit.ws, visit.record, visit.person)
    is_here = "broken" not in shown and shown["url"] == visit.path
    return {**shown, **_written(visit, shown)} if is_here else shown


def _written(visit: Visit, shown: Json) -> Json:
    """The parts of the page that hang on nothing else."""
    told = {"shown": shown, "past": past, "has_panel": shown["kind"] in PANELS}
    told |= {"sections": list(_sections(visit, shown)), "refused": _refused(shown["acts"])}
    parts = {"text": "text", "beside": "aside", "story": "story", "refused": "refused"}
    written = {name: fragment(visit, f"record_{part}.html", **told) for name, part in parts.items()}
    return {**written, "panel": "" if shown["kind"] in LIVE else _panel(visit, shown)}


def _refused(acts: Sequence[Json]) -> list[Json]:
    """What is refused only because its time is over or has not come stands last; what may be done now the page says
    by itself."""
    refused = [one for one in acts if not one["allowed"]]
    others = [one for one in refused if one["code"] != "state"]
    said = [{**one, "remedy": ""} if isinstance(parts_of(one["remedy"])[0], See) else one for one in refused]
    return [*others, *(one for one in said if one["code"] == "state")]


def _mine(visit: Visit, promises: Sequence[Json], allowed: Sequence[Json]) -> list[str]:
    """The acts by which the reader keeps what they owe here."""
    names = [one["act"] for one in allowed]
    kept = (act for one in promises if visit.person in one["who"] for act in one["kept_by"])
    return [act for act in dict.fromkeys(kept) if act in names]


def _sections(visit: Visit, shown: Json) -> Iterator[Json]:
    links = links_of(visit, shown["path"].rpartition("/")[0])
    may_write = may(visit.who, Need.ACT)
    for number, section in enumerate(shown["sections"]):
        if not section["filled"] and (section["entries"] or not section["mine"]):
            continue
        text, stamps = _unstamped(section["text"]) if section["filled"] else ("", [])
        html = render(text, links, offset=2, anchors=f"s{number}-") if section["filled"] else Markup("")
        yield {**section, "mine": section["mine"] and may_write, "html": html, "stamps": stamps}


def _unstamped(text: str) -> tuple[str, list[str]]:
    """The text without the lines that say when it was written and how it stands; these are told beside it."""
    if ">" not in text:
        return text, []
    found = [match[3] for line in _STAMPS for match in line.finditer(text) if match[3]]
    for line in _STAMPS:
        text = line.sub("", text)
    return text.strip(), found


def _panel(visit: Visit, shown: Json) -> Markup:
    wanted = PANELS.get(shown["kind"])
    if wanted is None:
        return Markup("")
    module, _, function = wanted.partition(":")
    template, context = getattr(import_module(f"tacit.web.{module}"), function)(visit, shown)
    acts = {one["act"]: one for one in _allowed(visit, shown)}
    return fragment(visit, template, **{"shown": shown, "acts": acts, **context})


def _broken(visit: Visit, shown: Json) -> Answer:
    data = visit.ws.store.read(shown["path"]) or b""
    lines = visible(data.decode("utf-8", "replace")).splitlines()
    return page(visit, "broken.html", shown=shown, lines=lines)


def silence_in_words(silence: str) -> str:
    """What happens if nobody keeps the promise."""
    acts = [act for act in silence.split(", ") if act]
    done = [spoken(act) for act in acts if act != "remind"]
    if not done:
        return "If nothing is said, a reminder comes."
    return f"If nothing is said: {', else '.join(done)}."


# How it came here


def history(visit: Visit) -> Answer:
    found = ask.resolve(visit.ws, visit.record)
    if found.url != visit.path.removesuffix("/history"):
        return redirect(f"{found.url}/history")
    protocol = visit.here.protocols[found.kind]
    acts = []
    for one in unfolding.unfolded(visit.ws, found.id)["acts"]:
        difference = _told(compare(one["before"], one["after"], protocol), visit)
        html = diffs.show(difference, 3) if difference else ""
        acts.append({**one, "html": html, "kept": _kept(one["at"], one["due"], visit)})
    return page(visit, "history.html", found=found, acts=acts, past=past)


def _told(difference: Difference, visit: Visit) -> Difference:
    """Without the answers, which the act tells by itself, and with times of the reader's own clock."""

    def local(text: str) -> str:
        return visit.clock.wall(text) if _INSTANT.fullmatch(text) else text

    fields = (
        replace(one, old=local(one.old), new=local(one.new))
        for one in difference.fields
        if not one.name.startswith("answers")
    )
    return replace(difference, fields=tuple(fields))


def _kept(at: str, due: str | None, visit: Visit) -> str:
    """How long before a promise was due it was kept, or how late."""
    if not due:
        return ""
    said = Clock(datetime.fromisoformat(at), visit.clock.zone).distance(due)
    return f"{said.removeprefix('in ')} before it was due" if said.startswith("in ") else said


def preview(visit: Visit) -> Answer:
    text = visit.form.get("text", "")
    return page(visit, "preview.html", html=render(text, links_of(visit), offset=2))
