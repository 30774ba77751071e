"""Search by a page: marked words, filters, the hits alone for what is still being typed."""

from collections.abc import Callable

import pytest
from formfiller import Page
from serving import Served

Harbour = Callable[[str | None], Served]


def test_hits_show_where_the_words_stand(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        found = browser.get("/search?q=refreshed client")
    assert found.status_code == 200
    assert "<mark>refreshed</mark> by the <mark>client</mark>" in found.text
    assert "Auth token expiry" in Page(found).text


def test_hits_are_narrowed_by_kind_and_state(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        assert "task" in Page(browser.get("/search?q=offline")).text
        form = next(one for one in Page(browser.get("/search?q=offline")).forms if "kind" in one.names)
        threads = browser.get(form.action, params=form.put("kind", "thread").pairs())
        assert "1 record" in Page(threads).text
        narrow = Page(browser.get("/search?q=offline&kind=thread&status=closed"))
        assert "None of these has all of the words. Look among all records" in narrow.text
        assert "/search?q=offline" in [one.get("href") for _, one in narrow.elements]
        assert "1 record" in Page(browser.get("/search?q=offline&status=awaiting-reply")).text


def test_a_word_that_is_still_being_typed_is_the_beginning_of_one(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        whole = browser.get("/search?q=offl")
        part = browser.get("/search?q=offl&part=hits")
    assert "Nothing has all of these words" in Page(whole).text
    assert "Edits made offline" in Page(part).text.replace("Edits made offl ine", "Edits made offline")
    assert "<html" not in part.text
    assert "<form" not in part.text


@pytest.mark.parametrize(
    "asked", ["", "   ", "%22", "*", "-", "%3Cscript%3E", "a%00b", "AND OR NOT", "%F0%9F%9A%A7", "x" * 3000]
)
def test_whatever_is_asked_a_page_answers(harbour: Harbour, asked: str) -> None:
    with harbour("carol").client() as browser:
        for path in (f"/search?q={asked}", f"/search?q={asked}&part=hits&kind=zebra&status=nowhere"):
            found = browser.get(path)
            assert found.status_code == 200
            assert Page(found).runs == []


def test_nothing_asked_says_how_one_asks(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        assert "Every word counts" in Page(browser.get("/search")).text
