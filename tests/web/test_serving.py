"""That a workspace is served at all: pages, what is refused, and what travels with every answer."""

from collections.abc import Callable

from serving import Served

Harbour = Callable[[str | None], Served]


def test_the_inbox_of_who_sits_at_the_machine_is_the_first_page(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        found = browser.get("/")
    assert found.status_code == 200
    assert "What you owe" in found.text
    assert "An edit is lost after a reconnect" in found.text
    assert "default-src 'none'" in found.headers["content-security-policy"]


def test_what_is_not_in_the_table_is_not_there(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        assert browser.get("/no/such/page/at/all").status_code == 404
        assert browser.put("/").status_code == 405
        told = browser.get("/api/v1/no-such-thing")
    assert told.status_code == 404
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["code"] == "no-page"


def test_a_page_of_another_site_can_change_nothing(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
            assert browser.post("/", headers=headers).status_code in (403, 405)


def test_a_clock_that_was_moved_is_told_where_those_who_listen_find_it(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        assert "clock was moved" not in browser.get("/").text
        served.site.moved = True
        found = browser.get("/").text
    region = found.partition('<section class="moved" aria-label="The clock">')[2].partition("</section>")[0]
    assert "Fri 13 Mar 22:00" in region
    assert "clock was moved" in region
