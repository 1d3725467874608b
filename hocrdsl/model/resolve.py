"""Paths to values: what a run of names means in a scope.

The first name is a variable in view, else what exactly one variable of the innermost
layer that knows the name calls so; every later name is looked up in the thing before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, assert_never

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model import problems, problems_of_rules, problems_of_rulings
from hocrdsl.model.expressions import (
    Choice,
    CodeType,
    ConcludedOf,
    DefinedOf,
    FactOf,
    GroupType,
    NumberType,
    TextType,
    Thing,
    TimeType,
    Type,
    Value,
    Variable,
    YesNo,
)
from hocrdsl.model.outputs import output_type
from hocrdsl.model.scope import InView, Scope, bare, key, one
from hocrdsl.model.value_types import meet, said, type_of
from hocrdsl.model.world import Member, World
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax

# a value, what is wrong, or None where the cause was reported already
Found: TypeAlias = Value | Diagnostic | None


def resolve(world: World, scope: Scope, path: syntax.Path) -> Value | None:
    """The value of a path; reports what is wrong with it."""
    found = find(world, scope, path)
    if isinstance(found, Diagnostic):
        world.report(found)
        return None
    return found


def find(world: World, scope: Scope, path: syntax.Path) -> Found:
    """The value of a path, or what is wrong with it, unreported."""
    found = _start(world, scope, path.names[0])
    for name in path.names[1:]:
        if found is None or isinstance(found, Diagnostic):
            return found
        found = _step(world, found, name)
    return found


def begins(world: World, scope: Scope, path: syntax.Path) -> bool:
    """Whether the first name leads anywhere: asked before a path is only tried."""
    first = path.names[0].text
    return scope.called(first) is not None or any(world.lookup(v.entity, first) for v in scope.variables)


def quality(world: World, of: Value, name: syntax.Name) -> Value | None:
    """The yes-or-no member of a thing that has that name, if there is one."""
    type_ = type_of(of)
    member = world.lookup(type_.entity, name.text) if isinstance(type_, Thing) else None
    if member is None:
        return None
    value = member_value(world, of, member, name.span)
    return value if value is not None and isinstance(type_of(value), YesNo) else None


def _start(world: World, scope: Scope, name: syntax.Name) -> Found:
    variable = scope.called(name.text)
    if variable is not None:
        return Variable(variable.index, variable.entity, span=name.span)
    for layer in scope.layers():
        holders = [v for v in layer if world.lookup(v.entity, name.text) is not None]
        if len(holders) > 1:
            return problems.whose(name, [v.name for v in holders])
        if holders:
            return _of(world, holders[0], name)
    if bare(name.text) in world.lost:
        return None
    return problems.no_name(name, _visible(world, scope), _elsewhere(world, name))


def _of(world: World, variable: InView, name: syntax.Name) -> Found:
    member = world.lookup(variable.entity, name.text)
    assert member is not None
    return member_value(world, Variable(variable.index, variable.entity), member, name.span)


def member_of(world: World, of: Value, name: syntax.Name) -> Found:
    """A fact or definition of a thing, or what is wrong with its name, unreported."""
    return _step(world, of, name)


def _step(world: World, of: Value, name: syntax.Name) -> Found:
    type_ = type_of(of)
    if not isinstance(type_, Thing):
        return problems.has_no_facts(name, said(type_, world.entities))
    member = world.lookup(type_.entity, name.text)
    if member is None and bare(name.text) in world.lost:
        return None
    if member is None:
        entity = world.entities[type_.entity]
        known = {m.name: m.span for m in world.members.get(entity.key, {}).values()}
        return problems.no_name(name, known, _elsewhere(world, name), entity.name)
    return member_value(world, of, member, name.span)


def _visible(world: World, scope: Scope) -> dict[str, Span | None]:
    names: dict[str, Span | None] = {v.name: None for v in scope.variables}
    for variable in scope.variables:
        names.update({m.name: m.span for m in world.members.get(variable.entity, {}).values()})
    return names


def _elsewhere(world: World, name: syntax.Name) -> list[str]:
    wanted = bare(name.text)
    return [world.entities[at].name for at, names in world.members.items() if wanted in names]


def member_value(world: World, of: Value, member: Member, span: Span | None) -> Value | None:
    """What the member of a thing is, as a value; None where its type can't be had."""
    type_ = type_of(of)
    assert isinstance(type_, Thing)
    entity = type_.entity
    if member.through:
        of = FactOf(of, world.counted, f"principal_{world.decided}", Thing(world.decided), span=span)
        entity = world.decided
    if member.kind == "fact":
        fact = world.entities[entity].facts[member.key]
        world.facts_read.add((fact.entity, fact.key))
        if fact.never_decides:
            world.report(problems.never_decides(span or fact.span, fact, world.entities[fact.entity].name))
        if (fact.entity, fact.key) in world.rulings:
            world.report(problems_of_rulings.is_read(span or fact.span, fact))
        if (fact.entity, fact.key) in world.spoiled:
            return None
        return FactOf(of, entity, fact.key, fact.type, span=span)
    if member.kind == "language":
        assert member.type is not None
        return FactOf(of, entity, member.key, member.type, span=span)
    found = named_type(world, member)
    if found is None:
        return None
    if member.kind == "definition":
        return DefinedOf(of, entity, member.key, found, span=span)
    return ConcludedOf(of, member.key, found, span=span)


