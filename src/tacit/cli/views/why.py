"""The records behind a passage, newest first, each with what came of it, and the commits that no record explains."""

from tacit.cli.output import Json
from tacit.cli.page import Page, joined, line
from tacit.text.moments import Clock
from tacit.text.records import record_id

_COMMITS, _WAYS = 5, 3  # that are shown


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
        for how in one["how"][:_WAYS]:
            page.say((how, "dim"), indent=2, hang=2)
        if len(one["how"]) > _WAYS:
            page.say((f"and in {len(one['how']) - _WAYS} more ways", "dim"), indent=2)
        page.command(f"tacit show {one['id']}", indent=2)
    commits = found["commits"][:_COMMITS]
    if commits:
        page.heading("Commits")
        rows = [(line((clock.day(each["at"]), "dim")), line(each["person"]), line(each["subject"])) for each in commits]
        page.table(rows, grows=2, indent=2)
        if len(found["commits"]) > _COMMITS:
            page.say((f"and {len(found['commits']) - _COMMITS} more", "dim"), indent=2)
    elif not found["records"]:  # all that was done to it is told by itself
        page.command(f"tacit history {record_id(found['path'])}", indent=2)
    if found["read"]["earlier"]:
        page.gap().say((f"Earlier commits than the last {found['read']['commits']} of it were not read.", "dim"))
        page.command(f"git log -- {found['path']}", indent=2)
    return page
