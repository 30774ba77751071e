"""How records and promises are told: JSON-ready maps as `interface.md` has them, commit messages, notices."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tacit.errors import Refused, WrongUsage
from tacit.model.promise import Finding, Promise
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.rules.edits import GENERIC
from tacit.rules.world import ANYONE, TACIT
from tacit.text.document import Document
from tacit.text.phrases import did_you_mean
from tacit.text.printed import as_template, printed
from tacit.text.spans import write_instant
from tacit.text.values import as_json
from tacit.work.snapshot import Snapshot

Json = dict[str, Any]


def record_json(record: Record, protocol: Protocol) -> Json:
    fields = {name: as_json(value, protocol.fields.get(name)) for name, value in record.fields.items()}
    return {
        "id": record.id,
        "kind": record.kind,
        "path": record.path,
        "status": record.status,
        "title": record.title,
        "fields": fields,
        "created": fields.get("created") or fields.get("date"),
        "updated": fields.get("updated"),
        "due": fields.get("due"),
        "url": url_of(record.id, protocol),
    }


def in_form(record: Record, document: Document, known: Snapshot, *, markdown: bool = False) -> Json:
    """What the template has above and below the sections, where it has something; with `markdown` the whole text."""
    protocol = known.protocols[record.kind]
    templates = {"head": protocol.head, "foot": protocol.foot}
    told = {name: printed(text, record, protocol, known.called) for name, text in templates.items() if text}
    if markdown:
        told["markdown"] = as_template(document, record, protocol, known.called)
    return told


def url_of(record: str, protocol: Protocol) -> str:
    """The first folder and the file's name: archiving does not change it."""
    return f"/{protocol.files.partition('/')[0]}/{record}"


def promise_json(promise: Promise, now: datetime) -> Json:
    return {
        "promise": promise.name,
        "record": promise.record,
        "kind": promise.kind,
        "title": promise.title,
        "party": promise.party,
        "who": list(promise.who),
        "since": write_instant(promise.since) if promise.since else None,
        "due": write_instant(promise.due) if promise.due else None,
        "late": promise.due is not None and promise.due < now,
        "kept_by": list(promise.kept_by),
        "silence": ", ".join(promise.silence),
    }


def finding_json(finding: Finding) -> Json:
    return {
        "path": finding.path,
        "line": finding.line,
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "remedy": finding.remedy,
    }


def done_by_tacit(done: Json) -> Json:
    """An act of Tacit as who let it act tells of it, from what the act was answered with."""
    told = {name: done[name] for name in ("kind", "title", "status", "opened", "commit")}
    return {"record": done["id"], "act": done["act"], "by": TACIT, **told}


def answer(record: Record, known: Snapshot, promises: Sequence[Promise], now: datetime) -> Json:
    """What an act answers with: the record, and who owes what now."""
    told = record_json(record, known.protocols[record.kind])
    told["promises"] = [promise_json(promise, now) for promise in promises]
    return told


def message(act: str, record: Record, party: str, because: str) -> str:
    """One act, one commit: what was done to what, for whom, and why."""
    trailers = {"Tacit-Act": act, "Tacit-Record": record.id, "Tacit-Party": party}
    reason = f"\n{because.strip()}\n" if because.strip() else ""
    lines = "".join(f"{name}: {value}\n" for name, value in trailers.items() if value)
    return f"{act}: {' '.join(record.title.split())}\n{reason}\n{lines}"


def notices(tells: Sequence[str], record: Record, act: str, opened: Sequence[Record]) -> list[str]:
    """What to pass on to those who are told, where no courier does it."""
    parties = [party for party in tells if party not in (ANYONE, TACIT)]
    found = []
    if parties:
        what = f"New {record.kind} waiting for you" if act == "send" else f"`{act}` in {record.kind}"
        found.append(f"To {', '.join(parties)}: {what}: `{record.id}`")
    return [*found, *(f"Opened {one.kind} `{one.id}`" for one in opened)]


def need_workspace(known: Snapshot) -> None:
    if not known.is_workspace:
        raise Refused(
            "no-workspace",
            "this repository is no workspace: there is no tacit.yaml in its last commit",
            remedy="Make it one: `tacit init`; records that are here already are adopted as they stand.",
        )


def unknown_act(name: str, protocol: Protocol) -> WrongUsage:
    acts = [*(rule.name for rule in protocol.acts.values() if rule.source is not None), *GENERIC]
    hint = did_you_mean(name, acts, f"It has {', '.join(acts)}.")
    return WrongUsage("unknown-act", f"a {protocol.kind} has no act {name!r}", remedy=hint)


def plain(name: str) -> str:
    """A name as the local part of an address."""
    return re.sub(r"[^\w.+-]+", "-", name, flags=re.ASCII).strip("-") or "somebody"
