"""A board as text: a column below the other, so that it fits any window, and the command that moves a card."""

from collections.abc import Sequence
from textwrap import shorten

from tacit.cli.output import Json
from tacit.cli.page import Page, Style, joined
from tacit.text.phrases import several

_WIDTH = 80
_PRIORITIES: dict[str, Style] = {"urgent": "late", "blocking": "late", "high": "soon", "low": "dim"}


def board(found: Json) -> Page:
    page = Page()
    columns: Sequence[Json] = found["columns"]
    for column in columns:
        cards: Sequence[Json] = column["cards"]
        if column["final"] and not cards:
            continue
        more = "+" if column["more"] else ""
        page.heading(f"{column['state']} ({len(cards)}{more})", "good" if column["final"] else "title")
        for card in cards:
            _card(page, card, dim=column["final"])
    if not any(column["cards"] for column in columns):
        page.gap().say("Nothing is on this board. ", ("tacit new ", "command"), (f"{found['kind']} --edit", "command"))
        return page
    return _how_to_move(page, found)


def _card(page: Page, card: Json, *, dim: bool) -> None:
    """Three lines: what it is; its name; whose it is, and for how long it has stood there."""
    priority = card["priority"] if card["priority"] not in (None, "normal") else ""
    room = _WIDTH - 4 - (len(priority) + 1 if priority else 0)
    title = shorten(" ".join((card["title"] or card["id"]).split()), room, placeholder=" …")
    style: Style = "dim" if dim else "title"
    marked = f"{priority} " if priority else ""
    page.say((marked, _PRIORITIES.get(priority, "")), (title, style), indent=2)
    age = "" if card["days"] is None else _days(card["days"])
    page.say((card["id"], "id"), indent=4)
    page.say(*joined((str(card["owner"] or ""), "dim"), (age, "dim")), indent=4)


def _days(days: int) -> str:
    return several(days, "day") if days else "today"


def _how_to_move(page: Page, found: Json) -> Page:
    """The act with the widest choice; of several the first."""
    moves: Sequence[Json] = found["moves"]
    first = max(moves, key=lambda one: len(one["to"]), default=None)
    if first is None:
        return page
    chosen = f" --set status={'|'.join(first['to'])}" if first["choose"] else ""
    page.gap().say(("Move one:", "dim"))
    return page.command(f"tacit act ID {first['act']}{chosen}", indent=2)
