"""Makes a folder a workspace. What is there already is taken as it stands: `init` adds tacit.yaml and nothing else."""

from collections import Counter
from datetime import datetime
from pathlib import Path

from tacit.errors import EnvironmentFailed, Refused, WrongUsage
from tacit.repo import place
from tacit.repo.git import GitStore, create
from tacit.repo.store import Plan, View
from tacit.text.phrases import did_you_mean
from tacit.text.settings import write_settings
from tacit.text.template import compose
from tacit.work.act import author, local
from tacit.work.importing import not_adopted, with_files
from tacit.work.locate import kind_of
from tacit.work.snapshot import PROTOCOLS, SETTINGS, bundled, bundled_text, foreign_kinds, foreign_texts
from tacit.work.templates import TEMPLATES, records_of, settings_of
from tacit.work.wire import CommitTree, Workspace

SOLO = "solo"


def init(
    path: Path,
    *,
    name: str | None,
    solo: bool,
    protocol: str | None = None,
    files: str | None = None,
    template: str | None = None,
    who: str | None,
    now: datetime,
) -> dict[str, object]:
    """A workspace in this folder, or in the repository that it lies in; one commit. In a workspace that is there
    already a protocol is added, and nothing else."""
    _check_names(protocol, template)
    texts = _protocol_files(protocol, files)
    store, made = _repository(path)
    root = Path(store.place.work_tree or store.place.git_dir)
    title = (name or root.name.removesuffix(".git") or "workspace").strip()
    forms = {kind: form for kind, form in bundled() if form == SOLO} if solo else {}
    ws = Workspace(store.place, store, now)

    def plan(view: View) -> Plan:
        known = ws.snapshot(view)
        by = author(who, known) if who else store.identity()
        for path in texts:
            not_adopted(view.read(path), path)
        if view.exists(SETTINGS):
            if not texts or name or solo or template:
                raise _already()
            return Plan(texts, f"init: adopt {protocol}\n\nTacit-Act: init\n", by, local(now, who or "", known))
        settings = write_settings(title, forms) + settings_of(template)
        writes = {SETTINGS: settings.encode(), **texts, **(_template_files(ws, view, template) if template else {})}
        return Plan(writes, f"init: {title}\n\nTacit-Act: init\n", by, local(now, who or "", known))

    was_there = store.read(SETTINGS) is not None
    done = store.transact(plan)
    return {**_told(ws, store, root, done.commit, made=made), "protocols": list(texts), "begun": not was_there}


def _already() -> Refused:
    return Refused(
        "already-a-workspace",
        f"there is a {SETTINGS} here already",
        remedy=f"Edit {SETTINGS} to change the workspace; `tacit check` says what is wrong with it.",
        path=SETTINGS,
    )


def _check_names(protocol: str | None, template: str | None) -> None:
    kinds = sorted({*(kind for kind, _ in bundled()), *foreign_kinds()})
    for word, given, known in (("protocol", protocol, kinds), ("template", template, sorted(TEMPLATES))):
        if given is not None and given not in known:
            hint = did_you_mean(given, known, f"There are {', '.join(known)}.")
            raise WrongUsage(f"unknown-{word}", f"no {word} called {given!r} comes with Tacit", remedy=hint)


def _protocol_files(protocol: str | None, files: str | None) -> dict[str, bytes | None]:
    """The protocol that is adopted or to be changed, as a file of the workspace."""
    if protocol is None:
        if files is not None:
            raise WrongUsage("files", "it is not said of which kind these files are", remedy="Add `--protocol adr`.")
        return {}
    texts = foreign_texts(protocol)
    if files is not None:
        texts = with_files(texts or {"": bundled_text(protocol)}, files)
    text = next(iter(texts.values()), None) or bundled_text(protocol)
    return {f"{PROTOCOLS}/{protocol}.yaml": text.encode()}


def _repository(path: Path) -> tuple[GitStore, bool]:
    """The repository that the folder lies in; a new one where it lies in none."""
    if not path.exists():
        try:
            path.mkdir(parents=True)
        except OSError as error:
            raise EnvironmentFailed("no-folder", f"{path}: {error.strerror}", remedy="Choose another folder.") from None
    try:
        return GitStore(place.discover(path)), False
    except EnvironmentFailed as error:
        if error.code != "no-repository":
            raise
    return create(path), True


def _template_files(ws: Workspace, view: View, template: str) -> dict[str, bytes | None]:
    """The prepared records; those whose names are taken stay as they are."""
    protocols = ws.snapshot(view).protocols
    return {
        made.path: compose(protocols[made.kind], made.fields, {}, {})
        for made in records_of(template, protocols)
        if not view.exists(made.path)
    }


def _told(ws: Workspace, store: GitStore, root: Path, commit: str, *, made: bool) -> dict[str, object]:
    tree = CommitTree(store, commit)
    known = ws.snapshot(tree)
    protocols = known.protocols
    kinds = (kind_of(path, protocols) for path, _, _ in tree.files())
    waiting = store.worktree_files() if store.place.work_tree else iter(())
    return {
        "name": known.settings.name,
        "root": str(root),
        "repository_made": made,
        "forms": dict(known.settings.forms),
        "adopted": dict(Counter(protocol.kind for protocol in kinds if protocol)),
        "uncommitted": [path for path in waiting if kind_of(path, protocols) and store.entry(path) is None],
        "commit": commit,
    }
