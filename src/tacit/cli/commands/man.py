"""`tacit man`."""

import sys

import click

from tacit.cli.call import Call
from tacit.cli.frame import command as make


@make(
    "man",
    "tacit man | man -l - # read it",
    "tacit man > ~/.local/share/man/man1/tacit.1 # then `man tacit`",
)
@click.pass_obj
def command(call: Call) -> None:
    """Print the manual page."""
    from tacit import __version__
    from tacit.cli.frame import frame
    from tacit.cli.manual import manual
    from tacit.cli.output import write_json, write_text

    page = manual(frame(), __version__)
    if call.as_json:
        write_json({"manual": page}, sys.stdout)
    else:
        write_text(page, sys.stdout)
