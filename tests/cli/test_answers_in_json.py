"""Every command's JSON has the names and types that scripts rely on, and standard output holds nothing else."""

import json
import re
from typing import Any

import pytest
from typist import NOW, Typist

NONE = type(None)
UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")

RECORD = {
    "id": str,
    "kind": str,
    "path": str,
    "status": str,
    "title": str,
    "fields": dict,
    "created": (str, NONE),
    "updated": (str, NONE),
    "due": (str, NONE),
    "url": str,
}
PROMISE = {
    "promise": str,
    "record": str,
    "kind": str,
    "title": str,
    "party": str,
    "who": [str],
    "since": (str, NONE),
    "due": (str, NONE),
    "late": bool,
    "kept_by": [str],
    "silence": str,
}
FINDING = {"path": str, "line": int, "rule": str, "severity": str, "message": str, "remedy": str}
ACT = {"act": str, "allowed": bool, "why": (str, NONE), "remedy": (str, NONE)}
PAST = {
    "act": str,
    "at": str,
    "person": str,
    "party": str,
    "from": (str, NONE),
    "to": (str, NONE),
    "irregular": (str, NONE),
}
HIT = {"id": str, "section": str, "snippet": str}
PROTOCOL = {"kind": str, "path": str, "bundled": bool}
COUNTS = {"records": int, "open": int, "promises": int, "acts": int, "seconds": float}

WHOLE = {**RECORD, "sections": [{"heading": str, "text": str}], "acts": [ACT], "promises": [PROMISE]}

READING = {
    "inbox": (["inbox"], {"promises": [PROMISE]}),
    "inbox of somebody": (["inbox", "bob"], {"promises": [PROMISE]}),
    "inbox owed to": (["inbox", "--owed-to", "frontend"], {"promises": [PROMISE]}),
    "list": (["list"], {"records": [RECORD], "next": (str, NONE)}),
    "list of a kind": (["list", "thread", "--all"], {"records": [RECORD], "next": (str, NONE)}),
    "show": (["show", "auth"], WHOLE),
    "history": (["history", "auth"], {"acts": [PAST]}),
    "search": (["search", "expire"], {"hits": [HIT]}),
    "check": (["check"], {"findings": [FINDING]}),
    "protocol list": (["protocol", "list"], {"protocols": [PROTOCOL]}),
    "protocol show": (["protocol", "show", "thread"], {"kind": str, "states": [str], "acts": [str], "picture": str}),
    "protocol check": (["protocol", "check"], {"findings": [FINDING]}),
    "protocol schema": (["protocol", "schema", "thread"], {"$schema": str, "title": str, "required": [str]}),
    "protocol schema of files": (["protocol", "schema"], {"$schema": str, "required": [str]}),
    "index": (["index"], COUNTS),
    "completion": (["completion", "bash"], {"shell": str, "script": str}),
    "man": (["man"], {"manual": str}),
    "version": (["--version"], {"tacit": str, "tzdata": str, "python": str}),
}  # fmt: skip
EMPTY = {"inbox", "check", "protocol check"}  # of Alice and of a workspace in order: nothing to list


def wrong(found: Any, schema: Any, at: str = "answer") -> list[str]:
    """Where an answer is not as it should be."""
    if isinstance(schema, dict):
        if not isinstance(found, dict):
            return [f"{at} is {found!r}"]
        missing = [f"{at} lacks {name}" for name in schema if name not in found]
        inside = [wrong(found[name], one, f"{at}.{name}") for name, one in schema.items() if name in found]
        return [*missing, *(each for some in inside for each in some)]
    if isinstance(schema, list):
        if not isinstance(found, list):
            return [f"{at} is {found!r}"]
        return [each for number, one in enumerate(found) for each in wrong(one, schema[0], f"{at}[{number}]")]
    wanted = (schema,) if isinstance(schema, type) else schema
    if schema is float:
        wanted = (int, float)
    fits = isinstance(found, wanted) and (not isinstance(found, bool) or bool in wanted)
    return [] if fits else [f"{at} is {found!r}"]


