"""`tacit history`."""

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.page import Page


@make(
    "history",
    "tacit history auth-token # who did what, and when",
    "tacit history auth-token --json | jq '.acts[] | select(.irregular)'",
)
@click.argument("record", metavar="ID", shell_complete=completing.records)
@click.pass_obj
def command(call: Call, record: str) -> None:
    """Show every act on a record, who did it and when.

    An edit by hand is read as the act that explains it; one that no allowed act explains is marked irregular.
    """
    found = call.desk.history(record)

    def page() -> Page:
        from tacit.cli.views.records import history

        return history(found, call.clock)

    call.answer(found, page)
