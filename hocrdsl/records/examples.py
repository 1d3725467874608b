"""The rows of incidents that may be shown as examples, kept from when they are decided until they are explained: so
nothing is read twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from hocrdsl.records.layout import Layout
from hocrdsl.records.pieces import Place, packed, unpacked
from hocrdsl.records.tables import incidents_of
from hocrdsl.records.tally import Example, Pattern, Tally, first_of

# so many bytes are held before those that nobody needs any more are looked for
_ROOM = 1 << 24


class Rows(NamedTuple):
    """Some rows of a block, as bytes of Arrow's stream; `numbers`: in their file."""

    place: Place
    numbers: tuple[int, ...]
    batch: bytes


class Picked:
    """Picks of each block the rows that may be shown, as far as the blocks before it tell."""

    def __init__(self) -> None:
        self._known: dict[Pattern, list[Example]] = {}

    def of(self, tally: Tally, place: Place, batch: Any, numbers: Any) -> Rows | None:
        """The rows of a block that was tallied. `numbers`: of its rows, in their file."""
        some: set[int] = set()
        for pattern, (_, examples) in tally.patterns.items():
            self._known[pattern] = best = first_of(self._known.get(pattern, []), examples)
            some.update(one.row for one in best if (one.part, one.block) == place)
        if not some:
            return None
        rows = np.flatnonzero(np.isin(numbers, list(some)))
        return Rows(place, tuple(numbers[rows].tolist()), packed(batch.take(pa.array(rows))))


class Held:
    """The rows that were picked. Those that no longer may be shown are let go now and then."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._rows: dict[Place, Rows] = {}
        self._bytes, self._room = 0, _ROOM

    def add(self, rows: Rows | None, tally: Tally) -> None:
        """Take rows. `tally`: of all that was decided, these among it."""
        if rows is None:
            return
        self._rows[rows.place] = rows
        self._bytes += len(rows.batch)
        if self._bytes > self._room:
            needed = _by_place(one for _, examples in tally.patterns.values() for one in examples)
            self._rows = {place: self._only(one, needed[place]) for place, one in self._rows.items() if place in needed}
            self._bytes = sum(len(one.batch) for one in self._rows.values())
            self._room = max(_ROOM, 2 * self._bytes)

    def _only(self, rows: Rows, numbers: set[int]) -> Rows:
        some = [place for place, one in enumerate(rows.numbers) if one in numbers]
        if len(some) == len(rows.numbers):
            return rows
        batch = packed(unpacked(rows.batch).take(pa.array(some)))
        return Rows(rows.place, tuple(rows.numbers[place] for place in some), batch)

    def incidents(self, examples: Iterable[Example]) -> Iterator[tuple[Example, dict[str, Any]]]:
        """The incidents of examples, block by block."""
        wanted = sorted(set(examples), key=lambda one: (one.part, one.block, one.row))
        for place, numbers in sorted(_by_place(wanted).items()):
            rows = self._rows[place]
            some = [at for at, one in enumerate(rows.numbers) if one in numbers]
            batch = unpacked(rows.batch).take(pa.array(some))
            found = dict(zip((rows.numbers[at] for at in some), incidents_of(batch, self._layout), strict=True))
            yield from ((one, found[one.row]) for one in wanted if (one.part, one.block) == place)


def _by_place(examples: Iterable[Example]) -> dict[Place, set[int]]:
    """The rows of examples, in their files, by block."""
    found: dict[Place, set[int]] = {}
    for one in examples:
        found.setdefault(Place(one.part, one.block), set()).add(one.row)
    return found
