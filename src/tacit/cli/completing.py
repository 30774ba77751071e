"""What the shell may complete a word to: kinds, ids, acts, people and fields of the workspace one stands in.

A completion that fails completes nothing: at a prompt there is nobody to tell.
"""

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

    from tacit.cli.call import Call

Completed = list["CompletionItem[str]"]
Offered = Iterable[tuple[str, str]]  # what, and what it is
_MOST = 200


def _completer(
    offers: Callable[["Call", Mapping[str, Any]], Offered],
) -> Callable[["click.Context", "click.Parameter", str], Completed]:
    def complete(ctx: "click.Context", _param: "click.Parameter", begun: str) -> Completed:
        from click.shell_completion import CompletionItem

        from tacit.cli.call import Call

        try:
            offered = [one for one in offers(ctx.ensure_object(Call), ctx.params) if begun in one[0]]
        except Exception:
            return []
        first = [one for one in offered if one[0].startswith(begun)] or offered
        return [CompletionItem(what, help=" ".join(about.split())) for what, about in first[:_MOST]]

    return complete


def _kinds(call: "Call", _params: Mapping[str, Any]) -> Offered:
    for protocol in call.desk.protocols()["protocols"]:
        yield protocol["kind"], protocol["title"]


def _people(call: "Call", _params: Mapping[str, Any]) -> Offered:
    for person in sorted(call.desk.people()["people"], key=itemgetter("handle")):
        yield person["handle"], person["name"]


def _parties(call: "Call", params: Mapping[str, Any]) -> Offered:
    yield from _people(call, params)
    for team in sorted(call.desk.teams()["teams"], key=itemgetter("handle")):
        yield team["handle"], team["name"]


def _records(call: "Call", _params: Mapping[str, Any]) -> Offered:
    for record in call.desk.list_records()["records"]:
        yield record["id"], f"{record['status']}: {record['title']}"


def _acts(call: "Call", params: Mapping[str, Any]) -> Offered:
    for offer in call.desk.show(params["record"])["acts"]:
        if offer["allowed"]:
            yield offer["act"], ""


def _fields(call: "Call", params: Mapping[str, Any]) -> Offered:
    kind = params.get("kind") or call.desk.show(params["record"])["kind"]
    for name, field in call.desk.protocol(kind)["fields"].items():
        yield f"{name}=", ", ".join(field.get("choices", ())) or field["type"]


kinds = _completer(_kinds)
people = _completer(_people)
parties = _completer(_parties)
records = _completer(_records)
acts = _completer(_acts)
fields = _completer(_fields)
