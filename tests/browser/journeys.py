"""What people do at a page, in their words: fill in what is called so, press what is called so, read what is said."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect
from teams import Team
from windows import Window

Fills = Mapping[str, Any]
SEVERAL_WAYS = ({"scripts": True}, {"scripts": False})  # of making a journey


def labelled(name: str) -> "re.Pattern[str]":
    """What begins so; a mark that it is needed may follow."""
    return re.compile(rf"^\s*{re.escape(name)}\b", re.IGNORECASE)


def spoken(act: str) -> str:
    return act[:1].upper() + act[1:].replace("-", " ").replace("_", " ")


class Person:
    """Somebody at a browser."""

    def __init__(self, team: Team, name: str | None, **how: Any) -> None:
        self.team = team
        self.name = name
        self.window: Window = team.comes(name, **how)

    @property
    def page(self) -> Page:
        return self.window.page

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def listens(self) -> None:
        """The scripts of a page that was come to by a link are there."""
        expect(self.page.locator("html[data-ready]")).to_be_attached()

    def goes(self, path: str) -> "Person":
        self.window.go(path)
        return self

    def opens(self, title: str) -> None:
        """From the inbox."""
        self.goes("/")
        self.main.get_by_role("link", name=title, exact=True).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def makes(self, kind: str, fills: Fills, press: str) -> str:
        """A new record by its form; its id."""
        self.goes(f"/new/{kind}")
        form = self.page.locator("main form.act")
        self.fills(form, fills)
        self.presses(form, press)
        self.is_told_done()
        return self.window.path.partition("?")[0].rpartition("/")[2]

    def does(self, act: str, fills: Fills | None = None) -> None:
        """An act on the record that is open; the page says that it is done."""
        self.begins(act)
        if fills is not None:
            form = self.form_of(act)
            self.fills(form, fills)
            self.presses(form, spoken(act))
        self.is_told_done(act)

    def is_told_done(self, act: str = "") -> None:
        """Or why not."""
        ends = f'$="/{act}"' if act else ""
        told = self.page.locator(f"main [data-done{ends}], main .problem").first
        expect(told).to_contain_text("done", ignore_case=True)

    def begins(self, act: str) -> None:
        name = spoken(act)
        link = self.main.get_by_role("link", name=f"{name} …", exact=True)
        button = self.main.get_by_role("button", name=name, exact=True)
        link.or_(button).first.click()

    def form_of(self, act: str) -> Locator:
        """In place where scripts run, else on its own page."""
        form = self.page.locator(f'form[data-act][action$="/{act}"]')
        expect(form).to_be_visible()
        return form

    def presses(self, form: Locator, name: str) -> None:
        form.get_by_role("button", name=name, exact=True).click()

    def fills(self, form: Locator, fills: Fills) -> None:
        for label, value in fills.items():
            if isinstance(value, list):
                group = form.get_by_role("group", name=labelled(label))
                for each in value:
                    group.get_by_role("checkbox", name=labelled(each)).check()
            else:
                self._fills_one(form, label, value)

    def _fills_one(self, form: Locator, label: str, value: str | bool) -> None:
        place = form.get_by_label(labelled(label)).first
        if not place.is_visible():
            form.get_by_text("More that may be said").click()
        if isinstance(value, bool):
            place.set_checked(value)
        elif place.evaluate("each => each.tagName") == "SELECT":
            place.select_option(label=value)
        else:
            place.fill(value)

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text, use_inner_text=True)

    def sees_state(self, state: str) -> None:
        expect(self.main.locator(".eyebrow .status")).to_have_text(state)

    def sees_not(self, text: str) -> None:
        expect(self.page.get_by_text(text)).to_have_count(0)
