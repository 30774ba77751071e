"""A round of ideas on its page: in one's own name, without any, and the votes."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from formfiller import Form, Page
from serving import Served, served

from tacit.work import act, sealed
from tacit.work.wire import open_workspace

Harbour = Callable[[str | None], Served]
NAMED = "/brainstorms/2026-03-12-006-what-do-we-call-the-plans"
SECRET = "Rename nothing at all"


def begun(served: Served) -> str:
    """An anonymous round of Grace's; the address of its page."""
    made = act.create(
        open_workspace(served.folder, now=served.now),
        "brainstorm",
        sets={"topic": "Names", "invited": "frontend, backend", "anonymous": "true"},
        writes={"Context": "Nobody knows what the plans are."},
        who="grace",
    )
    return str(made["url"])


@dataclass
class Round:
    """One workspace, and a server of it for each who comes."""

    served: Served
    stack: ExitStack
    desks: dict[str, Served] = field(default_factory=dict)

    def of(self, who: str) -> Served:
        if who not in self.desks:
            desk = served(self.served.folder, self.served.now.isoformat(), who)
            self.desks[who] = self.stack.enter_context(desk)
        self.desks[who].now = self.served.now
        return self.desks[who]

    def sees(self, who: str, url: str) -> Page:
        with self.of(who).client() as browser:
            return Page(browser.get(url))

    def sends(self, who: str, form: Form) -> httpx2.Response:
        with self.of(who).client() as browser:
            return form.send(browser)

    def says(self, who: str, url: str, title: str, text: str = "") -> None:
        done = self.sends(who, self.sees(who, url).form("/ideas/unnamed").put("title", title).put("text", text))
        assert (done.status_code, done.headers["location"]) == (303, f"{url}?kept=yes#ideas")
        assert not done.headers.get_list("set-cookie")

    def votes(self, who: str, url: str, ideas: list[str]) -> None:
        assert self.sends(who, self.sees(who, url).form("/ideas/vote").put("idea", ideas)).status_code == 303

    def closes(self) -> None:
        """Its time is over, and Tacit has looked."""
        self.served.later(days=4)
        sealed.publish_due(open_workspace(self.served.folder, now=self.served.now), [])


@pytest.fixture
def round_(harbour: Harbour) -> Iterator[Round]:
    with ExitStack() as stack:
        yield Round(harbour("grace"), stack)


def files_of(folder: Path) -> Iterator[bytes]:
    for file in (folder / ".git").rglob("*"):
        if file.is_file() and "sealed" not in file.name:
            yield file.read_bytes()


def test_an_idea_is_added_in_ones_own_name(round_: Round) -> None:
    page = round_.sees("fumi", NAMED)
    assert "Ideas come until Mon 16 Mar" in page.text
    form = page.form("/idea")
    area = next(one for one in form.controls if one.type == "textarea")
    area.value = "Small, Middle, Large\n- Pros: everybody knows"
    assert round_.sends("fumi", form).status_code == 303
    assert "Small, Middle, Large" in round_.sees("carol", NAMED).text


def test_ideas_without_names_go_into_a_box_that_is_counted_and_not_shown(round_: Round) -> None:
    url = begun(round_.served)
    head = round_.served.git("rev-parse", "HEAD")
    assert "0 ideas are in the box" in round_.sees("alice", url).text
    round_.says("alice", url, SECRET, "- Pros: it is cheap")
    round_.says("dan", url, "Ask the customers")
    for who in ("alice", "carol", "grace"):
        page = round_.sees(who, url)
        assert "2 ideas are in the box" in page.text
        assert SECRET not in page.text
    assert round_.served.git("rev-parse", "HEAD") == head


def test_who_can_see_what_is_said_plainly(round_: Round) -> None:
    text = round_.sees("alice", begun(round_.served)).text
    for said in (
        "No name goes with your idea",
        "Whoever runs this server could look into the box",
        "fewer than 3 people",
    ):
        assert said in text


def test_what_is_sent_twice_is_one_idea(round_: Round) -> None:
    url = begun(round_.served)
    for _ in range(2):
        round_.says("alice", url, SECRET)
    assert "1 idea is in the box" in round_.sees("alice", url).text


def test_nothing_in_the_history_the_index_or_a_log_tells_who_said_what(
    round_: Round, caplog: pytest.LogCaptureFixture
) -> None:
    url = begun(round_.served)
    people = ("alice", "dan", "bob")
    for number, who in enumerate(people):
        round_.says(who, url, f"{SECRET} {number}")
    assert not any(SECRET.encode() in data for data in files_of(round_.served.folder))
    assert SECRET not in caplog.text
    since = round_.served.git("rev-parse", "HEAD")
    round_.closes()
    told = round_.served.git("log", "-p", "--format=fuller", f"{since}..HEAD").casefold()
    assert f"{SECRET} 2".casefold() in told
    changed = "\n".join(line for line in told.splitlines() if line.startswith("+"))
    assert not any(re.search(rf"\b{who}\b", changed) for who in people)
    assert "author:     tacit" in told
    page = round_.sees("alice", url)
    assert "Votes until" in page.text
    assert f"{SECRET} 0" in page.text


def test_an_idea_that_is_refused_comes_back_as_it_was_typed(round_: Round) -> None:
    url = begun(round_.served)
    form = round_.sees("alice", url).form("/ideas/unnamed").put("title", SECRET)
    round_.served.later(days=4)
    refused = round_.sends("alice", form)
    assert refused.status_code == 409
    assert "The time for it is over" in Page(refused).text
    assert Page(refused).form("/ideas/unnamed").control("title").value == SECRET


def test_votes_are_cast_with_boxes_and_the_last_ones_count(round_: Round) -> None:
    url = begun(round_.served)
    for number, who in enumerate(("alice", "dan", "bob")):
        round_.says(who, url, f"{SECRET} {number}")
    round_.closes()
    round_.votes("alice", url, [f"{SECRET} 0", f"{SECRET} 2"])
    round_.votes("dan", url, [f"{SECRET} 2"])
    round_.votes("alice", url, [f"{SECRET} 1"])
    page = round_.sees("alice", url)
    assert f"{SECRET} 1 1 vote: Alice" in page.text
    assert f"{SECRET} 2 1 vote: Dan" in page.text
    ticked = [one.value for one in page.form("/ideas/vote").controls if one.checked]
    assert ticked == [f"{SECRET} 1"]


def test_a_vote_for_nothing_is_refused_with_what_helps(round_: Round) -> None:
    with round_.served.client() as browser:
        refused = browser.post("/ideas/vote", data={"record": NAMED.split("/")[-1], "act": "vote"})
    assert refused.status_code == 409


def test_when_it_is_over_the_votes_stand_in_order(round_: Round) -> None:
    url = "/brainstorms/2026-02-23-003-how-should-we-handle-file-uploads-in-the-new-mobile-app"
    text = round_.sees("carol", url).text
    assert "How the votes fell" in text
    assert text.index("3 votes: Carol, Alice, Eva") < text.index("2 votes: Alice, Eva") < text.index("1 vote: Dan")


def test_a_hostile_idea_is_only_text(round_: Round) -> None:
    url = begun(round_.served)
    hostile = '"><script>alert(1)</script>'
    for who in ("alice", "dan", "bob"):
        round_.says(who, url, f"{hostile} {who[0]}", hostile)
    round_.closes()
    page = round_.sees("alice", url)
    assert page.runs == []
    round_.votes("alice", url, [f"{hostile} a"])
    assert "1 vote: Alice" in round_.sees("alice", url).text
