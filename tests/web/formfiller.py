"""Forms of pages, filled in and sent as a browser without scripts does it; and what in a page could run."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx2

_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
Attributes = dict[str, str | None]


@dataclass
class Control:
    name: str
    type: str
    value: str = ""
    checked: bool = False
    options: list[str] = field(default_factory=list)

    @property
    def sent(self) -> bool:
        return bool(self.name) and (self.checked if self.type in ("checkbox", "radio") else self.type != "submit")


@dataclass
class Form:
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)
    attributes: Attributes = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(one.name for one in self.controls if one.name))

    def control(self, name: str) -> Control:
        return next(one for one in self.controls if one.name == name and one.type != "hidden")

    def put(self, name: str, value: str | list[str]) -> "Form":
        """Types into the first place of this name, chooses there, or ticks the boxes of these values."""
        boxes = [one for one in self.controls if one.name == name and one.type == "checkbox"]
        for box in boxes:
            box.checked = box.value in value
        if not boxes:
            assert isinstance(value, str)
            control = self.control(name)
            assert control.type != "select" or value in control.options, (name, value, control.options)
            control.value = value
        return self

    def pairs(self, pressed: dict[str, str] | None = None) -> list[tuple[str, str]]:
        return [*((one.name, one.value) for one in self.controls if one.sent), *(pressed or {}).items()]

    def send(self, browser: httpx2.Client, **pressed: str) -> httpx2.Response:
        content = httpx2.QueryParams(self.pairs(pressed))
        origin = str(browser.base_url).rstrip("/")
        headers = {"content-type": "application/x-www-form-urlencoded", "origin": origin}
        return browser.request(self.method, self.action, content=str(content), headers=headers)


class Page(HTMLParser):
    """What a page holds: its forms, its elements with their attributes, its text."""

    def __init__(self, answer: httpx2.Response) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.elements: list[tuple[str, Attributes]] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._area: Control | None = None
        self._select: Control | None = None
        self.feed(answer.text)

    def form(self, ending: str) -> Form:
        found = [one for one in self.forms if one.action.endswith(ending)]
        assert found, (ending, [one.action for one in self.forms])
        return found[0]

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    @property
    def runs(self) -> list[str]:
        """Everything that a browser would run, but for our own modules."""
        found = []
        for tag, attributes in self.elements:
            own = tag == "script" and (attributes.get("src") or "").startswith("/static/")
            if (tag in ("script", "iframe", "object", "embed", "base", "math") and not own) or tag == "style":
                found.append(f"<{tag}>")
            for name, value in attributes.items():
                far = (
                    (value or "").replace("\t", "").strip().casefold().startswith(("javascript:", "data:", "vbscript:"))
                )
                if name.startswith("on") or name in ("style", "srcdoc") or (name in ("href", "src", "action") and far):
                    found.append(f"{tag} {name}={value}")
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        get: Any = lambda name: attributes.get(name) or ""  # noqa: E731
        if tag == "form":
            self._form = Form(get("action"), get("method") or "get", attributes=attributes)
            self.forms.append(self._form)
        elif self._form is not None and tag == "input":
            type_ = get("type") or "text"
            self._form.controls.append(Control(get("name"), type_, get("value"), "checked" in attributes))
        elif self._form is not None and tag == "textarea":
            self._area = Control(get("name"), "textarea")
            self._form.controls.append(self._area)
        elif self._form is not None and tag == "select":
            self._select = Control(get("name"), "select")
            self._form.controls.append(self._select)
        elif tag == "option" and self._select is not None:
            if "selected" in attributes or not self._select.options:
                self._select.value = get("value")
            self._select.options.append(get("value"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data
        elif self._select is None:
            self.words.append(data)
