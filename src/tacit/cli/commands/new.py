"""`tacit new`."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.doing import answer_done, bringing_options, brought_by, expectations
from tacit.cli.frame import Rows
from tacit.cli.frame import command as make


def _about_kind(call: Call, asked: Mapping[str, Any]) -> Sequence[tuple[str, Rows]]:
    """What this kind takes, once it is named: its fields and its sections."""
    from tacit.rules.wording import with_article
    from tacit.work.drafts import Draft

    kind = asked.get("kind")
    if not isinstance(kind, str):
        return ()
    form = call.desk.form_of_new(kind, Draft())
    return (
        (f"Fields of {with_article(kind)}, for --set", expectations(form.fields)),
        (f"Sections of {with_article(kind)}, for --write", expectations(form.sections)),
    )


@make(
    "new",
    "tacit new thread --help # what a thread takes",
    "tacit new thread --edit # write it in your editor",
    "tacit new thread --set topic='Token expiry' --set to=backend --write 'Question=When does a token expire?'",
    "tacit new thread --set topic=Logs --set to=ops --write Question=@question.md # a text from a file; =- is stdin",
    more_help=_about_kind,
)
@click.argument("kind", shell_complete=completing.kinds)
@bringing_options
@click.pass_obj
def command(call: Call, /, kind: str, **options: Any) -> None:
    """Make a new record of KIND: one file, one commit.

    `tacit protocol list` tells the kinds.
    """
    with brought_by(options, kind, partial(call.desk.form_of_new, kind)) as brought:
        found = call.desk.create(kind, brought)
    answer_done(call, found, "new")
