"""The JSON Schemas hold what we read and what we give, and nothing else."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from hocrdsl.harness.schema import schema
from hocrdsl.harness.session import Session, case_files, read_files, session

TOY = Path(__file__).parents[1] / "toy"


@cache
def toy() -> Session:
    return session(TOY, "toy", backend="reference")


@cache
def validator(what: Any) -> jsonschema.Draft202012Validator:
    made = schema(toy().vocabulary, what)
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


def errors(what: str, document: Any) -> list[str]:
    return [one.message for one in validator(what).iter_errors(document)]


def documents() -> list[Any]:
    found: list[Any] = []
    for file in sorted((TOY / "cases").glob("*.yaml")):
        # as an editor reads it: dates stay text
        found += [one for one in yaml.load_all(file.read_text(), Loader=Editor) if one]
    return found


class Editor(yaml.SafeLoader):
    """YAML 1.1 but for dates."""

    yaml_implicit_resolvers = {
        first: [one for one in many if one[0] != "tag:yaml.org,2002:timestamp"]
        for first, many in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@pytest.mark.parametrize("case", documents(), ids=lambda one: one["case"])
def test_cases_as_written(case: Any) -> None:
    assert errors("case", case) == []
    assert errors("incident", case["incident"]) == []


def test_incidents_in_canonical_form_and_their_decisions() -> None:
    cases, found = read_files(toy(), case_files(TOY, "toy"))
    assert not found
    for case in cases:
        assert errors("incident", case.incident.canonical) == []
        for reading in (case.reading, {"D2": "strict"}):
            decision = toy().rules_for("2025-06-01", reading).decide(case.incident.canonical, case.given)
            assert errors("decision", decision) == []


def test_what_is_not_described_is_refused() -> None:
    case = copy.deepcopy(documents()[0])
    case["incident"]["deliveries"][0]["entries"][0]["kin"] = "onion"
    assert errors("case", case) and errors("incident", case["incident"])
    assert errors("incident", {"deliveries": [{"entries": []}]})
    assert errors("incident", {"deliveries": [{"handed_in": "1 May", "entries": []}]})
    assert errors("incident", {"deliveries": [], "people": {}})
    assert errors("case", {**documents()[0], "expekt": {}})
