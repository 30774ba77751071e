from datetime import date, time

import pytest

from tacit.model.people import Focus, Hours, Person, Team
from tacit.model.record import Record, Value
from tacit.text.people import person_of, team_of

HOUSE = Hours("Asia/Tokyo", time(8), time(16), frozenset({0, 1}), "JP")


def record(kind: str = "person", /, **fields: Value) -> Record:
    lines = {key: line for line, key in enumerate(fields, start=2)}
    return Record("ann", kind, f"people/{fields.get('handle', 'ann')}.md", fields, lines=lines)


def test_somebody_who_says_nothing_works_as_the_workspace_does() -> None:
    assert person_of(record(handle="ann", name="Ann"), HOUSE) == (Person("ann", "Ann", hours=HOUSE), ())


def test_everything_that_a_person_says_is_read() -> None:
    person, findings = person_of(
        record(
            handle="bot",
            name="Bot",
            email="bot@example.org",
            zone="Europe/Berlin",
            hours="22:00-06:00",
            days="Sat,Sun",
            holidays="DE-BY",
            away=("2026-07-01..2026-07-14", "2026-08-03"),
            digest=("16:00", "9:00"),
            focus=("Mon-Fri 09:00-11:00",),
            cover="ben",
            cover_signs=True,
            agent=True,
            **{"for": "ann"},
        ),
        HOUSE,
    )
    assert findings == ()
    assert person.hours == Hours("Europe/Berlin", time(22), time(6), frozenset({5, 6}), "DE-BY")
    assert person.away == ((date(2026, 7, 1), date(2026, 7, 14)), (date(2026, 8, 3), date(2026, 8, 3)))
    assert (person.email, person.cover, person.cover_signs) == ("bot@example.org", "ben", True)
    assert person.digest == (time(9), time(16))
    assert person.focus == (Focus(frozenset(range(5)), time(9), time(11)),)
    assert (person.agent, person.acts_for) == (True, "ann")


@pytest.mark.parametrize(
    ("key", "value", "remedy"),
    [
        ("zone", "Europe/Berlim", "Europe/Berlin"),
        ("hours", "9 to 5", "09:00-17:30"),
        ("days", "weekdays", "Mon-Fri"),
        ("holidays", "DE-XX", "DE-BY"),
        ("away", ("2026-07-14..2026-07-01",), "2026-07-01..2026-07-14"),
        ("digest", ("9am",), "09:00"),
        ("focus", ("Mon 11:00-09:00",), "Mon-Fri 09:00-11:00"),
    ],
)
def test_a_field_that_cannot_be_read_gives_way_to_the_workspace(key: str, value: Value, remedy: str) -> None:
    person, (finding,) = person_of(record(handle="ann", **{key: value}), HOUSE)
    assert (person.hours, person.away, person.digest, person.focus) == (HOUSE, (), (), ())
    assert (finding.path, finding.line, finding.rule) == ("people/ann.md", 3, "unknown-value")
    assert finding.severity == "error"
    assert finding.message.startswith(f"{key}: ")
    assert remedy in finding.remedy


def test_one_bad_absence_does_not_lose_the_others() -> None:
    person, findings = person_of(record(away=("soon", "2026-08-03")), HOUSE)
    assert person.away == ((date(2026, 8, 3), date(2026, 8, 3)),)
    assert len(findings) == 1


def test_a_single_absence_needs_no_list_and_a_missing_handle_is_the_id() -> None:
    person, findings = person_of(record(away="2026-08-03"), HOUSE)
    assert (person.handle, len(person.away), findings) == ("ann", 1, ())


def test_the_country_of_holidays_is_looked_up_only_where_somebody_wants_to_be_sure() -> None:
    assert person_of(record(holidays="XX"), HOUSE, sure=False)[0].hours.holidays == "XX"
    person, findings = person_of(record(holidays="XX"), HOUSE)
    assert (person.hours.holidays, len(findings)) == ("JP", 1)


def test_a_team_is_read() -> None:
    team = team_of(record("team", handle="core", name="Core", lead="ann", members=("ann", "ben")))
    assert team == Team("core", "Core", "ann", ("ann", "ben"))
    assert team_of(record("team")) == Team("ann")
