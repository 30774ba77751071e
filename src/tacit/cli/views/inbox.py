"""Promises, nearest first, each with who waits and the command that keeps it."""

from collections.abc import Sequence

from tacit.cli.output import Json
from tacit.cli.page import Page, Paragraph, Style, Words, line
from tacit.text.moments import SHELVES, Clock

_HEAD_STYLES: dict[str, Style] = {"Late": "late", "Today": "soon"}


def inbox(found: Json, nothing: str, clock: Clock, title: str = "") -> Page:
    """`nothing` says that there is nothing; `title` whose promises these are, where they are not the reader's."""
    promises: Sequence[Json] = found["promises"]
    if not promises:
        return (
            Page()
            .say((f"{nothing}.", "good"), " Enjoy the quiet.")
            .say(
                ("tacit list", "command"),
                (" shows what is open; ", "dim"),
                ("tacit new", "command"),
                (" begins something.", "dim"),
            )
        )
    page = Page()
    if title:
        page.heading(title)
    for shelf in SHELVES:
        here = [one for one in promises if clock.shelf(one["due"], one["late"]) == shelf]
        if here:
            page.heading(shelf, _HEAD_STYLES.get(shelf, "title"))
        for number, promise in enumerate(here):
            if number:
                page.gap()
            _promise(page, promise, clock)
    return page


def _promise(page: Page, promise: Json, clock: Clock) -> None:
    due = promise["due"]
    when: Words = clock.until(due) if due else ("open", "dim")
    title: Words = (promise["title"] or promise["record"], "title")
    page.blocks.append(Paragraph(line((f"{when[0]:<{_WIDTH - 1}} ", when[1]), title), 2, hang=_WIDTH))
    page.blocks.append(_details(promise, clock))
    for act in promise["kept_by"][:3]:
        page.command(keeping(promise, act), indent=2 + _WIDTH)


_WIDTH = 12  # 100 min late


def _details(promise: Json, clock: Clock) -> Paragraph:
    waits = ", ".join(promise.get("owed_to") or ())
    parts = (
        promise["kind"] if "period" in promise else f"{promise['kind']}: {promise['promise']}",
        clock.wall(promise["due"]) if promise["due"] else "",
        f"{promise['party']} owes {waits or 'it'}",
    )
    return Paragraph(line((" · ".join(part for part in parts if part), "dim")), 2 + _WIDTH)


def owed_by(promise: Json) -> str:
    """The party, and which persons that means."""
    party, who = promise["party"], [person for person in promise["who"] if person != promise["party"]]
    return f"by {party} ({', '.join(who)})" if who and party != "anyone" else f"by {party}"


def keeping(promise: Json, act: str) -> str:
    """The command that keeps a promise; of a rhythm, the one that makes what comes round."""
    if "period" not in promise:
        return f"tacit act {promise['record']} {act}"
    kind = promise["kind"]
    return f"tacit {kind}" if kind in _DRAFTED else f"tacit new {kind} --edit"


_DRAFTED = ("standup", "weekly")  # there are commands that draft them
