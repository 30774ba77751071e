"""Which channel a message belongs to: by its words, by how much it asks, and by whom it names.

A message that no word places is a quick question where it asks one thing in a few words, and a thread where it asks
more: what takes paragraphs to answer, or is asked of another team, should be found again.
"""

import re
import shlex
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tacit.model.channel import Channel
from tacit.rules.questions import questions

THREADS, CHAT = "Threads", "Quick questions"
_SHORT = 25  # words of a clarification that can be answered in a line or two
_SEVERAL = 5  # what two open questions weigh
_NAMED_TEAM = 3
_NEAR = 3  # channels that are told beside the one


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a message goes, and why; `opens` says whether a thread is worth opening for it."""

    channel: Channel
    words: tuple[str, ...]  # of the message, that decided
    command: str
    opens: bool
    reason: str  # why a thread, or why a chat reply will do
    others: tuple[Channel, ...]


def route(text: str, table: Sequence[Channel], teams: Collection[str] = ()) -> Routed:
    """`teams` are names that other teams go by; a message that names one is likely a question to it."""
    said = _plain(text)
    asked = questions(text)
    named = [team for team in teams if re.search(rf"(?<!\w)@?{re.escape(_plain(team))}(?!\w)", said)]
    weights = {id(one): sum(weight for _, weight in _found(said, one)) for one in table}
    for one in table:
        if one.type == THREADS:
            weights[id(one)] += _SEVERAL * (len(asked) > 1) + _NAMED_TEAM * bool(named)
    ranked = sorted(table, key=lambda one: -weights[id(one)])
    best = ranked[0] if weights[id(ranked[0])] > 0 else _fallback(table, said, asked)
    opens, reason = _thread(best, asked, named)
    others = tuple(one for one in ranked if one is not best and weights[id(one)] > 0)[:_NEAR]
    words = tuple(word.removesuffix("*") for word, weight in _found(said, best) if weight > 0)
    return Routed(best, words, command_of(best, text), opens, reason, others)


def command_of(channel: Channel, text: str) -> str:
    """The command with the message in it, quoted so that a shell takes it as one word."""
    return channel.command.replace("{text}", shlex.quote(" ".join(text.split())) if text.strip() else "…")


def _found(said: str, channel: Channel) -> Iterator[tuple[str, int]]:
    for word, weight in channel.says.items():
        if _begins(word).search(said):
            yield word, weight


@lru_cache(maxsize=1024)
def _begins(word: str) -> re.Pattern[str]:
    """A word, in the plural too; `learn*` is the beginning of one."""
    stem = word.removesuffix("*")
    return re.compile(rf"(?<!\w){re.escape(_plain(stem))}" + ("" if word.endswith("*") else r"(?:e?s)?(?!\w)"))


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _fallback(table: Sequence[Channel], said: str, asked: Sequence[str]) -> Channel:
    wanted = CHAT if len(asked) < 2 and len(said.split()) <= _SHORT else THREADS
    return next((one for one in table if one.type == wanted), table[0])


def _thread(best: Channel, asked: Sequence[str], named: Sequence[str]) -> tuple[bool, str]:
    """Whether a thread is worth opening, by what the message asks and not by how it is put."""
    if best.type == THREADS:
        if len(asked) > 1:
            return True, f"it asks {len(asked)} things: open a thread for each, so that each can be settled"
        if named:
            return True, f"it is asked of {named[0]}, and their answer should be found again"
        return True, "the answer will take paragraphs, or should outlive the conversation"
    if best.type == CHAT:
        return False, "one quick clarification: a chat reply will do, and a thread if it takes more than that"
    if best.talk:
        return False, "what comes of it belongs into a record afterwards"
    return False, "it has a record of its own"
