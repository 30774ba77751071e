"""What rules say, as a page says it: times on the reader's own clock; and what would help in the words of fields,
buttons and links, where the command line names what to type."""

import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from tacit.text.phrases import listed, spoken
from tacit.text.remedies import (
    ANY,
    Anything,
    DoAct,
    Fill,
    GiveReason,
    Lookup,
    MakeNew,
    Named,
    Part,
    Place,
    See,
    SetField,
    SetOneOf,
    ValueOf,
    WriteAny,
    parts_of,
)
from tacit.web.visit import Visit

_INSTANT = re.compile(r"\b\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ")
_TYPED = re.compile(r"`([^`\n]+)`")
_FOUND = {
    "records": ("/search", "the search"),
    "protocols": ("/protocols", "the protocols"),
    "tokens": ("/account", "your account"),
}


def told(visit: Visit, said: str) -> Markup:
    """What a rule says: instants on the reader's own clock, what is typed as such."""

    def at(instant: re.Match[str]) -> str:
        return f'<time datetime="{instant[0]}">{visit.clock.wall(instant[0])}</time>'

    html = _INSTANT.sub(at, str(escape(said)))
    return Markup(_TYPED.sub(r"<code>\1</code>", html))  # noqa: S704


def helps(visit: Visit, remedy: str) -> Markup:
    """What would help; what was only ever a text is told as it is."""
    parts = parts_of(remedy)
    said = Markup("").join(_each(visit, parts))
    whole = not said or isinstance(parts[-1], str) or said.endswith((".", "?"))
    return said if whole else said + "."


def _each(visit: Visit, parts: Sequence[Part]) -> Iterator[Markup]:
    begins = True
    for part in parts:
        said = told(visit, part) if isinstance(part, str) else _said(visit, part, begins)
        yield said
        begins = said.rstrip().endswith(".") or (begins and not said)


def _said(visit: Visit, part: Part, begins: bool) -> Markup:
    """One part, with a capital where a sentence begins with it; what is for a command line alone is left out."""
    match part:
        case Fill():
            said = _filled(visit, part.places)
        case DoAct():
            said = _done(visit, part)
        case MakeNew():
            said = _link(f"/new/{part.kind}", f"a new {spoken(part.kind)}")
            said = Markup("make {}").format(said) if begins else said
        case See(is_noun=True):
            own = part.record == visit.params.get("record")
            said = _link(f"/records/{part.record}", _cased("its page" if own else part.record, begins and own))
        case See():
            said = Markup("see {}").format(_link(f"/records/{part.record}", part.record))
        case Named():
            return _link(f"/records/{part.record}", part.record)
        case Lookup():
            address, name = _FOUND[part.finds]
            said = _link(address, _cased(name, begins))
        case ValueOf():
            said = Markup("“{}”").format(spoken(part.value))
        case Anything():
            said = Markup("another value to a field, or another text to a section")
        case _:
            said = Markup("")
    return said[:1].upper() + said[1:] if begins else said


def _cased(said: str, begins: bool) -> str:
    return said[:1].upper() + said[1:] if begins else said


def _link(address: str, said: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, said)


def _done(visit: Visit, way: DoAct) -> Markup:
    """Where that is done is not said on the page of that act, nor to those who would not do it."""
    said = _filled(visit, way.places)
    here = (visit.params.get("record"), visit.params.get("act")) == (way.record, way.act)
    if here:
        return said
    name = _cased(spoken(way.act), True)
    own = way.record == visit.params.get("record") and "folder" in visit.params
    folder = visit.params["folder"] if own else "records"
    where: str | Markup = f"“{name}”" if way.is_theirs else _link(f"/{folder}/{way.record}/{way.act}", name)
    return Markup("{} under {}").format(said, where) if said else Markup("do {}").format(where)


def _filled(visit: Visit, places: Sequence[Place]) -> Markup:
    """`fill in “Topic” and “Owner”`, `say why`, `choose “editorial” or “substantial”`."""
    match places:
        case [SetOneOf(values=values)]:
            return Markup("choose {}").format(listed([f"“{spoken(one)}”" for one in values], "or"))
        case [GiveReason(heading="")]:
            return Markup("say why")
        case [WriteAny()]:
            return Markup("write it into the section")
        case [SetField(value=value, is_example=False)] if value != ANY:
            return Markup("fill in {} with {}").format(_label(places[0]), told(visit, value))
    return Markup("fill in {}").format(listed([_label(one) for one in places])) if places else Markup("")


def _label(place: Place) -> str:
    """What stands above it in forms."""
    match place:
        case SetField() | SetOneOf():
            return f"“{_cased(spoken(place.name), True)}”"
        case GiveReason():
            return f"“{place.heading or 'Why'}”"
        case WriteAny():
            return "a section"
    return f"“{place.heading}”"
