"""A record whole: what it says, who owes what, what its reader may do now and why not the rest."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tacit.cli.output import Json
from tacit.cli.page import Line, Page, Paragraph, Style, Words, joined, line
from tacit.cli.views.inbox import owed_by
from tacit.cli.views.records import status_style
from tacit.text.moments import Clock

# These stand in the head of the page, or are the record's own title.
_IN_HEAD = ("topic", "name", "status", "due", "answers")


def record(found: Json, clock: Clock) -> Page:
    page = Page().say((found["title"] or found["id"], "title"))
    page.say((found["id"], "id"))
    page.blocks.append(_head(found, clock))
    page.say((found["path"], "dim"))
    if broken := found.get("broken"):
        page.gap().say((f"line {broken['line']}: ", "dim"), (broken["message"], "late"))
        return page.say("Its promises pause until that is mended; ", ("tacit check", "command"), " says how.")
    _fields(page, found["fields"])
    if head := found.get("head"):
        page.gap().verbatim(head)
    for section in found["sections"]:
        style: Style = "" if section["filled"] else "dim"  # the template's own words
        page.heading(section["heading"])
        if section["text"].strip():
            page.verbatim(section["text"], indent=2, style=style)
    if foot := found.get("foot"):
        page.gap().verbatim(foot)
    _promises(page, found["promises"], clock)
    _rhythms(page, found.get("rhythms", ()), clock)
    _acts(page, found)
    return page


def _head(found: Json, clock: Clock) -> Paragraph:
    due = found["due"]
    return Paragraph(
        joined(
            found["kind"],
            (found["status"], status_style(found["status"])),
            f"due {clock.wall(due)}" if due else "",
            clock.until(due) if due else "",
        )
    )


def _fields(page: Page, fields: Mapping[str, Any]) -> None:
    rows = [
        (line((name if first else "", "dim")), line(said))
        for name, value in fields.items()
        if name not in _IN_HEAD and value not in (None, "", [], {})
        for first, said in _lines(value)
    ]
    if rows:
        page.gap().table(rows, grows=1)
    for party, answer in (fields.get("answers") or {}).items():
        by = f"by {answer['by']}" if answer.get("by") and answer["by"] != party else ""
        page.blocks.append(Paragraph(joined((f"{party}: {answer['answer']}", "good"), (by, "dim"))))


def _lines(value: Any) -> Iterator[tuple[bool, str]]:
    """What stands behind the name of a field: one line, and of rows one each, which begin with what they are called."""
    rows = value if isinstance(value, list) and all(isinstance(item, Mapping) for item in value) else None
    if rows is None:
        yield True, _value(value)
        return
    for number, row in enumerate(rows):
        said = [(name, item) for name, item in row.items() if item not in (None, "", [])]
        called = [_value(item) for _, item in said[:1]]
        yield number == 0, " · ".join((*called, *(f"{name}: {_value(item)}" for name, item in said[1:])))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_value(item) for item in value)
    if isinstance(value, Mapping):
        return " · ".join(f"{name}: {_value(item)}" for name, item in value.items() if item not in (None, ""))
    return str(value)


def _promises(page: Page, promises: Sequence[Json], clock: Clock) -> None:
    if not promises:
        return
    page.heading("Owed")
    page.table([_promise(promise, clock) for promise in promises], grows=1, indent=2)


def _promise(promise: Json, clock: Clock) -> tuple[Line, ...]:
    due = promise["due"]
    silence = promise["silence"]
    return (
        line(clock.until(due) if due else ("open", "dim")),
        joined(
            (promise["promise"], "title"),
            owed_by(promise),
            clock.wall(due) if due else "",
            (f"then {silence}" if silence and silence != "remind" else "", "dim"),
        ),
    )


def _rhythms(page: Page, turns: Sequence[Json], clock: Clock) -> None:
    """Who has posted and who has not, each on a day of their own."""
    if turns:
        page.heading("Comes round").table([_turn(turn, clock) for turn in turns], grows=1, indent=2)


def _turn(turn: Json, clock: Clock) -> tuple[Line, ...]:
    kind: Words = (turn["kind"], "title")
    by = f"by {turn['party']}"
    if turn["kept"]:
        return line(("posted", "good")), joined(kind, by, (turn["kept"], "id"))
    return line(clock.until(turn["due"])), joined(kind, by, clock.wall(turn["due"]))


def _acts(page: Page, found: Json) -> None:
    offers: Sequence[Json] = found["acts"]
    allowed = [one for one in offers if one["allowed"]]
    if allowed:
        page.heading("You may now")
        for one in allowed:
            page.command(f"tacit act {found['id']} {one['act']}", indent=2)
    refused = [(line((one["act"], "dim")), line((one["why"], "dim"))) for one in offers if not one["allowed"]]
    if refused:
        page.heading("Not now").table(refused, grows=1, indent=2)
