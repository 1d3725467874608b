"""`facts of`: groups of facts put into their entity, wherever they stand; and taken apart again.

An entity has its own facts first, then those of its groups by their titles: neither files nor their order count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hocrdsl.data import replace
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.syntax import nodes as n
from hocrdsl.syntax import problems
from hocrdsl.syntax.spelling import bare


def gathered(items: Iterable[n.Item]) -> tuple[tuple[n.Item, ...], list[Diagnostic]]:
    """The items with every group in its entity."""
    every = list(items)
    groups = [item for item in every if isinstance(item, n.FactsOf)]
    if not groups:
        return tuple(every), []
    entities = {bare(item.name.text): item for item in reversed(every) if isinstance(item, n.Entity)}
    found: list[Diagnostic] = []
    chosen: dict[str, dict[str, n.FactsOf]] = {}
    for group in groups:
        at = bare(group.entity.text)
        entity = entities.get(at)
        if entity is None:
            found.append(problems.facts_of_nothing(group.entity, [one.name.text for one in entities.values()]))
        elif entity.rows_of is not None:
            found.append(problems.facts_of_rows(group.entity, entity.rows_of))
        else:
            there = chosen.setdefault(at, {}).setdefault(group.title.text, group)
            if there is not group:
                found.append(problems.group_twice(group, there))
    merged: list[n.Item] = []
    for item in every:
        if isinstance(item, n.Entity) and entities[bare(item.name.text)] is item:
            item = _with_groups(item, chosen.get(bare(item.name.text), {}))
        if not isinstance(item, n.FactsOf):
            merged.append(item)
    return tuple(merged), found


def _with_groups(entity: n.Entity, groups: dict[str, n.FactsOf]) -> n.Entity:
    if not groups:
        return entity
    ordered = [groups[title] for title in sorted(groups)]
    added = tuple(replace(fact, group=one.title.text) for one in ordered for fact in one.facts)
    return replace(entity, facts=(*entity.facts, *added), groups=tuple(replace(one, facts=()) for one in ordered))


def apart(entity: n.Entity) -> Iterator[n.Entity | n.FactsOf]:
    """The entity with its own facts alone, then its groups, each with its own (on a day: none, perhaps)."""
    titles = {group.title.text for group in entity.groups}
    yield replace(entity, facts=tuple(fact for fact in entity.facts if fact.group not in titles), groups=())
    for group in entity.groups:
        yield replace(group, facts=tuple(fact for fact in entity.facts if fact.group == group.title.text))


def in_groups_of(new: n.Entity, old: n.Entity) -> n.Entity:
    """An entity in place of another: facts of the same name stay under their titles, which say nothing of them."""
    where = {bare(fact.name.text): fact.group for fact in old.facts}
    placed = [replace(fact, group=where.get(bare(fact.name.text), "")) for fact in new.facts]
    return replace(new, facts=tuple(sorted(placed, key=lambda fact: fact.group)), groups=old.groups)
