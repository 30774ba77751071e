"""The manual page, in roff, made from the commands themselves: what `--help` says and the manual cannot differ."""

from collections.abc import Iterator

import click

from tacit.cli.frame import Command, Frame, Group

_STATUSES = (
    ("0", "done"),
    ("1", "refused by a rule, or findings"),
    ("2", "wrong usage"),
    ("3", "the environment failed: no git, disk full, and the like"),
)
_VARIABLES = (
    ("TACIT_NOW", "The time that is now, as with --at."),
    ("TACIT_SERVER", "The server to work against, as with --server."),
    ("TACIT_TOKEN", "The token by which it knows you; else the one of its address in $XDG_CONFIG_HOME/tacit/tokens."),
    ("TACIT_DEBUG", "Set to 1, a mistake of Tacit's own is told with its traceback."),
    ("VISUAL, EDITOR", "The editor that --edit opens."),
    ("NO_COLOR", "Set to anything, a terminal gets no colours."),
)


def manual(tacit: Frame, version: str) -> str:
    return "\n".join(_lines(tacit, version)) + "\n"


def _lines(tacit: Frame, version: str) -> Iterator[str]:
    yield f'.TH TACIT 1 "" "tacit {version}" "Tacit"'
    yield from (".SH NAME", f"tacit \\- {_text(_summary(tacit))}")
    yield from (".SH SYNOPSIS", ".B tacit", "[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]")
    yield ".SH COMMANDS"
    with click.Context(tacit, info_name="tacit") as context:
        for name in tacit.list_commands(context):
            found = tacit.get_command(context, name)
            assert found is not None
            yield from _command(found, context, name)
        yield ".SH OPTIONS"
        yield "Every command takes these, before or after its name."
        yield from _options(tacit, context)
    yield ".SH EXIT STATUS"
    yield from _terms(_STATUSES)
    yield ".SH ENVIRONMENT"
    yield from _terms(_VARIABLES)


def _command(command: click.Command, parent: click.Context, name: str) -> Iterator[str]:
    with click.Context(command, info_name=name, parent=parent) as context:
        if isinstance(command, Group):
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                assert found is not None
                yield from _command(found, context, inner)
            return
        yield f'.SS "{_text(context.command_path)} {_text(_arguments(command, context))}"'
        yield _text(" ".join((command.help or "").split()))
        yield from _options(command, context)
        if isinstance(command, Command):
            yield from _examples(command)


def _arguments(command: click.Command, context: click.Context) -> str:
    return " ".join(piece for piece in command.collect_usage_pieces(context))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    shared = () if isinstance(command, Frame) else getattr(command, "globals", ())
    for param in command.get_params(context):
        record = param.get_help_record(context) if isinstance(param, click.Option) else None
        if record and param not in shared and "--help" not in param.opts:
            yield from _terms((record,))


def _examples(command: Command) -> Iterator[str]:
    for example in command.examples:
        line, _, what_for = example.partition(" # ")
        yield from (".PP", _text(f"{what_for}:") if what_for else "For example:")
        yield from (".RS", ".nf", _text(f"$ {line}"), ".fi", ".RE")


def _terms(rows: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for term, meaning in rows:
        yield from (".TP", f".B {_text(term)}", _text(meaning))


def _summary(command: click.Command) -> str:
    return (command.help or "").splitlines()[0].rstrip(".")


def _text(words: str) -> str:
    """Plain words as roff: nothing in them is a request, and hyphens stay hyphens that can be searched for."""
    escaped = words.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq").replace("…", "...")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
