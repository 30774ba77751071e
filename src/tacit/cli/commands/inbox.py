"""`tacit inbox`."""

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.page import Page


@make(
    "inbox",
    "tacit inbox # what you owe",
    "tacit inbox bob # what Bob owes",
    "tacit inbox --owed-to frontend # what others owe the frontend team",
    "tacit inbox --json | jq -r '.promises[].record'",
)
@click.argument("person", required=False, shell_complete=completing.parties)
@click.option("--owed-to", metavar="PERSON", shell_complete=completing.parties, help="What others owe to them.")
@click.pass_obj
def command(call: Call, person: str | None, owed_to: str | None) -> None:
    """Show what you owe, or PERSON owes, nearest first.

    Each comes with the time it is due, in your own zone, and the commands that keep it.
    """
    found = call.desk.inbox(person, owed_to)

    def page() -> Page:
        from tacit.cli.views.inbox import inbox

        return inbox(found, nothing_owed(call, person, owed_to), call.clock, _title(call, person, owed_to))

    call.answer(found, page)


def _title(call: Call, person: str | None, owed_to: str | None) -> str:
    if owed_to is not None:
        return f"Owed to {call.called(owed_to)}"
    return f"{call.called(person)} owes" if person is not None and person != call.me else ""


def nothing_owed(call: Call, person: str | None, owed_to: str | None) -> str:
    if owed_to is not None:
        return f"{call.called(owed_to)} is owed nothing"
    if person is not None and person != call.me:
        return f"{call.called(person)} owes nobody anything"
    return "You owe nobody anything"
