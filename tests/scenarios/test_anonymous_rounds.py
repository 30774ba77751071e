"""Ideas without names: taken in by the one place that keeps its state, as a server will, and told by its tick."""

from typing import Any

import pytest
from desks import Clock, Desk

from tacit.errors import Refused
from tacit.work import sealed
from tacit.work.wire import open_workspace

IDEAS = {"alice": "Upload to S3\n- Pros: known", "bob": "Through our API", "carol": "By mail"}


def put(desk: Desk, record: str, who: str, text: str) -> Any:
    """What the page of a record will do; acts and ticks are typed at the same clone."""
    return sealed.put(open_workspace(desk.folder, now=desk.clock.now), record, text, who)


@pytest.fixture
def record(shop: Desk) -> str:
    made = shop.tacit(
        "new", "brainstorm", "--set=topic=Uploads", "--set=invited=bob,carol", "--set=anonymous=true",
        "--write=Context=Phones are offline.",
    )  # fmt: skip
    return str(made["id"])


def ideas(desk: Desk, record: str) -> str:
    found = desk.tacit("show", record)["sections"]
    return str(next(one["text"] for one in found if one["heading"].startswith("Ideas")))


def acts(told: Any) -> list[tuple[str, str]]:
    return [(one["record"], one["act"]) for one in told["acts"]]


def test_three_people_are_told_together_under_the_name_of_tacit(shop: Desk, record: str, clock: Clock) -> None:
    before = shop.git("rev-parse", "HEAD")
    for who, text in IDEAS.items():
        assert put(shop, record, who, text) == {"record": record, "kept": True}
    put(shop, record, "bob", "By pigeon")
    assert shop.git("rev-parse", "HEAD") == before
    assert acts(shop.tacit("tick")) == []

    clock.later(days=2)
    assert acts(shop.tacit("tick")) == [(record, "publish")]
    found = shop.tacit("show", record)
    assert found["status"] == "voting"
    titles = sorted(line for line in ideas(shop, record).splitlines() if line.startswith("### "))
    assert titles == ["### By mail", "### By pigeon", "### Through our API", "### Upload to S3"]
    assert "### Upload to S3\n\n- Pros: known" in ideas(shop, record)
    (commit,) = shop.git("log", "--format=%an|%B|", f"{before.strip()}..HEAD").strip().removesuffix("|").split("|\n")
    assert commit.startswith("Tacit|")
    assert not [who for who in ("alice", "bob", "carol") if who in commit.casefold()]
    # Nothing of it is kept any longer, and it is told once.
    assert sealed.publish_due(open_workspace(shop.folder, now=clock.now), []) == []
    assert ideas(shop, record).count("By pigeon") == 1
    assert shop.findings() == []
    assert shop.tacit("--as", "bob", "act", record, "vote", "--because=By mail")["status"] == "voting"


def test_of_fewer_than_three_nothing_is_told_but_that_there_is_more_time_and_then_that_it_was_too_few(
    shop: Desk, record: str, clock: Clock
) -> None:
    put(shop, record, "alice", IDEAS["alice"])
    put(shop, record, "alice", "A second idea of the same person")
    put(shop, record, "bob", IDEAS["bob"])
    clock.later(days=2)
    assert acts(shop.tacit("tick")) == [(record, "extend")]
    longer = shop.tacit("show", record)
    assert (longer["status"], longer["due"]) == ("collecting", "2026-03-09T09:00:00Z")
    assert acts(shop.tacit("tick")) == []
    clock.later(days=4)
    assert acts(shop.tacit("tick")) == [(record, "drop")]
    found = shop.tacit("show", record)
    assert found["status"] == "dropped"
    assert "fewer than 3" in next(one["text"] for one in found["sections"] if one["heading"] == "Outcome")
    assert "S3" not in shop.read(found["path"])
    assert "S3" not in shop.git("log", "-p")
    assert not [name for name in (b"S3", b"API") if name in (shop.folder / ".git/tacit/sealed.db").read_bytes()]


