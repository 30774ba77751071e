"""`tacit standup`."""

from functools import partial
from typing import Any

import click

from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.updating import update, updating_options


@make(
    "standup",
    "tacit standup # your editor opens with a draft of today's; save it, and it is posted",
    "tacit standup --print # the draft, and nothing is posted",
    "tacit standup --write 'Completed=Logout works.' --write 'Working on=Refresh tokens.'",
    "tacit standup --write Completed=@done.txt --write Working=- --write 'Blockers=@bob owes me the keys.'",
)
@click.option("--for", "day", metavar="DAY", help="today, yesterday, or a day: 2026-03-03.")
@updating_options
@click.pass_obj
def command(call: Call, /, day: str | None, **options: Any) -> None:
    """Post your daily update, drafted from your work since the last.

    The draft knows your commits and what was merged, the records that you moved, the promises that you kept, what you
    owe today, and what still blocks you. It is yours to correct, and never posted before you have seen it: without a
    terminal each section that must be there is given with --write.
    """
    update(call, partial(call.desk.daily, day), options, "tacit standup" + (f" --for {day}" if day else ""))
