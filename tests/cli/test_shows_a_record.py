"""`tacit show`: a record in the form that its template has, on the page and to paste elsewhere."""

from typist import Typist


def decided(desk: Typist) -> str:
    made = desk.tacit(
        "new", "decision", "--set=topic=Redis or Memcached?", "--set=size=medium", "--set=affected=backend",
        "--write=The decision=Which cache.", "--write=Recommendation=Redis.", "--write=Options considered=Both.",
    )  # fmt: skip
    return str(made["id"])


def test_what_stands_in_front_matter_is_printed_in_the_form_of_the_template(desk: Typist) -> None:
    record = decided(desk)
    desk.tacit("act", record, "propose")
    found = desk.tacit("show", record)
    assert found["head"].startswith("## Decision: Redis or Memcached?\n\n**Proposed by**: Alice\n**Decision due**: 20")
    assert "**Affected teams**: Backend" in found["head"]
    assert found["foot"].startswith("**Feedback window**: Until 20")
    page = desk.run("show", record).out
    order = [found["head"], "Which cache.", found["foot"], "Owed"]
    assert [page.index(part) for part in order] == sorted(page.index(part) for part in order)


def test_the_text_alone_may_be_pasted_elsewhere(desk: Typist) -> None:
    record = decided(desk)
    desk.tacit("act", record, "propose")
    printed = desk.run("show", record, "--markdown").out
    found = desk.tacit("show", record, "--markdown")
    assert printed == found["markdown"]
    assert printed.startswith(f"{found['head']}\n\n### The decision\n\nWhich cache.\n")
    assert printed.endswith(f"\n\n{found['foot']}\n")
    assert "status:" not in printed


def test_a_kind_without_head_and_foot_is_its_sections(desk: Typist) -> None:
    found = desk.tacit("show", "002-short", "--markdown")
    assert "head" not in found
    assert "foot" not in found
    assert found["markdown"].startswith("## Background\n")


def test_a_file_that_does_not_parse_cannot_be_printed(desk: Typist) -> None:
    record = decided(desk)
    path = desk.tacit("show", record)["path"]
    file = desk.folder / path
    file.write_text(file.read_text().replace("size: medium", "size: [medium"))
    desk.git("commit", "-qam", "break it")
    said = desk.run("show", record, "--markdown")
    assert said.status == 1
    assert path in said.err
