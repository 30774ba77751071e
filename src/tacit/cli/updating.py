"""What `standup` and `weekly` share: a draft that the person sees before it is posted, and never a post unseen."""

import shlex
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tacit.cli import options
from tacit.cli.call import Call
from tacit.cli.doing import answer_done
from tacit.cli.given import read_pairs, read_writes
from tacit.cli.output import Json
from tacit.errors import Refused

if TYPE_CHECKING:
    from tacit.work.drafts import Draft

F = TypeVar("F", bound=Callable[..., Any])


def updating_options(function: F) -> F:
    shown = click.option("--print", "shown", is_flag=True, help="Print the draft, and post nothing.")
    edit = click.option("--edit/--no-edit", default=None, help="Open the draft in your editor, or do not.")
    return options.together(shown, options.writes(), options.sets(), edit, options.resume())(function)


def update(call: Call, drafted: Callable[["Draft"], Json], given: Mapping[str, Any], command: str) -> None:
    """Prints the draft, or posts what the person wrote or looked over. `command` is the line that was typed."""
    from tacit.work.drafts import Draft

    brought = Draft(read_pairs(given["sets"]), read_writes(given["writes"]))
    if given["shown"]:
        _print(call, drafted(Draft()), command)
        return
    found = drafted(brought)
    if found["posted"] is not None:
        if brought.sets or brought.writes or given["resume"]:
            posted = found["posted"]["id"]
            remedy = f"Change it: tacit act {posted} edit --edit"
            raise Refused("posted", f"this update is posted already: {posted}", remedy=remedy)
        _say_posted(call, found)
    else:
        _post(call, found, brought, given, command)


def _post(call: Call, found: Json, brought: "Draft", given: Mapping[str, Any], command: str) -> None:
    from tacit.work.drafts import Draft

    resume, edit = given["resume"], given["edit"]
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
    typed = " ".join(f"--write {shlex.quote(text)}" for text in texts)
    return Refused(
        "unseen",
        f"an update is posted only once somebody has seen it; still to be said: {', '.join(unsaid)}",
        remedy=f"Say it: {command} {typed}; or see the whole draft: {command} --print",
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
