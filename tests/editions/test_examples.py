"""The incidents in docs/examples: the dispute on a class counted by offender and on one counted by victim."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hocrdsl.harness.incident import read_incident
from hocrdsl.pipeline import read_text
from hocrdsl.rules import load

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def decided(name: str, **readings: str) -> dict[str, Any]:
    rules = load("hocr", edition="2026-04", readings=readings)
    incident = read_incident(read_text(EXAMPLES / name), rules.plan().vocabulary)
    assert incident.value is not None, incident.diagnostics
    return rules.decide(incident.value.canonical)


@pytest.mark.parametrize(
    ("name", "readings", "due", "verdicts"),
    [
        ("derbyshire-rape.yaml", {}, ["19C"] * 3, ["matched", "missing", "missing"]),
        ("derbyshire-rape.yaml", {"R4": "force"}, ["19C"], ["matched"]),
        ("derbyshire-by-victim.yaml", {}, ["20A"], ["matched"]),
    ],
)
def test_the_dispute_turns_on_the_class(
    name: str, readings: dict[str, str], due: list[str], verdicts: list[str]
) -> None:
    decision = decided(name, **readings)
    assert [one["class"] for one in decision["crimes"]] == due
    assert [one["verdict"] for one in decision["compared"]] == verdicts
    assert "hypothetical" in [one["mark"] for one in decision["marks"]]


@pytest.mark.parametrize("backend", ["python", "reference"])
def test_what_is_presumed_is_told_of_its_own_thing_though_another_is_open(backend: str) -> None:
    blow = {"offence": "8N 008/06", "offender": "Bob"}
    decision = load("hocr", edition="2026-04", backend=backend).decide({"reports": [
        {"received": "2026-05-01", "maker": "victim", "allegations": [
            {**blow, "victim": "Ann"}, {**blow, "victim": "Cid", "circumstances_amount_to_a_crime": True},
        ]},
    ]})
    assert not decision["determined"]
    assert {one["about"] for one in decision["presumed"]} == {"allegation 2"}


@pytest.mark.parametrize("path", sorted((EXAMPLES / "narratives").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_narrative_can_be_entered(path: Path) -> None:
    rules = load("hocr", edition="2026-04")
    assert not read_incident(read_text(path), rules.plan().vocabulary).diagnostics
