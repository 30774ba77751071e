"""Runs one command line from its arguments to its exit status."""

import os
import sys
from collections.abc import Mapping, Sequence

from tacit.cli import failures
from tacit.cli.output import leave_quietly, write_text
from tacit.errors import TacitError, WrongUsage


def run(arguments: Sequence[str], faces: Mapping[str, str]) -> int:
    """Nothing leaves here but an exit status: 0 done, 1 refused or findings, 2 wrong usage, 3 the environment.

    `faces` are what a command hands over to: this room does not know those beside it.
    """
    as_json = asks_for_json(arguments)
    try:
        return _run(list(arguments), faces)
    except TacitError as error:
        return failures.report(error, as_json=as_json)
    except BrokenPipeError:
        leave_quietly(sys.stdout)
        return 0
    except KeyboardInterrupt as interrupt:
        failures.report(failures.interrupted(interrupt), as_json=as_json)
        return failures.INTERRUPTED
    except OSError as error:
        # What a full disk did not take would be tried once more at the end of the process, and change the status.
        leave_quietly(sys.stdout)
        return failures.report(failures.environment_failed(error), as_json=as_json)
    except Exception as error:
        return failures.report(failures.bug(error), as_json=as_json)


def asks_for_json(arguments: Sequence[str]) -> bool:
    """Read by eye, since an error of usage is told before the options are understood."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in options


def _run(arguments: list[str], faces: Mapping[str, str]) -> int:
    import click

    from tacit.cli.call import Call
    from tacit.cli.frame import frame

    tacit = frame()
    if instruction := os.environ.get("_TACIT_COMPLETE"):
        from click.shell_completion import shell_complete

        return shell_complete(tacit, {}, "tacit", "_TACIT_COMPLETE", instruction)
    try:
        with tacit.make_context("tacit", arguments, obj=Call(faces=faces)) as context:
            status = tacit.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.exceptions.NoArgsIsHelpError as lost:
        if asks_for_json(arguments):
            raise failures.wrong_usage(lost) from None
        write_text(f"{lost.format_message()}\n", sys.stderr)
        return WrongUsage.exit_status
    except click.ClickException as wrong:
        raise failures.wrong_usage(wrong) from None
    return status if isinstance(status, int) else 0
