"""Daily updates of nine people, with what blocked them and who was away; weekly updates of owners and leads."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from sample.cast import PEOPLE
from sample.stage import Story
from tacit.model.people import Hours
from tacit.rules.calendar import is_workday
from tacit.text.spans import read_days, read_hours

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")

# What each works on, piece by piece; a piece takes a day or two.
PIECES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "alice": (
            "Plan of the three milestones",
            "Order of bugs and features",
            "Review of the socket client",
            "Message format",
            "Interview with two customers",
            "Learnings of the week",
            "Sketch of the presence list",
            "Review of cursors",
            "Version 2 of the protocol",
            "Speed of the first paint",
            "Talk with product about waves",
            "Merge rules for lists",
            "Review of the offline log",
            "Agenda of the debate",
            "Figures for SC-001",
            "Accessibility of cursors",
            "Migration of old clients",
            "Review of merge edits",
            "Risks of the launch",
            "Beta feedback",
        ),
        "bob": (
            "Connection pooling",
            "Limits of a socket",
            "Session store",
            "Dashboards of the server",
            "Handoff to the client",
            "Retries of messages",
            "Load of 4,000 users",
            "Fallback to polling",
            "Back pressure",
            "Review of numbering",
            "Runbook of the server",
            "Compression",
            "Version negotiation",
            "Sessions in the database",
            "Slow consumers",
            "Alerts on latency",
            "Review of the beat",
            "Clean-up of version 1",
            "Capacity of the launch",
            "Chaos day",
        ),
        "carol": (
            "Scripts of the load test",
            "First run with 5,000 users",
            "Reconciliation data",
            "Token refresh",
            "Second load test",
            "Acknowledge after storing",
            "Post-mortem of the lost edits",
            "Presence over the socket",
            "Test of a closed laptop",
            "Refund webhooks",
            "Alerts on failed payments",
            "Load test in two regions",
            "Idempotent payments",
            "Presence in big documents",
            "Report of card schemes",
            "Rate limits",
            "Dashboards of payments",
            "Data retention",
            "Backfill of refunds",
            "Third load test",
        ),
        "dan": (
            "Message store",
            "Numbers of messages",
            "Ordering across servers",
            "Snapshot of documents",
            "Compaction",
            "Loss after a reconnect",
            "Roll-back of the deployment",
            "Beat every thirty seconds",
            "Storage costs",
            "Log of the client",
            "Offline edits",
            "Conflict-free lists",
            "Garbage of old messages",
            "Replay of a day",
            "Snapshot restore",
            "Proposal for offline first",
            "Encryption at rest",
            "Indexes",
            "Backups",
            "Restore rehearsal",
        ),
        "eva": (
            "Socket client",
            "Reconnect with patience",
            "State of the connection",
            "Optimistic edits",
            "Undo across people",
            "List of who is here",
            "Bug of the lost edit",
            "Avatars",
            "Presence list",
            "Keyboard in the list",
            "Cursors of others",
            "Fewer repaints",
            "Merge of offline edits",
            "Conflicts of tables",
            "Tests of merging",
            "Client metrics",
            "Mobile layout",
            "Demo for customers",
            "Polish",
            "Beta bugs",
        ),
        "fumi": (
            "Protocol parser",
            "Parser tests",
            "Message ids in the client",
            "Drawing of a cursor",
            "Smooth cursors",
            "Names at cursors",
            "Fifty readers",
            "Selection of others",
            "Colours",
            "Dark colours",
            "Events of the editor",
            "Names of events",
            "Documentation of events",
            "Touch selection",
            "Performance of cursors",
            "Flicker",
            "Review of merge",
            "Printing",
            "Screen readers",
            "Beta bugs of cursors",
        ),
        "grace": (
            "Interviews",
            "Plans and prices",
            "Release page",
            "Beta list",
            "Answers to the beta",
            "Metrics of success",
            "Cursor limits",
            "Launch plan",
            "Waves of the launch",
            "Help pages",
            "Screencast",
            "Support briefing",
            "Brainstorm on uploads",
            "Shortlist of uploads",
            "Customer demo",
            "Price page",
            "Launch mail",
            "Press text",
            "Feedback of the beta",
            "Questions of enterprises",
        ),
        "hans": (
            "Contract of the provider",
            "Sandbox access",
            "Plan of waves",
            "Refunds first",
            "Report that reconciles",
            "Currency rounding",
            "Audit trail",
            "On-call list",
            "Database move",
            "Cost of the sandbox",
            "Two card schemes",
            "Rehearsal plan",
            "Support briefing",
            "Migration script",
            "Rollback plan",
            "Monitoring",
            "Report by mail",
            "Freeze calendar",
            "First wave",
            "Invoice layout",
        ),
        "indra": (
            "Keys of the sandbox",
            "First payment",
            "Refunds",
            "Partial refunds",
            "Card schemes A and B",
            "Certificate",
            "Scheme C",
            "Webhooks",
            "Replay of webhooks",
            "Disputes",
            "Scheme D",
            "Mending of two schemes",
            "Sandbox data",
            "Reconciliation run",
            "Rehearsal",
            "Wave tooling",
            "Alerts",
            "Runbook of payments",
            "Second delivery",
            "Support tool",
        ),
    }
)
BLOCKED: Mapping[tuple[str, str], tuple[str, str]] = MappingProxyType(
    {  # (who, day): what blocks; who answers, and when — or nobody
        ("eva", "1 Thu"): ("No address of the test server yet; @bob has it.", "bob 1 Thu 11:30"),
        ("carol", "2 Mon"): ("The load machines are taken; @hans gives them out.", "hans 2 Mon 10:30"),
        ("indra", "4 Wed"): ("No certificate for the sandbox; @grace signs it.", "grace 4 Wed 09:00"),
        ("fumi", "5 Wed"): ("No colours from @grace yet.", ""),
        ("dan", "6 Thu"): ("No restore rights on staging; @indra gives them.", "indra 6 Thu 11:00"),
        ("eva", "6 Thu"): ("The beta list is empty; @grace keeps it.", ""),
    }
)
HELP: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("bob", "3 Tue"): "Who knows proxies? @hans?",
        ("indra", "6 Fri"): "A second pair of eyes on the rehearsal, @carol?",
    }
)
FORGOTTEN = frozenset(
    {("bob", "2 Fri"), ("grace", "3 Wed"), ("dan", "4 Fri"), ("indra", "5 Tue"), ("grace", "6 Mon"), ("carol", "6 Fri")}
)


def tell(story: Story) -> None:
    for who in PIECES:
        _daily(story, who)
    _weekly(story)


def _daily(story: Story, who: str) -> None:
    pieces, before = PIECES[who], ""
    for number in range(30):
        week, weekday = number // 5 + 1, WEEKDAYS[number % 5]
        today = f"{week} {weekday}"
        piece = pieces[number * len(pieces) // 30]
        done = (
            f"{before}."
            if before and before != piece
            else f"The first part of it: {piece.lower()}."
            if before
            else "Plans."
        )
        going = f"{piece}." if before != piece else f"The rest of it: {piece.lower()}."
        if (who, today) in FORGOTTEN or not _works(who, story.day(week, weekday)) or _is_away(who, today):
            continue
        before = piece
        writes = {"Completed": done, "Working on": going}
        blocked = BLOCKED.get((who, today))
        if blocked:
            writes["Blockers"] = blocked[0]
        if (who, today) in HELP:
            writes["Help needed"] = HELP[who, today]
        name = f"{who}-{number}"
        story.new(who, f"{today} {_starts(who, number)}", name, "standup", {}, writes)
        if blocked and blocked[1]:
            helper, _, when = blocked[1].partition(" ")
            story.act(helper, when, name, "answer", because="Here it is.")
            story.act(who, f"{_next(week, weekday)} {_starts(who, number + 3)}", name, "clear")


def _works(who: str, day: date) -> bool:
    person = PEOPLE[who]
    return is_workday(day, Hours(days=read_days(person.get("days", "Mon-Fri")), holidays=person.get("holidays", "")))


def _is_away(who: str, today: str) -> bool:
    return (who == "fumi" and today.startswith("4")) or (who == "grace" and today in ("5 Thu", "5 Fri"))


def _starts(who: str, number: int) -> str:
    """Some minutes after they begin to work, never twice the same."""
    begin = read_hours(PEOPLE[who].get("hours", "09:00-17:00"))[0]
    minutes = begin.hour * 60 + begin.minute + 5 + (number * 7) % 40
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _next(week: int, weekday: str) -> str:
    at = WEEKDAYS.index(weekday) + 1
    return f"{week} {WEEKDAYS[at]}" if at < 5 else f"{week + 1} Mon"


WEEKLY: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "alice": (
            "live",
            (
                "M1 Server: 20% (target 20%)|The plan stands|None|On track",
                "M1 Server: 60% (target 55%)|The message format was decided in writing|None|On track",
                "M1 Server: 100% (complete)|Handed over on the day|Edits were lost; mended|90% confident",
                "M2 Client: 30% (target 35%)|Three met within ten minutes when it mattered|None|90% confident",
                "M2 Client: 55% (target 70%)|Latency is down to 2.5 s|No sign-off on version 2, @grace|At risk",
            ),
        ),
        "bob": (
            "live",
            (
                "M1 Server: 20% (target 20%)|Pooling works|None|On track",
                "M1 Server: 60% (target 55%)|4,000 users held|None|On track",
                "M1 Server: 100% (complete)|The handoff was accepted the same day|None|On track",
            ),
        ),
        "hans": (
            "pay",
            (
                "P1 Sandbox: 30% (target 25%)|The contract is signed|None|On track",
                "P1 Sandbox: 55% (target 50%)|Refunds go first, all have signed off|None|On track",
                "P1 Sandbox: 80% (target 75%)|The report reconciles|None|On track",
                "P1 Sandbox: 90% (target 100%)|The certificate is there|Two schemes fail, @indra mends them|At risk",
                "P1 Sandbox: 95% (target 100%)|One scheme is mended|None|At risk",
            ),
        ),
    }
)


def _weekly(story: Story) -> None:
    for who, (goal, weeks) in WEEKLY.items():
        for week, line in enumerate(weeks, 1):
            progress, well, blockers, timeline = line.split("|")
            writes = {
                "Progress": f"- {progress}",
                "What Went Well": f"- {well}",
                "Confidence": f"- Timeline: {timeline}\n- Quality: On track\n- Team morale: Good\n"
                f"- Next week focus: {PIECES[who][min(19, week * 3)]}",
            }
            if blockers != "None":
                writes["Blockers"] = f"- {blockers}"
            weekday, name = "Thu" if who == "hans" else "Fri", f"week-{who}-{week}"
            story.new(who, f"{week} {weekday} 15:40", name, "weekly", {"goal": f"{{{goal}}}"}, writes)
            if blockers != "None" and week < 5:
                story.act(who, f"{week + 1} Mon 10:00", name, "clear")
