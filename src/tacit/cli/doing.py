"""What `new` and `act` share: the options that bring something along, a draft where one is asked for, the outcome."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.given import read_pairs, read_writes
from tacit.cli.output import Json
from tacit.cli.page import Page

if TYPE_CHECKING:
    from tacit.work.drafts import Given

F = TypeVar("F", bound=Callable[..., Any])


def given_options(function: F) -> F:
    for option in reversed(
        (
            click.option(
                "--set",
                "sets",
                metavar="FIELD=VALUE",
                multiple=True,
                shell_complete=completing.fields,
                help="A field's value; those of a list are parted by commas.",
            ),
            click.option(
                "--write",
                "writes",
                metavar="SECTION=TEXT",
                multiple=True,
                help="A section's text; - is standard input, @FILE a file.",
            ),
            click.option("--edit", is_flag=True, help="Fill in a draft in your editor ($VISUAL, $EDITOR)."),
            click.option("--resume", metavar="FILE", help="Take up a draft that was kept."),
        )
    ):
        function = option(function)
    return function


@contextmanager
def given_by(
    options: Mapping[str, Any],
    name: str,
    template: Callable[["Given"], str],
    read: Callable[[str, str], "Given"],
) -> Iterator["Given"]:
    """What the options bring, or what the draft says that they open; a draft is kept if what follows fails."""
    from tacit.work.drafts import Given

    given = Given(read_pairs(options["sets"]), read_writes(options["writes"]), options.get("because", ""))
    if not options["edit"] and options["resume"] is None:
        yield given
        return
    from tacit.cli.editing import written

    fresh = template(given) if options["resume"] is None else ""
    with written(fresh, resume=options["resume"], edit=options["edit"], name=name) as (text, path):
        yield read(text, path)


def answer_done(call: Call, found: Json, act: str) -> None:
    def page() -> Page:
        from tacit.cli.views.done import done
        from tacit.work import ask

        return done(found, ask.show(call.workspace, found["id"], call.who), act, call.clock)

    call.answer(found, page)
