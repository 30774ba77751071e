"""A draft in the person's own editor, kept whenever what they wrote did not become an act."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tacit.errors import EnvironmentFailed, Refused

_INTERRUPTED = (-signal.SIGINT, 128 + signal.SIGINT)  # the second where a shell tells it of the editor


@contextmanager
def written(
    template: str, *, resume: str | None, edit: bool, name: str, whole: bool = False
) -> Iterator[tuple[str, str]]:
    """The text of a draft and the path that it has; what happens to it inside decides whether the file goes.

    A new draft is the template, opened in the editor; with `resume` it is a file kept from before, opened with `edit`.
    A template that is `whole` may be saved as it is; left without saving it, nothing is done either.
    """
    path = Path(resume) if resume is not None else _new_file(template, name)
    try:
        before, saved = _read(path), _saved(path)
        if edit:
            _open_editor(path)
        text = _read(path)
        if resume is None and text == before and not (whole and _saved(path) != saved):
            raise Refused("unchanged", "the draft was left as it was, so nothing was done")
        if not text.strip():
            raise Refused("emptied", "the draft was emptied, so nothing was done")
        yield text, str(path)
    except Refused as refusal:
        if resume is None and refusal.code in ("unchanged", "emptied"):
            path.unlink(missing_ok=True)
        else:
            _tell_where(refusal, path)
        raise
    except BaseException as error:
        if resume is None and _same(path, template):
            path.unlink()
        else:
            _tell_where(error, path)
        raise
    path.unlink(missing_ok=True)


def _saved(path: Path) -> tuple[int, int]:
    """Tells one saving of a file from the next, whether it was written over or put in its place."""
    found = path.stat()
    return found.st_mtime_ns, found.st_ino


def _same(path: Path, template: str) -> bool:
    return path.is_file() and path.read_bytes() == template.encode()


def _tell_where(error: BaseException, path: Path) -> None:
    error.add_note(f"What you wrote is kept: add --resume {shlex.quote(str(path))} --edit to go on with it.")


def _new_file(template: str, name: str) -> Path:
    handle, path = tempfile.mkstemp(prefix=f"tacit-{name}-", suffix=".md")
    with open(handle, "w", encoding="utf-8", newline="") as file:
        file.write(template)
    return Path(path)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise EnvironmentFailed(
            "no-draft",
            f"the draft cannot be read: {error.strerror}",
            remedy="Name a draft that is there.",
            path=str(path),
        ) from None
    except UnicodeDecodeError:
        raise Refused("not-utf-8", "the draft is not UTF-8", remedy="Save it as UTF-8.", path=str(path)) from None


def editor() -> list[str]:
    """What the person set, else what the machine has."""
    for variable in ("VISUAL", "EDITOR"):
        if chosen := os.environ.get(variable, "").strip():
            try:
                return shlex.split(chosen)
            except ValueError as error:
                raise EnvironmentFailed(
                    "no-editor", f"{variable} cannot be read: {error}", remedy=f"Mend {variable}: {chosen}"
                ) from None
    for name in ("editor", "nano", "vi"):
        if shutil.which(name):
            return [name]
    raise EnvironmentFailed("no-editor", "there is no editor", remedy="Set EDITOR, or use --set and --write.")


@contextmanager
def _interrupts_are_the_editors() -> Iterator[None]:
    """A terminal interrupts both. To some editors that is a key like any, and nobody takes their text away."""
    # A handler, and not SIG_IGN, which the editor would inherit.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _open_editor(path: Path) -> None:
    command = editor()
    sys.stdout.flush()
    try:
        with _interrupts_are_the_editors():
            ended = subprocess.run([*command, str(path)], check=False).returncode  # noqa: S603 - the person's own
    except OSError as error:
        raise EnvironmentFailed(
            "no-editor",
            f"the editor `{shlex.join(command)}` does not start: {error.strerror}",
            remedy="Set VISUAL or EDITOR to one that does.",
        ) from None
    if ended in _INTERRUPTED:
        raise KeyboardInterrupt
    if ended != 0:
        raise EnvironmentFailed(
            "editor-failed", f"the editor `{shlex.join(command)}` ended with {ended}", remedy="Nothing was done."
        )
