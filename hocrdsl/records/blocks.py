"""One block of a record set, decided and kept: a file for each table in order of the incidents' names, and what is told
of them, written last. A block whose telling is there is finished; anything else of it is written again.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hocrdsl.records.outputs import Decided
from hocrdsl.records.pieces import Place

# a block in order is one row group of the answer; one that isn't will be gone through in parts
_GROUP, _PARTS, _FEWEST = 1 << 20, 32, 1 << 10
# from so many names of a block is guessed how those of a record set lie
_SAMPLES = 16
# how the numbers of fates are called among what the tables add up to
FATE = "fate "


@dataclass(frozen=True)
class Told:
    """What is told of a table's file: rows, bytes, the first name of each row group."""

    rows: int
    bytes: int
    groups: tuple[Any, ...]


@dataclass(frozen=True)
class Block:
    """A finished block: whose rows it holds, how many of them were decided, the range of their names and some between.

    `file`: as messages show it. `repeated`: some name stands there twice.
    """

    place: Place
    file: str
    rows: int
    decided: int
    rejected: int
    fell_back: int
    repeated: bool
    samples: tuple[Any, ...]
    tables: tuple[Told, ...]
    counts: dict[str, int]

    @property
    def name(self) -> str:
        """What its files are called."""
        return name_of(self.place)

    @property
    def least(self) -> Any:
        """The first name."""
        return self.samples[0]

    @property
    def last(self) -> Any:
        """The last name."""
        return self.samples[-1]


def table_file(folder: Path, name: str, table: int) -> Path:
    """Where the rows of a block, or of a range of names, stand."""
    return folder / f"{name}.{table}.parquet"


def name_of(place: Place) -> str:
    """What the files of a block are called."""
    return f"block-{place.part:06}-{place.block:06}"


