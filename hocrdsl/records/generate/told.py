"""How a fact is told: the ways that it may be, each with its share, and drawing many at once.

What is drawn stands in two arrays: values, and states (`UNKNOWN`, `ABSENT`, `TOLD`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

UNKNOWN, ABSENT, TOLD = 0, 1, 2

Array = Any
Random = Any


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a fact may be told: a code of few values, or a range; `state` where it is neither.

    `low`, `step`, `count`: the values `low`, `low + step`, ... of a range; a code is a range of one. `relative`:
    seconds before or after the event. `role`: one of the things of a role, or `it`.
    """

    share: float
    state: int = TOLD
    low: float = 0
    step: float = 1
    count: int = 1
    relative: bool = False
    role: str | None = None


class Told:
    """The ways of a fact, ready to be drawn from."""

    __slots__ = ("ways", "ends", "states", "lows", "steps", "counts", "relative", "single", "ranges")

    def __init__(self, ways: Sequence[Way]) -> None:
        ways = [way for way in ways if way.share > 0] or [Way(1, UNKNOWN)]
        self.ways = tuple(ways)
        shares = np.array([way.share for way in ways], float)
        self.ends = np.cumsum(shares / shares.sum())
        self.ends[-1] = 1.0
        self.states = np.array([way.state for way in ways], np.uint8)
        self.lows = np.array([way.low for way in ways], float)
        self.steps = np.array([way.step for way in ways], float)
        self.counts = np.array([way.count for way in ways], np.int64)
        self.relative = np.array([way.relative for way in ways], bool)
        self.single = len(ways) == 1
        self.ranges = bool((self.counts > 1).any())

    def which(self, random: Random, number: int) -> Array:
        """The way of each of `number`, as places in `ways`."""
        if self.single:
            return np.zeros(number, np.intp)
        return np.searchsorted(self.ends, random.random(number, np.float32), side="right").clip(max=len(self.ways) - 1)

    def draw(self, random: Random, number: int, base: Array | None = None) -> tuple[Array, Array]:
        """Values and states of `number` things; `base`: the moment of each one's event, in seconds."""
        which = self.which(random, number)
        states, values = self.states[which], self.lows[which]
        if self.ranges:
            counts = self.counts[which]
            values += np.floor(random.random(number) * counts) * self.steps[which]
        if base is not None and self.relative.any():
            values += np.where(self.relative[which], base, 0)
        return values, states

    def left_out(self, share: float) -> Told:
        """The same, `share` of it unknown besides."""
        if share <= 0:
            return self
        total = sum(way.share for way in self.ways)
        kept = [Way(way.share / total * (1 - share), *_rest(way)) for way in self.ways]
        return Told([*kept, Way(share, UNKNOWN)])


def _rest(way: Way) -> tuple[Any, ...]:
    return way.state, way.low, way.step, way.count, way.relative, way.role


def counts_of(told: Told, random: Random, number: int) -> Array:
    """How many of something, drawn."""
    return told.draw(random, number)[0].astype(np.int64)
