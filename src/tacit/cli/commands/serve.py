"""`tacit serve`."""

import click

from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.output import write_json, write_text


@make(
    "serve",
    "tacit serve # on this machine, for whoever sits at it",
    "tacit serve --open # and open it in a browser",
    "tacit serve --port 9000",
    "tacit --as bob serve # as Bob sees it",
    "tacit serve --url https://tacit.example.com # for everybody with an account, behind a proxy that speaks https",
)
@click.option("--host", metavar="HOST", default="127.0.0.1", help="The address to listen on; else this machine alone.")
@click.option("--port", metavar="PORT", type=click.IntRange(0, 65535), default=8765, help="Else 8765; 0 is a free one.")
@click.option("--url", metavar="URL", help="The address that people use, where a proxy stands in front.")
@click.option("--open", "browse", is_flag=True, help="Open the address in a browser of this machine.")
@click.pass_obj
def command(call: Call, host: str, port: int, url: str | None, browse: bool) -> None:
    """Serve the workspace as pages in a browser.

    On this machine, while nobody has an account, nobody signs in: you are who git says, or --as. What others can
    reach is served to those with an account: see `tacit account`. Ctrl-C ends it.
    """
    import sys

    def say(name: str, url: str) -> None:
        if call.as_json:
            write_json({"name": name, "url": url}, sys.stdout)
        else:
            write_text(f"{name} is served at {url}\nCtrl-C ends it.\n", sys.stdout)
        sys.stdout.flush()

    serve = call.face("serve")
    where = {"host": host, "port": port, "url": url, "browse": browse}
    serve(call.folder, call.running_clock, **where, person=call.who, moved=call.is_moved, say=say)
