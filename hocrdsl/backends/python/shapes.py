"""What a test reads, how much of it there is, and how a closure can be made without trying every pair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from hocrdsl.backends.python.language import language_key
from hocrdsl.backends.python.names import Shared
from hocrdsl.backends.python.needs import mirrored, only_of, shared_values, tests_of
from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Among,
    Choice,
    Combined,
    Compare,
    ConcludedOf,
    Constant,
    DefinedOf,
    Equals,
    FactOf,
    GroupType,
    IsNone,
    IsTrue,
    Known,
    Member,
    Negation,
    Quantified,
    Same,
    Test,
    Value,
    Variable,
    YesNo,
)
from hocrdsl.model.wording import question
from hocrdsl.plan.nodes import Step


def parts(shared: Shared, *roots: Any) -> Iterator[Any]:
    """Every node under some tests or values, definitions and `only where` included."""
    done: set[Any] = set()
    waiting: list[Any] = list(roots)
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting += node
            continue
        names = _below(type(node))
        if names is None:
            continue
        yield node
        waiting += [getattr(node, name) for name in names]
        if isinstance(node, (DefinedOf, FactOf)):
            for key, more in _behind(shared, node):
                if key not in done:
                    done.add(key)
                    waiting += more


def weight(shared: Shared, node: Any) -> int:
    """How many forms a test or value may come to, definitions and `only where` included: what it may cost."""
    if isinstance(node, tuple):
        return sum(weight(shared, one) for one in node)
    names = _below(type(node))
    if names is None:
        return 0
    found = 1 + sum(weight(shared, getattr(node, name)) for name in names)
    if isinstance(node, (DefinedOf, FactOf)):
        for key, more in _behind(shared, node):
            if key not in shared.weights:
                # what comes back to itself weighs nothing more
                shared.weights[key] = 0
                shared.weights[key] = sum(weight(shared, one) for one in more)
            found += shared.weights[key]
    return found


def _below(kind: type) -> tuple[str, ...] | None:
    """The fields of a form that hold what is under it; None for what is no node."""
    if kind not in _BELOW:
        names = [one.name for one in fields(kind) if one.name not in ("span", "type")] if is_dataclass(kind) else None
        _BELOW[kind] = None if names is None else tuple(names)
    return _BELOW[kind]


_BELOW: dict[type, tuple[str, ...] | None] = {}


def _behind(shared: Shared, node: Any) -> Iterator[tuple[Any, list[Any]]]:
    model = shared.model
    if isinstance(node, DefinedOf):
        body = model.definitions[node.entity, node.definition].body
        more: list[Any] = [body]
        if isinstance(body, nodes.TableBody):
            more += model.tables[body.table].inputs
        yield (node.entity, node.definition), more
    if isinstance(node, FactOf) and node.entity in model.entities:
        declared = model.entities[node.entity].facts.get(node.fact)
        if declared is not None and declared.only_where is not None:
            yield ("fact", node.entity, node.fact), [declared.only_where]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a closure is made: by `lists` of a fact, by `keys`, or by `pairs` of things that share a key.

    `guards`: tests of variable 0 that both things must satisfy; `plain`, `groups`: values that both must share.
    """

    kind: str
    fact: str = ""
    guards: tuple[Test, ...] = ()
    plain: tuple[Value, ...] = ()
    groups: tuple[Value, ...] = ()


def shape(shared: Shared, test: Test) -> Shape:
    """The cheapest way to the same groups."""
    limbs = list(test.limbs if isinstance(test, Combined) and test.kind == "all" else (test,))
    guards = tuple(limb for limb in limbs if _alone(limb) and mirrored(limb) in limbs)
    rest = [limb for limb in limbs if limb not in guards and mirrored(limb) not in guards]
    values = [value for limb in rest for value in shared_values(limb)]
    groups = tuple(value for value in values if isinstance(getattr(value, "type", None), GroupType))
    plain = tuple(value for value in values if value not in groups)
    rest = [limb for limb in rest if not shared_values(limb)]
    if not rest:
        return Shape("keys", "", guards, plain, groups)
    match rest:
        case [Member(Variable(1), FactOf(Variable(0), entity, fact))] if not values:
            declared = shared.model.entities[entity].facts.get(fact)
            if declared is not None and declared.only_where is None:
                return Shape("lists", fact, guards)
    return Shape("pairs", "", guards, plain, groups)


