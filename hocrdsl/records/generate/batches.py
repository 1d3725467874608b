"""A block drawn, as an Arrow batch of the rulebook's schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from hocrdsl.records.generate.columns import Columns
from hocrdsl.records.generate.draw import Drawn
from hocrdsl.records.generate.narrow import Columned
from hocrdsl.records.generate.told import ABSENT, TOLD, UNKNOWN
from hocrdsl.records.layout import NO_PLACE, Fact, Group, Layout
from hocrdsl.records.schema import dictionary_of, struct_of, type_of
from hocrdsl.world.facts import NONE

Array = Any
Words = Mapping[tuple[str, str], tuple[str, ...]]
_WIDTH = 10


def schema(columned: Columned, layout: Layout) -> Any:
    """The schema of a made-up set."""
    fields = [pa.field(layout.key, pa.string(), nullable=False)]
    fields += [pa.field(group.name, pa.list_(struct_of(group))) for group in columned.groups]
    return pa.schema([*fields, pa.field(layout.more, pa.string())] if columned.more else fields)


def batch_of(drawn: Drawn, columned: Columned, layout: Layout, first: int, words: Words) -> Any:
    """The batch; the key of its first incident is `first`, padded so that keys as text stand in order."""
    columns = [_keys(first, drawn.rows)]
    for group in columned.groups:
        below = None
        if group.inner is not None:
            decided = _structs(drawn.columns[group.inner.entity], group.inner, layout, words, None)
            below = _listed(drawn.decided_begins, decided)
        structs = _structs(drawn.columns[group.entity], group, layout, words, below)
        columns.append(_listed(drawn.begins[group.key], structs))
    if columned.more:
        columns.append(pa.nulls(drawn.rows, pa.string()))
    return pa.RecordBatch.from_arrays(columns, schema=schema(columned, layout))


def _listed(begins: Array, items: Any) -> Any:
    return pa.ListArray.from_arrays(pa.array(begins, pa.int32()), items)


def _keys(first: int, rows: int) -> Any:
    """Keys as text of one width, without a text of Python's for each."""
    numbers = np.arange(first, first + rows)
    digits = (numbers[:, None] // 10 ** np.arange(_WIDTH - 1, -1, -1)) % 10 + ord("0")
    data = pa.py_buffer(digits.astype(np.uint8).tobytes())
    offsets = pa.py_buffer(np.arange(0, (rows + 1) * _WIDTH, _WIDTH, dtype=np.int32).tobytes())
    return pa.StringArray.from_buffers(rows, offsets, data)


def _structs(columns: Columns, group: Group, layout: Layout, words: Words, below: Any) -> Any:
    type_ = struct_of(group)
    found = {}
    for fact in group.facts:
        array, none = _field(columns, fact, type_of(fact), layout, words.get((group.entity, fact.name), ()))
        found[fact.name] = array
        if fact.none is not None:
            found[fact.none] = pa.nulls(columns.size, pa.bool_()) if none is None else pa.array(none)
    if group.inner is not None:
        found[group.inner.name] = below
    # what has no facts has a field all the same
    there = [found[field.name] if field.name in found else pa.array(np.ones(columns.size, bool)) for field in type_]
    return pa.StructArray.from_arrays(there, fields=list(type_))


def _field(columns: Columns, fact: Fact, type_: Any, layout: Layout, words: tuple[str, ...]) -> tuple[Any, Any]:
    """The array of a fact, and where there is none of it."""
    if fact.kind == "things":
        return _list(columns, fact, type_), None
    found = columns.columns.get(fact.name)
    if found is None:
        return pa.nulls(columns.size, type_), None
    values, states = found
    none = states == ABSENT if fact.none is not None else None
    match fact.kind:
        case "yes":
            return pa.array(values.astype(bool), mask=states != TOLD), none
        case "one" | "row":
            codes = np.where(states == ABSENT, fact.codes[NONE], values) if NONE in fact.codes else values
            mask = states == UNKNOWN if NONE in fact.codes else states != TOLD
            indices = pa.array(codes.astype(type_.index_type.to_pandas_dtype()), mask=mask)
            return pa.DictionaryArray.from_arrays(indices, dictionary_of(layout, fact)), none
        case "number":
            return pa.array(values, mask=states != TOLD), none
        case "time":
            return pa.array(values.astype(np.int64), mask=states != TOLD).cast(type_), none
        case "thing" if fact.heading is not None:
            places = np.where(states == ABSENT, NO_PLACE, values).astype(np.int32)
            return pa.array(places, mask=states == UNKNOWN), none
    codes = pa.array(values.astype(np.int32), mask=states != TOLD)
    return pa.array(words or (NONE,), pa.string()).take(codes), none


def _list(columns: Columns, fact: Fact, type_: Any) -> Any:
    if fact.name not in columns.pieces:
        return pa.nulls(columns.size, type_)
    told, begins, values = columns.lists(fact.name)
    starts = pa.array(begins, pa.int32(), mask=np.append(~told, False))
    return pa.ListArray.from_arrays(starts, pa.array(values, pa.int32()))
