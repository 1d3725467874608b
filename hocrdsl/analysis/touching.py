"""Which of many provisions can answer differently on one thing, without looking at every two of them.

The answers are put in a tree, like ones together. Two branches whose regions have no point in common hold no pair to
look at, whatever they hold; nor do two that answer alike throughout. In a rulebook without conflicts nearly every
question ends near the root: thousands of exceptions to one rule cost little more than as many joins.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from hocrdsl.analysis.answers import DIFFER
from hocrdsl.analysis.regions import EMPTY, Region, Space

# so many answers are compared two by two: what was compared for one edition is known for the next
FEW = 250


class _Branch:
    """Some answers side by side. `answer`: the number of the one that all of them give, or None."""

    __slots__ = ("below", "answer", "place", "_region", "_space")

    def __init__(self, space: Space, entries: Sequence[tuple[int, int, Region]]) -> None:
        self._space = space
        answers = {answer for answer, _, _ in entries}
        self.answer = answers.pop() if len(answers) == 1 else None
        self.below: tuple[_Branch, ...] = ()
        self.place = entries[0][1]
        self._region: Region | None = entries[0][2]
        if len(entries) > 1:
            half = len(entries) // 2
            self.below = (_Branch(space, entries[:half]), _Branch(space, entries[half:]))
            self._region = None

    @property
    def region(self) -> Region:
        """All that the answers cover; joined when first asked for."""
        if self._region is None:
            self._region = self._space.any_of(one.region for one in self.below)
        return self._region


def touching(space: Space, standing: Sequence[Mapping[Any, Region]], most: int) -> tuple[set[tuple[int, int]], bool]:
    """The places of every two that have different answers at some point, and whether these are all: after `most`
    of them the search ends."""
    numbers: dict[Hashable, int] = {}
    entries = sorted(
        (numbers.setdefault(answer, len(numbers)), place, region)
        for place, answers in enumerate(standing) for answer, region in answers.items()
        if answer != DIFFER and region != EMPTY
    )
    found: set[tuple[int, int]] = set()
    if not entries:
        return found, True
    if len(entries) <= FEW:
        for at, (answer, place, region) in enumerate(entries):
            found.update([(min(place, other), max(place, other)) for against, other, beyond in entries[at + 1 :]
                          if against != answer and other != place and space.touches(region, beyond)])
        return found, True
    root = _Branch(space, entries)
    waiting = [(root, root)]
    while waiting:
        if len(found) >= most:
            return found, False
        one, other = waiting.pop()
        if one.answer is not None and one.answer == other.answer:
            continue
        if one is other:
            first, second = one.below
            waiting += [(first, first), (second, second), (first, second)]
        elif space.touches(one.region, other.region):
            if one.below:
                waiting += [(part, other) for part in one.below]
            elif other.below:
                waiting += [(one, part) for part in other.below]
            elif one.place != other.place:
                found.add((min(one.place, other.place), max(one.place, other.place)))
    return found, True
