"""What the pages of some kinds show besides the record's text: of a goal its milestones, of a team its day.

A panel is a function of the visit and of the record as `ask.show` tells it, and answers with its template and what that
wants. Whatever it shows it asks use cases for.
"""

from collections.abc import Mapping

# By kind: `module:function` below `tacit.web.panels`. A kind without one has the plain page.
PANELS: Mapping[str, str] = {
    "brainstorm": "panels.brainstorm:panel",
    "document": "panels.document:panel",
    "goal": "panels.goal:panel",
    "meeting": "panels.meeting:panel",
    "person": "panels.person:panel",
    "team": "panels.team:panel",
}

# Those that show what no commit tells, or what goes to one visit alone: they are written anew for each.
LIVE = frozenset(("brainstorm",))

# Those that tell by themselves what names the record.
LINKED = frozenset(("goal",))
