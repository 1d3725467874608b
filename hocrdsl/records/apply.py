"""Decide a whole record set: blocks by workers, put in order, written as one folder that is there whole or not at all.

What goes in is counted and held against what comes out. No clock is read here, so the same input gives the same answer,
whatever the number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from hocrdsl.records.answer import list_rejects, manifest_of, put_together, write_manifest
from hocrdsl.records.blocks import Block, keep, kept
from hocrdsl.records.crew import done_by
from hocrdsl.records.engines import engine
from hocrdsl.records.order import Range, Sorted, arranged, sort
from hocrdsl.records.pieces import Input, Piece, Reader
from hocrdsl.records.progress import Progress, Tell
from hocrdsl.records.runs import Refused, Run
from hocrdsl.rules import PACKAGE, Rules

# so many incidents are sorted in memory at once, where the input is in no order
_AT_ONCE = 1 << 19
# rows whose name is given more than once are kept in mind until the end
_MOST_REPEATED = 10_000_000


@dataclass(frozen=True)
class Asked:
    """How a record set is to be decided. `block`: incidents in one piece of work (None: as the engine likes);
    `rejects`: where the rows are listed that can't be decided."""

    engine: str = "auto"
    workers: int = 1
    block: int | None = None
    rejects: Path | None = None
    resume: bool = False
    force: bool = False


def apply(rules: Rules, records: Input, out: Path, asked: Asked, tell: Tell = lambda progress: None) -> dict[str, Any]:
    """Decide the record set into the folder `out`; the manifest. Raises Refused, EndedEarly, OSError."""
    decider = engine(rules, asked.engine)
    size = asked.block or decider.block
    run = Run(out, _sign(rules, records, decider.name, size), resume=asked.resume, force=asked.force)
    try:
        make = partial(Worker, rules, decider.name, records, run.folder)
        blocks = _decided(run, records, make, size, asked.workers, tell)
        parts, repeated = _ordered(run, blocks, asked.workers, tell)
        tables = put_together(run, parts, rules, records, tell)
        manifest = manifest_of(rules, records, decider.name, blocks, parts, tables, len(repeated))
        if asked.rejects is not None:
            list_rejects(asked.rejects, run, records, blocks, repeated)
        write_manifest(run, manifest)
        run.finish()
        return manifest
    finally:
        run.release()


def _sign(rules: Rules, records: Input, name: str, size: int) -> dict[str, Any]:
    """What a run that goes on with another must have in common with it."""
    stats = [path.stat() for path in records.files]
    return {
        "input": [[called, one.st_size, one.st_mtime_ns] for called, one in zip(records.shown, stats, strict=True)],
        "columns": records.columns, "rulebook": rules.book.digest, "edition": rules.forced, "known": rules.known,
        "proposed": rules.proposed, "readings": dict(sorted(rules.readings.items())), "engine": name, "block": size,
        "package": PACKAGE, "writer": pa.__version__,
    }


class Worker:
    """Decides blocks and keeps them in a folder."""

    def __init__(self, rules: Rules, name: str, records: Input, folder: Path) -> None:
        self._engine = engine(rules, name)
        self._records = records
        self._reader = Reader(list(records.files))
        self._folder = folder

    def __call__(self, piece: Piece) -> Block:
        """The block, finished."""
        batch, rejected = self._records.checked(self._reader.read(piece))
        places = np.arange(piece.first, piece.first + piece.rows)
        wrong = [(piece.first + row, reason) for row, reason in rejected]
        places = np.delete(places, [row for row, _ in rejected])
        decided = self._engine.decide(batch)
        wrong += [(int(places[row]), reason) for row, reason in decided.rejected]
        places = np.delete(places, [row for row, _ in decided.rejected])
        return keep(self._folder, piece, decided, places, sorted(wrong))


def _decided(run: Run, records: Input, make: Callable[[], Callable[[Piece], Block]], size: int, workers: int,
             tell: Tell) -> list[Block]:
    """Every block, finished now or before, in the order of the input."""
    blocks: dict[int, Block] = {}
    rows = 0

    def left() -> Iterator[Sequence[Piece]]:
        nonlocal rows
        for stretch in records.stretches(size):
            pieces = []
            for piece in stretch:
                before = kept(run.folder, piece.number) if run.resumed else None
                if before is None:
                    pieces.append(piece)
                else:
                    blocks[piece.number] = before
                    rows += before.rows
            yield pieces

    for block in done_by(workers, make, left()):
        blocks[block.number] = block
        rows += block.rows
        tell(Progress("deciding", rows, records.rows, "incidents"))
    return [blocks[number] for number in sorted(blocks)]


def _ordered(run: Run, blocks: list[Block], workers: int,
             tell: Tell) -> tuple[list[Block | Sorted], list[tuple[int, int]]]:
    """The pieces of the answer in order of the incidents' names; (block, row) of names given more than once."""
    parts = list(arranged(blocks, _AT_ONCE))
    ranges = [part for part in parts if isinstance(part, Range)]
    done: dict[str, Sorted] = {}
    repeated: list[tuple[int, int]] = []
    for one in done_by(min(workers, len(ranges)), partial(partial, sort, run.folder), [[part] for part in ranges]):
        done[one.name] = one
        repeated += one.repeated
        if len(repeated) > _MOST_REPEATED:
            raise Refused(f"more than {_MOST_REPEATED:,} rows have the name of another row; is that column the key?")
        tell(Progress("putting in order", len(done), len(ranges), "parts"))
    return [done[part.name] if isinstance(part, Range) else part for part in parts], repeated
