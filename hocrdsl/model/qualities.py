"""What stands after `is`: a value, an option, a yes-or-no name, or one of several."""

from __future__ import annotations

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model import problems
from hocrdsl.model.expressions import (
    Always,
    Among,
    CodeType,
    Combined,
    Constant,
    Equals,
    FactOf,
    IsTrue,
    Member,
    Negation,
    Test,
    Thing,
    Things,
    Value,
    YesNo,
)
from hocrdsl.model.resolve import begins, find, quality, resolve
from hocrdsl.model.scope import Scope
from hocrdsl.model.value_types import meet, said, type_of
from hocrdsl.model.world import World
from hocrdsl.model.written import value_of
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax

# stands where a test could not be bound: its error is reported, and no model is given
NOTHING: Test = Always(True)


def negated_if(test: Test, negated: bool, span: Span) -> Test:
    """The test, or that it is not so."""
    return Negation(test, span=span) if negated else test


def is_value(world: World, scope: Scope, path: syntax.Path, value: syntax.Value, span: Span) -> Test:
    left = resolve(world, scope, path)
    return NOTHING if left is None else _is_the_value(world, scope, left, value, span)


def _is_the_value(world: World, scope: Scope, left: Value, value: syntax.Value, span: Span) -> Test:
    wanted = type_of(left)
    if isinstance(wanted, Thing) and isinstance(value, syntax.Path):
        return _is_thing(world, scope, left, value, span)
    right = value_of(world, scope, value, wanted)
    if right is None:
        return NOTHING
    in_column(world, left, right)
    if isinstance(wanted, YesNo) and isinstance(right, Constant):
        return negated_if(IsTrue(left, span=span), right.value is False, span)
    return Equals(left, right, span=span)


def _is_thing(world: World, scope: Scope, left: Value, path: syntax.Path, span: Span) -> Test:
    """`the grower is a junior` (a yes-or-no name of it), or `the entry's replaces is the prize`."""
    own = quality(world, left, path.names[0]) if len(path.names) == 1 else None
    right = find(world, scope, path) if own is None or begins(world, scope, path) else None
    fits = isinstance(right, Diagnostic) is False and right is not None
    if fits and not meet(type_of(left), type_of(right), world.entities):  # type: ignore[arg-type]
        fits = False
    if own is not None and fits:
        world.report(problems.two_readings(path.span, path.names[-1].text))
        return NOTHING
    if own is not None:
        return IsTrue(own, span=span)
    if fits:
        return Equals(left, right, span=span)  # type: ignore[arg-type]
    if right is not None:
        _no_quality(world, left, path, right)
    return NOTHING


def _no_quality(world: World, left: Value, path: syntax.Path, right: Value | Diagnostic) -> None:
    type_ = type_of(left)
    if not isinstance(right, Diagnostic) and len(path.names) > 1:
        wanted, got = said(type_, world.entities), said(type_of(right), world.entities)
        world.report(problems.other_type(path.span, wanted, got))
    elif isinstance(right, Diagnostic) and len(path.names) > 1:
        world.report(right)
    else:
        assert isinstance(type_, Thing)
        members = world.members[type_.entity]
        known = {m.name: m.span for m in members.values()}
        world.report(problems.no_quality(path.names[0], world.entities[type_.entity].name, known))


def in_column(world: World, left: Value, right: Value) -> None:
    """A code that no row has in the column compared is a slip of the pen."""
    if not (isinstance(left, FactOf) and isinstance(right, Constant) and isinstance(left.type, CodeType)):
        return
    if left.entity not in world.rows:
        return
    column = world.column(left.entity, left.fact)
    if right.value in column or right.span is None:
        return
    if right.value in world.elsewhere.get(left.entity, {}).get(left.fact, ()):
        # a code that rows have on other days: in this edition nothing is it
        return
    values = [str(value) for value in column if value is not None]
    if values:
        # a column of nothing is an error of the table, told there
        name = world.entities[left.entity].facts[left.fact].name
        world.report(problems.not_in_column(right.span, str(right.value), name, values))


def is_one_of(
    world: World, scope: Scope, path: syntax.Path, values: tuple[syntax.Value, ...], span: Span
) -> Test:
    left = resolve(world, scope, path)
    if left is None:
        return NOTHING
    if len(values) == 1 and isinstance(values[0], syntax.Path) and begins(world, scope, values[0]):
        listed = find(world, scope, values[0])
        if not isinstance(listed, Diagnostic) and listed is not None and isinstance(type_of(listed), Things):
            return _member(world, left, listed, span)
    tests = tuple(_is_the_value(world, scope, left, value, value.span) for value in values)
    constants = tuple(
        test.right for test in tests if isinstance(test, Equals) and isinstance(test.right, Constant)
    )
    if len(constants) == len(tests):
        return Among(left, constants, span=span)
    return Combined("any", tests, span=span)


def _member(world: World, left: Value, listed: Value, span: Span) -> Test:
    things, of = type_of(listed), type_of(left)
    assert isinstance(things, Things)
    if not meet(of, Thing(things.entity), world.entities):
        wanted = said(Thing(things.entity), world.entities)
        world.report(problems.other_type(span, wanted, said(of, world.entities)))
        return NOTHING
    return Member(left, listed, span=span)
