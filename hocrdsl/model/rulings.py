"""How somebody's ruling settles what is referred: the facts that `settled by` and `classified by` name under a result.

A ruling is a judgement about the thing decided. It settles a referral and nothing else: no provision reads it.
"""

from __future__ import annotations

from collections.abc import Iterable

from hocrdsl.data import replace
from hocrdsl.model import problems, problems_of_rulings
from hocrdsl.model.expressions import Choice, Thing
from hocrdsl.model.nodes import Entity, Fact
from hocrdsl.model.scope import bare
from hocrdsl.model.world import World
from hocrdsl.syntax import nodes as syntax

# what may be ruled beside a result
RECORDED, ABSORBED = "recorded", "absorbed"


def bind_rulings(world: World, items: Iterable[syntax.Item]) -> None:
    """Give each result the facts by which it is settled; what is wrong with them is reported."""
    for item in items:
        if isinstance(item, syntax.Result) and (result := world.result_called(item.name.text)) is not None:
            settled = None if item.settled_by is None else _fact(world, item.settled_by)
            classified = None if item.classified_by is None else _fact(world, item.classified_by)
            if item.settled_by is not None and settled is not None:
                _check_fates(world, item.settled_by, settled)
            if item.classified_by is not None and classified is not None:
                _check_row(world, item.classified_by, classified)
            keys = [None if fact is None else fact.key for fact in (settled, classified)]
            world.results[result.key] = replace(result, settled_by=keys[0], classified_by=keys[1])


def _fact(world: World, path: syntax.Path) -> Fact | None:
    """The fact of the thing decided that a path names, a judgement."""
    decided = world.entities.get(world.decided)
    if decided is None:
        return None
    first, *rest = path.names
    if len(rest) != 1 or world.entity_called(first.text) is not decided:
        world.report(problems_of_rulings.of_what(path.span, decided.name))
        return None
    fact = _named(decided, rest[0])
    if fact is None:
        known = {one.name: one.span for one in decided.facts.values()}
        world.report(problems.no_name(rest[0], dict(known), [], decided.name))
        return None
    world.facts_read.add((fact.entity, fact.key))
    world.rulings.add((fact.entity, fact.key))
    if fact.never_decides:
        world.report(problems.never_decides(rest[0].span, fact, decided.name))
    if not fact.judgement:
        world.report(problems_of_rulings.no_judgement(path.span, fact))
    return fact


def _named(entity: Entity, name: syntax.Name) -> Fact | None:
    return next((fact for fact in entity.facts.values() if bare(fact.name) == bare(name.text)), None)


def _check_fates(world: World, path: syntax.Path, fact: Fact) -> None:
    """Every value is something that may become of a thing."""
    allowed = (RECORDED, ABSORBED, *world.results)
    names = (RECORDED, ABSORBED, *(result.name for result in world.results.values()))
    if not isinstance(fact.type, Choice):
        world.report(problems_of_rulings.no_choice(path.span, fact, names))
        return
    strange = [option for option in fact.type.options if option not in allowed]
    if strange:
        world.report(problems_of_rulings.no_fate(path.span, fact, strange, names))


def _check_row(world: World, path: syntax.Path, fact: Fact) -> None:
    """A value classifies."""
    if world.row_entity and fact.type != Thing(world.row_entity):
        world.report(problems_of_rulings.no_row(path.span, fact, world.entities[world.row_entity].name))
