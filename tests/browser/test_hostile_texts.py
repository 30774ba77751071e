"""That nothing of what people write runs: every page that shows it, in a real browser, with scripts on."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from examples import FOLDER, FORM, PAGES, RECORD, examples_of, forms_of, list_of
from hostile import in_lines, in_one_line, vectors, written_into
from serving import copied
from teams import Team, met
from windows import Window, Windows

from tacit.work import ask

WHAT_RUNS = """() => {
  const ours = (address) => new URL(address, location).host === location.host;
  const leads = /^(href|src|action|formaction|xlink:href|data|poster|background)$/i;
  const safe = /^(https?:|mailto:|[/?#.]|[\\w%-]+([/?#.]|$))/i;
  const bad = (one) => /^on/i.test(one.name) || one.name === "style" || one.name === "srcdoc"
    || (leads.test(one.name) && !safe.test(one.value))
    || (leads.test(one.name) && one.name !== "href" && !ours(one.value));
  const marked = [...document.querySelectorAll("*")].flatMap((each) =>
    [...each.attributes].filter(bad).map((one) => `${each.tagName} ${one.name}=${one.value}`));
  const never = "script:not([src]), iframe, object, embed, base, meta[http-equiv], main style, "
    + "link:not([href^='/static/'])";
  return [...marked, ...[...document.querySelectorAll(never)].map((each) => each.outerHTML)].slice(0, 5);
}"""

SEND = (
    """form => form.requestSubmit(form.querySelector("button[name=then], button:not([type=button], [formaction])"))"""
)


@pytest.fixture(scope="module")
def hostile(harbour_made: Path, tmp_path_factory: pytest.TempPathFactory, windows: Windows) -> Iterator[Team]:
    folder = copied(harbour_made, tmp_path_factory.mktemp("hostile") / "harbour")
    with met(folder, "2026-03-13T16:30:00+00:00", windows) as team:
        team.ids = written_into(team)
        yield team


@pytest.fixture
def window(hostile: Team, windows: Windows) -> Iterator[Window]:
    yield hostile.comes("alice")
    windows.close()


def _nothing_runs(window: Window, paths: list[str]) -> None:
    for path in paths:
        window.go(path)
        found = window.page.evaluate(WHAT_RUNS)
        assert not found, f"{path}: {found}"
    window.behaved()


def test_the_texts_are_there_to_be_seen(hostile: Team, window: Window) -> None:
    """Else the other tests show nothing."""
    window.go("/threads")
    assert vectors()[0] in window.page.inner_text("body")


def test_nothing_runs_on_pages_that_tell_of_many_records(hostile: Team, window: Window) -> None:
    fixed = [route for route in PAGES if route.path not in (FOLDER, RECORD, FORM)]
    lists = [f"{list_of(hostile, kind)}&status=*" for kind in hostile.ws.here.protocols]
    _nothing_runs(window, [*lists, *(path for route in fixed for path in examples_of(route, hostile))])


def test_nothing_runs_on_records_of_any_kind_and_state(hostile: Team, window: Window) -> None:
    urls = [ask.show(hostile.ws, each)["url"] for each in (*hostile.ids, "mallory", "mischief", "trudy")]
    _nothing_runs(window, [*urls, *(f"{url}/history" for url in urls[::5])])


def test_nothing_runs_in_forms_of_acts(hostile: Team, window: Window) -> None:
    kinds = hostile.ws.here.protocols
    _nothing_runs(window, [path for kind in kinds for path in list(forms_of(hostile, kind, "alice"))[:3]])


def test_nothing_of_an_address_runs(hostile: Team, window: Window) -> None:
    said = in_one_line()[:3000]
    asked = "&".join(
        f"{name}={quote(said)}" for name in ("q", "kind", "status", "to", "text", "at", "set.topic", "day", "cursor")
    )
    places = (
        "/search",
        "/threads",
        "/decisions",
        "/board",
        "/route",
        "/slots",
        "/why",
        "/new/thread",
        "/handbook",
        "/sign-in",
    )
    short = [quote(each.replace("\n", " "), safe="") for each in vectors()[::9]]
    paths = [f"{place}?{asked}" for place in places]
    paths += [f"{place}{each}" for each in short for place in ("/", "/threads/", "/new/", "/inbox/", "/invitations/")]
    with window.refused(400, 401, 403, 404, 409, 422, 431):
        _nothing_runs(window, paths)


@pytest.mark.parametrize("kind", ["thread", "decision", "meeting", "goal", "person"])
def test_what_was_typed_and_refused_comes_back_as_text(hostile: Team, window: Window, kind: str) -> None:
    window.go(f"/new/{kind}")
    form = window.page.locator("main form[method=post]").first
    said = {}
    for each in form.locator("input[type=text], input:not([type]), textarea").all():
        if each.is_visible() and each.get_attribute("name"):
            text = in_one_line(len(said)) if each.evaluate("each => each.tagName") == "INPUT" else in_lines(len(said))
            each.fill(text)
            said[each.get_attribute("name")] = text
    with window.refused(400, 409, 422), window.page.expect_navigation():
        form.evaluate(SEND)
    assert window.page.evaluate(WHAT_RUNS) == []
    assert said
