"""Tests and values over facts that are known: plain Python expressions.

Where something is unknown they raise (a KeyError where a fact is left out), and the provision is tried in full; so
limbs may be put in any order here. Tests on a row alone are `in` a set of rows.
"""

from __future__ import annotations

import ast
from typing import assert_never

from hocrdsl.backends.python.build import (
    Expr, attr, call, compare, const, get, joined, literal, locate, name, tuple_of,
)
from hocrdsl.backends.python.full import Env, full_value, inside, mark
from hocrdsl.backends.python.keeping import worked_out_once
from hocrdsl.backends.python.language import language_key
from hocrdsl.backends.python.names import Shared
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
    NumberType,
    Quantified,
    Same,
    Shifted,
    Test,
    Thing,
    Value,
    Variable,
    Within,
)

_OPERATORS: dict[str, type[ast.cmpop]] = {"<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE}


def fast_value(shared: Shared, value: Value, env: Env) -> Expr:
    """The expression of a known value; raises where it is unknown."""
    return locate(_value(shared, value, env), value.span)  # type: ignore[no-any-return]


def _value(shared: Shared, value: Value, env: Env) -> Expr:
    by_row = shared.rows.value(value)
    if by_row is not None:
        match value:
            case FactOf(of, entity, fact) if by_row[0] == of:
                return get(name(shared.column(entity, fact)), fast_value(shared, of, env))
        return get(name(shared.whole_by_row(by_row[1])), fast_value(shared, by_row[0], env))
    match value:
        case Variable(index):
            return name(env[index] or "None")
        case Constant(constant):
            return const(constant)
        case FactOf():
            return _fact(shared, value, env)
        case DefinedOf(of, entity, definition):
            holder = fast_value(shared, of, env)
            if isinstance(shared.model.definitions[entity, definition].body, nodes.ClosureBody):
                return call("group", name("run"), literal((entity, definition)), holder)
            body = shared.definitions[entity, definition]
            if worked_out_once(shared, entity, definition):
                return call("once" if isinstance(of, Variable) else "once_on", name("run"), name(body), holder)
            return (
                call(body, name("run"), holder)
                if isinstance(of, Variable)
                else call("on", name("run"), name(body), holder)
            )
        case ConcludedOf(of, concluded):
            return call("concluded", fast_value(shared, of, env), const(concluded))
        case Shifted(of, number, unit, side):
            moved = number if side == "after" else -number
            return call("moved", name("run"), fast_value(shared, of, env), literal(moved), const(unit))
        case _:
            assert_never(value)


def _fact(shared: Shared, value: FactOf, env: Env) -> Expr:
    model = shared.model
    holder = fast_value(shared, value.of, env)
    if value.entity in model.rows:
        return call("column", name(shared.column(value.entity, value.fact)), holder)
    kept = language_key(shared, value.entity, value.fact)
    if kept is not None:
        # whoever holds none of it (a thing held before has no principal) raises, and is none in full
        plain = shared.is_decided(value.of) or kept == "_principal" and isinstance(value.of, Variable)
        return get(holder, const(kept)) if plain else call("own", holder, const(kept))
    declared = model.entities[value.entity].facts.get(value.fact)
    if declared is not None and declared.only_where is not None:
        if not shared.is_decided(value.of):
            found = call("sure", call("fact", name("run"), holder, const(value.fact)))
            if isinstance(value.of, Variable) and value.of.entity == model.charter.counted == value.entity:
                # where it does not apply to the counted thing it is none, whatever the principal says
                applies = fast_test(shared, declared.only_where, (_variable(value.of, env),))
                return ast.IfExp(applies, found, const("none"))
            return found
        applies = fast_test(shared, declared.only_where, (_variable(value.of, env),))
        return ast.IfExp(applies, get(holder, const(value.fact)), const("none"))
    if isinstance(value.of, Variable) and not _may_be_counted(shared, value.of.entity):
        return get(holder, const(value.fact))
    if _may_be_counted(shared, value.entity):
        if _its_own_or_its_principals(shared, value.entity, value.fact):
            return call("taken", holder, const(value.fact))
        if _only_its_own(shared, value):
            return call("its_own", holder, const(value.fact))
        # a counted thing may take the fact from its principal, or never have it
        return call("sure", call("fact", name("run"), holder, const(value.fact)))
    return get(holder, const(value.fact)) if _there(shared, value.of) else call("part", holder, const(value.fact))


def _there(shared: Shared, value: Value) -> bool:
    """Whether a value is a thing for sure, if it is known: the event of a thing decided, a principal."""
    match value:
        case FactOf(of, entity, fact):
            kept = language_key(shared, entity, fact)
            if kept is not None:
                return kept == "_principal" and isinstance(of, Variable)
            decided = entity == shared.model.charter.decided and fact == shared.plan.vocabulary["event_fact"]
            return decided and (shared.is_decided(of) or _there(shared, of))
    return False


def _its_own_or_its_principals(shared: Shared, entity: str, fact: str) -> bool:
    """Whether a fact is stated of a counted thing or else of its principal, and applies always."""
    entities = shared.model.entities
    decided = entities[shared.model.charter.decided]
    return fact in decided.facts and not any(
        fact in one.facts and one.facts[fact].only_where is not None
        for one in entities.values() if one.key in (entity, decided.key) or one.kind_of == entity
    )


def _only_its_own(shared: Shared, value: FactOf) -> bool:
    """Whether a fact is one that no principal has, asked of a counted thing, where it applies always."""
    charter, entities = shared.model.charter, shared.model.entities
    return (
        isinstance(value.of, Variable) and value.of.entity == value.entity == charter.counted
        and value.fact in entities[value.entity].facts and entities[value.entity].facts[value.fact].only_where is None
        and value.fact not in entities[charter.decided].facts and value.fact != charter.event
        and value.fact != shared.plan.vocabulary["event_fact"]
    )


def _variable(value: Value, env: Env) -> str:
    assert isinstance(value, Variable)
    return env[value.index] or "None"


def _may_be_counted(shared: Shared, entity: str) -> bool:
    counted = shared.model.entities[shared.model.charter.counted]
    return entity in (counted.key, counted.kind_of)


# --- tests ------------------------------------------------------------------------------


def fast_test(shared: Shared, test: Test, env: Env) -> Expr:
    """The expression of a test that raises where it can't be told at once."""
    return locate(_test(shared, test, env), test.span)  # type: ignore[no-any-return]


def _test(shared: Shared, test: Test, env: Env) -> Expr:
    by_row = shared.rows.test(test)
    if by_row is not None:
        root, rows = by_row
        if not (isinstance(test, Known) and shared.classified_of(root) is None):
            return get(name(shared.row_set(rows)), fast_value(shared, root, env))
    match test:
        case Always(value):
            return const(value)
        case Negation(inner):
            return ast.UnaryOp(ast.Not(), fast_test(shared, inner, env))
        case Combined(kind, limbs):
            ordered = sorted(limbs, key=lambda limb: 0 if shared.rows.test(limb) is not None else 1)
            each = [fast_test(shared, limb, env) for limb in ordered]
            whole = joined(ast.And() if kind == "all" else ast.Or(), each)
            return ast.UnaryOp(ast.Not(), whole) if kind == "none" else whole
        case Quantified():
            return _quantified(shared, test, env)
        case Known(value):
            return _known(shared, value, env)
        case _:
            return _leaf(shared, test, env)


def _known(shared: Shared, value: Value, env: Env) -> Expr:
    match value:
        case FactOf(Variable() as of, entity, fact) if (
            shared.is_decided(of) and language_key(shared, entity, fact) is None
            and shared.model.entities[entity].facts[fact].only_where is None
        ):
            found = ast.Call(attr(fast_value(shared, of, env), "get"), [const(fact), const("none")], [])
            return compare(found, ast.NotEq(), const("none"))
    return call("known", name("run"), mark(), full_value(shared, value, env))


def _quantified(shared: Shared, test: Quantified, env: Env) -> Expr:
    match test:
        case Quantified(
            "any" | "no" as kind,
            number,
            entity,
            None,
            None,
            Equals(FactOf(Variable(place), _, fact, Thing()), Variable(other, whose)),
        ) if place == number and other != number and whose not in shared.model.rows and _own_fact(shared, entity, fact):
            pointed = call("pointed_at", name("run"), const(entity), const(fact), name(env[other] or "None"))
            return pointed if kind == "any" else ast.UnaryOp(ast.Not(), pointed)
        case Quantified(
            "any" | "no" as kind, number, entity, None, None,
            Equals(FactOf(Variable(place), holder, fact), Variable(other)),
        ) if place == number and other != number and language_key(shared, holder, fact) == "_earlier":
            released = call("released_from", name("run"), const(entity), name(env[other] or "None"))
            return released if kind == "any" else ast.UnaryOp(ast.Not(), released)
    if test.among is None:
        things: Expr = call("in_range", name("run"), const(test.entity))
    else:
        things = call("listed", fast_value(shared, test.among, env))
    inner = inside(test, env)
    variable = inner[test.variable]
    assert variable is not None
    filters: list[Expr] = []
    if test.other_than is not None:
        filters = [compare(name(variable), ast.IsNot(), name(env[test.other_than] or "None"))]
    loop = ast.comprehension(ast.Name(variable, ast.Store()), things, filters, 0)
    each = ast.ListComp(fast_test(shared, test.condition, inner), [loop])
    if test.kind == "every":
        return call("all", each)
    found = call("any", each)
    return found if test.kind == "any" else ast.UnaryOp(ast.Not(), found)


def _tally(shared: Shared, body: nodes.TallyBody, env: Env) -> Expr:
    over = body.over
    things: Expr = call("in_range", name("run"), const(over.entity))
    if over.among is not None:
        things = call("listed", fast_value(shared, over.among, env))
    inner = inside(over, env)
    variable = inner[over.variable]
    assert variable is not None
    filters: list[Expr] = []
    if over.other_than is not None:
        filters = [compare(name(variable), ast.IsNot(), name(env[over.other_than] or "None"))]
    filters.append(fast_test(shared, over.condition, inner))
    loop = ast.comprehension(ast.Name(variable, ast.Store()), things, filters, 0)
    taken = name(variable) if body.value is None else fast_value(shared, body.value, inner)
    each = ast.ListComp(taken, [loop])
    return call("len", each) if body.value is None else call("first_or_last", const(body.kind), each)


def _leaf(shared: Shared, test: Test, env: Env) -> Expr:
    def value(one: Value) -> Expr:
        return fast_value(shared, one, env)

    match test:
        case IsTrue(one):
            return compare(value(one), ast.Is(), const(True))
        case Equals(left, right) | Same(left, right):
            return _equal(shared, left, right, env)
        case Among(left, options):
            return compare(value(left), ast.In(), ast.Set([const(option.value) for option in options]))
        case Member(left, things):
            return call("member", value(left), value(things))
        case IsNone(one):
            return compare(value(one), ast.Eq(), const("none"))
        case Compare(left, operator, right):
            if (
                isinstance(getattr(left, "type", None), NumberType)
                and isinstance(right, Constant)
                and _never_none(shared, left)
            ):
                return compare(value(left), _OPERATORS[operator](), value(right))
            return call("sure", call("measure", value(left), const(operator), value(right)))
        case Within(left, number, unit, side, right):
            return call(
                "sure",
                call("within_of", name("run"), value(left), const(number), const(unit), const(side), value(right)),
            )
    raise AssertionError(f"not a leaf: {test}")


def _equal(shared: Shared, left: Value, right: Value, env: Env) -> Expr:
    ours, theirs = fast_value(shared, left, env), fast_value(shared, right, env)
    type_ = getattr(left, "type", None)
    if isinstance(type_, GroupType):
        return call("together", ours, theirs)
    if isinstance(right, Variable) and right.entity not in shared.model.rows:
        return compare(ours, ast.Is(), theirs)
    if isinstance(right, Constant):
        return compare(ours, ast.Eq(), theirs)
    return call("same", ours, theirs)


def _own_fact(shared: Shared, entity: str, fact: str) -> bool:
    """Whether a fact is stated of an entity, wherever it has it."""
    declared = shared.model.entities[entity].facts.get(fact)
    return declared is not None and declared.only_where is None and fact != shared.model.charter.classified


def _never_none(shared: Shared, value: Value) -> bool:
    """Whether a stated fact is never none, of a thing that is never none."""
    match value:
        case FactOf(Variable(), entity, fact):
            declared = shared.model.entities[entity].facts.get(fact)
            return declared is not None and not declared.optional and declared.only_where is None
    return False


# --- definitions ------------------------------------------------------------------------


def fast_body(shared: Shared, body: nodes.Body, thing: str) -> list[ast.stmt]:
    """The statements of a definition's function over known facts."""
    env = (thing,)
    match body:
        case nodes.ConditionBody(test):
            return [ast.Return(fast_test(shared, test, env))]
        case nodes.ValueBody(value):
            return [ast.Return(fast_value(shared, value, env))]
        case nodes.FirstBody(values):
            return [ast.Return(_first(shared, values, env))]
        case nodes.CaseBody(lines):
            return _case(shared, lines, env)
        case nodes.TableBody(title):
            return [ast.Return(fast_look_up(shared, shared.model.tables[title], thing))]
        case nodes.TallyBody():
            return [ast.Return(_tally(shared, body, env))]
        case nodes.ClosureBody():
            raise AssertionError("a closure has no body")
        case _:
            assert_never(body)


def _first(shared: Shared, values: tuple[Value, ...], env: Env) -> Expr:
    """The first that is not none. One that is unknown raises, and the full form passes it over."""
    found = fast_value(shared, values[-1], env)
    for value in reversed(values[:-1]):
        one = ast.NamedExpr(ast.Name("found", ast.Store()), fast_value(shared, value, env))
        found = ast.IfExp(compare(one, ast.NotEq(), const("none")), name("found"), found)
    return found


def fast_look_up(shared: Shared, table: nodes.Table, thing: str) -> Expr:
    """A table looked up with known values."""
    inputs = tuple_of(fast_value(shared, value, (thing,)) for value in table.inputs)
    return call("found_in", name(shared.table(table)), inputs)


def _case(shared: Shared, lines: tuple[tuple[Value, Test | None], ...], env: Env) -> list[ast.stmt]:
    body: list[ast.stmt] = []
    for value, test in lines:
        if test is None:
            return [*body, ast.Return(fast_value(shared, value, env))]
        body.append(ast.If(fast_test(shared, test, env), [ast.Return(fast_value(shared, value, env))], []))
    return [*body, ast.Return(const("none"))]

