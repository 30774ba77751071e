"""Headings are matched however people spell them, and written in one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.text.headings import Names, key_of, spelled, write_heading

NAMES = {"to": ("Payments Platform", "payments"), "from": ("Team", "x-team")}


def is_heading(written: str, key: str, names: Names) -> bool:
    return key_of(written, (key,), spelled(names)) is not None


@pytest.mark.parametrize(
    "written",
    [
        "Payments Platform's Reply",
        "payments platform’s reply",
        "Payments' Reply",
        "PAYMENTS'S  REPLY",
        "payments’ Reply",
        "Payments Team's Reply",
        "Payments Platform Team’s Reply",
        "  payments's Reply (if needed)",
        "[Responder Team]'s Reply",
    ],
)
def test_a_partys_heading_is_found_in_every_spelling(written: str) -> None:
    assert is_heading(written, "{to}'s Reply", NAMES)


@pytest.mark.parametrize(
    "written",
    [
        "Reply",
        "Backend's Reply",
        "Payment's Reply",
        "Paymentss Reply",
        "payments's Final Answer",
        "'s Reply",
        "",
        "payments Reply",
    ],
)
def test_what_is_another_heading_is_not_taken_for_it(written: str) -> None:
    assert not is_heading(written, "{to}'s Reply", NAMES)


def test_a_name_may_itself_be_a_team() -> None:
    assert is_heading("Backend Team's Reply", "{to}'s Reply", {"to": ("Backend Team",)})
    assert is_heading("backend's Reply", "{to}'s Reply", {"to": ("Backend Team",)})
    assert is_heading("Team's Reply", "{to}'s Reply", {"to": ("Team",)})
    assert is_heading("@alice's Reply", "{to}'s Reply", {"to": ("@alice",)}) or is_heading(
        "alice's Reply", "{to}'s Reply", {"to": ("@alice",)}
    )


def test_an_apostrophe_inside_a_word_is_kept() -> None:
    assert not is_heading("Dont panic", "Don't panic", {})
    assert is_heading("don’t panic", "Don't panic", {})


def test_a_heading_without_parties_is_compared_without_case() -> None:
    assert is_heading("the DECISION", "The decision", {})
    assert is_heading("Final Answer (if needed)", "Final Answer", {})
    assert not is_heading("The decisions", "The decision", {})


def test_what_a_template_adds_in_parentheses_tells_no_headings_apart() -> None:
    assert is_heading("Ideas (Add yours below - no judgment, just brainstorm)", "Ideas", {})
    assert not is_heading("Ideas (one) and more", "Ideas", {})
    assert not is_heading("Other ideas (one)", "Ideas", {})


def test_a_new_heading_has_the_name_with_its_first_letter_upper_case() -> None:
    assert write_heading("{to}'s Reply", NAMES) == "Payments Platform's Reply"
    assert write_heading("{to}'s Reply", {"to": ("équipe",)}) == "Équipe's Reply"
    assert write_heading("{to}'s Reply", {}) == "{to}'s Reply"
    assert write_heading("the end", {}) == "the end"


def test_a_name_in_braces_is_no_trap() -> None:
    assert is_heading("{to}'s Reply", "{to}'s Reply", {"to": ("{to}",)})
    assert not is_heading("x's Reply", "{to}'s Reply", {"to": ("{from}",), "from": ("x",)})
    assert is_heading("A and B's notes", "{from} and {to}'s notes", {"to": ("b",), "from": ("a",)})


@given(st.text("abc' ’sS-_.é@[]", min_size=1, max_size=12).map(str.strip).filter(bool))
def test_what_is_written_is_matched(name: str) -> None:
    names = {"to": (name,)}
    assert is_heading(write_heading("{to}'s Reply", names), "{to}'s Reply", names)
