"""The handbook: what people rely on, with who looks after it and until when it counts as looked after; and for every
passage why it says what it says."""

from tacit.errors import TacitError
from tacit.web.answers import Answer, page, status_of
from tacit.web.visit import Visit
from tacit.work.handbook import handbook, protocol_of
from tacit.work.why import why as reasons


def pages(visit: Visit) -> Answer:
    alike = visit.query.get("alike") == "yes"
    return page(visit, "handbook.html", found=handbook(visit.ws, alike=alike), protocol=protocol_of(visit.ws))


def why(visit: Visit) -> Answer:
    """Without a passage, the form that asks for one."""
    at = visit.query.get("at", "").strip()
    if not at:
        return page(visit, "why.html", at="", found=None, error=None)
    try:
        return page(visit, "why.html", at=at, found=reasons(visit.ws, at), error=None)
    except TacitError as wrong:
        return page(visit, "why.html", status_of(wrong), at=at, found=None, error=wrong)
