"""Where a message goes: the channel, who sees it, by when it is answered, what to type, and whether it is a thread."""

from tacit.cli.output import Json
from tacit.cli.page import Page, joined
from tacit.text.moments import Clock

_MENTIONS = {
    "@channel": "@channel: urgent, everybody is interrupted",
    "@here": "@here: important, for whoever is there",
    "@person": "@mention whoever is to act, and nobody else",
}


def routed(found: Json, clock: Clock) -> Page:
    page = Page().say((found["type"], "title"), " → ", (found["channel"], "title"), hang=2)
    due = found["due"]
    answered = f"{found['within']} ({clock.wall(due)})" if due else found["within"]
    mention = _MENTIONS.get(found["mention"], "")
    for name, said in (("for", found["audience"]), ("answered", answered), ("mention", mention)):
        if said:
            page.say((f"{name:<9} ", "dim"), said, indent=2, hang=10)
    thread = found["thread"]
    page.say(("thread    ", "dim"), f"{'yes' if thread['open'] else 'no'}: {thread['why']}", indent=2, hang=10)
    if found["command"]:
        page.gap().command(found["command"], indent=2)
    if found["escalation"]:
        page.heading("If nobody answers")
        for number, step in enumerate(found["escalation"], 1):
            answers = "at once" if step["answer"].startswith("0 ") else f"within {step['answer']}"
            said = f"{', '.join(step['who'])}: answers {answers}, decides within {step['decide']}"
            page.say((f"{number}. ", "dim"), said, indent=2, hang=3)
    if found["others"]:
        page.gap().say(
            ("Or: ", "dim"), ", ".join(f"{one['type']} ({one['channel']})" for one in found["others"]), hang=4
        )
    return page


def table(found: Json) -> Page:
    page = Page()
    for number, one in enumerate(found["channels"]):
        if number:
            page.gap()
        page.say((one["type"], "title"), " → ", one["channel"], hang=2)
        if one["use"]:
            page.say(one["use"], indent=2)
        source = f"as {one['from']} says" if one["from"] != "built in" else ""
        page.say(*joined((one["audience"], "dim"), (one["within"], "dim"), (source, "dim")), indent=2)
    return page