def test_the_schemas_tell_what_is_wrong() -> None:
    assert wrong({"late": 1, "who": ["a", 2]}, {"late": bool, "who": [str], "due": str}) == [
        "answer lacks due",
        "answer.late is 1",
        "answer.who[1] is 2",
    ]
    assert wrong(True, int) == ["answer is True"]


@pytest.mark.parametrize(("args", "schema"), READING.values(), ids=READING.keys())
def test_what_is_read_has_its_schema(
    shop: Typist, args: list[str], schema: Any, request: pytest.FixtureRequest
) -> None:
    said = shop.run(*args, "--json")
    assert (said.status, said.err) == (0, "")
    assert wrong(said.json, schema) == []
    if request.node.callspec.id not in EMPTY:
        assert all(value for value in said.json.values() if isinstance(value, list)), "nothing was compared"


def test_what_is_done_has_its_schema(desk: Typist) -> None:
    thread = ("--set", "topic=T", "--set", "from=frontend", "--set", "to=backend", "--write", "Question=Why?")
    made = desk.run("new", "thread", *thread, "--json")
    assert (made.status, made.err, wrong(made.json, RECORD)) == (0, "", [])
    sent = desk.run("act", made.json["id"], "send", "--json")
    assert (sent.status, sent.err, wrong(sent.json, {**RECORD, "promises": [PROMISE]})) == (0, "", [])
    assert [one["record"] for one in sent.json["promises"]] == [made.json["id"]]
    ticked = desk.run("tick", "--json", "--at", "2026-03-04T08:30:00Z")
    assert (ticked.status, ticked.err) == (0, "")
    assert (
        wrong(ticked.json, {"acts": [{"act": str, "record": str}], "reminders": [{"promise": str, "record": str}]})
        == []
    )
    desk.git("init", "-q", "--bare", "-b", "main", str(desk.folder.parent / "shared.git"))
    desk.git("remote", "add", "origin", str(desk.folder.parent / "shared.git"))
    desk.git("push", "-q", "-u", "origin", "main")
    synced = desk.run("sync", "--json")
    assert (synced.status, synced.err) == (0, "")
    assert wrong(synced.json, {"merged": list, "conflicts": list}) == []


