"""`tacit route`."""

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.output import Json
from tacit.cli.page import Page


@make(
    "route",
    'tacit route "production is down" # whom to call, and what to type',
    'tacit route "Should we use Redis or Memcached?" --goal launch # by the channels of a goal',
    "tacit route # the whole table",
)
@click.argument("text", nargs=-1)
@click.option("--goal", metavar="ID", shell_complete=completing.records, help="A goal, for its channels and its steps.")
@click.pass_obj
def command(call: Call, text: tuple[str, ...], goal: str | None) -> None:
    """Tell which channel a message belongs to.

    And who sees it there, by when it is answered, and whether a thread is worth opening or a chat reply will do.
    The table is Tacit's own until tacit.yaml or a goal says otherwise with `channels`.
    """
    words = " ".join(text)
    found = call.desk.route(words, goal)
    call.answer(found, lambda: _page(call, found, asked=bool(words.strip())))


def _page(call: Call, found: Json, *, asked: bool) -> Page:
    from tacit.cli.views.route import routed, table

    return routed(found, call.clock) if asked else table(found)
