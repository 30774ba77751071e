"""The contract of an index: what is put in is found, in order, and what is taken out is gone without a trace."""

import datetime
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tacit.index import words
from tacit.index.index import Index
from tacit.index.reading import RANKED_BELOW
from tacit.index.rows import Act, Owed, Row, TurnRow, fact, places
from tacit.index.sqlite import SqliteIndex


@pytest.fixture(params=["file", "memory"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """Each implementation in turn."""
    path = str(tmp_path / "index.db") if request.param == "file" else None
    with SqliteIndex.anew(path) as made:
        made.set_meta("commit", "none")
    yield made
    made.close()


def row(name: str, *, body: str = "", title: str = "", status: str = "open", fields: str = "{}", **more: object) -> Row:
    given: dict[str, object] = {
        "id": name, "kind": "thread", "path": f"threads/{name}.md", "url": f"/threads/{name}", "status": status,
        "open": int(status != "closed"), "title": title or name, "created": name[:10], "updated": None, "due": None,
        "version": "v1", "fields": fields, "broken": None, "data": body.encode(),
    }  # fmt: skip
    return Row(**{**given, **more})  # type: ignore[arg-type]


def owed(promise: str = "answer", party: str = "backend", due: str | None = None, *waiting: str) -> Owed:
    return Owed(promise, party, None, due, '["reply"]', "remind", "[50]", 0, "due", waiting)


def page(index: Index, *where: tuple[str, str], only_open: bool = False) -> list[str]:
    return [found.id for found in index.page(where, only_open=only_open, before=None, limit=100)[0]]


def found(index: Index, text: str, kind: str | None = None) -> list[str]:
    return [hit.id for hit in index.search(words.question(text), kind, 100)]


def test_the_newest_record_is_the_first_whatever_order_they_came_in(index: Index) -> None:
    names = ["2026-03-01-002-b", "2026-03-02-001-c", "2025-12-31-009-z", "2026-03-01-001-a", "alice"]
    index.put(row(name) for name in names)
    assert page(index) == [
        "2026-03-02-001-c", "2026-03-01-002-b", "2026-03-01-001-a", "2025-12-31-009-z", "alice",
    ]  # fmt: skip


def test_many_records_of_one_day_and_number_all_have_a_place(index: Index) -> None:
    names = [f"2026-03-01-001-{number}" for number in range(700)]
    index.put(row(name) for name in names[:400])
    for name in names[400:]:
        index.put([row(name)])
    listed, following = index.page([], only_open=False, before=None, limit=1000)
    assert sorted(each.id for each in listed) == sorted(names)
    assert following is None


def test_one_page_follows_another_by_its_key(index: Index) -> None:
    index.put(row(f"2026-03-{day:02}-001-x") for day in range(1, 11))
    seen: list[str] = []
    before = None
    for _ in range(4):
        listed, before = index.page([], only_open=False, before=before, limit=3)
        seen += [each.id for each in listed]
    assert before is None
    assert seen == [f"2026-03-{day:02}-001-x" for day in range(10, 0, -1)]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ('{"to":"Backend"}', ("to", "backend")),
        ('{"to":"backend"}', ("to", " @BACKEND ")),
        ('{"cc":["ana","bo"]}', ("cc", "bo")),
        ('{"agent":true}', ("agent", "true")),
        ('{"step":2}', ("step", "2")),
        ('{"answers":{"backend":{"answer":"approve"}}}', ("answers", "backend")),
        ('{"milestones":[{"lead":"ana"},{"lead":"bo"}]}', ("milestones.lead", "bo")),
        ('{"topic":"Straße, müßig"}', ("topic", "STRASSE, müssig")),
    ],
)
def test_a_record_is_listed_by_each_of_its_values(index: Index, fields: str, where: tuple[str, str]) -> None:
    index.put([row("2026-03-01-001-a", fields=fields), row("2026-03-01-002-b", fields='{"to":null,"cc":[]}')])
    assert page(index, where) == ["2026-03-01-001-a"]
    assert page(index, where, ("status", "open"), ("kind", "thread")) == ["2026-03-01-001-a"]
    assert page(index, where, ("status", "closed")) == []
    assert page(index, (where[0], where[1] + "x")) == []


