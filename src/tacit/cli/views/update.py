"""The draft of an update, to look over; and one that is posted already."""

from tacit.cli.output import Json
from tacit.cli.page import Page
from tacit.text.moments import Clock


def draft(found: Json, command: str, clock: Clock) -> Page:
    """What would stand in an editor, and how it is posted."""
    page = Page().say((f"A draft, from what was done since {clock.wall(found['since'])}:", "dim"))
    for heading, text in found["sections"].items():
        page.heading(heading)
        needed = "(to be said by you)" if heading in found["needed"] else "(nothing)"
        page.verbatim(text, indent=2) if text else page.say((needed, "dim"), indent=2)
    page.gap()
    if found["posted"]:
        return page.say("Posted already: ", (found["posted"], "id"))
    return page.say(("Look it over and post it:", "dim")).command(f"{command} --edit", indent=2)


def posted(found: Json) -> Page:
    page = Page().say(("Posted already: ", "good"), (found["id"], "id"), f"  {found['status']}")
    return page.command(f"tacit show {found['id']}", indent=2).command(f"tacit act {found['id']} edit --edit", indent=2)
