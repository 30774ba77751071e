"""What the page of some kinds shows besides the record's text: a goal its milestones, a team its day, a meeting its hours.

A panel is a function of the visit and of the record as `ask.show` tells it, and answers with its template and what that
wants. Whatever it shows it asks use cases for.
"""

from collections.abc import Mapping

# By kind: `module:function` below `tacit.web.panels`. A kind without one has the plain page.
PANELS: Mapping[str, str] = {}
