"""Results, entities and their facts: what a rulebook declares before it says anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, assert_never

from hocrdsl.data import replace
from hocrdsl.model import problems, problems_of_rules
from hocrdsl.model.conditions import bind
from hocrdsl.model.expressions import (
    Choice,
    CodeType,
    Constant,
    NumberType,
    TextType,
    Thing,
    Things,
    TimeType,
    Type,
    YesNo,
)
from hocrdsl.model.nodes import Entity, Fact, Result
from hocrdsl.model.scope import Scope, bare, key, one
from hocrdsl.model.world import World
from hocrdsl.model.written import value_of
from hocrdsl.syntax import nodes as syntax


def declare(world: World, items: Iterable[syntax.Item]) -> None:
    """Results, entities and the types of their facts; values in them are bound later."""
    entities = []
    for item in items:
        if isinstance(item, syntax.Result):
            _result(world, item)
        elif isinstance(item, syntax.Entity) and _entity(world, item):
            entities.append(item)
    for item in entities:
        _kind_of(world, item)
    for item in sorted(entities, key=lambda e: e.kind_of is not None):
        _facts(world, item)


def bind_facts(world: World, items: Iterable[syntax.Item]) -> None:
    """Presumptions and `only where`, once every name can be looked up."""
    for item in items:
        if isinstance(item, syntax.Entity) and (entity := world.entity_called(item.name.text)):
            for has in item.facts:
                _bind_fact(world, entity, has)


def _result(world: World, item: syntax.Result) -> None:
    there = world.result_called(item.name.text)
    if there is not None:
        world.report(problems.name_twice(item.name.text, item.name.span, there.span))
        return
    if not item.cites:
        world.report(problems_of_rules.uncited(item.name.span, f"result `{item.name.text}`"))
    at = key(item.name.text)
    world.results[at] = Result(item.name.text, at, item.cites, item.text, span=item.name.span)


def _entity(world: World, item: syntax.Entity) -> bool:
    there = world.entity_called(item.name.text)
    if there is not None:
        world.report(problems.name_twice(item.name.text, item.name.span, there.span))
        return False
    listed = item.listed_as.text if item.listed_as else f"{item.name.text}s"
    rows_of = item.rows_of.text if item.rows_of else None
    at = key(item.name.text)
    # a group of which no fact is in force is none on that day
    titles = {fact.group for fact in item.facts}
    groups = tuple((group.title.text, group.text) for group in item.groups if group.title.text in titles)
    world.entities[at] = Entity(item.name.text, at, listed, None, rows_of, {}, item.text, groups, span=item.name.span)
    return True


def _kind_of(world: World, item: syntax.Entity) -> None:
    if item.kind_of is None:
        return
    parent, own = world.entity(item.kind_of), world.entity_called(item.name.text)
    if parent is None or own is None:
        return
    written_above = parent.kind_of is not None or parent.key == own.key
    if written_above or any(entity.kind_of == own.key for entity in world.entities.values()):
        world.report(problems.two_levels(item.kind_of))
        return
    world.entities[own.key] = replace(own, kind_of=parent.key)


def _facts(world: World, item: syntax.Entity) -> None:
    entity = world.entity_called(item.name.text)
    assert entity is not None
    if entity.kind_of:
        entity.facts.update(world.entities[entity.kind_of].facts)
    names = {bare(fact.name): fact for fact in entity.facts.values()}
    for has in item.facts:
        there = names.get(bare(has.name.text))
        if there is not None:
            world.report(problems.name_twice(has.name.text, has.name.span, there.span))
            continue
        fact = _fact(world, entity.key, has)
        entity.facts[fact.key] = names[bare(fact.name)] = fact


def _fact(world: World, entity: str, has: syntax.Has) -> Fact:
    at = key(has.name.text)
    type_ = _type(world, has.type)
    if type_ is None:
        world.spoiled.add((entity, at))
    if has.only_where is not None:
        world.guarded.add((entity, at))
    if has.judgement and has.presume is not None:
        world.report(problems.presumed_judgement(has.name))
    elif has.presume is not None and not has.presume_cites:
        world.report(problems.uncited_presumption(has.name))
    if has.never_decides and has.presume is not None:
        world.report(problems.presumed_for_nothing(has.name))
    if has.judgement and not has.guidance:
        world.report(problems.no_guidance(has.name))
    return Fact(
        has.name.text,
        at,
        entity,
        type_ or TextType(),
        has.type.optional,
        has.required,
        has.judgement,
        has.never_decides,
        None,
        has.presume_cites,
        None,
        has.guidance,
        has.decided_by,
        tuple((key(meaning.value.text), meaning.text) for meaning in has.meanings),
        has.example,
        has.group,
        span=has.name.span,
    )


def _type(world: World, ref: syntax.TypeRef) -> Type | None:
    match ref.kind:
        case "yes or no":
            return YesNo()
        case "one of":
            return _choice(world, ref)
        case "date":
            return TimeType()
        case "number":
            return NumberType()
        case "code":
            return CodeType()
        case "text":
            return TextType()
        case "entity" | "list of":
            assert ref.name is not None
            entity = world.entity(ref.name)
            if entity is None:
                return None
            return Thing(entity.key) if ref.kind == "entity" else Things(entity.key)
        case _:
            assert_never(ref.kind)


def _choice(world: World, ref: syntax.TypeRef) -> Choice:
    seen: dict[str, syntax.Name] = {}
    for option in ref.options:
        there = seen.setdefault(bare(option.text), option)
        if there is not option:
            world.report(problems.name_twice(option.text, option.span, there.span))
    return Choice(tuple(key(option.text) for option in seen.values()))


def _bind_fact(world: World, entity: Entity, has: syntax.Has) -> None:
    fact = entity.facts.get(key(has.name.text))
    if fact is None or fact.span != has.name.span or (fact.entity, fact.key) in world.spoiled:
        return
    scope = one(entity.name, entity.key)
    presumed = _presumed(world, scope, fact, has)
    only_where = bind(world, scope, has.only_where) if has.only_where is not None else None
    if presumed is None and only_where is None:
        return
    bound = replace(fact, presumed=presumed, only_where=only_where)
    for kind in world.kinds(entity.key):
        world.entities[kind].facts[fact.key] = bound


def _presumed(world: World, scope: Scope, fact: Fact, has: syntax.Has) -> Constant | Literal["none"] | None:
    value = has.presume
    if value is None or has.judgement:
        return None
    if isinstance(value, syntax.Path) and [name.text for name in value.names] == ["none"]:
        if not fact.optional:
            world.report(problems.presumed_none(value.span, fact.name))
        return "none"
    bound = value_of(world, scope, value, fact.type)
    if bound is not None and not isinstance(bound, Constant):
        world.report(problems.presumed_no_constant(value.span, fact.name))
        return None
    return bound
