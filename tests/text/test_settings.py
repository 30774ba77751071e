from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.model.clock import Span
from tacit.model.people import Hours
from tacit.model.workspace import Settings, Step
from tacit.text.settings import read_settings, write_settings

WHOLE = """\
name: Atlas
zone: Europe/Berlin
hours: 10:00-18:30
days: Mon-Thu
holidays: DE-BY
told: shared
escalation:
  - {to: [goal.owner, affected.leads], answer: 4 working hours, decide: 1 workday}
  - to: cto
    answer: 0 minutes
    decide: 2 hours
forms: {thread: solo}
channels:
  - {for: blockers, in: "#blocked"}
couriers:
  mail: {host: smtp.example.org, port: 25}
"""


def test_a_whole_file_is_read() -> None:
    settings, findings = read_settings(WHOLE)
    assert findings == ()
    assert settings.name == "Atlas"
    assert settings.hours == Hours("Europe/Berlin", time(10), time(18, 30), frozenset({0, 1, 2, 3}), "DE-BY")
    assert settings.escalation == (
        Step(("goal.owner", "affected.leads"), Span(4, "working hours"), Span(1, "workdays")),
        Step(("cto",), Span(0, "minutes"), Span(2, "hours")),
    )
    assert settings.forms == {"thread": "solo"}
    assert settings.channels == ({"for": "blockers", "in": "#blocked"},)
    assert settings.couriers == {"mail": {"host": "smtp.example.org", "port": "25"}}


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file_means_the_defaults(text: str) -> None:
    assert read_settings(text) == (Settings(), ())


def test_days_may_be_a_list() -> None:
    assert read_settings("days: [Mon, Wed]")[0].hours.days == {0, 2}


def test_a_key_that_is_unknown_is_a_warning_that_names_the_one_meant() -> None:
    settings, (finding,) = read_settings("name: Atlas\nzoen: UTC\n", "tacit.yaml")
    assert settings.name == "Atlas"
    assert (finding.path, finding.line, finding.rule, finding.severity) == ("tacit.yaml", 2, "unknown-value", "warning")
    assert finding.remedy == "Did you mean `zone`?"


@pytest.mark.parametrize(
    ("text", "line", "message", "remedy"),
    [
        ("name: a\nzone: Europe/Berlim", 2, "Europe/Berlim", "Europe/Berlin"),
        ("hours: nine to five", 1, "nine to five", "09:00-17:30"),
        ("days: Mon-Fry", 1, "Mon-Fry", "Mon-Fri"),
        ("holidays: XX", 1, "XX", "DE-BY"),
        ("told: sharde", 1, "`sharde` is no way of telling", "`shared`"),
        ("name: [a]", 1, "a list", "one text"),
        ("zone: [UTC]", 1, "a list", "one text"),
        ("escalation: []", 1, "reaches nobody", "Add a step"),
        ("escalation: cto", 1, "list of steps", "to: [goal.owner]"),
        ("escalation:\n  - cto", 2, "is a map", "to: [goal.owner]"),
        ("escalation:\n  - {answer: 1 hour, decide: 1 hour}", 2, "reaches nobody", "Say whom"),
        ("escalation:\n  - {to: cto, decide: 1 hour}", 2, "no `answer`", "within what time"),
        ("escalation:\n  - {to: cto, answer: 1 hour}", 2, "no `decide`", "within what time"),
        ("escalation:\n  - to: cto\n    answer: soon\n    decide: 1 hour", 3, "'soon'", "whole number"),
        ("escalation:\n  - to: cto\n    answer: [1]\n    decide: 1 hour", 3, "a list", "one text"),
        ("escalation:\n  - {to: cto, answer: 1 hour, decid: 1 hour}", 2, "no key `decid`", "`decide`"),
        ("forms: solo", 1, "should be a map", "name: value"),
        ("channels: chat", 1, "is a list", "one channel a line"),
        ("couriers: [mail]", 1, "should be a map", "name: value"),
    ],
)
def test_a_wrong_value_is_an_error_with_line_and_remedy(text: str, line: int, message: str, remedy: str) -> None:
    settings, findings = read_settings(text)
    finding = findings[0]
    assert (finding.line, finding.severity, finding.rule) == (line, "error", "unknown-value")
    assert message in finding.message
    assert remedy in finding.remedy
    assert settings.hours == Hours()
    assert settings.escalation is None


def test_what_does_not_parse_is_one_finding_and_the_defaults() -> None:
    settings, (finding,) = read_settings("name: a\nname: b\n")
    assert settings == Settings()
    assert (finding.rule, finding.severity, finding.line) == ("parse", "error", 2)
    assert finding.remedy


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    _, findings = read_settings("forms: x\ntold: y\nzone: z\nfoo: 1\n")
    assert [finding.line for finding in findings] == [1, 2, 3, 4]


def test_without_being_sure_only_what_cannot_be_a_country_is_found() -> None:
    settings, findings = read_settings("holidays: XX", sure=False)
    assert (settings.hours.holidays, findings) == ("XX", ())
    assert read_settings("holidays: Bavaria", sure=False)[1]


def test_what_is_written_holds_nothing_that_has_a_default() -> None:
    assert write_settings("Atlas") == "name: Atlas\n"
    assert write_settings("Atlas", {"thread": "solo"}) == "name: Atlas\nforms:\n  thread: solo\n"


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(["no", "NO", "1e3", "~", "a: b"])
)
def test_every_name_is_read_back_as_it_was_written(name: str) -> None:
    settings, findings = read_settings(write_settings(name))
    assert findings == ()
    assert settings.name == name


@pytest.mark.parametrize("name", ["no", "Yes", "null", "12:30", "1e3", ".inf", "0x1F", "~", "=", "<<"])
def test_a_name_that_other_readers_take_for_something_else_is_quoted(name: str) -> None:
    import yaml

    assert yaml.safe_load(write_settings(name)) == {"name": name}
