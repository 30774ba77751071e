"""Every read, in the form that the command line promises to scripts."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from handwritten import NOW, Handwritten, course, person, team, thread

from tacit.errors import Refused, WrongUsage
from tacit.work import act, ask, follow, hot, rhythms
from tacit.work.wire import Workspace

TOKENS = "2026-03-03-001-tokens"
RECORD_KEYS = {"id", "kind", "path", "status", "title", "fields", "created", "updated", "due", "url"}
PROMISE_KEYS = {
    "promise", "record", "kind", "title", "party", "who", "since", "due", "late", "kept_by", "silence", "owed_to",
}  # fmt: skip


@pytest.fixture
def here(tmp_path: Path) -> Handwritten:
    return Handwritten.made(tmp_path / "shop")


@pytest.fixture
def asked(here: Handwritten) -> Workspace:
    """A question that Alice sent to the backend team, as acts of Tacit."""
    ws = here.open(datetime(2026, 3, 3, 9, tzinfo=UTC))
    sets = {"topic": "How long may a token live?", "from": "frontend", "to": "backend"}
    made = act.create(ws, "thread", sets=sets, writes={"Question": "How long?"}, who="alice")
    act.act(ws, str(made["id"]), "send", sets={}, writes={}, who="alice")
    return ws


def ids(found: dict[str, object]) -> list[str]:
    records = found["records"]
    assert isinstance(records, list)
    return [record["id"] for record in records]


def promises(found: dict[str, object]) -> list[dict[str, object]]:
    listed = found["promises"]
    assert isinstance(listed, list)
    return listed


def the_thread(ws: Workspace) -> str:
    return ids(ask.list_records(ws, "thread"))[0]


# What is owed


def test_a_promise_of_a_team_is_in_the_inbox_of_each_member_and_of_nobody_else(asked: Workspace) -> None:
    for who in ("bob", "carol", "@bob", "backend"):
        (promise,) = promises(ask.inbox(asked, who))
        assert set(promise) == PROMISE_KEYS
        assert promise["party"] == "backend"
        assert promise["who"] == ["bob", "carol"]
        assert promise["owed_to"] == ["frontend"]
        assert promise["kept_by"] == ["reply"]
        assert promise["silence"] == "remind"
        assert (promise["since"], promise["due"]) == ("2026-03-03T09:00:00Z", "2026-03-04T09:00:00Z")
        assert promise["late"] is False
    assert promises(ask.inbox(asked, "alice")) == []


def test_what_others_owe_is_asked_from_the_other_side(asked: Workspace) -> None:
    for who in ("alice", "frontend"):
        assert [promise["party"] for promise in promises(ask.inbox(asked, owed_to=who))] == ["backend"]
    assert promises(ask.inbox(asked, owed_to="bob")) == []


def test_a_promise_is_late_once_its_time_has_passed(asked: Workspace, here: Handwritten) -> None:
    (promise,) = promises(ask.inbox(here.open(NOW), "bob"))
    assert promise["late"] is True


def test_without_a_name_it_is_the_inbox_of_gits_own_address(asked: Workspace, here: Handwritten) -> None:
    assert promises(ask.inbox(asked)) == []
    here.git("config", "user.email", "Bob@Example.com")
    assert len(promises(ask.inbox(here.open()))) == 1
    here.git("config", "user.email", "stranger@example.com")
    with pytest.raises(Refused) as refused:
        ask.inbox(here.open())
    assert refused.value.remedy


def test_a_name_that_nobody_has_is_refused_with_one_that_somebody_has(asked: Workspace) -> None:
    with pytest.raises(Refused) as refused:
        ask.inbox(asked, "bop")
    assert "bob" in refused.value.remedy


def test_the_deputy_has_the_promises_of_who_is_away_and_only_then(here: Handwritten) -> None:
    here.commit(
        {
            "people/bob.md": person("bob", zone="Asia/Tokyo", away="[2026-03-05..2026-03-06]", cover="alice"),
            "teams/backend.md": team("backend", "carol"),
            f"threads/{TOKENS}.md": thread(to="bob", status="awaiting-reply"),
        }
    )
    days = {4: 0, 5: 1, 6: 1, 7: 0}
    for day, owed in days.items():
        ws = here.open(datetime(2026, 3, day, 2, tzinfo=UTC))  # in the morning in Tokyo
        assert len(promises(ask.inbox(ws, "alice"))) == owed, day
        assert len(promises(ask.inbox(ws, "bob"))) == 1


def test_the_nearest_promise_comes_first(here: Handwritten) -> None:
    dues = ("2026-03-09", "2026-03-05", "2026-03-07")
    here.commit(
        {
            f"threads/2026-03-03-00{place}-tokens.md": thread(status="awaiting-reply", updated=due)
            for place, due in enumerate(dues, 1)
        }
    )
    found = promises(ask.inbox(here.open(), "bob"))
    assert [promise["record"] for promise in found] == [f"2026-03-03-00{place}-tokens" for place in (2, 3, 1)]


def test_without_people_parties_are_names(tmp_path: Path) -> None:
    here = Handwritten.made(tmp_path / "bare", {"tacit.yaml": "name: Shop\n"})
    here.commit({f"threads/{TOKENS}.md": thread(status="awaiting-reply")})
    ws = here.open()
    for found in (ask.inbox(ws), ask.inbox(ws, "backend"), ask.inbox(ws, owed_to="frontend")):
        assert [(promise["party"], promise["who"]) for promise in promises(found)] == [("backend", [])]
    assert promises(ask.inbox(ws, "frontend")) == []


def test_a_team_that_changes_changes_who_keeps_its_promises(asked: Workspace, here: Handwritten) -> None:
    here.commit({"teams/backend.md": team("backend", "carol", "alice")})
    ws = here.open()
    assert promises(ask.inbox(ws, "alice"))[0]["who"] == ["carol", "alice"]
    assert promises(ask.inbox(ws, "bob")) == []


# The same, hot


def test_the_hot_inbox_is_the_inbox(asked: Workspace, here: Handwritten, monkeypatch: pytest.MonkeyPatch) -> None:
    import json

    ws = here.open()
    rhythms.with_turns(ws)
    environ = {"HOME": str(here.path)}
    for who, told in (("bob", ["bob"]), ("@carol", ["@carol"]), ("alice", [])):
        arguments = ["--repo", str(here.path), "inbox", *told, "--json"]
        answered = hot.answer(arguments, environ, "2026-03-06T12:00:00Z")
        assert answered == json.dumps(ask.inbox(ws, who))
    said = hot.answer(["inbox", "--as", "bob", "--json"], {**environ, "GIT_DIR": str(here.path / ".git")}, "")
    assert said is None  # that is no time
    monkeypatch.chdir(here.path)
    at = ["inbox", "--as", "bob", "--json", "--at", "2026-03-06T12:00:00Z"]
    assert json.loads(str(hot.answer(at, environ, ""))) == ask.inbox(ws, "bob")


def test_what_is_not_plain_is_not_answered_hot(asked: Workspace, here: Handwritten) -> None:
    rhythms.with_turns(here.open())
    environ, now = {"HOME": str(here.path)}, "2026-03-06T12:00:00Z"
    place = ["--repo", str(here.path)]
    for line in (
        "inbox", "inbox --json --owed-to bob", "inbox --json --help", "inbox a b --json", "list --json", "--json",
        "inbox nobody --json", "inbox bob --json --at yesterday",
    ):  # fmt: skip
        assert hot.answer([*place, *line.split()], environ, now) is None, line
    here.commit({"notes.md": "A commit that the index does not stand for\n"})
    assert hot.answer([*place, "inbox", "bob", "--json"], environ, now) is None
    rhythms.with_turns(here.open())
    assert hot.answer([*place, "inbox", "bob", "--json"], environ, now) is not None
    here.index_path.write_bytes(b"no database" * 1000)
    assert hot.answer([*place, "inbox", "bob", "--json"], environ, now) is None


def test_the_hot_path_loads_neither_git_nor_yaml_nor_click(asked: Workspace, here: Handwritten) -> None:
    import subprocess
    import sys

    rhythms.with_turns(here.open())
    code = (
        "import os, sys; from tacit.work import hot\n"
        f"assert hot.answer(['inbox', 'bob', '--json', '--repo', {str(here.path)!r}], {{}}, '2026-03-06T12:00:00Z')\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pygit2", "yaml", "click", "rich", "dataclasses", "pathlib", "holidays", "subprocess"} & set(loaded)


# Lists


def test_a_record_is_told_with_its_fields_typed_and_in_order(asked: Workspace) -> None:
    records = ask.list_records(asked, "thread")["records"]
    assert isinstance(records, list)
    (record,) = records
    assert set(record) == RECORD_KEYS
    assert record["url"] == f"/threads/{record['id']}"
    assert record["fields"]["from"] == "frontend"
    assert record["fields"]["created"] == record["created"] == "2026-03-03"
    assert record["due"] == record["fields"]["due"] == "2026-03-04T09:00:00Z"
    assert list(record["fields"])[:4] == ["thread_id", "topic", "from", "to"]


def test_a_broken_file_is_listed_with_its_line(here: Handwritten) -> None:
    here.commit({f"threads/{TOKENS}.md": thread().replace("status: open", "status: [open")})
    (record,) = (each for each in ask.list_records(here.open(), "thread")["records"])  # type: ignore[attr-defined]
    assert record["status"] == "broken"
    assert record["broken"]["line"] > 1
    assert record["broken"]["message"]
    assert ids(ask.list_records(here.open(), where={"status": "broken"})) == [TOKENS]
    assert ask.show(here.open(), TOKENS)["acts"] == []


@pytest.fixture
def many(here: Handwritten) -> Workspace:
    files = {}
    for number in range(1, 131):
        sender, to = (("frontend", "backend"), ("backend", "frontend"))[number % 2]
        status = "closed" if number % 3 == 0 else "awaiting-reply"
        folder = "archive/threads/2026" if status == "closed" else "threads"
        text = thread(f"Question {number}?", status, sender=sender, to=to)
        name = f"2026-{1 + number // 28:02}-{1 + number % 28:02}-{number % 5 + 1:03}-question-{number}"
        files[f"{folder}/{name}.md"] = text.replace(
            "priority: normal", f"priority: {('normal', 'high')[number % 7 == 0]}"
        )
    here.commit(files)
    return here.open()


FILTERS: list[tuple[str | None, dict[str, str], bool]] = [
    (None, {}, False),
    (None, {}, True),
    ("thread", {}, True),
    ("thread", {"to": "@Backend"}, False),
    ("thread", {"to": "backend", "priority": "high"}, True),
    (None, {"from": "backend", "status": "closed"}, True),
    ("person", {"email": "bob@example.com"}, False),
    (None, {"members": "carol"}, False),
    ("thread", {"topic": "question 7?"}, True),
    ("thread", {"from": "backend", "to": "backend"}, True),
]


@pytest.mark.parametrize(("kind", "where", "everything"), FILTERS)
def test_pages_hold_all_that_a_filter_asks_for_once_and_newest_first(
    many: Workspace, kind: str | None, where: dict[str, str], everything: bool
) -> None:
    whole = ask.list_records(many, None, {}, True, limit=1000)["records"]
    assert isinstance(whole, list)
    assert len(whole) == 135

    def holds(record: dict[str, object]) -> bool:
        fields = record["fields"]
        assert isinstance(fields, dict)
        for name, value in where.items():
            there = fields.get(name)
            said = there if isinstance(there, list) else [there]
            if value.removeprefix("@").casefold() not in [str(each).casefold() for each in said]:
                return False
        return (kind is None or record["kind"] == kind) and (everything or record["status"] != "closed")

    wanted = [record["id"] for record in whole if holds(record)]
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = ask.list_records(many, kind, where, everything, cursor, limit=7)
        found += ids(page)
        cursor = page["next"]  # type: ignore[assignment]
        if cursor is None:
            break
        assert len(ids(page)) == 7
    assert found == wanted
    dated = [each for each in wanted if each.startswith("2026")]
    assert dated == sorted(dated, key=lambda each: each[:14], reverse=True)


def test_what_cannot_be_listed_by_is_wrong_usage(many: Workspace) -> None:
    for kind, where, near in (("thred", {}, "thread"), ("thread", {"priorty": "high"}, "priority")):
        with pytest.raises(WrongUsage) as wrong:
            ask.list_records(many, kind, where)
        assert near in wrong.value.remedy
    with pytest.raises(WrongUsage):
        ask.list_records(many, cursor="the next one")


# One record


def test_show_tells_sections_promises_and_what_the_caller_may_do(asked: Workspace) -> None:
    found = ask.show(asked, the_thread(asked), "bob")
    offers = {offer["act"]: offer for offer in found["acts"]}  # type: ignore[attr-defined]
    assert offers["reply"]["allowed"] is True
    assert offers["reply"]["why"] is None
    assert offers["send"]["allowed"] is False
    assert offers["send"]["why"]
    headings = [section["heading"] for section in found["sections"]]  # type: ignore[attr-defined]
    assert "Frontend's Question / Proposal" in headings
    assert [promise["promise"] for promise in promises(found)] == ["answer"]


def test_show_speaks_to_strangers_too(asked: Workspace, here: Handwritten) -> None:
    here.git("config", "user.email", "stranger@example.com")
    offers = {offer["act"]: offer for offer in ask.show(here.open(), the_thread(asked))["acts"]}  # type: ignore[attr-defined]
    assert offers["reply"]["allowed"] is False
    assert "backend" in offers["reply"]["why"]


def test_history_tells_who_did_what_and_marks_what_no_act_explains(asked: Workspace, here: Handwritten) -> None:
    name = the_thread(asked)
    file = here.path / "threads" / f"{name}.md"
    here.commit(
        {f"threads/{name}.md": file.read_text().replace("status: awaiting-reply", "status: resolved")}, who="bob"
    )
    acts = ask.history(here.open(), name)["acts"]
    assert isinstance(acts, list)
    assert [(act["act"], act["person"], act["by_hand"]) for act in acts] == [
        ("new", "alice", False), ("send", "alice", False), ("", "bob", True),
    ]  # fmt: skip
    assert [bool(act["irregular"]) for act in acts] == [False, False, True]
    assert [(act["from"], act["to"]) for act in acts][1:] == [
        ("open", "awaiting-reply"),
        ("awaiting-reply", "resolved"),
    ]


def test_a_record_is_found_by_its_id_a_part_of_it_its_path_and_its_page(here: Handwritten) -> None:
    here.commit(
        {
            f"threads/{TOKENS}.md": thread(extra="aliases: [2026-03-02-009-old]\n"),
            f"threads/{TOKENS}-again.md": thread("Once more?"),
            "archive/threads/2026-03-01-001-cache.md": course("Which cache?", 4)[1],
        }
    )
    ws = here.open()
    for text, meant in (
        (TOKENS, TOKENS),  # the whole of an id goes before a part of another
        (f"{TOKENS}.md", TOKENS),
        ("tokens-again", f"{TOKENS}-again"),
        ("TOKENS-AGAIN", f"{TOKENS}-again"),
        (f"threads/{TOKENS}.md", TOKENS),
        (f"/threads/{TOKENS}", TOKENS),
        (f"thread/{TOKENS}", TOKENS),
        ("2026-03-02-009-old", TOKENS),
        ("cache", "2026-03-01-001-cache"),
        ("threads/2026-03-01-001-cache.md", "2026-03-01-001-cache"),  # from before it was archived
        ("archive/threads/2026-03-01-001-cache.md", "2026-03-01-001-cache"),
        ("person/bob", "bob"),
    ):
        assert ask.resolve_id(ws, text) == meant, text
    with pytest.raises(Refused) as several:
        ask.resolve_id(ws, "2026-03-03")
    assert several.value.code == "ambiguous"
    assert TOKENS in several.value.remedy
    for text in ("tokns", "decision/2026-03-03-001-tokens"):
        with pytest.raises(Refused) as unknown:
            ask.resolve_id(ws, text)
        assert unknown.value.code == "unknown-record"
    with pytest.raises(Refused) as near:
        ask.resolve_id(ws, "tokns")
    assert TOKENS in near.value.remedy


def test_signs_that_search_patterns_know_mean_themselves_in_a_part_of_an_id(here: Handwritten) -> None:
    here.commit({f"threads/{TOKENS}.md": thread(), "threads/2026-03-03-002-a_b.md": thread("Other?")})
    assert ask.resolve_id(here.open(), "a_b") == "2026-03-03-002-a_b"
    for text in ("%", "t_kens", ""):
        with pytest.raises(Refused):
            ask.resolve_id(here.open(), text)


# Full text


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("gateway", [TOKENS]),
        ("GATEWAY tokens", [TOKENS]),
        ('"at the gateway"', [TOKENS]),
        ('"the at gateway"', []),
        ("gate*", [TOKENS]),
        ("gate", []),
        ("cafe", ["2026-03-03-002-cafe"]),
        ("認証", ["2026-03-03-003-auth"]),
        ("証認", []),
        ('a" OR "b', []),
        ("gateway NOT tokens", []),
    ],
)
def test_words_are_found_as_they_are_meant(here: Handwritten, words: str, found: list[str]) -> None:
    here.commit(
        {
            f"threads/{TOKENS}.md": thread(),
            "threads/2026-03-03-002-cafe.md": thread("Where?", background="In the café."),
            "threads/2026-03-03-003-auth.md": thread("いつ?", background="新しい認証方式について。"),
        }
    )
    hits = ask.search(here.open(), words)["hits"]
    assert isinstance(hits, list)
    assert [hit["id"] for hit in hits] == found


def test_a_hit_tells_the_section_and_the_words_around(here: Handwritten) -> None:
    long = "Before that. " * 30 + "Then the gateway refreshes it. " + "After that. " * 30
    here.commit({f"threads/{TOKENS}.md": thread(background=long)})
    (hit,) = ask.search(here.open(), "gateway")["hits"]  # type: ignore[attr-defined]
    assert hit["section"] == "Background"
    assert "the gateway refreshes" in hit["snippet"]
    assert len(hit["snippet"]) < 200
    (hit,) = ask.search(here.open(), "Bob", kind="person")["hits"]  # type: ignore[attr-defined]
    assert (hit["id"], hit["section"], hit["snippet"]) == ("bob", "", "Bob")
    assert ask.search(here.open(), "gateway", kind="person") == {"hits": []}


def test_a_question_without_a_word_is_wrong_usage(here: Handwritten) -> None:
    for words in ("", "  ", "?!", '""', "*"):
        with pytest.raises(WrongUsage):
            ask.search(here.open(), words)


def test_what_was_said_before_is_not_found_any_more(here: Handwritten) -> None:
    here.commit({f"threads/{TOKENS}.md": thread(background="A zeppelin.")})
    assert ask.search(here.open(), "zeppelin")["hits"]
    here.commit({f"threads/{TOKENS}.md": thread(background="A balloon.")})
    assert ask.search(here.open(), "zeppelin")["hits"] == []
    assert ask.search(here.open(), "balloon")["hits"]


# What is none, and what is spoilt


def test_a_repository_that_is_no_workspace_is_refused_with_the_way_to_make_it_one(tmp_path: Path) -> None:
    plain = Handwritten.made(tmp_path / "plain", {"README.md": "Hello\n"})
    for question in (ask.inbox, ask.list_records, lambda ws: ask.show(ws, "any"), lambda ws: ask.search(ws, "any")):
        with pytest.raises(Refused) as refused:
            question(plain.open())
        assert "tacit init" in refused.value.remedy


def test_a_spoilt_page_that_a_question_meets_is_mended(here: Handwritten) -> None:
    here.commit({f"threads/{TOKENS}.md": thread(status="awaiting-reply")})
    follow.current(here.open()).close()
    with sqlite3.connect(here.index_path) as db:
        db.execute("DROP TABLE promises")
    assert len(promises(ask.inbox(here.open(), "bob"))) == 1


def test_the_protocols_in_use_are_listed_with_their_files(here: Handwritten) -> None:
    bundled = Path(follow.__file__).parent.parent / "protocols" / "thread.yaml"
    here.commit({"protocols/thread.yaml": bundled.read_text()})
    listed = ask.protocols(here.open())["protocols"]
    assert isinstance(listed, list)
    own = {each["kind"]: each for each in listed}
    title = own["thread"].pop("title")
    assert own["thread"] == {"kind": "thread", "path": "protocols/thread.yaml", "bundled": False}
    assert title == "One open question between two teams, in a file of its own."
    assert own["decision"]["bundled"] is True
