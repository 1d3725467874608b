"""`it is the number of N where (...)`, `it is the earliest F of N where (...)`: a value taken from many things."""

from __future__ import annotations

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model import problems
from hocrdsl.model.conditions import bind, ranging
from hocrdsl.model.expressions import Always, Quantified, TimeType, Value, Variable
from hocrdsl.model.nodes import TallyBody
from hocrdsl.model.resolve import member_of
from hocrdsl.model.scope import Scope, bare
from hocrdsl.model.value_types import said, type_of
from hocrdsl.model.world import World
from hocrdsl.syntax import nodes as syntax


def bind_tally(world: World, scope: Scope, written: syntax.Tally) -> TallyBody | None:
    """The body that a tally states; None where a name in it is reported."""
    name = _singular(world, written.name)
    ranged = ranging(world, scope, name, written.among)
    if ranged is None:
        return None
    entity, among, other_than = ranged
    inner, variable = scope.deeper(name.text, entity)
    condition = Always(True) if written.condition is None else bind(world, inner, written.condition)
    over = Quantified("any", variable.index, entity, among, other_than, condition, span=written.span)
    if written.fact is None:
        return TallyBody("number", None, over)
    value = _taken(world, Variable(variable.index, entity), written.fact)
    return None if value is None else TallyBody(written.kind, value, over)


def _taken(world: World, thing: Variable, fact: syntax.Name) -> Value | None:
    found = member_of(world, thing, fact)
    if isinstance(found, Diagnostic):
        world.report(found)
        return None
    if found is not None and not isinstance(type_of(found), TimeType):
        world.report(problems.other_type(fact.span, "a date", said(type_of(found), world.entities)))
        return None
    return found


def _singular(world: World, name: syntax.Name) -> syntax.Name:
    """The name of the entity, where the heading of its list, or that name with an `s`, stands."""
    other = "other " if name.text.startswith("other ") else ""
    wanted = bare(name.text.removeprefix("other "))
    for entity in world.entities.values():
        if wanted in (bare(entity.listed_as), f"{bare(entity.name)}s"):
            return syntax.Name(other + entity.name, span=name.span)
    return name
