"""Markdown as safe HTML: what people wrote, with links to records and people, and nothing that could run.

Three walls, each of which would do alone: HTML in the text is text, the addresses of links are looked at one by one,
and nh3 lets through only what is named here. The page's own policy forbids scripts besides.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING
from unicodedata import normalize

from markupsafe import Markup, escape

from tacit.web.linking import Links, Target

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from nh3 import Cleaner

LARGEST = 200_000  # signs; nobody reads more at once, and what is larger is shown as it stands
MOST_BRACKETS = 5_000  # so is what has more of them: each is looked for its end
_KEPT = 4096  # texts
_KEPT_SIGNS = 32_000_000

# What a page shows otherwise than it stands there: controls, and signs that turn the direction of what follows.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb\U000e0001]"
)

_PLAIN = (
    *("p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s", "span", "ul", "li", "label", "input"),
    *("table", "thead", "tbody", "tr", "td"),
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "div": {"role", "tabindex", "aria-label"},
    "th": {"scope"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_CLASSES = {"li": {"task"}, "span": {"nowhere"}, "div": {"wide"}, "td": {"right", "center"}, "th": {"right", "center"}}


@dataclass(slots=True)
class _Page:
    """A text as it was rendered, and all that it hangs on besides."""

    html: Markup
    asked: dict[str, Target | None]
    state: str


@dataclass(slots=True)
class _Pages:
    """Texts as they were rendered, the last used ones."""

    kept: "OrderedDict[bytes, _Page]" = field(default_factory=OrderedDict)
    signs: int = 0
    lock: Lock = field(default_factory=Lock)

    def find(self, key: bytes, links: Links) -> Markup | None:
        with self.lock:
            page = self.kept.get(key)
            if page is None:
                return None
            self.kept.move_to_end(key)
        if page.asked and not (links.state and links.state == page.state):
            if any(links.resolve(target) != answer for target, answer in page.asked.items()):
                return None
            page.state = links.state
        return page.html

    def keep(self, key: bytes, page: _Page) -> None:
        with self.lock:
            old = self.kept.pop(key, None)
            self.signs += len(page.html) - (len(old.html) if old else 0)
            self.kept[key] = page
            while len(self.kept) > _KEPT or self.signs > _KEPT_SIGNS:
                self.signs -= len(self.kept.popitem(last=False)[1].html)


@lru_cache(maxsize=1)
def _pages() -> _Pages:
    return _Pages()


def render(text: str, links: Links | None = None, *, offset: int = 1, anchors: str = "") -> Markup:
    """The text as HTML. Headings stand below `offset` others, those of the page, and leave no level out, whatever they
    say; with `anchors` they have ids that begin with it, and links within the text lead to them."""
    links = links or Links()
    pages = _pages()
    said = f"{offset}\0{anchors}\0{links.folder}\0{text}"
    key = blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    found = pages.find(key, links)
    if found is None:
        page = _render(text, links, offset, anchors)
        pages.keep(key, page)
        found = page.html
    return found


def _render(text: str, links: Links, offset: int, anchors: str) -> _Page:
    from tacit.web.weaving import Asking

    if len(text) > LARGEST or text.count("[") > MOST_BRACKETS:
        return _Page(Markup("<pre>{}</pre>").format(visible(text)), {}, links.state)
    asking = Asking(links.resolve, links.folder, offset, anchors)
    html = visible(_parser().render(text, {"asking": asking}))
    # What was looked up is checked like everything else: only our own pages and places in this one are near.
    return _Page(Markup(_cleaner().clean(html)), asking.asked, links.state)  # noqa: S704


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from tacit.web.weaving import parser

    return parser()


@lru_cache(maxsize=1)
def _cleaner() -> "Cleaner":
    from nh3 import Cleaner

    return Cleaner(
        tags={*_PLAIN, *_ATTRIBUTES},
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        tag_attribute_values={"input": {"checked": {"", "checked"}}},
        set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        url_relative=_near,
        link_rel="nofollow noopener noreferrer",
    )


def _near(url: str) -> str | None:
    """The address if it leads into this application: `/…`, never `//…`, or to a place of the page."""
    return url if url[:1] == "#" or (url[:1] == "/" and url[1:2] not in ("/", "\\")) else None


def visible(text: str) -> str:
    """The text with a mark in place of each sign that is not seen but changes what is: for names and titles too."""
    return _UNSEEN.sub("\ufffd", text)


def marked(snippet: str, words: Sequence[str]) -> Markup:
    """The snippet with what was searched for set apart: beginnings of words, whatever their case and accents."""
    snippet = visible(snippet)
    wanted = sorted({_folded(word) for word in words if word}, key=len, reverse=True)
    if not wanted:
        return escape(snippet)
    every = "|".join(re.escape(word) if _joined(word) else rf"(?<![^\W_]){re.escape(word)}" for word in wanted)
    found, at = Markup(), 0
    for hit in re.finditer(every, _folded(snippet)):
        found += escape(snippet[at : hit.start()]) + Markup("<mark>{}</mark>").format(snippet[slice(*hit.span())])
        at = hit.end()
    return found + escape(snippet[at:])


def _folded(text: str) -> str:
    """Without case and accents, each sign in its place."""
    return "".join(normalize("NFD", sign)[0].lower()[0] for sign in text)


def _joined(word: str) -> bool:
    """Whether the word is of a script that puts no space between words."""
    return "\u0e00" <= word[0] <= "\u109f" or "\u1780" <= word[0] <= "\u17ff" or "\u3040" <= word[0] <= "\uffdc"
