"""`tacit act`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.doing import answer_done, bringing_options, brought_by
from tacit.cli.frame import Rows
from tacit.cli.frame import command as make

if TYPE_CHECKING:
    from tacit.work.drafts import Draft, Form


def _about_record(call: Call, asked: Mapping[str, Any]) -> Sequence[tuple[str, Rows]]:
    """What may be done to this record now, once it is named."""
    from tacit.work import ask

    if not isinstance(asked.get("record"), str):
        return ()
    found = ask.show(call.workspace, asked["record"], call.who)
    rows = [(one["act"], "you may do it now" if one["allowed"] else f"not now: {one['why']}") for one in found["acts"]]
    return ((f"Acts on {found['id']}", rows),)


@make(
    "act",
    "tacit act auth-token send",
    "tacit act auth-token reply --write 'Reply=After 15 minutes.'",
    "tacit act auth-token refuse --because 'The refresh window is missing.'",
    "tacit act auth-token reply --edit # write it in your editor",
    more_help=_about_record,
)
@click.argument("record", metavar="ID", shell_complete=completing.records)
@click.argument("act", shell_complete=completing.acts)
@bringing_options
@click.option("--because", metavar="TEXT", default="", help="The reason, for acts that need one.")
@click.pass_obj
def command(call: Call, /, record: str, act: str, **options: Any) -> None:
    """Do ACT to a record: one commit, or a refusal that says why.

    ID is a record's id, or any part of it that only one record has. `tacit show ID` tells what you may do.
    """
    from tacit.work import act as doing
    from tacit.work import drafts

    def form(brought: "Draft") -> "Form":
        return drafts.for_act(call.workspace, record, act, brought, call.who)

    with brought_by(options, act, form) as brought:
        found = doing.act(
            call.workspace,
            record,
            act,
            sets=brought.sets,
            writes=brought.writes,
            because=brought.because,
            who=call.who,
        )
    answer_done(call, found, act)
