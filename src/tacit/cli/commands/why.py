"""`tacit why`."""

import click

from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.page import Page


@make(
    "why",
    "tacit why docs/auth.md # the records behind a document",
    "tacit why docs/auth.md:'Token format' # behind one section",
    "tacit why docs/auth.md:42 # behind one line",
    "tacit why docs/auth.md:42 --json | jq -r '.records[] | [.id, .outcome] | @tsv'",
)
@click.argument("passage", metavar="FILE[:SECTION]")
@click.pass_obj
def command(call: Call, passage: str) -> None:
    """Show the records behind a document, a section or a line.

    Found are decisions, threads and others that name it in a field, those that it links to, and those whose acts
    wrote the lines, newest first, each with what came of it.
    """
    found = call.desk.why(passage)

    def page() -> Page:
        from tacit.cli.views.why import why as behind

        return behind(found, call.clock)

    call.answer(found, page)
