"""How a goal came on, from the versions of its rows."""

from datetime import date

import pytest

from tacit.insight.progress import beginnings, finished, way

DAYS = [date(2026, 3, day) for day in (2, 5, 9)]


def test_a_milestone_is_finished_on_the_day_on_which_it_last_became_complete() -> None:
    def rows(first: str, second: str) -> list[dict[str, object]]:
        return [{"name": "M1", "status": first}, {"name": "M2", "status": second}]

    versions = list(
        zip(DAYS, [rows("complete", "active"), rows("active", "active"), rows("complete", "active")], strict=True)
    )
    assert finished(versions[:2]) == {}
    assert finished(versions) == {"M1": DAYS[2]}
    assert finished([*versions, (date(2026, 3, 12), rows("complete", "complete"))])["M1"] == DAYS[2]


def test_a_criterion_began_at_the_first_value_that_was_written() -> None:
    versions = [
        (DAYS[0], [{"id": "SC-1"}]),
        (DAYS[1], [{"id": "SC-1", "current": "30"}]),
        (DAYS[2], [{"id": "SC-1", "current": "2.5"}]),
    ]
    assert beginnings(versions) == {"SC-1": "30"}


@pytest.mark.parametrize(
    ("start", "current", "target", "part"),
    [
        ("30", "16", "< 2", 0.5),
        ("30", "2", "< 2", 0.99),
        ("30", "1.9 s", "< 2 s", 1.0),
        ("11", "11", "0", 0.0),
        ("11", "15", "0", 0.0),
        ("50 %", "95 %", "≥ 95 %", 1.0),
        ("50%", "40%", ">= 95%", 0.0),
        ("1,000", "1,500", "2,000", 0.5),
        ("2,5", "2", "1,5", 0.5),
        ("5", "5", "5", 1.0),
        ("none", "some", "all", None),
        ("", "3", "4", None),
    ],
)
def test_the_way_to_a_target_is_a_part_from_none_to_all(
    start: str, current: str, target: str, part: float | None
) -> None:
    assert way(start, current, target) == part
