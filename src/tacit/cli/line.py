"""The line to a server: one connection, a token, JSON there and back, and errors as they were raised there."""

import json
import os
import ssl
from collections.abc import Mapping, Sequence
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tacit.errors import EnvironmentFailed, Malformed, Refused, TacitError, WrongUsage

Pairs = Sequence[tuple[str, str | None]]
API = "/api/v1"
_PATIENCE = 60  # seconds
_TRIES = 2
_UNKNOWN = 401  # who calls
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_CLASSES: Mapping[str, type[TacitError]] = {
    "refused": Refused,
    "malformed": Malformed,
    "wrong usage": WrongUsage,
    "environment failed": EnvironmentFailed,
}


class Line:
    def __init__(self, address: str) -> None:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ("http", "https") or not parts.hostname or port == -1 or parts.query or parts.fragment:
            remedy = "Write it as `tacit serve` tells it: http://127.0.0.1:8765"
            raise WrongUsage("address", f"{address} is no address of a server", remedy=remedy)
        self.address = address
        self._secure = parts.scheme == "https"
        self._host, self._port, self._netloc = parts.hostname, port, parts.netloc
        self._root = parts.path.rstrip("/").removesuffix(API) + API

    @cached_property
    def _connection(self) -> HTTPConnection:
        if self._secure:
            context = ssl.create_default_context()
            return HTTPSConnection(self._host, self._port, timeout=_PATIENCE, context=context)
        return HTTPConnection(self._host, self._port, timeout=_PATIENCE)

    @cached_property
    def _headers(self) -> Mapping[str, str]:
        headers = {"Accept": "application/json"}
        token = os.environ.get("TACIT_TOKEN", "").strip() or _kept_token(self.address)
        if token:
            if not self._secure and self._host not in _LOOPBACK:
                said = f"a token would go to {self._host} for everybody on the way to read"
                raise Refused("not-secure", said, remedy="Call the server by https.")
            if not (token.isascii() and token.isprintable()):
                raise WrongUsage("token", "the token is none: it holds more than letters and digits")
            headers["Authorization"] = f"Bearer {token}"
        else:  # nobody's page sends this: where nobody signs in, that is what is asked
            headers["Origin"] = f"{'https' if self._secure else 'http'}://{self._netloc}"
        return headers

    def ask(
        self, method: str, path: str, query: Pairs, body: object = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        asked = "?" + urlencode(query, errors="surrogatepass") if query else ""
        sent = {**self._headers, **(headers or {})}
        content = None
        if body is not None:
            content = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        status, answered = self._answered(method, f"{self._root}/{path}{asked}", content, sent)
        return self._understood(status, answered)

    def _answered(
        self, method: str, target: str, content: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """Tried again where the line breaks: a GET changes nothing, and whatever else is sent has a key."""
        for left in reversed(range(_TRIES)):
            try:
                self._connection.request(method, target, content, dict(headers))
                answer: HTTPResponse = self._connection.getresponse()
                return answer.status, answer.read()
            except ssl.SSLError as wrong:
                raise self._unreachable(wrong) from None
            except (OSError, HTTPException) as wrong:
                self._connection.close()
                if not left or isinstance(wrong, ConnectionRefusedError):
                    raise self._unreachable(wrong) from None
        raise AssertionError("unreachable")

    def _unreachable(self, wrong: Exception) -> EnvironmentFailed:
        reason = getattr(wrong, "strerror", None) or str(wrong) or type(wrong).__name__
        remedy = "See whether it is served there: `tacit serve` tells its address."
        return EnvironmentFailed("no-server", f"{self.address} does not answer: {reason}", remedy=remedy)

    def _understood(self, status: int, content: bytes) -> dict[str, Any]:
        try:
            told = json.loads(content)
        except ValueError:
            told = None
        if not isinstance(told, dict) or (status >= 400 and "code" not in told):
            said = f"what answers at {self.address} is no Tacit (it said {status})"
            raise EnvironmentFailed("no-server", said, remedy="See whether the address is right.")
        if status >= 400:
            error = error_of(told)
            if status == _UNKNOWN:
                error.add_note(
                    f"The token is that of TACIT_TOKEN, or of a line in {_file_of_tokens()}: {self.address} tacit_…"
                )
            raise error
        return told


def error_of(told: Mapping[str, Any]) -> TacitError:
    """The error that a problem (RFC 9457) tells of."""
    raised = _CLASSES.get(told.get("title", ""), EnvironmentFailed)
    return raised(
        told["code"], told["detail"], remedy=told.get("remedy", ""), path=told.get("path"), line=told.get("line")
    )


def _kept_token(address: str) -> str:
    """Of the file of tokens: a line for each server, its address and then the token. Nobody else may read it."""
    file = _file_of_tokens()
    try:
        text = file.read_text("utf-8")
        mode = file.stat().st_mode
    except FileNotFoundError:
        return ""
    if mode & 0o077:
        said, remedy = "others can read the file of tokens", f"chmod 600 {file}"
        raise Refused("not-secret", said, remedy=remedy, path=str(file))
    for line in text.splitlines():
        words = line.split()
        if len(words) == 2 and words[0].rstrip("/") == address.rstrip("/"):
            return words[1]
    return ""


def _file_of_tokens() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")  # noqa: PTH111, PTH118
    return Path(home) / "tacit" / "tokens"
