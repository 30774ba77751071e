"""`tacit protocol`."""

from pathlib import Path

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.frame import Group
from tacit.cli.frame import command as make
from tacit.cli.output import Json
from tacit.cli.page import Page

command = Group("protocol", help="List, show and prove the protocols that make the kinds.")


@make("list", "tacit protocol list", "tacit protocol list --json | jq -r '.protocols[].kind'")
@click.pass_obj
def list_(call: Call) -> None:
    """List the kinds, and the files that describe them."""
    found = call.desk.protocols()

    def page() -> Page:
        from tacit.cli.views.findings import protocol_list

        return protocol_list(found)

    call.answer(found, page)


@make("show", "tacit protocol show thread # its fields, sections, states, acts and promises")
@click.argument("kind", shell_complete=completing.kinds)
@click.pass_obj
def show(call: Call, kind: str) -> None:
    """Draw the protocol of KIND."""
    found = call.desk.protocol(kind)
    call.answer(found, lambda: Page().verbatim(str(found["picture"])))


@make(
    "check",
    "tacit protocol check # all that this workspace uses",
    "tacit protocol check protocols/thread.yaml",
)
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def check(call: Call, file: Path | None) -> int:
    """Prove that every state is reached and left.

    And that nothing waits for ever: somebody always owes something, or the record says that it rests.
    """
    from tacit.cli.commands.check import status

    found = _of_file(file) if file is not None else call.desk.check_protocols()

    def page() -> Page:
        from tacit.cli.views.findings import findings

        return findings(found)

    call.answer(found, page)
    return status(found["findings"], strict=False)


@make(
    "schema",
    "tacit protocol schema thread > thread.schema.json # for the editor of its records",
    "tacit protocol schema > protocol.schema.json # for that of protocol files",
)
@click.argument("kind", required=False, shell_complete=completing.kinds)
@click.pass_obj
def schema(call: Call, kind: str | None) -> None:
    """Print the JSON Schema of KIND's front matter, for editors.

    They complete and check by it while one types. Without KIND it is that of protocol files.
    """
    from json import dumps

    found = call.desk.protocol(kind)["schema"] if kind else _of_protocols()
    call.answer(found, lambda: Page().verbatim(dumps(found, indent=2, ensure_ascii=False)))


def _of_protocols() -> Json:
    from tacit.text.schema import protocol_schema

    return protocol_schema()


def _of_file(file: Path) -> Json:
    from tacit.work.protocols import check_file

    return check_file(file)


for one in (list_, show, check, schema):
    command.add_command(one)
