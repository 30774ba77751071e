"""What `new` and `act` share: the options that bring something along, a draft where one is asked for, the outcome."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tacit.cli import options
from tacit.cli.call import Call
from tacit.cli.given import read_pairs, read_writes
from tacit.cli.output import Json
from tacit.cli.page import Page
from tacit.errors import TacitError

if TYPE_CHECKING:
    from tacit.work.drafts import Blank, Draft, Form

F = TypeVar("F", bound=Callable[..., Any])


def bringing_options(function: F) -> F:
    edit = click.option("--edit", is_flag=True, help="Fill in a draft in your editor ($VISUAL, $EDITOR).")
    return options.together(options.sets(), options.writes(), edit, options.resume())(function)


@contextmanager
def brought_by(given: Mapping[str, Any], name: str, form: Callable[["Draft"], "Form"]) -> Iterator["Draft"]:
    """What the options bring, or the draft that they open says; a draft is kept where what follows fails."""
    from tacit.work.drafts import Draft

    brought = Draft(read_pairs(given["sets"]), read_writes(given["writes"]), given.get("because", ""))
    resume: str | None = given["resume"]
    if not given["edit"] and resume is None:
        yield brought
        return
    from tacit.cli.editing import written

    blank = form(brought)
    with written(blank.text(), resume=resume, edit=given["edit"], name=name) as (text, path):
        yield blank.read(text, path)


def expectations(blanks: "Sequence[Blank]") -> Sequence[tuple[str, str]]:
    """For `--help`: each place of a form, and what is expected there."""
    return [(blank.heading, " ".join(blank.expected.split())) for blank in blanks]


def answer_done(call: Call, found: Json, act: str) -> None:
    def page() -> Page:
        from tacit.cli.views.done import done

        told = done(found, _offers(call, found), act, call.me, call.clock)
        return told.command("tacit sync", indent=2) if call.desk.is_shared else told

    call.answer(found, page)


def _offers(call: Call, found: Json) -> Sequence[Json]:
    """What the caller may do next. The act is done; where this cannot be told, that is no failure of it."""
    if found.get("repeated"):
        return ()
    try:
        return call.desk.offers(found)
    except TacitError:
        return ()
