"""`tacit act`."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.doing import answer_done, bringing_options, brought_by, expectations
from tacit.cli.frame import Rows
from tacit.cli.frame import command as make
from tacit.errors import Refused


def _about(call: Call, asked: Mapping[str, Any]) -> Sequence[tuple[str, Rows]]:
    """Once the record is named, what may be done to it now; once the act is, what that takes."""
    record, act = asked.get("record"), asked.get("act")
    if isinstance(record, str) and isinstance(act, str):
        with suppress(Refused):  # why it may not be done now stands with the other acts
            return _about_act(call, record, act)
    return _about_record(call, record) if isinstance(record, str) else ()


def _about_act(call: Call, record: str, act: str) -> Sequence[tuple[str, Rows]]:
    from tacit.work.drafts import BECAUSE, Draft

    form = call.desk.form_of_act(record, act, Draft())
    reasons = [blank for blank in form.sections if blank.name == BECAUSE]
    texts = [blank for blank in form.sections if blank.name != BECAUSE]
    shelves = (("--because", reasons), ("--set", form.fields), ("--write", texts))
    return [(f"What `{act}` takes, for {option}", expectations(blanks)) for option, blanks in shelves if blanks]


def _about_record(call: Call, record: str) -> Sequence[tuple[str, Rows]]:
    found = call.desk.show(record)
    rows = [(one["act"], "you may do it now" if one["allowed"] else f"not now: {one['why']}") for one in found["acts"]]
    return ((f"Acts on {found['id']}", rows),)


@make(
    "act",
    "tacit act auth-token send",
    "tacit act auth-token reply --write 'Reply=After 15 minutes.'",
    "tacit act auth-token refuse --because 'The refresh window is missing.'",
    "tacit act auth-token reply --edit # write it in your editor",
    more_help=_about,
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
    with brought_by(options, act, partial(call.desk.form_of_act, record, act)) as brought:
        found = call.desk.act(record, act, brought)
    answer_done(call, found, act)