def test_closed_records_are_listed_only_with_all(index: Index) -> None:
    index.put([row("2026-03-01-001-a"), row("2026-03-01-002-b", status="closed")])
    assert page(index, only_open=True) == ["2026-03-01-001-a"]
    assert page(index, ("kind", "thread"), only_open=True) == ["2026-03-01-001-a"]
    assert page(index, ("kind", "thread")) == ["2026-03-01-002-b", "2026-03-01-001-a"]


def test_what_is_dropped_leaves_nothing_behind(index: Index) -> None:
    names = [f"2026-03-01-{number:03}-x" for number in range(1, 40)]
    rows = [
        row(name, body=f"said {name[11:14]} and shared", fields=f'{{"n":{place},"all":"yes"}}',
            aliases=(f"old-{place}",), links=(("about", "goal"),), promises=(tuple(owed("answer", "bo", None, "ana")),))
        for place, name in enumerate(names)
    ]  # fmt: skip
    index.put(rows)
    for each in rows[:-1]:
        index.drop(each.path, each.data)
    index.drop("threads/never-there.md", b"nothing")
    last = names[-1]
    assert page(index) == page(index, ("all", "yes")) == found(index, "shared") == [last]
    assert page(index, ("n", "0")) == found(index, "001") == index.by_alias("old-0") == []
    assert [each.record for each in index.all_promises()] == [last]
    assert [each.record for each in index.owed_to("ana")] == [last]
    assert [each.path for each in index.open_about("goal", "thread")] == [rows[-1].path]
    assert index.counts() == {"records": 1, "open": 1, "promises": 1, "acts": 0}
    for each in rows[:-1]:
        index.put([each])
    assert len(page(index, ("all", "yes"))) == len(found(index, "shared")) == len(names)


def test_what_is_replaced_is_found_as_it_is_now_and_in_its_old_place(index: Index) -> None:
    names = ["2026-03-01-001-a", "2026-03-01-002-b", "2026-03-01-003-c"]
    rows = [row(name, body="shared", fields='{"to":"ana"}', aliases=("old",), links=(("about", "goal"),),
                promises=(tuple(owed("answer", "bo", None, "ana")),)) for name in names]  # fmt: skip
    index.put(rows)
    index.replace(row(names[1], status="closed", body="shared", fields='{"to":"cy"}', title="Now"), rows[1].data)
    index.replace(row(names[2], body="other", links=(("about", "task"),)), rows[2].data)
    assert page(index) == names[::-1]
    assert page(index, only_open=True) == [names[2], names[0]]
    assert (page(index, ("to", "ana")), page(index, ("to", "cy"))) == ([names[0]], [names[1]])
    assert page(index, ("status", "closed")) == [names[1]]
    assert (found(index, "shared"), found(index, "other")) == ([names[1], names[0]], [names[2]])
    assert found(index, "now") == [names[1]]
    assert [each.record for each in index.all_promises()] == [names[0]]
    assert [each.id for each in index.by_alias("old")] == [names[0]]
    assert [each.path for each in index.open_about("task", "thread")] == [rows[2].path]
    index.drop(rows[1].path, rows[1].data)
    assert (found(index, "shared"), page(index)) == ([names[0]], [names[2], names[0]])


def test_what_is_replaced_and_was_made_on_another_day_stands_at_that_day(index: Index) -> None:
    index.put([row(name, created=f"2026-03-0{day}") for day, name in ((1, "early"), (2, "mid"), (3, "late"))])
    assert page(index) == ["late", "mid", "early"]
    index.replace(row("early", created="2026-03-09"), row("early").data)
    assert page(index) == ["early", "late", "mid"]


