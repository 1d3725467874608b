"""Paths to values: what a run of names means in a scope.

The first name is a variable in view, else what exactly one variable of the innermost
layer that knows the name calls so; every later name is looked up in the thing before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias, assert_never

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model import problems, problems_of_rules
from hocrdsl.model.expressions import (
    Choice,
    CodeType,
    ConcludedOf,
    Constant,
    DefinedOf,
    FactOf,
    GroupType,
    NumberType,
    Shifted,
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
from hocrdsl.model.value_types import meet, number, said, type_of
from hocrdsl.model.world import Member, World
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax

# a value, what is wrong, or None where the cause was reported already
Found: TypeAlias = Value | Diagnostic | None

Unit: TypeAlias = Literal["hour", "day", "week", "month", "year"]
UNITS: dict[str, Unit] = {"hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year"}


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
    return problems.no_name(name, _visible(world, scope), _elsewhere(world, name))


def _of(world: World, variable: InView, name: syntax.Name) -> Found:
    member = world.lookup(variable.entity, name.text)
    assert member is not None
    return member_value(world, Variable(variable.index, variable.entity), member, name.span)


def _step(world: World, of: Value, name: syntax.Name) -> Found:
    type_ = type_of(of)
    if not isinstance(type_, Thing):
        return problems.has_no_facts(name, said(type_, world.entities))
    member = world.lookup(type_.entity, name.text)
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
    found = find(world, scope, path)
    if isinstance(found, Diagnostic):
        if len(path.names) == 1 and found.code == "HR204":
            return Choice((key(path.names[0].text),))
        world.report(found)
        return None
    return None if found is None else type_of(found)


# --- written values, given the type that is wanted --------------------------------------


def value_of(world: World, scope: Scope, value: syntax.Value, wanted: Type) -> Value | None:
    """A value where one of that type stands; reports what does not fit."""
    match value:
        case syntax.Path():
            return _named(world, scope, value, wanted)
        case syntax.Offset():
            return shifted(world, scope, value, wanted)
        case syntax.Code() | syntax.Number() | syntax.Date() | syntax.Text():
            return literal(world, value, wanted)
        case _:
            assert_never(value)


def _named(world: World, scope: Scope, path: syntax.Path, wanted: Type) -> Value | None:
    if len(path.names) == 1:
        word = path.names[0]
        if isinstance(wanted, YesNo) and word.text in ("yes", "no"):
            return Constant(word.text == "yes", wanted, span=path.span)
        if isinstance(wanted, Choice):
            option = option_called(wanted, word.text)
            if option is not None:
                return Constant(option, wanted, span=path.span)
    found = find(world, scope, path)
    if isinstance(found, Diagnostic):
        if isinstance(wanted, Choice) and len(path.names) == 1:
            found = problems.no_option(path.span, path.names[0].text, wanted.options)
        world.report(found)
        return None
    if found is None or meet(type_of(found), wanted, world.entities):
        return found
    if isinstance(wanted, Choice) and len(path.names) == 1:
        world.report(problems.no_option(path.span, path.names[0].text, wanted.options))
    else:
        got = said(type_of(found), world.entities)
        world.report(problems.other_type(path.span, said(wanted, world.entities), got))
    return None


def option_called(choice: Choice, word: str) -> str | None:
    """The option of that name."""
    wanted = bare(word)
    return next((option for option in choice.options if bare(option) == wanted), None)


def shifted(world: World, scope: Scope, value: syntax.Offset, wanted: Type) -> Value | None:
    """`24 hours after X`."""
    of = resolve(world, scope, value.path)
    if of is None:
        return None
    unit = UNITS.get(value.number.unit)
    if not isinstance(wanted, TimeType) or not isinstance(type_of(of), TimeType):
        wrong = of if isinstance(wanted, TimeType) else Shifted(of, 0, "day", "after")
        shown = said(wanted if wrong is not of else TimeType(), world.entities)
        world.report(problems.other_type(value.span, shown, said(type_of(wrong), world.entities)))
        return None
    if unit is None or not value.number.text.isdigit():
        world.report(problems.no_period(value.number))
        return None
    return Shifted(of, int(value.number.text), unit, value.side, span=value.span)


def literal(
    world: World, value: syntax.Code | syntax.Number | syntax.Date | syntax.Text, wanted: Type
) -> Constant | None:
    """A literal as a constant of the wanted type; reports what does not fit."""
    match wanted, value:
        case CodeType(), syntax.Code() | syntax.Number(unit=""):
            return Constant(value.text, wanted, span=value.span)
        case NumberType(), syntax.Number() | syntax.Code() if number(value.text) is not None:
            amount = number(value.text)
            assert amount is not None
            return Constant(amount, wanted, span=value.span)
        case TimeType(), syntax.Date(iso):
            return Constant(iso, wanted, span=value.span)
        case TextType(), syntax.Text(text):
            return Constant(text, wanted, span=value.span)
        case Thing(entity), syntax.Code() | syntax.Number(unit="") if entity in world.rows:
            return _row(world, entity, value)
    world.report(problems.other_type(value.span, said(wanted, world.entities), _kind(value)))
    return None


def _row(world: World, entity: str, value: syntax.Code | syntax.Number) -> Constant | None:
    if world.is_row(entity, value.text):
        return Constant(value.text, Thing(entity), span=value.span)
    world.report(problems.no_row(value.span, value.text, world.entities[entity].name, world.rows[entity].keys))
    return None


def _kind(value: syntax.Code | syntax.Number | syntax.Date | syntax.Text) -> str:
    match value:
        case syntax.Code():
            return "a code"
        case syntax.Number():
            return "a number"
        case syntax.Date():
            return "a date"
        case syntax.Text():
            return "a text"
        case _:
            assert_never(value)
