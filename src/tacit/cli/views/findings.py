"""What `check` found: for people grouped by file, for a pull request as annotations."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from tacit.cli.output import Json
from tacit.cli.page import Page, Style, line, neutral
from tacit.text.phrases import listed, several


def findings(found: Json) -> Page:
    rows: Sequence[Json] = found["findings"]
    if not rows:
        return Page().say(("Nothing to say: all is as it should be.", "good"))
    page = Page()
    for path, here in groupby(rows, key=lambda row: row["path"]):
        page.heading(path)
        for row in here:
            fixed = bool(row.get("fixed"))
            style: Style = "good" if fixed else "late" if row["severity"] == "error" else "warn"
            said = f" {row['message']} (mended)" if fixed else f" {row['message']}"
            page.say((f"{row['line']}: ", "dim"), (row["rule"], style), said, indent=2, hang=4)
            if row["remedy"] and not fixed:
                page.say(("help: ", "good"), (row["remedy"], "dim"), indent=6, hang=6)
    return page.gap().say(_total(rows))


def _total(rows: Sequence[Json]) -> str:
    """What is left of it, and what was mended."""
    left = [row for row in rows if not row.get("fixed")]
    counted = Counter(row["severity"] for row in left)
    parts = [several(counted[severity], severity) for severity in ("error", "warning") if counted[severity]]
    told = f"{listed(parts)} in {several(len({row['path'] for row in left}), 'file')}." if left else ""
    mended = f"{len(rows) - len(left)} mended." if len(rows) > len(left) else ""
    return " ".join(part for part in (told, mended) if part)


def annotations(found: Json) -> Iterator[str]:
    """Workflow commands of GitHub Actions, one line for each finding."""
    for row in found["findings"]:
        if row.get("fixed"):
            continue
        place = f"file={_property(row['path'])},line={row['line']},title={_property(row['rule'])}"
        said = f"{row['message']}\n{row['remedy']}".strip()
        yield f"::{row['severity']} {place}::{_data(said)}"


def _data(text: str) -> str:
    return neutral(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def protocol_list(found: Json) -> Page:
    rows = [
        (
            line((row["kind"], "id")),
            line(row["path"]),
            line(("bundled" if row["bundled"] else "of this workspace", "dim")),
        )
        for row in found["protocols"]
    ]
    return Page().table(rows, grows=1)
