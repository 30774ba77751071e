"""Records over HTTP: versions that are held to, requests that may be sent twice, errors that say what would help."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from serving import Served

from tacit.work import accounts, tokens
from tacit.work.wire import open_workspace

Harbour = Callable[[str | None], Served]
API = "/api/v1"
ASKED = "2026-03-12-001-edits-made-offline"  # a thread that waits for a reply


def new_thread(topic: str) -> dict[str, Any]:
    fields = {"topic": topic, "from": "carol", "to": "bob", "cc": ["alice", "dan"]}
    return {"kind": "thread", "set": fields, "write": {"Question": "When does it expire?"}}


def commits(it: Served) -> int:
    return int(it.git("rev-list", "--count", "HEAD"))


def problem(answer: httpx2.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["detail"]
    return told


def test_a_record_is_made_read_and_acted_on(harbour: Harbour) -> None:
    it = harbour("carol")
    with it.client() as caller:
        made = caller.post(f"{API}/records", json=new_thread("Expiry"))
        assert made.status_code == 201, made.text
        record = made.json()
        assert made.headers["location"] == f"{API}/records/{record['id']}"
        assert record["fields"]["cc"] == ["alice", "dan"]
        shown = caller.get(made.headers["location"])
        assert [one["act"] for one in shown.json()["acts"] if one["allowed"]] == ["send", "edit", "comment"]
        sent = caller.post(
            f"{API}/records/{record['id']}/acts/send", json={}, headers={"if-match": shown.headers["etag"]}
        )
    assert sent.status_code == 200, sent.text
    assert sent.json()["status"] == "awaiting-reply"
    assert it.git("log", "-1", "--format=%an %s") == "Carol send: Expiry"


def test_rows_and_flags_come_as_json(harbour: Harbour) -> None:
    milestones = [{"name": "Beta", "date": "2026-04-01", "lead": "bob"}, {"name": "All, of it", "date": "2026-05-01"}]
    body = {"kind": "goal", "set": {"topic": "Offline", "owner": "carol", "milestones": milestones}}
    with harbour("carol").client() as caller:
        made = caller.post(f"{API}/records", json=body)
    assert made.status_code == 201, made.text
    assert [row["name"] for row in made.json()["fields"]["milestones"]] == ["Beta", "All, of it"]


def test_a_record_is_named_by_part_of_its_id_by_its_path_and_by_its_kind(harbour: Harbour) -> None:
    with harbour("carol").client() as caller:
        found = [
            caller.get(f"{API}/records/{name}").json()["id"]
            for name in (ASKED, "12-001-edits", f"threads/{ASKED}", f"threads/{ASKED}.md", f"thread/{ASKED}")
        ]
        past = caller.get(f"{API}/records/threads/{ASKED}/history").json()["acts"]
    assert found == [ASKED] * 5
    assert [act["act"] for act in past][:2] == ["new", "send"]


# Versions


def test_what_the_caller_has_already_is_not_sent_again(harbour: Harbour) -> None:
    it = harbour("carol")
    with it.client() as caller:
        first = caller.get(f"{API}/records/{ASKED}")
        again = caller.get(f"{API}/records/{ASKED}", headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        it.later(days=1)  # what is owed is later than it was, though the file is the same
        later = caller.get(f"{API}/records/{ASKED}", headers={"if-none-match": first.headers["etag"]})
        assert later.status_code in (200, 304)
        assert (later.status_code == 304) == (later.json() == first.json() if later.content else True)
    version = it.git("rev-parse", f"HEAD:threads/{ASKED}.md")
    assert first.headers["etag"].startswith(f'"{version}-')


def test_an_act_says_for_which_version_it_is_meant(harbour: Harbour) -> None:
    it = harbour("carol")
    comment = {"write": {"Comments": "I look at it today."}}
    address = f"{API}/records/{ASKED}/acts/comment"
    with it.client() as caller:
        seen = caller.get(f"{API}/records/{ASKED}").headers["etag"]
        before = commits(it)
        assert problem(caller.post(address, json=comment), 428)["code"] == "no-version"
        first = caller.post(address, json=comment, headers={"if-match": seen})
        assert first.status_code == 200, first.text
        stale = problem(caller.post(address, json=comment, headers={"if-match": seen}), 412)
        assert stale["code"] == "stale"
        assert commits(it) == before + 1
        answered = caller.post(address, json=comment, headers={"if-match": first.headers["etag"]})
        anyhow = caller.post(address, json=comment, headers={"if-match": "*"})
        nonsense = caller.post(address, json=comment, headers={"if-match": '"none of ours"'})
    assert (answered.status_code, anyhow.status_code) == (200, 200)
    assert problem(nonsense, 412)["code"] == "stale"
    assert commits(it) == before + 3


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x00", "\x1b", "\x9b"])
def test_no_field_of_a_new_record_holds_a_sign_that_nobody_sees(harbour: Harbour, sign: str) -> None:
    it = harbour("carol")
    before = commits(it)
    with it.client() as caller:
        told = caller.post(f"{API}/records", json=new_thread(f"Which {sign}cache?"))
        assert problem(told, 409)["code"] == "strange-character"
        team = {"kind": "team", "set": {"handle": "crew", "name": "Crew", "members": f"carol, b{sign}ob"}}
        assert caller.post(f"{API}/records", json=team).status_code in (409, 422)
    assert commits(it) == before


# Sent twice


def test_what_is_sent_again_with_its_key_is_done_once_and_answered_the_same(harbour: Harbour) -> None:
    it = harbour("carol")
    before = commits(it)
    with it.client() as caller:
        key = {"idempotency-key": "8f7e"}
        first = caller.post(f"{API}/records", json=new_thread("Once"), headers=key)
        again = caller.post(f"{API}/records", json=new_thread("Once"), headers=key)
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.content == first.content
        for name in ("etag", "location", "idempotency-key", "content-type"):
            assert again.headers[name] == first.headers[name]
        other = caller.post(f"{API}/records", json=new_thread("Something else"), headers=key)
        assert problem(other, 422)["code"] == "repeated-otherwise"
        assert commits(it) == before + 1
        send = f"{API}/records/{first.json()['id']}/acts/send"
        sent = [caller.post(send, headers={"if-match": first.headers["etag"], "idempotency-key": "s"}) for _ in "12"]
    assert [one.status_code for one in sent] == [200, 200]
    assert sent[0].content == sent[1].content
    assert commits(it) == before + 2


def test_a_key_holds_though_the_answer_that_was_kept_is_lost(harbour: Harbour) -> None:
    it = harbour("carol")
    key = {"idempotency-key": "kept in the commit"}
    with it.client() as caller:
        first = caller.post(f"{API}/records", json=new_thread("Once"), headers=key)
        before = commits(it)
        for file in (it.folder / ".git/tacit").glob("answers.db*"):
            file.unlink()
        again = caller.post(f"{API}/records", json=new_thread("Once"), headers=key)
    assert (again.status_code, commits(it)) == (201, before)
    told = again.json()
    assert told.pop("repeated") is True
    assert (told["id"], told["commit"], told["act"]) == tuple(first.json()[name] for name in ("id", "commit", "act"))
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["etag"] == first.headers["etag"]


def test_a_key_that_many_send_at_once_is_done_once(harbour: Harbour) -> None:
    it = harbour("carol")
    before = commits(it)

    def send(_: int) -> httpx2.Response:
        with it.client(headers={"idempotency-key": "at once"}) as caller:
            return caller.post(f"{API}/records", json=new_thread("Once"))

    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(send, range(8)))
    assert {one.status_code for one in answers} == {201}
    assert len({(one.json()["id"], one.json()["commit"], one.headers["etag"]) for one in answers}) == 1
    assert commits(it) == before + 1


def test_a_key_is_its_senders_own_and_good_for_a_day(harbour: Harbour) -> None:
    it = harbour(None)
    carol, bob = (with_token(it, person) for person in ("carol", "bob"))
    key = {"idempotency-key": "1"}
    with it.client() as caller:
        assert caller.post(f"{API}/records", json=new_thread("A"), headers=carol | key).status_code == 201
        mine = new_thread("B")
        mine["set"]["from"] = "bob"
        assert caller.post(f"{API}/records", json=mine, headers=bob | key).status_code == 201
        long = carol | {"idempotency-key": "x" * 300}
        assert problem(caller.post(f"{API}/records", json=new_thread("C"), headers=long), 400)
        tick = carol | {"idempotency-key": "2"}
        ticked = caller.post(f"{API}/tick", headers=tick)
        assert ticked.status_code == 200
        assert caller.post(f"{API}/tick", headers=tick).json() == ticked.json()
        it.later(hours=25)
        assert caller.post(f"{API}/tick", headers=tick).json() != ticked.json()


def with_token(it: Served, person: str) -> dict[str, str]:
    """The first account is an administrator's."""
    ws = open_workspace(it.folder, now=it.now)
    role = accounts.invite(ws, person)["role"]
    return {"authorization": f"Bearer {tokens.make(ws, person, 'admin' if role == 'admin' else 'act')['token']}"}


