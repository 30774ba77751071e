"""The shape of every command: global options before and after its name, examples in its help, loaded when called."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from tacit.cli.call import Call
from tacit.errors import TacitError, WrongUsage

Rows = Sequence[tuple[str, str]]
MoreHelp = Callable[[Call, Mapping[str, Any]], Sequence[tuple[str, Rows]]]

# In the order of help: what one does at the start, every day, now and then. `protocol` is `cli.commands.protocol`.
SHELVES: Mapping[str, tuple[str, ...]] = {
    "Begin": ("init", "new", "import"),
    "Every day": ("inbox", "standup", "weekly", "act", "show", "board"),
    "Look up": ("list", "search", "history", "why", "route", "slots"),
    "Share": ("serve", "sync"),
    "Keep in order": ("tick", "check", "story", "protocol", "index"),
    "Set up": ("account", "completion", "man"),
}
_MODULES = {
    name: f"tacit.cli.commands.{name}{'_' if iskeyword(name) else ''}" for shelf in SHELVES.values() for name in shelf
}

_GLOBAL_HELP = "Options that every command takes, before or after its name"


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep a global option where it was given; the one after the command goes before the one in front of it."""
    call = ctx.ensure_object(Call)
    given = param.name is not None and ctx.get_parameter_source(param.name) is not click.ParameterSource.DEFAULT
    if given and param.name is not None:
        setattr(call, param.name, value)


def global_options() -> list[click.Option]:
    from tacit.cli.completing import people

    shared: dict[str, Any] = {"expose_value": False, "callback": _keep}
    return [
        click.Option(
            ["--repo"],
            metavar="DIR",
            type=click.Path(file_okay=False),
            help="The workspace; else where you stand.",
            **shared,
        ),
        click.Option(["--server"], metavar="URL", help="A server to work against, not a clone.", **shared),
        click.Option(
            ["--as", "who"], metavar="PERSON", shell_complete=people, help="Who acts; else git's user.email.", **shared
        ),
        click.Option(["--at"], metavar="TIME", help="The time that is now: 2026-03-03T09:00:00+01:00.", **shared),
        click.Option(
            ["--json", "as_json"], is_flag=True, is_eager=True, help="One JSON document, and nothing else.", **shared
        ),
    ]  # fmt: skip


class Command(click.Command):
    """A command with its examples, and with help that may know more once arguments are given."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), more_help: MoreHelp | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.examples = examples
        self.more_help = more_help
        self.globals = global_options()
        self.params.extend(self.globals)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if self.more_help and any(name in args for name in ctx.help_option_names):
            found, _, _ = self.make_parser(ctx).parse_args(list(args))
            ctx.meta["tacit.asked"] = found
            for name in ("repo", "server", "who", "at"):  # help is told at once, before they are kept
                if found.get(name) is not None:
                    setattr(ctx.ensure_object(Call), name, found[name])
        if ctx.resilient_parsing and args and args[-1].startswith("-"):
            args = args[:-1]  # its value is being completed; with it click would forget the arguments in front
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, rows in self._told_more(ctx, formatter):
            with formatter.section(title):
                formatter.write_dl(rows)
        write_options(self, ctx, formatter, self.globals)

    def _told_more(self, ctx: click.Context, formatter: click.HelpFormatter) -> Sequence[tuple[str, Rows]]:
        """What is known of the arguments; outside of a workspace and without the record, help is help still."""
        if self.more_help is None:
            return ()
        try:
            return self.more_help(ctx.ensure_object(Call), ctx.meta.get("tacit.asked", {}))
        except WrongUsage:
            raise
        except TacitError as error:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(f"More cannot be told here: {error.message}.")
            return ()

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_examples(self.examples, formatter)


def command(name: str, *examples: str, more_help: MoreHelp | None = None) -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command. An example is a command line; ` # ` parts it from what it is for."""
    return click.command(name, cls=Command, examples=examples, more_help=more_help)


class Group(click.Group):
    """Commands of one subject: `tacit protocol show`."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.globals = global_options()
        self.params.extend(self.globals)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        write_options(self, ctx, formatter, self.globals)


class Frame(Group):
    """`tacit` itself: its commands stand in modules of their own, each loaded when it is called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in _MODULES:
            return None
        found: click.Command = import_module(_MODULES[name]).command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not ctx.resilient_parsing and args[0] not in _MODULES and not args[0].startswith("-"):
            raise click.NoSuchCommand(args[0], possibilities=_MODULES, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, _MODULES))
        for shelf, names in SHELVES.items():
            with formatter.section(shelf):
                formatter.write_dl([(name.ljust(width), self._summary(ctx, name)) for name in names])

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_examples(
            (
                "tacit init --name Shop # this folder becomes a workspace",
                "tacit inbox # what you owe, nearest first",
                "tacit act --help # how to act on a record",
            ),
            formatter,
        )

    def _summary(self, ctx: click.Context, name: str) -> str:
        """The first sentence of its help, whole: it is written to fit."""
        found = self.get_command(ctx, name)
        assert found is not None
        return (found.help or "").splitlines()[0].rstrip(".")


def write_options(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, shared: Sequence[click.Parameter]
) -> None:
    for title, wanted in (("Options", False), (_GLOBAL_HELP, True)):
        records = [
            record
            for param in command.get_params(ctx)
            if isinstance(param, click.Option)
            and (param in shared) is wanted
            and (record := param.get_help_record(ctx))
        ]
        if records:
            with formatter.section(title):
                formatter.write_dl(records)


def write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    if not examples:
        return
    with formatter.section("Examples"):
        for example in examples:
            line, _, what_for = example.partition(" # ")
            if what_for:
                formatter.write_text(f"# {what_for}")
            # Written as it is: a wrapped command line is no command line any more.
            formatter.write(f"{' ' * formatter.current_indent}$ {line}\n")


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    import sys

    from tzdata import IANA_VERSION  # type: ignore[import-untyped]

    from tacit import __version__
    from tacit.cli.output import write_json, write_text

    python = ".".join(map(str, sys.version_info[:3]))
    if ctx.ensure_object(Call).as_json:
        write_json({"tacit": __version__, "tzdata": IANA_VERSION, "python": python}, sys.stdout)
    else:
        write_text(f"tacit {__version__} (tzdata {IANA_VERSION}, Python {python})\n", sys.stdout)
    ctx.exit()


def frame() -> Frame:
    version = click.Option(
        ["--version"], is_flag=True, expose_value=False, callback=_version, help="The versions in use."
    )
    return Frame(
        "tacit",
        params=[version],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        help="Agreement without a meeting: promises with clocks, kept in a git repository.",
    )
