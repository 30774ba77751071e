"""Forms as use cases tell them: what a face needs to know of each place, and what a record to be lacks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tacit.errors import Refused, WrongUsage
from tacit.work import forms
from tacit.work.drafts import Draft
from tacit.work.wire import Workspace, open_workspace

WAVES = "2026-03-12-008-launch-in-three-waves"


@pytest.fixture
def ws(harbour_made: Path) -> Workspace:
    return open_workspace(harbour_made, now=datetime(2026, 3, 13, 16, 30, tzinfo=UTC))


def named(told: forms.Json, name: str) -> forms.Json:
    return next(one for one in (*told["fields"], *told["sections"]) if one["name"] == name)


def test_every_place_says_its_type_its_choices_and_whether_it_is_needed(ws: Workspace) -> None:
    told = forms.for_new(ws, "decision", Draft(), "carol")
    assert [one["value"] for one in named(told, "size")["choices"]] == ["small", "medium", "large"]
    assert {"value": "backend", "label": "Backend", "team": True} in named(told, "affected")["choices"]
    assert not any(one["team"] for one in named(told, "by")["choices"])
    assert named(told, "by")["value"] == "carol"
    assert (named(told, "topic")["needed"], named(told, "affected")["needed"]) == (True, False)
    assert named(told, "affected")["sometimes"]
    assert named(told, "The decision")["hint"] == "What are we deciding?"
    assert told["sends"] == "propose"
    goals = [one["value"] for one in named(told, "goal")["choices"]]
    assert "2026-01-30-001-live-updates-in-the-editor" in goals


def test_columns_of_rows_are_places_of_their_own(ws: Workspace) -> None:
    told = named(forms.for_new(ws, "goal", Draft(), "carol"), "milestones")
    columns = {one["name"]: one for one in told["columns"]}
    assert columns["date"]["type"] == "date"
    assert columns["acceptance"]["type"] == "texts"
    assert [one["value"] for one in columns["status"]["choices"]] == ["planned", "active", "complete"]
    assert any(one["value"] == "eva" for one in columns["lead"]["choices"])


def test_the_form_of_an_act_is_of_the_version_that_it_was_begun_on(ws: Workspace) -> None:
    told = forms.for_act(ws, WAVES, "edit", Draft(), "grace")
    assert told["version"] == ws.store.oid(f"decisions/2026/{WAVES}.md")
    assert named(told, "Recommendation")["stands"] == "It is the smallest step that works."
    assert forms.for_act(ws, WAVES, "edit", Draft(), "grace", "0" * 40)["version"] == told["version"]
    assert named(told, "change")["needed"]


def test_an_act_that_is_refused_says_why_with_its_form(ws: Workspace) -> None:
    told = forms.for_act(ws, WAVES, "approve", Draft(), "grace")
    assert told["refused"]["code"] == "not-yours"
    with pytest.raises(WrongUsage):
        forms.for_act(ws, WAVES, "no-such-act", Draft(), "grace")


def test_a_draft_goes_to_those_it_is_for_only_where_nobody_is_told_of_it_before(ws: Workspace) -> None:
    sends = {kind: forms.first_act(protocol) for kind, protocol in ws.here.protocols.items()}
    told = {kind: rule.name for kind, rule in sends.items() if rule is not None}
    assert told == {"thread": "send", "decision": "propose", "proposal": "share", "meeting": "call", "pulse": "ask"}


def test_what_is_needed_hangs_on_what_was_said(ws: Workspace) -> None:
    small = forms.check(ws, "decision", Draft({"topic": "x", "size": "small"}), "carol")
    large = forms.check(ws, "decision", Draft({"topic": "x", "size": "large", "affected": "frontend"}), "carol")
    assert "Options considered" not in small["needed"]
    assert "Options considered" in large["missing"]
    assert (small["promises"], [one["promise"] for one in large["promises"]]) == ([], ["respond"])
    assert {one["zone"] for one in large["promises"][0]["zones"]} == {
        "Europe/Berlin",
        "America/Sao_Paulo",
        "Asia/Tokyo",
    }


def test_a_value_that_cannot_be_is_refused_by_name_and_nothing_is_written(ws: Workspace) -> None:
    head = ws.store.head()
    told = forms.check(ws, "decision", Draft({"topic": "x", "size": "huge"}), "carol")
    assert [one["code"] for one in told["refused"]] == ["unknown-value"]
    assert ws.store.head() == head


def test_a_remedy_for_a_record_that_is_not_there_yet_names_no_record(ws: Workspace) -> None:
    sets = {"topic": "x", "reason": "design-debate", "at": "2026-03-14T10:00:00Z", "attendees": "bob"}
    told = forms.check(ws, "meeting", Draft(sets), "carol")
    assert {"short-notice", "no-document"} <= {one["code"] for one in told["refused"]}
    assert not any("tacit act" in one["remedy"] for one in told["refused"])


def test_an_update_of_several_goals_asks_which(ws: Workspace) -> None:
    told = forms.for_new(ws, "weekly", Draft(), "carol")
    assert told["posted"] is None
    assert told["lacks"] is not None or told["fixed"]
    with pytest.raises(Refused):
        forms.for_new(ws, "standup", Draft(), "nobody")