def _alone(test: Test) -> bool:
    """Whether a test is about variable 0 and constants only."""
    match test:
        case Negation(inner):
            return _alone(inner)
        case Combined(_, limbs):
            return all(_alone(limb) for limb in limbs)
        case IsTrue(value) | Among(value) | IsNone(value) | Known(value):
            return only_of(value, 0)
        case Equals(left, Constant()) | Compare(left, _, Constant()):
            return only_of(left, 0)
    return False


def changes(shared: Shared, test: Test) -> bool:
    """Whether a test reads what deciding itself changes: the classified value, fates, conclusions."""
    for node in parts(shared, test):
        if isinstance(node, ConcludedOf):
            return True
        if isinstance(node, FactOf) and node.entity not in shared.model.rows and (
            node.fact == shared.model.charter.classified or language_key(shared, node.entity, node.fact) is not None
        ):
            return True
    return False


def of_event(shared: Shared, step: Step) -> bool:
    """Whether what a provision concludes about a counted thing just counted hangs on nothing but its event and facts of
    its principal that have few values."""
    charter, entities = shared.model.charter, shared.model.entities
    counted, decided, event = entities[charter.counted], entities[charter.decided], shared.plan.vocabulary["event_fact"]
    if step.provision.entities != (charter.counted,):
        return False
    actions = [*step.provision.actions, *([step.provision.otherwise] if step.provision.otherwise else [])]
    for node in parts(shared, *tests_of(step), *actions):
        match node:
            case FactOf(_, entity, fact):
                kept = language_key(shared, entity, fact)
                declared = entities[entity].facts.get(fact)
                few = declared is not None and isinstance(declared.type, (YesNo, Choice))
                fits = (
                    kept == "_principal" or entity == charter.event or entity in shared.model.rows
                    or entity in (decided.key, counted.key, counted.kind_of) and kept is None and (
                        few or fact in (charter.classified, event)
                        or entity == counted.key and fact in counted.facts and fact not in decided.facts
                    )
                )
                if not fits:
                    return False
            case Quantified() | ConcludedOf():
                return False
            case DefinedOf(_, entity, definition):
                body = shared.model.definitions[entity, definition].body
                if isinstance(body, nodes.ClosureBody | nodes.TallyBody):
                    return False
    return True


def said(shared: Shared, test: Test) -> frozenset[str]:
    """The words of every test under a test: by these it may have been answered already."""
    plain = (Variable, FactOf, DefinedOf, ConcludedOf, Constant)
    words = set()
    for node in parts(shared, test):
        if hasattr(type(node), "__match_args__") and not isinstance(node, plain) and node.__class__.__name__ in _TESTS:
            words.add(question(node))
    return frozenset(words)


_TESTS = frozenset({"IsTrue", "Equals", "Among", "Member", "IsNone", "Compare", "Within", "Same", "Quantified"})


def alike_by(shared: Shared, steps: tuple[Step, ...]) -> tuple[str, ...] | None:
    """Facts in which two things must agree to be alike for choosing; None where it reads who they are."""
    charter = shared.model.charter
    whole = {charter.decided, shared.model.entities[charter.decided].kind_of}
    found = {charter.classified}
    roots: list[Any] = []
    for step in steps:
        roots += tests_of(step)
    for node in parts(shared, *roots):
        if isinstance(node, Quantified) and node.other_than is not None:
            return None
        if isinstance(node, (Equals, Same, Member)) and (
            _is_whole(node.left, whole) or isinstance(node, (Equals, Same)) and _is_whole(node.right, whole)
        ):
            return None
        if isinstance(node, ConcludedOf):
            return None
        if isinstance(node, FactOf) and node.entity in {*whole, charter.counted}:
            kept = language_key(shared, node.entity, node.fact)
            found.add(kept or node.fact)
    return tuple(sorted(found))


def _is_whole(value: Value, whole: set[str | None]) -> bool:
    return isinstance(value, Variable) and value.entity in whole
