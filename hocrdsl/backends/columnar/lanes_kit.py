"""What the text of `lanes_text.py` calls: values and places of many lanes at once.

A value is a whole number that is the same in every lane, or one number a lane. Places say which lanes of a wider set
are meant: `ALL`, an ascending array of their numbers, or None where there are none.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

ALL = slice(None)
INT = np.dtype(np.int64)


def take(value: Any, places: Any) -> Any:
    """A value at some of its lanes."""
    if places is ALL or value.__class__ is int:
        return value
    return value.take(places)


def pick(first: Any, then: Any) -> Any:
    """Places among places."""
    if then is ALL:
        return first
    return then if first is ALL else first.take(then)


def size(places: Any, count: int) -> int:
    """How many places there are, among so many lanes."""
    return count if places is ALL else len(places)


def split(test: Any) -> tuple[Any, Any]:
    """Where a test holds and where not."""
    if test.__class__ is bool:
        return (ALL, None) if test else (None, ALL)
    held = np.count_nonzero(test)
    if held == 0:
        return None, ALL
    if held == len(test):
        return ALL, None
    return test.nonzero()[0], (~test).nonzero()[0]


def those(test: Any) -> Any:
    """Where a test holds."""
    if test.__class__ is bool:
        return ALL if test else None
    held = np.count_nonzero(test)
    if held == 0:
        return None
    return ALL if held == len(test) else test.nonzero()[0]


def no(test: Any) -> Any:
    """The contrary of a test."""
    return not test if test.__class__ is bool else ~test


def flag(test: Any) -> Any:
    """A test as a number."""
    return int(test) if test.__class__ is bool else test.astype(INT)


def where(test: Any, one: Any, other: Any) -> Any:
    """One value where a test holds, the other elsewhere."""
    if test.__class__ is bool:
        return one if test else other
    return np.where(test, one, other)


def put(held: Any, places: Any, value: Any, count: int) -> Any:
    """A value at its places in `held`, which is nobody else's; made when there is none."""
    if places is ALL:
        return value
    if held is None:
        held = np.empty(count, INT)
    held[places] = value
    return held


def merge(held: Any, places: Any, value: Any, count: int) -> Any:
    """A value at its places in a copy of `held`."""
    if places is ALL:
        return value
    if held.__class__ is int:
        if value.__class__ is int and value == held:
            return held
        held = np.full(count, held, INT)
    else:
        held = held.copy()
    held[places] = value
    return held


def also(places: Any, test: Any, kind: bool, count: int) -> Any:
    """A test asked at some places only, the others being settled as `kind`."""
    if places is ALL:
        return test
    found = np.full(count, kind)
    found[places] = test
    return found


def union(one: Any, other: Any, count: int) -> Any:
    """Places of the one and the other, which have none in common, among so many lanes."""
    if one is not None:
        other = np.concatenate((one, other))
        # two that ascend already
        other.sort(kind="stable")
    return ALL if other is ALL or len(other) == count else other


def without(places: Any, count: int) -> Any:
    """The other places among so many lanes."""
    if places is None:
        return ALL
    if places is ALL:
        return None
    left: Any = np.ones(count, bool)
    left[places] = False
    return left.nonzero()[0] if len(places) < count else None


def further(places: Any, trips: Any, done: int) -> Any:
    """Of the lanes of a loop, those that go round it once more."""
    if trips.__class__ is int:
        return places if trips > done else None
    return _of(places, those(take(trips, places) > done))


def _of(places: Any, then: Any) -> Any:
    return None if then is None else pick(places, then)


def bits_of(value: Any) -> Any:
    """A whole number as the bits of a floating one."""
    if value.__class__ is int:
        return struct.unpack("<q", struct.pack("<d", value))[0]
    return value.astype(np.float64).view(INT)


def at(array: Any, index: Any) -> Any:
    """What a shared array holds at a place of each lane."""
    if index.__class__ is int:
        return int(array[index])
    found = array.take(index)
    return found if found.dtype == INT else found.astype(INT)


def near(array: Any, index: Any) -> Any:
    """As `at`, in the array's own width: to compare with, or to look up by."""
    return int(array[index]) if index.__class__ is int else array.take(index)


def keep(array: Any, index: Any, value: Any) -> None:
    """Write to a shared array; of one place, what the last lane says."""
    array[index] = value[-1] if index.__class__ is int and value.__class__ is not int else value


class Scratch:
    """An array that each lane has for itself: by index, then by lane."""

    def __init__(self, length: int, lanes: Any) -> None:
        self.length = length
        self.width = len(lanes)
        self.lanes = lanes

    def __getattr__(self, name: str) -> Any:
        # made when it is first read or written; of what is made, pages that are not touched cost nothing
        self.flat: Any = np.zeros(self.length * self.width, INT)
        self.rows: Any = self.flat.reshape(self.length, self.width)
        return self.__dict__[name]

    def look(self, index: Any, lanes: Any) -> Any:
        """What each lane holds at an index."""
        if index.__class__ is int:
            return self.rows[index].copy() if lanes is ALL else self.rows[index].take(lanes)
        return self.flat.take(index * self.width + (self.lanes if lanes is ALL else lanes))

    def peek(self, index: Any, lanes: Any) -> Any:
        """As `look`, for what is used up at once."""
        if index.__class__ is int and lanes is ALL:
            return self.rows[index]
        return self.look(index, lanes)

    def store(self, index: Any, lanes: Any, value: Any) -> None:
        if index.__class__ is int:
            self.rows[index, lanes] = value
        else:
            self.flat[index * self.width + (self.lanes if lanes is ALL else lanes)] = value


KIT: dict[str, Any] = {
    one.__name__: one for one in (
        take, pick, size, split, those, no, flag, where, put, merge, also, union, without, further, bits_of, at, near,
        keep,
    )
}
KIT["ALL"] = ALL
KIT["NOBODY"] = np.zeros(0, INT)
