"""The map of the architecture names every use case there is."""

import re

from console_blocks import ROOT


def test_each_module_of_the_use_cases_stands_in_their_table() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    table = text.partition("\n## The use cases\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[2] for line in table.splitlines() if line.startswith("| ")][2:]
    told = re.findall(r"`(\w+)`", "".join(rows))
    there = {path.stem for path in (ROOT / "src/tacit/work").glob("*.py")} - {"__init__"}
    assert sorted(told) == sorted(there)
