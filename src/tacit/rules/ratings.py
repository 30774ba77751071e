"""What anonymous answers come to: each question with how often every rating was given, and nobody's name.

An answer is an entry with one line a question, the first of them its heading, in their order or with the question's
number in front: `4`, `2. 5`, `3) 1, since the builds are slow`.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tacit.rules.asked import Asked
from tacit.rules.parties import handles

BEST = 5
FEWEST = 3  # answers; of fewer, the ratings would say whose they are
_ENTRY = re.compile(r"^#{2,6}[ \t]+", re.MULTILINE)
_LINE = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?(?:(?P<question>\d{1,2})[.):][ \t]+)?(?P<rating>[1-5])(?!\d)(?P<words>[^\n]*)$"
)
_BEFORE_WORDS = re.compile(r"^[\s,;:.–—-]+")

Answered = dict[int, tuple[int, str]]  # the rating of each question, with the words behind it


def ratings_counted(asked: Asked) -> str:
    """The table of all ratings, and below it what was said in words, shuffled by their own spelling."""
    record = asked.record
    part = record.part("Answers")
    text = "\n\n".join(filter(None, (part.body if part and part.filled else "", asked.given.writes.get("Answers", ""))))
    answers = tuple(answers_in(text))
    if len(answers) < FEWEST:
        return f"{len(answers)} answered. Of fewer than {FEWEST} nothing is told: it would say who said what."
    questions = handles(record.fields.get("questions"))
    invited = handles(record.fields.get("invited"))
    people = {person.handle for party in invited for person in asked.world.humans(party)}
    said = f"{len(answers)} of {len(people)} answered." if people else f"{len(answers)} answered."
    return "\n\n".join(filter(None, (said, _table(questions, answers), *_words(questions, answers))))


def answers_in(text: str) -> Iterator[Answered]:
    """Each entry that rates something."""
    for body in _ENTRY.split(text):
        found = _rated(body)
        if found:
            yield found


def _rated(body: str) -> Answered:
    found: Answered = {}
    for line in body.splitlines():
        rated = _LINE.match(line)
        if rated:
            question = int(rated["question"]) if rated["question"] else len(found) + 1
            found.setdefault(question, (int(rated["rating"]), _BEFORE_WORDS.sub("", rated["words"]).strip()))
    return found


def _table(questions: tuple[str, ...], answers: tuple[Answered, ...]) -> str:
    ratings = range(1, BEST + 1)
    rows = [
        f"| Question | Answers | Mean | {' | '.join(map(str, ratings))} |",
        f"|---|---|---|{'---|' * BEST}",
    ]
    for number, question in enumerate(questions, 1):
        given = Counter(answer[number][0] for answer in answers if number in answer)
        count = given.total()
        mean = f"{sum(rating * times for rating, times in given.items()) / count:.1f}" if count else ""
        cells = " | ".join(str(given[rating]) for rating in ratings)
        rows.append(f"| {_cell(question)} | {count} | {mean} | {cells} |")
    return "\n".join(rows)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _words(questions: tuple[str, ...], answers: tuple[Answered, ...]) -> Iterator[str]:
    """In the order of the alphabet, so that nothing tells which words came from one hand."""
    for number, question in enumerate(questions, 1):
        said = sorted({answer[number][1] for answer in answers if number in answer and answer[number][1]})
        if said:
            yield "\n".join((f"{_cell(question)}", "", *(f"- {each}" for each in said)))
