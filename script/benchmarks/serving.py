"""What is served: pages beside a bare one of as many rows, acts through HTTP, and Fossil on as many records.

The server has one core and its callers the other, where the machine lets them.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import fossil
from benchmarks.corpus import NAMES, TEAMS, Corpus
from benchmarks.measure import Figure, at_most
from benchmarks.scale import Scale
from benchmarks.writing import NOW, _copy, _waiting

from tacit.work import accounts, ask, tokens
from tacit.work.wire import open_workspace

TACIT = Path(sys.executable).parent / "tacit"
CLIENTS = 32
MOST_PAGE = 60_000  # bytes, with all that a page loads


def pages(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Inbox, list and record beside a bare page that renders as many rows from the same index."""
    repository = scale.large(folder)
    ws = open_workspace(repository, now=NOW)
    index = str(ask.ready(ws).path)
    record = ask.list_records(ws, "thread")["records"][0]["url"]
    seconds = 8.0 if not scale.quick else 2.0
    with _running([sys.executable, "-m", "benchmarks.bare", index]) as bare:
        limits = {clients: _load(bare, [{"path": "/"}], clients, seconds) for clients in (8, 1)}
    began = time.perf_counter()
    with _running([str(TACIT), "--repo", str(repository), "--as", "alice", "serve", "--port"], NOW_SET) as port:
        first = time.perf_counter() - began
        yield at_most(f"`tacit serve` among {scale.of(100_000):,} records, to its first page", first, 1.5)
        for name, path in (("inbox", "/"), ("list of 50", "/threads"), ("record", str(record))):
            many, one = (_load(port, [{"path": path}], clients, seconds) for clients in (8, 1))
            ratio = many["rate"] / limits[8]["rate"]
            limit = f"a bare page of 50 rows: {limits[8]['rate']:,.0f}"
            yield Figure(f"page: {name}, one core", f"{many['rate']:,.0f} a second", limit, f"{ratio:.2f} ×", "≥ 0.5 ×",
                         ratio >= 0.5)  # fmt: skip
            yield at_most("… one client, the median", one["p50"], 0.0025)
            # What a page tells is kept for the minute, by its address: each of these has one of its own.
            views = [{"path": f"{path}?view={number}"} for number in range(scale.of(4000))]
            some = len(views) // 4
            new = _load(port, views[some:], 8, 60, once=True)
            alone = _load(port, views[:some], 1, 60, once=True)
            ratio = new["rate"] / limits[8]["rate"]
            rate = f"{new['rate']:,.0f} a second"
            yield Figure("… seen for the first time", rate, limit, f"{ratio:.2f} ×", "≥ 0.5 ×", ratio >= 0.5)
            yield at_most("… seen for the first time, one client, the median", alone["p50"], 0.0025)
            weight = _weight(port, path)
            yield Figure(
                "… weight without cache", f"{weight / 1000:.1f} KB", target="≤ 60 KB", reached=weight <= MOST_PAGE
            )


def acts_by_http(scale: Scale, folder: Path) -> Iterator[Figure]:
    """Replies through the API, each durable when it is answered."""
    ws = open_workspace(_copy(scale.large(folder), folder / "http.git"), now=NOW)
    waiting = _waiting(ws)
    for person in NAMES[: len(TEAMS)]:
        accounts.invite(ws, person)
    kept = {person: tokens.make(ws, person, "act")["token"] for person in NAMES[: len(TEAMS)]}
    calls = [_reply(record, kept[who]) for record, _, who in waiting]
    arguments = [str(TACIT), "--repo", str(folder / "http.git"), "serve", "--port"]
    with _running(arguments, NOW_SET) as port:
        _load(port, calls[:8], 1, 60, once=True)
        alone = _load(port, calls[8:108], 1, 60, once=True)
        yield at_most("an act through HTTP, durable, one client, the median", alone["p50"], 0.008)
        many = _load(port, calls[108 : 108 + scale.of(3000)], CLIENTS, 60, once=True)
        yield Figure(f"… {CLIENTS} clients at once", f"{many['rate']:,.0f} a second", target="≥ 300 a second",
                     reached=many["rate"] >= 300)  # fmt: skip


