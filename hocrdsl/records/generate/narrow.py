"""Which columns a made-up set has: those that something may be told in. An empty column costs as much as a full one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hocrdsl.records.generate.kinds import DECIDED, EVENT, Kinds
from hocrdsl.records.generate.told import ABSENT
from hocrdsl.records.layout import HELD, Fact, Group, Layout


@dataclass(frozen=True, slots=True)
class Columned:
    """The groups of a layout that stand in a set, with the facts that do."""

    groups: tuple[Group, ...]
    more: bool


def columned(kinds: Kinds, layout: Layout, wide: bool = False) -> Columned:
    """The columns for some kinds; `wide`: every column of the layout."""
    if wide or kinds.sometimes:
        return Columned(layout.groups, True)
    told: dict[str, set[str]] = {}
    none: dict[str, set[str]] = {}
    for heading, fact, how in kinds.facts():
        told.setdefault(heading, set()).add(fact)
        if how is not None and (how.states == ABSENT).any():
            none.setdefault(heading, set()).add(fact)
    told.setdefault(EVENT, set()).add(layout.vocabulary["event_date"])
    keys = {layout.held.name: HELD, layout.events.name: EVENT, layout.decided.name: DECIDED}

    def less(group: Group) -> Group:
        key = keys.get(group.name, group.key)
        facts = tuple(_less(fact, fact.name in none.get(key, ())) for fact in group.facts
                      if fact.name in told.get(key, ()))
        # a struct has fields
        return replace(group, facts=facts or group.facts[:1], inner=None if group.inner is None else less(group.inner))

    groups = [less(group) for group in layout.groups
              if group is layout.events or keys.get(group.name, group.key) in told]
    return Columned(tuple(groups), False)


def _less(fact: Fact, none: bool) -> Fact:
    return fact if none else replace(fact, none=None)
