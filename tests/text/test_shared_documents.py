"""Documents that threads are about: finding the section, linking it to the record, and nothing else changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.text.shared_documents import (
    add_checkpoint,
    anchor,
    backlink,
    bump_version,
    find_passage,
    forward_comment,
    has_links,
    link_resolution,
    split_reference,
    without_links,
)

RECORD = "2026-01-15-001-token-format"
BACK = backlink(RECORD, "threads", f"archive/threads/{RECORD}.md", "protocols/auth.md", "Why HMAC?")
FORWARD = forward_comment(RECORD, "threads")

AUTH = """---
version: 1.4
---

# Auth

Everything about tokens.

## §3.2 Auth Token Format

HMAC-SHA256.

### Signing

```
## not a heading
```

## §3.21 Other

Text.
"""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("protocols/auth.md#§3.2", ("protocols/auth.md", "§3.2")),
        (" ./protocols//auth.md # Auth Token Format ", ("protocols/auth.md", "Auth Token Format")),
        ("auth.md", ("auth.md", "")),
        ("#§3.2", ("", "§3.2")),
        ("", ("", "")),
        ("../outside.md", ("../outside.md", "")),
    ],
)
def test_a_reference_is_a_file_and_a_section(written: str, expected: tuple[str, str]) -> None:
    assert split_reference(written) == expected


@pytest.mark.parametrize(
    "section",
    [
        "§3.2 Auth Token Format",
        "§3.2 auth token format",
        "§3.2",
        "§3.2 Auth",
        "32-auth-token-format",
    ],
)
def test_a_section_is_found_by_its_heading_its_first_words_or_its_anchor(section: str) -> None:
    passage = find_passage(AUTH, section)
    assert passage is not None
    assert (passage.heading, passage.line) == ("§3.2 Auth Token Format", 9)
    assert AUTH[passage.start :].startswith("## §3.2 Auth")
    assert AUTH[passage.body : passage.end].strip().startswith("HMAC-SHA256.")
    assert AUTH[passage.end :].startswith("## §3.21 Other")


@pytest.mark.parametrize("section", ["§3", "§3.1", "Auth Token", "not a heading", "§3.22"])
def test_what_is_no_section_is_not_found(section: str) -> None:
    assert find_passage(AUTH, section) is None


def test_an_exact_heading_goes_before_one_that_begins_so() -> None:
    passage = find_passage("# Signing keys\n\na\n\n# Signing\n\nb\n", "signing")
    assert passage is not None
    assert passage.line == 5


def test_a_deeper_section_ends_where_its_parent_goes_on() -> None:
    passage = find_passage(AUTH, "Signing")
    assert passage is not None
    assert AUTH[passage.end :].startswith("## §3.21")


def test_without_a_section_the_whole_document_is_meant() -> None:
    passage = find_passage(AUTH, "")
    assert passage is not None
    assert (passage.heading, passage.line, passage.end) == ("", 4, len(AUTH))


def test_anchors_are_those_of_git_hosts() -> None:
    assert anchor("§3.2 Auth Token Format!") == "32-auth-token-format"
    assert anchor("What's `new`?") == "whats-new"


def test_the_links_read_as_the_seed_has_them() -> None:
    assert BACK == (
        "> 📌 See [threads/2026-01-15-001-token-format.md](../archive/threads/2026-01-15-001-token-format.md)\n"
        "> for the decision trail on Why HMAC."
    )
    assert FORWARD == "<!-- Resolution documented in threads/2026-01-15-001-token-format.md (closed) -->"


def test_both_links_stand_at_the_end_of_the_section() -> None:
    linked = link_resolution(AUTH, "§3.2", RECORD, BACK, FORWARD)
    assert linked == AUTH.replace("```\n\n## §3.21", f"```\n\n{BACK}\n\n{FORWARD}\n\n## §3.21")
    assert has_links(linked, RECORD) == (True, True)


def test_links_that_stand_there_are_not_put_twice() -> None:
    linked = link_resolution(AUTH, "§3.2", RECORD, BACK, FORWARD)
    assert link_resolution(linked, "§3.2", RECORD, BACK, FORWARD) == linked
    by_hand = AUTH.replace("HMAC-SHA256.", f"HMAC-SHA256.\n\n{BACK}")
    assert link_resolution(by_hand, "§3.2", RECORD, BACK, FORWARD).count("📌") == 1


def test_a_section_that_is_gone_gets_no_link() -> None:
    assert link_resolution(AUTH, "§9", RECORD, BACK, FORWARD) == AUTH


@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\n\n\n", "   "])
def test_the_last_section_of_a_file_may_end_as_it_likes(end: str) -> None:
    text = f"# A\n\ntext{end}"
    linked = link_resolution(text, "A", RECORD, BACK, FORWARD)
    assert linked.startswith(f"# A\n\ntext\n\n{BACK}\n\n{FORWARD}")
    assert linked.removeprefix(f"# A\n\ntext\n\n{BACK}\n\n{FORWARD}").strip() == ""
    assert linked.endswith("\n")


def test_an_empty_section_gets_its_links_too() -> None:
    linked = link_resolution("# A\n# B\n\ntext\n", "A", RECORD, BACK, FORWARD)
    assert linked == f"# A\n\n{BACK}\n\n{FORWARD}\n\n# B\n\ntext\n"


def test_an_empty_document_gets_its_links_too() -> None:
    assert link_resolution("", "", RECORD, BACK, FORWARD) == f"{BACK}\n\n{FORWARD}\n"


def test_lines_end_as_they_did() -> None:
    text = AUTH.replace("\n", "\r\n")
    linked = link_resolution(text, "§3.2", RECORD, BACK, FORWARD)
    assert linked.replace("\r\n", "").count("\n") == 0
    assert linked.replace("\r\n", "\n") == link_resolution(AUTH, "§3.2", RECORD, BACK, FORWARD)


def test_a_heading_in_a_fence_is_none() -> None:
    text = "# A\n\n~~~~\n# B\n~~~\n~~~~\n\ntext\n\n# C\n"
    linked = link_resolution(text, "A", RECORD, BACK, FORWARD)
    assert linked.index("text") < linked.index("📌") < linked.index("# C")
    assert find_passage(text, "B") is None


words = st.sampled_from(["# A", "## B", "text", "", "```", "> quote", "- item", "<!-- x -->", "    code", "---"])


@given(st.lists(words, max_size=14).map("\n".join), st.sampled_from(["A", "B", ""]), st.booleans())
def test_nothing_but_the_links_is_new(text: str, section: str, windows: bool) -> None:
    if windows:
        text = text.replace("\n", "\r\n")
    linked = link_resolution(text, section, RECORD, BACK, FORWARD)
    if find_passage(text, section) is None:
        assert linked == text
        return
    kept = linked.replace("\r\n", "\n").replace(BACK, "").replace(FORWARD, "")
    assert [line.strip() for line in kept.split("\n") if line.strip()] == [
        line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()
    ]
    assert link_resolution(linked, section, RECORD, BACK, FORWARD) == linked


# Versions


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\nversion: 1.4\n---\n", "---\nversion: 1.5\n---\n"),
        ("---\nversion: 7\n---\n", "---\nversion: 8\n---\n"),
        ('---\nversion: "2.9.9"   # of the protocol\n---\n', '---\nversion: "2.9.10"   # of the protocol\n---\n'),
        ("---\r\nVersion: v1.0\r\n---\r\n", "---\r\nVersion: v1.1\r\n---\r\n"),
        ("# Auth\n\n**Version**: 1.4\n", "# Auth\n\n**Version**: 1.5\n"),
        ("# Auth\n\n**Version:** 1.4\n", "# Auth\n\n**Version:** 1.5\n"),
        ("# Auth\n\n- Version: 1.4\n", "# Auth\n\n- Version: 1.5\n"),
        ("# Auth\n\nVersion: 1.4 | Status: draft\n", "# Auth\n\nVersion: 1.5 | Status: draft\n"),
    ],
)
def test_the_last_number_of_a_version_goes_up(before: str, after: str) -> None:
    assert bump_version(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "# Auth\n\nNo version.\n",
        "# Auth\n\n## History\n\nVersion: 1.4\n",
        "---\nversion: next\n---\n",
        "---\napi_version: 3\n---\n",
        "# Auth\n\nThis is version 3 of it.\n",
        "",
    ],
)
def test_a_document_without_a_version_keeps_having_none(text: str) -> None:
    assert bump_version(text) == text


def test_front_matter_goes_before_the_text() -> None:
    text = "---\nversion: 1\n---\n\n**Version**: 9\n"
    assert bump_version(text) == "---\nversion: 2\n---\n\n**Version**: 9\n"


# Checkpoints


def test_a_checkpoint_is_one_more_line_at_the_end() -> None:
    line = "- 2026-03-03 ✅ resolved"
    assert add_checkpoint(None, line) is None
    assert add_checkpoint("", line) == f"{line}\n"
    assert add_checkpoint("# State\n\nText.\n", line) == f"# State\n\nText.\n\n{line}\n"
    assert add_checkpoint("# State\n\n- one", line) == f"# State\n\n- one\n{line}\n"
    assert add_checkpoint("# State\r\n\r\n- one\r\n", line) == f"# State\r\n\r\n- one\r\n{line}\r\n"


def test_a_checkpoint_is_not_put_twice() -> None:
    line = "- 2026-03-03 ✅ resolved"
    once = add_checkpoint("# State\n", line)
    assert once is not None
    assert add_checkpoint(once, line) == once


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_links_are_nobodys_words(newline: str) -> None:
    text = f"# API{newline * 2}## Format{newline * 2}JSON.{newline * 2}## Errors{newline * 2}None."
    linked = link_resolution(text, "Format", RECORD, BACK, FORWARD)
    assert linked != text
    assert without_links(linked) == text
    assert without_links(linked.replace("JSON", "CBOR")) != text
    assert without_links(f"📌{newline * 20_000}.") == f"📌{newline * 20_000}."
