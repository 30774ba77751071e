"""The records behind a passage of a document: those that name it, those that it links to, those whose acts wrote it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from tacit.errors import Refused
from tacit.index.finds import Found
from tacit.index.index import Index
from tacit.model.history import Commit
from tacit.repo.picked import touching
from tacit.rules.outcome import outcome
from tacit.rules.world import World
from tacit.text.fixes import fixed_by
from tacit.text.links import links, target
from tacit.text.records import record_id
from tacit.text.sections import find_headings
from tacit.text.shared_documents import Passage, find_passage
from tacit.text.spans import write_instant
from tacit.work import ask
from tacit.work.fixes import FIX, meant
from tacit.work.wire import Workspace

if TYPE_CHECKING:
    from tacit.repo.git import GitStore

Json = dict[str, Any]
COMMITS = 200  # that touched the passage; what lies further back is reached by asking git
_ID = re.compile(r"(?<![\w/-])\d{4}-\d\d-\d\d-\d{3}-[\w-]+")
_LINE = re.compile(r"\d+")
_SHORT = 10


@dataclass
class Behind:
    """A record, and how it is known to stand behind the passage."""

    found: Found
    how: list[str] = field(default_factory=list)


def why(ws: Workspace, written: str) -> Json:
    """Newest first. `written` is a file, `FILE:SECTION` or `FILE:LINE`."""
    index = ask.ready(ws)
    head = ws.store.head()
    path, place = _parted(ws, written)
    text = (ws.store.read(path) or b"").decode("utf-8", "replace")
    passage = _passage(text, place, path)
    lines = _lines(text, passage, place)
    store = cast("GitStore", ws.store)
    commits = list(touching(store.git, head, path, lines if place else None, COMMITS + 1)) if head else []
    commits, earlier = commits[:COMMITS], len(commits) > COMMITS
    behind: dict[str, Behind] = {}
    for found, how in (
        *_naming(index, path, text, passage if place else None),
        *_linked(index, path, text[passage.start : passage.end]),
        *_written(ws, index, commits),
    ):
        one = behind.setdefault(found.id, Behind(found))
        if how not in one.how:
            one.how.append(how)
    world = ws.world()
    told = [_told(world, one) for one in behind.values() if one.found.path != path]
    return {
        "path": path,
        "section": passage.heading or None,
        "lines": list(lines),
        "records": sorted(told, key=lambda one: (one["updated"] or one["created"] or "", one["id"]), reverse=True),
        "commits": [_commit(each) for each in commits if not _speaks(each)],
        "read": {"commits": len(commits), "earlier": earlier},
    }


def _parted(ws: Workspace, written: str) -> tuple[str, str]:
    """The file, and what stands behind its colon (or its `#`): the file goes as far as there is one of that name."""
    here = written.removeprefix("./")
    for sign in ("", "#", ":"):
        path, _, place = here.partition(sign) if sign else (here, "", "")
        if path and ws.store.read(path) is not None:
            return path, place.strip()
    raise Refused(
        "no-such-file",
        f"there is no file {here.partition(':')[0]} in the last commit",
        remedy="Name a file by its path from the root of the repository; commit it, if it is new.",
    )


def _passage(text: str, place: str, path: str) -> Passage:
    if not _LINE.fullmatch(place):
        found = find_passage(text, place)
        if found is None:
            known = ", ".join(f"`{each.text}`" for each in find_headings(text, 0)[:8]) or "none"
            raise Refused("no-such-section", f"{path} has no section {place!r}", remedy=f"Its headings are: {known}.")
        return found
    line = int(place)
    total = text.count("\n") + (not text.endswith("\n"))
    if not 1 <= line <= total:
        raise Refused("no-such-line", f"{path} has {total} lines, and no line {line}", remedy="Name one that it has.")
    above = [each for each in find_headings(text, 0) if each.line <= line]
    if not above:
        first = next((each.start for each in find_headings(text, 0)), len(text))
        return Passage("", 1, 0, 0, first)
    last = above[-1]
    return Passage(last.text, last.line, last.start, last.body, last.end)


def _lines(text: str, passage: Passage, place: str) -> tuple[int, int]:
    """The lines that are asked about: one, or those of the section."""
    if _LINE.fullmatch(place):
        return int(place), int(place)
    last = text.count("\n", 0, passage.end) + (not text[: passage.end].endswith("\n"))
    return passage.line, max(passage.line, last)


def _naming(index: Index, path: str, text: str, passage: Passage | None) -> Iterator[tuple[Found, str]]:
    """Records of which a field names the file, or the section; those that name another section of it do not count."""
    for found in index.linked(path):
        for name, value in _strings(json.loads(found.fields)):
            file, _, section = value.partition("#")
            if file != path:
                continue
            meant_by_it = find_passage(text, section.strip()) if section and passage else None
            if passage is None or not section or _overlap(meant_by_it, passage):
                yield found, f"its {name} is {value}"


def _overlap(one: Passage | None, other: Passage) -> bool:
    return one is not None and one.start < other.end and other.start < one.end


def _strings(fields: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, str):
                yield name, each


def _linked(index: Index, path: str, text: str) -> Iterator[tuple[Found, str]]:
    """Records that the passage links to or names, wherever they lie by now."""
    folder = path.rpartition("/")[0]
    named = [record_id(there) for each in links(text) if (there := target(each.path, folder))]
    for name in dict.fromkeys((*named, *_ID.findall(text))):
        for found in index.by_id(name) or index.by_alias(name):
            yield found, "it is named there"


def _written(ws: Workspace, index: Index, commits: Sequence[Commit]) -> Iterator[tuple[Found, str]]:
    """Records that the commits name which touched the passage, or that were acted on in them."""
    kinds = [kind for kind, each in ws.here.protocols.items() if FIX in each.acts]
    for commit in commits:
        how = f"commit {commit.id[:_SHORT]}: {_subject(commit)}"
        named = [commit.trailers.get("Tacit-Record", ""), *index.records_of_acts([commit.id])]
        for name in dict.fromkeys(filter(None, named)):
            for found in index.by_id(name) or index.by_alias(name):
                yield found, how
        for name in fixed_by(commit.message):
            several = meant(index, name, kinds)
            if len(several) == 1:
                yield several[0], how


def _told(world: World, one: Behind) -> Json:
    record = world.records.get(one.found.id)
    said = outcome(record, world.protocols[record.kind]) if record else ""
    return {**ask.record_json(one.found), "outcome": said or None, "how": one.how}


def _speaks(commit: Commit) -> bool:
    """Whether it is told by a record already."""
    return "Tacit-Record" in commit.trailers


def _commit(commit: Commit) -> Json:
    return {"commit": commit.id, "at": write_instant(commit.at), "person": commit.name, "subject": _subject(commit)}


def _subject(commit: Commit) -> str:
    return commit.message.partition("\n")[0]
