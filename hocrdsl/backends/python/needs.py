"""What a test calls for, told by looking at it: rows, options, facts that are told, keys that two things must share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from hocrdsl.backends.python.names import Shared
from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Always,
    Among,
    Choice,
    Combined,
    Constant,
    Equals,
    FactOf,
    Known,
    Negation,
    Same,
    Test,
    Value,
    Variable,
)
from hocrdsl.plan.nodes import Step


def tests_of(step: Step) -> Iterator[Test]:
    """A provision's tests, `where` first."""
    actions = [*step.provision.actions, *([step.provision.otherwise] if step.provision.otherwise else [])]
    for test in [step.provision.where, *[action.when for action in actions]]:
        if test is not None:
            yield test


def needs(step: Step) -> list[Test]:
    """Tests of which none can be false where the provision concludes."""
    provision = step.provision
    found = [] if provision.where is None else [provision.where]
    whens = [action.when for action in provision.actions]
    if provision.otherwise is None and None not in whens:
        found.append(Combined("any", tuple(when for when in whens if when is not None)))
    return found


def rows_needed(shared: Shared, step: Step, variable: int) -> frozenset[str] | None:
    """The rows of a variable for which the provision may conclude; None: any."""
    found: frozenset[str] | None = None
    for test in needs(step):
        found = _meet(found, _rows(shared, test, variable))
    return found


def _meet(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _rows(shared: Shared, test: Test, variable: int) -> frozenset[str] | None:
    by_row = shared.rows.test(test)
    if by_row is not None:
        root = by_row[0]
        fits = isinstance(root, FactOf) and root.of == Variable(variable, root.entity) and (
            root.fact == shared.model.charter.classified
        )
        return by_row[1] if fits else None
    if isinstance(test, Combined) and test.kind in ("all", "any"):
        each = [_rows(shared, limb, variable) for limb in test.limbs]
        if test.kind == "any":
            whole = [one for one in each if one is not None]
            return frozenset[str]().union(*whole) if len(whole) == len(each) else None
        found: frozenset[str] | None = None
        for one in each:
            found = _meet(found, one)
        return found
    return None


def values_needed(shared: Shared, step: Step) -> dict[str, frozenset[str]]:
    """Options that a fact of the thing decided must have where the provision concludes, by fact."""
    found: dict[str, frozenset[str]] = {}
    for test in needs(step):
        for fact, options in _options(shared, test).items():
            found[fact] = found[fact] & options if fact in found else options
    return found


def _options(shared: Shared, test: Test) -> dict[str, frozenset[str]]:
    match test:
        case Equals(FactOf(Variable(0, holder), entity, fact, Choice()), Constant(str() as option)):
            return {fact: frozenset({option})} if _plain(shared, holder, entity, fact) else {}
        case Among(FactOf(Variable(0, holder), entity, fact, Choice()), options):
            return {fact: frozenset(str(one.value) for one in options)} if _plain(shared, holder, entity, fact) else {}
        case Combined("all", limbs):
            found: dict[str, frozenset[str]] = {}
            for limb in limbs:
                for fact, wanted in _options(shared, limb).items():
                    found[fact] = found[fact] & wanted if fact in found else wanted
            return found
        case Combined("any", limbs):
            each = [_options(shared, limb) for limb in limbs]
            common = set(each[0]).intersection(*each[1:])
            return {fact: frozenset[str]().union(*[one[fact] for one in each]) for fact in sorted(common)}
    return {}


def knowledge_needed(shared: Shared, step: Step, fact: str) -> bool | None:
    """Whether the provision concludes only where a fact of the thing decided is known (True), or unknown or none
    (False)."""
    for test in needs(step):
        found = _knowledge(shared, test, fact)
        if found is not None:
            return found
    return None


def _knowledge(shared: Shared, test: Test, fact: str) -> bool | None:
    match test:
        case Known(FactOf(Variable(0, holder), entity, one)) if one == fact and _plain(shared, holder, entity, fact):
            return True
        case Negation(inner) if isinstance(inner, Known) and _knowledge(shared, inner, fact):
            return False
        case Combined("all", limbs):
            return next((found for limb in limbs if (found := _knowledge(shared, limb, fact)) is not None), None)
    return None


def _plain(shared: Shared, holder: str, entity: str, fact: str) -> bool:
    declared = shared.model.entities[entity].facts.get(fact)
    return holder == shared.model.charter.decided and declared is not None and declared.only_where is None


def keys_needed(step: Step) -> tuple[Value, ...]:
    """Values that two things must have in common where the provision concludes."""
    return tuple(dict.fromkeys(value for test in needs(step) for value in shared_values(test)))


def shared_values(test: Test) -> list[Value]:
    """The values that two things must share for a test to hold."""
    match test:
        case Same(left, right) if swapped(left) == right and only_of(left, 0):
            return [left]
        case Combined("all", limbs):
            return [value for limb in limbs for value in shared_values(limb)]
        case Combined("any", (only,)):
            return shared_values(only)
    return []


def swapped(value: Value) -> Value:
    """The same of the other variable."""
    if isinstance(value, Variable):
        return replace(value, index=1 - value.index)
    if isinstance(value, Constant):
        return value
    return replace(value, of=swapped(value.of))


def mirrored(test: Any) -> Any:
    """A test with its two variables exchanged."""
    if isinstance(test, Variable):
        return replace(test, index=1 - test.index) if test.index < 2 else test
    if isinstance(test, tuple):
        return tuple(mirrored(one) for one in test)
    if is_dataclass(test) and not isinstance(test, type) and not isinstance(test, Constant):
        found = {
            one.name: mirrored(getattr(test, one.name)) for one in fields(test) if one.name not in ("span", "type")
        }
        return replace(test, **found)
    return test


def symmetric(step: Step) -> bool:
    """Whether a provision about two things answers the same whichever of them comes first."""
    provision = step.provision
    actions = [*provision.actions, *([provision.otherwise] if provision.otherwise else [])]
    return all(
        isinstance(action, nodes.MoreSerious) or isinstance(action, nodes.PairAnswer) and action.winner is None
        for action in actions
    ) and all(_symmetric(test) for test in tests_of(step))


def _symmetric(test: Test) -> bool:
    match test:
        case Always():
            return True
        case Same(left, right):
            return swapped(left) == right
        case Negation(inner):
            return _symmetric(inner)
        case Combined(_, limbs):
            return all(_symmetric(limb) or mirrored(limb) in limbs for limb in limbs)
    return False


def only_of(value: Value, variable: int) -> bool:
    """Whether a value is of that variable alone."""
    if isinstance(value, Variable):
        return value.index == variable
    return not isinstance(value, Constant) and only_of(value.of, variable)
