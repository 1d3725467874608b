"""Definitions: names given to conditions, values, tables and groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from hocrdsl.model import problems, problems_of_rules
from hocrdsl.model.conditions import bind, optional
from hocrdsl.model.expressions import CodeType, Constant, DefinedOf, FactOf, Thing, Type, Value
from hocrdsl.model.nodes import (
    Body,
    CaseBody,
    ClosureBody,
    ConditionBody,
    Definition,
    FirstBody,
    TableBody,
    ValueBody,
)
from hocrdsl.model.resolve import named_type, resolve
from hocrdsl.model.scope import Scope, bare, key, one, two
from hocrdsl.model.tables import bind_table
from hocrdsl.model.tallies import bind_tally
from hocrdsl.model.walk import chain, values_of, values_of_body
from hocrdsl.model.world import Member, World
from hocrdsl.model.written import value_of
from hocrdsl.syntax import nodes as syntax


def declare_definitions(world: World, items: Iterable[syntax.Item]) -> None:
    """Every definition by the entity that it is for."""
    for item in items:
        if not isinstance(item, syntax.Define):
            continue
        entity = world.entity(item.for_each.first)
        if entity is None:
            world.lost.add(bare(item.name.text))
            continue
        at = (entity.key, key(item.name.text))
        there = world.defines.setdefault(at, item)
        if there is not item:
            world.report(problems.name_twice(item.name.text, item.name.span, there.name.span))


def bind_definitions(world: World) -> dict[tuple[str, str], Definition]:
    """Every definition bound, by entity and name, under the kinds of its entity too."""
    bound = {at: definition for at in world.defines if (definition := _definition(world, at)) is not None}
    _circles(world, bound)
    return {(kind, name): bound[at, name] for at, name in bound for kind in world.kinds(at)}


def _definition(world: World, at: tuple[str, str]) -> Definition | None:
    define = world.defines[at]
    scope = _scope(world, define, at[0])
    if scope is None:
        return None
    type_ = named_type(world, Member("definition", define.name.text, at[1], at[0]))
    body = _body(world, scope, define, at[0], type_)
    if body is None or type_ is None:
        return None
    if not define.cites and _speaks_of_codes(world, body):
        world.report(problems_of_rules.uncited(define.name.span, f"definition `{define.name.text}`", "it names codes"))
    standing = define.standing.word if define.standing else "confirmed"
    return Definition(
        define.name.text, at[1], at[0], type_, body, define.cites, define.text, standing, span=define.name.span
    )


def _scope(world: World, define: syntax.Define, entity: str) -> Scope | None:
    first, second = define.for_each.first, define.for_each.second
    if not isinstance(define.body, syntax.BelongTogether):
        if second is not None:
            world.report(problems_of_rules.defined_for_two(second))
            return None
        return one(first.text, entity)
    other = world.entity_called(second.text.removeprefix("other ")) if second is not None else None
    if second is None or other is None or other.key != entity or not second.text.startswith("other "):
        world.report(problems_of_rules.two_of_one_kind(define.for_each, first.text))
        return None
    return two((first.text, entity), (second.text, entity))


def _body(world: World, scope: Scope, define: syntax.Define, entity: str, type_: Type | None) -> Body | None:
    match define.body:
        case syntax.SoWhen(when):
            return ConditionBody(bind(world, scope, when))
        case syntax.BelongTogether(when):
            return ClosureBody(bind(world, scope, when))
        case syntax.ByTable(table):
            bind_table(world, table, entity, answers=define.name.text)
            return TableBody(table.text)
        case syntax.ItIsPath(path):
            value = resolve(world, scope, path)
            return None if value is None else ValueBody(value)
        case syntax.FirstKnown(paths):
            values = [resolve(world, scope, path) for path in paths]
            known = tuple(value for value in values if value is not None)
            return FirstBody(known) if len(known) == len(values) else None
        case syntax.Tally():
            return bind_tally(world, scope, define.body)
        case syntax.Cases(lines):
            return _cases(world, scope, lines, type_)
        case _:
            assert_never(define.body)


def _cases(world: World, scope: Scope, lines: tuple[syntax.ItIs, ...], type_: Type | None) -> Body | None:
    cases = []
    for line in lines:
        test = optional(world, scope, line.when)
        value = None if type_ is None else value_of(world, scope, line.value, type_)
        if value is not None:
            cases.append((value, test))
    return CaseBody(tuple(cases)) if len(cases) == len(lines) else None


def _speaks_of_codes(world: World, body: Body) -> bool:
    for value in values_of_body(body):
        if isinstance(value, Constant):
            type_ = value.type
            if isinstance(type_, CodeType) or (isinstance(type_, Thing) and type_.entity in world.rows):
                return True
    return False


# --- circles ----------------------------------------------------------------------------


def _circles(world: World, bound: dict[tuple[str, str], Definition]) -> None:
    """No definition may need itself, not even by way of a fact's `only where`."""
    needs = {("define", *at): _needs(world, _read(world, d)) for at, d in bound.items()}
    for entity in world.entities.values():
        for fact in entity.facts.values():
            if fact.only_where is not None:
                needs["fact", fact.entity, fact.key] = _needs(world, list(values_of(fact.only_where)))
    reported: set[tuple[str, str, str]] = set()
    for start in needs:
        circle = _circle(needs, start)
        if circle and not reported.intersection(circle):
            reported.update(circle)
            _say_circle(world, circle)


def _read(world: World, definition: Definition) -> list[Value]:
    values = list(values_of_body(definition.body))
    if isinstance(definition.body, TableBody):
        table = world.tables.get(definition.body.table)
        values.extend(value for heading in (table.inputs if table else ()) for value in chain(heading))
    return values


def _needs(world: World, values: list[Value]) -> list[tuple[str, str, str]]:
    found = []
    for value in values:
        if isinstance(value, DefinedOf):
            found += [("define", at, value.definition) for at in world.lineage(value.entity)]
        elif isinstance(value, FactOf) and (fact := world.fact(value.entity, value.fact)) is not None:
            found.append(("fact", fact.entity, fact.key))
    return found


def _circle(
    needs: dict[tuple[str, str, str], list[tuple[str, str, str]]], start: tuple[str, str, str]
) -> list[tuple[str, str, str]]:
    """The shortest way from a node back to itself."""
    paths = [[start]]
    seen = set()
    while paths:
        path = paths.pop(0)
        for step in needs.get(path[-1], ()):
            if step == start:
                return path
            if step not in seen and step in needs:
                seen.add(step)
                paths.append([*path, step])
    return []


def _say_circle(world: World, circle: list[tuple[str, str, str]]) -> None:
    names = [world.defines[at, name].name for kind, at, name in circle if kind == "define"]
    if names:
        world.report(problems_of_rules.in_a_circle(names))
    else:
        _, at, name = circle[0]
        world.report(problems.fact_needs_itself(world.entities[at].facts[name]))
