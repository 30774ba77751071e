"""Every error that Tacit tells a person: its code, its message, its remedy, and the place in a file.

The exit status of the command line is a property of the error's class, so faces only translate.
"""


class TacitError(Exception):
    """Something a person must be told. `code` is stable; scripts may compare it."""

    exit_status = 3

    def __init__(
        self, code: str, message: str, *, remedy: str = "", path: str | None = None, line: int | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.path = path
        self.line = line

    def as_json(self) -> dict[str, object]:
        """The `error` object of `--json`: only the keys that apply."""
        said: dict[str, object] = {"code": self.code, "message": self.message}
        if self.remedy:
            said["remedy"] = self.remedy
        if self.path is not None:
            said["path"] = self.path
        if self.line is not None:
            said["line"] = self.line
        return said


class Refused(TacitError):
    """A rule says no; the message gives the reason, the remedy what would help. Nothing was changed."""

    exit_status = 1


class TooMany(Refused):
    """It was tried too often; `wait` is in how many seconds it may be tried again."""

    def __init__(self, message: str, wait: int) -> None:
        self.wait = max(wait, 1)
        minutes = -(-self.wait // 60)
        told = f"{self.wait} second{'s' if self.wait > 1 else ''}" if self.wait < 120 else f"{minutes} minutes"
        super().__init__("too-many", message, remedy=f"Try again in {told}.")


class Malformed(TacitError):
    """A file cannot be read as what it should be: names the file, the line and the remedy."""

    exit_status = 1


class WrongUsage(TacitError):
    """The call itself is wrong: an unknown option, command or kind."""

    exit_status = 2


class EnvironmentFailed(TacitError):
    """The machine did not do its part: no git, disk full, no permission."""

    exit_status = 3


class Moved(EnvironmentFailed):
    """The branch moved while a change was being decided: decide anew on its new tip."""

    def __init__(self, expected: str | None, found: str | None) -> None:
        super().__init__(
            "moved",
            f"the branch moved from {expected or 'nothing'} to {found or 'nothing'} while the change was decided",
            remedy="Run the command again.",
        )
        self.expected = expected
        self.found = found