def test_an_inbox_is_that_of_oneself_ones_teams_everybody_and_whom_one_stands_in_for(index: Index) -> None:
    index.set_people(
        [("ana", "ana@example.com"), ("bo", "bo@example.com"), ("cy", "")],
        [("ana", "ana"), ("bo", "bo"), ("cy", "cy"), ("team", "ana"), ("team", "bo"), ("anyone", "ana"),
         ("anyone", "bo"), ("anyone", "cy")],
        [("cy", "ana", "2026-03-05T00:00:00Z", "2026-03-07T00:00:00Z")],
    )  # fmt: skip
    parties = ("ana", "bo", "cy", "team", "anyone")
    index.put(
        row(f"2026-03-0{place}-001-x", promises=(tuple(owed("answer", party)),))
        for place, party in enumerate(parties, 1)
    )
    inbox = {
        who: {each.party for each in index.inbox(who, "2026-03-06T12:00:00Z")} for who in ("ana", "bo", "cy", "team")
    }
    assert inbox == {
        "ana": {"ana", "team", "anyone", "cy"},
        "bo": {"bo", "team", "anyone"},
        "cy": {"cy", "anyone"},
        "team": {"team", "anyone"},
    }
    for early, late in (("2026-03-04T23:59:59Z", "2026-03-07T00:00:00Z"),):
        assert {each.party for now in (early, late) for each in index.inbox("ana", now)} == {"ana", "team", "anyone"}
    assert index.members(["team", "anyone", "nobody"]) == {"team": ["ana", "bo"], "anyone": ["ana", "bo", "cy"]}
    assert (index.person("BO@example.com"), index.person("@bo"), index.person("dee")) == ("bo", "bo", None)


def test_promises_come_nearest_first_and_those_without_a_time_last(index: Index) -> None:
    dues = ("2026-03-09T00:00:00Z", None, "2026-03-05T00:00:00Z")
    index.put(
        row(f"2026-03-0{place}-001-x", promises=(tuple(owed("answer", "ana", due)),))
        for place, due in enumerate(dues, 1)
    )
    assert [each.due for each in index.inbox("ana", "2026-03-06T12:00:00Z")] == [dues[2], dues[0], None]


def test_promises_take_the_place_of_those_before(index: Index) -> None:
    index.put([row("2026-03-01-001-a", promises=(tuple(owed("answer", "ana", None, "bo")),))])
    index.set_promises("threads/2026-03-01-001-a.md", [owed("settle", "bo", None, "ana", "cy"), owed("settle", "dee")])
    rows = index.promises_of("2026-03-01-001-a")
    assert [(each.promise, each.party) for each in rows] == [("settle", "bo"), ("settle", "dee")]
    assert list(index.waiting(rows).values()) == [["ana", "cy"]]
    index.set_promises("threads/never-there.md", [owed()])
    assert len(index.all_promises()) == 2


def test_silence_has_something_to_do_from_a_time_on(index: Index) -> None:
    times = ("2026-03-09T00:00:00Z", None, "0001-01-01T00:00:00Z", "2026-03-05T00:00:00Z")
    names = [f"2026-03-0{place}-001-x" for place in range(1, 5)]
    index.put(
        row(
            name,
            promises=(
                tuple(owed("answer", "ana")._replace(lapses=at)),
                tuple(owed("answer", "bo")._replace(lapses=at)),
            ),
        )
        for name, at in zip(names, times, strict=True)
    )
    assert index.lapsing("2026-03-04T23:59:59Z") == [names[2]]
    assert index.lapsing("2026-03-05T00:00:00Z") == [names[2], names[3]]
    assert index.lapsing("2027-01-01T00:00:00Z") == [names[0], names[2], names[3]]
    index.set_promises(f"threads/{names[2]}.md", [owed("answer", "ana")])
    assert index.lapsing("2026-03-04T23:59:59Z") == []


