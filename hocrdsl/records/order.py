"""Blocks in the order of the incidents' names: as they are where they don't overlap, else range by range.

Each range of names holds about so many incidents, so that it can be sorted in memory; it reads of each block only the
row groups that may hold its names. The name of an incident stands in one range, so one that is given twice is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hocrdsl.records.blocks import (
    Block, Told, counts_of, in_order_of_keys, read_told, rows_of, table_file, told_of, write, write_told,
)
from hocrdsl.records.pieces import Place


@dataclass(frozen=True)
class Range:
    """Names from `low` to before `high` (None: no bound), and the blocks that may hold some."""

    number: int
    low: Any
    high: Any
    blocks: tuple[Block, ...]

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"range-{self.number:07}"


@dataclass(frozen=True)
class Sorted:
    """A finished range. `repeated`: (block, row in its input file) of incidents whose name is given more than once."""

    name: str
    tables: tuple[Told, ...]
    counts: dict[str, int]
    repeated: tuple[tuple[Place, int], ...]


def arranged(blocks: Sequence[Block], at_once: int) -> Iterator[Block | Range]:
    """Blocks that can stay as they are and ranges to be sorted, in order of names."""
    ranges = 0
    for together in _overlapping([block for block in blocks if block.decided]):
        if len(together) == 1 and not together[0].repeated:
            yield together[0]
            continue
        for low, high in _bounds(together, at_once):
            touched = [
                block for block in together
                if (high is None or block.least < high) and (low is None or block.last >= low)
            ]
            yield Range(ranges, low, high, tuple(touched))
            ranges += 1


def _overlapping(blocks: list[Block]) -> Iterator[list[Block]]:
    """Blocks in groups: names of two groups don't overlap."""
    together: list[Block] = []
    last: Any = None
    for block in sorted(blocks, key=lambda one: (one.least, one.place)):
        if together and block.least > last:
            yield together
            together = []
        last = block.last if not together else max(last, block.last)
        together.append(block)
    if together:
        yield together


def _bounds(blocks: list[Block], at_once: int) -> Iterator[tuple[Any, Any]]:
    parts = -(-sum(block.decided for block in blocks) // at_once)
    samples = sorted(one for block in blocks for one in block.samples)
    inner = sorted({samples[len(samples) * part // parts] for part in range(1, parts)} - {samples[0]})
    yield from zip([None, *inner], [*inner, None], strict=True)


def sort(folder: Path, part: Range) -> Sorted:
    """Write the rows of a range in order; kept when it was finished before."""
    found = _kept(folder, part)
    if found is not None:
        return found
    incidents, origins = _read(folder, part, 0)
    order = pc.sort_indices(incidents.column(0))
    incidents = incidents.take(order)
    twice = _twice(incidents.column(0))
    repeated: list[tuple[Place, int]] = []
    if len(twice):
        wrong = pc.is_in(incidents.column(0), value_set=twice)
        owner, place = (one[order.to_numpy()][wrong.to_numpy()] for one in origins)
        repeated = _rows(folder, part, owner, place)
    tables = []
    for table in range(3):
        rows = incidents if table == 0 else in_order_of_keys(_read(folder, part, table)[0])
        tables.append(rows.filter(pc.invert(pc.is_in(rows.column(0), value_set=twice))) if len(twice) else rows)
    told = tuple(write(table_file(folder, part.name, place), one) for place, one in enumerate(tables))
    done = Sorted(part.name, told, counts_of(tables), tuple(repeated))
    write_told(folder / f"{part.name}.json", {**asdict(done), "of": _sign(part)})
    return done


def _kept(folder: Path, part: Range) -> Sorted | None:
    told = read_told(folder / f"{part.name}.json")
    if told is None or told.pop("of") != _sign(part):
        return None
    repeated = tuple((Place(*place), row) for place, row in told.pop("repeated"))
    return Sorted(tables=told_of(told.pop("tables")), repeated=repeated, **told)


def _sign(part: Range) -> list[Any]:
    return [part.low, part.high, [list(block.place) for block in part.blocks]]


def _read(folder: Path, part: Range, table: int) -> tuple[Any, tuple[Any, Any]]:
    """The rows of a range, block after block; and of each row its block's place in the range, and its in the block."""
    found, owners, places = [], [], []
    for number, block in enumerate(part.blocks):
        groups = _groups(block.tables[table].groups, part)
        if not groups:
            continue
        with pq.ParquetFile(table_file(folder, block.name, table)) as file:
            before = sum(file.metadata.row_group(group).num_rows for group in range(groups[0]))
            rows = file.read_row_groups(groups, use_threads=False)
        inside = _inside(rows.column(0), part)
        found.append(rows.filter(inside))
        if table == 0:
            at = np.flatnonzero(inside.to_numpy()) + before
            places.append(at)
            owners.append(np.full(len(at), number))
    if not found:
        # none of its incidents has a row in this table
        found = [pq.read_schema(table_file(folder, part.blocks[0].name, table)).empty_table()]
    whole = pa.concat_tables(found).unify_dictionaries()
    nothing: Any = np.zeros(0, np.int64)
    return whole, (np.concatenate(owners or [nothing]), np.concatenate(places or [nothing]))


def _groups(firsts: tuple[Any, ...], part: Range) -> list[int]:
    """The row groups that may hold names of the range. One incident's rows may go on in the next group."""
    ends = [*firsts[1:], None]
    return [
        number for number, (first, end) in enumerate(zip(firsts, ends, strict=False))
        if (part.high is None or first < part.high) and (part.low is None or end is None or end >= part.low)
    ]


def _inside(keys: Any, part: Range) -> Any:
    inside = pc.is_valid(keys)
    if part.low is not None:
        inside = pc.and_(inside, pc.greater_equal(keys, pa.scalar(part.low, keys.type)))
    return inside if part.high is None else pc.and_(inside, pc.less(keys, pa.scalar(part.high, keys.type)))


def _twice(keys: Any) -> Any:
    """Names that stand more than once among names in order."""
    keys = keys.combine_chunks()
    if len(keys) < 2:
        return keys.slice(0, 0)
    same = pc.equal(keys.slice(0, len(keys) - 1), keys.slice(1))
    return keys.slice(1).filter(same).unique()


def _rows(folder: Path, part: Range, owner: Any, place: Any) -> list[tuple[Place, int]]:
    found = []
    for number in np.unique(owner).tolist():
        block = part.blocks[number]
        rows = rows_of(folder, block)[place[owner == number]]
        found += [(block.place, row) for row in np.sort(rows).tolist()]
    return found
