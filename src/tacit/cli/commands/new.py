"""`tacit new`."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.doing import answer_done, given_by, given_options
from tacit.cli.frame import Rows
from tacit.cli.frame import command as make


def _about_kind(call: Call, asked: Mapping[str, Any]) -> Sequence[tuple[str, Rows]]:
    """What this kind takes, once it is named: its fields and its sections."""
    from tacit.work.drafts import fields_to_fill, in_words, sections_to_fill

    kind = asked.get("kind")
    if not isinstance(kind, str):
        return ()
    protocol = call.workspace.here.protocol(kind)
    return (
        (f"Fields of a {kind}, for --set", [(field.name, in_words(field)) for field in fields_to_fill(protocol)]),
        (f"Sections of a {kind}, for --write", [(name, hint) for name, hint in sections_to_fill(protocol)]),
    )


@make(
    "new",
    "tacit new thread --help # what a thread takes",
    "tacit new thread --edit # write it in your editor",
    "tacit new thread --set topic='Token expiry' --set to=backend --write 'Question=When does a token expire?'",
    "tacit new thread --set topic='Logs' --set to=ops --write Question=@question.md # or =- for standard input",
    more_help=_about_kind,
)
@click.argument("kind", shell_complete=completing.kinds)
@given_options
@click.pass_obj
def command(call: Call, kind: str, **options: Any) -> None:
    """Make a new record of KIND: one file, one commit.

    `tacit protocol list` tells the kinds.
    """
    from tacit.work import act, drafts

    def template(given: Given) -> str:
        return drafts.for_new(call.workspace.here, kind, given)

    def read(text: str, path: str) -> Given:
        return drafts.read(text, path, call.workspace.here.protocol(kind))

    def make_it(given: Given) -> dict[str, Any]:
        return act.create(call.workspace, kind, sets=given.sets, writes=given.writes, who=call.who)

    with given_by(options, kind, template, read) as given:
        found = make_it(given)
    answer_done(call, found, "new")
