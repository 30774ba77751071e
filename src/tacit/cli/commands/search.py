"""`tacit search`."""

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.page import Page


@make(
    "search",
    "tacit search refresh token # records that say both words",
    "tacit search --kind decision postgres",
)
@click.argument("text", nargs=-1, required=True)
@click.option("--kind", metavar="KIND", shell_complete=completing.kinds, help="Only records of this kind.")
@click.pass_obj
def command(call: Call, text: tuple[str, ...], kind: str | None) -> None:
    """Search the full text of all records, newest first."""
    words = " ".join(text)
    found = call.desk.search(words, kind)

    def page() -> Page:
        from tacit.cli.views.records import search

        return search(found, words)

    call.answer(found, page)
