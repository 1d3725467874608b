"""Editions searched together: what is found is what each edition by itself would find."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from hocrdsl.analysis import Space, findings, space_of
from hocrdsl.analysis.mutate import Mutant, mutants
from hocrdsl.analysis.rows import universe
from hocrdsl.analysis.stages import Stages
from hocrdsl.analysis.survivors import lowered
from hocrdsl.data import replace
from hocrdsl.model.expressions import Choice
from hocrdsl.model.nodes import Rows
from hocrdsl.pipeline import editions, make_plan, read_book
from hocrdsl.plan import Plan

ROOT = Path(__file__).parents[2]
HOCR, TOY = ROOT / "rulebooks" / "hocr", ROOT / "tests" / "toy"


@cache
def plans(path: Path) -> tuple[Plan, ...]:
    book = read_book(path).value
    assert book is not None
    days = editions(book, proposed=True)
    # some of them, the latest among them: each is searched by itself too
    days = days[::-1][:: max(len(days) // 5, 1)][::-1]
    made = [make_plan(book, day, proposed=True).value for day in days]
    return tuple(plan for plan in made if plan is not None)


@pytest.mark.parametrize(("path", "step"), [(HOCR, 1), (TOY, 1)], ids=["hocr", "toy"])
@pytest.mark.parametrize("backwards", [False, True], ids=["oldest first", "latest first"])
def test_editions_together_and_each_alone(path: Path, step: int, backwards: bool) -> None:
    # rows come and go: without their places kept, each set of them would have an axis of its own
    space = space_of(plans(path))
    for plan in sorted(plans(path), key=lambda one: one.day, reverse=backwards)[::step]:
        assert findings(plan, groups=False, space=space) == findings(plan, groups=False), plan.edition


# of these more than half are faults; of the others few
MOSTLY_FAULTS = ("clause", "limb")


def _some(plan: Plan, number: int, seed: int, faults: int = 0) -> list[Mutant]:
    """Some of every kind, and some more of those that are mostly faults."""
    by_kind: dict[str, list[Mutant]] = {}
    for one in mutants(plan.model):
        by_kind.setdefault(one.kind, []).append(one)
    random.seed(seed)
    return [
        one for kind, some in by_kind.items()
        for one in random.sample(some, min(number + faults * (kind in MOSTLY_FAULTS), len(some)))
    ]


@pytest.mark.parametrize(("path", "number", "faults"), [(TOY, 12, 0), (HOCR, 0, 4)], ids=["toy", "hocr"])
def test_a_fault_is_told_though_a_sound_edition_was_searched_before(path: Path, number: int, faults: int) -> None:
    """One thing changed at a time: an answer taken over that hangs on it would hide or make up a finding."""
    plan = plans(path)[-1]
    space = Space()
    assert not [one for one in findings(plan, groups=False, space=space) if one.severity == "error"]
    faulty = 0
    for mutant in _some(plan, number, 7, faults):
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


def _with_rows(plan: Plan, kept: list[int]) -> Plan:
    """The plan of an edition that has some rows only, in that order."""
    model = plan.model
    entity = model.charter.row_entity
    rows = model.rows[entity]
    keys = tuple(rows.keys[place] for place in kept)
    columns = {name: tuple(column[place] for place in kept) for name, column in rows.columns.items()}
    return replace(plan, model=replace(model, rows={**model.rows, entity: replace(rows, keys=keys, columns=columns)}))


@pytest.mark.parametrize(("path", "number"), [(TOY, 12), (HOCR, 3)], ids=["toy", "hocr"])
def test_editions_with_other_rows(path: Path, number: int) -> None:
    """Rows come and go, in any order; a row that is gone is told of by no edition that lacks it."""
    plan, chance = plans(path)[-1], random.Random(3)
    every = range(len(plan.model.rows[plan.model.charter.row_entity].keys))
    gone = chance.sample(every, min(len(every) // 2, 40))
    left_out = [set(chance.sample(gone, chance.randrange(1, len(gone)))) for _ in range(number - 1)]
    made = [_with_rows(plan, [place for place in every if place not in some]) for some in left_out]
    turned = _with_rows(plan, [*every][::-1])
    made += [turned, plan]
    space = space_of(made)
    assert space.kept.universes
    faulty = 0
    for one in made:
        alone = findings(one, groups=False)
        assert findings(one, groups=False, space=space) == alone
        faulty += bool(alone)
    assert faulty, "no row that a provision names was left out"
    assert len(space.axes) < 1.3 * len(Stages(plan).space.axes), "each set of rows has an axis of its own"


def test_rows_that_no_universe_knows() -> None:
    """An edition that was not among those for which the space was made."""
    plan = plans(TOY)[-1]
    rows = plan.model.rows[plan.model.charter.row_entity].keys
    fewer = _with_rows(plan, [*range(1, len(rows))])
    space = space_of([fewer, _with_rows(plan, [*range(2, len(rows))])])
    for one in (fewer, plan, _with_rows(plan, [0])):
        assert findings(one, groups=False, space=space) == findings(one, groups=False)


def test_a_row_that_is_gone_stands_for_the_one_most_like_it() -> None:
    def rows(keys: str, colours: str, sizes: str) -> Rows:
        return Rows("cake", tuple(keys), {"colour": tuple(colours), "size": tuple(sizes)})

    found = universe([rows("abc", "rgb", "111"), rows("acd", "rbg", "121"), rows("abcd", "rgbg", "1121")])
    assert found is not None and found.keys == ("a", "b", "c", "d")
    assert set(found.like) == {"b", "d"} and set(found.like.values()) <= {"a", "c"}
    assert universe([rows("a", "r", "1"), rows("b", "r", "1")]) is None


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
