"""Made-up sets: block after block, as batches or as the parts of a folder.

A block hangs on the seed and its number alone, and so does a part: any number of workers writes the same rows.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hocrdsl.plan import Plan
from hocrdsl.records.generate.batches import batch_of, schema
from hocrdsl.records.generate.draw import Drawer
from hocrdsl.records.generate.kinds import Kinds
from hocrdsl.records.generate.narrow import Columned, columned
from hocrdsl.records.layout import Layout, layout_of

# incidents drawn at once, and blocks in a file
BLOCK, BLOCKS_OF_A_PART = 100_000, 5
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the blocks of a set."""

    drawer: Drawer
    columns: Columned
    layout: Layout
    seed: int
    incidents: int
    block: int = BLOCK
    blocks_of_a_part: int = BLOCKS_OF_A_PART

    @property
    def schema(self) -> Any:
        """The schema of every batch."""
        return schema(self.columns, self.layout)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-self.incidents // self.block)

    @property
    def parts(self) -> int:
        """How many files there are; an empty set is one."""
        return max(1, -(-self.blocks // self.blocks_of_a_part))

    def batch(self, number: int) -> Any:
        """A block."""
        rows = min(self.block, self.incidents - number * self.block)
        drawn = self.drawer.block(self.seed, number, rows)
        return batch_of(drawn, self.columns, self.layout, number * self.block, self.drawer.book.words)

    def batches(self) -> Iterator[Any]:
        """Every block in order."""
        for number in range(self.blocks):
            yield self.batch(number)


def maker(plan: Plan, kinds: Kinds, seed: int, incidents: int, wide: bool = False) -> Maker:
    """What makes a set; `wide`: with the columns of facts that are never told."""
    layout = layout_of(plan.vocabulary)
    return Maker(Drawer(kinds, layout, plan.model.entities), columned(kinds, layout, wide), layout, seed, incidents)


def write_set(made: Maker, folder: Path, workers: int = 1, progress: Progress = lambda rows: None) -> None:
    """Write the parts of a set; the folder is there whole or not at all. `progress` is told how many are done."""
    try:
        partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        # in the words of the caller: nobody asked for a folder of another name
        raise OSError(error.errno, error.strerror, str(folder)) from None
    try:
        done = 0
        for rows in _written(made, partial, workers):
            done += rows
            progress(done)
        os.chmod(partial, 0o777 & ~_mask())
        if folder.exists():
            # an empty one, which was asked for
            folder.rmdir()
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _written(made: Maker, folder: Path, workers: int) -> Iterator[int]:
    parts = range(made.parts)
    if workers <= 1 or made.parts == 1:
        for part in parts:
            yield _write_part(made, folder, part)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (made, folder)) as pool:
        yield from pool.map(_part, parts)


_at_work: list[tuple[Maker, Path]] = []


def _begin(made: Maker, folder: Path) -> None:
    _at_work[:] = [(made, folder)]


def _part(part: int) -> int:
    made, folder = _at_work[0]
    return _write_part(made, folder, part)


def _write_part(made: Maker, folder: Path, part: int) -> int:
    own = made.schema
    path = folder / f"part-{part:05}.parquet"
    # what is of few values is written as such; the rest is no smaller for being tried
    few = [path for field in own for path in _few(field.name, field.type)]
    rows = 0
    with pq.ParquetWriter(path, own, compression="zstd", use_dictionary=few, write_statistics=False) as writer:
        first = part * made.blocks_of_a_part
        for number in range(first, min(first + made.blocks_of_a_part, made.blocks)):
            batch = made.batch(number)
            writer.write_batch(batch, row_group_size=max(1, batch.num_rows))
            rows += batch.num_rows
    return rows


def _few(path: str, type_: Any) -> Iterator[str]:
    """The paths of leaves of few values, as Parquet names them."""
    if pa.types.is_list(type_):
        yield from _few(f"{path}.list.element", type_.value_type)
    elif pa.types.is_struct(type_):
        for field in type_:
            yield from _few(f"{path}.{field.name}", field.type)
    elif pa.types.is_dictionary(type_):
        yield path
