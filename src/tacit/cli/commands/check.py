"""`tacit check`."""

import os
import sys
from collections.abc import Sequence

import click

from tacit.cli import options
from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.output import Json
from tacit.cli.page import Page


@make(
    "check",
    "tacit check # every record, in the work tree",
    "tacit check threads/2026-03-03-001-auth-token-expiry.md",
    "tacit check --staged # what is about to be committed, for a hook",
    "tacit check --range origin/main..HEAD --format github # a pull request",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@click.option("--staged", is_flag=True, help="What is about to be committed.")
@click.option("--range", "range_", metavar="A..B", help="What changed between two commits.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without deciding anything.")
@click.option("--strict", is_flag=True, help="Warnings alone end with 1, too.")
@options.form_of_findings()
@click.pass_obj
def command(
    call: Call,
    paths: tuple[str, ...],
    staged: bool,
    range_: str | None,
    fix: bool,
    strict: bool,
    form: str | None,
) -> int:
    """Say what is wrong with the records, and what would mend it.

    Errors end with 1; warnings alone end with 0, unless --strict.
    """
    found = call.desk.check(list(paths), staged, range_, fix)
    tell(call, found, form)
    return status(found["findings"], strict)


def tell(call: Call, found: Json, form: str | None) -> None:
    """Findings in the form asked for; where none is, as the place where it runs wants them."""
    if form == "json":
        call.as_json = True
    if not call.as_json and (form or _usual_form()) == "github":
        from tacit.cli.output import write_text
        from tacit.cli.views.findings import annotations

        write_text("".join(f"{one}\n" for one in annotations(found)), sys.stdout)
    else:
        call.answer(found, lambda: _page(found))


def _usual_form() -> str:
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


def _page(found: Json) -> Page:
    from tacit.cli.views.findings import findings

    return findings(found)


def status(findings: Sequence[Json], strict: bool) -> int:
    """1 where something is left to mend."""
    left = [one for one in findings if not one.get("fixed")]
    return 1 if any(strict or one["severity"] == "error" for one in left) else 0
