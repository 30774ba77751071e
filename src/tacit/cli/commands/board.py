"""`tacit board`."""

import click

from tacit.cli import completing, options
from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.given import read_pairs
from tacit.cli.page import Page


@make(
    "board",
    "tacit board # every open task, by where it stands",
    "tacit board launch --mine # yours, of one goal",
    "tacit board --where priority=urgent --where labels=backend",
    "tacit board --kind thread # any kind has a board",
    "tacit board --json | jq '.columns[] | {state, cards: (.cards | length)}'",
)
@click.argument("goal", required=False, shell_complete=completing.records)
@click.option("--mine", is_flag=True, help="Only what is yours.")
@click.option("--kind", metavar="KIND", default="task", shell_complete=completing.kinds, help="Another kind than task.")
@options.where("cards")
@click.pass_obj
def command(call: Call, goal: str | None, mine: bool, kind: str, where: tuple[str, ...]) -> None:
    """Show the board: a column for each state, urgent cards first.

    Each card comes with its owner, its priority, and for how long it has stood where it stands. Moving a card is the
    status update: `tacit act ID move --set status=code-review`.
    """
    found = call.desk.board(kind, goal, read_pairs(where, "--where"), mine)

    def page() -> Page:
        from tacit.cli.views.board import board as columns

        return columns(found)

    call.answer(found, page)
