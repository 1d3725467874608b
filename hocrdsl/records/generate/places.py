"""Where things stand when each of many has its own number of them: places within a list of lists."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any


def noughts(size: int) -> Array:
    """Nothing counted yet, of so many."""
    return np.zeros(size, np.int64)


def offsets(counts: Array) -> Array:
    """Where the part of each begins, with the end of the last."""
    found = noughts(len(counts) + 1)
    np.cumsum(counts, out=found[1:])
    return found


def spread(counts: Array) -> tuple[Array, Array]:
    """For each of the things counted: whose it is, and the how-manieth of it."""
    total = int(counts.sum())
    if total == len(counts) and (counts == 1).all():
        return np.arange(total), noughts(total)
    whose: Array = np.repeat(np.arange(len(counts)), counts)
    begins = np.cumsum(counts) - counts
    return whose, np.arange(total) - np.repeat(begins, counts)
