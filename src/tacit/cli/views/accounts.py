"""Who may sign in, and what was handed to whom."""

from collections.abc import Callable, Iterator

from tacit.cli.output import Json
from tacit.cli.page import Page, Words, joined, line
from tacit.text.moments import Clock
from tacit.text.phrases import several


def invited(found: Json, name: str, clock: Clock) -> Page:
    return (
        Page()
        .say((f"{name} is invited", "good"), f" as {found['role']}, until {clock.wall(found['expires'])}.")
        .say(("Open or send this page of the server. It is good once, and shown only now:", "dim"))
        .command(found["path"], indent=2)
    )


def listed(found: Json, clock: Clock) -> Page:
    page = Page()
    if not found["accounts"]:
        page.say("Nobody has an account: who sits at this machine is let in, and nobody else.")
        return page.say(("The first is an administrator's:", "dim")).command("tacit account invite PERSON", indent=2)
    rows = [(line((one["person"], "id")), line(one["role"]), joined(*_told(one, clock))) for one in found["accounts"]]
    page.table(rows, ("person", "role", ""), grows=2)
    if found["without"]:
        page.gap().say((f"Without an account: {', '.join(found['without'])}", "dim"))
    return page


def _told(one: Json, clock: Clock) -> Iterator[Words]:
    if one["left"]:
        yield "has left", "warn"
    if one["disabled"]:
        yield "closed", "warn"
    elif one["invited_until"] and not one["password"] and not one["provider"]:
        yield f"invited until {clock.wall(one['invited_until'])}", "soon"
    if one["sessions"]:
        yield several(one["sessions"], "session"), ""
    if one["tokens"]:
        yield several(one["tokens"], "token"), ""
    if one["seen"]:
        yield f"seen {clock.wall(one['seen'])}", "dim"


def handed(found: Json, name: str, clock: Clock) -> Page:
    until = clock.wall(found["expires"])
    return (
        Page()
        .say((f"A token of {name}", "good"), f" that may {found['scopes'][-1]}, until {until}.")
        .say(("Keep it now: it is shown only once.", "dim"))
        .command(found["token"], indent=2)
    )


def tokens_listed(found: Json, clock: Clock) -> Page:
    if not found["tokens"]:
        return Page().say("There are no tokens.")
    rows = [
        (line((one["id"], "id")), line(one["person"]), line(one["name"]), joined(*_state(one, clock)))
        for one in found["tokens"]
    ]
    return Page().table(rows, ("token", "person", "for", ""), grows=3)


def _state(one: Json, clock: Clock) -> Iterator[Words]:
    if one["revoked"]:
        yield f"revoked {clock.wall(one['revoked'])}", "dim"
    elif not one["good"]:
        yield f"ended {clock.wall(one['expires'])}", "dim"
    else:
        yield f"may {one['scopes'][-1]} until {clock.wall(one['expires'])}", ""
        yield (f"used {clock.wall(one['used'])}", "dim") if one["used"] else ("never used", "dim")


def changes_listed(found: Json, called: Callable[[str], str], clock: Clock) -> Page:
    if not found["changes"]:
        return Page().say("Nothing became of any account.")
    page = Page()
    for one in reversed(found["changes"]):
        by = "" if one["by"] == one["person"] else f" · by {'the host' if one['by'] == 'host' else called(one['by'])}"
        page.say((clock.wall(one["at"]), "dim"), f"  {called(one['person'])} {one['said']}", (by, "dim"))
    return page
