"""`tacit completion`."""

import sys

import click

from tacit.cli.call import Call
from tacit.cli.frame import command as make


@make(
    "completion",
    'eval "$(tacit completion bash)" # in ~/.bashrc',
    'eval "$(tacit completion zsh)" # in ~/.zshrc, below compinit',
    "tacit completion fish > ~/.config/fish/completions/tacit.fish",
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_obj
def command(call: Call, shell: str) -> None:
    """Print what makes your shell complete commands and records.

    Kinds, acts, people and fields are completed, too.
    """
    from click.shell_completion import get_completion_class

    from tacit.cli.frame import frame
    from tacit.cli.output import write_json, write_text

    found = get_completion_class(shell)
    assert found is not None
    script = found(frame(), {}, "tacit", "_TACIT_COMPLETE").source_template % {
        "complete_func": "_tacit_completion",
        "complete_var": "_TACIT_COMPLETE",
        "prog_name": "tacit",
    }
    if call.as_json:
        write_json({"shell": shell, "script": script}, sys.stdout)
    else:
        write_text(script, sys.stdout)