def keep(folder: Path, place: Place, file: str, decided: Decided, rows: Any, rejected: list[tuple[int, str]]) -> Block:
    """Write a block that was decided. `rows`: the row in the input file of each incident decided; `rejected`: of each
    other one, with the reason."""
    name = name_of(place)
    keys = decided.incidents.column(0)
    in_order = len(keys) < 2 or bool(pc.all(pc.less_equal(keys.slice(0, len(keys) - 1), keys.slice(1))).as_py())
    tables: list[Any] = [_plain(one) for one in decided[:3]]
    if not in_order:
        rows = rows[pc.sort_indices(keys).to_numpy()]
        tables = [in_order_of_keys(one) for one in tables]
        keys = tables[0].column(0).combine_chunks()
    repeated = len(keys) > 1 and bool(pc.any(pc.equal(keys.slice(0, len(keys) - 1), keys.slice(1))).as_py())
    np.save(folder / f"{name}.rows.npy", np.asarray(rows, np.int64))
    if rejected:
        write_told(folder / f"{name}.rejected.json", rejected)
    told = tuple(
        write(table_file(folder, name, number), table, _GROUP if in_order else _small(table.num_rows))
        for number, table in enumerate(tables)
    )
    at = sorted({len(keys) * part // _SAMPLES for part in range(_SAMPLES)} | {len(keys) - 1}) if len(keys) else []
    block = Block(
        place, file, len(keys) + len(rejected), len(keys), len(rejected), decided.fell_back, repeated,
        tuple(keys[one].as_py() for one in at), told, counts_of(tables),
    )
    write_told(folder / f"{name}.json", asdict(block))
    return block


def _plain(batch: Any) -> Any:
    """A table whose words stand in order of the alphabet, those that are used: the same bytes whoever decided it."""
    arrays = []
    for array in batch.columns:
        if pa.types.is_dictionary(array.type):
            words = array.dictionary.to_pylist()
            codes = array.indices.fill_null(len(words)).to_numpy()
            used = np.flatnonzero(np.bincount(codes, minlength=len(words))[:len(words)]).tolist()
            ours = {word: place for place, word in enumerate(sorted({words[code] for code in used}))}
            places: Any = np.zeros(len(words) + 1, np.int32)
            places[used] = [ours[words[code]] for code in used]
            told = pa.array(places[codes], mask=codes == len(words))
            array = pa.DictionaryArray.from_arrays(told, pa.array(list(ours), pa.string()))
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=batch.schema)


def kept(folder: Path, part: int) -> list[Block]:
    """The blocks of a part that are finished."""
    found = []
    for path in sorted(folder.glob(f"block-{part:06}-*.json")):
        told = None if path.name.endswith(".rejected.json") else read_told(path)
        if told is not None and (block := _block(folder, told)) is not None:
            found.append(block)
    return found


def _block(folder: Path, told: dict[str, Any]) -> Block | None:
    place, tables = Place(*told.pop("place")), told_of(told.pop("tables"))
    for number, table in enumerate(tables):
        file = table_file(folder, name_of(place), number)
        if not file.exists() or file.stat().st_size != table.bytes:
            return None
    return Block(place=place, tables=tables, samples=tuple(told.pop("samples")), **told)


def told_of(tables: list[dict[str, Any]]) -> tuple[Told, ...]:
    """What is told of tables, as it was written."""
    return tuple(Told(one["rows"], one["bytes"], tuple(one["groups"])) for one in tables)


def rejected_of(folder: Path, block: Block) -> list[tuple[int, str]]:
    """(row in the input file, reason) of the rows of a block that could not be decided."""
    if not block.rejected:
        return []
    return [(row, reason) for row, reason in read_told(folder / f"{block.name}.rejected.json")]


def rows_of(folder: Path, block: Block) -> Any:
    """The row in its input file of each incident of a block, in the order of the names."""
    return np.load(folder / f"{block.name}.rows.npy", allow_pickle=False)


def in_order_of_keys(table: Any) -> Any:
    """The rows of a table in order of the incident, those of one incident as they stood."""
    return table.take(pc.sort_indices(table.column(0)))


def write(path: Path, table: Any, group: int = _GROUP) -> Told:
    """Write a table as Parquet, in row groups of so many rows."""
    words = [one.name for one in table.schema if pa.types.is_dictionary(one.type)]
    # no index and no filter: the bytes will be moved (see `joined.py`)
    with pq.ParquetWriter(path, table.schema, use_dictionary=words, write_page_index=False) as writer:
        writer.write_table(table, row_group_size=group)
    firsts = [table.column(0)[at].as_py() for at in range(0, table.num_rows, group)]
    return Told(table.num_rows, path.stat().st_size, tuple(firsts))


def write_told(path: Path, told: Any) -> None:
    """Write what is told of a piece, in one step."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(told, separators=(",", ":")), encoding="utf-8")
    os.replace(beside, path)


def read_told(path: Path) -> Any:
    """What is told of a piece; None where it isn't there or not whole."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def counts_of(tables: list[Any]) -> dict[str, int]:
    """What the tables add up to: incidents, how many are determined and how many exact, what is counted at least and at
    most, and each fate."""
    incidents, _, fates = tables
    found = Counter({
        "incidents": incidents.num_rows,
        "determined": _sum(incidents.column("determined")),
        "exact": _sum(incidents.column("exact")),
        "low": _sum(incidents.column(3)),
        "high": _sum(incidents.column(4)),
    })
    ends, results = (_words(fates.column(one)) for one in ("fate", "result"))
    many = np.bincount(ends[0] * len(results[1]) + results[0])
    for code in np.flatnonzero(many).tolist():
        fate, result = ends[1][code // len(results[1])] or "not determined", results[1][code % len(results[1])]
        said = f"{fate} to {result}" if result and fate == "referred" else result or fate
        found[FATE + said] += int(many[code])
    return dict(found)


def _words(column: Any) -> tuple[Any, list[str | None]]:
    """The codes of a column of words, and the words; that of null is the last."""
    array = column.combine_chunks()
    words = array.dictionary.to_pylist()
    return array.indices.fill_null(len(words)).to_numpy().astype(np.int64), [*words, None]


def _sum(column: Any) -> int:
    return int(pc.sum(column).as_py() or 0)


def _small(rows: int) -> int:
    return max(rows // _PARTS, _FEWEST)
