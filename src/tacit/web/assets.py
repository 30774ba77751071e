"""Style sheets, scripts and pictures of the pages: small files of ours, kept in memory and by browsers for a year."""

from functools import cache
from hashlib import blake2b
from importlib import resources

from starlette.responses import Response

from tacit.errors import Refused
from tacit.web.visit import Visit

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "json": "application/json",
    "webmanifest": "application/manifest+json",
}
_KEPT = {"cache-control": "public, max-age=31536000, immutable"}


@cache
def files() -> dict[str, bytes]:
    there = resources.files("tacit.web") / "static"
    return {file.name: file.read_bytes() for file in there.iterdir() if file.name.rpartition(".")[2] in _TYPES}


@cache
def version() -> str:
    """Of all of them: a new one has other addresses."""
    told = blake2b(digest_size=6)
    for name, data in sorted(files().items()):
        told.update(name.encode() + b"\0" + data)
    return told.hexdigest()


def address(name: str) -> str:
    assert name in files(), name
    return f"/static/{version()}/{name}"


def asset(visit: Visit) -> Response:
    data = files().get(visit.params["name"])
    if data is None:
        raise Refused("no-page", f"there is nothing at {visit.path}")
    return Response(data, headers=_KEPT, media_type=_TYPES[visit.params["name"].rpartition(".")[2]])
