"""The handbook as its readers see it: what is fresh, stale or retired, and why a page says what it says."""

from collections.abc import Callable

from reader import Read
from serving import Served

Harbour = Callable[[str | None], Served]


def read(served: Served, path: str, status: int = 200) -> Read:
    with served.client() as browser:
        found = browser.get(path)
    assert found.status_code == status, found.text
    return Read.of(found.text)


def test_each_page_says_who_looks_after_it_and_how_fresh_it_is(harbour: Harbour) -> None:
    text = read(harbour("carol"), "/handbook").text
    assert "How we release Grace fresh until 4 May" in " ".join(text.split())
    assert "Who is on call Hans stale for 11 days" in " ".join(text.split())
    assert "Retired (1)" in text


def test_a_page_grows_stale_with_time(harbour: Harbour) -> None:
    served = harbour("carol")
    served.later(days=47)
    assert "Grace review in 5 days" in " ".join(read(served, "/handbook").text.split())
    served.later(days=6)
    assert "Grace stale for 1 day" in " ".join(read(served, "/handbook").text.split())
    assert "Stale for 1 day." in read(served, "/handbook/how-we-release").text


def test_pages_that_say_the_same_are_found_on_demand(harbour: Harbour) -> None:
    served = harbour("carol")
    said = " ".join(f"word{number}" for number in range(60))
    for name in ("one", "two"):
        page = served.folder / "handbook" / f"{name}.md"
        page.write_text(
            f"---\ntopic: Page {name}\nowner: carol\nreview_by: 2026-06-01\nevery: 90 days\nstatus: current\n"
            f"created: 2026-03-0{len(name)}\n---\n\n## In short\n\n{said}\n"
        )
    served.git("add", "-A")
    served.git("commit", "-q", "-m", "Say it twice")
    assert "per cent of what" not in read(served, "/handbook").text
    alike = read(served, "/handbook?alike=yes").part("Pages that say the same")
    assert "100 per cent of what the shorter one says stands in" in alike


def test_a_passage_tells_the_records_behind_it(harbour: Harbour) -> None:
    served = harbour("carol")
    told = read(served, "/why?at=protocols-of-ours/live.md:2. Tokens").text
    assert "Auth token expiry" in told
    assert "15 minutes, refreshed by the client at minute 14." in told
    assert "there is no file" in read(served, "/why?at=nowhere.md", 409).text.casefold()
    assert "no section" in read(served, "/why?at=protocols-of-ours/live.md:Zebra", 409).text
    assert "A file, and a section" in read(served, "/why").text


def test_a_page_of_the_handbook_leads_to_why_it_says_so(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        html = browser.get("/handbook/who-is-on-call").text
        assert "Stale for 11 days." in html
        assert 'href="/why?at=handbook/who-is-on-call.md%3AIn%20short"' in html
        assert browser.get("/why?at=handbook/who-is-on-call.md%3AIn%20short").status_code == 200


def test_a_workspace_without_pages_has_no_handbook(harbour: Harbour) -> None:
    served = harbour("carol")
    served.git("rm", "-q", "-r", "handbook")
    served.git("commit", "-q", "-m", "Begin anew")
    assert "There is no page yet." in read(served, "/handbook").text
