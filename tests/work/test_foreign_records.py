"""Folders of files that Tacit did not write: found out, adopted in one commit, acted upon line by line, and let go."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from checked import NOW, Place

from tacit.errors import Refused, TacitError, WrongUsage
from tacit.work import act, ask, unfolding
from tacit.work.adopt import init
from tacit.work.importing import import_folder
from tacit.work.kinds import Kinds
from tacit.work.locate import foreign_form, kind_of
from tacit.work.wire import Workspace, open_workspace

NYGARD = """\
# {n}. {title}

Date: 2026-03-02

## Status

{status}

## Context

It grew.

## Decision

We cut it.
"""
LISTED = """\
# {title}

* Status: {status}
* Date: 2026-03-02

## Context and Problem Statement

How?

## Decision Outcome

So.
"""
MADR = """\
---
status: {status}
date: 2026-03-02
---
# {title}

## Context and Problem Statement

How?

## Decision Outcome

So.
"""
FORMS = {"nygard": NYGARD, "madr2": LISTED, "": MADR}
STATUSES = ("Accepted", "🤔 Proposed", "Superseded by [4. Later](0004-later.md)", "accepted")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "shop", people=False)


def fill(place: Place, folder: str, text: str, name: str = "{n:04}-{title}.md") -> None:
    for n, (title, status) in enumerate(zip(("one", "two", "three", "later"), STATUSES, strict=True), 1):
        place.write(f"{folder}/{name.format(n=n, title=title)}", text.format(n=n, title=title.title(), status=status))
    place.write(f"{folder}/README.md", "# Decisions\n")
    place.write(f"{folder}/template.md", "# Title\n\n## Status\n\nproposed\n")
    place.commit("Decisions so far")


def opened(place: Place, now: datetime = NOW) -> Workspace:
    return open_workspace(place.root, now=now)


def imported(place: Place, folder: str, *, kind: str = "adr", dry_run: bool = False) -> dict[str, object]:
    return import_folder(opened(place), kind, str(place.root / folder), who=None, dry_run=dry_run)


def listed(place: Place, kind: str = "adr") -> dict[str, str]:
    found = ask.list_records(opened(place), kind, all=True)
    return {one["id"]: one["status"] for one in found["records"]}


def digests(place: Place, folder: str) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted((place.root / folder).iterdir())
    }


@pytest.mark.parametrize("form", FORMS)
def test_import_finds_the_form_adopts_in_one_commit_and_changes_no_file(place: Place, form: str) -> None:
    fill(place, "docs/adr", FORMS[form])
    before, tip = digests(place, "docs/adr"), place.git("rev-parse", "HEAD")
    found = imported(place, "docs/adr")
    assert (found["form"], found["records"], found["findings"]) == (form, 4, [])
    assert found["statuses"] == {"accepted": 2, "proposed": 1, "superseded": 1}
    assert found["aside"] == ["docs/adr/template.md"]
    assert digests(place, "docs/adr") == before
    assert place.git("diff", "--name-status", tip, "HEAD").split() == ["A", "protocols/adr.yaml"]
    assert listed(place) == {
        "0001-one": "accepted",
        "0002-two": "proposed",
        "0003-three": "superseded",
        "0004-later": "accepted",
    }
    assert place.check() == []


def test_a_dry_run_says_the_same_and_writes_nothing(place: Place) -> None:
    fill(place, "docs/adr", NYGARD)
    tip = place.git("rev-parse", "HEAD")
    dry = imported(place, "docs/adr", dry_run=True)
    assert dry["commit"] is None and place.git("rev-parse", "HEAD") == tip and not place.git("status", "--porcelain")
    assert {**imported(place, "docs/adr"), "commit": None} == dry


def test_an_import_is_undone_by_one_revert(place: Place) -> None:
    fill(place, "docs/adr", NYGARD)
    tree = place.git("rev-parse", "HEAD^{tree}")
    imported(place, "docs/adr")
    assert len(listed(place)) == 4
    place.git("revert", "--no-edit", "HEAD")
    assert place.git("rev-parse", "HEAD^{tree}") == tree
    assert "adr" not in opened(place).here.protocols


def test_a_folder_is_imported_once(place: Place) -> None:
    fill(place, "docs/adr", NYGARD)
    imported(place, "docs/adr")
    with pytest.raises(Refused) as refused:
        imported(place, "docs/adr")
    assert refused.value.code == "already-adopted"


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("{n:03}-{title}.md", "adr/{n:03}-{slug}.md"),
        ("adr-{n:04}-{title}.md", "adr/adr-{n:04}-{slug}.md"),
        ("ADR_{n}_{title}.md", "adr/ADR_{n:01}_{slug}.md"),
        ("2026-03-0{n}-{title}.md", "adr/{created}-{slug}.md"),
    ],
)
def test_the_pattern_of_names_is_found_out(place: Place, name: str, files: str) -> None:
    fill(place, "adr", NYGARD, name)
    found = imported(place, "adr")
    assert (found["files"], found["records"]) == (files, 4)
    assert len(listed(place)) == 4


def test_what_cannot_be_read_is_told_with_its_line_and_a_remedy(place: Place) -> None:
    fill(place, "adr", NYGARD)
    place.replace("adr/0001-one.md", "Accepted", "On hold")
    place.replace("adr/0002-two.md", "2026-03-02", "02/03/2026")
    place.replace("adr/0003-three.md", "## Status", "## State")
    place.write("adr/0005-mess.md", "<<<<<<< ours\n# Mess\n>>>>>>> theirs\n")
    place.commit("Dirt")
    found = imported(place, "adr")
    told = {(Path(one["path"]).name[:4], one["line"], one["rule"]) for one in found["findings"]}  # type: ignore[attr-defined]
    assert told == {
        ("0001", 7, "unknown-value"),
        ("0002", 3, "parse"),
        ("0003", 1, "missing-field"),
        ("0005", 1, "parse"),
    }
    assert all(one["remedy"] for one in found["findings"])  # type: ignore[attr-defined]
    assert listed(place)["0005-mess"] == "broken"
    assert {(rule, line) for path, line, rule in place.said()} == {(rule, line) for _, line, rule in told}


def test_a_folder_without_committed_files_is_refused_with_what_would_help(place: Place) -> None:
    with pytest.raises(WrongUsage, match="docs/none"):
        imported(place, "docs/none")
    place.write("docs/adr/0001-one.md", NYGARD.format(n=1, title="One", status="Accepted"))
    with pytest.raises(WrongUsage) as refused:
        imported(place, "docs/adr")
    assert "Commit" in refused.value.remedy


def test_a_kind_that_no_foreign_protocol_is_for_is_refused(place: Place) -> None:
    with pytest.raises(WrongUsage, match="rfc"):
        imported(place, "docs", kind="rfc")


def test_an_act_changes_its_line_and_leaves_the_file_without_front_matter(place: Place) -> None:
    fill(place, "doc/adr", NYGARD)
    imported(place, "doc/adr")
    before = place.read("doc/adr/0002-two.md")
    done = act.act(opened(place), "0002", "accept", sets={}, writes={}, who="alice")
    assert done["status"] == "accepted"
    assert place.read("doc/adr/0002-two.md") == before.replace("🤔 Proposed", "Accepted")
    act.act(opened(place), "0002", "supersede", sets={"note": "by ADR-4"}, writes={}, who="alice")
    assert place.read("doc/adr/0002-two.md") == before.replace("🤔 Proposed", "Superseded by ADR-4")
    assert listed(place)["0002-two"] == "superseded" and place.check() == []
    assert [one["act"] for one in ask.history(opened(place), "0002")["acts"]] == ["accept", "supersede"]


def test_a_change_by_hand_is_the_act_that_it_is(place: Place) -> None:
    fill(place, "doc/adr", NYGARD)
    imported(place, "doc/adr")
    listed(place)
    place.replace("doc/adr/0002-two.md", "🤔 Proposed", "❌ Rejected (too dear)")
    place.commit("Reject", who="bob")
    (done,) = ask.history(opened(place), "0002")["acts"]
    assert (done["act"], done["irregular"]) == ("reject", None)


def test_a_new_record_takes_the_next_number_of_the_folder_and_the_form_of_its_neighbours(place: Place) -> None:
    fill(place, "doc/adr", NYGARD)
    imported(place, "doc/adr")
    made = act.create(opened(place), "adr", sets={"topic": "Split it"}, writes={"Decision": "In two."}, who="alice")
    assert made["path"] == "doc/adr/0005-split-it.md"
    text = place.read("doc/adr/0005-split-it.md")
    assert text.startswith("# Split it\n\nDate: 2026-03-05\n\n## Status\n\nProposed\n\n## Context\n")
    assert place.check() == []


def test_a_proposed_one_owes_an_answer_within_a_week_of_its_day_and_nothing_is_written_for_it(place: Place) -> None:
    fill(place, "doc/adr", NYGARD)
    imported(place, "doc/adr")
    (promise,) = ask.inbox(opened(place), "alice")["promises"]
    assert (promise["record"], promise["promise"], promise["due"]) == ("0002-two", "answer", "2026-03-10T00:00:00Z")


EIP = """\
---
eip: {n}
title: {title}
author: Ann (@ann)
status: {status}
{more}type: Meta
created: 2026-01-02
---

