"""What comes in before it is a request: so large its head may be and so long it may take, whoever sends it.

Nobody has said yet who they are, so nobody is waited for: a connection that says nothing, or says it a letter at a
time, is one that others do not get.
"""

from asyncio import TimerHandle, Transport

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_LIMIT = 1 << 16  # bytes; what one read brings more than that is read with it
WHOLE_LIMIT = 1 << 24  # bytes, also of what was refused already: a browser tells of it only when it has sent it all
PATIENCE = 30.0  # seconds, from the first sign of a request to its last

_TEXTS = {408: "Request Timeout", 413: "Content Too Large", 431: "Request Header Fields Too Large"}


class Receiving(HttpToolsProtocol):
    """One connection."""

    _deadline: TimerHandle | None = None
    _in_head = True
    _taken = 0  # bytes of the request that is coming in, at the least

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_a_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._has_arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            self._await_a_request()  # else empty lines would keep the connection for ever
        self._taken += len(data)
        super().data_received(data)
        if self._taken > (HEAD_LIMIT if self._in_head else WHOLE_LIMIT):
            self._give_up(431 if self._in_head else 413)

    def on_message_begin(self) -> None:
        self._await_a_request()
        self._taken = 1  # its first sign; what else came with it is read already
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:  # what stands behind the body is no header: a proxy has not looked at it
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._has_arrived()
        super().on_message_complete()
        if self.cycle.response_complete:  # it was answered before it was whole
            self._await_a_request()

    def _await_a_request(self) -> None:
        self._has_arrived()
        self._deadline = self.loop.call_later(PATIENCE, self._give_up, 408)

    def _has_arrived(self) -> None:
        self._in_head, self._taken = True, 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self, status: int) -> None:
        if self.transport.is_closing():
            return
        if self._taken and self._is_unanswered():
            said = f"HTTP/1.1 {status} {_TEXTS[status]}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(said.encode())
        self.transport.close()

    def _is_unanswered(self) -> bool:
        if self.cycle is None or self.cycle.response_complete:
            return self._in_head
        return not self.cycle.response_started
