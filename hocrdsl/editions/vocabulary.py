"""Facts of an entity that an amendment changes: each with its days, where it stands."""

from __future__ import annotations

from typing import TypeAlias

from hocrdsl.data import replace
from hocrdsl.editions.earlier import Days
from hocrdsl.model.dates import period
from hocrdsl.syntax import nodes as syntax

# what holds facts in a file
Vocabulary: TypeAlias = syntax.Entity | syntax.FactsOf


def same_but_facts(one: Vocabulary, other: Vocabulary) -> bool:
    """Whether two entities, or two groups, are the same but for what their facts are."""
    return replace(one, facts=(), in_force=None) == replace(other, facts=(), in_force=None)


def facts_on(old: Vocabulary, new: Vocabulary, days: Days) -> Vocabulary:
    """The entity or the group with every fact of both: those that end with their last day, those that begin with their
    first."""
    wanted = {fact.name.text: fact for fact in new.facts}
    facts: list[syntax.Has] = []
    told: set[str] = set()
    for fact in old.facts:
        name, own = fact.name.text, period(fact.in_force)
        other = wanted.get(name)
        if own.until is not None and own.until < days.since or own.since is not None and own.since > days.since:
            # over before, or declared anew since: the amendment says nothing of it
            facts.append(fact)
        elif other is not None and replace(other, in_force=None) == replace(fact, in_force=None):
            facts.append(fact)
            told.add(name)
        else:
            if days.seen(own):
                facts.append(replace(fact, in_force=days.ended(own)))
            if other is not None:
                facts.append(replace(other, in_force=days.begun(own, again=False)))
                told.add(name)
    for fact in new.facts:
        if fact.name.text not in told:
            over = any(one.name.text == fact.name.text for one in old.facts)
            facts.append(replace(fact, in_force=days.begun(None, again=over)))
    return replace(old, facts=tuple(facts))