## Abstract

Short.
"""


def test_a_last_call_is_owed_by_the_end_of_its_deadline_which_stays_a_day(place: Place) -> None:
    place.write(
        "EIPS/eip-7.md", EIP.format(n=7, title="Seven", status="Last Call", more="last-call-deadline: 2026-03-20\n")
    )
    place.write("EIPS/eip-12.md", EIP.format(n=12, title="Twelve", status="Review", more=""))
    place.commit("Proposals")
    found = imported(place, "EIPS", kind="eip")
    assert (found["records"], found["findings"], found["files"]) == (2, [], "EIPS/eip-{number}.md")
    (promise,) = ask.inbox(opened(place), "alice")["promises"]
    assert (promise["record"], promise["due"]) == ("eip-7", "2026-03-21T00:00:00Z")
    act.act(opened(place), "eip-12", "last-call", sets={}, writes={}, who="alice")
    text = place.read("EIPS/eip-12.md")
    assert "status: Last Call\n" in text and "last-call-deadline: 2026-03-19\n" in text
    assert "due:" not in text
    act.act(opened(place), "eip-7", "finalize", sets={}, writes={}, who="alice")
    assert "status: Final\n" in place.read("EIPS/eip-7.md") and place.check() == []


KEP = """\
---
title: {title}
kep-number: {n}
authors:
  - "@ann"
