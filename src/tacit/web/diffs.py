"""What changed between two versions of a record, as HTML: for those who see it, and for those who have it read out."""

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from markupsafe import Markup, escape

from tacit.insight.differences import Difference, FieldChange, Hunk, Line, SectionChange, Side
from tacit.web.markdown import visible

_SAID = {"in": "Added: ", "out": "Removed: "}
_TAGS = {"in": "ins", "out": "del"}


def show(difference: Difference, level: int = 3) -> Markup:
    """The difference as HTML. What went and what came is said to those who do not see it; `level` is of headings."""
    blocks = [_fields(difference.fields)] if difference.fields else []
    blocks += [_section(section, level) for section in difference.sections]
    return Markup('<div class="diff">{}</div>').format(Markup("\n").join(blocks))


def _fields(changes: Sequence[FieldChange]) -> Markup:
    rows = (
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(visible(each.name), _became(each.old, each.new))
        for each in changes
    )
    return Markup('<dl class="fields">{}</dl>').format(Markup("").join(rows))


def _became(old: str, new: str) -> Markup:
    if not (old and new):
        return _tagged("out", old) if old else _tagged("in", new)
    arrow = Markup(' <span class="to" aria-hidden="true">→</span> ')
    return _tagged("out", old, "from ") + arrow + _tagged("in", new, "to ")


def _section(section: SectionChange, level: int) -> Markup:
    name = _became(section.was, section.heading) if section.was != section.heading else escape(visible(section.heading))
    heading = Markup("<h{0}>{1}</h{0}>").format(level, name) if section.heading or section.was else Markup("")
    hunks = (Markup('<div class="hunk">{}</div>').format(_hunk(hunk)) for hunk in section.hunks)
    return Markup("<section>{}{}</section>").format(heading, Markup('<p class="gap">…</p>').join(hunks))


def _hunk(hunk: Hunk) -> Markup:
    """Lines that came or went together are told as such once."""
    found = Markup("")
    for side, lines in groupby(hunk.lines, _side):
        if side is None:
            found += Markup("").join(Markup("<p>{}</p>").format(_line(line)) for line in lines if _text(line).strip())
        else:
            text = "".join(_text(line) for line in lines).strip("\n")
            shown = _tagged(side, text) if text.strip() else Markup("")
            found += Markup('<p class="{}">{}</p>').format(side, shown) if shown else Markup("")
    return found


def _side(line: Line) -> Literal["out", "in"] | None:
    side = line[0].side
    return side if len(line) == 1 and side != "same" else None


def _text(line: Line) -> str:
    return "".join(run.text for run in line)


def _line(line: Line) -> Markup:
    runs = (_tagged(run.side, run.text) if run.side != "same" else escape(visible(run.text)) for run in line)
    return Markup("").join(runs)


def _tagged(side: Side, text: str, said: str = "") -> Markup:
    tag, spoken = _TAGS[side], said or _SAID[side]
    return Markup('<{0}><span class="hidden">{1}</span>{2}</{0}>').format(tag, spoken, visible(text))
