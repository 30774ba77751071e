"""Which kind a file is of, asked of many files: those of one folder lie side by side, so answers are kept by folder."""

from collections.abc import Mapping

from tacit.model.protocol import Protocol
from tacit.work.locate import kind_of


class Kinds:
    def __init__(self, protocols: Mapping[str, Protocol]) -> None:
        self._protocols = protocols
        self._of_folder: dict[str, Protocol | None] = {}

    def of(self, path: str) -> Protocol | None:
        """The protocol of a record; None for what is no record."""
        folder, _, name = path.rpartition("/")
        if not name.endswith(".md") or name == "README.md":
            return None
        if folder not in self._of_folder:
            self._of_folder[folder] = kind_of(f"{folder}/record.md", self._protocols)
        return self._of_folder[folder]
