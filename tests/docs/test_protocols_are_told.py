"""The page on protocols tells all that a protocol may say, and nothing that it may not."""

import re

import pytest
from console_blocks import ROOT

from tacit.rules.fillers import FILLERS
from tacit.rules.guards import GUARDS
from tacit.text.protocol_course import ACT_KEYS, PERIODS, PROMISE_KEYS, RHYTHM_KEYS
from tacit.text.protocol_record import FIELD_KEYS, SCALAR_TYPES, SECTION_KEYS
from tacit.text.protocols import KEYS, LAYOUTS
from tacit.text.values import ANSWERS

PAGE = (ROOT / "docs" / "protocols.md").read_text()


def part(title: str) -> str:
    """A section of the page, with those below it."""
    level = re.search(rf"^(#+) {re.escape(title)}$", PAGE, re.MULTILINE)
    assert level is not None, title
    return re.split(rf"^#{{1,{len(level[1])}}} ", PAGE[level.end() :], maxsplit=1, flags=re.MULTILINE)[0]


def firsts(table_of: str, head: str) -> set[str]:
    """The first words in backticks of each row of the table with this head."""
    table = part(table_of).partition(f"| {head} |")[2].partition("\n\n")[0]
    cells = [row.split("|")[1] for row in table.splitlines()[2:]]
    return {re.split(r"[: ]", name)[0] for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("The file, key by key", KEYS),
        ("fields", FIELD_KEYS),
        ("sections", SECTION_KEYS),
        ("acts", ACT_KEYS),
        ("promises", PROMISE_KEYS),
        ("rhythm", RHYTHM_KEYS),
    ],
)
def test_every_key_has_its_row(title: str, known: tuple[str, ...]) -> None:
    if title == "fields":
        assert firsts(title, "key") == set(known)
        return
    told = firsts(title, "key")
    assert set(known) - told == set()
    assert told - set(known) == set()


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("fields", SCALAR_TYPES),
        ("The file, key by key", LAYOUTS),
        ("acts", ANSWERS),
        ("rhythm", PERIODS),
    ],
)
def test_every_word_is_told(title: str, known: tuple[str, ...]) -> None:
    assert [word for word in known if f"`{word}`" not in part(title)] == []


@pytest.mark.parametrize(("head", "known"), [("guard", GUARDS), ("filler", FILLERS)])
def test_every_guard_and_filler_has_its_row(head: str, known: dict[str, object]) -> None:
    assert firsts("Guards and fillers", head) == set(known)
