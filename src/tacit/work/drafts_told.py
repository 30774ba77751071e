"""Forms as JSON: for those who fill one in elsewhere than where it was made."""

from collections.abc import Mapping, Sequence
from typing import Any

from tacit.work.drafts import Blank, Form

Json = dict[str, Any]


def form_json(form: Form) -> Json:
    return {
        "title": form.title,
        "whole": form.whole,
        "fields": [_blank_json(blank) for blank in form.fields],
        "sections": [_blank_json(blank) for blank in form.sections],
    }


def _blank_json(blank: Blank) -> Json:
    return {
        "name": blank.name,
        "heading": blank.heading,
        "expected": blank.expected,
        "listed": blank.listed,
        "stands": blank.stands,
        "offered": blank.offered,
    }


def form_of(told: Mapping[str, Any]) -> Form:
    """The form that `form_json` told of."""
    return Form(told["title"], _blanks(told["fields"]), _blanks(told["sections"]), told["whole"])


def _blanks(told: Sequence[Mapping[str, Any]]) -> tuple[Blank, ...]:
    return tuple(Blank(**one) for one in told)
