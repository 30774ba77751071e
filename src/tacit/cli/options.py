"""Options that several commands take, each said once."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import click

from tacit.cli import completing

F = TypeVar("F", bound=Callable[..., Any])


class Option(Protocol):
    """A decorator that leaves a function what it is."""

    def __call__(self, function: F, /) -> F: ...


def together(*options: Option) -> Option:
    """Several as one, told in help in this order."""

    def added(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return added


def sets() -> Option:
    return click.option(
        "--set",
        "sets",
        metavar="FIELD=VALUE",
        multiple=True,
        shell_complete=completing.fields,
        help="A field's value; those of a list are parted by commas.",
    )


def writes() -> Option:
    return click.option(
        "--write",
        "writes",
        metavar="SECTION=TEXT",
        multiple=True,
        help="A section's text; - is standard input, @FILE a file.",
    )


def resume() -> Option:
    return click.option("--resume", metavar="FILE", help="Take up a draft that was kept.")


def where(what: str) -> Option:
    return click.option(
        "--where",
        metavar="FIELD=VALUE",
        multiple=True,
        shell_complete=completing.fields,
        help=f"Only {what} with this value; may be given several times.",
    )


def form_of_findings() -> Option:
    return click.option(
        "--format",
        "form",
        type=click.Choice(("text", "json", "github")),
        help="How findings are written; in GitHub Actions, github.",
    )
