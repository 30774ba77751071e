"""Sections stand where a full Markdown parser sees their headings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tacit.text.sections import find_headings, find_sections

MARKDOWN = MarkdownIt("commonmark")
HEAD = "---\n"


def by_parser(body: str) -> list[tuple[int, int]]:
    """Level and line of every ATX heading at the top level."""
    return [
        (int(token.tag[1]), token.map[0] + 1)
        for token in MARKDOWN.parse(body)
        if token.type == "heading_open" and token.level == 0 and token.markup[0] == "#" and token.map
    ]


def by_us(body: str) -> list[tuple[int, int]]:
    return [(found.level, found.line) for found in find_headings(HEAD + body, len(HEAD))]


LINES = st.sampled_from(
    """## Heading|# Title|### Deeper|####### seven|##no space|##|## closed ##|## a # b #|#\ttab|  ## indented
   ## three|    ## code|text|more text||```|```python|````|``` a`b|~~~|  ```|   ~~~|    ```|- item|- # nested|  inside
  ```nested|1. one|2. two|10) ten|-|* star|> quote|> ## quoted|> ```|---|===|***|<!-- open|--> closed|<!-- one line -->
<div>|</div>|<span>|<https://x.y>|<script>|</script>|a <!-- b|\\# escaped|`## code`|<?php|?>|<!DOCTYPE x|  - nested
    - deep|+ plus|<b>bold</b> text|<pre>|</pre>|## Ünïcödé ☕|- |   |      """.replace("\n", "|").split("|")
)


@given(st.lists(LINES, max_size=12).map("\n".join), st.sampled_from(["\n", ""]))
@settings(max_examples=2500, deadline=None, derandomize=True)
def test_the_scan_agrees_with_a_full_parser(body: str, end: str) -> None:
    assert by_us(body + end) == by_parser(body + end)


@given(st.lists(LINES, max_size=8))
@settings(max_examples=300, deadline=None)
def test_carriage_returns_change_nothing(lines: list[str]) -> None:
    assert by_us("\r\n".join(lines)) == by_us("\n".join(lines))


@given(st.text("#`~<>-! \n\tab*1.)/", max_size=60))
@settings(max_examples=1500, deadline=None, derandomize=True)
def test_it_agrees_on_any_run_of_signs(body: str) -> None:
    assert by_us(body) == by_parser(body)


SEED = """## Background

text
### deeper
```markdown
## Not a section
```
## [Opener Team]'s Question / Proposal

**Option A**: ...

# Another title
prose of nobody's section

## Resolution ##
> Status: open"""


def bodies(text: str, **how: object) -> dict[str, str]:
    found = find_sections(HEAD + text, len(HEAD), 2, **how)  # type: ignore[arg-type]
    return {each.text: (HEAD + text)[each.body : each.end] for each in found}


def test_deeper_headings_and_fences_belong_to_a_body_and_shallower_headings_end_it() -> None:
    found = bodies(SEED)
    assert list(found) == ["Background", "[Opener Team]'s Question / Proposal", "Resolution"]
    assert "### deeper" in found["Background"] and "## Not a section" in found["Background"]
    assert found["[Opener Team]'s Question / Proposal"].strip() == "**Option A**: ..."
    assert found["Resolution"] == "> Status: open"


def test_headings_know_their_lines() -> None:
    found = find_sections(HEAD + SEED, len(HEAD), 2)
    lines = (HEAD + SEED).split("\n")
    assert all(lines[each.line - 1].startswith(f"## {each.text}") for each in found)


def test_lines_begin_a_section_each_and_other_lines_continue_it() -> None:
    text = "✅ Completed: API\nand tests\n🚧 blockers : None\nother: text\n"
    text += "```\n💬 Help needed: no\n```\n<!--\nComments: x\n-->\n"
    found = bodies(text, layout="lines", known=("✅ Completed", "🚧 Blockers", "💬 Help needed"))
    assert list(found) == ["✅ Completed", "🚧 blockers"]
    assert found["✅ Completed"] == " API\nand tests\n"
    assert "other: text" in found["🚧 blockers"] and "💬 Help needed: no" in found["🚧 blockers"]


@pytest.mark.parametrize("key", ["**Issue**:", "**Issue:**", "**issue** :"])
def test_bold_keys_begin_a_section_however_their_colon_stands(key: str) -> None:
    found = find_sections(
        f"{HEAD}{key} it broke\n\n**Option A**: no\n\n**Context**: c\n", 4, 2, "bold", 2, ("Issue", "Context")
    )
    assert [each.text.casefold() for each in found] == ["issue", "context"]
    assert found[1].line == 6


def test_sections_of_a_line_layout_know_their_lines_behind_fences() -> None:
    text = "A: 1\n```\nB: no\n```\n\nB: 2\n"
    found = find_sections(HEAD + text, 4, 2, "lines", 2, ("A", "B"))
    assert [(each.text, each.line) for each in found] == [("A", 2), ("B", 7)]


def test_three_hundred_kilobytes_of_marks_is_scanned_in_no_time() -> None:
    from time import process_time

    for unit in (
        "```\n",
        "## a\n",
        "<!--\n",
        "  - a\n",
        "> ",
        "[a] ",
        "- ",
        "#",
        "\n",
        "<a ",
        "`",
        "    x\n",
        "**A**: \n",
    ):
        text = HEAD + unit * (300_000 // len(unit))
        before = process_time()
        find_headings(text, 4)
        find_headings(f"{HEAD}  # read every line\n{text[4:]}", 4)
        find_sections(text, 4, 2, "bold", 2, ("A", "B"))
        find_sections(text, 4, 2, "lines", 2, ("A", "B"))
        assert process_time() - before < 20, unit
