"""Tests and values in full: three values, what is unknown noted, limbs recorded. Calls of `runtime.three`, one for
each node."""

from __future__ import annotations

import ast
from typing import assert_never

from hocrdsl.backends.python.build import (
    Expr, attr, call, const, function_of, literal, locate, name, tuple_of,
)
from hocrdsl.backends.python.keeping import worked_out_once
from hocrdsl.backends.python.language import language_key
from hocrdsl.backends.python.names import Shared
from hocrdsl.backends.python.shapes import weight
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
    GroupType,
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
from hocrdsl.model.wording import question

Env = tuple[str | None, ...]

# limbs of so many forms are sooner tried than put off
_LIGHT = 12


def mark() -> Expr:
    """How much was noted before."""
    return call("len", attr(name("run"), "unknown"))


def full_value(shared: Shared, value: Value, env: Env) -> Expr:
    """The expression of a value; None is unknown."""
    return locate(_value(shared, value, env), value.span)  # type: ignore[no-any-return]


def _value(shared: Shared, value: Value, env: Env) -> Expr:
    match value:
        case Variable(index):
            return name(env[index] or "None")
        case Constant(constant):
            return const(constant)
        case FactOf(of, entity, fact):
            holder = full_value(shared, of, env)
            if entity in shared.model.rows:
                return call("column", name(shared.column(entity, fact)), holder)
            kept = language_key(shared, entity, fact)
            return call("own", holder, const(kept)) if kept else call("fact", name("run"), holder, const(fact))
        case DefinedOf(of, entity, definition):
            holder = full_value(shared, of, env)
            one = shared.model.definitions[entity, definition]
            if isinstance(one.body, nodes.ClosureBody):
                return call("group", name("run"), literal((entity, definition)), holder)
            body = name(shared.definitions[entity, definition] + "_in_full")
            how = "defined_once" if worked_out_once(shared, entity, definition) else "defined"
            return call(how, name("run"), const(f"{one.name} of {one.entity}"), body, holder)
        case ConcludedOf(of, concluded):
            return call("concluded", full_value(shared, of, env), const(concluded))
        case Shifted(of, number, unit, side):
            moved = number if side == "after" else -number
            return call("shifted", name("run"), full_value(shared, of, env), literal(moved), const(unit))
        case _:
            assert_never(value)


def full_test(shared: Shared, test: Test, env: Env) -> Expr:
    """The expression of a test: True, False, or None with notes."""
    return locate(_test(shared, test, env), test.span)  # type: ignore[no-any-return]


def _test(shared: Shared, test: Test, env: Env) -> Expr:
    run = name("run")
    match test:
        case Always(value):
            return const(value)
        case Negation(inner):
            return call("negated", full_test(shared, inner, env))
        case Combined(kind, limbs, letters):
            each = [full_test(shared, limb, env) for limb in limbs]
            weights = [weight(shared, limb) for limb in limbs]
            if max(weights) <= _LIGHT:
                return call("limbs", run, mark(), const(kind), literal(letters), *each)
            order = sorted(range(len(limbs)), key=lambda place: weights[place])
            tests = tuple_of(function_of(one) for one in each)
            return call("limbs_as_needed", run, const(kind), literal(letters), literal(tuple(order)), tests)
        case Quantified():
            return _quantified(shared, test, env)
        case Known(value):
            return call("known", run, mark(), full_value(shared, value, env))
        case _:
            things = tuple_of(name(one) if one else const(None) for one in env)
            return call("leaf", run, mark(), _leaf(shared, test, env), const(question(test)), things)


def _quantified(shared: Shared, test: Quantified, env: Env) -> Expr:
    run = name("run")
    if test.among is None:
        things: Expr = call("in_range", run, const(test.entity))
    else:
        things = full_value(shared, test.among, env)
    inner = inside(test, env)
    variable = inner[test.variable]
    assert variable is not None
    condition = function_of(full_test(shared, test.condition, inner), variable)
    left_out = None if test.other_than is None else env[test.other_than]
    shown = tuple_of(name(one) if one else const(None) for one in env)
    return call("quantified", run, mark(), const(test.kind), things, name(left_out or "None"), condition,
                const(question(test)), shown)


def _tally(shared: Shared, body: nodes.TallyBody, env: Env) -> Expr:
    over = body.over
    things = call("in_range", name("run"), const(over.entity)) if over.among is None else full_value(
        shared, over.among, env)
    inner = inside(over, env)
    variable = inner[over.variable]
    assert variable is not None
    condition = function_of(full_test(shared, over.condition, inner), variable)
    taken = const(None) if body.value is None else function_of(full_value(shared, body.value, inner), variable)
    left_out = None if over.other_than is None else env[over.other_than]
    return call("tally", name("run"), mark(), const(body.kind), things, name(left_out or "None"), condition, taken)


def inside(test: Quantified, env: Env) -> Env:
    """The variables inside a quantifier."""
    padded = [*env, *[None] * (test.variable + 1 - len(env))]
    padded[test.variable] = f"v{test.variable}"
    return tuple(padded)


def _leaf(shared: Shared, test: Test, env: Env) -> Expr:
    run = name("run")

    def value(one: Value) -> Expr:
        return full_value(shared, one, env)

    match test:
        case IsTrue(one):
            return call("is_true", value(one))
        case Equals(left, right) | Same(left, right):
            if isinstance(getattr(left, "type", None), GroupType):
                return call("same_group", run, value(left), value(right))
            return call("equal", value(left), value(right))
        case Among(left, options):
            return call("among", value(left), literal(tuple(option.value for option in options)))
        case Member(left, things):
            return call("member", value(left), value(things))
        case IsNone(one):
            return call("is_none", value(one))
        case Compare(left, operator, right):
            return call("measure", value(left), const(operator), value(right))
        case Within(left, number, unit, side, right):
            return call("within_of", run, value(left), const(number), const(unit), const(side), value(right))
    raise AssertionError(f"not a leaf: {test}")


def full_body(shared: Shared, body: nodes.Body, thing: str) -> list[ast.stmt]:
    """The statements of a definition's function, in full."""
    env = (thing,)
    match body:
        case nodes.ConditionBody(test):
            return [ast.Return(full_test(shared, test, env))]
        case nodes.ValueBody(value):
            return [ast.Return(full_value(shared, value, env))]
        case nodes.FirstBody(values):
            each = tuple_of(function_of(full_value(shared, value, env)) for value in values)
            return [ast.Return(call("first_known", name("run"), mark(), each))]
        case nodes.CaseBody(lines):
            return _case(shared, lines, env)
        case nodes.TableBody(title):
            return [ast.Return(full_look_up(shared, shared.model.tables[title], thing))]
        case nodes.TallyBody():
            return [ast.Return(_tally(shared, body, env))]
        case nodes.ClosureBody():
            raise AssertionError("a closure has no body")
        case _:
            assert_never(body)


def full_look_up(shared: Shared, table: nodes.Table, thing: str) -> Expr:
    """A table looked up, in full."""
    inputs = tuple_of(function_of(full_value(shared, value, (thing,))) for value in table.inputs)
    return call("look_up", name("run"), name(thing), name(shared.table(table)), inputs)


def _case(shared: Shared, lines: tuple[tuple[Value, Test | None], ...], env: Env) -> list[ast.stmt]:
    each: list[Expr] = []
    last: Expr = const("none")
    for value, test in lines:
        if test is None:
            last = full_value(shared, value, env)
            break
        each.append(tuple_of([function_of(full_test(shared, test, env)), function_of(full_value(shared, value, env))]))
    return [ast.Return(call("first_case", tuple_of(each), function_of(last)))]
