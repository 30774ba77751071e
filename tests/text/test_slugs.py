"""File names made from topics."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.text.slugs import slug


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("Auth token expiry", "auth-token-expiry"),
        ("Auth token: expiry?", "auth-token-expiry"),
        ("  §3.2 — HMAC_SHA256 / JWT  ", "3-2-hmac-sha256-jwt"),
        ("Où est l'été?", "ou-est-l-ete"),
        ("Größe", "grosse"),
        ("セッションの保存先", "セッションの保存先"),
        ("Ключи", "ключи"),
        ("Мой ключ", "мой-ключ"),
        ("हिन्दी में", "हिन्दी-में"),
        ("㎒", "mhz"),
        ("🚀🚀", "untitled"),
        ("", "untitled"),
        ("NUL", "x-nul"),
        ("con", "x-con"),
        ("com1", "x-com1"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\x00b\nc\u202ed", "a-b-c-d"),
    ],
)
def test_a_topic_becomes_a_name(topic: str, expected: str) -> None:
    assert slug(topic) == expected


def test_a_long_topic_is_cut_between_words() -> None:
    found = slug("word " * 30)
    assert len(found) <= 60
    assert found.endswith("word")
    assert len(slug("x" * 200)) == 60
    assert len(slug("長" * 200).encode()) == 180
    assert len(slug("𠀀" * 200).encode()) == 180


def test_a_name_of_one_topic_is_one_name_in_each_unicode_form() -> None:
    assert slug("caf\u00e9") == slug("cafe\u0301") == "cafe"
    assert slug("が") == slug("か\u3099") == "が"


@given(st.text(max_size=120))
def test_a_name_is_safe_whatever_the_topic(topic: str) -> None:
    found = slug(topic)
    assert found
    assert found == found.strip("-.")
    assert not set(found) & set('/\\:*?"<>|. \t\r\n\0_')
    assert all(letter.isalnum() or letter == "-" or category(letter)[0] == "M" for letter in found), found
    assert "--" not in found
    assert slug(found) == found
    assert len(found.encode()) <= 180
