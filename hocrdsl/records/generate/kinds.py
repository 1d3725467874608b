"""What there is to draw: kinds of incident, each with its share, its things, its events and what is told of them.

A kind is written as an incident is (see docs/records.md); wherever a value stands there may be several, each with its
share. Facts are told in the order in which they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hocrdsl.records.generate.told import Told
from hocrdsl.records.layout import HELD

# stand for headings that each rulebook names in its own words
EVENT, DECIDED = "*event", "*decided"

# fact -> how it is told
Facts = Mapping[str, Told]


@dataclass(frozen=True, slots=True)
class Role:
    """Some things of one heading, named together: how many there are in an incident, and what is told of each."""

    name: str
    heading: str
    count: Told
    facts: Facts
    # facts that are lists of things: the roles listed, `each other` the others of this one
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """Things decided (or held): one for each of a role, or one; so many times."""

    facts: Facts
    times: Told
    for_each: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What brings things to be decided. `shared` is drawn once for all its lines."""

    facts: Facts
    shared: Facts
    lines: tuple[Line, ...]
    times: Told


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of incident, first told of on the days from `since` to `until` (seconds; open ends None)."""

    name: str
    share: float
    roles: tuple[Role, ...]
    events: tuple[Event, ...]
    held: tuple[Line, ...] = ()
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Kinds:
    """All that one rulebook has. `received`: when an incident is first told of, in seconds. `sometimes`: the share of
    each other fact that is told at random; `never`: facts that are not, by entity. `words`: of facts that are text, the
    texts that values stand for."""

    kinds: tuple[Kind, ...]
    received: Told
    sometimes: float
    never: Mapping[str, frozenset[str]]
    words: Mapping[tuple[str, str], tuple[str, ...]]

    def facts(self) -> Iterator[tuple[str, str, Told | None]]:
        """Every (heading, fact, how it is told) of every kind; the fact is empty where there are things and no more,
        and `EVENT` and `DECIDED` stand for the headings of those."""
        for kind in self.kinds:
            for role in kind.roles:
                yield role.heading, "", None
                yield from ((role.heading, fact, told) for fact, told in role.facts.items())
                yield from ((role.heading, fact, None) for fact in role.lists)
            for event in kind.events:
                yield from ((EVENT, fact, told) for fact, told in event.facts.items())
                for facts in (event.shared, *(line.facts for line in event.lines)):
                    yield from ((DECIDED, fact, told) for fact, told in facts.items())
            for line in kind.held:
                yield HELD, "", None
                yield from ((HELD, fact, told) for fact, told in line.facts.items())
