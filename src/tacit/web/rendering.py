"""The templates, and how they write times, people and texts."""

from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from tacit.text.moments import period
from tacit.text.phrases import city, hours, several, spoken
from tacit.web import remedies
from tacit.web.assets import address
from tacit.web.visit import Visit
from tacit.work.present import url_of

_DATE = len("2026-03-03")


@cache
def environment() -> Environment:
    """What no workspace has a say in: each template is compiled once in a process."""
    made = Environment(
        loader=PackageLoader("tacit.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.filters.update(when=when, wall=wall, day=day, named=named, names=names, spoken=spoken)
    made.filters.update(period=period, record_page=record_page, until=until, hour=hour)
    made.filters.update(told=told, helps=helps, several=several, city=city, hours=hours)
    made.globals.update(asset=address)
    return made


def _visit(context: Context) -> Visit:
    found: Visit = context["visit"]
    return found


@pass_context
def when(context: Context, at: str | None) -> Markup:
    """How long until then, or how late; the day and the hour on the reader's own clock stand behind it."""
    return Markup(distance_to(_visit(context), at) if at else "")  # noqa: S704


def distance_to(visit: Visit, at: str) -> str:
    words, urgency = visit.clock.until(at)
    marked = f' class="{urgency}"' if urgency else ""
    return f'<time datetime="{escape(at)}" title="{visit.clock.wall(at)}"{marked}>{words}</time>'


@pass_context
def wall(context: Context, at: str | None) -> Markup:
    """The day and the hour on the reader's own clock."""
    if not at:
        return Markup("")
    return Markup(f'<time datetime="{escape(at)}">{_visit(context).clock.wall(at)}</time>')  # noqa: S704


@pass_context
def until(context: Context, at: str) -> Markup:
    """How long until then, where nobody is late: `in 3 h`."""
    return Markup(f'<time datetime="{escape(at)}">{_visit(context).clock.distance(at)}</time>')  # noqa: S704


@pass_context
def hour(context: Context, at: str) -> Markup:
    """The hour on the reader's own clock."""
    return Markup(f'<time datetime="{escape(at)}">{_visit(context).clock.local(at):%H:%M}</time>')  # noqa: S704


@pass_context
def day(context: Context, at: str | None) -> Markup:
    """The day alone: of a date, or of an instant on the reader's own clock."""
    return Markup(day_of(_visit(context), at) if at else "")  # noqa: S704


def day_of(visit: Visit, at: str) -> str:
    if not at:
        return ""
    clock = visit.clock
    written = date.fromisoformat(at) if len(at) == _DATE else clock.local(at).date()
    year = "" if written.year == clock.now.astimezone(clock.zone).year else f" {written.year}"
    return f'<time datetime="{escape(at)}">{written.day} {written:%b}{year}</time>'


@pass_context
def named(context: Context, party: str) -> Markup:
    """A person or a team, by name, with the way to their page."""
    visit = _visit(context)
    handle = party.removeprefix("@")
    page, name = visit.page_of(handle), escape(visit.called(handle))
    return Markup(f'<a class="party" href="{escape(page)}">{name}</a>') if page else name  # noqa: S704


@pass_context
def names(context: Context, parties: list[str]) -> Markup:
    return Markup(", ").join(named(context, party) for party in parties)


@pass_context
def record_page(context: Context, record: str, kind: str) -> str:
    """The address of a record of this kind."""
    return url_of(record, _visit(context).here.protocols[kind])


@pass_context
def told(context: Context, said: str) -> Markup:
    return remedies.told(_visit(context), said)


@pass_context
def helps(context: Context, remedy: str) -> Markup:
    return remedies.helps(_visit(context), remedy)
