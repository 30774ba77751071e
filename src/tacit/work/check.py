"""What is wrong with a workspace: every rule of lint over its files, by hand, in a hook, in CI.

As it stands the work tree is looked at (in a bare repository, HEAD); `staged` looks at what the next commit would hold,
a range at what its commits changed. A broken file hides nothing of the others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tacit.errors import Malformed, WrongUsage
from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.rules import tables
from tacit.rules.lint import duplicates, index_file, links, names
from tacit.rules.lint.record import lint
from tacit.rules.proof import prove
from tacit.text.document import Document
from tacit.text.raw import text_of
from tacit.text.records import broken, record_id, record_of
from tacit.work import present
from tacit.work.check_history import of_range, of_standing
from tacit.work.checked_files import Linked, Read, ends_of, every_row, rows_of
from tacit.work.locate import kind_of
from tacit.work.mend import mend
from tacit.work.snapshot import take
from tacit.work.standing import InCommit, InWorkTree, Standing
from tacit.work.wire import Workspace

Json = dict[str, Any]
FIXABLE = ("index-row", "stale-updated", "duplicate-id")


def check(
    ws: Workspace,
    paths: Sequence[str] = (),
    staged: bool = False,
    range_: str | None = None,
    fix: bool = False,
    who: str | None = None,
    committed: bool = False,
) -> Json:
    """All findings, by path and line, and how many of each sort. What `fix` mended is told as fixed. `committed` looks
    at the last commit, whatever lies in a work tree beside it."""
    if sum((bool(paths), staged, range_ is not None)) > 1 or (fix and (staged or range_ is not None)):
        raise WrongUsage(
            "check-what",
            "paths, --staged and --range are different things to check, and --fix mends files as they stand",
            remedy="Give one of them; with --fix none or paths.",
        )
    tree, only = _what(ws, paths, staged, range_) if not committed else (_tip(ws), None)
    read = _read(ws, tree, only)
    found = [*_of_read(read), *(of_range(read, range_) if range_ is not None else of_standing(read, staged, who))]
    found = _meant(found, read, with_indexes=not paths)
    return _mended(read, found, who) if fix else _told(found)


def _read(ws: Workspace, tree: Standing, only: frozenset[str] | None) -> Read:
    known = take(tree)
    present.need_workspace(known)
    return Read(ws, tree, known, ws.world(tree, known), only)


def _of_read(read: Read) -> Iterator[Finding]:
    yield from _of_setting(read)
    yield from _of_files(read)
    yield from _of_links(read)
    yield from _of_twins(read)
    yield from _of_tables(read)


def _meant(found: Iterable[Finding], read: Read, *, with_indexes: bool) -> list[Finding]:
    """Those of the files that are meant, each once; the row of a record is told on the index file."""
    if read.paths is not None:
        indexes = {protocol.index for protocol in read.known.protocols.values()} if with_indexes else ()
        found = [one for one in found if _within(one.path, read.paths) or one.path in indexes]
    return sorted(dict.fromkeys(found), key=lambda one: (one.path, one.line, one.rule, one.message))


def _mended(read: Read, found: list[Finding], who: str | None) -> Json:
    """What is left once all is mended that can be, and what is not there any more."""
    ws = read.ws
    written = mend(read, [finding for finding in found if finding.rule in FIXABLE], who)
    if not written:
        return _told(found)
    ws.__dict__.pop("here", None)
    tree = InWorkTree(ws.store, ws.place.work_tree)
    again = _read(ws, tree, None if read.paths is None else read.paths.union(written))
    left = _meant([*_of_read(again), *of_standing(again, False, who)], again, with_indexes=False)
    still = {(one.rule, one.path, one.message) for one in left}
    fixed = [one for one in found if one.rule in FIXABLE and (one.rule, one.path, one.message) not in still]
    return _told(left, fixed)


def _told(found: Sequence[Finding], fixed: Sequence[Finding] = ()) -> Json:
    told = [(one, False) for one in found] + [(one, True) for one in fixed]
    told.sort(key=lambda pair: (pair[0].path, pair[0].line))
    return {
        "findings": [_as_json(one, is_fixed) for one, is_fixed in told],
        "errors": sum(one.severity == "error" for one in found),
        "warnings": sum(one.severity == "warning" for one in found),
        "fixed": len(fixed),
    }


def _as_json(finding: Finding, fixed: bool) -> Json:
    said = present.finding_json(finding)
    return {**said, "fixed": True} if fixed else said


# What to look at


def _what(
    ws: Workspace, paths: Sequence[str], staged: bool, range_: str | None
) -> tuple[Standing, frozenset[str] | None]:
    """The files as they stand, and those of them that are meant; None for all."""
    if staged:
        tree = InCommit.staged(ws.store)
        return tree, frozenset(tree.changed())
    if range_ is not None:
        base, tip = ends_of(ws, range_)
        tree = InCommit.at(ws.store, tip, base)
        return tree, frozenset(tree.changed())
    standing: Standing = InWorkTree(ws.store, ws.place.work_tree)
    return standing, frozenset(_path_of(ws, path, standing) for path in paths) if paths else None


def _tip(ws: Workspace) -> Standing:
    head = ws.store.head()
    return InCommit.at(ws.store, head, head)


def _path_of(ws: Workspace, written: str, tree: Standing) -> str:
    """A path as the repository names it: counted from where one stands, else from the root."""
    root = ws.place.work_tree
    candidates = [written.rstrip("/").removeprefix("./")]
    if root:
        here = Path(written).absolute().resolve()
        if here.is_relative_to(Path(root).resolve()):
            candidates.insert(0, here.relative_to(Path(root).resolve()).as_posix())
    for path in candidates:
        if path in (".", "") or tree.has(path) or path in tree.committed:
            return "" if path == "." else path
    raise WrongUsage(
        "unknown-path", f"there is no file {written} in this workspace", remedy="Give paths of files that are there."
    )


def _within(path: str, only: frozenset[str]) -> bool:
    """Whether a file is one of those meant, or lies in a folder that is."""
    while path not in only:
        if not path:
            return False
        path = path.rpartition("/")[0]
    return True


# The files by themselves


def _of_setting(read: Read) -> Iterator[Finding]:
    """Settings, protocols and people as they were read."""
    yield from read.known.findings
    for protocol in read.known.protocols.values():
        if not protocol.bundled:
            yield from prove(protocol)


def _of_files(read: Read) -> Iterator[Finding]:
    """Reads every record file that is meant, and lints it."""
    kinds = ((path, kind_of(path, read.known.protocols)) for path, _, _ in read.tree.files())
    read.kinds = {path: protocol for path, protocol in kinds if protocol is not None}
    read.ids = frozenset(map(record_id, read.kinds))
    read.gone = frozenset(record_id(path) for path, one in read.kinds.items() if one.kind in ("person", "team"))
    meant = [path for path in read.kinds if read.paths is None or _within(path, read.paths)]
    for done, path in enumerate(meant):
        if done % 100 == 0:
            read.ws.progress(done, len(meant), "checking")
        yield from _of_file(read, path)
    yield from _doubles(read)
    read.ws.progress(len(meant), len(meant), "checking")


def _of_file(read: Read, path: str) -> Iterator[Finding]:
    protocol = read.protocol(path)
    data = read.tree.read(path)
    if data is None:
        said, remedy = "this is no file but a link to one, or cannot be read", "Put the file itself here."
        yield Finding(path, 1, "parse", "error", said, remedy)
        return
    try:
        document = Document.parse(data, path, protocol.foreign)
        record, unread = record_of(document, protocol, read.known.spellings)
    except Malformed as wrong:
        read.broken[path] = broken(path, protocol.kind, wrong)
        yield Finding(path, wrong.line or 1, "parse", "error", wrong.message, wrong.remedy)
        if not protocol.foreign:
            yield from names.names(read.broken[path], protocol)
        return
    read.records[path] = record
    read.aliases.update(record.aliases)
    yield from unread
    lines = frozenset(finding.line for finding in unread)
    yield from lint(record, protocol, read.world, read.ws.now, unread=lines, gone=read.gone, exists=read.has_record)
    if "](" in document.text or "]:" in document.text:
        folders = (protocol.folder,) if protocol.foreign or names.in_archive(path, protocol) else ()
        read.linked.append(Linked(path, document.text, document.front.body, folders))


def _doubles(read: Read) -> Iterator[Finding]:
    def line(path: str) -> int:
        record = read.records.get(path)
        return record.lines.get("thread_id", 1) if record else 1

    yield from names.doubles(((record_id(path), path, line(path)) for path in read.kinds), read.known.protocols)


# The files among each other


def _of_links(read: Read) -> Iterator[Finding]:
    documents: dict[str, None] = {}
    for record, protocol in [(record, read.protocol(path)) for path, record in read.records.items()]:
        about = links.document_of(record, protocol)
        if about is not None:
            documents[about.path] = None
            found = links.document_is_there(record, protocol, read)
            yield from map(_as_warning, found) if record.status in protocol.final else found
        yield from links.missing_backlinks(record, protocol, read)
    for one in read.linked:
        found = links.broken_links(one.path, one.text, one.start, read, one.folders)
        yield from map(_as_warning, found) if one.folders else found
    for path in documents:
        text = read.text(path) if path.endswith(".md") and path not in read.records else None
        if text is not None:
            yield from links.broken_links(path, text, 0, read)


def _of_twins(read: Read) -> Iterator[Finding]:
    """Pages that say the same. One page alone tells nothing of it, so all that are read are compared."""
    for protocol in filter(duplicates.stands_alone, read.known.protocols.values()):
        of_kind = (record for path, record in read.records.items() if read.protocol(path) is protocol)
        yield from duplicates.duplicates(of_kind, protocol)


def _as_warning(finding: Finding) -> Finding:
    """What an archived record points to may have gone its way since."""
    return replace(finding, severity="warning")


def _of_tables(read: Read) -> Iterator[Finding]:
    for protocol in read.known.protocols.values():
        if not protocol.index:
            continue
        rows = rows_of(read, protocol)
        data = read.tree.read(protocol.index) if read.has(protocol.index) else None
        text = None if data is None else text_of(data)
        if read.paths is None:
            yield from index_file.index_rows(protocol, text, *tables.listings(rows))
            continue
        if _within(protocol.index, read.paths):
            yield from index_file.index_rows(protocol, text, *tables.listings(every_row(read, protocol)))
        elif rows or any(_was_of(path, protocol, read) for path in read.paths):
            went = [record_id(path) for path in read.paths if _was_of(path, protocol, read)]
            yield from index_file.touched_rows(protocol, text, rows, [one for one in went if one not in read.ids])


def _was_of(path: str, protocol: Protocol, read: Read) -> bool:
    return kind_of(path, read.known.protocols) is protocol and not read.tree.has(path)
