"""What columns a record set has, as plain data: made from a vocabulary, with the words of every edition.

A set has one row an incident: its key, a list of things for each heading, the list of what is counted and already held,
the list of events with what is decided of each, and `more` for what columns can't say. `schema.py` says it in Arrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hocrdsl.plan import whole
from hocrdsl.world.facts import NONE

KEY, MORE, HELD = "incident", "more", "held"
# how what is never there would be referred to by its place
NO_PLACE = -1
# the one field of things that have no facts: a file can't hold a struct without fields
THERE = "there"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a group: a field of its struct.

    `options`: the words of a choice, or the keys of a table, in the order of their codes; `none` is the last where the
    fact is optional. `heading`: the column whose places a reference takes; None where it takes a name. `none`: the
    field beside it that says that there is none; None where the field itself can.
    """

    name: str
    kind: str
    named: str | None
    heading: str | None
    options: tuple[str, ...]
    optional: bool
    required: bool
    none: str | None
    codes: Mapping[str, int] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind in a list: a column, or (`inner`) a field of a column. `key`: what an incident calls it."""

    name: str
    key: str
    entity: str
    facts: tuple[Fact, ...]
    inner: Group | None = None
    by_name: Mapping[str, Fact] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, eq=False)
class Layout:
    """The columns of a record set. `things`: those that stand under headings; `held`; `events`, whose `inner` is what
    is decided; `more`: the column of what the others can't say. `vocabulary`: that of every edition."""

    vocabulary: Mapping[str, Any]
    key: str
    things: tuple[Group, ...]
    held: Group
    events: Group
    more: str
    # Arrow's side of it, once made
    made: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def decided(self) -> Group:
        """What is decided of each event."""
        assert self.events.inner is not None
        return self.events.inner

    @property
    def groups(self) -> tuple[Group, ...]:
        """The columns that are lists, in their order."""
        return (*self.things, self.held, self.events)

    def heading(self, entity: str) -> str | None:
        """The column of an entity that stands under a heading."""
        found: str | None = self.vocabulary["listed"].get(entity)
        return found

    def thing(self, heading: str, place: int) -> str:
        """What the thing of a column is called whose place, from 0, is this."""
        return f"{heading} {place + 1}"

    def held_name(self, place: int) -> str:
        """What the held one of this place, from 0, is called."""
        return f"{self.vocabulary['counted_name']} {place + 1} held"

    def decided_name(self, place: int) -> str:
        """What the decided one of this place in the whole incident, from 0, is called."""
        return f"{self.vocabulary['decided_name']} {place + 1}"

    def paths(self) -> Iterator[tuple[str, Group, Fact]]:
        """Every fact with its path, such as `reports.allegations.act`, and its group."""
        for group in self.groups:
            for fact in group.facts:
                yield f"{group.name}.{fact.name}", group, fact
            if group.inner is not None:
                for fact in group.inner.facts:
                    yield f"{group.name}.{group.inner.name}.{fact.name}", group.inner, fact


_LAYOUTS: dict[int, Layout] = {}


def layout_of(vocabulary: Mapping[str, Any]) -> Layout:
    """The layout of a vocabulary (`plan.vocabulary` of any edition), with the words of every edition; kept."""
    found = _LAYOUTS.get(id(vocabulary))
    if found is None or found.made.get("from") is not vocabulary:
        found = _made(vocabulary)
        # the vocabulary is kept too, so that its identity stays its own
        found.made["from"] = vocabulary
        if len(_LAYOUTS) > 16:
            _LAYOUTS.clear()
        _LAYOUTS[id(vocabulary)] = found
    return found


def _made(vocabulary: Mapping[str, Any]) -> Layout:
    words = whole(vocabulary)
    decided = _group(words, words["decided"], words["decided_list"], words["decided_list"])
    taken = {KEY, words["event_list"], *words["headings"]}
    held = _free(words["counted_list"], taken)
    return Layout(
        words, KEY,
        tuple(_group(words, entity, heading, heading) for heading, entity in words["headings"].items()),
        _group(words, words["counted"], held, HELD),
        _group(words, words["event"], words["event_list"], words["event_list"], decided),
        _free(MORE, taken | {held}),
    )


def _group(words: Mapping[str, Any], entity: str, name: str, key: str, inner: Group | None = None) -> Group:
    _, specs, required, _ = words["entities"][entity]
    if entity == words["event"]:
        required = (*required, words["event_date"])
        specs = {fact: spec for fact, spec in specs.items() if fact != words["decided_list"]}
    taken = {*specs, *([inner.name] if inner else [])}
    facts = []
    for fact, (kind, argument, optional) in specs.items():
        options: tuple[str, ...] = ()
        if kind in ("one", "row"):
            options = tuple(one for one in argument if one != NONE)
            if optional or NONE in argument:
                options = (*options, NONE)
        named = argument if kind in ("thing", "things") else None
        heading = words["listed"].get(named) if named else None
        beside = None
        if optional and kind not in ("one", "row") and not (kind == "thing" and heading):
            beside = _free(f"{fact}_is_none", taken)
            taken.add(beside)
        facts.append(Fact(fact, kind, named, heading, options, optional, fact in required, beside,
                          {option: code for code, option in enumerate(options)}))
    return Group(name, key, entity, tuple(facts), inner, {fact.name: fact for fact in facts})


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
