"""What is said when something went wrong, and the exit status that says it to scripts."""

import errno
import os
import sys
from typing import TYPE_CHECKING

from tacit.cli.output import write_json, write_page, write_text
from tacit.cli.page import Page
from tacit.errors import EnvironmentFailed, Refused, TacitError, WrongUsage

if TYPE_CHECKING:
    import click

INTERRUPTED = 130  # what a shell reports of a command that SIGINT ended

_REMEDIES = {
    errno.ENOSPC: ("disk-full", "Make room on the disk and run the command again."),
    errno.EDQUOT: ("disk-full", "Make room within your quota and run the command again."),
    errno.EROFS: ("read-only", "Mount the disk for writing, or work in another copy of the repository."),
    errno.EACCES: ("no-permission", "Ask for the permission, or run the command as the owner of the file."),
    errno.EPERM: ("no-permission", "Ask for the permission, or run the command as the owner of the file."),
}


def report(error: TacitError, *, as_json: bool) -> int:
    """Say it on standard error; the answer is the exit status."""
    notes = getattr(error, "__notes__", ())
    error.remedy = "\n".join(part for part in (error.remedy, *notes) if part)
    if as_json:
        write_json({"error": error.as_json()}, sys.stderr)
    else:
        write_page(_page(error), sys.stderr)
    return error.exit_status


def _page(error: TacitError) -> Page:
    label = "refused" if isinstance(error, Refused) else "error"
    page = Page().say((f"{label}: ", "late"), *_first_line(error.message))
    for more in error.message.split("\n")[1:]:
        page.say(more, indent=2)
    if error.path is not None:
        page.say(("at ", "dim"), f"{error.path}:{error.line}" if error.line is not None else error.path, indent=2)
    for number, said in enumerate(error.remedy.split("\n") if error.remedy else ()):
        page.say(("help: " if number == 0 else "      ", "good"), said, indent=2, hang=6)
    return page


def _first_line(message: str) -> tuple[str]:
    return (message.split("\n")[0],)


def wrong_usage(error: "click.ClickException") -> WrongUsage:
    """What click found, in the form of every other error, with near matches as the remedy."""
    import click

    said = error.format_message()
    near: list[str] | None = None
    code = "usage"
    if isinstance(error, click.NoSuchCommand):
        code, said, near = "unknown-command", f"there is no command `{error.command_name}`", error.possibilities
    elif isinstance(error, click.NoSuchOption):
        code, said, near = "unknown-option", f"there is no option `{error.option_name}`", error.possibilities
    elif isinstance(error, click.exceptions.NoArgsIsHelpError):
        said = "there is no command given"
    elif isinstance(error, click.MissingParameter) and error.param is not None:
        code, said = (
            "missing-argument",
            f"{error.param.make_metavar(error.ctx) if error.ctx else error.param.name} is missing",
        )
    context = getattr(error, "ctx", None)
    seen = context.command_path if context else "tacit"
    meant = f"Did you mean {_listed(near)}? " if near else ""
    return WrongUsage(code, said.rstrip("."), remedy=f"{meant}`{seen} --help` tells how it is called.")


def _listed(names: list[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def environment_failed(error: OSError) -> EnvironmentFailed:
    code, remedy = _REMEDIES.get(error.errno or 0, ("environment", "Mend that and run the command again."))
    reason = error.strerror or str(error) or type(error).__name__
    path = error.filename if isinstance(error.filename, str) else None
    return _noting(error, EnvironmentFailed(code, f"the machine said: {reason}", remedy=remedy, path=path))


def interrupted(error: KeyboardInterrupt) -> TacitError:
    remedy = "What was committed before stays; run it again."
    return _noting(error, EnvironmentFailed("interrupted", "interrupted", remedy=remedy))


def _noting(error: BaseException, told: EnvironmentFailed) -> EnvironmentFailed:
    """With the notes of what happened: where a draft is kept."""
    for note in getattr(error, "__notes__", ()):
        told.add_note(note)
    return told


def bug(error: Exception) -> TacitError:
    """A mistake of Tacit's own: with the traceback where it was asked for."""
    if os.environ.get("TACIT_DEBUG"):
        import traceback

        write_text("".join(traceback.format_exception(error)), sys.stderr)
    told = EnvironmentFailed(
        "bug",
        f"Tacit made a mistake: {type(error).__name__}: {error}{_place(error)}",
        remedy="Run it again with TACIT_DEBUG=1 and report what it prints, with `tacit --version`.",
    )
    return _noting(error, told)


def _place(error: Exception) -> str:
    """The innermost line of Tacit that was at work."""
    found = ""
    trace = error.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.split(".")[0] == "tacit":
            found = f" ({module}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return found
