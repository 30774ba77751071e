"""Lists of records: what is open, what was found, what happened to one."""

from collections.abc import Iterator, Sequence

from tacit.cli.output import Json
from tacit.cli.page import Line, Page, Style, Words, joined, line
from tacit.text.moments import Clock


def listing(found: Json, clock: Clock, again: str) -> Page:
    """`again` is the command line that goes on where this page ends."""
    records: Sequence[Json] = found["records"]
    if not records:
        return (
            Page()
            .say("Nothing is open here.")
            .say(("tacit list --all", "command"), (" shows what is done, too.", "dim"))
        )
    page = Page().table([_row(record, clock) for record in records], ("record", "status", "due", "title"), grows=3)
    if found["next"]:
        page.gap().say(("There is more: ", "dim")).command(f"{again} --cursor {found['next']}", indent=2)
    return page


def _row(record: Json, clock: Clock) -> tuple[Line, ...]:
    broken = record.get("broken")
    title = f"line {broken['line']}: {broken['message']}" if broken else record["title"]
    due = clock.until(record["due"]) if record["due"] else ("", "")
    return line((record["id"], "id")), line((record["status"], status_style(record["status"]))), line(due), line(title)


def status_style(status: str) -> Style:
    return "late" if status == "broken" else ""


def history(found: Json, clock: Clock) -> Page:
    return Page().table([_act(act, clock) for act in found["acts"]], grows=2)


def _act(act: Json, clock: Clock) -> tuple[Line, ...]:
    irregular = act.get("irregular")
    course = f"{act['from']} → {act['to']}" if act.get("from") and act["from"] != act["to"] else act.get("to") or ""
    what: Words = ("irregular", "late") if irregular else (act["act"] or "change", "title")
    told = joined(what, course, ("by hand", "dim") if act.get("by_hand") else "", (irregular or "", "warn"))
    return line((clock.wall(act["at"]), "dim")), line(act["person"]), told


def search(found: Json, text: str) -> Page:
    hits: Sequence[Json] = found["hits"]
    if not hits:
        beginning = f"{text.split()[-1].rstrip('*')}*" if text.split() else "auth*"
        page = Page().say(f"Nothing says “{text}”.")
        return page.say(("Words are searched whole: ", "dim"), (beginning, "command"), (" is how one begins.", "dim"))
    page = Page()
    for number, hit in enumerate(hits):
        if number:
            page.gap()
        page.say((hit["id"], "id"), (f"  {hit['section']}" if hit["section"] else "", "dim"))
        page.say(*_lit(" ".join(hit["snippet"].split()), text.split()), indent=2)
    return page


def _lit(snippet: str, words: Sequence[str]) -> Iterator[Words]:
    """The snippet with the words that were searched for set apart."""
    wanted = sorted((word.casefold() for word in words if word), key=len, reverse=True)
    folded, at, plain = snippet.casefold(), 0, 0
    same_length = len(folded) == len(snippet)
    while same_length and at < len(snippet):
        here = next((word for word in wanted if folded.startswith(word, at)), None)
        if here is None:
            at += 1
            continue
        yield snippet[plain:at], ""
        yield snippet[at : at + len(here)], "found"
        at = plain = at + len(here)
    yield snippet[plain:], ""
