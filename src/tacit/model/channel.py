"""Where a sort of message goes, who sees it there, and by when it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Channel:
    type: str  # of message: Blockers, Decisions
    channel: str
    audience: str = ""
    within: str = ""  # as people say it: 30 minutes, same day
    use: str = ""  # what it is for, in a sentence
    mention: str = ""  # how loudly: @channel is urgent, @here important, @person asks somebody to act
    command: str = ""  # what to type; {text} stands for the message
    talk: bool = False  # whether what is said there is kept nowhere else
    says: Mapping[str, int] = field(default_factory=dict)  # the words of such a message, and their weight
    source: str = "built in"
