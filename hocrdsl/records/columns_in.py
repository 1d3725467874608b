"""Batches as a reader gives them, made blocks: conformed, numbered, and gathered where they are small."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from hocrdsl.records.conform import Validate, conform
from hocrdsl.records.layout import Layout
from hocrdsl.records.problems import Rejected
from hocrdsl.records.sources import Block


def blocks(batches: Iterator[Any], file: str, before: int, layout: Layout, size: int, wanted: frozenset[str] | None,
           validate: Validate | None) -> Iterator[Block]:
    """Blocks of at most `size` rows; `before`: the number of the row before the first."""
    waiting: list[Block] = []
    number = 0
    for batch in batches:
        for start in range(0, batch.num_rows, size):
            piece = batch.slice(start, size)
            made = conform(piece, layout, wanted, validate)
            rejected = tuple(Rejected(file, before + place + 1, why) for place, why in made.rejected)
            if number + piece.num_rows > size:
                yield joined(waiting)
                waiting, number = [], 0
            waiting.append(Block(file, made.batch, np.asarray(made.places) + (before + 1), rejected))
            before += piece.num_rows
            number += piece.num_rows
    if waiting:
        yield joined(waiting)


def joined(some: list[Block]) -> Block:
    """Blocks of one file, in a row, as one."""
    if len(some) == 1:
        return some[0]
    whole = pa.Table.from_batches([one.batch for one in some]).combine_chunks().to_batches()
    rejected = tuple(one for block in some for one in block.rejected)
    rows = np.concatenate([one.rows for one in some])
    return Block(some[0].file, whole[0] if whole else some[0].batch, rows, rejected)