def test_the_newest_moment_that_has_come_is_to_be_said_until_it_was(index: Index) -> None:
    moments = ((50, "2026-03-02T00:00:00Z"), (90, "2026-03-03T00:00:00Z"), (100, "2026-03-04T00:00:00Z"))
    promises = [owed("answer", party)._replace(moments=moments) for party in ("ana", "bo")]
    index.put([row("2026-03-01-001-a", promises=tuple(map(tuple, promises)))])

    def come(now: str) -> list[tuple[int, str, str]]:
        return [(stage, one.record, one.party) for stage, one in index.to_say(now)]

    assert come("2026-03-01T23:59:59Z") == []
    assert come("2026-03-02T00:00:00Z") == [(50, "2026-03-01-001-a", "ana"), (50, "2026-03-01-001-a", "bo")]
    index.was_said(index.to_say("2026-03-03T12:00:00Z")[:1])
    assert come("2026-03-03T12:00:00Z") == [(90, "2026-03-01-001-a", "bo")], "no earlier stage is said after it"
    assert come("2026-03-04T00:00:00Z") == [(100, "2026-03-01-001-a", "ana"), (100, "2026-03-01-001-a", "bo")]
    index.set_promises("threads/2026-03-01-001-a.md", promises[:1])
    assert come("2026-03-03T12:00:00Z") == [(90, "2026-03-01-001-a", "ana")], "what is derived anew is to be said anew"
    index.drop("threads/2026-03-01-001-a.md", b"")
    assert come("2027-01-01T00:00:00Z") == []


def test_open_records_are_found_by_whom_and_what_they_hang_on(index: Index) -> None:
    index.put(
        [
            row("2026-03-01-001-a", promises=(tuple(owed("answer", "ana", None, "bo")),), links=(("goal", "shop"),)),
            row("2026-03-01-002-b", links=(("about", "2026-03-01-001-a"),)),
            row("2026-03-01-003-c", status="closed", links=(("goal", "shop"),)),
        ]
    )
    paths = {name: f"threads/2026-03-01-{name}.md" for name in ("001-a", "002-b")}
    assert [each.path for each in index.open_owed(["ana"])] == [paths["001-a"]]
    assert [each.path for each in index.open_owed(["bo", "cy"])] == [paths["001-a"]]
    assert index.open_owed([]) == []
    assert [each.path for each in index.open_linked("shop")] == [paths["001-a"]]
    assert [each.path for each in index.open_about("2026-03-01-001-a", "thread")] == [paths["002-b"]]
    assert index.open_about("2026-03-01-001-a", "escalation") == []
    assert len(index.open_records()) == len(index.open_of_kind("thread")) == 2
    assert index.count_of_kind("thread") == len(index.of_kind("thread")) == 3


def test_acts_are_told_in_their_order_and_taken_out_by_their_commit(index: Index) -> None:
    acts = [
        Act("a", commit, f"2026-03-0{day}T00:00:00Z", "ana", "", act, "", "open", 1, irregular, irregular, "[]")
        for day, commit, act, irregular in ((1, "c1", "new", ""), (3, "c2", "send", ""), (2, "c3", "", "why"))
    ]
    index.add_acts([*acts, acts[0]._replace(record="b")])
    assert [each.act for each in index.acts_of("a")] == ["new", "send", ""]
    assert [each.record for each in index.acts_of(("a", "b"))] == ["a", "a", "a", "b"]
    assert [each.commit for each in index.irregular()] == ["c3"]
    assert sorted(index.records_of_acts(["c1", "c2"])) == ["a", "b"]
    index.drop_acts(["c2", "c3", "never"])
    assert [each.commit for each in index.acts_of("a")] == ["c1"]


def test_a_word_of_the_title_counts_more_than_one_of_the_text(index: Index) -> None:
    index.put(
        [
            row("2026-03-02-001-a", body="a token, a token and " + "filling " * 50),
            row("2026-03-01-001-b", title="The token", body="filling " * 50),
            row("2026-03-03-001-c", body="nothing of it", kind="decision"),
        ]
    )
    assert found(index, "token") == ["2026-03-01-001-b", "2026-03-02-001-a"]
    assert found(index, "nothing", "thread") == []
    assert found(index, "nothing", "decision") == ["2026-03-03-001-c"]


def test_of_many_hits_the_newest_come_first(index: Index) -> None:
    index.put(row(f"{2000 + place // 300}-{1 + place // 25 % 12:02}-{1 + place % 25:02}-001-x", body="common")
              for place in range(RANKED_BELOW + 10))  # fmt: skip
    hits = [hit.id for hit in index.search(words.question("common"), None, 20)]
    assert hits == page(index)[:20]


