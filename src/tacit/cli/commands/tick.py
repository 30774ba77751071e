"""`tacit tick`."""

import click

from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.page import Page


@make(
    "tick",
    "tacit tick # what is due now",
    "tacit tick --json | jq -r '.reminders[].record' # for a script that tells people",
)
@click.pass_obj
def command(call: Call) -> None:
    """Do what is due now: reminders and silence.

    Running it again does nothing twice. A scheduler may run it every few minutes.
    """
    found = call.desk.tick()

    def page() -> Page:
        from tacit.cli.views.workspace import ticked

        return ticked(found)

    call.answer(found, page)
