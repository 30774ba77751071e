"""`tacit index`."""

import click

from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.page import Page


@make(
    "index",
    "tacit index # read the commits that the index has not seen",
    "tacit index --rebuild # make it anew from git",
)
@click.option("--rebuild", is_flag=True, help="Make it anew.")
@click.pass_obj
def command(call: Call, rebuild: bool) -> None:
    """Bring the derived index up to date.

    Commands do so by themselves. The index may be deleted at any time: the repository is the truth.
    """
    from tacit.work.follow import follow

    found = follow(call.workspace, rebuild=rebuild, progress=call.progress)

    def page() -> Page:
        from tacit.cli.views.workspace import indexed

        return indexed(found)

    call.answer(found, page)
