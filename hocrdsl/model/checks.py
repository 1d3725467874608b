"""What is legal word by word and still a slip: sleeping clauses, gaps, things read too early."""

from __future__ import annotations

from collections.abc import Iterator

from hocrdsl.model import problems, problems_of_rules
from hocrdsl.model.absence import can_be_none
from hocrdsl.model.expressions import (
    Combined,
    ConcludedOf,
    DefinedOf,
    Equals,
    FactOf,
    Same,
    Test,
    Thing,
    Value,
    Variable,
)
from hocrdsl.model.nodes import (
    STRATA,
    ClassifyAs,
    ClosureBody,
    Definition,
    Provision,
    TableBody,
    UnitIs,
)
from hocrdsl.model.walk import chain, conditions_of, tests_within, values_of_body, values_of_provision
from hocrdsl.model.world import World

Definitions = dict[tuple[str, str], Definition]
# the first step at which each definition may be read
Steps = dict[tuple[str, str], int]

# the first step that may read where a thing ended, and the first that may read conclusions
_ENDED = STRATA.index("conclude")
_CONCLUDED = STRATA.index("cancel")


def check_provision(world: World, provision: Provision, definitions: Definitions, steps: Steps) -> None:
    """Every check of one provision; `steps`: what is known by now of when definitions may be read."""
    if provision.targets and not provision.reading:
        _applies_somewhere(world, provision)
    if provision.stratum == "record":
        _closed(world, provision)
    if provision.pair:
        _shares_something(world, provision)
    for action in provision.actions:
        if isinstance(action, UnitIs):
            _units(world, provision, action)
    _reads_earlier(world, provision, definitions, steps)


def check_definitions(world: World, definitions: Definitions) -> None:
    """Groups that glue strangers together."""
    for (entity, _), definition in definitions.items():
        if entity == definition.entity and isinstance(definition.body, ClosureBody):
            if len(set(_unlike(definition.body.test))) > 1:
                world.report(problems_of_rules.unlike_reasons(definition))


def check_vocabulary(world: World) -> None:
    """Facts that nothing reads, tables that nothing uses."""
    for entity in world.entities.values():
        for fact in entity.facts.values():
            declared_here = fact.entity == entity.key and entity.rows_of is None
            if declared_here and not fact.never_decides and (fact.entity, fact.key) not in world.facts_read:
                world.report(problems.never_read(fact, entity.name))
    for title, table in world.written_tables.items():
        if title not in world.tables and title not in world.row_tables:
            world.report(problems.unused_table(table))


# --- one provision ----------------------------------------------------------------------


def _applies_somewhere(world: World, provision: Provision) -> None:
    """An exception that always concludes is no exception."""
    tested = all(action.when is not None for action in provision.actions) and provision.otherwise is None
    if provision.where is None and not tested:
        world.report(problems_of_rules.applies_always(provision))


def _closed(world: World, provision: Provision) -> None:
    tested = all(action.when is not None for action in provision.actions)
    if tested and provision.otherwise is None and not provision.targets:
        world.report(problems_of_rules.left_open(provision))


def _shares_something(world: World, provision: Provision) -> None:
    for test in conditions_of(provision):
        for inner in tests_within(test):
            if isinstance(inner, Same) or (isinstance(inner, Equals) and _both(inner)):
                return
    world.report(problems_of_rules.shares_nothing(provision))


def _both(test: Equals) -> bool:
    sides = (test.left, test.right)
    roots = [next((v.index for v in chain(side) if isinstance(v, Variable)), None) for side in sides]
    return set(roots) == {0, 1}


def _unlike(test: Test) -> Iterator[Value]:
    if isinstance(test, Combined) and test.kind == "any":
        for limb in test.limbs:
            yield from (inner.left for inner in tests_within(limb) if isinstance(inner, Same))


def _units(world: World, provision: Provision, unit: UnitIs) -> None:
    """Each `failing which` drops a part that can be none; the last has none that can."""
    lines = (unit.parts, *unit.fallbacks)
    written = (provision.actions[0], *provision.origin.fails)
    for number, (line, following) in enumerate(zip(lines, lines[1:], strict=False), 1):
        dropped = [part for part in line if part not in following]
        if not any(can_be_none(world, part) for part in dropped):
            world.report(problems_of_rules.drops_nothing(written[number].span, provision))
    last = [part for part in lines[-1] if can_be_none(world, part)]
    if last:
        span = last[0].span or unit.span
        world.report(problems_of_rules.unit_may_be_none(span, provision, world.entities[world.counted].name))


def _reads_earlier(world: World, provision: Provision, definitions: Definitions, known: Steps) -> None:
    """A condition reads facts and conclusions of earlier steps only."""
    step = STRATA.index(provision.stratum)
    for value in _read(world, provision):
        needed = _step_of(world, value, definitions, known)
        if needed > step and value.span is not None:
            world.report(problems_of_rules.reads_later(value.span, provision))


def _read(world: World, provision: Provision) -> Iterator[Value]:
    yield from values_of_provision(provision)
    for action in provision.actions:
        if isinstance(action, ClassifyAs) and action.table and (table := world.tables.get(action.table)):
            for heading in table.inputs:
                yield from chain(heading)


def _step_of(world: World, value: Value, definitions: Definitions, known: Steps) -> int:
    """The first step at which the value may be read."""
    match value:
        case ConcludedOf():
            return _CONCLUDED
        case FactOf() if value.entity == world.decided and _ended(world, value):
            return _ENDED
        case DefinedOf(entity=entity, definition=name):
            return _step_of_definition(world, (entity, name), definitions, known)
        case _:
            return 0


def _ended(world: World, value: FactOf) -> bool:
    if world.fact(value.entity, value.fact) is not None:
        return False
    return value.fact == "fate" or (isinstance(value.type, Thing) and value.fact == world.counted)


def _step_of_definition(
    world: World, at: tuple[str, str], definitions: Definitions, known: Steps
) -> int:
    if at in known or at not in definitions:
        return known.get(at, 0)
    known[at] = 0
    body = definitions[at].body
    values = list(values_of_body(body))
    if isinstance(body, TableBody) and (table := world.tables.get(body.table)):
        values.extend(value for heading in table.inputs for value in chain(heading))
    known[at] = max((_step_of(world, value, definitions, known) for value in values), default=0)
    return known[at]
