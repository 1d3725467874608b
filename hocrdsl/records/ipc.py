"""Record sets in Arrow's own formats: files and streams, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from hocrdsl.records import problems
from hocrdsl.records.columns_in import blocks
from hocrdsl.records.conform import Validate
from hocrdsl.records.layout import Layout
from hocrdsl.records.sources import Block, Part


def opened(file: Path, kind: str, layout: Layout) -> tuple[Any, list[Part]]:
    """The columns of a file or a stream, and itself as its only part."""
    shown = str(file)
    try:
        with pa.memory_map(shown) as raw:
            if kind == "stream":
                schema, rows = pa.ipc.open_stream(raw).schema, None
            else:
                held = pa.ipc.open_file(raw)
                count = getattr(held, "count_rows", None)
                schema, rows = held.schema, count() if count is not None else None
    except (OSError, pa.ArrowException, ValueError):
        raise problems.damaged(shown) from None
    return schema, [Part(shown, shown, kind, file.stat().st_size, rows)]


def read_blocks(part: Part, layout: Layout, size: int, wanted: frozenset[str] | None,
         validate: Validate | None) -> Iterator[Block]:
    """The rows of a file or a stream."""
    yield from blocks(_batches(part, wanted, layout), part.shown, part.before, layout, size, wanted, validate)


def _batches(part: Part, wanted: frozenset[str] | None, layout: Layout) -> Iterator[Any]:
    try:
        with pa.memory_map(part.path) as raw:
            if part.kind == "stream":
                found: Iterator[Any] = iter(pa.ipc.open_stream(raw))
            else:
                held = pa.ipc.open_file(raw)
                found = (held.get_batch(place) for place in range(held.num_record_batches))
            for batch in found:
                # nobody has looked at the bounds of its lists so far, and reading follows them
                batch.validate(full=True)
                yield batch
    except (OSError, pa.ArrowException, ValueError):
        raise problems.damaged(part.shown) from None
