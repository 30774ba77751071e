"""Sections stand where a full Markdown parser sees their headings."""

from pathlib import Path

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
<div>|</div>|<span>|<https://x.y>|<script>|</script>|a <!-- b|\\# escaped|[a]: b|`## code`|<?php|?>|<!DOCTYPE x|  - nested
    - deep|+ plus|<b>bold</b> text|<pre>|</pre>|## Ünïcödé ☕|- |   |      """.replace("\n", "|").split("|")
)


@given(st.lists(LINES, max_size=12).map("\n".join), st.sampled_from(["\n", ""]))
@settings(max_examples=2500, deadline=None)
def test_the_scan_agrees_with_a_full_parser(body: str, end: str) -> None:
    assert by_us(body + end) == by_parser(body + end)


@given(st.lists(LINES, max_size=8))
@settings(max_examples=300, deadline=None)
def test_carriage_returns_change_nothing(lines: list[str]) -> None:
    assert by_us("\r\n".join(lines)) == by_us("\n".join(lines))


@given(st.text("#`~<>-! \n\tab*1.)/", max_size=60))
@settings(max_examples=1500, deadline=None)
def test_it_agrees_on_any_run_of_signs(body: str) -> None:
    assert by_us(body) == by_parser(body)
