"""`tacit import`."""

import click

from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.page import Page


@make(
    "import",
    "tacit import adr docs/decisions --dry-run # what would be read, and what could not be",
    "tacit import adr docs/decisions # they are records from now on; `git revert` takes it back",
)
@click.argument("kind", metavar="KIND")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--dry-run", is_flag=True, help="Only say what would be read.")
@click.pass_obj
def command(call: Call, kind: str, folder: str, dry_run: bool) -> None:
    """Take files of another tool for records.

    Finds out how the files of a folder are called and written, and puts a protocol for
    them into protocols/. The files themselves stay as they are.
    """
    from tacit.work.importing import import_folder

    found = import_folder(call.workspace, kind, folder, who=call.who, dry_run=dry_run)

    def page() -> Page:
        from tacit.cli.views.workspace import imported

        return imported(found)

    call.answer(found, page)
