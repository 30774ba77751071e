"""Times to meet: when, on whose clock, and who bears what."""

from collections.abc import Sequence

from tacit.cli.output import Json
from tacit.cli.page import Line, Page, line
from tacit.rules.calendar import zone
from tacit.text.moments import Clock


def shown(found: Json, clock: Clock) -> Page:
    slots: Sequence[Json] = found["slots"]
    people: Sequence[Json] = found["people"]
    if not slots:
        return _none(found)
    page = Page().table(
        ([line((clock.wall(slot["start"]), "title")), *_there(slot, people, clock), _bears(slot)] for slot in slots),
        ["", *(one["person"] for one in people), "who bears what"],
        grows=len(people) + 1,
    )
    if all(slot["bears"] for slot in slots):
        page.gap().say(("No hour is in everybody's working hours; these ask least of those who bore most.", "dim"))
    if found["record"]:
        page.gap().command(f"tacit act {found['record']} move --set at={slots[0]['start']}", indent=2)
    return page


def _there(slot: Json, people: Sequence[Json], clock: Clock) -> list[Line]:
    """The beginning on each one's own clock."""
    burdened = {one["person"] for one in slot["bears"]}
    return [
        line(
            (
                f"{Clock(clock.now, zone(one['zone'])).local(slot['start']):%H:%M}",
                "soon" if one["person"] in burdened else "",
            )
        )
        for one in people
    ]


def _bears(slot: Json) -> Line:
    said = ", ".join(f"{one['person']} {one['minutes']} min {one['side']}" for one in slot["bears"])
    return line((said, "soon") if said else ("nobody anything", "good"))


def _none(found: Json) -> Page:
    page = Page().say(("There is no hour that is nobody's night and everybody's day of work.", "late"))
    without: Sequence[str] = found["without"]
    if without:
        page.say(f"There is one without {' or '.join(without)}: let them be optional and read the notes.")
    return page.say(("Or look further ahead with --days, or write it down: tacit new thread --edit", "dim"))
