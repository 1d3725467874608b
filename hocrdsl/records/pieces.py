"""A record set cut into pieces of work: a part that a worker reads by itself, or a block that was read here.

A part of a Parquet file is some row groups; any worker can read them. Other files are one part: read by whoever has no
helpers, or read here and sent on block by block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa

from hocrdsl.records.layout import Layout
from hocrdsl.records.problems import Rejected
from hocrdsl.records.sources import Block as Read
from hocrdsl.records.sources import Part, Records, blocks_of


class Place(NamedTuple):
    """Which block it is: of which part of the record set, the how many-th there, from 0."""

    part: int
    block: int


class Sent(NamedTuple):
    """A block that was read already; `rows` as bytes of Arrow's stream."""

    file: str
    batch: bytes
    rows: Any
    rejected: tuple[Rejected, ...]


class Piece(NamedTuple):
    """Blocks to decide: those of a part, from `place` on, that are not finished; or the one that was sent."""

    place: Place
    part: Part
    finished: frozenset[int] = frozenset()
    sent: Sent | None = None


def pieces(records: Records, size: int, workers: int, finished: Callable[[int], frozenset[int]]) -> Iterator[Piece]:
    """The pieces of a record set, in order. `finished`: by number of a part, the blocks that need not be decided."""
    for number, part in enumerate(records.parts):
        done = finished(number)
        if workers < 2 or part.kind == "parquet":
            yield Piece(Place(number, 0), part, done)
            continue
        for at, block in enumerate(blocks_of(part, records.layout, size)):
            if at not in done:
                sent = Sent(block.file, packed(block.batch), block.rows, block.rejected)
                yield Piece(Place(number, at), part, frozenset(), sent)


def blocks_in(piece: Piece, layout: Layout, size: int) -> Iterator[tuple[Place, Read]]:
    """The blocks of a piece that are to be decided, read."""
    if piece.sent is not None:
        file, batch, rows, rejected = piece.sent
        yield piece.place, Read(file, unpacked(batch), rows, rejected)
        return
    for at, block in enumerate(blocks_of(piece.part, layout, size)):
        if at not in piece.finished:
            yield Place(piece.place.part, at), block


def packed(batch: Any) -> bytes:
    """A batch as bytes of Arrow's stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


def unpacked(raw: bytes) -> Any:
    """The batch again."""
    with pa.ipc.open_stream(raw) as stream:
        return stream.read_next_batch()
