"""Pieces of sentences."""

from tacit.text.phrases import city, did_you_mean, hours, listed, several, spoken


def test_one_is_one_and_others_are_several() -> None:
    assert [several(count, "day") for count in (0, 1, 2)] == ["0 days", "1 day", "2 days"]


def test_what_is_listed_ends_with_and() -> None:
    assert [listed(parts) for parts in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == ["", "a", "a and b", "a, b and c"]
    assert listed(("Mon", "Tue"), "or") == "Mon or Tue"


def test_names_of_protocols_are_said_as_words() -> None:
    assert spoken("decision-request") == "decision request"
    assert spoken("feedback_by") == "feedback by"


def test_a_zone_is_told_by_its_city() -> None:
    assert city("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert city("UTC") == "UTC"


def test_what_was_meant_is_told_before_what_there_is() -> None:
    assert did_you_mean("bakend", ("backend", "frontend"), "There are two.") == "Did you mean backend?"
    assert did_you_mean("xyz", ("backend", "frontend"), "There are two.") == "There are two."


def test_minutes_are_told_in_hours_where_they_are_many() -> None:
    assert [hours(minutes) for minutes in (0, 45, 120, 165)] == ["0 min", "45 min", "2 h", "2 h 45 min"]
