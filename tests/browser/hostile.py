"""Records full of texts that were used against other pages: written by git, past every form."""

import re
from collections.abc import Sequence
from pathlib import Path

from teams import Team, git

from tacit.model.protocol import Protocol
from tacit.text.document import Document

_VECTORS = Path(__file__).resolve().parents[1] / "web" / "vectors.txt"
_TYPED = frozenset(("text", "texts", "path"))
_ROW = re.compile(r"(?m)^( +(?:- )?(?:name|deliverable|what|current|target|id): ).*$")
_OF_EACH = 1  # record in each state
_SHARE = 30  # vectors in one section: the sections of all records have each of them many times


def vectors() -> Sequence[str]:
    return [line.replace("⏎", "\n") for line in _VECTORS.read_text("utf-8").splitlines() if line.strip()]


def in_one_line(start: int = 0) -> str:
    """All of them, beginning with this one: what the first ones leave open must not hide the others."""
    found = [each.replace("\n", " ") for each in vectors()]
    return " ".join((*found[start:], *found[:start]))


def in_lines(start: int = 0, most: int | None = None) -> str:
    found = list(vectors())
    return "\n\n".join((*found[start:], *found[:start])[:most])


def written_into(team: Team) -> list[str]:
    """Some records of each kind and state, made hostile in one commit; their ids."""
    here, folder = team.ws.here, team.it.folder
    found: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    for path in sorted(folder.rglob("*.md"), reverse=True):
        protocol = _protocol_of(path.relative_to(folder), here.protocols.values())
        if protocol is None or path.name == "README.md" or protocol.kind in ("person", "team"):
            continue
        document = Document.parse(path.read_bytes(), str(path), protocol.foreign)
        state = re.search(r"(?m)^status: (.*)$", document.text)
        key = (protocol.kind, state[1] if state else "")
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= _OF_EACH:
            path.write_bytes(_made_hostile(document, protocol, len(found) * 31 % len(vectors())).data)
            found.append(path.stem)
    _hostile_people(folder)
    _hostile_settings(folder)
    git(folder, "add", "--all")
    author = ("-c", f"user.name={vectors()[0]}", "-c", "user.email=mallory@example.com")
    git(folder, *author, "commit", "--quiet", "--message", in_one_line())
    return found


def _protocol_of(path: Path, protocols: Sequence[Protocol]) -> Protocol | None:
    fitting = [one for one in protocols if one.folder and path.is_relative_to(one.folder)]
    fitting += [one for one in protocols if one.archive and path.is_relative_to(one.archive)]
    return next(iter(fitting), None)


def _made_hostile(document: Document, protocol: Protocol, start: int) -> Document:
    line = in_one_line(start)
    texts = {
        name: each.type for name, each in protocol.fields.items() if each.type in _TYPED and name in document.fields
    }
    document = document.set_fields({name: [line] if type_ == "texts" else line for name, type_ in texts.items()})
    text = document.text
    for place, section in enumerate(
        reversed(document.sections(protocol.layout, protocol.level, tuple(protocol.sections)))
    ):
        key = protocol.sections.get(section.text)
        if key is not None and key.entries:
            said = f"- **Bob** (backend) · 2026-03-12: {in_one_line((start + place) % len(vectors()))}"
        else:
            said = in_lines((start + place * _SHARE) % len(vectors()), _SHARE)
        text = f"{text[: section.body]}\n\n{said}\n\n{text[section.body :]}"
    return document.with_text(_ROW.sub(lambda row: f'{row[1]}"{_quoted(start)}"', text))


def _quoted(start: int = 0) -> str:
    """For double quotes of YAML."""
    return in_one_line(start).replace("\\", "\\\\").replace('"', '\\"')


def _hostile_people(folder: Path) -> None:
    quoted = _quoted()
    (folder / "people" / "mallory.md").write_text(
        f'---\nhandle: mallory\nname: "{quoted}"\nemail: mallory@example.com\nzone: Europe/Berlin\n'
        f"status: active\n---\n\n## About\n\n{in_lines()}\n",
        "utf-8",
    )
    (folder / "teams" / "mischief.md").write_text(
        f'---\nhandle: mischief\nname: "{quoted}"\nlead: mallory\nmembers: [mallory, carol]\nstatus: active\n---\n\n'
        f"## About\n\n{in_lines(7)}\n",
        "utf-8",
    )
    fields = "".join(f'{name}: "{quoted}"\n' for name in ("zone", "hours", "days", "holidays", "away", "cover"))
    (folder / "people" / "trudy.md").write_text(
        f'---\nhandle: trudy\nname: "{quoted}"\n{fields}status: "{quoted}"\n---\n\n## {in_one_line(3)}\n', "utf-8"
    )
    (folder / "threads" / "2026-03-12-777-broken.md").write_text(
        f'---\ntopic: "{quoted}"\nfrom: "{quoted}"\nto: mischief\ntype: "{quoted}"\nstatus: "{quoted}"\n'
        f'created: "{quoted}"\n"{quoted}": x\n---\n\n## {in_one_line(5)}\n\n{in_lines()}\n',
        "utf-8",
    )


def _hostile_settings(folder: Path) -> None:
    settings = folder / "tacit.yaml"
    quoted = _quoted()
    settings.write_text(re.sub(r"(?m)^name: .*$", lambda _: f'name: "{quoted}"', settings.read_text("utf-8")), "utf-8")
