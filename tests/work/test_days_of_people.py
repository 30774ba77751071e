"""The day of people as JSON: in UTC, of the day that the reader means."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from handwritten import PEOPLE, Handwritten, person, team

from tacit.errors import Refused, WrongUsage
from tacit.work import days

RIN = {"zone": "Asia/Tokyo", "hours": "22:00-06:00", "away": "[2026-03-05..2026-03-06]", "cover": "bob"}
FRIDAY = datetime(2026, 3, 6, 12, tzinfo=UTC)


@pytest.fixture
def here(tmp_path: Path) -> Handwritten:
    files = {
        **PEOPLE,
        "people/rin.md": person("rin", **RIN),
        "people/bot.md": person("bot", **{"agent": "true", "for": "bob"}),
        "teams/night.md": team("night", "rin", "bob", "bot"),
    }
    return Handwritten.made(tmp_path / "shop", files)


def test_a_day_is_that_of_the_reader_and_a_night_belongs_to_where_it_began(here: Handwritten) -> None:
    told = days.day(here.open(FRIDAY), "night", "2026-03-06", "rin")
    assert (told["zone"], told["from"], told["to"]) == ("Asia/Tokyo", "2026-03-05T15:00:00Z", "2026-03-06T15:00:00Z")
    rin = next(one for one in told["people"] if one["person"] == "rin")
    assert rin["work"] == []
    assert rin["away"] == [
        {"from": "2026-03-05T15:00:00Z", "to": "2026-03-05T21:00:00Z"},
        {"from": "2026-03-06T13:00:00Z", "to": "2026-03-06T15:00:00Z"},
    ]
    assert rin["absence"] == {"first": "2026-03-05", "last": "2026-03-06", "cover": "bob"}
    assert rin["now"]["back"] == "2026-03-09T13:00:00Z"


def test_agents_keep_no_hours_and_a_person_has_a_day_of_their_own(here: Handwritten) -> None:
    assert "bot" not in [one["person"] for one in days.day(here.open(FRIDAY), "night")["people"]]
    assert [one["person"] for one in days.day(here.open(FRIDAY), "@bob")["people"]] == ["bob"]


def test_what_is_no_day_and_who_is_nobody_is_refused(here: Handwritten) -> None:
    with pytest.raises(WrongUsage, match="is not a date"):
        days.day(here.open(FRIDAY), "night", "tomorrow")
    with pytest.raises(Refused, match="no person called nobody"):
        days.day(here.open(FRIDAY), "nobody")


def test_around_a_time_each_ones_night_is_known_too(here: Handwritten) -> None:
    start, end = "2026-03-06T12:00:00Z", "2026-03-06T12:45:00Z"
    told = days.around(here.open(FRIDAY), ["bob", "rin"], start, end, "rin")
    assert (told["from"], told["to"]) == ("2026-03-06T00:00:00Z", "2026-03-07T00:00:00Z")
    assert [(one["person"], one["bears"]) for one in told["people"]] == [
        ("bob", None),
        ("rin", {"minutes": 45, "side": "late"}),  # she is away: it takes all of its length
    ]
    # Night is from 22 to 7 in Tokyo, whatever her hours are.
    assert told["people"][1]["night"] == [{"from": "2026-03-06T13:00:00Z", "to": "2026-03-06T22:00:00Z"}]
