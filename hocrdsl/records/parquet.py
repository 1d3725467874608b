"""Record sets in Parquet: row group by row group, and of each the columns that are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from hocrdsl.records import problems
from hocrdsl.records.columns_in import blocks
from hocrdsl.records.conform import Validate
from hocrdsl.records.fit import paths_of, read_of
from hocrdsl.records.layout import Layout
from hocrdsl.records.sources import SIZE, Block, Part

# what is read ahead of each column, in bytes
_AHEAD = 1 << 16


def opened(file: Path, kind: str, layout: Layout) -> tuple[Any, list[Part]]:
    """The columns of a file, and its parts: row groups together until they have as many rows as a block."""
    shown = str(file)
    try:
        with parquet.ParquetFile(file) as held:
            schema = held.schema_arrow
            rows = [held.metadata.row_group(group).num_rows for group in range(held.num_row_groups)]
    except (OSError, pa.ArrowException, ValueError) as error:
        raise problems.unreadable(shown, f"can't be read: {_why(error)}") from None
    parts: list[Part] = []
    before = number = 0
    groups: list[int] = []
    whole = sum(rows) or 1
    for group, count in enumerate(rows):
        groups.append(group)
        number += count
        if number >= SIZE or group == len(rows) - 1:
            size = file.stat().st_size * number // whole
            parts.append(Part(shown, shown, kind, size, number, before, tuple(groups)))
            before += number
            groups, number = [], 0
    return schema, parts


def _why(error: Exception) -> str:
    """The first line of what the reader of its head says; no row was read yet."""
    text = str(error).splitlines() or [type(error).__name__]
    return text[0][:120]


def read_blocks(part: Part, layout: Layout, size: int, wanted: frozenset[str] | None,
         validate: Validate | None) -> Iterator[Block]:
    """The rows of a part."""
    yield from blocks(_batches(part, layout, size, wanted), part.shown, part.before, layout, size, wanted, validate)


def _batches(part: Part, layout: Layout, size: int, wanted: frozenset[str] | None) -> Iterator[Any]:
    options = {path for path, _, fact in layout.paths() if fact.options}
    try:
        with parquet.ParquetFile(part.path) as held:
            schema, columns = held.schema_arrow, held.schema
            # the leaves of both stand in one order; only their names differ
            leaves = [columns.column(place).path for place in range(len(columns))]
            by_path = dict(zip(paths_of(schema), leaves, strict=True))
        coded = [leaf for path, leaf in by_path.items() if path in options]
        chosen = [by_path[path] for path in read_of(schema, wanted, layout)]
        with parquet.ParquetFile(part.path, read_dictionary=coded, buffer_size=_AHEAD) as held:
            for group in part.groups:
                # a batch over two row groups would have two dictionaries, which lists can't hold
                yield from held.iter_batches(size, row_groups=[group], columns=chosen, use_threads=False)
    except (OSError, pa.ArrowException, ValueError):
        raise problems.damaged(part.shown) from None
    except MemoryError:
        raise problems.unreadable(part.shown, "needs more memory to be read than there is",
                                  "write it with smaller row groups") from None
