"""`tacit show`."""

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.page import Page


@make(
    "show",
    "tacit show 2026-03-03-001-auth-token-expiry",
    "tacit show auth-token # any part of the id that only one record has",
    "tacit --as bob show auth-token # what Bob may do, and why not",
    "tacit show auth-token --markdown # the text as its template has it, to paste elsewhere",
)
@click.argument("record", metavar="ID", shell_complete=completing.records)
@click.option("--markdown", is_flag=True, help="The text alone, as the template of its kind has it.")
@click.pass_obj
def command(call: Call, record: str, markdown: bool) -> None:
    """Show a record whole, and what you may do with it now.

    For what you may not do now it says why.
    """
    found = call.desk.show(record, markdown=markdown)

    def page() -> Page:
        if markdown:
            return Page().verbatim(found["markdown"].rstrip("\n"))
        from tacit.cli.views.record import record as whole

        return whole(found, call.clock)

    call.answer(found, page)
