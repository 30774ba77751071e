"""Takes a folder of files that Tacit did not write for records: finds how they are called and written, and says so in
one protocol file. The files themselves stay as they are."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tacit.errors import Malformed, Refused, WrongUsage
from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.repo.store import Plan, View
from tacit.rules.guards import GUARDS
from tacit.rules.lint.fields import missing_fields
from tacit.text.document import Document
from tacit.text.places import find_place
from tacit.text.protocols import read_protocol
from tacit.text.records import record_of
from tacit.text.scalars import write_scalar
from tacit.work import present
from tacit.work.act import author, local
from tacit.work.locate import foreign_form
from tacit.work.snapshot import PROTOCOLS, Snapshot, foreign_kinds, foreign_texts
from tacit.work.wire import CommitTree, Workspace

Json = dict[str, Any]

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}(?P<after>[-_ ]).+\.md")
_NUMBERED = re.compile(r"(?P<before>(?:[A-Za-z]+[-_ ]?)?)(?P<n>\d{1,6})(?P<after>[-_. ]+)[^-_. ].*\.md")
_FILES = re.compile(r"^files:.*$", re.MULTILINE)


@dataclass(slots=True)
class Reading:
    """The files of a folder as one form of the kind reads them."""

    protocol: Protocol
    text: str  # of the protocol file
    records: list[Record] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    fits: int = 0  # fields and sections that stand where this form has them


def import_folder(ws: Workspace, kind: str, written: str, *, who: str | None, dry_run: bool) -> Json:
    """Adopt the files of a folder as records of a kind; one commit, which adds the protocol and nothing else."""
    texts = known_texts(kind)
    here = ws.here
    present.need_workspace(here)
    path = f"{PROTOCOLS}/{kind}.yaml"
    folder = _folder(ws, written)
    tree = ws.tree
    not_adopted(tree.read(path), path)
    files = _files_in(ws, tree, folder, written)
    tail = _tail(files, texts)
    form = foreign_form(f"{folder}/{tail}")
    named = [name for name in files if form.fullmatch(f"{folder}/{name}")]
    best = _best(ws, tree, folder, named, with_files(texts, f"{folder}/{tail}"), here)
    commit = None if dry_run else _adopt(ws, path, best.text, f"import {kind}: {folder}", who)
    return {
        "kind": kind,
        "form": best.protocol.form,
        "files": best.protocol.files,
        "protocol": path,
        "commit": commit,
        "records": len(best.records),
        "statuses": dict(Counter(record.status or "none" for record in best.records).most_common()),
        "findings": [present.finding_json(one) for one in best.findings],
        "aside": [f"{folder}/{name}" for name in files if name not in named],
    }


def known_texts(kind: str) -> Mapping[str, str]:
    texts = foreign_texts(kind)
    if not texts:
        raise WrongUsage(
            "unknown-kind",
            f"no protocol for files of the kind {kind!r} comes with Tacit",
            remedy=f"There are {', '.join(foreign_kinds())}; for others put a protocol with `names` into {PROTOCOLS}/.",
        )
    return texts


def not_adopted(there: bytes | None, path: str) -> None:
    if there is not None:
        raise Refused(
            "already-adopted",
            "this workspace has such a protocol already",
            remedy=f"Change `files` in {path}, or copy it under another `kind` for a second folder.",
            path=path,
        )


def with_files(texts: Mapping[str, str], files: str) -> Mapping[str, str]:
    """The protocols with another pattern of paths. One that is none is refused as the protocol's own would be."""
    written = {form: _FILES.sub(lambda _: f"files: {write_scalar(files)}", text) for form, text in texts.items()}
    for text in written.values():
        _, findings = read_protocol(text, "--files", False, GUARDS)
        for one in findings:
            raise WrongUsage("files", one.message, remedy=one.remedy)
    return written


def _adopt(ws: Workspace, path: str, text: str, message: str, who: str | None) -> str:
    def plan(view: View) -> Plan:
        known = ws.snapshot(view)
        not_adopted(view.read(path), path)
        by = author(who, known) if who else ws.store.identity()
        return Plan({path: text.encode()}, f"{message}\n\nTacit-Act: import\n", by, local(ws.now, who or "", known))

    done = ws.store.transact(plan)
    ws.forget()
    return done.commit