# What is wrong is told as by the command line


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("records/no-such-record", 404, "unknown-record"),
        ("records?kind=thraed", 404, "unknown-kind"),
        ("records?statsu=open", 400, "unknown-parameter"),
        ("records?where.statsu=open", 400, "unknown-field"),
        ("records?kind=thread&kind=goal", 400, "given-twice"),
        ("records?limit=0", 400, "not-a-number"),
        ("records?limit=many", 400, "not-a-number"),
        ("records?all=perhaps", 400, "not-a-flag"),
        ("records?cursor=~", 400, "cursor"),
        ("inbox?person=nobody-here", 404, "unknown-person"),
        ("search", 400, "missing-parameter"),
        ("why?passage=no-such-file.md", 409, "no-such-file"),
        ("protocols/thraed", 404, "unknown-kind"),
        (f"records/{ASKED}/acts/rpely", 404, "unknown-act"),
        ("nothing-here", 404, "no-page"),
        ("records/", 404, "no-page"),
        ("records/%00", 404, "unknown-record"),
        ("records/-%00x", 404, "unknown-record"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(harbour: Harbour, path: str, status: int, code: str) -> None:
    with harbour("carol").client() as caller:
        told = problem(caller.get(f"{API}/{path}"), status)
    assert told["code"] == code
    assert told["remedy"]


def test_a_wrong_method_is_told_the_right_ones(harbour: Harbour) -> None:
    with harbour("carol").client() as caller:
        wrong = {path: caller.request("DELETE", f"{API}/{path}") for path in ("records", f"records/{ASKED}", "tick")}
    assert [problem(one, 405)["code"] for one in wrong.values()] == ["no-method"] * 3
    assert [one.headers["allow"] for one in wrong.values()] == ["GET, HEAD, POST", "GET, HEAD", "POST"]


def test_a_wrong_body_is_told_what_is_wrong(harbour: Harbour) -> None:
    it = harbour("carol")
    before = commits(it)
    form = {"content-type": "application/x-www-form-urlencoded"}
    as_json = {"content-type": "application/json"}
    with it.client() as caller:

        def sent(content: str | bytes, headers: dict[str, str] = as_json) -> httpx2.Response:
            return caller.post(f"{API}/records", content=content, headers=headers)

        assert problem(sent("kind=thread", form), 415)["code"] == "media-type"
        assert problem(sent("{"), 400)["code"] == "not-json"
        assert problem(sent("[" * 100_000), 400)["code"] == "not-json"
        assert problem(sent("[]"), 422)["code"] == "body"
        assert problem(sent('{"kind": "\\ud800"}'), 422)["code"] == "body"
        assert problem(sent('{"kind": "thread", "kind": "task"}'), 422)["code"] == "given-twice"
        assert problem(sent('{"kind": "thread", "set": {"topic": NaN}}'), 400)["code"] == "not-json"
        assert problem(sent('{"kind": "thread", "set": {"topic": 1e999}}'), 422)["code"] == "body"
        assert problem(sent('{"kind": "thread", "sets": {}}'), 422)["code"] == "unknown-member"
        assert problem(sent('{"kind": "thread", "set": {"topic": {"a": 1}}}'), 422)["code"] == "body"
        assert problem(sent('{"kind": "thread", "write": {"Question": 1}}'), 422)["code"] == "body"
        assert problem(sent("{}"), 422)["code"] == "missing-member"
        assert problem(sent(b" " * (1 << 21)), 413)["code"] == "too-large"
        lacking = problem(sent(json.dumps({"kind": "thread", "set": {"topic": "T"}})), 409)
        assert lacking["title"] == "refused"
        assert lacking["remedy"]
        wrong = problem(sent(json.dumps({"kind": "thread", "set": {"tpoic": "T"}})), 400)
        assert (wrong["code"], wrong["title"]) == ("unknown-field", "wrong usage")
    assert commits(it) == before


def test_what_brings_a_body_takes_no_parameters(harbour: Harbour) -> None:
    it = harbour("carol")
    before = commits(it)
    comment = {"write": {"Comments": "Seen."}}
    with it.client(headers={"if-match": "*"}) as caller:
        for path, body in (
            ("records?kind=thread", new_thread("T")),
            (f"records/{ASKED}/acts/comment?because=x", comment),
            ("story?path=x", {"text": "x"}),
            ("tick?now=", {}),
        ):
            assert problem(caller.post(f"{API}/{path}", json=body), 400)["code"] == "unknown-parameter", path
    assert commits(it) == before


def test_a_refused_act_says_why_and_changes_nothing(harbour: Harbour) -> None:
    it = harbour("indra")
    before = commits(it)
    with it.client() as caller:
        refused = problem(caller.post(f"{API}/records/{ASKED}/acts/reply", headers={"if-match": "*"}), 409)
        form = caller.get(f"{API}/records/{ASKED}/acts/reply").json()
    assert form["allowed"] is False
    assert form["refusal"]["detail"] == refused["detail"]
    assert commits(it) == before


def test_the_form_of_an_act_says_what_it_takes(harbour: Harbour) -> None:
    with harbour("carol").client() as caller:
        waiting = caller.get(f"{API}/inbox").json()["promises"]
        mine = next(one for one in waiting if "period" not in one)
        form = caller.get(f"{API}/records/{mine['record']}/acts/comment?write.Comments=So").json()
    assert form["allowed"] is True
    assert [(blank["name"], blank["offered"]) for blank in form["form"]["sections"]] == [("Comments", "So")]


def test_pages_of_a_list_follow_each_other(harbour: Harbour) -> None:
    with harbour("carol").client() as caller:
        whole = caller.get(f"{API}/records?all=true&limit=500").json()["records"]
        found: list[str] = []
        cursor = ""
        while True:
            more = caller.get(f"{API}/records", params={"all": "true", "limit": "20", "cursor": cursor}).json()
            found += [one["id"] for one in more["records"]]
            cursor = more["next"] or ""
            if not cursor:
                break
        done = caller.get(f"{API}/records?kind=thread&all=true&where.status=closed").json()["records"]
    assert found == [one["id"] for one in whole][: len(found)]
    assert len(set(found)) == len(found) > 100
    assert done
    assert {(one["kind"], one["status"]) for one in done} == {("thread", "closed")}
