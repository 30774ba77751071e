"""The API holds what its description says, whatever is sent to it: requests are made from the description itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from serving import Served, copied, served

from harbours import ITS_TIME
from tacit.web.api.meanings import MEANINGS
from tacit.web.api.operations import OPERATIONS
from tacit.web.api.shapes import SHAPES
from tacit.web.routes import ROUTES
from tacit.work.wire import open_workspace

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
GOOD, BAD = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
EXAMPLES = 20  # of each sort
STREAM = "api.overviews:events"  # never ends; it has tests of its own
DESCRIBED = [route for route in ROUTES if route.is_api and route.handler != STREAM]
LABELS = [f"{route.method} {route.path.replace(':rest}', '}')}" for route in DESCRIBED]
# What fits the description rarely fits the rules, or the files and goals that there are.
OFTEN_REFUSED = {
    "POST /api/v1/records",
    "POST /api/v1/records/{record}/acts/{act}",
    "GET /api/v1/why",
    "GET /api/v1/weekly",
}
STRICT = [  # in more than that something is a text
    f"{route.method} {route.path.replace(':rest}', '}')}"
    for route in DESCRIBED
    if (told := OPERATIONS.get(route.handler))
    and (told.brings or any(one.schema != {"type": "string"} for one in told.takes))
]


@dataclass
class Described:
    """A served workspace, with what it says of itself, and what is really there to be named in a path."""

    it: Served
    document: dict[str, Any]
    real: dict[str, list[str]]
    done: dict[str, int] = field(default_factory=dict)  # by operation: how many requests were answered with success

    def attempt(self, label: str, case: schemathesis.Case) -> None:
        answer = case.call(headers={"Origin": self.it.url})
        case.validate_response(answer, checks=CHECKS)
        self.done[label] = self.done.get(label, 0) + (answer.status_code < 300)


@pytest.fixture(scope="module")
def api(harbour_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    folder = copied(harbour_made, tmp_path_factory.mktemp("described") / "harbour")
    with served(folder, ITS_TIME, "carol") as it, it.client() as caller:
        document = caller.get("/api/v1/openapi.json").json()
        records = caller.get("/api/v1/records?limit=20").json()["records"]
        real = {
            "record": [one["id"] for one in records],
            "kind": sorted({one["kind"] for one in records}),
            "act": ["comment", "edit", "move", "reply", "escalate", "confirm"],
            "goal": [one["id"] for one in caller.get("/api/v1/records?kind=goal&all=true").json()["records"]],
            "team": [one["handle"] for one in caller.get("/api/v1/teams").json()["teams"]],
            "person": [one["handle"] for one in caller.get("/api/v1/people").json()["people"]],
            "party": ["backend", "carol", "@product"],
        }
        yield Described(it, document, real)


def schema_of(api: Described) -> schemathesis.BaseSchema:
    """With three of the many fields that records may be listed by: they are alike."""
    told = json.loads(json.dumps(api.document))
    listed = told["paths"]["/api/v1/records"]["get"]
    board = told["paths"]["/api/v1/board"]["get"]
    kept = ("where.status", "where.owner", "where.cc")
    for one in (listed, board):
        one["parameters"] = [each for each in one["parameters"] if "where." not in each["name"] or each["name"] in kept]
    schema = schemathesis.openapi.from_dict(told)
    schema.config.base_url = api.it.url
    return schema


def test_the_description_is_one(api: Described) -> None:
    schemathesis.openapi.from_dict(api.document).validate()
    shapes = api.document["components"]["schemas"]
    for shape in shapes.values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **shape})
    named = set(_references(api.document))
    assert named <= set(shapes)
    assert {name for name in set(shapes) - named if not name.startswith("Acts_")} == set()


def _references(told: object) -> Iterator[str]:
    if isinstance(told, dict):
        if isinstance(told.get("$ref"), str):
            yield told["$ref"].rpartition("/")[2]
        for one in told.values():
            yield from _references(one)
    elif isinstance(told, list):
        for one in told:
            yield from _references(one)


def test_every_route_is_described_and_nothing_else(api: Described) -> None:
    assert {route.handler for route in DESCRIBED} == set(OPERATIONS)
    told = [f"{method.upper()} {path}" for path, methods in api.document["paths"].items() for method in methods]
    assert sorted(told) == sorted([*LABELS, "GET /api/v1/events"])


def test_every_kind_says_what_its_records_hold_and_what_its_acts_take(api: Described) -> None:
    shapes = api.document["components"]["schemas"]
    decision = shapes["New_decision"]["properties"]["set"]
    assert decision["properties"]["size"]["enum"] == ["small", "medium", "large"]
    assert "size" in decision["required"]
    fields = shapes["Fields_task"]["properties"]
    assert "code-review" in fields["status"]["anyOf"][0]["enum"]
    assert fields["labels"]["anyOf"][0]["type"] == "array"
    acts = shapes["Acts_thread"]["properties"]
    assert acts["refuse"]["required"] == ["because"]
    assert list(acts["reply"]["properties"]["write"]["properties"]) == ["{to}'s Reply"]
    assert {"edit", "comment"} < set(acts)


def test_every_field_and_every_act_of_every_kind_is_there_and_says_what_it_is(api: Described) -> None:
    protocols = open_workspace(api.it.folder, now=api.it.now).here.protocols
    shapes = api.document["components"]["schemas"]
    for kind, protocol in protocols.items():
        fields = shapes[f"Fields_{kind}"]["properties"]
        assert list(fields) == list(protocol.fields)
        assert all(one["description"] for one in fields.values())
        assert fields["status"]["readOnly"] is True
        assert all(one["description"] for one in shapes[f"New_{kind}"]["properties"]["set"]["properties"].values())
        acts = shapes[f"Acts_{kind}"]["properties"]
        assert {name for name, rule in protocol.acts.items() if rule.source is not None} <= set(acts)
        assert all(one["description"] for one in acts.values())
    assert shapes["Fields_decision"]["properties"]["due"]["format"] == "date-time"
    assert shapes["Fields_decision"]["properties"]["created"]["format"] == "date"
    paths = api.document["paths"]
    (kind_of_list,) = (one for one in paths["/api/v1/records"]["get"]["parameters"] if one["name"] == "kind")
    assert kind_of_list["schema"]["enum"] == sorted(protocols)
    told = [one for path in paths.values() for one in path.values()]
    assert len({one["operationId"] for one in told}) == len(told)


def test_what_is_joined_is_joined_of_objects_that_share_no_member(api: Described) -> None:
    """Programs that make clients of a description leave out what they cannot join."""
    shapes = api.document["components"]["schemas"]

    def members(shape: Any) -> list[str]:
        if "$ref" in shape:
            return members(shapes[shape["$ref"].rpartition("/")[2]])
        return [one for part in shape["allOf"] for one in members(part)] if "allOf" in shape else [*shape["properties"]]

    joined = {name: members(shape) for name, shape in shapes.items() if "allOf" in shape}
    assert {"WholeRecord_task", "Done_decision", "Card"} <= set(joined)
    assert {name for name, each in joined.items() if len(set(each)) < len(each)} == set()


def test_every_meaning_is_of_a_member_that_is_there() -> None:
    def members(shape: Any) -> set[str]:
        return set(shape.get("properties", ())).union(*(members(part) for part in shape.get("allOf", ())))

    for name, meant in MEANINGS.items():
        assert set(meant) <= members(SHAPES[name]), name


def test_what_is_done_is_told_as_the_description_says(api: Described) -> None:
    def fits(answer: httpx2.Response, shape: str) -> Any:
        assert answer.is_success, answer.text
        root = {"$ref": f"#/components/schemas/{shape}", "components": api.document["components"]}
        jsonschema_rs.Draft202012Validator(root).validate(answer.json())
        return answer.json()

    with api.it.client(headers={"if-match": "*"}) as caller:
        fields = {"topic": "Expiry", "from": "carol", "to": "backend", "cc": ["alice"]}
        body = {"kind": "thread", "set": fields, "write": {"Question": "When does it expire?"}}
        made = fits(caller.post("/api/v1/records", json=body), "Done")
        address = f"/api/v1/records/{made['id']}"
        fits(caller.post(f"{address}/acts/send"), "Done")
        comment = {"write": {"Comments": "I look at it today."}}
        fits(caller.post(f"{address}/acts/comment", json=comment), "Done")
        fits(caller.get(address), "WholeRecord")
        fits(caller.get("/api/v1/why?passage=tacit.yaml"), "Why")
        goals = caller.get("/api/v1/records?kind=goal").json()["records"]
        assert goals
        for goal in goals:
            fits(caller.get(f"/api/v1/weekly?goal={goal['id']}"), "Update")
        for kind in api.real["kind"]:
            fits(caller.get(f"/api/v1/records?kind={kind}&all=true"), "Records")
        refused = caller.post(f"{address}/acts/send")
        with pytest.raises(jsonschema_rs.ValidationError):
            jsonschema_rs.validate({"$ref": "#/x", "x": api.document["components"]["schemas"]["Hit"]}, refused.json())


@pytest.mark.parametrize("label", LABELS)
def test_an_answer_is_what_the_description_says(api: Described, label: str) -> None:
    operation = schema_of(api).find_operation_by_label(label)
    assert operation is not None

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data(), case=operation.as_strategy(generation_mode=GOOD))
    def with_what_fits(data: st.DataObject, case: schemathesis.Case) -> None:
        for name in case.path_parameters:
            case.path_parameters[name] = data.draw(st.sampled_from(api.real[name]))
        if "If-Match" in case.headers:
            case.headers["If-Match"] = data.draw(st.sampled_from(["*", case.headers["If-Match"]]))
        api.attempt(label, case)

    with_what_fits()
    assert api.done[label] or label in OFTEN_REFUSED, "no request was answered with success: nothing was compared"


@pytest.mark.parametrize("label", STRICT)
def test_what_does_not_fit_breaks_nothing(api: Described, label: str) -> None:
    operation = schema_of(api).find_operation_by_label(label)
    assert operation is not None

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=BAD))
    def with_what_does_not(case: schemathesis.Case) -> None:
        answer = case.call(headers={"Origin": api.it.url})
        case.validate_response(answer, checks=[not_a_server_error])

    with_what_does_not()
