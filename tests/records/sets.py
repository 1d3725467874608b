"""Small record sets over the toy rulebook, and the same rows in every kind of file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hocrdsl.records.layout import layout_of
from hocrdsl.records.rows_in import batch_of
from hocrdsl.records.sources import Block, open_records
from hocrdsl.records.tables import incidents_of
from tests.agreement.plans import plan

TOY = layout_of(plan("toy").vocabulary)


def incident(number: int) -> dict[str, Any]:
    """The incident of a number; no two of a dozen have the same things told."""
    entry: dict[str, Any] = {"kind": ("onion", "marrow", "rose")[number % 3], "grower": f"growers {1 + number % 2}"}
    if number % 4:
        entry["picked"] = f"2026-04-{1 + number % 28:02}T09:{number % 60:02}"
    if number % 5 == 0:
        entry |= {"complaint": "none", "weight": number / 2}
    found: dict[str, Any] = {
        "growers": {"growers 1": {"age": number}, "growers 2": {"gardens_together_with": ["growers 1"]}},
        "deliveries": [{"handed_in": f"2026-05-{1 + number % 28:02}", "entries": [entry] * (number % 3)}],
    }
    if number % 7 == 0:
        found["held"] = [{"category": "V1 V/01", "grower": "growers 2"}]
    if number % 11 == 0 and entry["kind"] and number % 3:
        found["news"] = [{"on": "2026-06-01", "about": "entry 1", "thanked": True}]
    return found


def incidents(number: int) -> list[dict[str, Any]]:
    return [incident(one) for one in range(number)]


def keys(number: int) -> list[str]:
    return [f"k{one:05}" for one in range(number)]


def table(number: int) -> pa.Table:
    return pa.Table.from_batches([batch_of(incidents(number), TOY, keys(number))])


def written(path: Path, number: int, kind: str, **how: Any) -> Path:
    """The first incidents as a file of a kind."""
    file = path / f"set.{kind}"
    whole = table(number)
    if kind == "parquet":
        pq.write_table(whole, file, **how)
    elif kind == "arrow":
        with pa.ipc.new_file(file, whole.schema) as sink:
            sink.write_table(whole, **how)
    elif kind == "arrows":
        with pa.ipc.new_stream(file, whole.schema) as sink:
            sink.write_table(whole, **how)
    else:
        lines = [json.dumps({"incident": key, **one}) for key, one in zip(keys(number), incidents(number), strict=True)]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def blocks(path: Path, size: int = 1000, **how: Any) -> list[Block]:
    return list(open_records(path, TOY).blocks(size, **how))


def told(some: Iterable[Block]) -> list[tuple[str, dict[str, Any]]]:
    """The incidents of blocks with their keys."""
    return [(key, one) for block in some for key, one in zip(
        block.batch.column(0).to_pylist(), incidents_of(block.batch, TOY), strict=True)]


def rejects(some: Iterable[Block]) -> list[tuple[int, str]]:
    return [(one.row, one.reason) for block in some for one in block.rejected]
