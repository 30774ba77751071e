"""Before the first week: people, teams, how fast they answer, and the two goals."""

from sample.cast import PEOPLE, TEAMS
from sample.stage import Story

SETTINGS = """\
name: Harbour
zone: Europe/Berlin
escalation:
  - {to: [goal.owner, affected.leads], answer: 4 working hours, decide: 1 workday}
  - {to: [grace],                      answer: 2 working hours, decide: 8 working hours}
  - {to: [hans],                       answer: 0 minutes,       decide: 2 hours}
"""

LIVE_MILESTONES = """
- {name: M1 Server, lead: bob, starts: DAY-1-Mon, date: DAY-3-Fri, deliverable: The socket server under load,
   acceptance: [API documented and tested, Infrastructure stable, Code reviewed and merged], status: active, done: 20}
- {name: M2 Client, lead: eva, starts: DAY-3-Mon, date: DAY-6-Wed, deliverable: Live updates in the editor,
   acceptance: [Client code working and performance targets met, Integration tests passing], status: planned, done: 0}
- {name: M3 Launch, lead: grace, starts: DAY-6-Thu, date: DAY-9-Fri, deliverable: Live updates for everybody,
   acceptance: [All bugs from beta fixed, Documentation complete, Rollout plan documented], status: planned, done: 0}
"""
LIVE_CRITERIA = """
- {id: SC-001, what: Seconds until others see a change, target: "< 2", current: "30"}
- {id: SC-002, what: Documents that lose an edit in a week, target: "0", current: "11"}
"""
PAY_MILESTONES = """
- {name: P1 Sandbox, lead: indra, starts: DAY-1-Mon, date: DAY-4-Fri, deliverable: Every payment in the sandbox,
   acceptance: [All card schemes pass, Refunds pass, Reconciliation report matches], status: active, done: 30}
- {name: P2 Migration, lead: hans, starts: DAY-5-Mon, date: DAY-8-Fri, deliverable: Customers moved in three waves,
   acceptance: [No payment lost, Support briefed], status: planned, done: 0}
"""


def days(story: Story, text: str) -> str:
    for week in range(1, 10):
        for weekday in ("Mon", "Tue", "Wed", "Thu", "Fri"):
            text = text.replace(f"DAY-{week}-{weekday}", story.day(week, weekday).isoformat())
    return text


def tell(story: Story) -> None:
    story.write("alice", "0 Fri 10:00", {"tacit.yaml": SETTINGS}, "Say who decides when we do not agree")
    for minute, (handle, person) in enumerate(PEOPLE.items()):
        sets = {"handle": handle, "email": f"{handle}@example.com", **person}
        story.new("alice", f"0 Fri 10:{minute + 1:02}", handle, "person", sets)
    for minute, (handle, members) in enumerate(TEAMS.items()):
        sets = {"handle": handle, "name": handle.capitalize(), "lead": members[0], "members": ",".join(members)}
        story.new("alice", f"0 Fri 10:{minute + 20:02}", handle, "team", sets)
    story.act("fumi", "2 Wed 10:00", "fumi", "edit", sets={"away": _away(story, "4 Mon", "4 Fri"), "cover": "eva"})
    story.act("grace", "2 Thu 09:00", "grace", "edit", sets={"away": _away(story, "5 Thu", "5 Fri"), "cover": "alice"})
    story.new(
        "alice",
        "0 Fri 11:00",
        "live",
        "goal",
        {
            "topic": "Live updates in the editor",
            "owner": "alice",
            "members": "alice,bob,carol,dan,eva,fumi,grace",
            "milestones": days(story, LIVE_MILESTONES),
            "criteria": LIVE_CRITERIA,
        },
        {"Summary": "People see each other's changes within two seconds, on every plan, without a lost edit."},
    )
    story.new(
        "hans",
        "0 Fri 12:00",
        "pay",
        "goal",
        {
            "topic": "Payments with the new provider",
            "owner": "hans",
            "members": "hans,indra,carol,grace",
            "milestones": days(story, PAY_MILESTONES),
            "depends_on": "{live}",
            "criteria": '- {id: SC-101, what: Fee of a payment in per cent, target: "1.4", current: "2.9"}',
        },
        {"Summary": "Every payment runs through the new provider before the old contract ends in May."},
    )
    for when, done, seconds in (("2 Fri 16:00", 60, "9"), ("3 Fri 16:00", 100, "4"), ("5 Fri 16:00", 100, "2.5")):
        milestones = days(story, LIVE_MILESTONES).replace("status: active, done: 20", f"status: active, done: {done}")
        milestones = milestones.replace("status: active, done: 100", "status: complete, done: 100")
        criteria = LIVE_CRITERIA.replace('"30"', f'"{seconds}"')
        story.act("alice", when, "live", "progress", sets={"milestones": milestones, "criteria": criteria})


def _away(story: Story, first: str, last: str) -> str:
    return "..".join(story.day(int(each[0]), each[2:]).isoformat() for each in (first, last))
