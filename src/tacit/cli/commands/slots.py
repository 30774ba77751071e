"""`tacit slots`."""

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.page import Page


@make(
    "slots",
    "tacit slots 2026-03-03-001 # for those who must come to this meeting",
    "tacit slots --with bob,carol --length 30m # for you and these two",
    "tacit slots --with design --days 5",
)
@click.argument("record", metavar="[ID]", required=False, shell_complete=completing.records)
@click.option("--with", "with_", metavar="A,B", shell_complete=completing.parties, help="Who must come, too.")
@click.option("--length", metavar="SPAN", help="How long: 45m, 1h, 45 minutes.")
@click.option("--days", metavar="N", type=click.IntRange(1, 90), default=10, show_default=True, help="How far to look.")
@click.pass_obj
def command(call: Call, record: str | None, with_: str | None, length: str | None, days: int) -> None:
    """Find times to meet that are fair across zones.

    On workdays of all, in nobody's night. Where somebody must begin early or stay late, it is who bore least of that
    in earlier meetings.
    """
    others = [one.strip().removeprefix("@") for one in (with_ or "").split(",") if one.strip()]
    found = call.desk.slots(record, others, length, days)

    def page() -> Page:
        from tacit.cli.views.slots import shown

        return shown(found, call.clock)

    call.answer(found, page)
