"""Links between files: which texts hold them, where they lead, and that changing one changes nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from tacit.text.links import escape, links, relative, relink, target, unescape


def found(text: str) -> list[tuple[str, str, int]]:
    return [(link.path, link.fragment, link.line) for link in links(text)]


def test_links_to_files_are_found_with_their_lines() -> None:
    text = "See [a](a.md), ![b](img/b.png \"title\")\nand [c](<with space.md#x>).\n\n[ref]: ../d.md 'title'\n"
    assert found(text) == [("a.md", "", 1), ("img/b.png", "", 1), ("with space.md", "x", 2), ("../d.md", "", 4)]


def test_escapes_are_read() -> None:
    assert found("[a](a%20b/%C3%A9.md#%C2%A73.2?)") == [("a b/é.md", "§3.2?", 1)]


def test_addresses_and_places_in_the_same_file_are_no_links_to_files() -> None:
    assert found("[a](https://x.org/a.md) [b](mailto:a@b.c) [c](#top) [d](//x.org/y) [e]()") == []


def test_code_and_comments_hold_no_links() -> None:
    text = "`[a](a.md)` ``[`b](b.md)``\n\n```md\n[c](c.md)\n```\n<!-- [d](d.md) -->\n~~~\n[e](e.md)\n~~~\n[f](f.md)\n"
    assert found(text) == [("f.md", "", 10)]


def test_targets_count_from_the_folder_or_the_root() -> None:
    assert target("../docs/a.md", "threads") == "docs/a.md"
    assert target("/threads/a.md", "docs/x") == "threads/a.md"
    assert target("./a/../b.md", "docs") == "docs/b.md"
    assert target("../../a.md", "docs") is None


def test_a_changed_target_keeps_what_stands_around_it() -> None:
    text = '[a](old.md#x "old.md") old.md [b](<old.md>) [c](other.md)'
    new = relink(text, lambda link: "new (1).md" if link.path == "old.md" else None)
    assert new == '[a](new%20%281%29.md#x "old.md") old.md [b](<new%20%281%29.md>) [c](other.md)'


paths = st.lists(st.text("ab é(%)", min_size=1).filter(lambda part: part.strip()), min_size=1, max_size=4).map("/".join)


@given(paths, paths)
def test_a_relative_link_leads_to_its_file(path: str, folder: str) -> None:
    assert target(relative(path, folder), folder) == path


@given(paths)
def test_an_escaped_path_is_read_as_it_was_meant(path: str) -> None:
    assert unescape(escape(path)) == path
    assert [link.path for link in links(f"[x]({escape(path)})")] == [path]


@given(st.text("[]()<>`~!-# \\\n:/a.%2", max_size=80))
def test_any_text_is_read_and_relinking_to_the_same_changes_nothing(text: str) -> None:
    for link in links(text):
        assert text[link.start : link.end]
    assert relink(text, lambda link: None) == text
