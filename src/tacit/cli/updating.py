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
    from tacit.work.drafts import Draft

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


def update(call: Call, drafted: Callable[["Draft"], Json], options: Mapping[str, Any], command: str) -> None:
    """Prints the draft, or posts what the person wrote or looked over. `command` is the line that was typed."""
    from tacit.work.drafts import Draft

    brought = Draft(read_pairs(options["sets"]), read_writes(options["writes"]))
    if options["shown"]:
        _print(call, drafted(Draft()), command)
        return
    found = drafted(brought)
    if found["posted"] is not None:
        if brought.sets or brought.writes or options["resume"]:
            posted = found["posted"]["id"]
            remedy = f"Change it: tacit act {posted} edit --edit"
            raise Refused("posted", f"this update is posted already: {posted}", remedy=remedy)
        _say_posted(call, found)
    else:
        _post(call, found, brought, options, command)


def _post(call: Call, found: Json, brought: "Draft", options: Mapping[str, Any], command: str) -> None:
    from tacit.work.drafts import Draft

    resume, edit = options["resume"], options["edit"]
    if edit is None:
        edit = resume is None and bool(found["unsaid"]) and not call.as_json and _at_a_terminal()
    if not edit and resume is None:
        if found["unsaid"]:
            raise _unseen(found, command)
        made = call.desk.create(found["kind"], Draft({**found["fields"], **brought.sets}, brought.writes))
    else:
        from tacit.cli.editing import written
        from tacit.work.drafts_told import form_of

        form = form_of(found["form"])
        with written(form.text(), resume=resume, edit=edit, name=found["kind"], whole=True) as (text, path):
            said = form.read(text, path)
            made = call.desk.create(found["kind"], Draft({**found["fields"], **said.sets}, said.writes))
    answer_done(call, made, "posted")


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _unseen(found: Json, command: str) -> Refused:
    """Nobody has seen the draft: it is told how to say it, with what was drafted to begin from."""
    unsaid = found["unsaid"]
    texts = [f"{heading}={found['sections'].get(heading) or '…'}" for heading in unsaid]
    given = " ".join(f"--write {shlex.quote(text)}" for text in texts)
    return Refused(
        "unseen",
        f"an update is posted only once somebody has seen it; still to be said: {', '.join(unsaid)}",
        remedy=f"Say it: {command} {given}; or see the whole draft: {command} --print",
    )


def _print(call: Call, found: Json, command: str) -> None:
    from tacit.cli.page import Page

    told: Json = {name: found[name] for name in ("kind", "fields", "since", "sections", "needed")}
    told = {**told, "posted": found["posted"]["id"] if found["posted"] else None}

    def page() -> Page:
        from tacit.cli.views.update import draft

        return draft(told, command, call.clock)

    call.answer(told, page)


def _say_posted(call: Call, found: Json) -> None:
    from tacit.cli.page import Page

    told = {**found["posted"], "repeated": True}

    def page() -> Page:
        from tacit.cli.views.update import posted

        return posted(told)

    call.answer(told, page)
