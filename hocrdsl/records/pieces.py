"""A record set cut into blocks, so that each can be read by itself where the form of the file allows it.

Blocks are cut within a file, in the order of its rows. Those of a stretch are best read one after the other by one
reader: they come from one row group. What can't be read from the middle is read here, and sent along.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq


@dataclass(frozen=True)
class Piece:
    """A block to decide: so many rows from row `first`, from 0, of a file of the input. `groups`: the row groups that
    hold them; `before`: the row of the file at which these begin. `sent`: the rows themselves, where they were read."""

    number: int
    file: int
    first: int
    rows: int
    groups: tuple[int, ...] = ()
    before: int = 0
    sent: bytes | None = field(default=None, repr=False)


def of_parquet(path: Path, file: int, number: int, rows: int) -> Iterator[tuple[Piece, ...]]:
    """The stretches of a Parquet file; its first block has this number."""
    with pq.ParquetFile(path) as opened:
        sizes = [opened.metadata.row_group(group).num_rows for group in range(opened.metadata.num_row_groups)]
    first = group = 0
    while group < len(sizes):
        many = sizes[group]
        if many > rows:
            pieces = tuple(
                Piece(number + place, file, first + at, min(rows, many - at), (group,), first)
                for place, at in enumerate(range(0, many, rows))
            )
            group += 1
        else:
            groups = []
            many = 0
            while group < len(sizes) and many + sizes[group] <= rows:
                groups.append(group)
                many += sizes[group]
                group += 1
            pieces = (Piece(number, file, first, many, tuple(groups), first),) if many else ()
        yield pieces
        first += many
        number += len(pieces)


class Input(Protocol):
    """A record set that can be read block by block. `shown`: what messages call its files; `key`: the type of the
    incidents' names; `columns`: a digest of all columns; `rows`: how many there are, where that is known beforehand."""

    files: Sequence[Path]
    shown: Sequence[str]
    key: Any
    columns: str
    rows: int | None

    def stretches(self, block: int) -> Iterator[Sequence[Piece]]:
        """Its blocks, in order; those that one reader should read after one another together."""
        ...

    def checked(self, batch: Any) -> tuple[Any, list[tuple[int, str]]]:
        """A batch as the layout has it, without the rows that can't be decided; these, with the reason."""
        ...


class Reader:
    """Reads pieces of files; quickest in the order of a stretch."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = paths
        # the row group that is being read, the row of the file that comes next, and what gives the rows from there
        self._group: tuple[int, tuple[int, ...]] | None = None
        self._next = 0
        self._batches: Iterator[Any] = iter(())
        self._left: Any = None

    def read(self, piece: Piece) -> Any:
        """The rows of a piece as one batch."""
        if piece.sent is not None:
            with pa.ipc.open_stream(piece.sent) as stream:
                return _one(stream.read_all())
        if self._group != (piece.file, piece.groups) or self._next > piece.first:
            self._group, self._next, self._left = (piece.file, piece.groups), piece.before, None
            self._batches = _batches(self._paths[piece.file], piece)
        self._take(piece.first - self._next)
        return _one(self._take(piece.rows))

    def _take(self, rows: int) -> Any:
        """So many of the rows that come next, as a table."""
        taken = []
        wanted = rows
        while wanted:
            if self._left is None:
                self._left = next(self._batches)
            part = self._left.slice(0, wanted)
            self._left = self._left.slice(len(part)) if len(part) < len(self._left) else None
            taken.append(part)
            wanted -= len(part)
        self._next += rows
        return pa.Table.from_batches(taken) if taken else None


def _batches(path: Path, piece: Piece) -> Iterator[Any]:
    with pq.ParquetFile(path) as opened:
        # one by one: options inside of lists can't be read from several row groups at once
        for group in piece.groups:
            yield from opened.iter_batches(piece.rows, row_groups=[group], use_threads=False)


def _one(table: Any) -> Any:
    """A table as one batch."""
    batches = table.unify_dictionaries().combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], table.schema)


def sent(batch: Any) -> bytes:
    """A batch as bytes that another process reads."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())
