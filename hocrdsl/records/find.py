"""One incident of a record set, by its name: only the row groups are read that may hold it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from hocrdsl.records import problems
from hocrdsl.records.layout import KEY
from hocrdsl.records.sources import Part, Records, blocks_of
from hocrdsl.records.tables import incident_of


class NotThere(Exception):
    """No row that can be decided has the name; the message says so."""


def find(records: Records, name: str) -> dict[str, Any]:
    """The first incident of a name; raises NotThere, BadRecords."""
    for part in _may_hold(records, name):
        for block in blocks_of(part, records.layout):
            keys = block.batch.column(KEY)
            place = keys.index(_as(name, keys.type)).as_py()
            if place >= 0:
                return incident_of(block.batch, place, records.layout)
    raise NotThere(f"no incident `{name}` in {records.shown}, or its row can't be decided")


def _as(name: str, type_: Any) -> Any:
    if not pa.types.is_integer(type_):
        return pa.scalar(name, type_)
    digits = name.removeprefix("-")
    # one that is no number, or too large for one, is none of these
    return pa.scalar(int(name) if digits.isdecimal() and len(digits) < 19 else None, type_)


def _may_hold(records: Records, name: str) -> Iterator[Part]:
    """The parts that may hold a name, of Parquet files no more than the row groups that do."""
    for part in records.parts:
        if part.kind != "parquet":
            yield part
            continue
        try:
            with parquet.ParquetFile(part.path) as held:
                groups = tuple(group for group in part.groups if _holds(held, group, name))
        except (OSError, pa.ArrowException, ValueError):
            raise problems.damaged(part.shown) from None
        if groups:
            yield part._replace(groups=groups)


def _holds(held: Any, group: int, name: str) -> bool:
    told = held.metadata.row_group(group)
    for place in range(told.num_columns):
        column = told.column(place)
        known = column.statistics
        if column.path_in_schema == KEY and known is not None and known.has_min_max and isinstance(known.min, str):
            if not known.min <= name <= known.max:
                return False
    keys = held.read_row_group(group, columns=[KEY], use_threads=False).column(0)
    wanted = _as(name, keys.type) if not pa.types.is_dictionary(keys.type) else pa.scalar(name)
    plain = keys.cast(keys.type.value_type) if pa.types.is_dictionary(keys.type) else keys
    return bool(plain.index(wanted).as_py() >= 0)