owning-sig: {sig}
creation-date: 2026-02-02
last-updated: 2026-02-20
status: {status}
---

# {title}

## Summary

Short.
"""


def test_records_may_lie_in_folders_that_others_chose(place: Place) -> None:
    page = (Path(__file__).parents[2] / "docs/howto/adopt-keps.md").read_text()
    place.write("protocols/kep.yaml", page.partition("```yaml\n")[2].partition("```")[0])
    heartbeat = KEP.format(title="Node heartbeat", n=9, sig="sig-node", status="provisional")
    place.write("keps/sig-node/9-node-heartbeat.md", heartbeat)
    place.write("keps/sig-cli/29-subresource.md", KEP.format(title="Sub", n=29, sig="sig-cli", status="implementable"))
    place.write("keps/sig-cli/README.md", "# SIG CLI\n")
    place.write("keps/sig-cli/2590-apply/kep.yaml", "title: Apply\n")
    place.commit("Proposals")
    assert listed(place, "kep") == {"9-node-heartbeat": "provisional", "29-subresource": "implementable"}
    act.act(opened(place), "9-node", "approve", sets={}, writes={}, who="alice")
    changed = heartbeat.replace("provisional", "implementable").replace("updated: 2026-02-20", "updated: 2026-03-05")
    assert place.read("keps/sig-node/9-node-heartbeat.md") == changed
    assert [one["act"] for one in unfolding.unfolded(opened(place), "9-node")["acts"]][-1] == "approve"
    sets = {"topic": "In-place update", "sig": "sig-node", "number": "1287"}
    made = act.create(opened(place), "kep", sets=sets, writes={}, who="alice")
    assert made["path"] == "keps/sig-node/1287-in-place-update.md"
    act.act(opened(place), made["id"], "withdraw", sets={}, writes={}, who="alice")
    assert place.check() == []


def test_numbers_are_counted_through_all_folders_of_a_kind(place: Place) -> None:
    page = (Path(__file__).parents[2] / "docs/howto/adopt-keps.md").read_text()
    text = (
        page.partition("```yaml\n")[2]
        .partition("```")[0]
        .replace("{number}", "{n:04}")
        .replace("{is: number, needed: true}", "{is: number}")
    )
    place.write("protocols/kep.yaml", text)
    place.write("keps/sig-cli/0029-sub.md", KEP.format(title="Sub", n=29, sig="sig-cli", status="implementable"))
    place.commit("Proposals")
    made = act.create(opened(place), "kep", sets={"topic": "Next", "sig": "sig-node"}, writes={}, who="alice")
    assert made["path"] == "keps/sig-node/0030-next.md"


def test_following_commits_and_reading_anew_come_to_the_same(place: Place) -> None:
    fill(place, "doc/adr", NYGARD)
    imported(place, "doc/adr")
    listed(place)
    place.replace("doc/adr/0002-two.md", "🤔 Proposed", "Accepted")
    place.write("doc/adr/0009-nine.md", NYGARD.format(n=9, title="Nine", status="Proposed"))
    place.write("doc/adr/notes.md", "# Notes\n")
    place.commit("On")
    followed = listed(place)
    (place.root / ".git/tacit/index.db").unlink()
    assert listed(place) == followed
    assert followed["0009-nine"] == "proposed" and len(followed) == 5


def test_the_name_decides_also_inside_the_folder_of_another_kind(place: Place) -> None:
    fill(place, "decisions", NYGARD)
    imported(place, "decisions")
    protocols = opened(place).here.protocols
    kinds = Kinds(protocols)
    for path, kind in {
        "decisions/0001-one.md": "adr",
        "decisions/README.md": None,
        "decisions/2026/2026-03-03-001-a.md": "decision",
        "threads/2026-03-03-001-a.md": "thread",
        "src/0001-one.md": None,
    }.items():
        found = kind_of(path, protocols)
        assert (found.kind if found else None) == kind, path
        assert kinds.of(path) is found


@pytest.mark.parametrize(
    ("files", "path", "named"),
    [
        ("adr/{n:04}-{slug}.md", "adr/0012-Use_It.v2.md", True),
        ("adr/{n:04}-{slug}.md", "adr/12-use-it.md", False),
        ("adr/{n:04}-{slug}.md", "adr/old/0012-use-it.md", False),
        ("adr/{n:04}-{slug}.md", "adr/template.md", False),
        ("EIPS/eip-{number}.md", "EIPS/eip-1559.md", True),
        ("EIPS/eip-{number}.md", "EIPS/eip-draft.md", False),
        ("rfc/{created:%Y}/{slug}.md", "rfc/2024/anything.md", True),
        ("rfc/{created:%Y}/{slug}.md", "rfc/24/anything.md", False),
    ],
)
def test_a_pattern_means_names_as_others_write_them(files: str, path: str, named: bool) -> None:
    assert (foreign_form(files).fullmatch(path) is not None) is named


# tacit init


def begin(folder: Path, **given: object) -> dict[str, object]:
    wanted = {"name": None, "solo": False, "who": "alice", "now": NOW}
    return init(folder, **{**wanted, **given})  # type: ignore[arg-type]


def test_init_adopts_a_foreign_kind_in_a_workspace_that_is_there_and_adds_one_file(place: Place) -> None:
    fill(place, "adr", MADR)
    found = begin(place.root, protocol="adr", files="adr/{n:04}-{slug}.md")
    assert (found["adopted"], found["protocols"]) == ({"adr": 4}, ["protocols/adr.yaml"])
    assert place.git("show", "--name-status", "--format=", "HEAD").split() == ["A", "protocols/adr.yaml"]
    with pytest.raises(Refused) as refused:
        begin(place.root, protocol="adr")
    assert refused.value.code == "already-adopted"
    with pytest.raises(Refused) as refused:
        begin(place.root)
    assert refused.value.code == "already-a-workspace"


def test_init_adopts_a_foreign_kind_in_a_new_workspace(tmp_path: Path) -> None:
    found = begin(tmp_path / "new", protocol="eip")
    assert (tmp_path / "new/protocols/eip.yaml").is_file() and found["begun"]


@pytest.mark.parametrize(
    "files", ["../x/{slug}.md", "adr/{n:04}-{slug}.txt", "adr/all.md", "{slug}.md", "adr/{what}.md"]
)
def test_a_pattern_that_is_none_is_refused_before_anything_is_made(tmp_path: Path, files: str) -> None:
    with pytest.raises(TacitError) as refused:
        begin(tmp_path / "new", protocol="adr", files=files)
    assert refused.value.remedy and not (tmp_path / "new").exists()


def test_a_pattern_needs_a_protocol_that_it_is_of(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage):
        begin(tmp_path / "new", files="adr/{n:04}-{slug}.md")


def test_async_first_brings_the_response_times_of_the_seeds_and_nothing_else(place: Place, tmp_path: Path) -> None:
    root = tmp_path / "team"
    begin(root, template="async-first", name="Team")
    ws = open_workspace(root, now=datetime(2026, 3, 3, 9, tzinfo=UTC))
    assert [path for path, _, _ in ws.store.files("", ws.store.head())] == ["tacit.yaml"]
    steps = [(step.to, str(step.answer), str(step.decide)) for step in ws.here.settings.escalation or ()]
    assert steps == [
        (("goal.owner", "affected.leads"), "4 working hours", "1 workday"),
        (("heads",), "2 working hours", "8 working hours"),
        (("leadership", "goal.owner"), "0 minutes", "2 hours"),
    ]
    assert [row["type"] for row in ws.here.settings.channels] == [
        "Daily standup",
        "Weekly updates",
        "Decisions",
        "Learnings",
        "Blockers",
        "Emergencies",
    ]
    assert all(row["audience"] and row["within"] for row in ws.here.settings.channels)
    assert ws.here.settings.name == "Team" and not ws.here.findings
