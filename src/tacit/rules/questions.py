"""What a text asks: one thread holds one question, for two cannot be settled apart from each other.

Counted are sentences that end in a question mark, and list items that hold one. A false alarm annoys more than a miss
harms, so what only sounds like a question is left out: code, quotations, links, what stands in parentheses, lists of
options, a bare "Why?", a question that its own next sentence answers, and one that only carries the one before it on
("Or HMAC?", "If so, since when?").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

ASKING = "?？؟՞፧"

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_UNSAID = re.compile(
    r"<!--.*?(?:-->|\Z)"  # comments
    r"|(?P<tick>`+)[^`].*?(?P=tick)"  # code
    r"|(?<=\])\([^()\n]*\)"  # targets of links
    r"|<?\bhttps?://[^\s>]+>?"
    r"|[“„«][^“”„«»\n]*[”“»]|(?<![^\s(])\"[^\"\n]*\""  # quotations
    r"|\([^()]*\)|（[^（）]*）",
    re.DOTALL,
)
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|[0-9]{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_HEADING = re.compile(r"#{1,6}[ \t]")
_OPTION = re.compile(r"[*_\s]*(?:option|alternative|variante?|opci[oó]n|опция|选项|方案)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]+(?=[\s\"'’”»)\]*_]|$)|[。！？؟՞፧]+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|etc|cf|vs|approx|no|nr|dr|mr|ms|st|z\.b|d\.h|bzw|ca|p\.ex|\w)$", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_CARRIES_ON = re.compile(
    r"(?:or|oder|ou|o|или|if (?:so|yes|not|no)|falls (?:ja|nein)|wenn (?:ja|nein|nicht)|si (?:oui|non|sí|no))\b"
    r"|或者|还是",
    re.IGNORECASE,
)
_ANSWERS = re.compile(r"(?:because|since|weil|denn|parce que|car|porque|потому)\b|因为|なぜなら", re.IGNORECASE)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SHORTEST = 2  # words; in scripts without spaces, that many letters


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading or an item of a list."""

    text: str
    is_item: bool


def questions(text: str) -> tuple[str, ...]:
    """Each thing that the text asks, in its own words."""
    found: dict[str, str] = {}
    for block in _blocks(text):
        asked = _asked(block)
        for question in asked[:1] if block.is_item else asked:
            found.setdefault(" ".join(_WORD.findall(question.casefold())), question)
    return tuple(found.values())


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; an item of a list is one at least."""
    return tuple(sentence for block in _blocks(text) for sentence in _sentences(block.text))


def _asked(block: Block) -> list[str]:
    if _OPTION.match(block.text):
        return []
    said = _sentences(block.text)
    asked: list[str] = []
    for position, sentence in enumerate(said):
        after = said[position + 1] if position + 1 < len(said) else ""
        if not _asks(sentence) or _is_short(sentence) or _ANSWERS.match(after):
            continue
        if not (position and _asks(said[position - 1]) and _CARRIES_ON.match(sentence)):
            asked.append(sentence)
    return asked


def _asks(sentence: str) -> bool:
    return any(mark in ASKING for mark in sentence[-4:])


def _is_short(sentence: str) -> bool:
    """`Why?`, `So what?`, `HMAC?`: too short to be a question of its own."""
    if _WIDE.search(sentence):
        return len(sentence.strip()) <= _SHORTEST
    return len(_WORD.findall(sentence)) < _SHORTEST


def _blocks(text: str) -> Iterator[Block]:
    text = _UNSAID.sub(lambda unsaid: " code " if unsaid["tick"] else " ", _FENCE.sub("\n", text))
    lines: list[str] = []
    is_item = False
    for line in (*text.split("\n"), ""):
        item = _ITEM.match(line)
        bare = line.strip()
        starts = bool(item) or not bare or bare[0] in "|>" or bool(_HEADING.match(bare))
        if starts and lines:
            yield Block(" ".join(lines), is_item)
            lines = []
        if not bare or bare[0] in "|>":  # tables and quotations
            is_item = False
        elif item:
            lines, is_item = [line[item.end() :].strip()], True
        elif _HEADING.match(bare):
            yield Block(bare.lstrip("#").strip(), False)
            is_item = False
        else:
            lines.append(bare)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if end[0] == "." and _ABBREVIATION.search(text, start, end.start()):
            continue
        found.append(text[start : end.end()])
        start = end.end()
    found.append(text[start:])
    return [sentence for each in found if _WORD.search(sentence := each.strip(" \t\"'’”»)]*_"))]
