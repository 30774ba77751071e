"""One's own settings: what the record says, what it means, and one commit for what is changed."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import httpx2
import pytest
from serving import Served

from tacit.work import accounts, act, personal, sign_in
from tacit.work.wire import open_workspace

Harbour = Callable[[str | None], Served]
Pairs = list[tuple[str, str]]


class Filled(HTMLParser):
    """The form of the settings as a browser without scripts would send it."""

    def __init__(self, text: str, action: str = "/settings") -> None:
        super().__init__()
        self.pairs: Pairs = []
        self.words = ""
        self._action, self._inside, self._select = action, False, ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("action") == self._action and given.get("method") == "post"
        elif tag == "select":
            self._select = given["name"] or ""
        elif not self._inside:
            return
        elif tag == "option" and self._select and "selected" in given:
            self.pairs.append((self._select, given.get("value") or ""))
        elif tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.pairs.append((given["name"] or "", given.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._select = "" if tag == "select" else self._select

    def handle_data(self, data: str) -> None:
        self.words += " " + " ".join(data.split())


def filled(pairs: Pairs, **changed: str | list[str]) -> dict[str, Any]:
    """With other values in some of its inputs; those of one name are given all together."""
    form: dict[str, list[str]] = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    for key, given in changed.items():
        form[key.replace("_", "-") if key != "cover_signs" else key] = [given] if isinstance(given, str) else given
    return form


def page(browser: httpx2.Client) -> Filled:
    answer = browser.get("/settings")
    assert answer.status_code == 200
    return Filled(answer.text)


def front(it: Served, handle: str) -> dict[str, str]:
    head = (it.folder / f"people/{handle}.md").read_text("utf-8").split("---")[1]
    return {name: value.strip() for name, _, value in (line.partition(":") for line in head.strip().splitlines())}


def test_it_says_what_the_record_says_and_what_that_means_now(harbour: Harbour) -> None:
    with harbour("bob").client() as browser:
        found = page(browser)
    stands = dict(found.pairs)
    assert (stands["name"], stands["zone"], stands["holidays"]) == ("Bob", "America/New_York", "US")
    assert (stands["start"], stands["end"]) == ("09:00", "17:00")
    assert [value for name, value in found.pairs if name == "day"] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    assert "Your working day in New York ends in 4 h ." in found.words.replace("  ", " ")
    assert "within 8 working hours: by Mon 16 Mar 12:30" in found.words.replace("  ", " ")


def test_what_is_sent_as_it_stands_makes_no_commit(harbour: Harbour) -> None:
    it = harbour("bob")
    before = it.git("rev-parse", "HEAD")
    with it.client() as browser:
        answer = browser.post("/settings", data=filled(page(browser).pairs))
        assert answer.headers["location"] == "/settings?saved=same"
        assert "nothing was saved" in browser.get(answer.headers["location"]).text
    assert it.git("rev-parse", "HEAD") == before


def test_all_that_is_changed_is_one_act_on_ones_own_record(harbour: Harbour) -> None:
    it = harbour("bob")
    before = front(it, "bob")
    with it.client() as browser:
        form = filled(
            page(browser).pairs,
            zone="Pacific/Auckland", start="10:00", end="18:30", day=["Mon", "Tue", "Thu"], holidays="NZ",
            away_first=["2026-04-06", "2026-05-04"], away_last=["2026-04-10", ""], cover="carol", cover_signs="yes",
            digest=["16:00", "", "09:30"], focus_days=["Mon,Tue", ""], focus_start=["10:00", ""],
            focus_end=["12:00", ""],
        )  # fmt: skip
        answer = browser.post("/settings", data=form)
        assert answer.headers["location"] == "/settings?saved=yes", answer.text
        again = page(browser)
    assert front(it, "bob") == before | {
        "zone": "Pacific/Auckland",
        "hours": "10:00-18:30",
        "days": "Mon,Tue,Thu",
        "holidays": "NZ",
        "away": "[2026-04-06..2026-04-10, 2026-05-04]",
        "cover": "carol",
        "cover_signs": "true",
        "digest": '["09:30", "16:00"]',
        "focus": "[Mon 10:00-12:00, Tue 10:00-12:00]",
    }
    assert it.git("log", "-1", "--format=%an %(trailers:key=Tacit-Act,valueonly)") == "Bob edit"
    assert it.git("rev-list", "--count", "HEAD~1..HEAD") == "1"
    assert ("away-last", "2026-05-04") in again.pairs, "a single day is its own last day"
    assert "Your next working day in Auckland begins in" in again.words.replace("  ", " ")


def test_what_is_emptied_is_the_workspaces_again(harbour: Harbour) -> None:
    it = harbour("hans")
    assert front(it, "hans")["days"] == "Mon-Thu"
    with it.client() as browser:
        form = filled(page(browser).pairs, zone="", holidays="", day=[])
        assert browser.post("/settings", data=form).status_code == 303
        assert [value for name, value in page(browser).pairs if name == "day"] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    assert not {"zone", "holidays", "days"} & set(front(it, "hans"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"zone": "Europe/Berlim"}, "Write Europe/Berlin"),
        ({"holidays": "DE-XX"}, "no holidays are known"),
        ({"start": "09:00", "end": ""}, "does not say from when to when"),
        ({"away_first": ["2026-07-14"], "away_last": ["2026-07-01"]}, "it ends before it begins"),
        ({"digest": ["soon"]}, "is not a time of the day"),
        ({"focus_days": ["Mon"], "focus_start": ["11:00"], "focus_end": ["09:00"]}, "is no block of focus"),
        ({"cover": "bob"}, "nobody is their own deputy"),
        ({"name": ""}, "needs name"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_what_cannot_be_is_refused_with_a_remedy_and_stays_as_typed(
    changed: dict[str, str | list[str]], said: str, harbour: Harbour
) -> None:
    it = harbour("bob")
    before = it.git("rev-parse", "HEAD")
    with it.client() as browser:
        answer = browser.post("/settings", data=filled(page(browser).pairs, **changed))
    assert 400 <= answer.status_code < 500
    assert 'role="alert"' in answer.text
    found = Filled(answer.text)
    assert said in found.words
    for name, given in changed.items():
        for value in [given] if isinstance(given, str) else given:
            assert (name.replace("_", "-"), value) in found.pairs or name in ("cover", "digest")
    assert it.git("rev-parse", "HEAD") == before


def test_what_was_changed_elsewhere_meanwhile_is_not_written_over_unseen(harbour: Harbour) -> None:
    it = harbour("bob")
    with it.client() as browser:
        form = filled(page(browser).pairs, zone="Europe/Paris")
        ws = open_workspace(it.folder, now=it.now)
        act.act(ws, "bob", "edit", sets={"zone": "Europe/Rome"}, writes={}, who="bob")
        answer = browser.post("/settings", data=form)
        assert answer.status_code == 412
        mine = Filled(answer.text)
        assert ("zone", "Europe/Paris") in mine.pairs
        assert browser.post("/settings", data=filled(mine.pairs)).status_code == 303
    assert front(it, "bob")["zone"] == "Europe/Paris"


def test_looks_and_keys_are_a_matter_of_the_browser(harbour: Harbour) -> None:
    it = harbour("bob")
    before = it.git("rev-parse", "HEAD")
    with it.client() as browser:
        assert "data-theme" not in browser.get("/").text
        browser.post("/settings/look", data={"theme": "dark"})
        text = browser.get("/").text
        assert '<html lang="en" data-theme="dark" data-keys-off>' in text
        browser.post("/settings/look", data={"theme": "purple", "keys": "on"})
        assert '<html lang="en">' in browser.get("/").text
    assert it.git("rev-parse", "HEAD") == before


def test_who_has_no_record_is_told_how_to_make_one(harbour: Harbour) -> None:
    it = harbour(None)
    it.git("config", "user.email", "nobody@example.com")
    with it.client() as browser:
        found = page(browser)
        assert browser.post("/settings", data={"zone": "UTC"}).headers["location"] == "/settings"
    assert found.pairs == []
    assert "You have no record here yet" in found.words


def test_a_guest_sees_their_settings_and_cannot_save_them(harbour: Harbour) -> None:
    it = harbour(None)
    ws = open_workspace(it.folder, now=it.now)
    accounts.invite(ws, "alice")
    secret = accounts.invite(ws, "bob", "guest")["path"].rpartition("/")[2]
    session = sign_in.accept(ws, secret, "an old tree by the water", "a browser")
    with it.client(headers={"cookie": f"tacit-{it.url.rpartition(':')[2]}={session}"}) as browser:
        assert "You read here, and change nothing." in page(browser).words
        assert browser.post("/settings", data={"zone": "UTC"}).status_code == 403


def test_a_deputy_who_is_away_too_is_told(harbour: Harbour) -> None:
    it = harbour("bob")
    ws = open_workspace(it.folder, now=it.now)
    weeks = "2026-04-06..2026-04-10"
    act.act(ws, "carol", "edit", sets={"away": weeks, "cover": "dan"}, writes={}, who="carol")
    act.act(ws, "bob", "edit", sets={"away": weeks, "cover": "carol"}, writes={}, who="bob")
    assert "bob and carol are both away" in personal.settings(ws, "bob")["means"]["warning"]
