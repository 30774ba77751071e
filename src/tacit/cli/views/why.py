"""The records behind a passage, newest first, each with what came of it, and the commits that no record explains."""

from tacit.cli.output import Json
from tacit.cli.page import Page, joined, line
from tacit.text.moments import Clock
from tacit.text.records import record_id

_COMMITS = 5


def why(found: Json, clock: Clock) -> Page:
    first, last = found["lines"]
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    place = f"{found['path']}, {where}" if found["section"] else where
    page = Page().say((found["section"] or found["path"], "title"), (f"  {place}", "dim"))
    if not found["records"]:
        page.gap().say(
            "No record stands behind it.", (" The commits that wrote it:" if found["commits"] else "", "dim")
        )
    for one in found["records"]:
        page.gap().say((one["title"] or one["id"], "title"), hang=2)
        page.say(*joined(one["kind"], one["status"], (one["updated"] or one["created"] or "", "dim")), indent=2)
        if one["outcome"]:
            page.say(one["outcome"], indent=2, hang=2)
        for how in one["how"][:3]:
            page.say((how, "dim"), indent=2, hang=2)
        page.command(f"tacit show {one['id']}", indent=2)
    commits = found["commits"][:_COMMITS]
    if commits:
        page.heading("Commits")
        rows = [(line((clock.day(each["at"]), "dim")), line(each["person"]), line(each["subject"])) for each in commits]
        page.table(rows, grows=2, indent=2)
    elif not found["records"]:  # all that was done to it is told by itself
        page.command(f"tacit history {record_id(found['path'])}", indent=2)
    return page
