"""What was done to a workspace as a whole: made, brought together, moved on, read anew."""

from collections.abc import Mapping, Sequence
from typing import Any

from tacit.cli.output import Json
from tacit.cli.page import Page, line
from tacit.text.phrases import several

_TICKED = {"clock": "due time written"}
_NAMED = 5  # files, before the others are only hinted at


def begun(found: Json) -> Page:
    page = Page()
    if found["begun"]:
        page.say((f"{found['name']} is a workspace now.", "good"))
    elif found["protocols"]:
        page.say(("Added ", "good"), (", ".join(found["protocols"]), "id"))
    adopted: Mapping[str, int] = found["adopted"]
    waiting: Sequence[str] = found["uncommitted"]
    if adopted:
        page.say(f"Taken as they stand: {', '.join(several(number, kind) for kind, number in adopted.items())}.")
    if waiting:
        page.say(f"Commit these, and they are records: {', '.join(waiting[:_NAMED])}{_more(waiting)}")
    page.gap()
    if adopted:
        page.say(("See who owes what, and what is wrong:", "dim"))
        return page.command("tacit inbox", indent=2).command("tacit check", indent=2)
    return (
        page.say(("Say who you are, then begin something:", "dim"))
        .command("tacit new person --set handle=alice --set name=Alice --set email=alice@example.com", indent=2)
        .command("tacit new thread --edit", indent=2)
    )


def imported(found: Json) -> Page:
    page = Page()
    count = several(found["records"], "record")
    if found["commit"]:
        page.say((f"{count} of {found['files']}", "good"), ", adopted by ", (found["protocol"], "id"))
    else:
        page.say((f"{count} of {found['files']}", "title"), " would be adopted by ", (found["protocol"], "id"))
    page.say(", ".join(f"{number} {status}" for status, number in found["statuses"].items()))
    aside: Sequence[str] = found["aside"]
    if aside:
        page.say(f"Not called like the others, and left alone: {', '.join(aside[:_NAMED])}{_more(aside)}")
    findings: Sequence[Json] = found["findings"]
    if findings:
        page.gap()
    for one in findings:
        page.say((f"{one['path']}:{one['line']}", "id"), f"  {one['message']}")
        page.say((f"  {one['remedy']}", "dim"))
    page.gap()
    if found["commit"]:
        return (
            page.say(("See them, or take it back:", "dim"))
            .command(f"tacit list {found['kind']}", indent=2)
            .command(f"git revert {found['commit'][:12]}", indent=2)
        )
    return page.say(("Nothing was written.", "dim"))


def _more(names: Sequence[str]) -> str:
    return " …" if names[_NAMED:] else ""


def synced(found: Json) -> Page:
    page = Page()
    conflicts: Sequence[Any] = found["conflicts"]
    merged: Sequence[Any] = found["merged"]
    for conflict in conflicts:
        page.say(("conflict: ", "late"), (_path(conflict), "id"))
    if conflicts:
        return page.say(
            "Your branch stays as it was. Merge these by hand with ", ("git pull", "command"), ", then sync."
        )
    for one in merged:
        page.say(("merged: ", "good"), (_path(one), "id"))
    for act in found.get("acts") or ():
        page.say((f"{act['act']}: ", "title"), (act["record"], "id"))
    for notice in found.get("notices") or ():
        page.say((notice, "dim"))
    return page.say(("In step with the others.", "good")) if found["remote"] else page


def _path(one: Any) -> str:
    return str(one["path"] if isinstance(one, Mapping) else one)


def ticked(found: Json) -> Page:
    page = Page()
    for act in found["acts"]:
        page.say((f"{_TICKED.get(act['act'], act['act'])}: ", "title"), (act["record"], "id"))
    for reminder in found["reminders"]:
        whom = ", ".join(reminder.get("who") or (reminder.get("party", ""),))
        page.say(("remind ", "soon"), f"{whom}  ", (reminder["promise"], "title"), "  ", (reminder["record"], "id"))
    for notice in found.get("notices") or ():
        page.say((notice, "dim"))
    return page if page.blocks else page.say(("Nothing is due.", "good"))


def indexed(found: Json) -> Page:
    rows = [(line((str(name), "dim")), line(_count(value))) for name, value in found.items()]
    return Page().table(rows, grows=1)


def _count(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
