"""Whether a value may be known to be absent: `none`."""

from __future__ import annotations

from typing import assert_never

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model.expressions import ConcludedOf, Constant, DefinedOf, FactOf, Shifted, Thing, Value, Variable
from hocrdsl.model.resolve import find
from hocrdsl.model.scope import one
from hocrdsl.model.world import World
from hocrdsl.syntax import nodes as syntax


def can_be_none(world: World, value: Value, guarded: bool = True) -> bool:
    """Whether the value may be none; with `guarded`, also for standing outside its `only where`."""
    match value:
        case Variable() | Constant():
            return False
        case ConcludedOf():
            return True
        case Shifted(of=of):
            return can_be_none(world, of, guarded)
        case FactOf(of=of):
            return _fact(world, value, guarded) or can_be_none(world, of, guarded)
        case DefinedOf(of=of):
            return _defined(world, value, guarded) or can_be_none(world, of, guarded)
        case _:
            assert_never(value)


def may_be_unclassified(world: World, value: Value) -> bool:
    """Whether the value is what a decided thing is classified as: what nothing classifies comes to the recording test
    without it. What is counted has it."""
    match value:
        case FactOf(Variable(entity=entity), _, fact):
            return fact == world.classified and entity == world.decided
        case _:
            return False


def _fact(world: World, value: FactOf, guarded: bool) -> bool:
    fact = world.fact(value.entity, value.fact)
    if fact is None:
        # of the language facts only where a thing ended, and where it was before, may be none
        return isinstance(value.type, Thing) and value.entity == world.decided
    return fact.optional or (guarded and (fact.entity, fact.key) in world.guarded)


def _defined(world: World, value: DefinedOf, guarded: bool) -> bool:
    owner = next((at for at in world.lineage(value.entity) if (at, value.definition) in world.defines), None)
    if owner is None:
        return True
    define = world.defines[owner, value.definition]
    match define.body:
        case syntax.SoWhen() | syntax.BelongTogether():
            return False
        case syntax.Cases(lines):
            return all(line.when is not None for line in lines)
        case syntax.ByTable(table):
            written = world.written_tables.get(table.text)
            return written is None or written.partial
        case syntax.Tally(kind):
            return kind != "number"
        case syntax.ItIsPath(path):
            return _path(world, owner, define, path, guarded)
        case syntax.FirstKnown(paths):
            return all(_path(world, owner, define, path, guarded) for path in paths)
        case _:
            assert_never(define.body)


def _path(world: World, owner: str, define: syntax.Define, path: syntax.Path, guarded: bool) -> bool:
    found = find(world, one(define.for_each.first.text, owner), path)
    if found is None or isinstance(found, Diagnostic):
        return False
    return can_be_none(world, found, guarded)