def test_a_new_workspace_has_its_schema(nowhere: Typist) -> None:
    identity = {f"GIT_{role}_{what}": "a@b.c" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    said = nowhere.run("init", "--name", "Shop", "--json", **identity)
    assert (said.status, said.err) == (0, "")
    assert wrong(said.json, {"name": str}) == []
    assert said.json["name"] == "Shop"


def test_a_broken_file_says_where(desk: Typist) -> None:
    path = next(desk.folder.glob("threads/*short.md"))
    path.write_text(path.read_text().replace("topic: Short", "topic: [Short"))
    desk.git("commit", "-qam", "broken")
    broken = {**RECORD, "broken": {"line": int, "message": str}}
    for args in (["list", "--where", "status=broken"], ["show", path.stem]):
        found = desk.tacit(*args)
        assert [wrong(one, broken) for one in found.get("records", [found])] == [[]]
    said = desk.run("check", "--json")
    assert (said.status, wrong(said.json, {"findings": [FINDING]})) == (1, [])
    assert said.json["findings"]


def test_times_are_utc(shop: Typist) -> None:
    shown = shop.tacit("show", "auth", "--at", "2026-03-03T10:00:00+01:00")
    owed = shop.tacit("inbox", "bob")["promises"]
    acts = shop.tacit("history", "auth")["acts"]
    times = [shown["due"], *(one[key] for one in owed for key in ("since", "due")), *(one["at"] for one in acts)]
    assert len(times) == 1 + 4 + 2
    assert [time for time in times if not UTC.match(time)] == []


@pytest.mark.parametrize("command", ["inbox", "list"])
def test_global_options_stand_before_and_after_the_command(shop: Typist, nowhere: Typist, command: str) -> None:
    given = ["--repo", str(shop.folder), "--as", "bob", "--at", NOW, "--json"]
    before = nowhere.run(*given, command)
    assert before.json[{"inbox": "promises", "list": "records"}[command]]
    assert nowhere.run(command, *given) == before
    assert nowhere.run(*given[:3], given[3], command, *given[4:]) == before


def test_the_option_behind_the_command_goes_before_the_one_in_front(shop: Typist) -> None:
    assert shop.tacit("--as", "alice", "inbox", "--as", "bob")["promises"]
    assert not shop.tacit("--as", "bob", "inbox", "--as", "alice")["promises"]


def test_at_goes_before_tacit_now_and_that_before_the_machine(shop: Typist) -> None:
    late = "2026-03-05T09:00:00Z"

    def is_late(*args: str, **env: str) -> bool:
        return bool(shop.tacit("show", "auth", *args, **env)["promises"][0]["late"])

    assert not is_late()
    assert is_late(TACIT_NOW=late)
    assert is_late("--at", late)
    assert not is_late("--at", NOW, TACIT_NOW=late)
    assert shop.run("list", TACIT_NOW="yesterday").status == 2
    assert shop.run("list", "--at", NOW, TACIT_NOW="yesterday").status == 0


def test_json_is_asked_for_by_check_in_its_own_way_too(shop: Typist) -> None:
    assert shop.run("check", "--format", "json") == shop.run("check", "--json")


def test_findings_are_annotations_in_a_workflow(desk: Typist) -> None:
    path = next(desk.folder.glob("threads/*short.md"))
    path.write_text(path.read_text().replace("topic: Short", "topic: [Short"))
    said = desk.run("check", GITHUB_ACTIONS="true")
    assert said.status == 1
    found = [
        re.fullmatch(r"::(error|warning) file=[\w/.-]+,line=\d+,title=([\w-]+)::.+", line)
        for line in said.out.splitlines()
    ]
    assert {each[2] for each in found if each} >= {"parse"}
    assert None not in found
    assert desk.run("check", "--format", "github") == said
    assert desk.run("check", "--format", "text", GITHUB_ACTIONS="true") == desk.run("check")


def test_what_the_index_answers_at_once_is_what_the_long_way_answers(shop: Typist) -> None:
    for args in (["inbox", "bob"], ["inbox"], ["--as", "bob", "inbox"], ["inbox", "bob@example.com"]):
        at_once, long = shop.run(*args, "--json"), shop.run(*args, "--json", TACIT_NOW="2026-03-03T09:00:00+00:00")
        assert at_once.status == long.status == 0
        assert json.loads(at_once.out) == json.loads(long.out)


@pytest.mark.parametrize(
    ("args", "unwanted"),
    [
        (["inbox", "--json"], ("click", "rich", "pygit2", "yaml", "tacit.cli", "tacit.rules", "tacit.text")),
        (["tick"], ("click", "rich", "pygit2", "yaml", "tacit.cli", "tacit.rules", "tacit.text")),
        (["list", "--json"], ("rich", "pygit2", "yaml", "holidays", "tzdata")),
        (["show", "auth"], ("rich",)),
        (["--help"], ("rich", "pygit2", "yaml", "sqlite3")),
    ],
)
def test_a_read_of_a_warm_index_pays_for_no_more_than_it_uses(
    shop: Typist, args: list[str], unwanted: tuple[str, ...]
) -> None:
    shop.run(*args)
    said = shop.run(*args, PYTHONPROFILEIMPORTTIME="1")
    loaded = [line.rpartition("|")[2].strip() for line in said.err.splitlines()]
    assert "tacit.errors" in loaded
    assert [name for name in loaded if name.startswith(unwanted)] == []


def test_the_short_way_to_an_inbox_writes_the_bytes_of_the_long_way(desk: Typist) -> None:
    """In letters that a terminal would obey, too; the long way is taken for a time that is written otherwise."""
    desk.tacit("act", "003-evil", "send")
    desk.tacit("inbox", "bob")
    for locale in ({}, {"PYTHONIOENCODING": "latin-1"}, {"PYTHONIOENCODING": "UTF8"}):
        for who in ("bob", "alice"):
            short = desk.run("inbox", who, "--json", **locale)
            long = desk.run("inbox", who, "--json", "--at", "2026-03-03T10:00:00+01:00", **locale)
            assert (short.out, short.err, short.status) == (long.out, "", 0)
        assert ("日本語" in desk.run("inbox", "bob", "--json", **locale).out) is ("latin-1" not in locale.values())
