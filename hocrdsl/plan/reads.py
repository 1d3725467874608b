"""Which facts a test, a definition or a provision reads: by walking it, definitions included."""

from __future__ import annotations

from collections.abc import Iterator

from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Among, Combined, Compare, ConcludedOf, DefinedOf, Equals, FactOf, IsNone, IsTrue, Known, Member,
    Negation, Quantified, Same, Shifted, Test, Value, Within,
)
from hocrdsl.model.nodes import Action, Model, Provision
from hocrdsl.plan.facts import ruling_labels
from hocrdsl.plan.nodes import Plan

Read = tuple[str, str]


def reads(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Label -> keys of the facts that the provision reads, sorted; the words of a ruling -> its fact."""
    model = plan.model
    found = {
        label: tuple(sorted({fact for _, fact in provision_reads(model, provision)}))
        for label, provision in model.provisions.items()
    }
    return found | {label: (fact,) for fact, label in ruling_labels(plan).items()}


def provision_reads(model: Model, provision: Provision) -> frozenset[Read]:
    """(entity, fact) for every fact that a provision reads."""
    found: set[Read] = set()
    done: set[tuple[str, str]] = set()
    actions = [*provision.actions, *([provision.otherwise] if provision.otherwise else [])]
    for test in [provision.where, *[action.when for action in actions]]:
        if test is not None:
            _test(model, test, found, done)
    for action in actions:
        for value in _operands(model, action):
            _value(model, value, found, done)
    return frozenset(found)


def test_reads(model: Model, test: Test) -> frozenset[Read]:
    """(entity, fact) for every fact that a test reads, definitions included."""
    found: set[Read] = set()
    _test(model, test, found, set())
    return frozenset(found)


def _operands(model: Model, action: Action) -> Iterator[Value]:
    match action:
        case nodes.ClassifyAs(value, table):
            if value is not None:
                yield value
            if table is not None:
                yield from model.tables[table].inputs
        case nodes.UnitIs(parts, fallbacks):
            yield from parts
            for line in fallbacks:
                yield from line
        case nodes.Concludes(_, _, _, value, firsts):
            if value is not None:
                yield value
            yield from firsts
        case nodes.MoreSerious(criteria):
            for criterion in criteria:
                yield criterion.first
                if criterion.second is not None:
                    yield criterion.second
        case _:
            return


def _value(model: Model, value: Value, found: set[Read], done: set[tuple[str, str]]) -> None:
    match value:
        case FactOf(of, entity, fact):
            found.add((entity, fact))
            _value(model, of, found, done)
            declared = model.entities[entity].facts.get(fact) if entity in model.entities else None
            if declared is not None and declared.only_where is not None and (entity, fact) not in done:
                done.add((entity, fact))
                _test(model, declared.only_where, found, done)
        case DefinedOf(of, entity, definition):
            _value(model, of, found, done)
            if (entity, definition) not in done:
                done.add((entity, definition))
                _body(model, model.definitions[entity, definition].body, found, done)
        case ConcludedOf(of) | Shifted(of):
            _value(model, of, found, done)
        case _:
            return


def _body(model: Model, body: nodes.Body, found: set[Read], done: set[tuple[str, str]]) -> None:
    match body:
        case nodes.ConditionBody(test) | nodes.ClosureBody(test):
            _test(model, test, found, done)
        case nodes.CaseBody(lines):
            for value, line in lines:
                _value(model, value, found, done)
                if line is not None:
                    _test(model, line, found, done)
        case nodes.TableBody(title):
            for value in model.tables[title].inputs:
                _value(model, value, found, done)
        case nodes.FirstBody(values):
            for value in values:
                _value(model, value, found, done)
        case nodes.ValueBody(value):
            _value(model, value, found, done)
        case nodes.TallyBody(_, taken, over):
            _test(model, over, found, done)
            if taken is not None:
                _value(model, taken, found, done)


def _test(model: Model, test: Test, found: set[Read], done: set[tuple[str, str]]) -> None:
    match test:
        case IsTrue(value) | Known(value) | IsNone(value) | Among(value):
            _value(model, value, found, done)
        case Equals(left, right) | Same(left, right) | Member(left, right):
            _value(model, left, found, done)
            _value(model, right, found, done)
        case Compare(left, _, right):
            _value(model, left, found, done)
            _value(model, right, found, done)
        case Within(left, _, _, _, right):
            _value(model, left, found, done)
            _value(model, right, found, done)
        case Quantified(_, _, _, among, _, condition):
            if among is not None:
                _value(model, among, found, done)
            _test(model, condition, found, done)
        case Negation(inner):
            _test(model, inner, found, done)
        case Combined(_, limbs):
            for limb in limbs:
                _test(model, limb, found, done)
        case _:
            return


