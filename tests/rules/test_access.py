"""What roles and scopes may, whole; and which passwords are taken."""

import pytest

from tacit.model.account import NOBODY, Need, Who
from tacit.rules.access import may, scopes_of, up_to
from tacit.rules.passwords import LONGEST, SHORTEST, weakness

ALL = {Need.PUBLIC, Need.READ, Need.ACT, Need.ADMIN, Need.OWN}
MAY: list[tuple[Who, set[Need]]] = [
    (NOBODY, {Need.PUBLIC}),
    (Who("ana", "guest"), {Need.PUBLIC, Need.READ, Need.OWN}),
    (Who("ana", "member"), {Need.PUBLIC, Need.READ, Need.ACT, Need.OWN}),
    (Who("ana", "admin"), ALL),
    (Who("ana", at_the_machine=True), ALL),
    (Who(at_the_machine=True), ALL),
    (Who("ana", "admin", up_to("read")), {Need.PUBLIC, Need.READ}),
    (Who("ana", "admin", up_to("act")), {Need.PUBLIC, Need.READ, Need.ACT}),
    (Who("ana", "admin", up_to("admin")), {Need.PUBLIC, Need.READ, Need.ACT, Need.ADMIN}),
    (Who("ana", "admin", frozenset()), {Need.PUBLIC}),
    (Who("ana", "guest", up_to("admin")), {Need.PUBLIC, Need.READ}),
    (Who("ana", "member", up_to("admin")), {Need.PUBLIC, Need.READ, Need.ACT}),
    (Who(None, None, up_to("admin")), {Need.PUBLIC}),
]


@pytest.mark.parametrize(("who", "allowed"), MAY)
def test_a_role_and_a_scope_allow_what_both_allow(who: Who, allowed: set[Need]) -> None:
    assert {need for need in Need if may(who, need)} == allowed


def test_each_role_has_what_the_smaller_one_has() -> None:
    assert scopes_of("guest") < scopes_of("member") < scopes_of("admin") == up_to("admin")


@pytest.mark.parametrize(
    "password",
    [
        *("short", "elevensigns", "password1234", "P@ssw0rd!2024", "qwertyuiop123", "098765432109", "aaaaaaaaaaaa"),
        *("abcabcabcabc", "alice-2026-shop", "correcthorsebatterystaple", "Summer2026!!!", "letmeinletmein1"),
        *("1qaz2wsx3edc", "q1w2e3r4t5y6", "ZAQ1xsw2CDE3vfr4", "147258369147"),
        *("michael12345", "Chocolate123!", "112233445566", "123321123321", "qwe123qwe123", "HelloWorld123"),
        *("Willkommen-2025", "ALICE.alice.ALICE", "fghijklmnopqrstu", "x" * (LONGEST + 1)),
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert weakness(password, ["alice", "Shop"])


@pytest.mark.parametrize(
    "password",
    [
        "purple otter 43 tin",
        "x9$kLm2#vQ7z",
        "ein grüner Kühlschrank",
        "カレンダーの猫と古い自転車",
        "t" + "ab9-" * 20 + "zkq wv",
    ],
)
def test_what_is_long_and_of_its_own_is_taken_whatever_its_signs(password: str) -> None:
    assert len(password) >= SHORTEST
    assert weakness(password, ["alice", "Shop"]) is None


def test_the_words_of_its_owner_count_for_that_owner() -> None:
    assert weakness("harbourlights77", ["harbour", "lights"])
    assert not weakness("harbourlights77", ["shop"])
