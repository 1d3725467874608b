"""Editions searched together: what is found is what each edition by itself would find."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from hocrdsl.analysis import Space, findings
from hocrdsl.analysis.mutate import Mutant, mutants
from hocrdsl.analysis.stages import Stages
from hocrdsl.analysis.survivors import lowered
from hocrdsl.data import replace
from hocrdsl.model.expressions import Choice
from hocrdsl.pipeline import editions, make_plan, read_book
from hocrdsl.plan import Plan

ROOT = Path(__file__).parents[2]
HOCR, TOY = ROOT / "rulebooks" / "hocr", ROOT / "tests" / "toy"


@cache
def plans(path: Path) -> tuple[Plan, ...]:
    book = read_book(path).value
    assert book is not None
    made = [make_plan(book, day, proposed=True).value for day in editions(book, proposed=True)]
    return tuple(plan for plan in made if plan is not None)


@pytest.mark.parametrize("path", [HOCR, TOY], ids=["hocr", "toy"])
@pytest.mark.parametrize("backwards", [False, True], ids=["oldest first", "latest first"])
def test_editions_together_and_each_alone(path: Path, backwards: bool) -> None:
    space = Space()
    for plan in sorted(plans(path), key=lambda one: one.day, reverse=backwards):
        assert findings(plan, groups=False, space=space) == findings(plan, groups=False), plan.edition


def _some(plan: Plan, number: int, seed: int) -> list[Mutant]:
    """Some of every kind."""
    by_kind: dict[str, list[Mutant]] = {}
    for one in mutants(plan.model):
        by_kind.setdefault(one.kind, []).append(one)
    random.seed(seed)
    return [one for some in by_kind.values() for one in random.sample(some, min(number, len(some)))]


@pytest.mark.parametrize(("path", "number"), [(TOY, 12), (HOCR, 1)], ids=["toy", "hocr"])
def test_a_fault_is_told_though_a_sound_edition_was_searched_before(path: Path, number: int) -> None:
    """One thing changed at a time: an answer taken over that hangs on it would hide or make up a finding."""
    plan = plans(path)[-1]
    space = Space()
    assert not [one for one in findings(plan, groups=False, space=space) if one.severity == "error"]
    faulty = 0
    for mutant in _some(plan, number, 7):
        changed = lowered(plan, mutant.apply(plan.model))
        alone = findings(changed, groups=False)
        faulty += bool(alone)
        assert findings(changed, groups=False, space=space) == alone, mutant
    assert faulty > 3


def _regions(plan: Plan, space: Space) -> dict[tuple[str, str, bool], dict[object, int]]:
    stages = Stages(plan, space)
    return {(stage.stratum, label, stage is stages.choose_alike): answers
            for stage in stages for label, answers in stage.answers.items()}


@pytest.mark.parametrize(("path", "number"), [(TOY, 12), (HOCR, 1)], ids=["toy", "hocr"])
def test_every_region_is_that_of_this_edition(path: Path, number: int) -> None:
    """Stricter than by findings: over one space, regions taken over and worked out anew are the same numbers."""
    plan = plans(path)[-1]
    for mutant in _some(plan, number, 11):
        changed = lowered(plan, mutant.apply(plan.model))
        space = Space()
        _regions(plan, space)
        taken = _regions(changed, space)
        # over the same nodes, with nothing remembered
        space.kept = type(space.kept)()
        assert taken == _regions(changed, space), mutant


def test_what_is_declared_of_a_fact_is_read() -> None:
    """A fact that may be none, or has other options, in one edition only."""
    plan = plans(TOY)[-1]
    model, seen = plan.model, 0
    for entity in model.entities.values():
        for fact in entity.facts.values():
            changes = [replace(fact, optional=not fact.optional)]
            if isinstance(fact.type, Choice):
                changes.append(replace(fact, type=Choice((*fact.type.options, "something_else"))))
            for changed in changes:
                facts = {**entity.facts, fact.key: changed}
                entities = {**model.entities, entity.key: replace(entity, facts=facts)}
                other = replace(plan, model=replace(model, entities=entities))
                space = Space()
                before = _regions(plan, space)
                taken = _regions(other, space)
                space.kept = type(space.kept)()
                assert taken == _regions(other, space), (entity.key, fact.key)
                seen += taken != before
    assert seen > 5


def test_nothing_is_searched_twice() -> None:
    """An edition like the one before it costs no new node and no new answer."""
    plan = plans(HOCR)[-1]
    space = Space()
    findings(plan, groups=False, space=space)
    nodes, answers = len(space), sum(map(len, space.kept.answers.values()))
    findings(replace(plan, day="2031-01-01"), groups=False, space=space)
    assert (nodes, answers) == (len(space), sum(map(len, space.kept.answers.values())))
