"""`tacit story`."""

import click

from tacit.cli import options
from tacit.cli.call import Call
from tacit.cli.frame import Group
from tacit.cli.frame import command as make

command = Group(
    "story", help="Check the story that a pull request tells.\n\nWhat was wrong, what was done, and how to test it."
)


@make(
    "check",
    "tacit story check body.md # before it is sent",
    "tacit story check < body.md # from standard input, as a workflow has it",
    "tacit story check --format github < body.md # as annotations",
)
@click.argument("file", required=False, default="-", metavar="[FILE]", type=click.Path(allow_dash=True))
@options.form_of_findings()
@click.pass_obj
def check(call: Call, file: str, form: str | None) -> int:
    """Say what the body of a pull request lacks.

    It is read from FILE, or from standard input. Each section of the protocol `story` must be there and say
    something, and what it fixes must be an open record. Findings end with 1.
    """
    from tacit.cli.commands.check import status, tell
    from tacit.cli.given import text_of

    found = call.desk.story(text_of(file), "standard input" if file == "-" else file)
    tell(call, found, form)
    return status(found["findings"], strict=False)


command.add_command(check)
