"""A page that people rely on: who looks after it, until when it counts as fresh, and why it says what it says."""

from collections.abc import Mapping
from typing import Any

from tacit.rules.calendar import day_of
from tacit.web.visit import Visit
from tacit.work.handbook import freshness

Json = Mapping[str, Any]


def panel(visit: Visit, shown: Json) -> tuple[str, Json]:
    protocol = visit.here.protocols[shown["kind"]]
    today = day_of(visit.now, visit.here.settings.hours.zone)
    final = shown["status"] in protocol.final
    return "panels/document.html", {
        "page_owner": shown["fields"].get("owner"),
        "review_by": shown["fields"].get("review_by"),
        "fresh": freshness(shown["fields"].get("review_by"), today, final),
        "passages": [one["heading"] for one in shown["sections"] if one["filled"]],
    }
