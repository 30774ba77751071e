"""How large the measured workspaces are."""

from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus import Corpus


@dataclass
class Scale:
    """A quick run has a tenth of everything: for trying out a change, not for telling figures."""

    quick: bool = False
    _large: Path | None = field(default=None)

    def of(self, count: int) -> int:
        return count // 10 if self.quick else count

    def times(self, count: int) -> int:
        return max(1, count // 4) if self.quick else count

    def large(self, folder: Path) -> Path:
        """A bare repository of 100,000 threads, nine tenths of them archived; made once in each run."""
        if self._large is None:
            self._large = Corpus(self.of(100_000)).write(folder / "large.git")
        return self._large