# Which files


def _folder(ws: Workspace, written: str) -> str:
    """The folder as the repository names it: counted from where one stands, else from the root."""
    root = ws.place.work_tree
    if root:
        here = Path(written).absolute().resolve()
        if here.is_dir() and here.is_relative_to(Path(root).resolve()):
            return here.relative_to(Path(root).resolve()).as_posix()
    return written.strip("/").removeprefix("./")


def _files_in(ws: Workspace, tree: CommitTree, folder: str, written: str) -> list[str]:
    """The Markdown files that lie in the folder itself."""
    under = ((path[len(folder) + 1 :], path) for path, _, _ in tree.files(folder)) if folder not in ("", ".") else ()
    found = [name for name, _ in under if _may_be(name)]
    if found:
        return sorted(found)
    waiting = any(_may_be(path[len(folder) + 1 :]) for path in ws.store.worktree_files(folder))
    raise WrongUsage(
        "no-records",
        f"no Markdown files lie in {written} in the last commit",
        remedy="Commit them first."
        if waiting
        else "Name the folder of this repository that holds them: docs/decisions.",
    )


def _may_be(name: str) -> bool:
    return "/" not in name and name.endswith(".md") and name != "README.md"


def _tail(names: Sequence[str], texts: Mapping[str, str]) -> str:
    """How most of these files are called: as the kind has it, else by day, by number, or by words alone."""
    shape, most = Counter(map(_shape, names)).most_common(1)[0]
    if "{created}" in shape:  # whose year would pass for a number
        return shape
    for protocol, _ in _protocols(texts):
        tail = protocol.files.rpartition("/")[2]
        form = foreign_form(tail)
        if sum(form.fullmatch(name) is not None for name in names) >= most:
            return tail
    numbered = (_NUMBERED.fullmatch(name) for name in names if _shape(name) == shape)
    width = min((len(found["n"]) for found in numbered if found), default=0)
    return shape.replace("{n}", f"{{n:0{width}}}")


def _shape(name: str) -> str:
    dated, numbered = _DATED.fullmatch(name), _NUMBERED.fullmatch(name)
    if dated:
        return f"{{created}}{dated['after']}{{slug}}.md"
    return f"{numbered['before']}{{n}}{numbered['after']}{{slug}}.md" if numbered else "{slug}.md"


# How they are written


def _best(
    ws: Workspace, tree: CommitTree, folder: str, names: Sequence[str], texts: Mapping[str, str], known: Snapshot
) -> Reading:
    """The files as that form reads them which has most of what stands in them."""
    readings = [Reading(protocol, text) for protocol, text in _protocols(texts)]
    for done, name in enumerate(names):
        ws.progress(done, len(names), "reading")
        path = f"{folder}/{name}"
        data = tree.read(path) or b""
        for reading in readings:
            _read(reading, path, data, known)
    ws.progress(len(names), len(names), "reading")
    return max(readings, key=lambda one: one.fits)


def _protocols(texts: Mapping[str, str]) -> Iterator[tuple[Protocol, str]]:
    for text in texts.values():
        protocol, _ = read_protocol(text, PROTOCOLS, False, GUARDS)
        assert protocol is not None
        yield protocol, text


def _read(reading: Reading, path: str, data: bytes, known: Snapshot) -> None:
    protocol = reading.protocol
    try:
        document = Document.parse(data, path, bare=True)
        record, findings = record_of(document, protocol, known.spellings)
    except Malformed as wrong:
        said = Finding(path, wrong.line or 1, "parse", "error", wrong.message, wrong.remedy)
        reading.findings.append(said)
        return
    reading.records.append(record)
    reading.findings += findings
    reading.findings += missing_fields(record, protocol, {finding.line for finding in findings})
    keys = document.fields
    reading.fits += sum(part.known for part in record.parts)
    reading.fits += sum(name in keys for name in (*protocol.names.values(), "status"))
    reading.fits += sum(find_place(document, places[0]) is not None for places in protocol.places.values())
