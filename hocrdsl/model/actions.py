"""Actions: what a provision does, and to which things it may do it."""

from __future__ import annotations

from typing import assert_never

from hocrdsl.model import problems, problems_of_rules
from hocrdsl.model.conditions import optional
from hocrdsl.model.expressions import NumberType, Thing, Value, Variable, YesNo
from hocrdsl.model.nodes import (
    Action,
    Cancels,
    ClassifyAs,
    Concludes,
    Criterion,
    FateIs,
    JoinsTo,
    MoreSerious,
    PairAnswer,
    Permits,
    Releases,
    Stratum,
    UnitIs,
)
from hocrdsl.model.resolve import member_value, named_type, resolve
from hocrdsl.model.scope import Scope, bare, key
from hocrdsl.model.tables import bind_table, row_called
from hocrdsl.model.value_types import said, type_of
from hocrdsl.model.world import World
from hocrdsl.model.written import value_of
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax


def stratum_of(action: syntax.Action, pair: bool) -> Stratum:
    """The step of the decision to which an action belongs."""
    match action:
        case syntax.Classify():
            return "classify"
        case syntax.Record() | syntax.Treat():
            return "record"
        case syntax.Refer():
            return "choose" if pair else "record"
        case syntax.Join():
            return "join"
        case syntax.Prevail() | syntax.MoreSerious() | syntax.Absorb() | syntax.CountBoth():
            return "choose"
        case syntax.CountOne():
            return "count"
        case syntax.Then():
            return "conclude"
        case syntax.Cancel():
            return "cancel"
        case syntax.Release():
            return "release"
        case syntax.Permit():
            return "permit"
        case _:
            assert_never(action)


def things_for(world: World, stratum: Stratum) -> tuple[tuple[str, ...], ...]:
    """The variables that a provision of the stratum may have; empty: any one thing."""
    decided, counted = world.decided, world.counted
    match stratum:
        case "classify" | "record" | "count":
            return ((decided,),)
        case "join" | "release":
            return ((decided, counted),)
        case "choose":
            return ((decided, decided),)
        case "cancel":
            return ((decided, counted), (counted,))
        case "permit":
            return ((counted,),)
        case "conclude":
            return ()
        case _:
            assert_never(stratum)


def bind_action(
    world: World, scope: Scope, action: syntax.Action, fails: tuple[syntax.CountOne, ...]
) -> Action | None:
    """The action bound, or None where something in it is wrong (and reported)."""
    match action:
        case syntax.Classify():
            return _classify(world, scope, action)
        case syntax.Record() | syntax.Treat() | syntax.Refer():
            return _fate(world, scope, action)
        case syntax.Join(path, into):
            ok = _is_variable(world, scope, path, 0) & _is_variable(world, scope, into, 1)
            when = optional(world, scope, action.when)
            return JoinsTo(when, span=action.span) if ok else None
        case syntax.Prevail(path, over):
            return _pair(world, scope, path, over, action.when, "prevail", action.span)
        case syntax.Absorb(path, into):
            return _pair(world, scope, into, path, action.when, "absorb", action.span)
        case syntax.CountBoth():
            return PairAnswer(None, None, optional(world, scope, action.when), "count both", span=action.span)
        case syntax.MoreSerious(criteria):
            return _more_serious(world, criteria, action.span)
        case syntax.CountOne():
            return _unit(world, scope, action, fails)
        case syntax.Then():
            return _then(world, scope, action)
        case syntax.Cancel(path, code):
            of = _variable(world, scope, path)
            ok = _is_variable(world, scope, path, len(scope.variables) - 1)
            when = optional(world, scope, action.when)
            return Cancels(of, code.text, when, span=action.span) if ok and of is not None else None
        case syntax.Release(path, source):
            ok = _is_variable(world, scope, path, 0) & _is_variable(world, scope, source, 1)
            when = optional(world, scope, action.when)
            return Releases(when, span=action.span) if ok else None
        case syntax.Permit(allowed, name, codes, path):
            ok = _is_variable(world, scope, path, 0)
            when = optional(world, scope, action.when)
            texts = tuple(code.text for code in codes)
            return Permits(allowed, name.text, texts, when, span=action.span) if ok else None
        case _:
            assert_never(action)


# --- which thing ------------------------------------------------------------------------


def _variable(world: World, scope: Scope, path: syntax.Path) -> int | None:
    found = scope.called(path.names[0].text) if len(path.names) == 1 else None
    return None if found is None else found.index


def _is_variable(world: World, scope: Scope, path: syntax.Path, index: int) -> bool:
    if _variable(world, scope, path) == index:
        return True
    world.report(problems_of_rules.not_the_thing(path.span, scope.variables[index].name))
    return False


def _either(world: World, scope: Scope, path: syntax.Path) -> int | None:
    index = _variable(world, scope, path)
    if index is None:
        world.report(problems_of_rules.not_the_thing(path.span, scope.variables[0].name))
    return index


