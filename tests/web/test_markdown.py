"""Markdown on pages: it says what was written, links to what is there, and nothing in it runs or calls elsewhere."""

import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from tacit.web import markdown
from tacit.web.linking import Links, Target
from tacit.web.markdown import marked, render, visible

# One to a line; ⏎ stands for the end of one.
VECTORS = [
    line.replace("⏎", "\n") for line in (Path(__file__).parent / "vectors.txt").read_text().splitlines() if line.strip()
]
TAGS = {
    *(
        "a",
        "p",
        "br",
        "hr",
        "blockquote",
        "pre",
        "code",
        "em",
        "strong",
        "s",
        "span",
        "ul",
        "ol",
        "li",
        "label",
        "input",
    ),
    *("h2", "h3", "h4", "h5", "h6", "div", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    *("href", "title", "rel", "class", "start", "scope", "id", "checked", "type", "disabled", "role", "tabindex"),
    "aria-label",
}
CLASSES = {"task", "nowhere", "wide", "right", "center"}
KNOWN = {
    "@alice": Target("/people/alice", "Alice"),
    "threads/2026-02-24-001-certificate.md": Target("/threads/2026-02-24-001-certificate", "Certificate"),
    "2026-02-24-001": Target("/threads/2026-02-24-001-certificate", "Certificate"),
}


class Seen(HTMLParser):
    """Everything of a page that could run or lead somewhere."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "hr", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def harmless(html: str) -> Seen:
    seen = Seen(html)
    assert not seen.open
    for tag, attributes in seen.tags:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES
        assert set((attributes.get("class") or "").split()) <= CLASSES
        href = attributes.get("href")
        if href is not None:
            near = href in {target.url for target in KNOWN.values()} or href.startswith("#")
            assert near or re.match(r"https?://[^/\\]|mailto:.", href)
            assert set((attributes.get("rel") or "").split()) == {"nofollow", "noopener", "noreferrer"}
        if tag == "input":
            assert attributes["type"] == "checkbox"
            assert "disabled" in attributes
    return seen


def linked(text: str, folder: str = "goals") -> str:
    return str(render(text, Links(KNOWN.get, folder)))


def away(url: str, text: str) -> str:
    return f'<a href="{url}" rel="nofollow noopener noreferrer">{text}</a>'


def near(key: str, text: str, title: str) -> str:
    return f'<a href="{KNOWN[key].url}" title="{title}" rel="nofollow noopener noreferrer">{text}</a>'


# -- nothing runs


def test_there_are_many_vectors() -> None:
    assert len(VECTORS) >= 100


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_runs_of(vector: str) -> None:
    for text in (vector, f"a {vector} b", f"- {vector}", f"> {vector}", f"[{vector}](x.md)", f"# {vector}"):
        harmless(linked(text))
        harmless(str(marked(text, ["script", "a"])).replace("<mark>", "").replace("</mark>", ""))


pieces = st.sampled_from(
    [
        *VECTORS,
        *"<>\"'&`*_[]()!#|-~:\\/ \n",
        "](",
        "![",
        "<!--",
        "-->",
        "```",
        "    ",
        "@alice",
        "https://",
        "| a |\n|---|\n",
    ]
)
texts = st.lists(pieces | st.text(max_size=5), max_size=14).map("".join) | st.text(max_size=80)


@given(texts, st.integers(0, 6), st.sampled_from(["", "s-"]))
def test_nothing_runs_of_any_text(text: str, offset: int, anchors: str) -> None:
    seen = harmless(str(render(text, Links(KNOWN.get, "goals"), offset=offset, anchors=anchors)))
    assert visible(seen.text) == seen.text


@given(st.text(max_size=30), st.lists(st.text(max_size=4), max_size=3))
def test_marked_words_change_nothing_of_a_text(snippet: str, words: list[str]) -> None:
    html = str(marked(snippet, words))
    seen = Seen(html)
    assert {tag for tag, _ in seen.tags} <= {"mark"}
    assert seen.text.replace("\r", "\n") == visible(snippet).replace("\r", "\n")


def test_signs_that_are_not_seen_are_shown() -> None:
    assert render("a \u202e b &#x202e; \x1b[31m \x07") == "<p>a � b � �[31m �</p>\n"
    assert visible("to\u2066ken\ud800") == "to�ken�"
    assert "\u202e" not in render("<https://ok.example/%E2%80%AE>").replace("%E2%80%AE", "")


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 60_000, "![" * 30_000, "<!--" * 15_000, "**a " * 15_000, "`a" * 30_000, ">" * 60_000, "- " * 30_000),
        *("https://a" + ")" * 60_000, "[a](b" * 12_000, "&" * 60_000, "x" * 300_000, "1. " * 20_000),
        "|a" * 300 + "\n" + "|-" * 300 + "\n" + "|b\n" * 3_000,
    ],
    ids=lambda text: text[:8].strip(),
)
def test_no_text_keeps_a_page_waiting(text: str) -> None:
    began = process_time()
    harmless(linked(text))
    assert process_time() - began < 8


# -- what was written


def test_headings_stand_below_those_of_the_page() -> None:
    assert render("# A\n\n###### B") == "<h2>A</h2>\n<h3>B</h3>\n"
    assert render("### A\n\n### B\n\n#### C\n\n## D") == "<h2>A</h2>\n<h2>B</h2>\n<h3>C</h3>\n<h2>D</h2>\n"
    assert render("# A", offset=3) == "<h4>A</h4>\n"


def test_a_document_links_to_its_own_headings() -> None:
    html = render("# On call?\n\n# On call?\n\n[see](#on-call)", anchors="s-")
    assert '<h2 id="s-on-call">On call?</h2>\n<h2 id="s-on-call-2">' in html
    assert 'href="#s-on-call"' in html


def test_tables_scroll_by_themselves_and_name_their_columns() -> None:
    html = render("| a | | c |\n|---|:-:|--:|\n| 1 | 2 | ~~3~~ |")
    assert html.startswith('<div class="wide" role="group" tabindex="0" aria-label="Table"><table>')
    assert '<th scope="col">a</th>\n<td class="center"></td>\n<th class="right" scope="col">c</th>' in html
    assert '<td class="right"><s>3</s></td>' in html


def test_items_to_tick_have_a_box_that_nobody_can_tick_here() -> None:
    html = render("- [ ] first *one*\n- [x] second\n\n1. [X] third\n\n- [ ]\n- [] x\n")
    boxes = re.findall(r'<li class="task">(?:\n?<p>)?<label><input ([^>]*)> ([^\n]*)</label>', html)
    assert [("checked" in box, text) for box, text in boxes] == [
        (False, "first <em>one</em>"),
        (True, "second"),
        (True, "third"),
    ]
    assert all('type="checkbox"' in box and 'disabled=""' in box for box, _ in boxes)


def test_comments_are_not_shown_and_code_keeps_them() -> None:
    assert render("a <!-- b --> c") == "<p>a  c</p>\n"
    assert render("<!-- a\n\n# b\n-->\n\nc\n<!-- d\n-->\ne") == "<p>c</p>\n<p>e</p>\n"
    assert "&lt;!-- a --&gt;" in render("`<!-- a -->`")
    assert "&lt;!-- open" in render("<!-- open *a*")
    assert "shown" in render("<!-- a --> shown")


# -- links


def test_people_are_linked_where_they_are_named() -> None:
    assert linked("Ask @alice, not @nobody or me@alice.") == (
        f"<p>Ask {near('@alice', '@alice', 'Alice')}, not @nobody or me@alice.</p>\n"
    )


def test_records_are_told_by_their_titles() -> None:
    path = "threads/2026-02-24-001-certificate.md"
    assert linked(f"See {path}.") == f"<p>See {near(path, 'Certificate', path)}.</p>\n"
    assert linked("See 2026-02-24-001!") == f"<p>See {near('2026-02-24-001', 'Certificate', '2026-02-24-001')}!</p>\n"
    assert linked(f"`{path}`") == f"<p>{near(path, f'<code>{path}</code>', 'Certificate')}</p>\n"
    assert linked("See 2026-02-24-009.") == "<p>See 2026-02-24-009.</p>\n"
    assert "<a" not in linked(f"x{path} other/{path}x 12026-02-24-001 `grep {path}`")


def test_links_of_a_text_count_from_where_it_stands() -> None:
    path = "threads/2026-02-24-001-certificate.md"
    expected = f"<p>{near(path, 'it', 'Certificate')}</p>\n"
    for written, folder in (
        (f"../{path}#x", "goals"),
        (f"/{path}", "a/b"),
        ("2026-02-24-001-certificate.md", "threads"),
    ):
        assert linked(f"[it]({written})", folder) == expected


def test_a_link_to_what_is_not_there_says_its_path() -> None:
    assert linked("[it](none.md)") == '<p><span class="nowhere">it <code>goals/none.md</code></span></p>\n'
    assert linked("[goals/none.md](none.md)") == '<p><span class="nowhere">goals/none.md</span></p>\n'
    assert linked("[it](../../etc/passwd)") == '<p><span class="nowhere">it</span></p>\n'
    assert linked("[it](//evil.example)") == "<p>it</p>\n"


def test_addresses_are_linked_without_what_ends_the_sentence() -> None:
    for text, url, rest in (
        ("https://a.example/b_(c).", "https://a.example/b_(c)", "."),
        ("https://a.example/b).", "https://a.example/b", ")."),
        ("http://a.example?", "http://a.example", "?"),
        ("https://a.example/x_y_z…", "https://a.example/x_y_z", "…"),
    ):
        assert render(text) == f"<p>{away(url, url)}{rest}</p>\n"
    assert render("https:// and http:///x") == "<p>https:// and http:///x</p>\n"
    assert render("`https://a.example`") == "<p><code>https://a.example</code></p>\n"


def test_within_a_link_there_is_no_other_one() -> None:
    text = "[see @alice and https://b.example](https://a.example)"
    assert linked(text) == f"<p>{away('https://a.example', 'see @alice and https://b.example')}</p>\n"


def test_pictures_of_elsewhere_are_links() -> None:
    assert render("![a *b*](https://a.example/c.png)") == f"<p>{away('https://a.example/c.png', 'a *b*')}</p>\n"
    assert render("![](https://a.example/c.png)") == f"<p>{away('https://a.example/c.png', 'c.png')}</p>\n"
    assert render("[![b](https://a.example/c.png)](https://d.example)") == f"<p>{away('https://d.example', 'b')}</p>\n"


# -- rendered once


def test_a_text_is_rendered_once_until_what_it_names_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"@zoe": Target("/people/zoe", "Zoe")}
    rendered, asked = [], []
    original = markdown._render

    def counted(*given: object) -> markdown._Page:
        rendered.append(given)
        return original(*given)  # type: ignore[arg-type]

    def resolve(name: str) -> Target | None:
        asked.append(name)
        return names.get(name)

    monkeypatch.setattr(markdown, "_render", counted)
    text = "One text for @zoe, rendered in a test of its own."
    first = render(text, Links(resolve, "", "state 1"))
    assert render(text, Links(resolve, "", "state 1")) is first
    assert (len(rendered), asked) == (1, ["@zoe"])
    assert render(text, Links(resolve, "", "state 2")) is first  # asked again, and nothing changed
    assert (len(rendered), asked) == (1, ["@zoe", "@zoe"])
    names.clear()
    assert render(text, Links(resolve, "", "state 3")) != first
    assert len(rendered) == 2


def test_what_is_kept_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "_KEPT", 3)
    pages = markdown._Pages()
    for number in range(10):
        pages.keep(b"%d" % number, markdown._Page(Markup("x" * number), {}, ""))
    assert list(pages.kept) == [b"7", b"8", b"9"]
    assert pages.signs == 24
    pages.find(b"7", Links())
    pages.keep(b"new", markdown._Page(Markup("x"), {}, ""))
    assert list(pages.kept) == [b"9", b"7", b"new"]


def test_many_threads_render_the_same() -> None:
    wanted = [f"# {number}\n\n@alice *a* [b](x.md) `c`\n\n- [ ] {number}\n" for number in range(40)] * 5
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(linked, wanted))
    assert found == [linked(text) for text in wanted]


# -- words that were searched for


@pytest.mark.parametrize(
    ("snippet", "words", "expected"),
    [
        ("Tokens of the Token", ["token"], "<mark>Token</mark>s of the <mark>Token</mark>"),
        ("the Résumé <b>", ["resume"], "the <mark>Résumé</mark> &lt;b&gt;"),
        ("broken", ["token", "oken"], "broken"),
        ("会議の前", ["議"], "会<mark>議</mark>の前"),
        ("a.b", ["."], "a.b"),
        ("plain", [], "plain"),
        ("to token", ["to", "token"], "<mark>to</mark> <mark>token</mark>"),
    ],
)
def test_what_was_searched_for_is_marked(snippet: str, words: list[str], expected: str) -> None:
    assert marked(snippet, words) == expected
