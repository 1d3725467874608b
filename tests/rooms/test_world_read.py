"""Reading an incident: what is left out is unknown, `none` is none, and every problem is told at once."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from hocrdsl.rules import load
from hocrdsl.world.read import InvalidIncident, is_time, read

VOCABULARY = load("tests/toy", backend="reference").plan().vocabulary


def delivery(**entry: Any) -> dict[str, Any]:
    return {"deliveries": [{"handed_in": "2026-05-10", "entries": [entry]}]}


def test_left_out_is_unknown_none_is_none_and_untold_names_introduce_themselves() -> None:
    world = read(delivery(kind="marrow", complaint="none", grower="Ann"), VOCABULARY)
    entry = world.decided[0]
    assert "weight" not in entry and entry["complaint"] == "none"
    assert entry["grower"]["_name"] == "Ann" and "age" not in entry["grower"]


def test_what_is_presumed_and_what_is_given_is_remembered() -> None:
    entry = read(delivery(kind="marrow"), VOCABULARY, {"condition": "sound"}).decided[0]
    assert entry["giant"] is False and "giant" not in entry["_told"]
    assert entry["condition"] == "sound" and entry["_given"] == ["condition"]


def test_the_mapping_is_left_alone() -> None:
    incident = delivery(kind="marrow", grower="Ann")
    before = copy.deepcopy(incident)
    read(incident, VOCABULARY)
    assert incident == before


@pytest.mark.parametrize(
    ("incident", "path"),
    [
        (["no mapping"], ()),
        ({}, ("deliveries",)),
        ({"deliveries": 3}, ("deliveries",)),
        ({"deliveries": [], "extra": 1}, ("extra",)),
        ({"deliveries": [{"entries": []}]}, ("deliveries", 0)),
        ({"deliveries": [{"handed_in": "2026-02-30", "entries": []}]}, ("deliveries", 0, "handed_in")),
        ({"deliveries": [{"handed_in": "2026-05-10", "entries": ["x"]}]}, ("deliveries", 0, "entries", 0)),
        (delivery(kind="leek"), ("deliveries", 0, "entries", 0, "kind")),
        ({"deliveries": [{"handed_in": "2026-05-10", "entries": [{None: 1}]}]}, ("deliveries", 0, "entries", 0, None)),
        (delivery(name=["x"], kind="marrow"), ("deliveries", 0, "entries", 0, "name")),
        ({**delivery(kind="marrow"), "recorded": [{None: "V1"}]}, ("recorded", 0)),
        ({**delivery(kind="marrow"), "held": [{"name": [1]}]}, ("held", 0, "name")),
        ({**delivery(kind="marrow"), "held": [{"entries": 3}]}, ("held", 0, "entries")),
        ({**delivery(kind="marrow"), "news": [{"on": "2026-06-01", "about": []}]}, ("news", 0, "about")),
        ({"deliveries": [{"handed_in": "2026-05-10", "entries": [{"name": "x"}, {"name": "x"}]}]}, ("deliveries",)),
        (delivery(weight=float("nan")), ("deliveries", 0, "entries", 0, "weight")),
        (delivery(weight=True), ("deliveries", 0, "entries", 0, "weight")),
        (delivery(category="V9 V/99"), ("deliveries", 0, "entries", 0, "category")),
        (delivery(unheard_of=1), ("deliveries", 0, "entries", 0, "unheard_of")),
        (delivery(kind="none"), ("deliveries", 0, "entries", 0, "kind")),
        ({**delivery(grower="Ann"), "growers": {"Bob": {}}}, ("deliveries", 0, "entries", 0, "grower")),
        ({**delivery(), "news": [{"on": "2026-06-01", "about": "nobody"}]}, ("news", 0, "about")),
        ({**delivery(), "held": [{"name": "p", "withdrawn": "yes"}]}, ("held", 0, "withdrawn")),
    ],
)
def test_a_problem_has_its_path(incident: Any, path: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidIncident) as caught:
        read(incident, VOCABULARY)
    assert path in [problem[0] for problem in caught.value.problems]


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(InvalidIncident) as caught:
        read(delivery(kind="leek", weight="much", complaint=3), VOCABULARY)
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("text", ["2026-05-01", "2024-02-29", "2026-05-01T09:30", "2026-05-01T23:59"])
def test_times_that_exist(text: str) -> None:
    assert is_time(text)


@pytest.mark.parametrize(
    "text", ["2026-13-01", "2025-02-29", "2026-5-1", "01/05/2026", "2026-05-01T24:00", "", 20260501, None]
)
def test_times_that_do_not(text: Any) -> None:
    assert not is_time(text)


@pytest.mark.parametrize("stated", [{}, {"date": None}, {"date": "none"}, {"date": "2026-02-30"}, {"date": 3}])
@pytest.mark.parametrize("rulebook", ["tests/toy", "rulebooks/hocr"])
def test_a_date_that_is_missing_or_wrong_is_told_once(rulebook: str, stated: dict[str, Any]) -> None:
    rules = load(rulebook, backend="reference")
    known = rules.plan().vocabulary
    event = {known["decided_list"]: []}
    if stated:
        event[known["event_date"]] = stated["date"]
    found = rules.validate({known["event_list"]: [event]})
    assert len(set(found)) == len(found)
    assert sum(known["event_date"] in (*path, message) or f"`{known['event_date']}`" in message
               for path, message in found) == 1
