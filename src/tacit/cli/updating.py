"""What `standup` and `weekly` share: a draft that the person sees before it is posted, and never a post unseen."""

import shlex
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.doing import answer_done
from tacit.cli.given import read_pairs, read_writes
from tacit.cli.output import Json
from tacit.errors import Refused

if TYPE_CHECKING:
    from tacit.work.updates import Update

F = TypeVar("F", bound=Callable[..., Any])


def updating_options(function: F) -> F:
    for option in reversed(
        (
            click.option("--print", "shown", is_flag=True, help="Print the draft, and post nothing."),
            click.option(
                "--write",
                "writes",
                metavar="SECTION=TEXT",
                multiple=True,
                help="A section's text; - is standard input, @FILE a file.",
            ),
            click.option(
                "--set",
                "sets",
                metavar="FIELD=VALUE",
                multiple=True,
                shell_complete=completing.fields,
                help="A field's value; those of a list are parted by commas.",
            ),
            click.option("--edit/--no-edit", default=None, help="Open the draft in your editor, or do not."),
            click.option("--resume", metavar="FILE", help="Take up a draft that was kept."),
        )
    ):
        function = option(function)
    return function


def update(call: Call, found: "Update", options: Mapping[str, Any], command: str) -> None:
    """Prints the draft, or posts what the person wrote or looked over. `command` is the line that was typed."""
    sets, writes = read_pairs(options["sets"]), read_writes(options["writes"])
    if options["shown"]:
        _print(call, found, command)
    elif found.posted is not None:
        if sets or writes or options["resume"]:
            remedy = f"Change it: tacit act {found.posted.id} edit --edit"
            raise Refused("posted", f"this update is posted already: {found.posted.id}", remedy=remedy)
        _say_posted(call, found)
    else:
        _post(call, found, sets, writes, options, command)


def _post(
    call: Call,
    found: "Update",
    sets: Mapping[str, str],
    writes: Mapping[str, str],
    options: Mapping[str, Any],
    command: str,
) -> None:
    from tacit.work import act, updates

    ws = call.workspace
    lacking = updates.unsaid(ws, found, writes)
    resume, edit = options["resume"], options["edit"]
    if edit is None:
        edit = resume is None and bool(lacking) and not call.as_json and _at_a_terminal()
    if not edit and resume is None:
        if lacking:
            raise _unseen(found, lacking, command)
        made = act.create(ws, found.kind, sets={**found.sets, **sets}, writes=writes, who=call.who)
    else:
        from tacit.cli.editing import written

        form = updates.form_of(ws, found, sets, writes)
        with written(form.text(), resume=resume, edit=edit, name=found.kind, whole=True) as (text, path):
            said = form.read(text, path)
            made = act.create(ws, found.kind, sets={**found.sets, **said.sets}, writes=said.writes, who=call.who)
    answer_done(call, made, "posted")


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _unseen(found: "Update", lacking: tuple[str, ...], command: str) -> Refused:
    """Nobody has seen the draft: it is told how to say it, with what was drafted to begin from."""
    texts = [f"{heading}={found.texts.get(heading) or '…'}" for heading in lacking]
    given = " ".join(f"--write {shlex.quote(text)}" for text in texts)
    return Refused(
        "unseen",
        f"an update is posted only once somebody has seen it; still to be said: {', '.join(lacking)}",
        remedy=f"Say it: {command} {given}; or see the whole draft: {command} --print",
    )


def _print(call: Call, found: "Update", command: str) -> None:
    from tacit.cli.page import Page
    from tacit.text.spans import write_instant
    from tacit.work.updates import owners_sections

    sections = owners_sections(call.workspace.here.protocol(found.kind))
    told: Json = {
        "kind": found.kind,
        "fields": dict(found.sets),
        "since": write_instant(found.since),
        "sections": {section.heading: found.texts.get(section.heading, "") for section in sections},
        "needed": list(found.needed),
        "posted": found.posted.id if found.posted else None,
    }

    def page() -> Page:
        from tacit.cli.views.update import draft

        return draft(told, command, call.clock)

    call.answer(told, page)


def _say_posted(call: Call, found: "Update") -> None:
    from tacit.cli.page import Page
    from tacit.work.ask import record_json

    assert found.posted is not None
    told = {**record_json(found.posted), "repeated": True}

    def page() -> Page:
        from tacit.cli.views.update import posted

        return posted(told)

    call.answer(told, page)
