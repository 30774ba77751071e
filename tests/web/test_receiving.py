"""What comes in before it is a request, over a real connection: how large it may be, and how long it may take."""

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from accounted import shop
from serving import Served, awaited, served

from tacit.web import receiving
from tacit.web.dispatch import Dispatcher


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(shop(tmp_path_factory.mktemp("receiving") / "shop"), "2026-03-06T12:00:00Z") as it:
        yield it


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "PATIENCE", 0.2)


def say(here: Served, sent: bytes) -> bytes:
    """All that is answered until the server closes the connection."""
    host, _, port = here.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        found = b""
        try:
            connection.sendall(sent)
            while part := connection.recv(1 << 16):
                found += part
        except (ConnectionResetError, BrokenPipeError):
            pass
        return found


def head(here: Served, line: str, *more: str) -> bytes:
    told = [line, f"Host: {here.url.removeprefix('http://')}", f"Origin: {here.url}", *more]
    return "\r\n".join([*told, "", ""]).encode()


def status(answer: bytes) -> int:
    return int(answer.split()[1])


@pytest.mark.parametrize(
    "sent", [b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX: a", b"POST /sign-in HTTP/1.1\r\nContent-Length: 9\r\n\r\na"]
)
def test_who_takes_too_long_to_ask_is_told_so_and_sent_away(here: Served, impatient: None, sent: bytes) -> None:
    assert status(say(here, sent)) == 408


def test_who_asks_nothing_is_not_waited_for(here: Served, impatient: None) -> None:
    assert say(here, b"") == b""
    assert status(say(here, b"\r\n")) == 408


def test_who_asks_a_letter_at_a_time_gets_no_more_time_by_it(here: Served, impatient: None) -> None:
    host, _, port = here.url.removeprefix("http://").partition(":")

    async def trickle() -> int:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET / HTTP/1.1\r\nX: ")
        answered, letters = asyncio.create_task(reader.read()), 0
        while not answered.done():
            writer.write(b"a")
            letters += 1
            await asyncio.wait([answered], timeout=0.02)
        writer.close()
        return letters

    assert 1 < awaited(trickle()) < 500


def test_a_stream_of_events_is_no_request_that_takes_too_long(here: Served, impatient: None) -> None:
    host, _, port = here.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=0.8) as connection:
        connection.sendall(head(here, "GET /events HTTP/1.1"))
        with pytest.raises(TimeoutError):
            while connection.recv(1 << 16):
                pass


@pytest.mark.parametrize(
    "lines", [["X: " + "a" * 400_000], [f"X-{n}: a" for n in range(50_000)]], ids=["one long", "many"]
)
def test_a_head_has_its_size(here: Served, lines: list[str]) -> None:
    answer = say(here, head(here, "GET / HTTP/1.1", *lines))
    assert not answer or status(answer) == 431


def test_a_head_of_ordinary_size_is_read_whole(here: Served) -> None:
    answer = say(here, head(here, "GET / HTTP/1.1", "X: " + "a" * 60_000, "Connection: close"))
    assert status(answer) == 200


def test_what_is_refused_for_its_size_is_not_taken_in_without_end(here: Served) -> None:
    large = receiving.WHOLE_LIMIT * 2
    answer = say(here, head(here, "POST /preview HTTP/1.1", f"Content-Length: {large}") + b"a" * large)
    assert not answer or status(answer) == 413


def test_what_stands_behind_a_body_is_no_header(here: Served) -> None:
    """A proxy has looked at the headers that came before it."""
    asked = head(here, "POST /preview HTTP/1.1", "Transfer-Encoding: chunked", "Connection: close")
    answer = say(here, asked + b"0\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n\r\n")
    assert status(answer) == 200


def test_what_was_cut_off_is_not_done(here: Served) -> None:
    sent: list[Any] = [
        {"type": "http.request", "body": b"text=This+goes+on", "more_body": True},
        {"type": "http.disconnect"},
    ]
    told: list[Any] = []
    headers = [
        (b"host", here.url.removeprefix("http://").encode()),
        (b"origin", here.url.encode()),
        (b"content-type", b"application/x-www-form-urlencoded"),
    ]

    async def receive() -> Any:
        return sent.pop(0)

    async def send(message: Any) -> None:
        told.append(message)

    scope = {"type": "http", "method": "POST", "path": "/preview", "query_string": b"", "client": ("127.0.0.1", 1)}
    awaited(Dispatcher(here.site)({**scope, "headers": headers}, receive, send))
    assert told[0]["status"] == 400


def test_a_form_has_so_many_fields_and_no_files(here: Served) -> None:
    with here.client() as browser:
        assert browser.post("/preview", data={f"a{n}": "1" for n in range(900)}).status_code == 200
        assert browser.post("/preview", data={f"a{n}": "1" for n in range(1001)}).status_code == 413
        assert browser.post("/preview", files={"text": b"x"}).status_code == 415
        assert browser.post("/preview", content=b"text=x", headers={"content-type": "text/plain"}).status_code == 415


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Host: evil.example", 421), ("Host: {own}", 421), ("Origin: http://evil.example", 403),
        ("Origin: http://{own}", 403), ("Authorization: Bearer tacit_x", 401), ("Content-Length: 0", 400),
    ],
)  # fmt: skip
def test_what_is_said_once_is_refused_when_it_comes_twice(here: Served, line: str, code: int) -> None:
    said = line.format(own=here.url.removeprefix("http://"))
    asked = head(here, "POST /preview HTTP/1.1", "Content-Length: 0", said, said, "Connection: close")
    assert status(say(here, asked)) == code


@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Length: 4", "Transfer-Encoding: chunked"],
        ["Transfer-Encoding: chunked, identity"],
        ["Transfer-Encoding: xchunked"],
        ["Content-Length: 0", "Content-Length: 5"],
        ["Content-Length: +5"],
        ["Content-Length : 5"],
        ["X: a\rContent-Length: 5"],
        ["X: a\nContent-Length: 5"],
        ["X: a\r\n b"],
    ],
    ids=repr,
)
def test_where_a_request_ends_is_never_a_question(here: Served, lines: list[str]) -> None:
    """What a proxy in front might read otherwise is refused, and nothing behind it is read as a request."""
    behind = b"0\r\n\r\n" + head(here, "GET /nowhere HTTP/1.1")
    answer = say(here, head(here, "POST /preview HTTP/1.1", *lines) + behind)
    assert status(answer) == 400
    assert answer.count(b"HTTP/1.1 ") == 1


def test_several_cookie_headers_are_one(here: Served) -> None:
    port = here.url.rpartition(":")[2]
    sent = (f"Cookie: theme-{port}=dark", f"Cookie: keys-{port}=off")
    asked = head(here, "GET / HTTP/1.1", *sent, "Connection: close")
    answer = say(here, asked)
    assert b'data-theme="dark"' in answer and b"data-keys-off" in answer
