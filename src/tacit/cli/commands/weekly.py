"""`tacit weekly`."""

import shlex
from functools import partial
from typing import Any

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.frame import command as make
from tacit.cli.updating import update, updating_options


@make(
    "weekly",
    "tacit weekly # of your goal: your editor opens with a draft of this week's",
    "tacit weekly launch --print # of one of several goals: the draft, and nothing is posted",
    "tacit weekly launch --write Progress=@progress.md --write 'Confidence=- Timeline: On track'",
)
@click.argument("goal", required=False, shell_complete=completing.records)
@click.option("--for", "week", metavar="WEEK", help="Another week than this one: 2026-W10.")
@updating_options
@click.pass_obj
def command(call: Call, /, goal: str | None, week: str | None, **options: Any) -> None:
    """Post the weekly update of a goal, drafted from its records.

    The draft measures milestones against their target, tells metrics, decisions, what was settled and learned, and
    what is blocked for how long. How confident you are it asks of you. It is never posted before you have seen it.
    """
    words = ["tacit", "weekly", *([goal] if goal else ()), *(["--for", week] if week else ())]
    update(call, partial(call.desk.weekly, goal, week), options, shlex.join(words))
