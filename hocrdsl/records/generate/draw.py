"""One block of incidents, drawn: first how many things there are and where they stand, then what is told of each.

Whatever is drawn hangs on the seed and the number of the block alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hocrdsl.model.nodes import Entity
from hocrdsl.records.generate.columns import Columns
from hocrdsl.records.generate.kinds import Event, Facts, Kind, Kinds, Line, Role
from hocrdsl.records.generate.only_where import leave_out
from hocrdsl.records.generate.places import noughts, offsets, spread
from hocrdsl.records.generate.told import TOLD, UNKNOWN, Told, counts_of
from hocrdsl.records.layout import Layout

Array = Any
Random = Any

@dataclass(frozen=True, slots=True)
class Drawn:
    """A block: where the things of each incident begin, by heading (the list of events and `held` among them); where
    the things decided of each event begin; what is told, by entity."""

    rows: int
    begins: dict[str, Array]
    decided_begins: Array
    columns: dict[str, Columns]


class Drawer:
    """Draws blocks of the kinds of one rulebook."""

    def __init__(self, kinds: Kinds, layout: Layout, entities: Mapping[str, Entity]) -> None:
        self.book = kinds
        self.layout = layout
        self.words = layout.vocabulary
        self.entities = entities
        # kinds have days: the shares change on some
        bounds = {bound for kind in kinds.kinds for bound in (kind.since, kind.until and kind.until + 1) if bound}
        self.bounds = np.array(sorted(bounds), np.float64)
        firsts = [-(2**62), *sorted(bounds)]
        self.shares = [_ends(kinds.kinds, first) for first in firsts]

    def block(self, seed: int, number: int, rows: int) -> Drawn:
        """The incidents of a block."""
        random = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, number])))
        received = self.book.received.draw(random, rows)[0]
        which = self._which(random, received)
        order = np.argsort(which, kind="stable")
        parts = np.split(order, np.searchsorted(which[order], np.arange(1, len(self.book.kinds))))
        sizes = {group.key: noughts(rows) for group in self.layout.groups}
        drawn = [
            _Part(self, random, kind, part, received[part]) for kind, part in zip(self.book.kinds, parts, strict=True)
            if len(part)
        ]
        for part in drawn:
            part.sizes(sizes)
        begins = {heading: offsets(some) for heading, some in sizes.items()}
        events = int(begins[self.words["event_list"]][-1])
        lines = noughts(events)
        for part in drawn:
            part.events(begins, lines)
        decided_begins = offsets(lines)
        columns = self._columns(begins, int(decided_begins[-1]))
        for part in drawn:
            part.tell(columns, begins, decided_begins)
        for entity, some in columns.items():
            self._sometimes(random, entity, some)
            if entity in self.entities:
                leave_out(some, self.entities[entity], self.words["entities"][entity][3])
        return Drawn(rows, begins, decided_begins, columns)

    def _which(self, random: Random, received: Array) -> Array:
        chance = random.random(len(received))
        if len(self.shares) == 1:
            return np.searchsorted(self.shares[0], chance, side="right").clip(max=len(self.shares[0]) - 1)
        found: Array = np.zeros(len(received), np.intp)
        period = np.searchsorted(self.bounds, received, side="right")
        for place, ends in enumerate(self.shares):
            here = period == place
            found[here] = np.searchsorted(ends, chance[here], side="right").clip(max=len(ends) - 1)
        return found

    def _columns(self, begins: dict[str, Array], decided: int) -> dict[str, Columns]:
        sizes = {group.name: int(begins[group.key][-1]) for group in self.layout.groups}
        sizes |= {self.layout.decided.name: decided}
        return {group.entity: Columns(group.by_name, sizes[group.name])
                for group in (*self.layout.groups, self.layout.decided)}

    def _sometimes(self, random: Random, entity: str, columns: Columns) -> None:
        """A few of the facts that nothing speaks of, told at random."""
        if not self.book.sometimes or not columns.size:
            return
        never = self.book.never.get(entity, frozenset())
        for fact in columns.facts.values():
            many = {"yes": 2, "number": 100}.get(fact.kind, len(fact.options))
            if not many or fact.name in never:
                continue
            number = int(random.binomial(columns.size, self.book.sometimes))
            if number:
                at = np.unique(random.integers(0, columns.size, number))
                at = at[columns.column(fact.name)[1][at] == UNKNOWN]
                columns.put(fact.name, at, random.integers(0, many, len(at)), np.full(len(at), TOLD, np.uint8))


def _ends(kinds: tuple[Kind, ...], first: float) -> Array:
    """The ends of the shares of the kinds that there are from a moment on."""
    shares = np.array([kind.share if (kind.since is None or kind.since <= first)
                       and (kind.until is None or first <= kind.until) else 0.0 for kind in kinds])
    if not shares.any():
        shares[:] = 1
    ends = np.cumsum(shares / shares.sum())
    ends[np.flatnonzero(shares)[-1] :] = 1.0
    return ends


@dataclass(slots=True)
class _Lines:
    """Lines drawn: whose each is (the place of its event, or incident, in the part), the how-manieth there, and the
    how-manieth of a role it is about."""

    line: Line
    whose: Array
    place: Array
    about: Array


class _Part:
    """The incidents of one kind in a block."""

    def __init__(self, drawer: Drawer, random: Random, kind: Kind, rows: Array, received: Array) -> None:
        self.words = drawer.words
        self.random = random
        self.kind = kind
        self.rows = rows
        self.received = received
        size = len(rows)
        self.counts = {role.name: counts_of(role.count, random, size) for role in kind.roles}
        # where the things of a role stand among those of its heading
        self.firsts: dict[str, Array] = {}
        self.many: dict[str, Array] = {}
        for role in kind.roles:
            before = self.many.get(role.heading, noughts(size))
            self.firsts[role.name] = before
            self.many[role.heading] = before + self.counts[role.name]
        self.times = [counts_of(event.times, random, size) for event in kind.events]
        self.instances = [spread(times) for times in self.times]
        self.lines = [
            self._draw_lines(event.lines, incident)
            for event, (incident, _) in zip(kind.events, self.instances, strict=True)
        ]
        self.held = self._draw_lines(kind.held, np.arange(size))
        self.at: list[Array] = []

    def _draw_lines(self, lines: tuple[Line, ...], incident: Array) -> list[_Lines]:
        before = noughts(len(incident))
        found = []
        for line in lines:
            times = counts_of(line.times, self.random, len(incident))
            each = times if line.for_each is None else times * self.counts[line.for_each][incident]
            whose, place = spread(each)
            about = place if line.for_each is None else place // np.maximum(times, 1)[whose]
            found.append(_Lines(line, whose, place + before[whose], about))
            before = before + each
        return found

    def sizes(self, sizes: dict[str, Array]) -> None:
        """Say how many things there are."""
        for heading, many in self.many.items():
            sizes[heading][self.rows] = many
        sizes[self.words["event_list"]][self.rows] = sum(self.times)
        held = noughts(len(self.rows))
        for some in self.held:
            held += np.bincount(some.whose, minlength=len(self.rows))
        sizes["held"][self.rows] = held

    def events(self, begins: dict[str, Array], lines: Array) -> None:
        """Find where the events stand, and say how many things each brings."""
        first = begins[self.words["event_list"]][self.rows]
        for times, (incident, place), drawn in zip(self.times, self.instances, self.lines, strict=True):
            at = first[incident] + place
            self.at.append(at)
            number = noughts(len(at))
            for some in drawn:
                number += np.bincount(some.whose, minlength=len(at))
            lines[at] = number
            first = first + times

    def tell(self, columns: dict[str, Columns], begins: dict[str, Array], decided_begins: Array) -> None:
        """Tell every fact."""
        for role in self.kind.roles:
            self._role(columns, begins, role)
        for event, (incident, _), at, drawn in zip(self.kind.events, self.instances, self.at, self.lines, strict=True):
            self._event(columns, decided_begins, event, incident, at, drawn)
        for some in self.held:
            at = begins["held"][self.rows[some.whose]] + some.place
            self._facts(columns[self.words["counted"]], some.line.facts, at, some.whose, self.received[some.whose],
                        self._it(some, some.whose))

    def _role(self, columns: dict[str, Columns], begins: dict[str, Array], role: Role) -> None:
        incident, place = spread(self.counts[role.name])
        first = self.firsts[role.name][incident]
        at = begins[role.heading][self.rows[incident]] + first + place
        there = columns[self.words["headings"][role.heading]]
        self._facts(there, role.facts, at, incident, self.received[incident], None)
        for fact, names in role.lists.items():
            counts = noughts(len(incident))
            parts = []
            for name in names:
                others = name == "each other"
                many = self.counts[role.name if others else name][incident] - others
                whose, number = spread(many)
                begin = first if others else self.firsts[name][incident]
                into = counts[whose] + number
                # the thing itself is no other
                number = number + (others & (number >= place[whose]))
                parts.append((whose, into, begin[whose] + number))
                counts = counts + many
            begins_at = offsets(counts)
            flat: Array = np.zeros(begins_at[-1], np.int32)
            for whose, into, values in parts:
                flat[begins_at[whose] + into] = values
            there.put_list(fact, at, counts, flat)

    def _event(self, columns: dict[str, Columns], decided_begins: Array, event: Event, incident: Array, at: Array,
               drawn: list[_Lines]) -> None:
        date = self.words["event_date"]
        there = columns[self.words["event"]]
        base = self.received[incident]
        if date in event.facts:
            base = event.facts[date].draw(self.random, len(incident), base)[0]
        there.put(date, at, base, np.full(len(at), TOLD, np.uint8))
        self._facts(there, {key: told for key, told in event.facts.items() if key != date}, at, incident, base, None)
        shared = {key: self._drawn(told, incident, base, None) for key, told in event.shared.items()}
        below = columns[self.words["decided"]]
        for some in drawn:
            here = decided_begins[at[some.whose]] + some.place
            for key, (values, states) in shared.items():
                if key not in some.line.facts:
                    below.put(key, here, values[some.whose], states[some.whose])
            whose = incident[some.whose]
            self._facts(below, some.line.facts, here, whose, base[some.whose], self._it(some, whose))

    def _it(self, some: _Lines, incident: Array) -> Array | None:
        name = some.line.for_each
        return None if name is None else self.firsts[name][incident] + some.about

    def _facts(self, there: Columns, facts: Facts, at: Array, incident: Array, base: Array, it: Array | None) -> None:
        for key, told in facts.items():
            values, states = self._drawn(told, incident, base, it)
            there.put(key, at, values, states)

    def _drawn(self, told: Told, incident: Array, base: Array, it: Array | None) -> tuple[Array, Array]:
        if all(way.role is None for way in told.ways):
            return told.draw(self.random, len(incident), base)
        which = told.which(self.random, len(incident))
        states, values = told.states[which], told.lows[which]
        for place, way in enumerate(told.ways):
            if way.role is None:
                continue
            here = np.flatnonzero(which == place)
            if way.role == "it":
                values[here] = it[here] if it is not None else 0
                continue
            many = self.counts[way.role][incident[here]]
            number = noughts(len(here))
            if (many > 1).any():
                number = np.floor(self.random.random(len(here)) * many).astype(np.int64)
            values[here] = self.firsts[way.role][incident[here]] + number
            states[here] = np.where(many > 0, TOLD, UNKNOWN)
        return values, states
