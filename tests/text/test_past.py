"""Acts as what somebody did."""

import pytest

from tacit.text.past import past
from tacit.work.snapshot import bundled


@pytest.mark.parametrize(
    ("act", "did"),
    [
        ("reply", "replied"), ("resolve", "resolved"), ("send", "sent this"), ("object", "objected"),
        ("drop", "dropped"), ("plan", "planned"), ("edit", "edited"), ("comment", "commented"), ("fix", "fixed"),
        ("move", "moved"), ("ask", "asked"), ("return", "returned"), ("close", "closed"),
        ("carry-over", "carried over"),
        ("withdraw", "withdrew"), ("leave", "left"), ("cancel", "cancelled"), ("take-over", "took over"),
        ("idea", "added an idea"), ("review", "reviewed"), ("deliver", "delivered"), ("open", "opened"),
    ],
)  # fmt: skip
def test_an_act_is_told_in_the_past(act: str, did: str) -> None:
    assert past(act) == did


def test_every_act_of_every_kind_ends_as_something_done() -> None:
    acts = {act for protocol in bundled().values() for act in protocol.acts}
    odd = {past(act) for act in acts if not past(act).split()[0].endswith("ed")}
    assert odd == {"left", "withdrew", "sent this", "kept this", "wrote the agenda", "wrote the notes"}
