"""Pages as somebody reads them: the text of a page, section by section, under the headings that stand above it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_UNSEEN = frozenset(("script", "style", "title", "svg"))
_LINES = frozenset(("p", "li", "tr", "div", "section", "h1", "h2", "h3", "ul", "details", "summary", "figcaption"))
_CELLS = frozenset(("td", "th", "dt", "dd"))
_HEADINGS = frozenset(("h1", "h2"))


@dataclass
class Read(HTMLParser):
    """`parts` has the text under each heading; `pictures` what is said of each picture."""

    parts: dict[str, str] = field(default_factory=dict)
    pictures: list[str] = field(default_factory=list)
    _heading: list[str] | None = None
    _text: list[str] = field(default_factory=list)
    _under: str = ""
    _unseen: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    @classmethod
    def of(cls, html: str) -> "Read":
        read = cls()
        read.feed(html)
        read.close()
        read._finish()
        return read

    @property
    def text(self) -> str:
        return "\n".join(f"{heading}\n{text}" for heading, text in self.parts.items())

    def part(self, heading: str) -> str:
        return next(text for name, text in self.parts.items() if name.startswith(heading))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg" and dict(attrs).get("role") == "img":
            self.pictures.append(dict(attrs).get("aria-label") or "")
        if tag in _UNSEEN:
            self._unseen += 1
        if tag in _HEADINGS:
            self._finish()
            self._heading = []
        elif tag in _LINES:
            self._text.append("\n")
        elif tag in _CELLS:
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen -= 1
        if tag in _HEADINGS and self._heading is not None:
            self._under, self._heading = " ".join("".join(self._heading).split()), None
        elif tag in _LINES:
            self._text.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            (self._text if self._heading is None else self._heading).append(data)

    def _finish(self) -> None:
        lines = (" ".join(line.split()) for line in "".join(self._text).split("\n"))
        said = "\n".join(line for line in lines if line)
        self.parts[self._under] = "\n".join(filter(None, (self.parts.get(self._under), said)))
        self._text = []