def test_the_third_person_may_come_in_the_time_that_was_added(shop: Desk, record: str, clock: Clock) -> None:
    put(shop, record, "alice", IDEAS["alice"])
    put(shop, record, "bob", IDEAS["bob"])
    clock.later(days=2)
    shop.tacit("tick")
    put(shop, record, "carol", IDEAS["carol"])
    clock.later(days=4)
    assert acts(shop.tacit("tick")) == [(record, "publish")]


def test_what_an_owner_dropped_is_forgotten_untold(shop: Desk, record: str, clock: Clock) -> None:
    for who, text in IDEAS.items():
        put(shop, record, who, text)
    shop.tacit("act", record, "drop", "--because=Not now.")
    assert sealed.publish_due(open_workspace(shop.folder, now=clock.now), []) == []
    assert b"mail" not in (shop.folder / ".git/tacit/sealed.db").read_bytes()


@pytest.mark.parametrize(
    ("who", "text", "code"),
    [
        ("nobody", "An idea", "unknown-person"),
        ("bot", "An idea", "not-for-agents"),
        ("bob", "One\n### Two", "entry"),
        ("bob", "   ", "no-text"),
    ],
)
def test_what_is_taken_in_is_what_could_be_told(shop: Desk, record: str, who: str, text: str, code: str) -> None:
    shop.write(
        "people/bot.md",
        "---\nhandle: bot\nname: Bot\nemail: bot@example.com\nagent: true\nfor: bob\nstatus: active\n---\n",
    )
    shop.commit("bot")
    with pytest.raises(Refused) as refused:
        put(shop, record, who, text)
    assert refused.value.code == code


def test_after_the_round_nothing_more_is_taken_in(shop: Desk, record: str, clock: Clock) -> None:
    for who, text in IDEAS.items():
        put(shop, record, who, text)
    clock.later(days=2)
    with pytest.raises(Refused) as refused:
        put(shop, record, "bob", "Late")
    assert refused.value.code == "closed"
    shop.tacit("tick")
    with pytest.raises(Refused) as refused:
        put(shop, record, "bob", "Later still")
    assert refused.value.code == "state"


def test_a_brainstorm_with_names_takes_nothing_without_one(shop: Desk) -> None:
    named = shop.tacit("new", "brainstorm", "--set=topic=Names", "--write=Context=A dog.")["id"]
    with pytest.raises(Refused) as refused:
        put(shop, named, "bob", "An idea")
    assert refused.value.code == "not-anonymous"


def test_answers_to_a_pulse_are_counted_and_told_nowhere(shop: Desk, clock: Clock) -> None:
    made = shop.tacit(
        "new", "pulse", "--set=topic=How are we?", "--set=questions=Do you know what is expected?,Is it calm?",
        "--set=invited=frontend,backend", "--set=closes=2026-03-05T09:00:00Z",
    )  # fmt: skip
    asked = shop.tacit("act", made["id"], "ask")["id"]
    for who, text in {"alice": "An answer\n5\n4", "bob": "An answer\n4, mostly\n2", "carol": "An answer\n3\n3"}.items():
        put(shop, asked, who, text)
    clock.later(days=2)
    assert acts(shop.tacit("tick")) == [(asked, "publish")]
    found = shop.tacit("show", asked)
    told = {one["heading"]: one["text"] for one in found["sections"]}
    assert found["status"] == "closed"
    assert "3 of 3 answered." in told["Results"]
    assert "- mostly" in told["Results"]
    assert "An answer" not in shop.read(found["path"])


def test_a_pulse_stays_open_where_its_answers_are_not_kept(shop: Desk, clock: Clock) -> None:
    made = shop.tacit(
        "new", "pulse", "--set=topic=How are we?", "--set=questions=Is it calm?", "--set=invited=backend",
        "--set=closes=2026-03-05T09:00:00Z",
    )  # fmt: skip
    shop.tacit("act", made["id"], "ask")
    clock.later(days=2)
    told = shop.tacit("tick")
    assert acts(told) == []
    assert any("server" in notice for notice in told["notices"])
