"""Each rule of `check` in a real repository: where it is told, and that a good workspace is left in peace."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from checked import Place, thread

from tacit.errors import Refused, WrongUsage

INDEX = "threads/README.md"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "shop")


def line_of(place: Place, path: str, text: str) -> int:
    return next(number for number, line in enumerate(place.read(path).splitlines(), 1) if text in line)


def test_a_good_workspace_has_no_findings(place: Place) -> None:
    place.add_thread()
    assert place.checked() == {"findings": [], "errors": 0, "warnings": 0, "fixed": 0}


def test_a_folder_that_is_no_workspace_is_refused(place: Place) -> None:
    (place.root / "tacit.yaml").unlink()
    with pytest.raises(Refused) as refused:
        place.check()
    assert refused.value.code == "no-workspace"


def test_a_broken_file_is_told_with_its_line_and_hides_no_other(place: Place) -> None:
    place.add_thread()
    other = place.add_thread("2026-03-03-002-other")
    place.replace("threads/2026-03-03-001-token-expiry.md", "\n---\n\n## Back", "\n## Back")
    line = place.replace(other, "type: question", "type: queston")
    said = place.said()
    assert ("threads/2026-03-03-001-token-expiry.md", 1, "parse") in said
    assert (other, line, "unknown-value") in said


def test_a_day_that_there_is_not_is_told_on_its_line(place: Place) -> None:
    path = place.add_thread()
    line = place.replace(path, "created: 2026-03-03", "created: 2026-02-30")
    assert (path, line, "parse") in place.said()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("2026-02-30-001-token", "2026-02-30 in the file name is no date"),
        ("2026-03-03-1-token", "the number 1 in the file name has not three digits"),
        ("2026-03-03-001-Token", "Token in the file name is not lowercase"),
        ("2026-03-03-001-token_expiry", "the end of the file name is not words in lowercase"),
        ("token-expiry", "the file name does not follow {created}-{n:03}-{slug}.md"),
        ("2026-03-03-token", "the file name has no number of three digits"),
    ],
)
def test_a_file_name_follows_the_protocol(place: Place, name: str, told: str) -> None:
    place.write(f"threads/{name}.md", thread())
    [finding] = [one for one in place.check(f"threads/{name}.md") if one["severity"] == "error"]
    assert (finding["rule"], finding["line"]) == ("name", 1)
    assert str(finding["message"]).startswith(told)
    assert "git mv" in str(finding["remedy"])


def test_an_open_thread_in_the_archive_lies_in_the_wrong_place(place: Place) -> None:
    path = "archive/threads/2026-03-03-001-token-expiry.md"
    place.write(path, thread())
    line = line_of(place, path, "status:")
    assert (path, line, "name") in place.said()


def test_the_id_in_the_text_is_that_of_the_name(place: Place) -> None:
    path = place.add_thread()
    line = place.replace(path, "thread_id: 2026-03-03-001", "thread_id: 2026-03-03-007")
    assert (path, line, "name") in place.said()


def test_names_that_differ_in_case_alone_are_told_on_both(place: Place) -> None:
    for name in ("token", "Token"):
        place.write(f"threads/2026-03-03-001-{name}.md", thread())
    told = {one["path"] for one in place.check() if one["rule"] == "name" and "its name is that of" in one["message"]}
    assert told == {"threads/2026-03-03-001-token.md", "threads/2026-03-03-001-Token.md"}


def test_needed_fields_and_the_status_are_missed(place: Place) -> None:
    path = place.add_thread()
    place.replace(path, "from: frontend\n", "")
    line = place.replace(path, "status: awaiting-reply", "status:")
    said = place.said()
    assert {(path, 1, "missing-field"), (path, line, "missing-field")} <= said


def test_unknown_keys_are_no_fault(place: Place) -> None:
    path = place.add_thread()
    place.replace(path, "type: question", "type: question\nsprint: 12")
    assert "unknown-value" not in place.rules()


def test_a_party_that_is_nobody_is_told_with_who_was_meant(place: Place) -> None:
    path = place.add_thread()
    line = place.replace(path, "to: backend", "to: backnd")
    [finding] = [one for one in place.check() if one["rule"] == "unknown-party"]
    assert (finding["path"], finding["line"], finding["severity"]) == (path, line, "error")
    assert finding["remedy"] == "Did you mean backend?"


def test_without_people_parties_are_just_names_and_authors_are_not_compared(tmp_path: Path) -> None:
    place = Place(tmp_path / "hand", people=False)
    path = place.add_thread()
    place.replace(path, "[Responder fills this section.]", "An hour.")
    place.replace(path, "status: awaiting-reply", "status: awaiting-confirm")
    place.replace(path, "updated: 2026-03-03", "updated: 2026-03-05")
    place.fix()
    assert place.check() == []


def test_people_who_left_are_still_known(place: Place) -> None:
    path = place.add_thread()
    place.replace(path, "priority: normal", "priority: normal\ncc: [dan]")
    place.replace("people/dan.md", "---\n\n", "status: left\n---\n\n")
    assert "unknown-party" not in place.rules()


def test_a_section_that_the_state_needed_is_missed(place: Place) -> None:
    path = "threads/2026-03-03-001-token-expiry.md"
    place.write(path, thread(status="resolved", reply="An hour."))
    line = line_of(place, path, "## Resolution")
    found = {(one["line"], one["severity"]) for one in place.check() if one["rule"] == "missing-section"}
    assert (line, "error") in found
    assert (line_of(place, path, "## Confirmation"), "warning") in found


def test_a_section_of_the_template_that_is_not_there_is_a_warning(place: Place) -> None:
    path = place.add_thread()
    place.replace(path, "## Background\n\nThe gateway refreshes tokens.\n", "")
    [finding] = [one for one in place.check() if one["rule"] == "missing-section"]
    assert finding["severity"] == "warning" and "Background" in str(finding["message"])


def test_a_notification_needs_no_reply(place: Place) -> None:
    path = "threads/2026-03-03-001-token-expiry.md"
    text = thread(status="resolved").replace("type: question", "type: notification")
    place.write(path, text[: text.index("## Backend's Reply")])
    assert "missing-section" not in place.rules()


def test_a_number_taken_twice_is_told_on_both_files(place: Place) -> None:
    first = place.add_thread()
    second = "threads/2026-03-03-001-key-rotation.md"
    place.write(second, thread())
    assert {(first, 2, "duplicate-id"), (second, 2, "duplicate-id")} <= place.said()
    assert (second, 2, "duplicate-id") in place.said(second)


def test_a_number_is_counted_over_all_kinds(place: Place) -> None:
    thread_path = place.add_thread()
    decision = "decisions/2026/2026-03-03-001-signing.md"
    place.write(
        decision,
        "---\ntopic: Sign\nby: alice\nsize: small\nstatus: draft\ncreated: 2026-03-03\nupdated: 2026-03-03\n---\n\n"
        "## The decision\n\nHMAC.\n",
    )
    told = {one["path"] for one in place.check() if one["rule"] == "duplicate-id"}
    assert told == {thread_path, decision}


def test_another_teams_section_edited_is_told_before_it_is_committed(place: Place) -> None:
    path = place.add_thread()
    place.replace(path, "[Responder fills this section.]", "An hour, says Alice.")
    line = line_of(place, path, "## Backend's Reply")
    assert (path, line, "own-section") in place.said()
    assert (path, line, "own-section") not in place.said(who="bob")


def test_what_is_staged_is_looked_at_and_not_what_stands_in_the_folder(place: Place) -> None:
    path = place.add_thread()
    place.replace(path, "[Responder fills this section.]", "An hour, says Alice.")
    assert place.said(staged=True) == set()
    place.git("add", path)
    place.write(path, "gone to pieces")
    said = place.said(staged=True)
    assert (path, line_of_text(thread(reply="x"), "## Backend's Reply"), "own-section") in said
    assert "parse" not in {rule for _, _, rule in said}


def line_of_text(text: str, wanted: str) -> int:
    return text[: text.index(wanted)].count("\n") + 1


def test_history_tells_of_edits_that_no_act_explains_until_they_are_taken_back(place: Place) -> None:
    path = place.add_thread()
    good = place.read(path)
    place.replace(path, "[Responder fills this section.]", "An hour, says Alice.")
    place.replace(path, "status: awaiting-reply", "status: resolved")
    place.fix()
    bad = place.commit("Answer for them", day="2026-03-05")
    [finding] = [one for one in place.check() if one["rule"] in ("irregular", "own-section")]
    assert finding["path"] == path and bad[:10] in str(finding["message"])
    place.write(path, good)
    place.fix()
    assert not place.rules() & {"own-section", "irregular"}
    place.git("add", "--all")
    assert place.rules(staged=True) == set()
    place.commit("Take it back", day="2026-03-05")
    assert not place.rules() & {"own-section", "irregular"}
    assert place.rules(range_=f"{bad}..HEAD") == set()


def test_a_range_judges_its_commits_with_their_authors_and_no_others(place: Place) -> None:
    path = place.add_thread()
    before = place.git("rev-parse", "HEAD")
    place.replace(path, "[Responder fills this section.]", "An hour.")
    place.replace(path, "status: awaiting-reply", "status: awaiting-confirm")
    place.fix()
    middle = place.commit("reply", who="bob", day="2026-03-05")
    assert place.rules(range_=f"{before}..{middle}") == set()
    line = place.replace(path, "An hour.", "A day.") - 4
    place.commit("reply better", who="alice", day="2026-03-05")
    assert place.said(range_=f"{middle}..HEAD") == {(path, line, "own-section")}
    assert place.rules(range_=f"{before}..{middle}") == set()
    with pytest.raises(WrongUsage):
        place.check(range_="nowhere..HEAD")


@pytest.mark.parametrize("status", ["open", "awaiting-reply"])
def test_the_status_says_less_than_the_reply(place: Place, status: str) -> None:
    path = "threads/2026-03-03-001-token-expiry.md"
    place.write(path, thread(status=status, reply="An hour."))
    line = line_of(place, path, "status:")
    [finding] = [one for one in place.check() if one["rule"] == "stale-status"]
    assert (finding["path"], finding["line"], finding["severity"]) == (path, line, "error")
    assert "status: awaiting-confirm" in str(finding["remedy"])


def test_the_status_says_less_than_the_ticks(place: Place) -> None:
    path = "threads/2026-03-03-001-token-expiry.md"
    text = thread(status="awaiting-confirm", reply="An hour.")
    text = text.replace("⏳ Pending | ✅ Confirmed | ❌ Rejected", "✅ Confirmed").replace("- [ ]", "- [x]")
    place.write(path, text.replace("[One sentence: what was decided.]", "An hour."))
    assert (path, line_of(place, path, "status:"), "stale-status") in place.said()
    place.replace(path, "- [x]", "- [ ]")
    assert "stale-status" not in place.rules()


def test_a_reply_of_an_earlier_round_does_not_make_the_status_stale(place: Place) -> None:
    path = "threads/2026-03-03-001-token-expiry.md"
    text = thread(reply="An hour.").replace("> Updated: YYYY-MM-DD", "> Updated: 2026-03-03", 1)
    text = text.replace("> Updated: YYYY-MM-DD", "> Updated: 2026-03-04", 1)
    text = text.replace("[If the reply generates further clarification, opener fills this.]", "An hour of what?")
    place.write(path, text)
    assert "stale-status" not in place.rules()
    place.replace(path, "> Updated: 2026-03-03", "> Updated: 2026-03-05")
    assert "stale-status" in place.rules()


def test_a_change_on_a_later_day_than_updated_says_is_told(place: Place) -> None:
    path = place.add_thread()
    place.replace(path, "The gateway refreshes tokens.", "The gateway refreshes tokens often.")
    line = line_of(place, path, "updated:")
    assert (path, line, "stale-updated") in place.said()
    place.commit("Say how often", day="2026-03-04")
    [finding] = [one for one in place.check() if one["rule"] == "stale-updated"]
    assert (finding["line"], finding["severity"]) == (line, "warning")
    assert "2026-03-04" in str(finding["message"])


def test_the_day_of_a_commit_is_that_of_its_author(place: Place) -> None:
    path = place.add_thread()
    place.replace(path, "The gateway refreshes tokens.", "The gateway refreshes tokens often.")
    place.commit("Late in the evening", hour="T20:00:00-08:00")  # the 4th in UTC
    assert "stale-updated" not in place.rules()


def test_two_questions_in_one_thread_are_told(place: Place) -> None:
    path = place.add_thread()
    place.replace(path, "How long does a token live?", "How long does a token live? Who rotates the keys?")
    line = line_of(place, path, "## Frontend's Question")
    [finding] = [one for one in place.check() if one["rule"] == "one-question"]
    assert (finding["line"], finding["severity"]) == (line, "warning")


def test_a_resolved_thread_is_to_be_archived_when_its_time_has_passed(place: Place) -> None:
    path = "threads/2026-03-03-001-token-expiry.md"
    place.write(path, thread(status="resolved", reply="An hour."))
    assert "not-archived" not in place.rules(now=datetime(2026, 3, 4, 12, tzinfo=UTC))
    found = [one for one in place.check(now=datetime(2026, 3, 9, 12, tzinfo=UTC)) if one["rule"] == "not-archived"]
    assert [(one["path"], one["severity"]) for one in found] == [(path, "warning")]
    assert "tacit act 2026-03-03-001-token-expiry archive" in str(found[0]["remedy"])


def test_a_closed_thread_outside_the_archive_is_told_at_once(place: Place) -> None:
    place.write("threads/2026-03-03-001-token-expiry.md", thread(status="closed", reply="An hour."))
    assert "not-archived" in place.rules()


def test_the_index_lacks_a_row_has_a_stale_a_dead_and_a_double_one(place: Place) -> None:
    first = place.add_thread()
    place.add_thread("2026-03-03-002-key-rotation", topic="Who rotates keys")
    row = line_of(place, INDEX, "-001-")
    place.replace(INDEX, "How long tokens live", "How long they live")
    assert (INDEX, row, "index-row") in place.said()
    text = place.read(INDEX)
    place.write(INDEX, text.replace("-001-token-expiry", "-009-nobody"))
    header = line_of(place, INDEX, "| File |")
    said = place.said()
    assert {(INDEX, header, "index-row"), (INDEX, row, "index-row")} <= said
    line = text.splitlines()[line_of(place, INDEX, "-002-") - 1]
    place.write(INDEX, text.replace(line, f"{line}\n{line}"))
    assert (INDEX, line_of(place, INDEX, "-002-") + 1, "index-row") in place.said()
    place.fix()
    assert place.check() == []
    assert first.rpartition("/")[2] in place.read(INDEX)


def test_an_index_that_is_not_there_is_told_while_threads_are_open(place: Place) -> None:
    place.add_thread()
    (place.root / INDEX).unlink()
    assert (INDEX, 1, "index-row") in place.said()


def test_a_thread_staged_without_its_row_is_told_on_the_index(place: Place) -> None:
    place.add_thread()
    place.write("threads/2026-03-05-001-other.md", thread("2026-03-05-001"))
    place.git("add", "threads/2026-03-05-001-other.md")
    assert place.said(staged=True) == {(INDEX, line_of(place, INDEX, "| File |"), "index-row")}


def test_links_that_lead_nowhere_are_told_and_old_ones_to_the_archive_are_not(place: Place) -> None:
    path = place.add_thread()
    old = "2026-03-02-001-old"
    text = thread("2026-03-02-001", status="closed", reply="An hour.").replace(
        "tokens.", "tokens, see [it](../docs/auth.md)."
    )
    place.write(f"archive/threads/{old}.md", text)
    place.write("docs/auth.md", f"# Auth\n\nSee [the thread](../threads/{old}.md), [none](no.md), `[code](no.md)`.\n")
    place.replace(
        path, "The gateway refreshes tokens.", f"See [a]({old}.md), [b](gone.md#x), <https://x.org>, [c](#top)."
    )
    place.replace(path, "priority: normal", "priority: normal\ndocument: docs/auth.md")
    links = {(one["path"], one["line"]) for one in place.check() if one["rule"] == "broken-link"}
    assert links == {(path, line_of(place, path, "See [a]")), ("docs/auth.md", 3)}


def test_a_document_and_its_section_are_there(place: Place) -> None:
    path = place.add_thread()
    place.write("docs/auth.md", "# Auth\n\n## §3.2 Auth Token Format\n\nHMAC.\n")
    line = place.replace(path, "priority: normal", "priority: normal\ndocument: docs/auth.md#§3.2") + 1
    assert "broken-link" not in place.rules()
    for wrong in ("docs/auth.md#§4", "docs/none.md"):
        place.write(path, thread().replace("priority: normal", f"priority: normal\ndocument: {wrong}"))
        assert (path, line, "broken-link") in place.said()


def test_a_closed_thread_stands_in_its_document(place: Place) -> None:
    path = "archive/threads/2026-03-03-001-token-expiry.md"
    place.write(
        path, thread(status="closed", reply="An hour.").replace("priority:", "document: docs/auth.md\npriority:")
    )
    place.write("docs/auth.md", "# Auth\n")
    [finding] = [one for one in place.check() if one["rule"] == "missing-backlink"]
    assert (finding["path"], finding["line"]) == (path, line_of(place, path, "document:"))
    place.write(
        "docs/auth.md",
        "# Auth\n\n> 📌 See [threads/2026-03-03-001-token-expiry.md](../threads/2026-03-03-001-token-expiry.md)\n"
        "> for the decision trail.\n\n"
        "<!-- Resolution documented in threads/2026-03-03-001-token-expiry.md (closed) -->\n",
    )
    assert not place.rules() & {"missing-backlink", "broken-link"}


def test_a_section_changed_while_its_question_is_open_is_told(place: Place) -> None:
    place.write("docs/auth.md", "# Auth\n\n## Format\n\nJWT.\n\n## Other\n\nNothing.\n")
    path = place.add_thread()
    place.replace(path, "priority:", "document: docs/auth.md#Format\npriority:")
    place.commit("Say which section")
    place.replace("docs/auth.md", "Nothing.", "Something.")
    place.commit("Change what is not in question", day="2026-03-04")
    assert "decided-elsewhere" not in place.rules()
    place.replace("docs/auth.md", "JWT.", "HMAC.")
    assert "decided-elsewhere" in place.rules()
    place.commit("Decide in secret", who="bob", day="2026-03-04")
    [finding] = [one for one in place.check() if one["rule"] == "decided-elsewhere"]
    assert (finding["path"], finding["line"]) == (path, line_of(place, path, "document:"))
    assert "by Bob" in str(finding["message"])


def test_a_topic_is_one_sentence(place: Place) -> None:
    path = place.add_thread()
    line = place.replace(path, "topic: How long tokens live", "topic: Tokens live. Keys do not. Which ones rotate")
    assert (path, line, "too-long") in place.said()


def test_a_protocol_and_settings_with_a_mistake_are_told(place: Place) -> None:
    place.write("protocols/note.yaml", "kind: note\nfiles: notes/{slug}.md\nstats: [a]\n")
    place.write("tacit.yaml", "name: Shop\nzone: Europe/Nowhere\n")
    said = place.said()
    assert ("protocols/note.yaml", 3, "protocol") in said
    assert ("tacit.yaml", 2, "unknown-value") in said


def test_paths_name_what_is_looked_at(place: Place) -> None:
    first = place.add_thread()
    second = place.add_thread("2026-03-03-002-other")
    for path in (first, second):
        place.replace(path, "type: question", "type: queston")
    assert {path for path, _, _ in place.said(second)} == {second}
    assert {path for path, _, _ in place.said(str(place.root / first))} == {first}
    assert {first, second} <= {path for path, _, _ in place.said("threads")}
    with pytest.raises(WrongUsage):
        place.check("threads/none.md")


def test_findings_stand_by_path_and_line_and_have_a_line_and_a_remedy(place: Place) -> None:
    for number in (3, 1, 2):
        text = thread(f"2026-03-03-{number:03}", status="resolved", reply="x").replace("from: frontend", "from: nobody")
        place.write(f"threads/2026-03-03-{number:03}-x.md", text)
    found = place.check()
    assert found == sorted(found, key=lambda one: (one["path"], one["line"]))
    assert all(one["line"] and one["remedy"] and one["message"] for one in found)
    assert {tuple(one) for one in found} == {("path", "line", "rule", "severity", "message", "remedy")}


def test_a_bare_repository_is_checked_at_its_tip(place: Place, tmp_path: Path) -> None:
    place.add_thread()
    place.replace(INDEX, "How long tokens live", "Something else")
    place.commit("Spoil the table")
    bare = Place.__new__(Place)
    bare.root = tmp_path / "bare.git"
    place.git("clone", "--quiet", "--bare", str(place.root), str(bare.root))
    assert "index-row" in bare.rules()
    done = bare.fix()
    assert (done["fixed"], done["errors"]) == (1, 0)
    assert bare.rules() == set()
    assert "mend" in bare.git("log", "-1", "--format=%s")


def test_an_empty_repository_is_checked_by_its_files(place: Place, tmp_path: Path) -> None:
    empty = Place.__new__(Place)
    empty.root = tmp_path / "empty"
    empty.root.mkdir()
    empty.git("init", "--quiet")
    empty.write("tacit.yaml", "name: Empty\n")
    empty.write("threads/2026-03-03-001-token.md", thread())
    assert empty.rules() == {"index-row"}
    empty.git("add", "--all")
    assert empty.rules(staged=True) == {"index-row"}


def test_a_record_that_is_deleted_is_told_and_its_row_too(place: Place) -> None:
    path = place.add_thread()
    (place.root / path).unlink()
    said = {(one["path"], one["rule"]) for one in place.check()}
    assert said == {(path, "irregular"), (INDEX, "index-row")}
    place.git("rm", "--quiet", path)
    assert {(one["path"], one["rule"]) for one in place.check(staged=True)} == said


def test_a_link_in_place_of_a_record_is_no_record(place: Place, tmp_path: Path) -> None:
    path = place.add_thread()
    (tmp_path / "elsewhere.md").write_text(thread())
    (place.root / path).unlink()
    (place.root / path).symlink_to(tmp_path / "elsewhere.md")
    assert {(path, 7, "irregular")} <= place.said()


def test_a_link_of_an_archived_record_to_what_is_gone_is_a_warning(place: Place) -> None:
    path = "archive/threads/2026-03-03-001-token-expiry.md"
    place.write(path, thread(status="closed", reply="An hour, see [here](../gone.md)."))
    assert [(one["path"], one["severity"]) for one in place.check() if one["rule"] == "broken-link"] == [
        (path, "warning")
    ]


def test_where_git_knows_nobody_edits_are_nobodys(place: Place) -> None:
    path = place.add_thread()
    place.git("config", "--unset", "user.email")
    place.git("config", "--unset", "user.name")
    place.replace(path, "priority: normal", "priority: high")
    place.fix()
    assert "own-section" not in place.rules()


def test_a_file_moved_by_hand_without_its_status_is_told(place: Place) -> None:
    path = place.add_thread()
    (place.root / "archive/threads").mkdir(parents=True)
    place.git("mv", path, f"archive/{path}")
    found = {(one["path"], one["rule"]) for one in place.check()}
    assert {(f"archive/{path}", "name"), (f"archive/{path}", "irregular")} <= found
