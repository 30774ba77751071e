"""`tacit list`."""

import shlex

import click

from tacit.cli import completing, options
from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.given import read_pairs
from tacit.cli.page import Page


@make(
    "list",
    "tacit list # what is open, of all kinds",
    "tacit list thread --where to=backend --where priority=high",
    "tacit list thread --all # with what is done",
)
@click.argument("kind", required=False, shell_complete=completing.kinds)
@options.where("records")
@click.option("--all", "everything", is_flag=True, help="Those that are done, too.")
@click.option("--cursor", metavar="CURSOR", help="Go on where the page before ended.")
@click.pass_obj
def command(call: Call, kind: str | None, where: tuple[str, ...], everything: bool, cursor: str | None) -> None:
    """List the open records of all kinds, or of KIND, newest first."""
    found = call.desk.list_records(kind, read_pairs(where, "--where"), everything, cursor)

    def page() -> Page:
        from tacit.cli.views.records import listing

        again = [word for one in where for word in ("--where", one)]
        words = ["tacit", "list", *([kind] if kind else ()), *again, *(["--all"] if everything else ())]
        return listing(found, call.clock, shlex.join(words))

    call.answer(found, page)
