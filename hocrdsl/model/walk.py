"""Walks over tests and values: what a test reads, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from hocrdsl.model.expressions import (
    Always,
    Among,
    Combined,
    Compare,
    ConcludedOf,
    Constant,
    DefinedOf,
    Equals,
    FactOf,
    IsNone,
    IsTrue,
    Known,
    Member,
    Negation,
    Quantified,
    Same,
    Shifted,
    Test,
    Value,
    Variable,
    Within,
)
from hocrdsl.model.nodes import (
    Action,
    Body,
    Cancels,
    CaseBody,
    ClassifyAs,
    ClosureBody,
    Concludes,
    ConditionBody,
    FateIs,
    FirstBody,
    JoinsTo,
    MoreSerious,
    PairAnswer,
    Permits,
    Provision,
    Releases,
    TableBody,
    TallyBody,
    UnitIs,
    ValueBody,
)


def tests_within(test: Test) -> Iterator[Test]:
    """The test and every test inside it."""
    yield test
    match test:
        case Combined(limbs=limbs):
            for limb in limbs:
                yield from tests_within(limb)
        case Negation(inner) | Quantified(condition=inner):
            yield from tests_within(inner)
        case _:
            pass


def values_of(test: Test) -> Iterator[Value]:
    """Every value that the test reads, the things on the way included."""
    for inner in tests_within(test):
        for value in _own(inner):
            yield from chain(value)


def chain(value: Value) -> Iterator[Value]:
    """The value and every value that it is of."""
    yield value
    match value:
        case FactOf(of=of) | DefinedOf(of=of) | ConcludedOf(of=of) | Shifted(of=of):
            yield from chain(of)
        case Variable() | Constant():
            pass
        case _:
            assert_never(value)


def _own(test: Test) -> tuple[Value, ...]:
    match test:
        case IsTrue(value) | Known(value) | IsNone(value):
            return (value,)
        case Equals(left, right) | Same(left, right) | Compare(left=left, right=right):
            return (left, right)
        case Within(left=left, right=right) | Member(left, right):
            return (left, right)
        case Among(left, options):
            return (left, *options)
        case Quantified(among=among):
            return () if among is None else (among,)
        case Negation() | Combined() | Always():
            return ()
        case _:
            assert_never(test)


def values_of_body(body: Body) -> Iterator[Value]:
    """Every value that a definition's body reads; a table's headings apart."""
    match body:
        case ConditionBody(test) | ClosureBody(test):
            yield from values_of(test)
        case CaseBody(lines):
            for value, when in lines:
                yield from chain(value)
                if when is not None:
                    yield from values_of(when)
        case FirstBody(values):
            for value in values:
                yield from chain(value)
        case ValueBody(value):
            yield from chain(value)
        case TallyBody(_, taken, over):
            yield from values_of(over)
            if taken is not None:
                yield from chain(taken)
        case TableBody():
            return
        case _:
            assert_never(body)


def own_values(action: Action) -> tuple[Value, ...]:
    """What an action itself reads, its test apart."""
    match action:
        case ClassifyAs(value=value):
            return () if value is None else (value,)
        case UnitIs(parts, fallbacks):
            return (*parts, *(part for fallback in fallbacks for part in fallback))
        case Concludes(value=value, firsts=firsts):
            return firsts if value is None else (value, *firsts)
        case FateIs() | JoinsTo() | PairAnswer() | MoreSerious() | Cancels() | Releases() | Permits():
            return ()
        case _:
            assert_never(action)


def conditions_of(provision: Provision) -> Iterator[Test]:
    """`where` and every `when` of a provision."""
    if provision.where is not None:
        yield provision.where
    for action in provision.actions:
        if action.when is not None:
            yield action.when


def values_of_provision(provision: Provision) -> Iterator[Value]:
    """Every value that a provision reads; the headings of its table apart."""
    for test in conditions_of(provision):
        yield from values_of(test)
    closing = () if provision.otherwise is None else (provision.otherwise,)
    for action in (*provision.actions, *closing):
        for value in own_values(action):
            yield from chain(value)
