"""What an index tells of the past: what somebody did since an instant, and which records name a document."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tacit.index.rows import Act, Row
from tacit.index.sqlite import SqliteIndex


@pytest.fixture(params=["file", "memory"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqliteIndex]:
    with SqliteIndex.anew(str(tmp_path / "index.db") if request.param == "file" else None) as made:
        made.set_meta("commit", "none")
    yield made
    made.close()


def act(record: str, at: str, person: str) -> Act:
    return Act(record, f"commit of {record}", at, person, person, "reply", "open", "closed", 0, "", "", "[]")


def test_what_somebody_did_is_told_from_an_instant_on_and_in_order(index: SqliteIndex) -> None:
    index.add_acts(
        [
            act("third", "2026-03-04T09:00:00Z", "alice"),
            act("first", "2026-03-02T09:00:00Z", "alice"),
            act("second", "2026-03-03T09:00:00Z", "alice"),
            act("other", "2026-03-03T09:00:00Z", "bob"),
        ]
    )
    assert [each.record for each in index.acts_by("alice", "2026-03-03T09:00:00Z")] == ["second", "third"]
    assert [each.record for each in index.acts_by("bob", "2026-03-01T00:00:00Z")] == ["other"]
    assert index.acts_by("carol", "2026-03-01T00:00:00Z") == []


def test_records_that_name_a_document_are_found_open_or_not(index: SqliteIndex) -> None:
    def row(name: str, status: str, target: str) -> Row:
        path = f"threads/{name}.md"
        return Row(
            name, "thread", path, f"/threads/{name}", status, int(status == "open"), name, name[:10], None, None,
            "v1", "{}", None, b"", links=(("document", target),),
        )  # fmt: skip

    index.put(
        [
            row("2026-03-01-001-a", "closed", "docs/auth.md"),
            row("2026-03-02-001-b", "open", "docs/auth.md"),
            row("2026-03-03-001-c", "open", "docs/logs.md"),
        ]
    )
    assert [each.id for each in index.linked("docs/auth.md")] == ["2026-03-02-001-b", "2026-03-01-001-a"]
    assert [each.id for each in index.linked("docs/auth.md", 1)] == ["2026-03-02-001-b"]
    assert index.linked("docs") == []
