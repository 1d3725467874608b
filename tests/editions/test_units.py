"""Every class of the official list, claimed: recorded as itself, and counted by the unit that its page gives.

What is due stands in `units.yaml` and in the list; nothing of it comes from the program. One offence of each class,
basis and unit is claimed by whoever it was done to, or made out where it is against the state.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

import hocrdsl

HERE = Path(__file__).parent
GROUPS = yaml.safe_load((HERE / "units.yaml").read_text(encoding="utf-8"))
COUNTS: dict[str, list[int]] = {unit: group["count"] for group in GROUPS.values() for unit in group["units"]}
ALONE: dict[str, list[int]] = {
    unit: group.get("without a victim", [1, *group["count"][1:]])
    for group in GROUPS.values()
    for unit in group["units"]
}
NOBODY_IN_PARTICULAR = "all who cannot be told apart, once"
FRAUD = "fraud"
LIST = Path(hocrdsl.__file__).parents[1] / "rulebooks" / "hocr" / "tables" / "offences.csv"


def official(day: str) -> list[dict[str, str]]:
    """The rows of the list on a day."""
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [
        row for row in csv.DictReader(lines)
        if row["in force from"] <= day and (not row["until"] or day <= row["until"])
    ]  # fmt: skip


def claimed() -> list[dict[str, str]]:
    """One row of each class, basis and unit, of those in the list on 1 April 2026."""
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in official("2026-04-01"):
        rows.setdefault((row["class"], row["basis"], row["unit"]), row)
    return list(rows.values())


@pytest.fixture(scope="module")
def rules() -> hocrdsl.Rules:
    return hocrdsl.load("hocr", edition="2026-04")


def told(row: dict[str, str], pairs: list[tuple[str, str]], *, together: bool) -> dict[str, Any]:
    """The offence claimed of each pair of a victim and an offender; everything else that is asked is told too."""
    common = {
        "offence": row["offence"], "committed": "2026-04-20", "circumstances_amount_to_a_crime": True,
        "points_to_prove": "made_out", "standard_of_driving": "made_out",
        "relationship_of_the_offender_to_the_victim": "stranger",
        "used_in_another_crime": False, "connected_with_violence": False,
        **({"disorder": "continuing"} if row["class"] in ("9A", "9B") else {}),
    }  # fmt: skip
    apart = {"told_apart": not row["unit"].startswith(NOBODY_IN_PARTICULAR), "age": 30}
    names = [f"victim {n}" for n in (1, 2)]
    return {
        "people": {
            **{name: {"age": 40, "household": f"home {name}"} for name in names},
            "Bob": {**apart, "acted_together_with": ["Cem"] if together else []},
            "Cem": {**apart, "acted_together_with": ["Bob"] if together else []},
        },
        "households": {f"home {name}": {} for name in names},
        "shops": {f"shop {name}": {} for name in names},
        "buildings": {f"building {name}": {} for name in names},
        "reports": [{"received": "2026-05-01", "maker": "victim", "allegations": [
            {**common, **({"victim": victim, "shop": f"shop {victim}", "building": f"building {victim}"}
                          if row["basis"] != "state" else {"victim": "none", "shop": "none", "building": "none"}),
             "offender": offender}
            for victim, offender in pairs
        ]}],
    }  # fmt: skip


def due(row: dict[str, str], at: int) -> int:
    """The number that `units.yaml` gives for this unit."""
    return (ALONE if row["basis"] == "state" else COUNTS)[row["unit"].split(" [")[0]][at]


SITUATIONS = {
    "two victims": ([("victim 1", "Bob"), ("victim 2", "Bob")], False),
    "two apart": ([("victim 1", "Bob"), ("victim 1", "Cem")], False),
    "two together": ([("victim 1", "Bob"), ("victim 1", "Cem")], True),
}


def test_every_unit_of_the_list_has_its_number() -> None:
    assert {row["unit"].split(" [")[0] for row in claimed()} == set(COUNTS)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_claim_is_recorded_as_itself_and_counted_by_its_unit(rules: hocrdsl.Rules, situation: str) -> None:
    pairs, together = SITUATIONS[situation]
    at = list(SITUATIONS).index(situation)
    differ = {}
    for row in claimed():
        if row["family"] == FRAUD:
            continue
        here = pairs[:1] if at == 0 and row["basis"] == "state" else pairs
        decision = rules.decide(told(row, here, together=together))
        found = Counter(one["offence"] for one in decision["crimes"])
        if not decision["determined"] or found != {row["offence"]: due(row, at)}:
            differ[row["offence"], row["unit"]] = dict(found), due(row, at), decision["undetermined"]
    assert not differ, "\n".join(f"{k}: {v}" for k, v in differ.items())
    assert len(claimed()) > 150


def test_a_fraud_that_is_claimed_is_for_the_national_body(rules: hocrdsl.Rules) -> None:
    for row in claimed():
        if row["family"] == FRAUD:
            decision = rules.decide(told(row, [("victim 1", "Bob")], together=False))
            assert [one["result"] for one in decision["fates"]] == ["national_fraud_body"], row["offence"]
