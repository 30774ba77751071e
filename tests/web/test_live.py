"""Pages that are open hear that something has happened: only what they ask for, and only while they may."""

import json
import queue
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest
from serving import Served, copied

from tacit.web.site import Site
from tacit.work import accounts, act, changes, sign_in
from tacit.work.wire import open_workspace

Harbour = Callable[[str | None], Served]
SOON = 60  # seconds that a busy machine is given


class Heard:
    """What a stream says, as it comes."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._events: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._thread = Thread(target=self._read, args=(lines,))
        self._thread.start()

    def _read(self, lines: Iterator[str]) -> None:
        event: dict[str, Any] = {}
        try:
            for line in lines:
                name, colon, value = line.partition(": ")
                if colon and name:
                    event[name] = json.loads(value) if name == "data" else value
                elif not line and event:
                    self._events.put(event)
                    event = {}
        except httpx2.HTTPError:
            pass
        self._events.put(None)

    def next(self) -> dict[str, Any] | None:
        """The next event; None when the stream has ended."""
        return self._events.get(timeout=SOON)


@contextmanager
def listening(it: Served, query: str = "", **headers: str) -> Iterator[Heard]:
    with it.client() as client, client.stream("GET", f"/events?{query}", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        assert next(lines).startswith(":")
        yield Heard(lines)


THREAD = "2026-03-12-001-edits-made-offline"  # waits for the reply of Alice's team


def comment(it: Served, record: str, who: str = "bob", text: str = "As I said.") -> str:
    ws = open_workspace(it.folder, now=it.now)
    return str(act.act(ws, record, "comment", sets={}, writes={}, because=text, who=who)["commit"])


def position(it: Served) -> str:
    return changes.position(open_workspace(it.folder, now=it.now))


def test_a_page_that_shows_a_record_hears_of_its_acts_and_of_no_others(harbour: Harbour) -> None:
    it = harbour("alice")
    other = "live-updates-in-the-editor"
    with listening(it, f"record={THREAD}") as heard:
        comment(it, other)
        passed = heard.next()
        commit = comment(it, THREAD)
        told = heard.next()
    assert passed
    assert passed["event"] == "at"
    assert told
    assert told["event"] == "changed"
    assert told["id"] == commit
    assert told["data"]["record"] == THREAD
    assert told["data"]["said"] == "Bob commented"
    assert told["data"]["url"] == f"/threads/{THREAD}"


def test_a_commit_by_git_is_heard_too(harbour: Harbour) -> None:
    it = harbour("alice")
    path = next(it.folder.glob(f"threads/{THREAD}.md"))
    with listening(it, f"record={THREAD}") as heard:
        path.write_text(path.read_text("utf-8").rstrip("\n") + "\n\nMore of it.\n", "utf-8")
        it.git("commit", "--quiet", "--all", "--author", "Bob <bob@example.com>", "--message", "More")
        told = heard.next()
    assert told
    assert told["id"] == it.git("rev-parse", "HEAD")
    assert told["data"]["by"] == "bob"


def test_the_inbox_hears_of_what_changes_in_it(harbour: Harbour) -> None:
    it = harbour("alice")
    with listening(it, "inbox") as heard:
        comment(it, THREAD)
        passed = heard.next()
        ws = open_workspace(it.folder, now=it.now)
        act.act(ws, THREAD, "reply", sets={}, writes={"Reply": "Fifteen minutes."}, who="alice")
        told = heard.next()
    assert passed
    assert passed["event"] == "at", "a comment changes nothing that anybody owes"
    assert told
    assert told["data"]["act"] == "reply"


def test_a_board_hears_what_others_do_to_its_cards(harbour: Harbour) -> None:
    it = harbour("alice")
    ws = open_workspace(it.folder, now=it.now)
    with listening(it, "kind=task&others") as heard:
        made = [
            act.create(ws, "task", sets={"topic": "A card", "owner": who}, writes={}, who=who)["id"]
            for who in ("alice", "bob")
        ]
        told = next(each for each in iter(heard.next, None) if each["event"] == "changed")
    assert told["data"]["record"] == made[1]
    assert told["data"]["said"] == "Bob added"


def test_who_was_away_hears_what_came_after_the_last_event(harbour: Harbour) -> None:
    it = harbour("alice")
    before = position(it)
    first, second = comment(it, THREAD), comment(it, THREAD, text="And more.")
    with listening(it, f"record={THREAD}&since={before}") as heard:
        assert [heard.next(), heard.next()] == [
            {"id": commit, "event": "changed", "data": data} for commit, data in told_of(it, before, first, second)
        ]
    with listening(it, f"record={THREAD}&since={before}", **{"last-event-id": first}) as heard:
        told = heard.next()
    assert told
    assert told["id"] == second, "what the browser says last goes before what its page said at first"


def told_of(it: Served, since: str, *commits: str) -> list[tuple[str, dict[str, Any]]]:
    found = changes.since(open_workspace(it.folder, now=it.now), since)["changes"]
    assert [each["commit"] for each in found] == list(commits)
    return [(each["commit"], each) for each in found]


def test_a_position_that_history_does_not_have_is_answered_with_that_there_is_more(harbour: Harbour) -> None:
    it = harbour("alice")
    with listening(it, "since=" + "0" * 40) as heard:
        told = heard.next()
    assert told
    assert told["data"] == {"more": True}
    assert told["id"] == position(it)


def test_too_many_acts_are_not_told_one_by_one(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    it = harbour("alice")
    before = position(it)
    monkeypatch.setattr(changes, "MOST", 1)
    comment(it, THREAD)
    comment(it, THREAD, text="And more.")
    assert changes.since(open_workspace(it.folder, now=it.now), before)["more"]


def test_a_head_request_has_no_stream(harbour: Harbour) -> None:
    with harbour("alice").client() as client:
        answer = client.head("/events")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"


def test_pages_say_what_they_show_and_as_of_when(harbour: Harbour) -> None:
    it = harbour("alice")
    with it.client() as client:
        text = client.get("/").text
    assert f'data-live="inbox" data-since="{position(it)}"' in text


def test_many_listeners_hold_no_threads_and_all_hear(harbour: Harbour) -> None:
    it = harbour("alice")
    with it.client() as client:
        streams = [client.stream("GET", "/events") for _ in range(40)]  # ten times the threads that read
        answers = [stream.__enter__() for stream in streams]
        try:
            assert client.get("/").status_code == 200
            commit = comment(it, THREAD)
            heard = [Heard(answer.iter_lines()) for answer in answers]
            assert {told["id"] for each in heard if (told := each.next())} == {commit}
        finally:
            it.stop()
            for stream in streams:
                stream.__exit__(None, None, None)


def test_no_more_listen_than_a_server_bears(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    it = harbour("alice")
    monkeypatch.setattr("tacit.web.live.MOST", 1)
    with listening(it), it.client() as client:
        answer = client.get("/events")
    assert answer.status_code == 429


def test_nobody_takes_the_places_of_all(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    it = harbour("alice")
    monkeypatch.setattr("tacit.web.live.MOST_OF_ONE", 1)
    with listening(it), it.client() as client:
        assert client.get("/events").status_code == 429
        assert not it.site.watch.is_full("bob")


def test_streams_end_when_the_server_stops(harbour: Harbour) -> None:
    it = harbour("alice")
    with listening(it) as heard:
        it.stop()
        assert heard.next() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_at_once_and_without_a_word(
    number: signal.Signals, harbour_made: Path, tmp_path: Path
) -> None:
    command = [
        sys.executable,
        "-m",
        "tacit.main",
        "--json",
        "--repo",
        str(copied(harbour_made, tmp_path / "here")),
        "--as",
        "alice",
    ]
    served = subprocess.Popen(
        [*command, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert served.stdout
    url = json.loads(served.stdout.readline())["url"]
    with httpx2.stream("GET", f"{url}/events", timeout=SOON) as answer:
        assert answer.status_code == 200
        served.send_signal(number)
        _, said = served.communicate(timeout=SOON)
    assert said == ""
    assert served.returncode == 0


def test_who_is_signed_out_hears_nothing_any_more(harbour: Harbour) -> None:
    it = harbour(None)
    ws = open_workspace(it.folder, now=it.now)
    path = accounts.invite(ws, "alice")["path"]
    session = sign_in.accept(ws, path.rpartition("/")[2], "an old tree by the water", "a browser")
    cookie = f"tacit-{it.url.rpartition(':')[2]}={session}"
    with it.client() as client:
        assert client.get("/events").headers["location"].startswith("/sign-in")
    with listening(it, cookie=cookie) as heard:
        comment(it, THREAD)
        told = heard.next()
        accounts.sign_out_everywhere(ws, "alice")
        comment(it, THREAD, text="A secret.")
        last, end = heard.next(), heard.next()
    assert told
    assert told["event"] == "changed"
    assert last
    assert last["event"] == "ended"
    assert last["data"] == {"said": "nobody is signed in here"}
    assert end is None


def test_a_watch_looks_only_while_somebody_listens(harbour: Harbour) -> None:
    it = harbour("alice")
    with it.client() as client:
        client.get("/")
    assert "watch" not in vars(it.site)
    assert isinstance(it.site, Site)
