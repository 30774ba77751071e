"""How Markdown is read for a page: links that lead to records, lists that can be ticked, tables that scroll.

What Markdown itself says is left to markdown-it; this goes through its tokens once and changes those that lead
somewhere or that a page needs otherwise.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from tacit.text.links import target, unescape
from tacit.text.slugs import slug
from tacit.web.linking import Target

if TYPE_CHECKING:
    from markdown_it.renderer import RendererProtocol
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.utils import EnvType, OptionsDict


_NESTED = 60  # what is deeper is left out of the page
_OF_ADDRESSES = "!#$%&'(*+,/:;=?@[]~" + ")"  # signs that stand in an address as they are
_AWAY = re.compile(r"https?://[^/]|mailto:.", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]{2}")
_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_RECORD = r"\d{4}-\d{2}-\d{2}-\d{3,}(?:-[^\W_]+)*"
_PATH = r"(?:[\w.-]+/)+[\w.-]+\.md"
_NAMED = re.compile(rf"{_RECORD}|{_PATH}")
# In running text; what may stand before them keeps an address or a longer name from being cut.
_FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"`]+)"
    r"|(?<![\w.@/-])(?P<person>@[^\W_](?:[\w-]*[^\W_])?)"
    rf"|(?<![\w./-])(?P<record>{_PATH}|{_RECORD})(?![\w/-])",
    re.IGNORECASE,
)
_BEHIND = ".,;:!?'\"*_~…”’»"
_ALIGNED = {"text-align:right": "right", "text-align:center": "center"}


@dataclass(slots=True)
class Asking:
    """What a text is rendered with, and what it asked on the way."""

    resolve: Callable[[str], Target | None]
    folder: str
    offset: int
    anchors: str
    asked: dict[str, Target | None] = field(default_factory=dict)
    endless: str = ""  # a paragraph in which no comment ends any more

    def find(self, wanted: str) -> Target | None:
        if wanted not in self.asked:
            self.asked[wanted] = self.resolve(wanted)
        return self.asked[wanted]

    def file(self, href: str) -> str:
        """The path from the root of the workspace that a relative link means; nothing where it leads out of there."""
        path = unescape(href.partition("#")[0].partition("?")[0])
        return target(path, self.folder) or ""


def parser() -> MarkdownIt:
    """CommonMark without HTML, with tables, struck text and what this module adds. It is made once for all threads."""
    made = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False, "maxNesting": _NESTED})
    made.enable(["table", "strikethrough"])
    made.block.ruler.before("paragraph", "hidden", _hidden_lines, {"alt": ["paragraph", "reference", "blockquote"]})
    made.inline.ruler.before("autolink", "hidden", _hidden)
    made.core.ruler.push("weave", _weave)
    for name, rule in (("task", _task), ("nowhere_open", _nowhere), ("nowhere_close", _path_behind)):
        made.add_render_rule(name, rule)
    for name, written in _WRITTEN.items():
        made.add_render_rule(name, _writes(written))
    # The rules are sorted out with the first text: not by two threads at once.
    made.render("*x*", {"asking": Asking(lambda _: None, "", 0, "")})
    return made


# -- what is not shown: comments, as every other reader of Markdown hides them


def _hidden_lines(state: "StateBlock", first: int, last: int, silent: bool) -> bool:
    begins = state.bMarks[first] + state.tShift[first]
    if not state.src.startswith("<!--", begins) or state.is_code_block(first):
        return False
    ends = state.src.find("-->", begins + 4)
    if ends < 0:
        return False
    for line in range(first, last):
        if ends < state.eMarks[line]:
            if state.src[ends + 3 : state.eMarks[line]].strip():
                return False
            state.line = first if silent else line + 1
            return True
    return False


def _hidden(state: "StateInline", silent: bool) -> bool:  # noqa: ARG001
    asking: Asking = state.env["asking"]
    if not state.src.startswith("<!--", state.pos) or asking.endless == state.src:
        return False
    ends = state.src.find("-->", state.pos + 4)
    if ends < 0:
        asking.endless = state.src
        return False
    state.pos = ends + 3
    return True


# -- one way through all that was read


def _weave(state: "StateCore") -> None:
    asking: Asking = state.env["asking"]
    seen: dict[str, int] = {}
    above: list[int] = []  # the levels of the headings that one stands under, as they were written
    tokens = state.tokens
    for at, token in enumerate(tokens):
        if token.type == "inline":
            token.children = list(_linked(token.children or (), asking))
            _tick(tokens, at)
        elif token.type in ("heading_open", "heading_close"):
            if token.nesting > 0:
                above = [*(level for level in above if level < int(token.tag[1])), int(token.tag[1])]
            token.tag = f"h{min(max(len(above) + asking.offset, 2), 6)}"
            if asking.anchors and token.nesting > 0:
                token.attrSet("id", _anchor(tokens[at + 1].content, asking.anchors, seen))
        elif token.type in ("th_open", "td_open"):
            _align(tokens, at)


def _anchor(heading: str, prefix: str, seen: dict[str, int]) -> str:
    name = slug(heading)
    seen[name] = seen.get(name, 0) + 1
    return f"{prefix}{name}" if seen[name] == 1 else f"{prefix}{name}-{seen[name]}"


def _align(tokens: Sequence[Token], at: int) -> None:
    """Alignment as a class, for the page lets no style stand in an element; an empty head is no head of anything."""
    token = tokens[at]
    class_ = _ALIGNED.get(str(token.attrs.pop("style", "")))
    if class_:
        token.attrSet("class", class_)
    if token.tag == "th":
        if tokens[at + 1].content.strip():
            token.attrSet("scope", "col")
        else:
            token.tag = tokens[at + 2].tag = "td"


def _tick(tokens: Sequence[Token], at: int) -> None:
    """An item that begins with `[ ]` or `[x]` has a box and its label."""
    children = tokens[at].children
    if at < 2 or tokens[at - 2].type != "list_item_open" or not children or children[0].type != "text":
        return
    box = _TASK.match(children[0].content)
    if box is None:
        return
    tokens[at - 2].attrSet("class", "task")
    children[0].content = children[0].content[box.end() :]
    ticked = Token("task", "", 0, meta={"ticked": box[1] != " "})
    tokens[at].children = [ticked, *children, Token("label_close", "", 0)]


# -- links


def _linked(children: Iterable[Token], asking: Asking) -> Iterator[Token]:
    """The same with every link leading where it may, and with links where a text names something."""
    closing: list[Token | None] = []
    for token in children:
        if token.type == "link_open":
            opening, closed = _opened(token, asking)
            closing.append(closed)
            yield from (opening,) if opening else ()
        elif token.type == "link_close":
            last = closing.pop()
            yield from (last,) if last else ()
        elif token.type == "image":
            yield from _image(token, asking, bool(closing))
        elif closing:
            yield token
        elif token.type == "text":
            yield from _named(token.content, asking)
        elif token.type == "code_inline" and _NAMED.fullmatch(token.content):
            yield from _around(token, asking.find(token.content))
        else:
            yield token


def _opened(token: Token, asking: Asking) -> tuple[Token | None, Token | None]:
    """The link as it may stand, with its end; None for what leads nowhere and says nothing."""
    href = str(token.attrs.get("href", ""))
    end = Token("link_close", "a", -1)
    if _AWAY.match(href):
        return token, end
    if _SCHEME.match(href) or not href:
        return None, None
    if href[0] == "#":
        token.attrSet("href", f"#{asking.anchors}{href[1:]}")
        return token, end
    path = asking.file(href)
    found = asking.find(path) if path else None
    if found:
        return _to(found, str(token.attrs.get("title", ""))), end
    return Token("nowhere_open", "", 0), Token("nowhere_close", "", 0, meta={"path": path})


def _to(found: Target, title: str = "") -> Token:
    token = Token("link_open", "a", 1, attrs={"href": found.url})
    if title or found.title:
        token.attrSet("title", title or found.title)
    return token


def _around(token: Token, found: Target | None) -> Iterator[Token]:
    yield from (_to(found), token, Token("link_close", "a", -1)) if found else (token,)


def _image(token: Token, asking: Asking, linked: bool) -> Iterator[Token]:
    """A picture of elsewhere is never loaded: a link says what it shows. Within a link, its text does."""
    source = str(token.attrs.get("src", ""))
    text = _text(token.content or source.rpartition("/")[2] or "picture")
    if linked:
        yield text
        return
    opening, closing = _opened(Token("link_open", "a", 1, attrs={"href": source}), asking)
    yield from (each for each in (opening, text, closing) if each)


def _named(text: str, asking: Asking) -> Iterator[Token]:
    """Addresses, people and records that stand in the text, as links."""
    at = 0
    for hit in _FOUND.finditer(text):
        written, found = _meant(hit, asking)
        if found is None:
            continue
        if hit.start() > at:
            yield _text(text[at : hit.start()])
        at = hit.start() + len(written)
        if hit["record"] and found.title:  # a record is told by its title: its name is a number and a file's
            yield from _around(_text(found.title), found._replace(title=written))
        else:
            yield from _around(_text(written), found)
    if at < len(text):
        yield _text(text[at:])


def _meant(hit: re.Match[str], asking: Asking) -> tuple[str, Target | None]:
    """What of it was meant, and where that leads."""
    if not hit["url"]:
        return hit[0], asking.find(hit[0])
    written = hit[0][: _end(hit[0])]
    if not _AWAY.match(written):
        return written, None
    return written, Target(quote(written, safe=_OF_ADDRESSES), "")


def _end(written: str) -> int:
    """Where an address ends: before what ends the sentence, and before brackets that were opened before it."""
    end = len(written)
    spare = {")": written.count(")") - written.count("("), "]": written.count("]") - written.count("[")}
    while end and (written[end - 1] in _BEHIND or spare.get(written[end - 1], 0) > 0):
        end -= 1
        if written[end] in spare:
            spare[written[end]] -= 1
    return end


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


# -- what HTML is written for it


_WRITTEN = {
    "label_close": "</label>",
    # A table may be wider than a phone, and then scrolls by itself: by keyboard too.
    "table_open": '<div class="wide" role="group" tabindex="0" aria-label="Table"><table>\n',
    "table_close": "</table></div>\n",
}

_Rule = Callable[["RendererProtocol", Sequence[Token], int, "OptionsDict", "EnvType"], str]


def _writes(html: str) -> _Rule:
    return lambda *_: html


def _task(_: "RendererProtocol", tokens: Sequence[Token], at: int, *__: object) -> str:
    return f"<label><input{' checked' if tokens[at].meta['ticked'] else ''}> "


def _nowhere(*_: object) -> str:
    return '<span class="nowhere">'


def _path_behind(_: "RendererProtocol", tokens: Sequence[Token], at: int, *__: object) -> str:
    """The path that the link has, where its text is not that already: nothing of what was written is lost."""
    path = tokens[at].meta["path"]
    before = next((token.content for token in reversed(tokens[:at]) if token.content), "")
    return "</span>" if not path or before == path else f" <code>{escapeHtml(path)}</code></span>"
