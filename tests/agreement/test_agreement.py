"""What is compiled decides as the reference interpreter does: the whole decision, asked facts and ranges included."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hocrdsl.backends import trace
from hocrdsl.backends.python.runtime import counting, events
from hocrdsl.world.decide import answers, decide
from tests.agreement.incidents import make
from tests.agreement.plans import LIMIT, META, compiled, module, plan, reference

quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
randoms = st.randoms(use_true_random=False)
# the reference takes its time over hundreds of provisions
MANY = {"toy": 25, "hocr": 12}


def decided(edition: dict[str, Any], name: str, incident: dict[str, Any]) -> dict[str, Any]:
    return decide(incident, plan(name).vocabulary, lambda date: edition, META, None, LIMIT)


@pytest.mark.parametrize("few", [0, 6])
@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_compiled_in_this_process_decides_as_the_reference(
    name: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in (counting, events):
        monkeypatch.setattr(each, "FEW", few)

    @settings(quick, max_examples=MANY[name])
    @given(randoms)
    def same(random: Any) -> None:
        incident = make(plan(name), random)
        assert decided(compiled(name), name, incident) == decided(reference(name), name, incident)

    same()


@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_the_standalone_module_decides_as_the_reference(name: str) -> None:
    one = module(name)

    @settings(quick, max_examples=MANY[name] // 2)
    @given(randoms)
    def same(random: Any) -> None:
        incident = make(plan(name), random)
        found = one.decision_on(incident, one.VOCABULARY, one._edition_on, one.META, None, LIMIT)
        assert found == decided(reference(name), name, incident)

    same()


@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_the_reference_decides_alike_whether_or_not_it_notes_its_steps(name: str) -> None:
    """Where it notes them it tries every limb of a group; else those up to the one that decides it."""
    kept = trace.Trace()
    noting = trace.edition(plan(name), kept)
    shown = Counter[str]()

    @settings(quick, max_examples=MANY[name])
    @given(randoms)
    def same(random: Any) -> None:
        incident = make(plan(name), random, random.choice([0.8, 1.0]))
        assert decided(noting, name, incident) == decided(reference(name), name, incident)
        shown.update(letter for one in kept.entries for letter in one.limbs)
        kept.entries.clear()

    same()
    # what stands after a limb that decides is shown too
    assert shown["a"] == shown["b"] > 0


@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_answers_are_those_of_the_decision(name: str) -> None:
    words = plan(name).vocabulary

    @quick
    @given(randoms)
    def same(random: Any) -> None:
        incident = make(plan(name), random, known=1.0)
        whole = decided(compiled(name), name, incident)
        brief = answers(incident, words, lambda date: compiled(name), None, LIMIT)
        if brief is not None and whole["determined"]:
            assert [one[0] for one in brief[0]] == [one["id"] for one in whole[words["counted_list"]]]
            assert [one[1] for one in brief[1]] == [one["fate"] for one in whole["fates"]]

    same()


@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_the_door_explain_gives_the_decision_and_its_steps(name: str) -> None:
    one = module(name)

    @settings(quick, max_examples=10)
    @given(randoms)
    def same(random: Any) -> None:
        incident = make(plan(name), random, known=1.0)
        found = one.explain(incident)
        steps = found.pop("trace")
        assert found == one.decide(incident)
        assert {step["label"] for step in steps} <= set(plan(name).model.provisions)
        json.dumps(steps)

    same()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_many_things_alike_collapse_to_the_same_answers(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for each in (counting, events):
        monkeypatch.setattr(each, "FEW", 0)

    @settings(quick, max_examples=MANY[name] // 2)
    @given(randoms)
    def same(random: Any) -> None:
        words = plan(name).vocabulary
        incident = make(plan(name), random, known=0.97)
        for event in incident[words["event_list"]]:
            many = [dict(one) for one in event[words["decided_list"]] for _ in range(3)]
            random.shuffle(many)
            event[words["decided_list"]] = many[:8]
        assert decided(compiled(name), name, incident) == decided(reference(name), name, incident)

    same()
