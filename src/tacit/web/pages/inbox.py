"""What one owes, nearest first, and what others owe; nothing else."""

from tacit.text.moments import SHELVES
from tacit.web.answers import Answer, page
from tacit.web.visit import Visit
from tacit.work import ask


def inbox(visit: Visit) -> Answer:
    owed = ask.inbox(visit.ws, visit.person)["promises"]
    waiting = ask.inbox(visit.ws, owed_to=visit.person)["promises"] if visit.person else []
    shelves = [(name, [one for one in owed if visit.clock.shelf(one["due"], one["late"]) == name]) for name in SHELVES]
    return page(visit, "inbox.html", shelves=[(name, found) for name, found in shelves if found], waiting=waiting)
