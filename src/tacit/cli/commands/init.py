"""`tacit init`."""

import click

from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.page import Page


@make(
    "init",
    "tacit init --name Shop # this folder becomes a workspace",
    "tacit init --solo # one person, short threads",
    "tacit --repo handbook init # another folder, kept by hand so far or new",
    "tacit init --template async-first # response times, escalation and channels to fill in",
    "tacit init --protocol adr --files 'doc/adr/{n:04}-{slug}.md' # decision records that were here before",
)
@click.option("--name", metavar="NAME", help="What the workspace is called; else the folder's name.")
@click.option("--solo", is_flag=True, help="The short forms, for one person.")
@click.option("--protocol", metavar="NAME", help="Put a protocol here to change it; or adopt a foreign kind: adr, eip.")
@click.option("--files", metavar="PATTERN", help="With --protocol: where its records lie.")
@click.option("--template", metavar="NAME", help="Begin with prepared settings or records: async-first, two-teams.")
@click.pass_obj
def command(
    call: Call, name: str | None, solo: bool, protocol: str | None, files: str | None, template: str | None
) -> None:
    """Make this folder a workspace.

    Where it is no git repository yet, it becomes one. What stands here already is
    taken as it is: files in threads/, people/ and the like are records from now on.
    In a workspace that is there already, --protocol adds that protocol and nothing else.
    """
    from tacit.work.adopt import init

    found = init(
        call.folder, name=name, solo=solo, protocol=protocol, files=files, template=template, who=call.who, now=call.now
    )

    def page() -> Page:
        from tacit.cli.views.workspace import begun

        return begun(found)

    call.answer(found, page)
