"""Work tree and index, brought along with the branch, and never at the cost of what somebody has not committed.

Before the branch moves, a note in the git directory says from where to where. Whoever is killed in between leaves the
note, and the next writer brings forward what still stands as it was before.
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tacit.errors import Refused, TacitError
from tacit.model.history import FileChange
from tacit.repo.command import Git, failed_by
from tacit.repo.objects import object_id
from tacit.repo.place import Place
from tacit.repo.reading import Reader
from tacit.repo.trees import LINK, TREE
from tacit.text.raw import bytes_of, text_of

if TYPE_CHECKING:
    import pygit2

_UNFINISHED = {
    "MERGE_HEAD": ("merge", "git merge --continue", "git merge --abort"),
    "CHERRY_PICK_HEAD": ("cherry-pick", "git cherry-pick --continue", "git cherry-pick --abort"),
    "REVERT_HEAD": ("revert", "git revert --continue", "git revert --abort"),
    "rebase-merge": ("rebase", "git rebase --continue", "git rebase --abort"),
    "rebase-apply": ("rebase or am", "git rebase --continue", "git rebase --abort"),
}


def check_settled(place: Place) -> None:
    """Refuses to write in the middle of a merge or rebase: the next commit is the user's."""
    for name, (what, go_on, stop) in _UNFINISHED.items():
        if place.work_tree and os.path.lexists(f"{place.git_dir}/{name}"):
            raise Refused("unfinished", f"a {what} is under way here", remedy=f"Finish it with `{go_on}`, or `{stop}`.")


# Brings files and index from one commit to another, and answers with warnings.
Follow = Callable[[str | None, str], list[str]]


