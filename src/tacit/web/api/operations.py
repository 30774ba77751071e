"""What each route of the API is for, what it takes and what it gives: for its description, and for its readers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tacit.web.api.questions import DAYS_MOST, HITS_MOST
from tacit.web.api.records import PAGE_MOST
from tacit.web.api.shapes import Schema, ref, shape

_TEXT: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}


@dataclass(frozen=True)
class Parameter:
    name: str
    says: str
    schema: Schema
    needed: bool = False


@dataclass(frozen=True)
class Operation:
    title: str
    gives: str  # a shape
    takes: Sequence[Parameter] = ()
    brings: Schema | None = None
    may_be_empty: bool = False  # what it brings
    families: Sequence[str] = ()  # of parameters: `where.FIELD`
    makes: bool = False
    keyed: bool = False  # whether a key makes it done once
    versioned: bool = False  # whether it must say for which version it is meant
    tagged: bool = False  # whether its answer carries a version


def _text(name: str, says: str, *, needed: bool = False) -> Parameter:
    return Parameter(name, says, {**_TEXT, "minLength": 1} if needed else _TEXT, needed)


def _number(name: str, says: str, most: int) -> Parameter:
    return Parameter(name, says, {"type": "integer", "minimum": 1, "maximum": most})


_KIND = _text("kind", "Only of this kind.")
_DAY = Parameter("day", "Another day than the caller's today: 2026-03-13.", {"type": "string", "format": "date"})
_BROUGHT = ("set", "write")

OPERATIONS: Mapping[str, Operation] = {
    "api.records:listed": Operation(
        "Records, newest first: open ones, unless `all`",
        "Records",
        (
            _KIND,
            Parameter("all", "Those that are done, too.", _FLAG),
            _text("cursor", "What `next` of the page before said."),
            _number("limit", "How many.", PAGE_MOST),
        ),
        families=("where",),
    ),
    "api.records:make": Operation(
        "A new record: one commit", "Done", brings=ref("New"), makes=True, keyed=True, tagged=True
    ),
    "api.records:one": Operation(
        "A record, whole, with what the caller may do now and why not the rest",
        "WholeRecord",
        (Parameter("markdown", "The text as its template has it, too.", _FLAG),),
        tagged=True,
    ),
    "api.records:history": Operation("Every act on a record, oldest first", "History"),
    "api.records:form": Operation(
        "What an act takes, and whether it may be done now",
        "ActForm",
        (_text("because", "A reason that is to stand in the form."),),
        families=_BROUGHT,
    ),
    "api.records:act": Operation(
        "One act: one commit, or a refusal that says why",
        "Done",
        brings=ref("Change"),
        may_be_empty=True,
        keyed=True,
        versioned=True,
        tagged=True,
    ),
    "api.questions:inbox": Operation(
        "What the caller owes, or somebody else, nearest first",
        "Inbox",
        (_text("person", "Whose it is."), _text("owed_to", "What others owe to them, instead.")),
    ),
    "api.questions:search": Operation(
        "Records that hold all of these words",
        "Hits",
        (_text("text", "The words.", needed=True), _KIND, _number("limit", "How many.", HITS_MOST)),
    ),
    "api.questions:board": Operation(
        "A column for each state",
        "Board",
        (
            _text("kind", "Another kind than task."),
            _text("goal", "Of one goal."),
            Parameter("mine", "Only the caller's.", _FLAG),
        ),
        families=("where",),
    ),
    "api.questions:route": Operation(
        "Which channel a message belongs to; without one, the table",
        "Route",
        (_text("text", "The message."), _text("goal", "A goal, for its channels and its steps.")),
    ),
    "api.questions:why": Operation(
        "The records behind a document, a section or a line",
        "Why",
        (_text("passage", "FILE, FILE:SECTION or FILE:LINE.", needed=True),),
    ),
    "api.questions:slots": Operation(
        "Times to meet that are fair across zones",
        "Slots",
        (
            _text("record", "A meeting."),
            _text("with", "Who must come, too, parted by commas."),
            _text("length", "45m, 1h."),
            _number("days", "How far to look.", DAYS_MOST),
        ),
    ),
    "api.questions:standup": Operation(
        "The caller's daily update, drafted: to be looked over, and posted as a new record",
        "Update",
        (_text("for", "today, yesterday, or a day."),),
        families=_BROUGHT,
    ),
    "api.questions:weekly": Operation(
        "The week's update of a goal, drafted",
        "Update",
        (_text("goal", "Which, where several ask the caller."), _text("for", "Another week: 2026-W10.")),
        families=_BROUGHT,
    ),
    "api.questions:protocols": Operation("The kinds there are", "Protocols"),
    "api.questions:protocol": Operation("One kind: its fields, sections, states, acts and promises", "Protocol"),
    "api.questions:form_of_new": Operation("What a new record of a kind takes", "Form", families=_BROUGHT),
    "api.questions:people": Operation("Who is here", "People"),
    "api.questions:teams": Operation("The teams", "Teams"),
    "api.overviews:goal": Operation(
        "A goal: milestones, criteria, confidence week by week, who posted, blockers, what was decided", "Goal"
    ),
    "api.overviews:team": Operation("A team: its day, who posted, how much each owes", "TeamToday", (_DAY,)),
    "api.overviews:person": Operation("A person: at work until when, what they owe and wait for", "PersonToday"),
    "api.overviews:day": Operation("Who of a team is at work when, or a person", "Day", (_DAY,)),
    "api.overviews:pages": Operation(
        "The documents by folder, and how fresh each is",
        "Handbook",
        (Parameter("alike", "Which say what another says already, too.", _FLAG),),
    ),
    "api.questions:me": Operation("Who the caller is, and what time it is", "Me"),
    "api.questions:check": Operation("What is wrong with the records of the last commit", "Findings"),
    "api.questions:check_protocols": Operation("What is wrong with the protocols", "Findings"),
    "api.questions:story": Operation(
        "What the body of a pull request lacks",
        "Findings",
        brings={**shape("text: text", "path: text"), "additionalProperties": False},
    ),
    "api.questions:tick": Operation(
        "Do what is due now: reminders and silence",
        "Ticked",
        brings={"type": "object", "additionalProperties": False},
        may_be_empty=True,
        keyed=True,
    ),
    "api.openapi:document": Operation("This description", "Document"),
}
