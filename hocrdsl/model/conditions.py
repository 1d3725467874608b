"""Conditions to tests: every name bound, every comparison of things that compare."""

from __future__ import annotations

from typing import Literal, assert_never

from hocrdsl.model import problems
from hocrdsl.model.comparisons import compares, the_two, there_is, within
from hocrdsl.model.expressions import Combined, IsTrue, Known, Negation, Quantified, Test, Things, Value, YesNo
from hocrdsl.model.qualities import NOTHING, is_one_of, is_value, negated_if
from hocrdsl.model.resolve import resolve
from hocrdsl.model.scope import Scope
from hocrdsl.model.value_types import family, said, type_of
from hocrdsl.model.world import World
from hocrdsl.syntax import nodes as syntax


def bind(world: World, scope: Scope, condition: syntax.Condition, at: str = "") -> Test:
    """The test that a condition states; `at` is the limb that it stands in."""
    match condition:
        case syntax.Group(kind, limbs):
            return _group(world, scope, condition, kind, limbs, at)
        case syntax.Inline(word, tests):
            bound = tuple(_test(world, scope, test) for test in tests)
            return Combined("all" if word == "and" else "any", bound, span=condition.span)
        case _:
            return _test(world, scope, condition)


def optional(world: World, scope: Scope, condition: syntax.Condition | None) -> Test | None:
    """The same where there may be none."""
    return None if condition is None else bind(world, scope, condition)


def _group(
    world: World,
    scope: Scope,
    group: syntax.Group,
    kind: Literal["all", "any", "none"],
    limbs: tuple[syntax.Limb, ...],
    at: str,
) -> Test:
    kept = [(f"{at}({limb.letter})" if at else limb.letter, limb) for limb in limbs if limb.condition]
    if not kept:
        world.report(problems.empty_group(group.span))
        return NOTHING
    tests = tuple(bind(world, scope, limb.condition, path) for path, limb in kept if limb.condition)
    return Combined(kind, tests, tuple(path for path, _ in kept), span=group.span)


def _test(world: World, scope: Scope, test: syntax.Test) -> Test:
    match test:
        case syntax.Holds(path):
            return _holds(world, scope, path)
        case syntax.Is(path, value, negated):
            return negated_if(is_value(world, scope, path, value, test.span), negated, test.span)
        case syntax.IsOneOf(path, values, negated):
            return negated_if(is_one_of(world, scope, path, values, test.span), negated, test.span)
        case syntax.IsKnown(path, known):
            subject = resolve(world, scope, path)
            return NOTHING if subject is None else negated_if(Known(subject, span=test.span), not known, test.span)
        case syntax.Compares(path, comparison, value, negated):
            return negated_if(compares(world, scope, path, comparison, value, test.span), negated, test.span)
        case syntax.IsWithin():
            return negated_if(within(world, scope, test), test.negated, test.span)
        case syntax.TheTwo(name, same):
            return negated_if(the_two(world, scope, name, test.span), not same, test.span)
        case syntax.ThereIs(path, negated):
            return there_is(world, scope, path, negated, test.span)
        case syntax.Quantified():
            return _quantified(world, scope, test)
        case syntax.Not(inner):
            return Negation(_test(world, scope, inner), span=test.span)
        case _:
            assert_never(test)


def _holds(world: World, scope: Scope, path: syntax.Path) -> Test:
    value = resolve(world, scope, path)
    if value is None:
        return NOTHING
    if not isinstance(type_of(value), YesNo):
        world.report(problems.not_yes_or_no(path.span, said(type_of(value), world.entities)))
        return NOTHING
    return IsTrue(value, span=path.span)


def _quantified(world: World, scope: Scope, test: syntax.Quantified) -> Test:
    ranged = ranging(world, scope, test.name, test.among)
    if ranged is None:
        return NOTHING
    entity, among, other_than = ranged
    inner, variable = scope.deeper(test.name.text, entity)
    condition = bind(world, inner, test.condition)
    return Quantified(test.kind, variable.index, entity, among, other_than, condition, span=test.span)


def ranging(world: World, scope: Scope, written: syntax.Name,
            path: syntax.Path | None) -> tuple[str, Value | None, int | None] | None:
    """(entity, list that is gone through, variable left out) of a name that ranges over things; None where it is
    reported."""
    other = written.text.startswith("other ")
    entity = world.entity(syntax.Name(written.text.removeprefix("other "), span=written.span))
    among = None if path is None else _among(world, scope, path)
    if entity is None or (path is not None and among is None):
        return None
    if among is not None and not _ranges_over(world, among, entity.key):
        world.report(problems.other_type(written.span, said(type_of(among), world.entities), entity.name))
        return None
    other_than = None
    if other:
        same = [v for v in scope.variables if v.entity == entity.key]
        if len(same) != 1:
            world.report(problems.other_than_which(written, entity.name, len(same)))
            return None
        other_than = same[0].index
    if scope.called(written.text) is not None and among is None:
        world.report(problems.name_in_view(written, other))
        return None
    return entity.key, among, other_than


def _among(world: World, scope: Scope, path: syntax.Path) -> Value | None:
    value = resolve(world, scope, path)
    if value is not None and not isinstance(type_of(value), Things):
        world.report(problems.not_a_list(path.span, said(type_of(value), world.entities)))
        return None
    return value


def _ranges_over(world: World, among: Value, entity: str) -> bool:
    things = type_of(among)
    return isinstance(things, Things) and family(things.entity, world.entities) == family(entity, world.entities)
