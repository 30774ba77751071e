"""Calls a server as a number of clients at once, from a process and a core of its own, and tells a line of JSON.

Standard input says what to call: `{"port", "core", "clients", "seconds", "once", "calls"}`, a call being
`{"method", "path", "headers", "body"}`. With `once` each call is made a single time, for what cannot be done twice.
"""

import json
import os
import socket
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any

_CHUNK = 1 << 18


def main() -> None:
    asked: dict[str, Any] = json.load(sys.stdin)
    if hasattr(os, "sched_setaffinity") and asked["core"] is not None:
        os.sched_setaffinity(0, {asked["core"]})
    wires = [_wire(call, asked["port"]) for call in asked["calls"]]
    taken = _Calls(iter(wires) if asked["once"] else cycle(wires))
    clients = [_Client(asked["port"], taken) for _ in range(asked["clients"])]
    until = time.perf_counter() + asked["seconds"]
    threads = [threading.Thread(target=client.run, args=(until,)) for client in clients]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    took = sorted(each for client in clients for each in client.took)
    wrong = [each for client in clients for each in client.wrong]
    told = {
        "rate": len(took) / seconds,
        "p50": statistics.median(took) if took else None,
        "p99": took[int(len(took) * 0.99)] if took else None,
        "count": len(took),
        "bytes": max((client.largest for client in clients), default=0),
        "wrong": wrong[:3],
    }
    print(json.dumps(told))


class _Calls:
    """What the clients call, one after the other."""

    def __init__(self, wires: Iterator[bytes]) -> None:
        self._wires = wires
        self._turn = threading.Lock()

    def next(self) -> bytes | None:
        with self._turn:
            return next(self._wires, None)


class _Client:
    """One connection, that is kept where the server keeps it."""

    def __init__(self, port: int, calls: _Calls) -> None:
        self._port, self._calls = port, calls
        self.took: list[float] = []
        self.wrong: list[str] = []
        self.largest = 0

    def run(self, until: float) -> None:
        wire: socket.socket | None = None
        while time.perf_counter() < until and (call := self._calls.next()) is not None:
            began = time.perf_counter()
            wire = wire or _connected(self._port)
            wire.sendall(call)
            head, size = _answer(wire)
            self.took.append(time.perf_counter() - began)
            self.largest = max(self.largest, size)
            if head.split(b" ", 2)[1] not in (b"200", b"201", b"303"):
                self.wrong.append(head.partition(b"\r\n")[0].decode())
            if b"connection: close" in head.lower():
                wire.close()
                wire = None
        if wire is not None:
            wire.close()


def _connected(port: int) -> socket.socket:
    wire = socket.create_connection(("127.0.0.1", port))
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return wire


def _answer(wire: socket.socket) -> tuple[bytes, int]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(wire)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    )
    got = len(body)
    while got < length:
        got += len(_more(wire))
    return head, length


def _more(wire: socket.socket) -> bytes:
    data = wire.recv(_CHUNK)
    if not data:
        raise ConnectionError("the server closed the connection")
    return data


def _wire(call: Mapping[str, Any], port: int) -> bytes:
    body = json.dumps(call["body"]).encode() if call.get("body") is not None else b""
    headers: Sequence[tuple[str, str]] = (("host", f"127.0.0.1:{port}"), *(call.get("headers") or {}).items())
    if body:
        headers = (*headers, ("content-type", "application/json"), ("content-length", str(len(body))))
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"{call.get('method', 'GET')} {call['path']} HTTP/1.1\r\n{lines}\r\n".encode() + body


if __name__ == "__main__":
    main()
