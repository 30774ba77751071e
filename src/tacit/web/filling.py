"""What a form of a page brings, in the terms of use cases; and what its inputs show.

An input is called `set.FIELD`, `write.SECTION` or `because`; rows of a field are `set.FIELD.0.COLUMN`. Of what stands
in the record already, only what was changed is sent on. Times are those of the reader's own clock.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from tacit.work.drafts import Draft

Json = Mapping[str, Any]
Shown = str | bool | list[str] | list[dict[str, Any]]
Pairs = Sequence[tuple[str, str]]

LISTED = ("persons", "parties", "records")


def brought_by(pairs: Pairs) -> Draft:
    """What an address brings along: `/new/thread?set.topic=…&write.Background=…`."""
    sets = {name[4:]: value for name, value in pairs if name.startswith("set.") and value}
    writes = {name[6:]: value for name, value in pairs if name.startswith("write.") and value}
    return Draft(sets, writes, dict(pairs).get("because", ""))


@dataclass(frozen=True)
class Filling:
    """One form, on the clock of the one who fills it in."""

    form: Json
    zone: tzinfo

    def first(self) -> dict[str, Shown]:
        """What the inputs show before anything is typed."""
        return self._shown("value")

    def typed(self, pairs: Pairs) -> dict[str, Shown]:
        """What the inputs show again, as it was typed. What the form had no input for is left as it stands."""
        values: dict[str, list[str]] = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value.replace("\r\n", "\n"))
        shown = self._shown("stands")
        for blank in self.form["fields"]:
            name = f"set.{blank['name']}"
            if name in values:
                shown[blank["name"]] = _as_it_stood(_typed_field(blank, name, values), shown[blank["name"]])
        for blank in self.form["sections"]:
            if input_name(blank) in values:
                shown[blank["name"]] = values[input_name(blank)][-1]
        return shown

    def changed(self, shown: Mapping[str, Shown]) -> list[str]:
        """The places in which something else is said than stood there."""
        stood = self._shown("stands")
        return [name for name, value in shown.items() if value != stood[name]]

    def draft(self, shown: Mapping[str, Shown], fixed: Mapping[str, str] | None = None) -> Draft:
        """What of it is to be sent on: all that is said, and of what stood there what was changed."""
        stood = self._shown("stands")
        sets: dict[str, str] = dict(fixed or {})
        writes: dict[str, str] = {}
        because = ""
        for blank in self.form["fields"]:
            name = blank["name"]
            if shown[name] != stood[name]:
                sets[name] = self._as_given(blank, shown[name])
        for blank in self.form["sections"]:
            text = str(shown[blank["name"]]).strip()
            if blank["type"] == "reason":
                because = text
            elif text != str(stood[blank["name"]]).strip():
                writes[blank["name"]] = text
        return Draft(sets, writes, because)

    def _shown(self, key: str) -> dict[str, Shown]:
        fields = {blank["name"]: self._of_field(blank, blank[key]) for blank in self.form["fields"]}
        return {**fields, **{blank["name"]: str(blank[key] or "") for blank in self.form["sections"]}}

    def _of_field(self, blank: Json, value: Any) -> Shown:
        type_ = blank["type"]
        if type_ == "rows":
            return [self._row(blank, row) for row in value or () if isinstance(row, Mapping)]
        if type_ in LISTED:
            return [str(one) for one in value] if isinstance(value, list) else [value] if value else []
        if type_ == "texts":
            return "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if type_ == "yes":
            return value in (True, "true")
        if value is None:
            return ""
        return self._local(str(value)) if type_ == "time" else str(value)

    def _row(self, blank: Json, row: Mapping[str, Any]) -> dict[str, Any]:
        return {one["name"]: self._of_field(one, row.get(one["name"])) for one in blank["columns"]}

    def _local(self, at: str) -> str:
        try:
            return f"{datetime.fromisoformat(at).astimezone(self.zone):%Y-%m-%dT%H:%M}"
        except ValueError:
            return at

    def _as_given(self, blank: Json, value: Shown) -> str:
        """As `--set` takes it."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, list):
            rows = [one for one in value if isinstance(one, dict)]
            return self._rows_given(blank, rows) if blank["type"] == "rows" else ", ".join(map(str, value))
        if blank["type"] == "time":
            return self._instant(value)
        # A single text that holds a comma is one text all the same.
        return f"{value}\n" if blank["type"] == "texts" and value.strip() else value.strip()

    def _rows_given(self, blank: Json, rows: Iterable[Mapping[str, Any]]) -> str:
        """YAML; that of JSON needs no other quotes."""
        told = []
        for row in rows:
            cells = {one["name"]: self._cell(one, row[one["name"]]) for one in blank["columns"]}
            told.append({name: cell for name, cell in cells.items() if cell not in ("", [])})
        return json.dumps(told, ensure_ascii=False)

    def _cell(self, column: Json, value: Any) -> Any:
        if column["type"] == "texts":
            return [line.strip() for line in value.split("\n") if line.strip()]
        if column["type"] in LISTED:
            return [one for one in value if one]
        return self._instant(value) if column["type"] == "time" else str(value).strip()

    def _instant(self, local: str) -> str:
        """A time of the reader's clock with its offset; what is no time goes on as it is, to be refused by name."""
        try:
            at = datetime.fromisoformat(local.strip())
        except ValueError:
            return local.strip()
        return (at if at.tzinfo else at.replace(tzinfo=self.zone)).isoformat()


def input_name(blank: Json) -> str:
    """What the input of a section is called."""
    return "because" if blank["type"] == "reason" else f"write.{blank['name']}"


def _as_it_stood(typed: Shown, stood: Shown) -> Shown:
    """Boxes come in the order of the page; what was listed before keeps its own."""
    if not isinstance(typed, list) or not isinstance(stood, list):
        return typed
    names = [one for one in typed if isinstance(one, str)]
    before = [one for one in stood if isinstance(one, str) and one in names]
    return [*before, *(one for one in names if one not in before)] if names else typed


def _typed_field(blank: Json, name: str, values: Mapping[str, list[str]]) -> Shown:
    type_, typed = blank["type"], values.get(name, [])
    if type_ == "rows":
        return list(_typed_rows(blank, name, values))
    if type_ in LISTED:
        # Boxes come one by one; where there are none to tick, parted by commas.
        return [one for each in typed for part in each.split(",") if (one := part.strip())]
    if type_ == "yes":
        return bool(typed) and typed[-1] == "true"
    return typed[-1] if typed else ""


def _typed_rows(blank: Json, name: str, values: Mapping[str, list[str]]) -> Iterable[dict[str, Any]]:
    numbers = {key[len(name) + 1 :].partition(".")[0] for key in values if key.startswith(f"{name}.")}
    for number in sorted((one for one in numbers if one.isdecimal()), key=int):
        row = {one["name"]: _typed_field(one, f"{name}.{number}.{one['name']}", values) for one in blank["columns"]}
        if any(value not in ("", [], False) for value in row.values()):
            yield row
