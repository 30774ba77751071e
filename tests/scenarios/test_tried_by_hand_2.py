"""What came to light when somebody tried, by hand, work that is handed over, met about, drawn up and looked after."""

from desks import Desk


def test_a_reminder_is_what_silence_does_on_the_last_step_and_nothing_to_look_into(shop: Desk) -> None:
    raised = shop.tacit(
        "new", "escalation", "--set=topic=Who owns it?", "--set=reason=blocks-a-goal", "--set=affected=backend",
        "--write=Issue=Nobody does.", "--write=Context=All of it.",
    )  # fmt: skip
    shop.clock.later(days=1)
    told = shop.tacit("tick")
    assert [one["promise"] for one in told["reminders"] if one["record"] == raised["id"]] == ["answer", "decide"]
    assert (told["acts"], told["notices"]) == ([], [])


# -- updates


def goal(desk: Desk, owner: str = "alice") -> str:
    made = desk.tacit("new", "goal", "--set=topic=Launch", f"--set=owner={owner}", "--set=members=alice,bob,carol")
    return str(made["id"])


def asked(desk: Desk, topic: str, priority: str = "normal") -> str:
    made = desk.tacit(
        "new", "thread", f"--set=topic={topic}", "--set=from=frontend", "--set=to=backend",
        f"--set=priority={priority}", f"--write=Question={topic}?",
    )  # fmt: skip
    desk.tacit("act", made["id"], "send")
    return str(made["id"])


def drafted(desk: Desk, *args: str) -> str:
    return str(next(text for name, text in desk.tacit(*args, "--print")["sections"].items() if "Blockers" in name))


def test_a_day_is_blocked_by_what_one_asked_for_and_others_are_late_with(shop: Desk) -> None:
    wanted = goal(shop)
    for number in range(1, 5):
        asked(shop, f"Keys {number}")
    shop.tacit(
        "--as", "bob", "new", "task", "--set=topic=Clean up", "--set=owner=carol", f"--set=goal={wanted}",
        "--write=Acceptance=- [ ] Gone", "--write=Definition=- [ ] Seen",
    )  # fmt: skip
    shop.tacit("--as", "carol", "act", "clean-up", "move", "--set=status=in-progress")
    shop.clock.later(days=13)
    assert ("move", "2026-03-03-006-clean-up") in shop.inbox("--owed-to", "bob")
    assert (
        drafted(shop, "standup", "--as", "alice")
        == "Waiting for " + "; ".join(f"backend: answer, Keys {number}" for number in (1, 2, 3)) + "."
    )
    assert drafted(shop, "standup", "--as", "bob") == "Waiting for carol: move, Clean up."
    assert drafted(shop, "standup", "--as", "carol") == ""


def test_a_week_is_blocked_by_what_blocks_its_goal_and_not_by_all_that_is_late(shop: Desk) -> None:
    wanted = goal(shop)
    asked(shop, "Colours")
    asked(shop, "Contract", "blocking")
    for topic, severity in (("Lost edit", "critical"), ("Typo", "minor")):
        shop.tacit(
            "new", "bug", f"--set=topic={topic}", "--set=owner=backend", f"--set=severity={severity}",
            f"--set=goal={wanted}", "--write=What happened=That.", "--write=What you expected=Not that.",
        )  # fmt: skip
    posted = shop.tacit(
        "--as", "carol", "standup", "--write=Completed=Keys.", "--write=Working on=Locks.",
        "--write=Blockers=- No access\n- No key, @bob",
    )  # fmt: skip
    shop.clock.later(days=2)
    shop.tacit("tick")
    shop.clock.later(hours=3)
    lines = drafted(shop, "weekly").splitlines()
    assert [line.split(": ")[0] for line in sorted(lines)] == ["- Contract", "- Lost edit", "- No access; No key, @bob"]
    assert all("open for 2 days" in line for line in lines)
    assert posted["id"] in {one["fields"].get("about") for one in shop.tacit("list", "escalation")["records"]}


# -- what a record is made of


