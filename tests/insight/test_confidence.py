"""What people say of how sure they are, put side by side."""

import pytest

from tacit.insight.confidence import Said, by_week, said, value, weeks


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("On track (M2 on schedule for completion)", 5),
        ("90% confident", 4.6),
        ("At risk", 2),
        ("at risk, but on track for the beta", 2),
        ("Not on track", 1),
        ("Good (all code reviewed, tests passing)", 4),
        ("Neutral", 3),
        ("Concerned", 2),
        ("Excellent", 5),
        ("300 %", 5),
        ("We meet on Tuesday", None),
        ("goodness knows", None),
    ],
)
def test_words_stand_for_a_number_where_they_are_known(words: str, number: float | None) -> None:
    assert value(words) == number


def test_a_text_says_something_of_each_matter_and_hints_say_nothing() -> None:
    text = "- Timeline: On track\n* **Quality**: 90% confident\n- Team morale: [Good / Neutral]\n- Next week: Beta"
    told = [(one.matter, one.words, one.value) for one in said("2026-W10", "eva", text)]
    assert told == [("timeline", "On track", 5), ("quality", "90% confident", 4.6)]


def test_a_week_is_as_sure_as_who_is_least_sure_and_a_silent_week_has_no_value() -> None:
    found = [
        Said("2026-W09", "timeline", "eva", "On track", 5),
        Said("2026-W09", "timeline", "bob", "At risk", 2),
        Said("2026-W11", "timeline", "eva", "hm", None),
        Said("2026-W12", "quality", "eva", "Good", 4),
    ]
    shown = weeks((one.week for one in found), 12)
    assert shown == ("2026-W09", "2026-W10", "2026-W11", "2026-W12")
    assert by_week(found, "timeline", shown) == (2, None, None, None)


def test_weeks_go_over_the_new_year_and_no_further_back_than_asked() -> None:
    assert weeks(["2026-W53", "2027-W01", "no week", "2026-W99"], 5) == ("2026-W53", "2027-W01")
    assert weeks(["2025-W01", "2026-W10"], 3) == ("2026-W08", "2026-W09", "2026-W10")
    assert weeks([], 3) == ()
