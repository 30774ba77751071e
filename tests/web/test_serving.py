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
