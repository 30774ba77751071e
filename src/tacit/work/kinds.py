"""Which kind a file is of, asked of many files: those of one folder lie side by side, so answers are kept by folder."""

from collections.abc import Mapping

from tacit.model.protocol import Protocol
from tacit.work.locate import kind_of


class Kinds:
    def __init__(self, protocols: Mapping[str, Protocol]) -> None:
        self._protocols = protocols
        self._of_folder: dict[str, Protocol | None] = {}
        self._foreign = tuple(f"{one.folder}/" for one in protocols.values() if one.foreign)

    def of(self, path: str) -> Protocol | None:
        """The protocol of a record; None for what is no record."""
        folder, _, name = path.rpartition("/")
        if not name.endswith(".md") or name == "README.md":
            return None
        if self._foreign and path.startswith(self._foreign):  # there the name decides, too
            return kind_of(path, self._protocols)
        if folder not in self._of_folder:
            self._of_folder[folder] = kind_of(f"{folder}/record.md", self._protocols)
        return self._of_folder[folder]