def test_a_record_is_named_in_a_field_as_everywhere_by_any_part_of_its_id(shop: Desk) -> None:
    wanted = goal(shop)
    asked(shop, "Launch day")
    made = shop.tacit("new", "task", "--set=topic=Clean up", "--set=goal=launch", "--set=owner=alice")
    assert (made["fields"]["goal"], made["warnings"]) == (wanted, []), "a field called `goal` means one"
    made = shop.tacit("act", made["id"], "edit", "--set=about=launch-day")
    assert made["fields"]["about"] == "2026-03-03-002-launch-day"
    refused = shop.refused("act", made["id"], "edit", "--set=about=launch")
    assert (refused["code"], wanted in refused["remedy"]) == ("ambiguous", True)
    assert "goal/launch." in refused["remedy"]  # of several kinds the kind may say which
    assert shop.tacit("show", "goal/launch")["id"] == wanted
    late = shop.tacit("new", "task", "--set=topic=Later", "--set=goal=2026-03-01-001-of-another-clone")
    assert late["fields"]["goal"] == "2026-03-01-001-of-another-clone"
    assert "no record" in late["warnings"][0]


def test_what_only_acts_write_nobody_says_of_a_new_record(shop: Desk) -> None:
    refused = shop.refused(
        "new", "escalation", "--set=topic=X", "--set=reason=safety", "--set=step=3", "--write=Issue=I",
        "--write=Context=C",
    )  # fmt: skip
    assert (refused["code"], "step" in refused["message"]) == ("kept-by-tacit", True)
    said = shop.run("new", "meeting", "--help").out
    assert "  at  " in said
    assert "  ends  " not in said
    assert "  decision  " not in said


# -- meetings


def test_what_a_meeting_is_refused_for_says_what_would_do(shop: Desk) -> None:
    planned = str(
        shop.tacit(
            "new", "meeting", "--set=topic=Talk", "--set=reason=one-to-one", "--set=at=2026-03-04T10:00:00Z",
            "--set=attendees=bob",
        )["id"]
    )  # fmt: skip
    refused = shop.refused("act", planned, "call")
    assert (refused["code"], refused["remedy"]) == ("short-notice", "Choose 2026-03-05T09:00:00Z or later.")
    refused = shop.refused("act", planned, "edit", "--set=at=2026-03-06T10:00:00Z")
    assert refused["remedy"] == f"tacit act {planned} move --set at=…"
    shop.tacit("act", planned, "move", "--set=at=2026-03-06T10:00:00Z")
    shop.tacit("act", planned, "cancel")
    assert shop.refused("slots", planned)["code"] == "not-movable"


# -- documents


def decided(desk: Desk, topic: str, changes: str, size: str = "small") -> str:
    made = desk.tacit(
        "new", "decision", f"--set=topic={topic}", f"--set=size={size}", f"--set=changes={changes}",
        "--set=affected=backend", "--write=The decision=Yes.", "--write=Options=A", "--write=Recommendation=Yes.",
    )  # fmt: skip
    desk.tacit("act", made["id"], "propose")
    return str(made["id"])


def page(desk: Desk) -> str:
    made = desk.tacit(
        "new", "document", "--set=topic=Deploying", "--set=owner=bob", "--write=In short=From main.",
        "--write=Details=Each commit is deployed by the pipeline.",
    )  # fmt: skip
    return str(made["path"])


def test_a_page_that_a_decision_changes_points_back_to_it(shop: Desk) -> None:
    path = page(shop)
    shop.write("docs/api.md", "# API\n\n## Format\n\nJSON.\n\n## Errors\n\nNone.\n")
    shop.write("src/api.py", "pass\n")
    shop.commit("a page that is no record, and code")
    shop.clock.later(days=1)
    one = decided(shop, "CBOR", f"docs/api.md#Format,{path}#Details,src/api.py,docs/gone.md,the wire")
    assert shop.read("docs/api.md").index(f"/{one}.md") < shop.read("docs/api.md").index("## Errors")
    assert shop.read("src/api.py") == "pass\n"
    assert shop.fields("deploying")["updated"] == "2026-03-04"
    shop.clock.later(days=1)
    other = decided(shop, "Rarely", f"{path}#Details", "medium")
    shop.clock.later(days=1)
    assert [act["act"] for act in shop.tacit("tick")["acts"]] == ["decide"]
    assert f"/{other}.md" in shop.read(path)
    assert [act["irregular"] for act in shop.tacit("history", "deploying")["acts"]] == [None] * 3
    assert shop.findings() == [], "neither is a link of Tacit's somebody's words, nor did it leave an old date"


def test_a_page_that_only_its_own_acts_wrote_is_not_said_to_have_commits(shop: Desk) -> None:
    path = page(shop)
    said = shop.run("why", path).out
    assert "The commits that wrote it" not in said
    assert "tacit history deploying" in said
