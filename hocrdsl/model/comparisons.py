"""Comparisons: numbers, dates, what two things have alike, and what there is."""

from __future__ import annotations

from typing import Literal

from hocrdsl.model import problems
from hocrdsl.model.absence import can_be_none, may_be_unclassified
from hocrdsl.model.expressions import (
    Compare,
    IsNone,
    IsTrue,
    NumberType,
    Same,
    Test,
    TimeType,
    Type,
    Within,
    YesNo,
)
from hocrdsl.model.qualities import NOTHING, negated_if
from hocrdsl.model.resolve import resolve
from hocrdsl.model.scope import Scope
from hocrdsl.model.value_types import meet, said, type_of
from hocrdsl.model.world import World
from hocrdsl.model.written import UNITS, value_of
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax

_OPERATORS: dict[syntax.Comparison, Literal["<", "<=", ">", ">="]] = {
    "before": "<", "on or before": "<=", "after": ">", "on or after": ">=",
    "less than": "<", "at most": "<=", "more than": ">", "at least": ">=",
}  # fmt: skip
_OF_DATES = frozenset({"before", "on or before", "after", "on or after"})


def compares(
    world: World,
    scope: Scope,
    path: syntax.Path,
    comparison: syntax.Comparison,
    value: syntax.Value,
    span: Span,
) -> Test:
    left = resolve(world, scope, path)
    if left is None:
        return NOTHING
    wanted: Type = TimeType() if comparison in _OF_DATES else NumberType()
    if type_of(left) != wanted:
        world.report(problems.does_not_compare(path.span, comparison, said(type_of(left), world.entities)))
        return NOTHING
    right = value_of(world, scope, value, wanted)
    return NOTHING if right is None else Compare(left, _OPERATORS[comparison], right, span=span)


def within(world: World, scope: Scope, test: syntax.IsWithin) -> Test:
    left, right = resolve(world, scope, test.path), resolve(world, scope, test.other)
    unit = UNITS.get(test.number.unit)
    if unit is None or not test.number.text.isdigit():
        world.report(problems.no_period(test.number))
        return NOTHING
    for value, path in ((left, test.path), (right, test.other)):
        if value is not None and not isinstance(type_of(value), TimeType):
            shown = said(type_of(value), world.entities)
            world.report(problems.does_not_compare(path.span, "within", shown))
            return NOTHING
    if left is None or right is None:
        return NOTHING
    return Within(left, int(test.number.text), unit, test.side, right, span=test.span)


def the_two(world: World, scope: Scope, name: syntax.Name, span: Span) -> Test:
    if len(scope.variables) != 2:
        world.report(problems.which_two(span))
        return NOTHING
    first, second = scope.variables
    values = [
        resolve(world, Scope((variable,)), syntax.Path((name,), span=name.span))
        for variable in (first, second)
    ]
    left, right = values
    if left is None or right is None:
        return NOTHING
    if not meet(type_of(left), type_of(right), world.entities):
        one, other = said(type_of(left), world.entities), said(type_of(right), world.entities)
        world.report(problems.other_type(name.span, one, other))
        return NOTHING
    return Same(left, right, span=span)


def there_is(world: World, scope: Scope, path: syntax.Path, negated: bool, span: Span) -> Test:
    value = resolve(world, scope, path)
    if value is None:
        return NOTHING
    if isinstance(type_of(value), YesNo):
        return negated_if(IsTrue(value, span=span), negated, span)
    if not can_be_none(world, value) and not may_be_unclassified(world, value):
        world.report(problems.always_there(path.span, path.names[-1].text))
        return NOTHING
    return negated_if(IsNone(value, span=span), not negated, span)
