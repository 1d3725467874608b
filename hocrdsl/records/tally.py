"""What two editions differ in over some incidents: numbers that can be added up, and patterns with examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# what became of an incident, told by what leads; `analysis.diff` tells cases apart in the same words
MORE, FEWER, RECLASSIFIED, OTHER_FATE, OPEN, NONE = (
    "more", "fewer", "reclassified", "other fate", "not determined", "none",
)
KINDS = (MORE, FEWER, RECLASSIFIED, OTHER_FATE, OPEN, NONE)
# examples that are kept of each pattern
KEPT = 10


class Example(NamedTuple):
    """An incident: its name, and where it stands: part and block of the record set, row in its file. `open`: an edition
    does not determine its answer, which takes long to explain and to read."""

    key: Any
    part: int
    block: int
    row: int
    open: bool = False

    @property
    def order(self) -> tuple[Any, ...]:
        """Which is shown first of those that change alike."""
        return self.open, self.key, self.part, self.block, self.row


class Pattern(NamedTuple):
    """What incidents have in common that change alike: what is counted no longer and what anew, as (classified as, how
    many); or the ends of things decided, as (before, after, how many); or, not determined, how many more are counted,
    as (classified as, at least, at most)."""

    kind: str
    gone: tuple[tuple[str, int], ...] = ()
    come: tuple[tuple[str, int], ...] = ()
    ends: tuple[tuple[str, str, int], ...] = ()
    ranges: tuple[tuple[str, int, int], ...] = ()


class Settled(NamedTuple):
    """How an incident that is not determined changes, where both editions are told the same: its kind (`OPEN` where
    completions change otherwise), how much more is counted in all, at least and at most, and of each classification."""

    kind: str
    change: tuple[int, int]
    changes: dict[str, tuple[int, int]]


@dataclass
class Sums:
    """What is counted of one classification: at least and at most by each edition, and the change (at least, at most)
    in incidents of each kind."""

    old: list[int] = field(default_factory=lambda: [0, 0])
    new: list[int] = field(default_factory=lambda: [0, 0])
    change: dict[str, list[int]] = field(default_factory=dict)

    def add(self, other: Sums) -> None:
        """Add another's."""
        for mine, more in ((self.old, other.old), (self.new, other.new)):
            mine[0] += more[0]
            mine[1] += more[1]
        for kind, (low, high) in other.change.items():
            mine = self.change.setdefault(kind, [0, 0])
            mine[0] += low
            mine[1] += high


@dataclass
class Tally:
    """What differs over some incidents. `kinds`: incidents; `alike`: of those without a change, how many are determined
    in neither edition, and alike; `change`: of what is counted, by kind (at least, at most); `sums`: by classification;
    `ends`: of the things decided, by edition; `patterns`: how many incidents, and some of them."""

    compared: int = 0
    alike: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    totals: Sums = field(default_factory=Sums)
    sums: dict[str, Sums] = field(default_factory=dict)
    ends: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))
    patterns: dict[Pattern, tuple[int, list[Example]]] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Add another's."""
        self.compared += other.compared
        self.alike += other.alike
        self.kinds.update(other.kinds)
        self.totals.add(other.totals)
        for name, sums in other.sums.items():
            self.sums.setdefault(name, Sums()).add(sums)
        for mine, more in zip(self.ends, other.ends, strict=True):
            mine.update(more)
        for pattern, (many, examples) in other.patterns.items():
            before, known = self.patterns.get(pattern, (0, []))
            self.patterns[pattern] = before + many, first_of(known, examples)


def first_of(known: list[Example], more: list[Example]) -> list[Example]:
    """Those that are kept of examples of one pattern; both are in order."""
    if not known or not more:
        return known or more
    return sorted([*known, *more], key=lambda one: one.order)[:KEPT]