class Worktree:
    """The checked-out files of one repository. The index is read and written by git, under git's own lock of it."""

    def __init__(self, place: Place, git: Git, repository: "pygit2.Repository", reader: Reader) -> None:
        assert place.work_tree
        self._root = Path(place.work_tree)
        self._git = git
        self._repository = repository
        self._reader = reader
        self._note = Path(place.git_dir, "tacit", "pending")
        self.index_lock = Path(place.git_dir, "index.lock")

    def guard(self, standing: Mapping[str, str | None]) -> None:
        """Refuses where index or work tree differ at a path from what the tip has there."""
        for path, why in self.differences(standing):
            raise Refused("uncommitted", f"{path} {why}", remedy="Commit or stash it first.", path=path)
        for path in standing:
            hidden = self._hidden(path, standing)
            if hidden:
                raise Refused("uncommitted", f"{path} {hidden}", remedy="Commit or stash it first.", path=path)

    def differences(self, standing: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
        """The paths that differ from these blobs, and how, in words."""
        indexed = self._indexed(standing)
        for path, oid in standing.items():
            why = "has staged changes" if indexed.get(path) != oid else self._edited(path, oid)
            if why:
                yield path, why

    def _edited(self, path: str, oid: str | None) -> str | None:
        held = self._held(path)
        if held is None:
            return "was deleted and the deletion is not committed" if oid else None
        if oid is None:
            return "is in the way: git does not know it"
        return None if self._same(path, held, oid) else "has changes that are not committed"

    def _hidden(self, path: str, standing: Mapping[str, str | None]) -> str | None:
        """What stands in the work tree where the path has a folder, in words."""
        for folder in Path(path).parents[:-1]:
            if (self._root / folder).is_symlink():
                return f"lies behind the symbolic link {folder}"
            if (self._root / folder).is_file() and folder.as_posix() not in standing:
                return f"cannot be written: {folder} is a file that git does not know"
        within = (self._root / path).rglob("*")
        if any(not file.is_dir() and file.relative_to(self._root).as_posix() not in standing for file in within):
            return "is a folder that holds what is not committed"
        return None

    def _indexed(self, paths: Iterable[str]) -> dict[str, str]:
        """The blobs that the index has; where a merge left several, none of them counts."""
        listed = text_of(self._git.run("ls-files", "--stage", "-z", "--", *paths))
        entries = (line.partition("\t")[::2] for line in listed.split("\0") if line)
        return {
            path: oid if stage == "0" else "in conflict"
            for described, path in entries
            for _, oid, stage in [described.split(" ")]
        }

    def _held(self, path: str) -> bytes | None:
        """The bytes in the work tree; what is no ordinary file counts as bytes that no blob has."""
        target = self._root / path
        try:
            mode = target.lstat().st_mode
            if stat.S_ISDIR(mode):
                return None
            return target.read_bytes() if stat.S_ISREG(mode) else b"\0not a file"
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise failed_by(error, "read") from error

    def _same(self, path: str, held: bytes, oid: str) -> bool:
        return object_id("blob", held) == oid or held == self._checked_out(path, oid)

    def _checked_out(self, path: str, oid: str) -> bytes:
        """A blob as git's attributes and line endings would have it in the work tree."""
        import pygit2

        blob = self._repository[oid]
        assert isinstance(blob, pygit2.Blob)
        with pygit2.BlobIO(blob, as_path=path) as filtered:
            return bytes(filtered.read())

    def announce(self, old: str | None, new: str) -> None:
        """Notes where the branch is about to move."""
        try:
            self._note.parent.mkdir(exist_ok=True)
            self._note.write_text(f"{old or '-'} {new}\n")
        except OSError as error:
            raise failed_by(error, "write") from error

    def arrived(self) -> None:
        """The files have followed."""
        self._note.unlink(missing_ok=True)

    def recover(self, tip: str | None) -> list[str]:
        """Brings forward what a killed writer left behind the branch."""
        if not self._note.exists():
            return []
        old, _, new = self._note.read_text().strip().partition(" ")
        warnings: list[str] = []
        if tip and len(new) == 40 and self._git.leads_to(new, tip):
            warnings = self.forward(None if old == "-" else old, new, tip)
            warnings.append("brought the work tree forward to a commit whose writer did not get so far")
        self.arrived()
        return warnings

    def follow(self, old: str | None, new: str, bring: Follow) -> list[str]:
        """Brings files and index from one commit to the next. What fails is told: the next writer tries again."""
        try:
            warnings = bring(old, new)
        except TacitError as error:
            return [f"committed, but the work tree could not follow: {error.message}"]
        self.arrived()
        return warnings

    def forward(self, old: str | None, new: str, tip: str | None = None) -> list[str]:
        """Writes files and index entries that stand as they were; what was edited meanwhile is left and told.

        Where a later tip has another blob than the new one, somebody went on from there, and the path is left alone.
        """
        warnings = []
        modes: dict[str, int] = {}
        changes = [each for each in self._reader.changes(old, new) if self._stands(each, tip or new, modes)]
        indexed = self._indexed([change.path for change in changes]) if changes else {}
        try:
            # What goes makes room first: a folder may come where a file stood, and a file where a folder stood.
            for change in sorted(changes, key=lambda change: change.new is not None):
                if modes[change.path] == LINK:
                    warnings.append(f"{change.path} is a symbolic link: bring it along with `git checkout`")
                elif not self._write(change, executable=modes[change.path] & 0o111 > 0):
                    warnings.append(f"{change.path} was edited while it was committed: the file was left as it is")
        except OSError as error:
            raise failed_by(error, "write") from error
        self._enter([change for change in changes if indexed.get(change.path) == change.old], modes)
        return warnings

    def _stands(self, change: FileChange, tip: str, modes: dict[str, int]) -> bool:
        """Whether a tip still has what a change led to; its mode there is noted."""
        found = self._reader.trees.entry(self._reader.tree(tip), change.path)
        file = found if found and found.mode != TREE else None
        modes[change.path] = file.mode if file else 0
        return (file.oid if file else None) == change.new

    def _write(self, change: FileChange, *, executable: bool) -> bool:
        """Whether the file stands as the change would have it; False where somebody changed it meanwhile."""
        with suppress(FileExistsError, IsADirectoryError, NotADirectoryError):
            return self._written(change, executable)
        return False

    def _written(self, change: FileChange, executable: bool) -> bool:
        held = self._held(change.path)
        if held is not None and change.new and object_id("blob", held) == change.new:
            return True
        raw = change.old is not None and held is not None and object_id("blob", held) == change.old
        if not raw and held != (self._checked_out(change.path, change.old) if change.old else None):
            return held is None and change.new is None
        target = self._root / change.path
        if change.new is None:
            self._remove(target)
            return True
        # Where the old blob stood unfiltered, the new one does so too.
        data = self._reader.objects.read(change.new) if raw else self._checked_out(change.path, change.new)
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = stat.S_IMODE(target.stat().st_mode) if held is not None else None
        fresh = target.with_name(f".{target.name[:200]}.tacit")
        try:
            fresh.write_bytes(data)
            if mode is None and executable:
                mode = stat.S_IMODE(fresh.stat().st_mode)
                mode |= (mode & 0o444) >> 2  # whoever may read it may run it
            if mode is not None:
                fresh.chmod(mode)
            fresh.replace(target)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
        return True

    def _remove(self, target: Path) -> None:
        target.unlink(missing_ok=True)
        with suppress(OSError):  # a folder that still holds something stays
            for folder in target.parents:
                if folder == self._root:
                    break
                folder.rmdir()

    def _enter(self, changes: list[FileChange], modes: Mapping[str, int]) -> None:
        """Index entries: with the file's times where it is what was committed, so that git need not look at it."""
        as_they_are = []
        as_committed = []
        for change in changes:
            held = self._held(change.path)
            if change.new and (held is None or not self._same(change.path, held, change.new)):
                as_committed.append(f"{modes[change.path]:o} {change.new} 0\t{change.path}\0")
            else:
                as_they_are.append(f"{change.path}\0")
        if as_they_are:
            self._update_index(["--add", "--remove", "--replace", "--stdin"], as_they_are)
        if as_committed:
            self._update_index(["--index-info"], as_committed)

    def _update_index(self, how: list[str], lines: list[str]) -> None:
        self._git.run("update-index", "-z", *how, data=bytes_of("".join(lines)))


def listed_changes(raw: bytes) -> Iterator[tuple[str, str | None]]:
    """Path and new blob of each entry of git's raw difference, as `-z` gives it."""
    parts = text_of(raw).split("\0")
    for described, path in zip(parts[::2], parts[1::2], strict=False):
        _, mode, _, oid, _ = described.split(" ")
        yield path, None if mode in ("000000", "160000") else oid


def read_regular(root: str, path: str) -> bytes | None:
    """A file below a folder; None where there is none, or where a symbolic link leads elsewhere."""
    target = Path(root, path)
    try:
        if not stat.S_ISREG(target.lstat().st_mode):
            return None
        if not target.resolve().is_relative_to(Path(root).resolve()):
            return None
        return target.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise failed_by(error, "read") from error
