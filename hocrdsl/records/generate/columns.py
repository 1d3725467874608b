"""What is told of all the things of one kind in a block: a column for each fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hocrdsl.records.generate.places import noughts, offsets
from hocrdsl.records.generate.told import TOLD
from hocrdsl.records.layout import Fact

Array = Any


class Columns:
    """`values` and `states` by fact, made when a fact is first told; `lists` of places for facts that are lists."""

    def __init__(self, facts: Mapping[str, Fact], size: int) -> None:
        self.facts = facts
        self.size = size
        self.columns: dict[str, tuple[Array, Array]] = {}
        self.pieces: dict[str, list[tuple[Array, Array, Array]]] = {}

    def column(self, fact: str) -> tuple[Array, Array]:
        """Values and states of a fact."""
        found = self.columns.get(fact)
        if found is None:
            exact = self.facts[fact].kind in ("number", "time")
            found = np.zeros(self.size, np.float64 if exact else np.int32), np.zeros(self.size, np.uint8)
            self.columns[fact] = found
        return found

    def put(self, fact: str, at: Array, values: Array, states: Array) -> None:
        """Tell a fact of the things at some places."""
        column, told = self.column(fact)
        column[at] = values
        told[at] = states

    def put_list(self, fact: str, at: Array, counts: Array, flat: Array) -> None:
        """Tell a fact that is a list of places."""
        self.pieces.setdefault(fact, []).append((at, counts, flat))

    def lists(self, fact: str) -> tuple[Array, Array, Array]:
        """Of a fact that is a list: which things have one, where each begins, and what stands in them."""
        told: Array = np.zeros(self.size, bool)
        lengths = noughts(self.size)
        pieces = self.pieces.get(fact, [])
        for at, counts, _ in pieces:
            told[at] = True
            lengths[at] = counts
        begins = offsets(lengths)
        values = np.zeros(begins[-1], np.int32)
        for at, counts, flat in pieces:
            within = np.arange(len(flat)) - np.repeat(np.cumsum(counts) - counts, counts)
            values[np.repeat(begins[at], counts) + within] = flat
        return told, begins, values

    def known(self, fact: str) -> Array:
        """Where a value is told (neither unknown nor none)."""
        return self.column(fact)[1] == TOLD
