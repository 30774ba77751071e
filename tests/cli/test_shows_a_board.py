"""`tacit board`: columns by state, the most urgent cards first, and how to move one."""

import pytest
from typist import LONG, Typist

READY = ("--write", "Acceptance criteria=- [ ] It works", "--write", "Definition of done=- [ ] It is tested")


@pytest.fixture(scope="module")
def team(shop: Typist, tmp_path_factory: pytest.TempPathFactory) -> Typist:
    """For reading only: five tasks of two people."""
    import shutil

    place = tmp_path_factory.mktemp("board")
    shutil.copytree(shop.folder, place / "repo", symlinks=True)
    (place / "home").mkdir()
    alice = Typist(place / "repo", place / "home")

    def task(topic: str, owner: str, *more: str) -> str:
        about = ("--set", f"topic={topic}", "--set", f"owner={owner}")
        return str(alice.tacit("new", "task", *about, *READY, *more)["id"])

    goal = alice.tacit("new", "goal", "--set", "topic=Launch", "--set", "owner=alice")["id"]
    task("Small", "alice", "--set", "priority=low", "--set", "labels=backend,ui", "--set", f"goal={goal}")
    task(LONG, "bob", "--set", "priority=urgent")
    moved = task("Log out", "alice")
    alice.tacit("act", moved, "move", "--set", "status=in-progress", TACIT_NOW="2026-03-04T09:00:00Z")
    done = task("Log in", "bob")
    alice.tacit("act", done, "move", "--set", "status=done")
    task("Plain", "bob")
    return alice


def columns(found: object) -> dict[str, list[str]]:
    return {each["state"]: [card["title"] for card in each["cards"]] for each in found["columns"]}  # type: ignore[index]


def test_cards_stand_in_their_column_the_most_urgent_first(team: Typist) -> None:
    assert columns(team.tacit("board")) == {
        "todo": [LONG, "Plain", "Small"],
        "in-progress": ["Log out"],
        "code-review": [],
        "done": ["Log in"],
        "dropped": [],
    }


def test_a_card_tells_whose_it_is_how_urgent_and_for_how_long_it_has_stood_there(team: Typist) -> None:
    found = team.tacit("board", TACIT_NOW="2026-03-09T09:00:00Z")
    (card,) = next(each for each in found["columns"] if each["state"] == "in-progress")["cards"]
    assert (card["owner"], card["priority"], card["days"]) == ("alice", "normal", 5)
    assert card["since"] == "2026-03-04T09:00:00Z"
    assert card["id"] == "2026-03-03-007-log-out"
    assert "rank" not in card


def test_a_board_is_narrowed_to_ones_own_or_by_any_field(team: Typist) -> None:
    assert columns(team.tacit("board", "--mine"))["todo"] == ["Small"]
    assert columns(team.tacit("--as", "bob", "board", "--mine"))["todo"] == [LONG, "Plain"]
    assert columns(team.tacit("board", "--where", "labels=backend"))["todo"] == ["Small"]
    assert columns(team.tacit("board", "--where", "priority=urgent"))["done"] == []
    assert columns(team.tacit("board", "launch"))["todo"] == ["Small"]


def test_any_kind_has_a_board(team: Typist) -> None:
    found = columns(team.tacit("board", "--kind", "thread"))
    assert list(found)[:2] == ["open", "awaiting-reply"]
    assert sorted(found["awaiting-reply"]) == sorted([LONG, "Short"])


def test_a_board_fits_eighty_columns_and_says_how_to_move_a_card(team: Typist) -> None:
    said = team.run("board").out
    assert max(map(len, said.splitlines())) <= 80
    assert "  urgent Auth token expiry" in said
    assert "tacit act ID move --set status=todo|in-progress|code-review|done" in said
    assert "dropped" not in said.split("Move one:")[0]


def test_what_is_asked_wrongly_is_told(team: Typist) -> None:
    assert team.run("--json", "board", "--kind", "tusk").error["code"] == "unknown-kind"
    assert team.run("--json", "board", "--where", "colour=red").error["code"] == "unknown-field"
    assert team.run("--json", "board", "nowhere").error["code"] == "unknown-record"


def test_an_empty_board_says_how_to_begin(shop: Typist) -> None:
    assert "tacit new task --edit" in shop.run("board").out
