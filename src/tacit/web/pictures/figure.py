"""What every picture is made of: elements, a frame that says in words what is seen, and a table with the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from markupsafe import Markup, escape

from tacit.web.markdown import visible

BOLD = 1.12  # how much wider than others such letters are
PHONE = 240  # pixels that the smallest screen leaves for what is drawn in per cent, beside names
_NUMBERS = (int, float)
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|! ()[]"), frozenset("mwMW@%…—")


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def element(name: str, /, *inner: str, **attributes: str | float | None) -> Markup:
    """An element of SVG or HTML. Text and attributes are escaped; `class_` is `class`, and `_` within a name is `-`."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, _NUMBERS) else escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    text = "".join(each if isinstance(each, Markup) else escape(visible(each)) for each in inner)
    return Markup(f"<{name}{written}>{text}</{name}>")  # noqa: S704


def number(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def share(part: float) -> str:
    """A part of the whole as per cent."""
    return f"{number(part * 100)}%"


def rule(x: str, top: float, bottom: float, class_: str) -> Markup:
    """An upright line."""
    return element("line", x1=x, x2=x, y1=top, y2=bottom, class_=class_)


def figure(
    class_: str,
    title: str,
    told: str,
    drawn: Iterable[Markup],
    table: Table,
    *,
    height: float,
    width: float | None = None,
    caption: str = "",
) -> Markup:
    """The picture as it stands on a page. `told` says what is seen, for those who do not see it. Pictures of one
    `width` become smaller where there is less room; all others are as wide as there is."""
    size: dict[str, str | float | None] = {"width": "100%", "height": height}
    if width is not None:
        size = {"width": width, "height": height, "viewBox": f"0 0 {number(width)} {number(height)}"}
    words = f"{title}. {told}" if told else title
    image = element("svg", *drawn, role="img", aria_label=visible(words), focusable="false", **size)
    under = element("figcaption", caption) if caption else Markup("")
    return element("figure", image, under, behind(title, table), class_=f"picture {class_}")


def behind(title: str, table: Table) -> Markup:
    """The table with what the picture shows."""
    head = element("tr", *(element("th", name, scope="col") for name in table.head))
    rows = (
        element("tr", element("th", row[0], scope="row"), *(element("td", cell) for cell in row[1:]))
        for row in table.rows
    )
    inner = element("table", element("caption", title), element("thead", head), element("tbody", *rows))
    return element("details", element("summary", "As a table"), inner)


def width(text: str, size: float = 12) -> float:
    """How many pixels the text takes in the widest of the fonts that a page may have."""
    return size * sum(_sign(sign) for sign in text)


def _sign(sign: str) -> float:
    if sign in _NARROW:
        return 0.38
    if sign in _WIDE:
        return 0.9
    if east_asian_width(sign) in "WF":
        return 1.05
    return 0.72 if sign.isupper() else 0.61


def cut(text: str, room: float, size: float = 12) -> str:
    """The text, or as much of it as has room."""
    if width(text, size) <= room:
        return text
    while text and width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"
