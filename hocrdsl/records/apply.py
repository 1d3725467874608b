"""Decide a whole record set: blocks by workers, put in order, written as one folder that is there whole or not at all.

What goes in is counted and held against what comes out. No clock is read here, so the same input gives the same answer,
whatever the number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from hocrdsl.records.answer import files_of, list_rejects, manifest_of, put_together, write_manifest
from hocrdsl.records.blocks import Block, keep, kept
from hocrdsl.records.concluded import Concluded
from hocrdsl.records.crew import Work, done_by, sensible
from hocrdsl.records.engines import engine
from hocrdsl.records.layout import layout_of
from hocrdsl.records.order import Range, Sorted, arranged, sort
from hocrdsl.records.outputs import asked_for
from hocrdsl.records.pieces import Piece, Place, blocks_in, pieces
from hocrdsl.records.progress import Progress, Tell
from hocrdsl.records.runs import Refused, Run
from hocrdsl.records.sources import Records
from hocrdsl.rules import PACKAGE, Rules

# so many incidents are sorted in memory at once, where the input is in no order
_AT_ONCE = 1 << 19
# rows whose name is given more than once are kept in mind until the end
_MOST_REPEATED = 10_000_000


@dataclass(frozen=True)
class Asked:
    """How a record set is to be decided. `workers`: processes (None: as is sensible); `block`: incidents in one piece
    of work (None: as the engine likes); `rejects`: where the rows are listed that can't be decided; `said`: the names
    of the conclusions that get columns."""

    engine: str = "auto"
    workers: int | None = 1
    block: int | None = None
    rejects: Path | None = None
    resume: bool = False
    replace: bool = False
    said: tuple[str, ...] = ()


def apply(rules: Rules, records: Records, out: Path, asked: Asked,
          tell: Tell = lambda progress: None) -> dict[str, Any]:
    """Decide the record set into the folder `out`; the manifest. Raises Refused, NoConclusion, MixedKinds, EndedEarly,
    BadRecords, OSError."""
    if any(out.resolve() in Path(part.path).resolve().parents for part in records.parts):
        raise Refused(f"{out} holds what is to be decided; name another folder")
    if asked.rejects is not None and not asked.rejects.parent.is_dir():
        raise Refused(f"{asked.rejects.parent} is no folder")
    said = asked_for(rules, asked.said)
    decider = engine(rules, asked.engine, said)
    size = asked.block or decider.block
    workers = sensible(asked.workers, records.rows, size)
    run = Run(out, _sign(rules, records, decider.name, size, said), resume=asked.resume, replace=asked.replace)
    try:
        make = partial(Worker, rules, decider.name, said, size, run.folder)
        blocks = _decided(run, records, make, size, workers, tell)
        parts, repeated = _ordered(run, blocks, workers, tell)
        tables = put_together(run, parts, rules, said, tell)
        manifest = manifest_of(rules, records, decider.name, said, blocks, parts, tables, len(repeated))
        if asked.rejects is not None:
            list_rejects(asked.rejects, run, blocks, repeated)
        write_manifest(run, manifest)
        run.finish()
        return manifest
    finally:
        run.release()


def _sign(rules: Rules, records: Records, name: str, size: int, said: tuple[Concluded, ...]) -> dict[str, Any]:
    """What a run that goes on with another must have in common with it."""
    return {
        "input": [[shown, many, Path(shown).stat().st_mtime_ns] for shown, many in files_of(records).items()],
        "rulebook": rules.book.digest, "edition": rules.forced, "known": rules.known, "proposed": rules.proposed,
        "readings": dict(sorted(rules.readings.items())), "engine": name, "block": size, "package": PACKAGE,
        "writer": pa.__version__, "with": [one.name for one in said],
    }


class Worker:
    """Decides blocks and keeps them in a folder."""

    def __init__(self, rules: Rules, name: str, said: tuple[Concluded, ...], size: int, folder: Path) -> None:
        self._engine = engine(rules, name, said)
        self._layout = layout_of(rules.plan().vocabulary)
        self._size = size
        self._folder = folder

    def __call__(self, piece: Piece) -> Iterator[Block]:
        """The blocks of a piece, each as it is finished."""
        for place, block in blocks_in(piece, self._layout, self._size):
            decided = self._engine.decide(block.batch)
            wrong = [(one.row, one.reason) for one in block.rejected]
            wrong += [(int(block.rows[row]), reason) for row, reason in decided.rejected]
            rows: Any = np.delete(block.rows, [row for row, _ in decided.rejected])
            yield keep(self._folder, place, block.file, decided, rows, sorted(wrong))


def _decided(run: Run, records: Records, make: Callable[[], Work[Block]], size: int, workers: int,
             tell: Tell) -> list[Block]:
    """Every block, finished now or before, in the order of the input."""
    blocks: dict[Place, Block] = {}
    rows = 0

    def finished(part: int) -> frozenset[int]:
        nonlocal rows
        before = kept(run.folder, part) if run.resumed else []
        for block in before:
            blocks[block.place] = block
            rows += block.rows
        return frozenset(block.place.block for block in before)

    for block in done_by(workers, make, pieces(records, size, workers, finished)):
        blocks[block.place] = block
        rows += block.rows
        tell(Progress("deciding", rows, records.rows, "incidents"))
    return [blocks[place] for place in sorted(blocks)]


def _ordered(run: Run, blocks: list[Block], workers: int,
             tell: Tell) -> tuple[list[Block | Sorted], list[tuple[Place, int]]]:
    """The pieces of the answer in order of the incidents' names; (block, row) of names given more than once."""
    parts = list(arranged(blocks, _AT_ONCE))
    ranges = [part for part in parts if isinstance(part, Range)]
    done: dict[str, Sorted] = {}
    repeated: list[tuple[Place, int]] = []
    for one in done_by(min(workers, len(ranges)), partial(partial, _sorted, run.folder), ranges):
        done[one.name] = one
        repeated += one.repeated
        if len(repeated) > _MOST_REPEATED:
            raise Refused(f"more than {_MOST_REPEATED:,} rows have the name of another row; is that column the key?")
        tell(Progress("putting in order", len(done), len(ranges), "parts"))
    return [done[part.name] if isinstance(part, Range) else part for part in parts], repeated


def _sorted(folder: Path, part: Range) -> Iterator[Sorted]:
    yield sort(folder, part)
