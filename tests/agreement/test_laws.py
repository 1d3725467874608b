"""Laws that hold of every decision of every rulebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hocrdsl.backends import python
from hocrdsl.model.expressions import Combined
from hocrdsl.plan import lower
from hocrdsl.world.decide import decide
from hocrdsl.world.read import InvalidIncident
from tests.agreement.incidents import make, under
from tests.agreement.plans import LIMIT, META, ROOT, compiled, plan

few = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
randoms = st.randoms(use_true_random=False)
both = pytest.mark.parametrize("name", ["toy", "hocr"])


def decided(name: str, incident: dict[str, Any], edition: dict[str, Any] | None = None) -> dict[str, Any]:
    return decide(incident, plan(name).vocabulary, lambda date: edition or compiled(name), META, None, LIMIT)


def every(law: Callable[[Any], None]) -> None:
    few(given(randoms)(law))()


@both
def test_totality_nothing_but_invalid_incident_is_raised(name: str) -> None:
    def law(random: Any) -> None:
        incident = make(plan(name), random)
        key = random.choice(sorted(incident))
        incident[key] = random.choice([None, 3, "x", [], [3], {"a": 1}, [{"b": None}], incident[key]])
        try:
            decided(name, incident)
        except InvalidIncident:
            pass

    every(law)


@both
def test_conservation(name: str) -> None:
    words = plan(name).vocabulary

    def law(random: Any) -> None:
        incident = make(plan(name), random, known=1.0)
        found = decided(name, incident)
        brought = sum(len(event[words["decided_list"]]) for event in incident[words["event_list"]])
        if not found["determined"]:
            return
        assert len(found["fates"]) == brought
        ids = {one["id"] for one in found[words["counted_list"]]}
        released = {one["about"] for one in found["released"]}
        for fate in found["fates"]:
            if fate["fate"] in ("recorded", "absorbed"):
                assert fate[words["counted"]] in ids or fate[words["decided"]] in released
        for one in found[words["counted_list"]]:
            assert one[words["decided_list"]] or set(released)

    every(law)


def tally(name: str, found: dict[str, Any]) -> Any:
    """A decision without regard to order and names that come from order."""
    words = plan(name).vocabulary
    counted = Counter((one["provision"], one[words["classified"]]) for one in found[words["counted_list"]])
    fates = Counter((one["fate"], one["result"], one[words["classified"]]) for one in found["fates"])
    return found["determined"], counted, fates


@both
def test_the_order_of_what_is_told_changes_no_tally(name: str) -> None:
    words = plan(name).vocabulary

    def law(random: Any) -> None:
        incident = make(plan(name), random, known=1.0)
        incident.pop("news", None)
        first = decided(name, incident)
        for event in incident[words["event_list"]]:
            event[words["decided_list"]] = list(reversed(event[words["decided_list"]]))
        second = decided(name, incident)
        if first["determined"] and second["determined"] and not first["marks"]:
            assert tally(name, first) == tally(name, second)

    every(law)


def shuffled(name: str, seed: int) -> dict[str, Any]:
    """An edition of the same rules in another order, and with the limbs of every group in another order."""
    old = plan(name)
    random = Random(seed)
    labels = list(old.model.provisions)
    random.shuffle(labels)
    model = replace(old.model, provisions={label: mixed(old.model.provisions[label], random) for label in labels})
    made = lower(
        model, edition=old.edition, day=old.day, until=old.until, known=old.known, readings={}, digest=old.digest
    )
    return python.edition(made)


def mixed(node: Any, random: Random) -> Any:
    """A node with the limbs of its groups shuffled."""
    if isinstance(node, tuple):
        return tuple(mixed(one, random) for one in node)
    if isinstance(node, Combined):
        order = list(range(len(node.limbs)))
        random.shuffle(order)
        limbs = tuple(mixed(node.limbs[place], random) for place in order)
        return replace(node, limbs=limbs, letters=tuple(node.letters[place] for place in order) if node.letters else ())
    if hasattr(node, "actions"):
        actions = tuple(mixed(one, random) for one in node.actions)
        return replace(node, where=mixed(node.where, random), actions=actions)
    if hasattr(node, "when"):
        return replace(node, when=mixed(node.when, random))
    return node


@both
def test_the_order_of_rules_and_limbs_changes_nothing(name: str) -> None:
    other = shuffled(name, 1)

    def law(random: Any) -> None:
        incident = make(plan(name), random, known=1.0)
        first, second = decided(name, incident), decided(name, incident, other)
        assert first["determined"] == second["determined"]
        if first["determined"]:
            words = plan(name).vocabulary
            assert first[words["counted_list"]] == second[words["counted_list"]]
            assert first["fates"] == second["fates"]

    every(law)


@both
def test_a_determined_outcome_survives_learning_more(name: str) -> None:
    """But for what tests whether a fact is known, and for the class stated."""
    one = plan(name)
    words = one.vocabulary
    spared = {node.value.fact for node in under(one, *one.model.provisions.values(), *one.model.definitions.values())
              if type(node).__name__ == "Known" and hasattr(node.value, "fact")} | {words["classified"]}

    def law(random: Any) -> None:
        incident = make(one, random, known=0.8)
        first = decided(name, incident)
        if not first["determined"]:
            return
        specs = words["entities"][words["decided"]][1]
        for event in incident[words["event_list"]]:
            for thing in event[words["decided_list"]]:
                for key, (kind, argument, _) in specs.items():
                    presumed = key in words["entities"][words["decided"]][3]
                    if key not in thing and key not in spared and not presumed and kind in ("yes", "one"):
                        thing[key] = random.random() < 0.5 if kind == "yes" else random.choice(list(argument))
                        second = decided(name, incident)
                        assert second["determined"]
                        assert second[words["counted_list"]] == first[words["counted_list"]]
                        return

    every(law)


@both
def test_the_facts_read_are_enough(name: str) -> None:
    """Keeping only the facts that provisions read gives the same outcome."""
    one = plan(name)
    words = one.vocabulary
    whole = [*one.model.provisions.values(), *one.model.definitions.values(), *one.model.tables.values(),
             *[fact.only_where for entity in one.model.entities.values() for fact in entity.facts.values()]]
    read = {node.fact for node in under(one, *whole) if type(node).__name__ == "FactOf"} | {words["classified"]}

    def law(random: Any) -> None:
        incident = make(one, random)
        first = decided(name, incident)
        for event in incident[words["event_list"]]:
            event[words["decided_list"]] = [
                {key: value for key, value in thing.items() if key in read} for thing in event[words["decided_list"]]
            ]
        second = decided(name, incident)
        for found in (first, second):
            for key in ("replay", "presumed"):
                found.pop(key)
        assert first == second

    every(law)


def test_two_processes_give_the_same_bytes() -> None:
    script = (
        "import json, random, sys; from tests.agreement.plans import *; from tests.agreement.incidents import make\n"
        "from hocrdsl.world.decide import decide\n"
        "sys.stdout.write(python.emit(plan('toy')))\n"
        "one = compiled('toy')\n"
        "for seed in range(8):\n"
        "    incident = make(plan('toy'), random.Random(seed))\n"
        "    print(json.dumps(decide(incident, plan('toy').vocabulary, lambda date: one, META, None, LIMIT)))\n"
    )
    outputs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT,
                       env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    json.loads(outputs[0].splitlines()[-1])
