"""Which cases a change can reach: never too few, and not all."""

from __future__ import annotations

from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from hocrdsl.analysis.mutate import Mutant, mutants, sample
from hocrdsl.analysis.survivors import lowered
from hocrdsl.backends import python
from hocrdsl.harness.reach import Reach
from hocrdsl.plan import Plan
from hocrdsl.world.decide import decide
from hocrdsl.world.read import InvalidIncident
from tests.agreement.incidents import make
from tests.agreement.plans import LIMIT, META, compiled, plan

CASES = {"toy": 36, "hocr": 18}


@cache
def incidents(name: str) -> tuple[dict[str, Any], ...]:
    found = [make(plan(name), Random(seed), known=(None, 1.0, 0.8)[seed % 3]) for seed in range(CASES[name])]
    return tuple(one for one in found if not isinstance(decided(plan(name), compiled(name), one), str))


def decided(of: Plan, edition: dict[str, Any], incident: dict[str, Any]) -> Any:
    try:
        found = decide(dict(incident), of.vocabulary, lambda date: edition, META, None, LIMIT)
    except InvalidIncident as error:
        return str(error)
    # what asks for something else, or in another order, asks for the same in the end
    return {key: value for key, value in found.items() if key not in ("replay", "possible")}


@cache
def before(name: str) -> tuple[Any, ...]:
    return tuple(decided(plan(name), compiled(name), one) for one in incidents(name))


def reached(reach: Reach, incident: dict[str, Any]) -> tuple[str, ...]:
    return reach.why(SimpleNamespace(incident=SimpleNamespace(canonical=incident), given={}))  # type: ignore[arg-type]


def tried(name: str, mutant: Mutant) -> tuple[int, int, list[Any]]:
    """How many of the incidents are reached, how many decided otherwise, and those of the latter not reached."""
    changed = lowered(plan(name), mutant.apply(plan(name).model))
    reach, edition = Reach.between(plan(name), changed), python.edition(changed)
    able = [bool(reached(reach, one)) for one in incidents(name)]
    other = [decided(changed, edition, one) != old for one, old in zip(incidents(name), before(name), strict=True)]
    missed = [one for one, can, does in zip(incidents(name), able, other, strict=True) if does and not can]
    return sum(able), sum(other), missed


@pytest.mark.parametrize(("name", "many"), [("toy", 24), pytest.param("hocr", 2, marks=pytest.mark.slow)])
def test_what_is_decided_otherwise_was_reached(name: str, many: int) -> None:
    every = list(mutants(plan(name).model))
    able = other = 0
    for mutant in sample(every, many, 11):
        reach, differ, missed = tried(name, mutant)
        assert not missed, (mutant.label, mutant.description, missed[0])
        able, other = able + reach, other + differ
    total = many * len(incidents(name))
    # a law about nothing holds: some are decided otherwise, and some cannot be reached
    assert 0 < able < total * 0.9
    assert other or name == "hocr"


def test_a_change_that_reaches_nothing_by_its_guard() -> None:
    one = next(one for one in mutants(plan("toy").model) if one.key == ("F2",) and one.kind == "limb")
    reach = Reach.between(plan("toy"), lowered(plan("toy"), one.apply(plan("toy").model)))
    facts = {"condition": "sound", "complaint": "none", "picked": "2026-04-30", "plot": "none", "grower": "Tom"}
    delivery = {"handed_in": "2026-05-01", "entries": [{"kind": "onion", **facts}, {"kind": "rose", **facts}]}
    assert reached(reach, {"growers": {"Tom": {"age": 40}}, "deliveries": [delivery]}) == ()
    facts["part_of_the_same_display"] = True
    delivery["entries"] = [{"kind": "sponge", **facts}, {"kind": "marrow", **facts}]
    assert reached(reach, {"growers": {"Tom": {"age": 40}}, "deliveries": [delivery]}) == ("F2",)
    # what is unknown may come to be so
    delivery["entries"] = [{"kind": "onion", **facts}, facts]
    assert reached(reach, {"growers": {"Tom": {"age": 40}}, "deliveries": [delivery]}) == ("F2",)


def test_what_is_presumed_reaches_only_what_reads_it() -> None:
    one = next(one for one in mutants(plan("toy").model)
               if one.key == ("entry", "giant") and one.description == "presumption turned round")
    reach = Reach.between(plan("toy"), lowered(plan("toy"), one.apply(plan("toy").model)))
    facts = {"condition": "sound", "complaint": "none", "picked": "2026-04-30", "plot": "none", "grower": "Tom"}
    delivery = {"handed_in": "2026-05-01", "entries": [{"kind": "marrow", "weight": 2, **facts}]}
    assert "B1" in reached(reach, {"growers": {"Tom": {"age": 40}}, "deliveries": [delivery]})
    # the table of vegetables is not looked into for a sponge
    delivery["entries"] = [{"category": "C1 C/01", "kind": "sponge", **facts}]
    assert reached(reach, {"growers": {"Tom": {"age": 40}}, "deliveries": [delivery]}) == ("A1",)


def test_nothing_changed_reaches_nothing() -> None:
    reach = Reach.between(plan("toy"), plan("toy"))
    assert not reach.differs and not any(reached(reach, one) for one in incidents("toy"))