def test_hits_are_those_of_one_state(index: Index) -> None:
    index.put([row("2026-03-01-001-a", body="common"), row("2026-03-01-002-b", body="common", status="closed")])
    asked = words.question("common")
    assert [hit.id for hit in index.search(asked, None, 20, "closed")] == ["2026-03-01-002-b"]
    assert [hit.id for hit in index.search(asked, "thread", 20, "open")] == ["2026-03-01-001-a"]
    assert index.search(asked, None, 20, "resolved") == []


def test_several_records_are_found_by_their_names_at_once(index: Index) -> None:
    index.put([row("2026-03-01-001-a"), row("2026-03-03-001-c"), row("2026-03-02-001-b")])
    asked = ["2026-03-01-001-a", "2026-03-02-001-b", "nowhere"]
    assert [each.id for each in index.by_ids(asked)] == ["2026-03-02-001-b", "2026-03-01-001-a"]
    assert index.by_ids([]) == []


def test_what_is_owed_on_several_records_is_found_at_once(index: Index) -> None:
    dues = ("2026-03-09T00:00:00Z", None, "2026-03-05T00:00:00Z")
    names = [f"2026-03-0{place}-001-x" for place in (1, 2, 3)]
    index.put(row(name, promises=(tuple(owed("answer", "ana", due)),)) for name, due in zip(names, dues, strict=True))
    assert [(each.record, each.due) for each in index.promises_on(names[:2])] == [(names[0], dues[0]), (names[1], None)]
    assert [each.record for each in index.promises_on([*names, "nowhere"])] == [names[2], names[0], names[1]]
    assert index.promises_on([]) == []


def test_a_transaction_that_fails_leaves_everything_as_it_was(index: Index) -> None:
    index.put([row("2026-03-01-001-a", body="first")])
    with pytest.raises(ZeroDivisionError), index.writing():
        index.drop("threads/2026-03-01-001-a.md", b"first")
        index.put([row("2026-03-01-002-b", body="second")])
        index.set_meta("commit", "another")
        raise ZeroDivisionError
    assert page(index) == found(index, "first") == ["2026-03-01-001-a"]
    assert found(index, "second") == []
    assert index.meta("commit") == "none"


def test_a_build_that_fails_leaves_the_file_of_before(tmp_path: Path) -> None:
    path = str(tmp_path / "index.db")
    with SqliteIndex.anew(path) as first:
        first.put([row("2026-03-01-001-a")])
    first.close()
    with pytest.raises(ZeroDivisionError), SqliteIndex.anew(path):
        raise ZeroDivisionError
    assert [file.name for file in tmp_path.iterdir()] == ["index.db"]
    again = SqliteIndex.open(path)
    assert again is not None
    assert page(again) == ["2026-03-01-001-a"]
    again.close()


def test_who_has_the_file_of_before_open_finds_that_it_is_not_in_place_any_more(tmp_path: Path) -> None:
    path = str(tmp_path / "index.db")
    with SqliteIndex.anew(path) as first:
        first.put([row("2026-03-01-001-a")])
    assert first.in_place()
    with SqliteIndex.anew(path) as second:
        second.put([row("2026-03-01-002-b")])
    assert not first.in_place()
    assert second.in_place()
    assert page(first) == ["2026-03-01-001-a"]  # and still reads what it had
    first.close()
    second.close()


