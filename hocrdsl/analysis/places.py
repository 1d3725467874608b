"""Values as places in a case: whose fact it is, with definitions opened and variables put in.

The things a provision speaks of are numbered from `ROOT`, so that a variable bound by `any ... where` inside a
definition never takes the number of one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hocrdsl.data import Data, replace
from hocrdsl.model import nodes
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
from hocrdsl.model.nodes import Model
from hocrdsl.model.walk import tests_within
from hocrdsl.model.wording import say

ROOT = 100
Env = Sequence[Value]


class Between(Data):
    """Everything strictly between two cut points; None: no bound."""

    low: Any
    high: Any


def things(entities: Sequence[str]) -> tuple[Variable, ...]:
    """The things of a provision, in its own order."""
    return tuple(Variable(ROOT + place, entity) for place, entity in enumerate(entities))


def put(value: Value, env: Env) -> Value:
    """The value with the variables of `env` put in."""
    match value:
        case Variable(index):
            return env[index] if index < len(env) else value
        case Constant():
            return value
        case FactOf(of=of) | DefinedOf(of=of) | ConcludedOf(of=of) | Shifted(of=of):
            return replace(value, of=put(of, env))


def put_test(test: Test, env: Env) -> Test:
    """The test with the variables of `env` put in; those that it binds itself stay."""
    match test:
        case IsTrue(value) | Known(value) | IsNone(value):
            return replace(test, value=put(value, env))
        case Among(left):
            return replace(test, left=put(left, env))
        case Member(left, many):
            return replace(test, left=put(left, env), things=put(many, env))
        case Equals(left, right) | Same(left, right) | Compare(left=left, right=right) | Within(left=left, right=right):
            return replace(test, left=put(left, env), right=put(right, env))
        case Quantified(among=among, condition=condition, other_than=other):
            left_out = other
            if other is not None and other < len(env) and isinstance(root := env[other], Variable):
                left_out = root.index
            return replace(test, among=None if among is None else put(among, env),
                           condition=put_test(condition, env), other_than=left_out)
        case Negation(inner):
            return Negation(put_test(inner, env))
        case Combined(limbs=limbs):
            return replace(test, limbs=tuple(put_test(limb, env) for limb in limbs))
        case Always():
            return test


def steps(value: Value) -> tuple[Any, ...] | None:
    """The path of a value: the number of the thing, then names; None for what is no path."""
    match value:
        case Variable(index):
            return (index,)
        case FactOf(of, _, name) | ConcludedOf(of, name):
            before = steps(of)
            return None if before is None else (*before, name)
        case DefinedOf(of, _, name):
            before = steps(of)
            return None if before is None else (*before, "=" + name)
        case Constant() | Shifted():
            return None


def plain(value: Value) -> Any:
    """A key for a value, the same however it was reached."""
    match value:
        case Constant(constant):
            return ("constant", constant)
        case Shifted(of, number, unit, side):
            return ("shifted", plain(of), number, unit, side)
        case _:
            return steps(value) or repr(value)


def plain_test(test: Test) -> Any:
    """A key for a test taken as it stands: the same words about the same things are the same test."""
    match test:
        case IsTrue(value) | Known(value) | IsNone(value):
            return (type(test).__name__, plain(value))
        case Among(left, options):
            return ("Among", plain(left), tuple(plain(option) for option in options))
        case Same(left, right):
            return ("Same", *sorted((plain(left), plain(right)), key=repr))
        case Equals(left, right):
            return ("Same", *sorted((plain(left), plain(right)), key=repr))
        case Member(left, right):
            return ("Member", plain(left), plain(right))
        case Compare(left, operator, right):
            return ("Compare", plain(left), operator, plain(right))
        case Within(left, number, unit, side, right):
            return ("Within", plain(left), number, unit, side, plain(right))
        case Quantified(kind, variable, entity, among, other, condition):
            place = None if among is None else plain(among)
            return (kind, variable, entity, place, other, plain_test(condition))
        case Negation(inner):
            return ("not", plain_test(inner))
        case Combined(kind, limbs):
            return (kind, *[plain_test(limb) for limb in limbs])
        case Always(truth):
            return truth


def in_words(test: Test, entities: Sequence[str]) -> str:
    """A test about the things of a provision, as its author would write it."""
    return say(put_back(test, entities))


def put_back(test: Test, entities: Sequence[str]) -> Test:
    """The test with the numbers that its provision uses."""
    back: Any = {ROOT + place: Variable(place, entity) for place, entity in enumerate(entities)}
    return put_test(test, _Back(back))


class _Back(Sequence[Value]):
    """Variables by number, for putting back."""

    def __init__(self, known: Mapping[int, Value]) -> None:
        self.known = known

    def __len__(self) -> int:
        return 1 << 30

    def __getitem__(self, index: Any) -> Any:
        return self.known.get(index, Variable(index, "thing"))


def cut_points(model: Model) -> dict[str, set[Any]]:
    """For each fact name, every constant that some test or table compares a fact of that name with."""
    found: dict[str, set[Any]] = {}

    def note(value: Value, constants: Sequence[Value]) -> None:
        name = _last(value)
        if name is not None:
            found.setdefault(name, set()).update(one.value for one in constants if isinstance(one, Constant))

    for test in every_test(model):
        for inner in tests_within(test):
            match inner:
                case Among(left, options):
                    note(left, options)
                case Equals(left, right) | Same(left, right) | Compare(left=left, right=right):
                    note(left, (right,))
                    note(right, (left,))
                case _:
                    pass
    for table in model.tables.values():
        for place, value in enumerate(table.inputs):
            for row in table.rows:
                note(value, row.cells[place].constants)
    return found


def _last(value: Value) -> str | None:
    match value:
        case FactOf(fact=name) | DefinedOf(definition=name) | ConcludedOf(name=name):
            return name
        case _:
            return None


def every_test(model: Model) -> Iterator[Test]:
    """Every test of the rulebook, groups whole."""
    for provision in model.provisions.values():
        if provision.where is not None:
            yield provision.where
        for action in (*provision.actions, *((provision.otherwise,) if provision.otherwise else ())):
            if action.when is not None:
                yield action.when
    for definition in model.definitions.values():
        match definition.body:
            case nodes.ConditionBody(test) | nodes.ClosureBody(test):
                yield test
            case nodes.CaseBody(lines):
                yield from (test for _, test in lines if test is not None)
            case nodes.TallyBody(over=over):
                yield over
            case _:
                pass
    for entity in model.entities.values():
        yield from (fact.only_where for fact in entity.facts.values() if fact.only_where is not None)