# --- the types of what is defined and concluded -----------------------------------------


def named_type(world: World, member: Member) -> Type | None:
    """The type of a definition or of a conclusion; None when it can't be had (and was reported)."""
    at = (member.owner, member.key)
    if at in world.types:
        return world.types[at]
    if at in world.pending:
        circle = world.pending[world.pending.index(at) :]
        world.report(problems_of_rules.in_a_circle([_written_name(world, step) for step in circle]))
        return None
    world.pending.append(at)
    world.types[at] = _define_type(world, at) if member.kind == "definition" else _conclusion_type(world, at)
    world.pending.pop()
    return world.types[at]


def _written_name(world: World, at: tuple[str, str]) -> syntax.Name:
    return world.defines[at].name if at in world.defines else world.conclusions[at][0].action.name


def _define_type(world: World, at: tuple[str, str]) -> Type | None:
    define = world.defines[at]
    scope = one(define.for_each.first.text, at[0])
    match define.body:
        case syntax.SoWhen():
            return YesNo()
        case syntax.BelongTogether():
            return GroupType(at[0], at[1])
        case syntax.ByTable(table):
            return output_type(world, table, at[0])
        case syntax.ItIsPath(path):
            return common_type(world, scope, [path])
        case syntax.FirstKnown(paths):
            return common_type(world, scope, paths)
        case syntax.Tally(kind):
            return NumberType() if kind == "number" else TimeType()
        case syntax.Cases(lines):
            return common_type(world, scope, [line.value for line in lines])
        case _:
            assert_never(define.body)


def _conclusion_type(world: World, at: tuple[str, str]) -> Type | None:
    found: Type | None = None
    for line in world.conclusions[at]:
        entity = world.entity_called(line.for_each.first.text)
        if entity is None:
            return None
        written = line.action.value
        values: Sequence[syntax.Value] = line.action.firsts if written is None else (written,)
        scope = one(line.for_each.first.text, entity.key)
        added = common_type(world, scope, values)
        found = added if found is None else _joined(world, found, added, values[0].span)
        if found is None:
            return None
    return found


def common_type(world: World, scope: Scope, values: Sequence[syntax.Value]) -> Type | None:
    """The one type that all the values have; words that lead nowhere are options."""
    found: Type | None = None
    for value in values:
        added = _written_type(world, scope, value)
        if added is None:
            return None
        found = added if found is None else _joined(world, found, added, value.span)
        if found is None:
            return None
    return found


def _joined(world: World, one_: Type, other: Type | None, span: Span) -> Type | None:
    if other is None:
        return None
    if isinstance(one_, Choice) and isinstance(other, Choice):
        return Choice(tuple(dict.fromkeys((*one_.options, *other.options))))
    if meet(one_, other, world.entities):
        return one_
    world.report(problems.other_type(span, said(one_, world.entities), said(other, world.entities)))
    return None


def _written_type(world: World, scope: Scope, value: syntax.Value) -> Type | None:
    match value:
        case syntax.Number():
            return NumberType()
        case syntax.Code():
            return CodeType()
        case syntax.Date() | syntax.Offset():
            return TimeType()
        case syntax.Text():
            return TextType()
        case syntax.Path():
            return _path_type(world, scope, value)
        case _:
            assert_never(value)


def _path_type(world: World, scope: Scope, path: syntax.Path) -> Type | None:
    if len(path.names) == 1 and path.names[0].text in ("yes", "no"):
        return YesNo()
    if len(path.names) == 1 and not begins(world, scope, path):
        return Choice((key(path.names[0].text),))
    found = find(world, scope, path)
    if isinstance(found, Diagnostic):
        world.report(found)
        return None
    return None if found is None else type_of(found)
