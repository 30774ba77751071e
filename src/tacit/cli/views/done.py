"""What came of `new` or an act, in a few lines: what happened, who owes what by when, what to do next."""

from collections.abc import Sequence

from tacit.cli.output import Json
from tacit.cli.page import Page, Paragraph, joined, line
from tacit.cli.views.inbox import owed_by
from tacit.text.moments import Clock


def done(found: Json, offers: Sequence[Json], act: str, me: str | None, clock: Clock) -> Page:
    page = Page()
    if found.get("repeated"):
        return page.say("This was done already; nothing was done twice.")
    page.blocks.append(Paragraph(line((f"{act}: ", "good"), (found["title"] or found["id"], "title"))))
    page.blocks.append(Paragraph(joined((found["path"], "id"), found["status"]), 2))
    for promise in found.get("promises") or ():
        when = (f"by {clock.wall(promise['due'])}, {clock.distance(promise['due'])}") if promise["due"] else ""
        page.say(("owed: ", "dim"), f"{promise['promise']} {owed_by(promise)}", f" {when}" if when else "", indent=2)
    for opened in found.get("opened") or ():
        page.say(("opened: ", "dim"), (opened, "id"), indent=2)
    for notice in found.get("notices") or ():
        page.say(("tell: ", "dim"), notice, indent=2)
    for warning in found.get("warnings") or ():
        page.say(("mind: ", "warn"), warning, indent=2)
    return _next(page, found, offers, me)


def _next(page: Page, found: Json, offers: Sequence[Json], me: str | None) -> Page:
    """Acts that the caller owes now; where nobody owes anything yet, the first one that leads on."""
    promises: Sequence[Json] = found.get("promises") or ()
    allowed = [one["act"] for one in offers if one["allowed"] and one["act"] not in ("edit", "comment")]
    mine = [act for promise in promises if me in promise["who"] for act in promise["kept_by"] if act in allowed]
    for act in dict.fromkeys(mine) if promises else allowed[:1]:
        page.command(f"tacit act {found['id']} {act}", indent=2)
    return page
