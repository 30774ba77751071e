"""The table of channels as a file: read whole, and every mistake told with its line."""

import pytest

from tacit.errors import Malformed
from tacit.text.channels import read_channels

GOOD = "- type: Blockers\n  channel: '@mention'\n  within: 4 hours\n  says: {block*: 6, not blocked: -6}\n"


def test_a_row_holds_what_it_says() -> None:
    (one,) = read_channels(GOOD, "channels.yaml")
    assert (one.type, one.channel, one.within, one.talk) == ("Blockers", "@mention", "4 hours", False)
    assert one.says == {"block*": 6, "not blocked": -6}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GOOD + "  colour: red\n", 5),
        (GOOD.replace("6,", "much,"), 4),
        (GOOD.replace("6,", "600,"), 4),
        (GOOD + "  talk: perhaps\n", 5),
        ("- Blockers\n", 1),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(Malformed) as told:
        read_channels(text, "channels.yaml")
    assert (told.value.path, told.value.line) == ("channels.yaml", line)
    assert told.value.remedy
