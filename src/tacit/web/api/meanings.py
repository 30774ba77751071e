"""What the members of the shapes mean, where their names do not say it all: for the description of the API."""

from collections.abc import Mapping

_RECORD: Mapping[str, str] = {
    "id": "Its name, which no other record gets.",
    "path": "Its file in the repository; an archive moves it.",
    "status": "A state of its protocol; `broken` where the file cannot be read.",
    "fields": "What its front matter says, as its protocol has it.",
    "created": "The day on which it was made.",
    "updated": "The day of the last act.",
    "due": "The time that it is due itself, where its kind has one.",
    "url": "Its page on this server.",
    "broken": "Where and why the file cannot be read.",
}
_TURN: Mapping[str, str] = {
    "period": "The day or the week that it is for: 2026-03-13, 2026-W11.",
    "party": "Who is asked.",
    "kept": "The record that was posted; null where none is yet.",
}

MEANINGS: Mapping[str, Mapping[str, str]] = {
    "Problem": {
        "title": "The sort of error: refused, malformed, wrong usage, environment failed.",
        "code": "What programs tell errors apart by; the command line has the same.",
        "detail": "Why, for people.",
        "remedy": "What would help, for people.",
        "path": "The file that is concerned.",
        "line": "Its line, from 1.",
    },
    "Record": _RECORD,
    "Promise": {
        "promise": "What is owed, as the protocol of the kind calls it.",
        "record": "The id of the record on which it is owed.",
        "party": "Who owes it: a person or a team.",
        "who": "The people that the party is.",
        "since": "Since when it is owed.",
        "due": "By when; null where no clock runs.",
        "kept_by": "The acts that keep it.",
        "silence": "What follows where nobody does anything, parted by commas.",
        "owed_to": "Who waits for it.",
        "period": "Of what comes round, and is no record yet: the day or the week that it is for.",
    },
    "Records": {"next": "The `cursor` of the page that follows; null on the last one."},
    "Part": {
        "filled": "Whether it says more than its template.",
        "line": "Where it begins in the file, from 1.",
    },
    "Offer": {
        "allowed": "Whether the caller may do it now.",
        "why": "Why not; null where it is allowed.",
        "remedy": "What would help; null where it is allowed.",
    },
    "Whole": {
        "sections": "Its text below the front matter, by section.",
        "acts": "What may be done to it, and why not the rest.",
        "promises": "What is owed on it now.",
        "rhythms": "What it asks of people as days and weeks come round.",
        "markdown": "The text as its template has it, where that was asked for.",
    },
    "Made": {
        "act": "What was done.",
        "commit": "The commit that holds it.",
        "promises": "What is owed on it now.",
        "notices": "Whom to tell what: a sentence each.",
        "opened": "The ids of records that it opened.",
        "warnings": "What was done all the same, and is worth a look.",
        "then": "What Tacit did in consequence.",
        "repeated": "True where it had been done before, by a request with the same key.",
    },
    "Turn": _TURN,
    "TheirTurn": {**_TURN, "record": "The id of what asks for it."},
    "Blank": {
        "name": "The field or the section, as `set` and `write` take it.",
        "heading": "What stands above it, for people.",
        "expected": "What is expected of it, for people.",
        "listed": "Whether it takes several values, parted by commas.",
        "stands": "What stands there already.",
        "offered": "What the caller brings.",
    },
    "Form": {"whole": "Whether it is sent as it stands, and not only what was changed."},
    "ActForm": {
        "refusal": "Why the act may not be done now; null where it may.",
        "form": "What it takes; null where it may not be done now.",
    },
    "Past": {
        "party": "For whom the person acted.",
        "from": "The state before; empty where it was made.",
        "to": "The state after.",
        "by_hand": "Whether it was an edit of the file, read as the act that explains it.",
        "irregular": "Why no act explains it; null where one does.",
    },
    "Column": {"more": "Whether there are more cards than are told, as there may be of a final state."},
    "Card": {"since": "Since when it stands in its column.", "days": "For how many days."},
    "Update": {
        "since": "From when on it tells.",
        "needed": "The sections that must say something.",
        "unsaid": "Those of them that say nothing yet.",
        "posted": "The update itself, where it is posted already.",
    },
    "Person": {"cover": "Who stands in while they are away.", "for": "Of an agent: whom it acts for."},
    "Me": {"scopes": "What the token may; null where nobody needs one.", "zone": "In which the caller's days begin."},
    "Confidence": {
        "matters": "Week by week the value of each matter, from 1 to 5; null where nobody said any.",
        "said": "In whose words.",
    },
    "Blocker": {"said": "What blocks, in the words of whoever said it.", "owed": "What is owed on it first."},
    "Several": {"settled": "The newest of those that are done.", "more": "Whether more are done than are told."},
    "Moment": {
        "until": "At work until then; null while they are not.",
        "back": "Back then; null while they are at work.",
    },
    "TheirDay": {"absence": "Days off that touch this day."},
    "HandbookPage": {"fresh": "fresh, soon or stale, by its review.", "days": "Until its review; below 0 after it."},
}
