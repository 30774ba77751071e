"""What a terminal shows: colours unless they are not wanted, nothing that a record could do to it, nothing cut."""

import io
import re
from unicodedata import combining, east_asian_width

import pytest
from typist import LONG, Typist

from tacit.cli.page import Page, line
from tacit.cli.plain import as_text
from tacit.cli.progress import Progress
from tacit.cli.terminal import print_page

LONG_ID = "2026-03-03-001-auth-token-expiry-and-how-the-refresh-of-tokens-works"
VIEWS = (["inbox", "bob"], ["inbox"], ["list"], ["show", "auth"], ["history", "auth"], ["search", "expire"], ["nope"])


def columns(text: str) -> int:
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


@pytest.mark.parametrize("args", VIEWS, ids=" ".join)
def test_no_color_means_no_escape_on_a_terminal(shop: Typist, args: list[str]) -> None:
    shown = shop.on_terminal(*args, NO_COLOR="1")
    assert shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("args", [["inbox", "bob"], ["list"], ["nope"]], ids=" ".join)
def test_a_terminal_gets_colours_and_nothing_else_by_escape(shop: Typist, args: list[str]) -> None:
    escapes = re.findall(r"\x1b[^a-zA-Z]*[a-zA-Z]", shop.on_terminal(*args))
    assert escapes
    assert [one for one in escapes if not one.endswith("m")] == []


def test_a_pipe_gets_no_escape_and_no_empty_no_color_counts(shop: Typist) -> None:
    assert "\x1b" not in shop.run("list", TERM="xterm-256color").out
    assert "\x1b" in shop.on_terminal("list", NO_COLOR="")
    assert "\x1b" not in shop.on_terminal("list", TERM="dumb")


@pytest.mark.parametrize("args", [["list"], ["show", "003"], ["history", "003"], ["list", "--json"]], ids=" ".join)
def test_text_of_a_record_does_nothing_to_a_terminal(shop: Typist, args: list[str]) -> None:
    for shown in (shop.on_terminal(*args, NO_COLOR="1"), shop.run(*args).out):
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    assert "日本語" in shop.run("list").out


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("args", VIEWS, ids=" ".join)
def test_lines_fit_the_window_but_for_commands_to_copy(shop: Typist, args: list[str], width: int) -> None:
    shown = shop.on_terminal(*args, width=width, NO_COLOR="1").splitlines()
    wide = [one for one in shown if columns(one) > width]
    assert [one for one in wide if not one.strip().startswith("tacit ")] == []
    assert [one for one in shown if one != one.rstrip()] == []


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_width_cuts_an_id_or_a_title_of_a_list(shop: Typist, width: int) -> None:
    shown = shop.on_terminal("list", width=width, NO_COLOR="1")
    together = "".join(shown.split())
    assert LONG_ID in together
    assert "…" not in together
    for word in LONG.split():
        assert word in shown
    if width >= 80:
        assert LONG_ID in shown


def test_a_wide_window_has_columns_and_a_narrow_one_puts_titles_below() -> None:
    rows = [
        (line(("id-" + "x" * 30, "id")), line("open"), line("Words " * 8)),
        (line("y"), line("open"), line("Short")),
    ]
    page = Page().table(rows, ("record", "status", "title"), grows=2)

    def shown(width: int) -> list[str]:
        stream = io.StringIO()
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("COLUMNS", str(width))
            environment.setenv("NO_COLOR", "1")
            print_page(page, stream)
        return stream.getvalue().splitlines()

    wide, folded, narrow = shown(120), shown(70), shown(50)
    assert [one.index(word) for one, word in zip(wide, ("title", "Words", "Short"), strict=True)] == [43, 43, 43]
    assert [len(one) - len(one.lstrip()) for one in folded] == [0, 0, 43, 0]
    below = ["    " + ("Words " * 7).strip(), "    Words"]
    assert narrow == ["id-" + "x" * 30 + "  open", *below, "y  open", "    Short"]


def test_one_long_id_takes_no_column_from_the_others() -> None:
    rows = [(line(f"id-{at}"), line("open"), line("Words of a title")) for at in range(8)]
    page = Page().table(
        [*rows, (line("id-" + "x" * 60), line("open"), line("Words"))], ("record", "", "title"), grows=2
    )
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COLUMNS", "80")
        environment.setenv("NO_COLOR", "1")
        print_page(page, stream)
    head, *columns, long, below = stream.getvalue().splitlines()
    assert {one.index(word) for one, word in [(head, "title"), *((one, "Words") for one in columns)]} == {14}
    assert (long, below) == ("id-" + "x" * 60 + "  open", "    Words")


def test_what_an_item_of_a_list_goes_on_with_stands_below_its_words() -> None:
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COLUMNS", "20")
        environment.setenv("NO_COLOR", "1")
        print_page(Page().verbatim("- [ ] one two three four\nfive six seven eight nine"), stream)
    assert stream.getvalue().splitlines() == ["- [ ] one two three", "      four", "five six seven eight", "nine"]


def test_no_window_breaks_a_word_that_fits_into_it() -> None:
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COLUMNS", "80")
        print_page(Page().table([(line("due time written"), line(LONG_ID))], grows=1), stream)
    assert stream.getvalue().splitlines() == ["due time written", f"    {LONG_ID}"]


def test_a_text_keeps_its_blank_lines_wherever_it_is_shown(shop: Typist) -> None:
    gap = "> Updated: YYYY-MM-DD\n\n  [Responder"
    assert gap in shop.run("show", "auth").out
    assert gap in shop.on_terminal("show", "auth", NO_COLOR="1")


def test_a_pipe_is_aligned_by_what_is_seen() -> None:
    page = Page().table([(line("日本"), line("a")), (line("x\x1b"), line("b")), (line("e\u0301"), line("c"))])
    assert as_text(page) == "日本  a\nx␛    b\ne\u0301     c\n"


def test_commands_to_copy_stay_on_one_line(shop: Typist) -> None:
    shown = shop.on_terminal("inbox", "bob", width=60, NO_COLOR="1").splitlines()
    assert f"tacit act {LONG_ID} reply" in [one.strip() for one in shown]


def test_the_inbox_groups_by_when_it_is_due_in_the_readers_zone(shop: Typist) -> None:
    early = shop.run("inbox", "bob", "--at", "2026-03-03T09:00:00Z").out
    assert "This week\n" in early
    assert "Wed 4 Mar 10:00" in early  # Alice reads it in Berlin
    assert "Wed 4 Mar 09:00" in shop.run("--as", "bob", "inbox").out
    assert "Today\n" in shop.run("inbox", "bob", "--at", "2026-03-04T06:00:00Z").out
    late = shop.run("inbox", "bob", "--at", "2026-03-04T11:00:00Z").out
    assert "Late\n" in late
    assert "Today\n" not in late
    assert "2 h late" in late
    assert "You owe nobody anything." in shop.run("inbox").out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_once_it_takes_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("tacit.cli.progress.time.monotonic", lambda: now)
    for stream, shown in ((Terminal(), "\rreading … 300 of 1,000 · 30 %"), (io.StringIO(), "")):
        now = 100.0
        progress = Progress(stream)
        progress(1, 1000, "reading")
        assert stream.getvalue() == ""
        now = 101.5
        progress(300, 1000, "reading")
        assert stream.getvalue() == shown
        progress.clear()
        assert stream.getvalue().replace("\r", "\n").splitlines()[-1:] in ([" " * (len(shown) - 1)], [])