def test_a_build_waits_for_who_is_writing_the_file_of_before(tmp_path: Path) -> None:
    """Else what the writer noted for taking back its change would be taken back in the new file."""
    path = str(tmp_path / "index.db")
    with SqliteIndex.anew(path) as first:
        first.put([row("2026-03-01-001-a")])
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE records SET title = 'half written'")
    impatient = sqlite3.connect(path, timeout=0.0, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        impatient.execute("BEGIN IMMEDIATE")
    impatient.close()
    writer.execute("COMMIT")
    writer.close()
    with SqliteIndex.anew(path) as second:
        second.put([row("2026-03-01-002-b")])
    assert page(second) == ["2026-03-01-002-b"]
    first.close()
    second.close()


def test_a_build_that_waited_on_a_file_replaced_meanwhile_waits_for_who_is_writing_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two build where nothing stood: when the second has its lock, that is on what is no index any more."""
    path = str(tmp_path / "index.db")
    with SqliteIndex.anew(str(tmp_path / "theirs")) as theirs:
        theirs.put([row("2026-03-01-001-a")])
    theirs.close()
    writers: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def connecting(name: str, **options: object) -> sqlite3.Connection:
        opened = connect(name, **({**options, "timeout": 0.0} if writers else options))  # type: ignore[call-overload]
        if name == path and not writers and (tmp_path / "theirs").exists():
            (tmp_path / "theirs").replace(path)
            writers.append(connect(path, isolation_level=None))
            writers[0].execute("BEGIN IMMEDIATE")
        return opened  # type: ignore[no-any-return]

    monkeypatch.setattr(sqlite3, "connect", connecting)
    with pytest.raises(sqlite3.OperationalError, match="locked"), SqliteIndex.anew(path) as second:
        second.put([row("2026-03-01-002-b")])
    writers[0].execute("UPDATE records SET title = 'written'")
    writers[0].execute("COMMIT")
    writers[0].close()
    monkeypatch.undo()
    there = SqliteIndex.open(path)
    assert there is not None
    assert [each.title for each in there.by_id("2026-03-01-001-a")] == ["written"]
    there.close()


@pytest.mark.parametrize(
    ("asked", "spelled"),
    [
        ("auth token", '"auth" AND "token"'),
        ('"auth token" life', '"auth token" AND "life"'),
        ('"unfinished phrase', '"unfinished phrase"'),
        ("auth*", '"auth"*'),
        ("re-use", '"re use"'),
        ("OR NOT AND", '"OR" AND "NOT" AND "AND"'),
        ("認証", '"認 証"'),
        ("body: x", '"body" AND "x"'),
        ("§ — !", ""),
    ],
)
def test_a_question_is_spelled_so_that_it_only_means_its_words(asked: str, spelled: str) -> None:
    assert words.question(asked) == spelled


def test_what_is_searched_is_what_stands_below_the_front_matter() -> None:
    for ends in ("\n", "\r\n"):
        for start in ("", "\ufeff"):
            text = f"{start}---{ends}topic: hidden{ends}---{ends}seen{ends}".encode()
            assert words.searchable(text).strip() == "seen"
    assert words.searchable(b"no front matter") == "no front matter"
    assert words.searchable(b"\xff\xfe binary") == "\ufffd\ufffd binary"
    assert words.searchable(b"---\nnever closed") == "---\nnever closed"


# Turns of rhythms


def turn(person: str = "ana", day: int = 3, record: str = "2026-03-01-001-shop", **more: object) -> TurnRow:
    """The daily update of somebody in UTC, who works from nine to five."""
    date = f"2026-03-{day:02}"
    given: dict[str, object] = {
        "kind": "standup", "period": date, "person": person, "record": record, "title": "A shop",
        "opens": f"{date}T00:00:00Z", "since": f"{date}T09:00:00Z", "due": f"{date}T17:00:00Z",
        "ends": f"2026-03-{day + 1:02}T00:00:00Z", "kept_by": '["post"]', "waiting": '["cy"]',
        "facts": f"({fact('by', person)}) AND ({fact('date', date)} OR {fact('date', 'never')})",
        "first": 0, "last": 1 << 62, "served": (record,),
        "moments": ((50, f"{date}T13:00:00Z", f"{date}T15:00:00Z"), (90, f"{date}T16:12:00Z", f"{date}T18:12:00Z")),
    }  # fmt: skip
    return TurnRow(**{**given, **more})  # type: ignore[arg-type]


def update(person: str, day: int = 3, **more: object) -> Row:
    date = f"2026-03-{day:02}"
    fields = f'{{"by":"{person}","date":"{date}"}}'
    return row(f"{date}-{person}", fields=fields)._replace(**{"kind": "standup", "status": "posted", "open": 0, **more})  # type: ignore[arg-type]


def owing(index: Index, now: str, who: str | None = None) -> list[tuple[str, str]]:
    return [(each.person, each.period) for each in index.turns_of(who, now)]


def test_a_turn_is_owed_from_its_day_on_until_the_day_ends(index: Index) -> None:
    index.set_turns([turn(person, day) for person in ("bo", "ana") for day in (3, 4)], "2026-03-01", "2026-03-09")
    assert owing(index, "2026-03-02T23:59:59Z") == owing(index, "2026-03-05T00:00:00Z") == []
    assert owing(index, "2026-03-03T00:00:00Z") == [("ana", "2026-03-03"), ("bo", "2026-03-03")]
    assert owing(index, "2026-03-03T23:59:59Z", "ana") == [("ana", "2026-03-03")]
    assert owing(index, "2026-03-04T00:00:00Z", "ana") == [("ana", "2026-03-04")]


def test_a_turn_is_owed_until_there_is_a_record_that_keeps_it(index: Index) -> None:
    index.set_turns([turn("ana"), turn("bo")], "2026-03-01", "2026-03-09")
    now = "2026-03-03T12:00:00Z"
    another_day, another_kind = update("ana", 4), update("ana", id="x", path="x.md", kind="note")
    index.put([another_day, another_kind])
    assert len(owing(index, now)) == 2
    index.put([update("ana")])
    assert owing(index, now) == [("bo", "2026-03-03")]
    assert [(each.person, each.kept) for each in index.turns_for("2026-03-01-001-shop", now)] == [
        ("ana", "2026-03-03-ana"), ("bo", None),
    ]  # fmt: skip
    index.drop(update("ana").path, b"")
    assert len(owing(index, now)) == 2
    index.put([update("ana", status="broken", fields="{}", broken="{}")])
    assert len(owing(index, now)) == 2


def test_a_record_keeps_a_turn_by_its_own_day_where_no_field_says_which(index: Index) -> None:
    first, last = places(datetime.date(2026, 3, 2), datetime.date(2026, 3, 8))
    week = turn("ana", facts=fact("by", "ana"), first=first, last=last)
    index.set_turns([week], "2026-03-01", "2026-03-09")
    for day in (1, 9):
        index.put([update("ana", day)])
    assert owing(index, "2026-03-03T12:00:00Z") == [("ana", "2026-03-03")]
    for day in (2, 8):
        index.put([update("ana", day)])
        assert owing(index, "2026-03-03T12:00:00Z") == []
        assert index.keeping(week.facts, week.first, week.last, "standup") == f"2026-03-{day:02}-ana"
        index.drop(update("ana", day).path, b"")
    assert index.keeping(week.facts, week.first, week.last, "standup") is None


def test_a_turn_is_owed_to_who_waits_for_it_and_to_their_team(index: Index) -> None:
    index.set_people([("dee", "")], [("dee", "dee"), ("team", "dee"), ("anyone", "dee")], [])
    index.set_turns(
        [turn("ana"), turn("bo", waiting='["team","cy"]'), turn("ed", waiting='["anyone"]')], "2026-03-01", "2026-03-09"
    )
    now = "2026-03-03T12:00:00Z"
    waiting = {who: [each.person for each in index.turns_owed_to(who, now)] for who in ("cy", "dee", "bo")}
    assert waiting == {"cy": ["ana", "bo"], "dee": ["bo"], "bo": []}


def test_turns_are_found_by_every_record_that_they_serve(index: Index) -> None:
    index.set_turns([turn("ana", served=("shop", "till")), turn("bo", served=("till",))], "2026-03-01", "2026-03-09")
    now = "2026-03-03T12:00:00Z"
    found = {name: [each.person for each in index.turns_for(name, now)] for name in ("shop", "till", "other")}
    assert found == {"shop": ["ana"], "till": ["ana", "bo"], "other": []}
    assert index.turns_for("till", "2026-03-04T12:00:00Z") == []


def test_of_late_reminders_the_newest_is_said_while_it_is_fresh_and_once(index: Index) -> None:
    index.set_turns([turn("ana"), turn("bo")], "2026-03-01", "2026-03-09")
    index.put([update("bo")])

    def to_say(clock: str) -> list[tuple[int, str]]:
        return [(stage, each.person) for stage, each in index.turns_to_say(f"2026-03-03T{clock}:00Z")]

    assert to_say("12:59") == to_say("15:00") == to_say("18:12") == []
    assert to_say("13:00") == [(50, "ana")]
    assert to_say("16:12") == [(90, "ana")]
    index.turn_was_said(index.turns_to_say("2026-03-03T13:00:00Z"))
    assert to_say("13:00") == []
    assert to_say("16:12") == [(90, "ana")]
    index.turn_was_said(index.turns_to_say("2026-03-03T16:12:00Z"))
    assert to_say("16:12") == []


def test_turns_are_known_for_a_time_and_until_they_are_forgotten(index: Index) -> None:
    assert not index.has_turns("2026-03-03T12:00:00Z")
    index.set_turns([turn("ana")], "2026-03-03T00:00:00Z", "2026-03-05T00:00:00Z")
    known = ("2026-03-02T23:59:59Z", "2026-03-03T00:00:00Z", "2026-03-04T23:59:59Z", "2026-03-05T00:00:00Z")
    assert [index.has_turns(now) for now in known] == [False, True, True, False]
    index.forget_turns()
    assert not index.has_turns("2026-03-03T12:00:00Z")
    index.set_turns([turn("bo")], "0", "9")
    assert index.has_turns("2026-03-03T12:00:00Z")
    assert owing(index, "2026-03-03T12:00:00Z") == [("bo", "2026-03-03")]


def test_the_next_turn_of_a_person_is_the_first_that_has_not_begun(index: Index) -> None:
    index.set_turns([turn("ana", day) for day in (3, 4, 5)] + [turn("bo", 4)], "2026-03-01", "2026-03-09")
    following = index.next_turn("ana", "2026-03-03T12:00:00Z")
    assert following is not None and following.period == "2026-03-04"
    assert index.next_turn("bo", "2026-03-04T12:00:00Z") is None


def test_the_turns_of_several_people_are_told_with_what_keeps_them(index: Index) -> None:
    index.set_turns([turn(person) for person in ("ana", "bo", "cy")], "2026-03-01", "2026-03-09")
    index.put([update("bo")])
    told = [(each.person, each.kept) for each in index.turns_among(["ana", "bo"], "2026-03-03T12:00:00Z")]
    assert told == [("ana", None), ("bo", "2026-03-03-bo")]


def test_how_much_parties_owe_is_counted_by_kind_and_what_is_late_apart(index: Index) -> None:
    late, soon = "2026-03-02T09:00:00Z", "2026-03-04T09:00:00Z"
    index.put(
        [
            row("a", promises=(owed("answer", "backend", late), owed("review", "bo", late))),
            row("b", promises=(owed("answer", "backend", soon), owed("answer", "cy", None))),
            row("c", kind="task", promises=(owed("move", "backend", None),)),
        ]
    )
    told = [tuple(each) for each in index.loads(["backend", "cy", "dee"], "2026-03-03T09:00:00Z")]
    assert told == [("backend", "thread", 2, 1), ("backend", "task", 1, 0), ("cy", "thread", 1, 0)]


def test_of_what_others_owe_the_nearest_are_told_where_only_so_many_are_asked_for(index: Index) -> None:
    index.set_people([("ana", ""), ("bo", "")], [("ana", "ana"), ("bo", "bo"), ("team", "bo")], [])
    for day in range(1, 6):
        due = f"2026-03-{10 - day:02}T09:00:00Z"
        late = owed("answer", "ana", "2026-03-20T09:00:00Z", "team")
        index.put([row(f"2026-03-01-00{day}-a", promises=(late, owed("answer", "cy", due, "team")))])
    found = [(each.record, each.party) for each in index.owed_to("bo", 2)]
    assert found[:2] == [("2026-03-01-005-a", "cy"), ("2026-03-01-004-a", "cy")]
    assert [each.record for each in index.owed_to("bo")].count("2026-03-01-001-a") == 2
