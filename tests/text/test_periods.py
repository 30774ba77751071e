"""Turns of rhythms as one says them."""

import pytest

from tacit.text.moments import period


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-03-13", "Fri 13 Mar"),
        ("2026-W09", "week 9"),
        ("2026-03", "March 2026"),
        ("2026-13", "2026-13"),
        ("2026-02-30", "2026-02-30"),
        ("soon", "soon"),
    ],
)
def test_a_day_a_week_and_a_month_are_said_and_anything_else_stays(written: str, said: str) -> None:
    assert period(written) == said
