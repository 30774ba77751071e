"""`tacit sync`."""

import click

from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.page import Page


@make(
    "sync",
    "tacit sync # get what others did, share what you did",
    "tacit sync --json | jq .conflicts",
)
@click.pass_obj
def command(call: Call) -> int:
    """Fetch, merge, bring the tables up to date, push.

    Where two changes cannot be merged, the branch stays as it was and the files are named.
    """
    from tacit.work.sync import sync

    found = sync(call.workspace, call.who)

    def page() -> Page:
        from tacit.cli.views.workspace import synced

        return synced(found)

    call.answer(found, page)
    return 1 if found["conflicts"] else 0