def beside_fossil(scale: Scale, folder: Path) -> Iterator[Figure]:
    """The same lists and records as Fossil's forum and tickets, of as many records."""
    if shutil.which("fossil") is None:
        yield Figure("Fossil", "is not on this machine")
        return
    count, seconds = scale.of(10_000), 6.0 if not scale.quick else 2.0
    ours = Corpus(count).write(folder / "beside.git")
    ws = open_workspace(ours, now=NOW)
    record = str(ask.list_records(ws, "thread")["records"][0]["url"])
    with _running([str(TACIT), "--repo", str(ours), "--as", "alice", "serve", "--port"], NOW_SET) as port:
        mine = [_load(port, [{"path": path}], 8, seconds)["rate"] for path in ("/threads", record)]
    peer = fossil.made(count, folder / "fossil")
    free = _free()
    with _running(fossil.command(peer, free), fossil.environment(), port=free) as port:
        lists = [_load(port, [{"path": path}], 8, seconds)["rate"] for path in fossil.PAGES]
        records = [_load(port, [{"path": path}], 8, seconds)["rate"] for path in fossil.record_pages(peer)]
    for name, rate, theirs in (("list", mine[0], lists), ("record", mine[1], records)):
        limit = f"Fossil's ticket {name}: {theirs[0]:,.0f}, its forum's: {theirs[1]:,.0f}"
        yield Figure(f"page: {name}, among {count:,} records", f"{rate:,.0f} a second", limit,
                     f"{rate / max(theirs):.1f} × faster")  # fmt: skip


NOW_SET = {**os.environ, "TACIT_NOW": "2026-11-21T09:00:00Z"}


def _reply(record: str, token: str) -> dict[str, Any]:
    return {
        "method": "POST",
        "path": f"/api/v1/records/{record}/acts/reply",
        "headers": {"authorization": f"Bearer {token}", "if-match": "*"},
        "body": {"write": {"Reply": "Fifteen minutes, and no longer than that."}},
    }


@contextmanager
def _running(words: Sequence[str], environ: Mapping[str, str] | None = None, port: int | None = None) -> Iterator[int]:
    """A server, on the first core, until the block ends; a free port is put behind its words, where none is given."""
    free = port or _free()
    command = [*words, *([] if port else [str(free)])]
    pinned = ["taskset", "-c", "0"] if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else []
    server = subprocess.Popen([*pinned, *command], env=environ, stdout=subprocess.DEVNULL)
    try:
        _answered(free, server)
        yield free
    finally:
        server.terminate()
        server.wait()


def _answered(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Until it has answered with a page, whichever."""
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60).read()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise SystemExit("the server ended before it answered")


def _load(
    port: int, calls: Sequence[Mapping[str, Any]], clients: int, seconds: float, *, once: bool = False
) -> dict[str, Any]:
    core = 1 if (os.cpu_count() or 1) > 1 else None
    asked = {"port": port, "core": core, "clients": clients, "seconds": seconds, "calls": list(calls), "once": once}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"], input=json.dumps(asked).encode(), stdout=subprocess.PIPE, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    if found["wrong"]:
        raise SystemExit(f"{calls[0]['path']} was answered with {found['wrong']}")
    return found


def _weight(port: int, path: str) -> int:
    """Of a page with all that it links to as style, script or picture, and what these load by themselves."""
    import re

    base = f"http://127.0.0.1:{port}"
    page = urllib.request.urlopen(base + path).read()
    loaded = set(re.findall(rb'(?:src|href)="(/static/[^"]+)"', page))
    return len(page) + sum(len(urllib.request.urlopen(base + each.decode()).read()) for each in loaded)


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
