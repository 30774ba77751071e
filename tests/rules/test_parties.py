"""Who somebody is: names, teams, leads, deputies, agents; and the paths that lead to them."""

import pytest
from paper import DAY, MONDAY, Paper, decision, person, thread

from tacit.model.people import Hours, Team
from tacit.model.record import Record
from tacit.rules.parties import ENGINE, acting_for, actor_of, resolve
from tacit.rules.world import World, folded


@pytest.fixture
def paper() -> Paper:
    return Paper()


def test_a_person_acts_for_themselves_and_their_teams(paper: Paper) -> None:
    assert actor_of("bob", paper.world, MONDAY).parties == {"bob", "anyone", "backend"}
    assert actor_of("erin", paper.world, MONDAY).parties == {"erin", "anyone", "design"}, "as its lead"
    assert actor_of("mallory", paper.world, MONDAY).parties == {"mallory", "anyone"}


def test_names_are_compared_without_regard_to_case_or_unicode_form() -> None:
    assert folded("Backend") == folded("BACKEND")
    assert folded("Zoe\u0308") == folded("ZOË")
    actor = actor_of("zoe\u0308", Paper(people=()).world, MONDAY)
    assert acting_for(actor, ("ZOË", "bob")) == ("ZOË",)


def test_tacit_is_nobody_else() -> None:
    assert ENGINE.is_tacit
    assert acting_for(ENGINE, ("anyone", "alice", "tacit")) == ("tacit",)


def test_a_deputy_stands_in_while_somebody_is_away_and_no_longer() -> None:
    first, last = MONDAY.date(), (MONDAY + DAY).date()
    people = (
        person("carol", away=((first, last),), cover="dave"),
        person("dave", away=((first, last),), cover="erin"),
        person("erin"),
    )
    world = Paper(people=people, teams=(Team("backend", members=("carol",)),)).world
    assert actor_of("dave", world, MONDAY).covered == {"carol", "backend"}
    assert actor_of("dave", world, MONDAY).signs_for == frozenset()
    assert actor_of("erin", world, MONDAY).covered == {"dave"}, "no chains of deputies"
    assert actor_of("dave", world, MONDAY + 2 * DAY).covered == frozenset()


def test_a_deputy_signs_off_only_for_those_who_let_them() -> None:
    away = ((MONDAY.date(), MONDAY.date()),)
    people = (
        person("bob", away=away, cover="dave", cover_signs=True),
        person("carol", away=away, cover="dave"),
        person("dave"),
    )
    dave = actor_of("dave", Paper(people=people, teams=()).world, MONDAY)
    assert acting_for(dave, ("bob", "carol")) == ("bob", "carol")
    assert acting_for(dave, ("bob", "carol"), signs=True) == ("bob",)


def test_what_is_put_to_agents_alone_their_person_may_sign_off() -> None:
    people = (person("alice"), person("bob"), person("bot", agent=True, acts_for="bob"))
    teams = (Team("robots", members=("bot",)), Team("backend", members=("alice", "bot")))
    paper = Paper(people=people, teams=teams)
    bob, alice = paper.actor("bob"), paper.actor("alice")
    assert acting_for(bob, ("bot", "robots", "backend"), signs=True) == ("bot", "robots")
    assert acting_for(alice, ("bot", "robots", "backend"), signs=True) == ("backend",)
    assert [one.handle for one in paper.world.answering("robots")] == ["bot", "bob"]
    assert [one.handle for one in paper.world.answering("backend")] == ["alice", "bot"]
    assert paper.world.humans("robots") == ()


def test_whether_somebody_is_away_is_told_by_their_own_day() -> None:
    away = person("carol", away=((MONDAY.date(), MONDAY.date()),), cover="dave", hours=Hours(zone="Pacific/Auckland"))
    world = Paper(people=(away, person("dave")), teams=()).world
    assert actor_of("dave", world, MONDAY).covered == {"carol"}
    assert actor_of("dave", world, MONDAY + 5 * (DAY / 24)).covered == frozenset()


def test_the_persons_of_a_team_are_its_members_and_its_lead(paper: Paper) -> None:
    world = paper.world
    assert [one.handle for one in world.persons("design")] == ["dave", "erin"]
    assert [one.handle for one in world.humans("backend")] == ["bob", "carol"]
    assert world.lead("backend") == "carol"
    assert world.lead("bob") == "bob"
    assert world.lead("nobody") == "nobody"


def test_agents_move_no_clock(paper: Paper) -> None:
    night = Hours(zone="Pacific/Auckland")
    people = (person("bob"), person("bot", agent=True, hours=night))
    world = Paper(people=people, teams=(Team("backend", members=("bob", "bot")),)).world
    assert world.hours_of(("backend",)) == (Hours(),)
    assert world.hours_of(("bot",)) == (world.settings.hours,)


def test_headings_are_written_with_a_partys_name() -> None:
    people = (person("alice"), person("bob"))
    paper = Paper(
        people=people, teams=(Team("fe", "Frontend", members=("alice",)), Team("be", "Core Backend", members=("bob",)))
    )
    record = paper.new("thread", "alice", {"Question": "x?"}, topic="x", to="be")
    assert "## Frontend's Question / Proposal" in paper.text(record)
    assert "## Core Backend's Reply" in paper.text(record)
    assert "- [ ] Core Backend confirms the resolution" in paper.text(record)


def test_roles_and_paths_lead_to_parties(paper: Paper) -> None:
    record = paper[thread(paper)]
    world = paper.world
    assert resolve(("opener", "responder", "cc"), record, world) == ("frontend", "backend")
    assert resolve(("to.members",), record, world) == ("bob", "carol", "bot")
    assert resolve(("to.lead", "from.lead"), record, world) == ("carol", "alice")
    assert resolve(("anyone", "tacit", "opener", "from"), record, world) == ("anyone", "tacit", "frontend")
    assert resolve(("goal.owner", "escalation.level", "nothing"), record, world) == ()


def test_the_goal_is_the_records_own_else_that_of_what_it_is_about(paper: Paper) -> None:
    goal = Record("2026-g", "decision", "decisions/2026-g.md", {"by": "erin"})
    asked = decision(paper, goal="2026-g")
    about = Record("e", "escalation", "escalations/e.md", {"about": asked, "by": "bob"})
    records = {**paper.world.records, "2026-g": goal}
    seen = paper.world
    world = World(seen.settings, seen.people, seen.teams, seen.protocols, records)
    assert resolve(("goal.by",), records[asked], world) == ("erin",)
    assert resolve(("goal.owner",), about, world) == ("erin",)
