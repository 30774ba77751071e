"""What `Fixes …` names in the message of a commit or in the story of a pull request."""

import pytest

from tacit.text.fixes import fixed_by


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("Fixes 2026-03-03-004", ["2026-03-03-004"]),
        ("Log out everywhere\n\nFixes 2026-03-03-004-log-out.\n", ["2026-03-03-004-log-out"]),
        ("fixed: `004-log-out`", ["004-log-out"]),
        ("### Fixes TICKET-451: User logout keeps tokens", ["TICKET-451"]),
        ("Fixes tasks/2026/2026-03-03-004-log-out.md", ["2026-03-03-004-log-out"]),
        ("Fix 03-004, 03-005 and 03-006 and more, as said", ["03-004", "03-005", "03-006"]),
        ("Fixes 2026-03-03-004\nFixes 2026-03-03-004", ["2026-03-03-004"]),
        ("Fixes the log-out", []),
        ("Fixes log-out-everywhere", []),
        ("Fixes #12", []),
        ("Fixes 3 typos", []),
        ("Prefixes 2026-03-03-004", []),
        ("Bug-fix 2026-03-03-004", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_message_names_what_it_fixes(message: str, named: list[str]) -> None:
    assert list(fixed_by(message)) == named
