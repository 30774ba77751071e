"""How the promises of a record began, told from its acts."""

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from tacit.index.rows import Act
from tacit.model.history import Began, Story, Transition
from tacit.rules.retrace import CLOCK
from tacit.rules.world import TACIT
from tacit.text.spans import read_instant


def fold(story: dict[str, Began], done: Transition) -> None:
    """What the story of a record is after this act: promises that begin begin anew; acts of Tacit are counted."""
    if done.person == TACIT and done.act:
        for promise, began in story.items():
            story[promise] = replace(began, done=began.done | {done.act})
    for promise in done.began:
        story[promise] = Began(done.at, done.by_hand, commit=done.commit)


def story_of(acts: Iterable[Act]) -> Story:
    story: dict[str, Began] = {}
    for act in acts:
        fold(story, transition_of(act))
    return story


def irregular_since(acts: Iterable[Act], promises: Collection[str]) -> str:
    """An edit that no allowed act explains, since these promises began (or which began them); nothing where none."""
    found = ""
    for act in acts:
        done = transition_of(act)
        # Writing the due time of what began by hand does not make it regular.
        if done.irregular or (done.act != CLOCK and not set(promises).isdisjoint(done.began)):
            found = done.irregular
    return found


@lru_cache(maxsize=1024)
def _instant(at: str) -> datetime:
    """A commit has one time, and often many acts."""
    return read_instant(at)


def transition_of(act: Act) -> Transition:
    return Transition(
        record=act.record,
        commit=act.commit,
        at=_instant(act.at),
        person=act.person,
        act=act.act,
        source=act.source,
        target=act.target,
        by_hand=bool(act.by_hand),
        irregular=act.irregular,
        fault=act.fault,
        party=act.party,
        began=tuple(json.loads(act.began)),
    )