def _pair(
    world: World,
    scope: Scope,
    winner: syntax.Path,
    loser: syntax.Path,
    when: syntax.Condition | None,
    verb: str,
    span: Span,
) -> Action | None:
    test = optional(world, scope, when)
    first, second = _either(world, scope, winner), _either(world, scope, loser)
    if first is None or second is None:
        return None
    if first == second:
        world.report(problems_of_rules.same_thing_twice(loser.span))
        return None
    return PairAnswer(first, None, test, verb, span=span)


# --- each kind --------------------------------------------------------------------------


def _classify(world: World, scope: Scope, action: syntax.Classify) -> Action | None:
    ok = _is_variable(world, scope, action.path, 0)
    when = optional(world, scope, action.when)
    if not world.row_entity:
        return None
    wanted = Thing(world.row_entity)
    if action.table is not None:
        bind_table(world, action.table, world.decided, wanted)
        return ClassifyAs(None, action.table.text, when, span=action.span) if ok else None
    assert action.value is not None
    value: Value | None
    if isinstance(action.value, syntax.Code | syntax.Number):
        value = row_called(world, world.row_entity, action.value.text, action.value)
    else:
        value = value_of(world, scope, action.value, wanted)
    return ClassifyAs(value, None, when, span=action.span) if ok and value is not None else None


def _fate(
    world: World, scope: Scope, action: syntax.Record | syntax.Treat | syntax.Refer
) -> Action | None:
    when = optional(world, scope, action.when)
    if isinstance(action, syntax.Record):
        ok = _is_variable(world, scope, action.path, 0)
        return FateIs("record", None, when, span=action.span) if ok else None
    result = world.result(action.result)
    if isinstance(action, syntax.Treat):
        ok = _is_variable(world, scope, action.path, 0)
        return FateIs("treat", result, when, span=action.span) if ok and result else None
    if len(scope.variables) == 2:
        index = _either(world, scope, action.path)
        return PairAnswer(None, result, when, "refer", span=action.span) if index is not None and result else None
    ok = _is_variable(world, scope, action.path, 0)
    return FateIs("refer", result, when, span=action.span) if ok and result else None


def _more_serious(world: World, criteria: tuple[syntax.Criterion, ...], span: Span) -> Action | None:
    if not world.row_entity:
        return None
    bound = [_criterion(world, criterion) for criterion in criteria]
    known = tuple(criterion for criterion in bound if criterion is not None)
    return MoreSerious(known, None, span=span) if len(known) == len(bound) else None


def _criterion(world: World, criterion: syntax.Criterion) -> Criterion | None:
    of = Variable(0, world.row_entity)
    values = []
    for name in (criterion.name, criterion.than):
        if name is None:
            continue
        member = world.lookup(world.row_entity, name.text)
        if member is None and bare(name.text) in world.lost:
            return None
        if member is None:
            known = {m.name: m.span for m in world.members[world.row_entity].values()}
            world.report(problems.no_name(name, known, [], world.entities[world.row_entity].name))
            return None
        value = member_value(world, of, member, name.span)
        wanted = YesNo() if criterion.kind == "rather" else NumberType()
        if value is not None and type_of(value) != wanted:
            shown = said(type_of(value), world.entities)
            world.report(problems.other_type(name.span, said(wanted, world.entities), shown))
            return None
        values.append(value)
    if not values or None in values:
        return None
    second = values[1] if len(values) > 1 else None
    text = f"{criterion.name.text} rather than {criterion.than.text}" if criterion.than else criterion.name.text
    words = text if criterion.than else f"the {criterion.kind} {text}"
    assert values[0] is not None
    return Criterion(criterion.kind, values[0], second, words)


def _unit(
    world: World, scope: Scope, action: syntax.CountOne, fails: tuple[syntax.CountOne, ...]
) -> Action | None:
    when = optional(world, scope, action.when)
    ok = True
    for line in (action, *fails):
        entity = world.entity(line.counted) if line.counted.text else world.entities.get(world.counted)
        if entity is not None and entity.key != world.counted:
            world.report(problems_of_rules.counts_another(line.counted, world.entities[world.counted].name))
        ok = ok and entity is not None
    lines = [_parts(world, scope, line) for line in (action, *fails)]
    known = [line for line in lines if line is not None]
    if not ok or len(known) != len(lines):
        return None
    names = [unit.text for unit in action.units]
    text = " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
    return UnitIs(known[0], tuple(known[1:]), when, text, span=action.span)


def _parts(world: World, scope: Scope, line: syntax.CountOne) -> tuple[Value, ...] | None:
    values = [resolve(world, scope, syntax.Path((name,), span=name.span)) for name in line.units]
    known = tuple(value for value in values if value is not None)
    return known if len(known) == len(values) else None


def _then(world: World, scope: Scope, action: syntax.Then) -> Action | None:
    when = optional(world, scope, action.when)
    member = world.lookup(scope.variables[0].entity, action.name.text)
    if member is None or member.kind != "conclusion":
        return None
    type_ = named_type(world, member)
    if type_ is None:
        return None
    value = None if action.value is None else value_of(world, scope, action.value, type_)
    firsts = [value_of(world, scope, path, type_) for path in action.firsts]
    known = tuple(first for first in firsts if first is not None)
    if (action.value is not None and value is None) or len(known) != len(firsts):
        return None
    return Concludes(action.name.text, key(action.name.text), type_, value, known, when, span=action.span)
