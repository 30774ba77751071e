"""What was answered is told again for as long as it is kept, and what was asked first counts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tacit.state.answers import Answered, Answers

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
DAY = timedelta(days=1)
DONE = Answered(201, '{"etag": "x"}', b"{}")


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    return Answers(tmp_path / "answers.db")


def test_the_first_answer_is_the_one_that_is_told(answers: Answers) -> None:
    assert answers.ask("a", b"1", AT, AT - DAY) == (b"1", None)
    answers.answer("a", DONE)
    answers.answer("a", Answered(500, "{}", b"another"))
    assert answers.ask("a", b"1", AT, AT - DAY) == (b"1", DONE)
    assert answers.ask("b", b"1", AT, AT - DAY) == (b"1", None)
    answers.close()


def test_what_was_asked_first_is_told_to_who_asks_otherwise(answers: Answers) -> None:
    answers.ask("a", b"1", AT, AT - DAY)
    assert answers.ask("a", b"2", AT, AT - DAY) == (b"1", None)
    answers.close()


def test_what_is_older_is_forgotten(answers: Answers) -> None:
    answers.ask("a", b"1", AT, AT - DAY)
    answers.answer("a", DONE)
    later = AT + DAY
    assert answers.ask("a", b"1", later, later - DAY) == (b"1", DONE)
    later += timedelta(seconds=1)
    assert answers.ask("a", b"2", later, later - DAY) == (b"2", None)
    answers.close()


def test_it_is_there_for_who_opens_it_again_and_for_nobody_else_on_the_machine(
    tmp_path: Path, answers: Answers
) -> None:
    answers.ask("a", b"1", AT, AT - DAY)
    answers.answer("a", DONE)
    answers.close()
    again = Answers(tmp_path / "answers.db")
    assert again.ask("a", b"1", AT, AT - DAY) == (b"1", DONE)
    again.close()
    assert (tmp_path / "answers.db").stat().st_mode & 0o077 == 0
