"""Incidents run with some of what is unknown assumed: the door by which two editions are tried with the same
completions (`together.py`). It belongs to the program with completions.

`JOB` holds the incidents, one for each attempt; `JOBASKS` what is assumed in it, as in `ASKED`, `JOBROOM[2]` answers
each, to which none is added on the way (`STOPS`); `JOBAT` where in `JOBCAME` its decided things stand. What comes of it
is `JOBSAYS`: how it ended, and where it asks, the column or test, the thing, and how many values there are, which are
put into `JOBNEXT`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from hocrdsl.backends.columnar.completions import DEPTH, NO_MORE

# how an attempt ends: decided, not decided here, asking
DECIDED, LEFT, ASKS = 0, 1, 2
# the arrays of the door
ARRAYS = ("JOB", "JOBASKS", "JOBAT", "JOBCAME", "JOBSAYS", "JOBNEXT", "JOBROOM")
# numbers told of a decided thing: fate, result, row, whether something is counted for it
TOLD = 4

TEXT = f'''
def attempted(j, width):
    for i in range(0, width * 4):
        ASKED[i] = JOBASKS[j * width * 4 + i]
    k = JOB[j]
    COUNT[0] = width
    STOPS[0] = 1
    WANT[0] = 0
    NOTED[0] = 0
    s = incident(k)
    if s == 0:
        a0 = O1[O0[k]]
        for x in range(a0, O1[O0[k + 1]]):
            at = (JOBAT[j] + x - a0) * {TOLD}
            JOBCAME[at] = kind_of(x)
            JOBCAME[at + 1] = RESULT[x]
            JOBCAME[at + 2] = CLASS[x]
            JOBCAME[at + 3] = 1 if INTO[x] == x else 0
        return {DECIDED}
    if WANT[0] != 1 or width >= {DEPTH}:
        return {LEFT}
    p = ASKED[width * 4]
    JOBSAYS[j * 4 + 1] = p
    JOBSAYS[j * 4 + 2] = ASKED[width * 4 + 1]
    n = 0
    v = candidate(p, width, n)
    while v != {NO_MORE}:
        if JOBROOM[0] >= JOBROOM[1]:
            return {LEFT}
        JOBNEXT[JOBROOM[0]] = v
        JOBROOM[0] += 1
        n += 1
        v = candidate(p, width, n)
    JOBSAYS[j * 4 + 3] = n
    return {LEFT} if n == 0 else {ASKS}


def attempt(first, last):
    for j in range(first, last):
        begin = JOBROOM[0]
        JOBSAYS[j * 4] = attempted(j, JOBROOM[2])
        if JOBSAYS[j * 4] != {ASKS}:
            JOBROOM[0] = begin
    return 0
'''


class Came(NamedTuple):
    """What some attempts came to. By attempt: `ended`, and where it asks `place` and `thing`, `many` values, all of
    them in `values`; where it is decided, rows `at` to the next one's of `told`."""

    ended: Any
    place: Any
    thing: Any
    many: Any
    values: Any
    at: Any
    told: Any


class Attempts:
    """One program over one batch. `run(door, arrays, first, last)` runs a door of it; `offsets`: by incident its first
    decided thing, and the end."""

    def __init__(self, run: Any, offsets: Any) -> None:
        self._run, self._offsets = run, offsets

    def __call__(self, incidents: Any, asks: Any) -> Came:
        """Try those incidents, each with what is assumed in it (`asks`: attempts, answers, four numbers)."""
        import numpy as np

        number, width = asks.shape[:2]
        at: Any = np.zeros(number + 1, np.int64)
        np.cumsum(np.diff(self._offsets)[incidents], out=at[1:])
        room = 256 * number + 4096
        told: Any = np.zeros((int(at[-1]) + 1, TOLD), np.int64)
        says: Any = np.zeros((number + 1, 4), np.int64)
        following: Any = np.zeros(room, np.int64)
        self._run("attempt", {
            "JOB": np.ascontiguousarray(incidents, np.int64), "JOBAT": at, "JOBCAME": told, "JOBSAYS": says,
            "JOBASKS": np.ascontiguousarray(asks, np.int64) if asks.size else np.zeros(4, np.int64),
            "JOBNEXT": following, "JOBROOM": np.array([0, room, width], np.int64),
        }, 0, number)  # fmt: skip
        ended, place, thing, many = says[:-1].T
        many = np.where(ended == ASKS, many, 0)
        return Came(ended, place, thing, many, following[: int(many.sum())], at, told[:-1])
