"""Columns to incidents: the rows of a batch as the mappings that `rules.decide` takes.

Things are named by their place: `people 1`, `people 2`, ... Each column is gone through once, and only what is told in
it costs anything. The other way round is `rows_in.py`.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from hocrdsl.records.layout import NO_PLACE, Fact, Group, Layout
from hocrdsl.records.schema import dictionary_of
from hocrdsl.world.facts import NONE

Things = list[dict[str, Any]]


def incident_of(batch: Any, row: int, layout: Layout) -> dict[str, Any]:
    """The incident of one row. Of many rows, `incidents_of` is quicker by far."""
    return incidents_of(batch.slice(row, 1), layout)[0]


def incidents_of(batch: Any, layout: Layout) -> Things:
    """The incidents of a batch that fits the layout (see `conform.py`), in order; raises ValueError for a `more` that
    is no JSON of a mapping."""
    found: Things = [{} for _ in range(batch.num_rows)]
    for group in layout.things:
        if (column := _column(batch, group.name)) is None:
            continue
        there, bounds, things = _listed(column, group, layout)
        names = [layout.thing(group.name, place) for place in range(max(_lengths(bounds), default=0))]
        for row in there:
            found[row][group.key] = dict(zip(names, things[bounds[row]:bounds[row + 1]], strict=False))
    for group in (layout.held, layout.events):
        if (column := _column(batch, group.name)) is not None:
            there, bounds, things = _listed(column, group, layout)
            for row in there:
                found[row][group.key] = things[bounds[row]:bounds[row + 1]]
    if (column := _column(batch, layout.more)) is not None and column.null_count < len(column):
        for row, text in enumerate(column.to_pylist()):
            if text is not None:
                found[row] = with_more(found[row], text)
    return found


def _column(batch: Any, name: str) -> Any:
    place = batch.schema.get_field_index(name)
    return None if place < 0 else batch.column(place)


def _lengths(bounds: list[int]) -> list[int]:
    return [last - first for first, last in pairwise(bounds)]


def _listed(lists: Any, group: Group, layout: Layout) -> tuple[list[int], list[int], Things]:
    """The rows that have a list, where each begins and ends among the things, and the things."""
    bounds, inner = parts(lists)
    things = _things(inner, group, layout)
    return np.flatnonzero(told(lists)).tolist(), bounds.tolist(), things


def parts(lists: Any) -> tuple[Any, Any]:
    """The bounds of the lists among their items, from 0, and the items. Of an absent list nothing is there."""
    if lists.null_count:
        lengths = lists.value_lengths().fill_null(0).to_numpy()
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)]), lists.flatten()
    offsets = lists.offsets.to_numpy()
    first, last = int(offsets[0]), int(offsets[-1])
    return offsets - first, lists.values.slice(first, last - first)


def told(array: Any) -> Any:
    """Where a value is told, as truth values."""
    if array.null_count == 0:
        return np.ones(len(array), np.bool_)
    return array.is_valid().to_numpy(zero_copy_only=False)


def _things(structs: Any, group: Group, layout: Layout) -> Things:
    things: Things = [{} for _ in range(len(structs))]
    for place, field in enumerate(structs.type):
        column = structs.field(place)
        if column.null_count == len(column):
            continue
        fact = group.by_name.get(field.name)
        if fact is not None:
            key = fact.name
            for thing, value in _told_of(things, column, _values(column, fact, layout)):
                thing[key] = value
        elif group.inner is not None and field.name == group.inner.name:
            there, bounds, inside = _listed(column, group.inner, layout)
            for place in there:
                things[place][group.inner.key] = inside[bounds[place]:bounds[place + 1]]
    for fact in group.facts:
        if fact.none is not None and (place := structs.type.get_field_index(fact.none)) >= 0:
            column = structs.field(place)
            if column.null_count < len(column):
                for at in np.flatnonzero(column.fill_null(False).to_numpy(zero_copy_only=False)).tolist():
                    things[at][fact.name] = NONE
    return things


def _told_of(things: Things, column: Any, values: list[Any]) -> Any:
    """The things of which a column tells something, with what it tells."""
    if column.null_count == 0:
        return zip(things, values, strict=True)
    return zip([things[place] for place in np.flatnonzero(told(column)).tolist()], values, strict=True)


def _values(column: Any, fact: Fact, layout: Layout) -> list[Any]:
    """What a column tells, in order, as an incident says it."""
    if column.null_count:
        column = column.drop_null()
    match fact.kind:
        case "one" | "row":
            return _options(column, fact, layout)
        case "yes":
            return _listing(column)
        case "number" if pa.types.is_integer(column.type):
            return _listing(column)
        case "number":
            return [int(value) if value.is_integer() else value for value in _listing(column)]
        case "time":
            return times(column)
        case "thing" if fact.heading is not None:
            return _names(column, fact.heading, layout)
        case "things":
            bounds, items = parts(column)
            names = _names(items, fact.heading, layout) if fact.heading is not None else items.to_pylist()
            return [names[first:last] for first, last in pairwise(bounds.tolist())]
        case _:
            return list(column.to_pylist())


def _listing(column: Any) -> list[Any]:
    return list(column.to_numpy(zero_copy_only=False).tolist())


def _names(column: Any, heading: str, layout: Layout) -> list[str]:
    """What the things of these places are called."""
    places = _listing(column)
    called = {place: NONE if place == NO_PLACE else layout.thing(heading, place) for place in set(places)}
    return [called[place] for place in places]


def _options(column: Any, fact: Fact, layout: Layout) -> list[Any]:
    if not pa.types.is_dictionary(column.type):
        return list(column.to_pylist())
    ours = dictionary_of(layout, fact)
    options = fact.options if column.dictionary.equals(ours) else column.dictionary.to_pylist()
    return [options[code] for code in _listing(column.indices)]


def times(column: Any) -> list[str]:
    """Times as an incident writes them: days as days, moments to the minute, texts as they are."""
    if pa.types.is_timestamp(column.type):
        return list(np.datetime_as_string(column.to_numpy(zero_copy_only=False), unit="m").tolist())
    if pa.types.is_date(column.type):
        return list(np.datetime_as_string(column.to_numpy(zero_copy_only=False).astype("datetime64[D]")).tolist())
    return list(column.to_pylist())


def with_more(incident: dict[str, Any], text: str) -> dict[str, Any]:
    """The incident with what its `more` says; raises ValueError where that is no JSON of a mapping."""
    try:
        more = json.loads(text)
    except (ValueError, RecursionError):
        more = None
    if not isinstance(more, dict):
        raise ValueError("`more` is not the JSON of a mapping")
    merged: dict[str, Any] = _merged(incident, more)
    return merged


def _merged(known: Any, more: Any) -> Any:
    """Mappings key by key, lists of mappings item by item; of anything else what `more` says."""
    if isinstance(known, dict) and isinstance(more, dict):
        found = dict(known)
        for key, value in more.items():
            found[key] = _merged(known[key], value) if key in known else value
        return found
    if isinstance(known, list) and isinstance(more, list) and all(isinstance(item, dict) for item in known):
        both = [_merged(one, other) for one, other in zip(known, more, strict=False)]
        return both + known[len(both):] + more[len(both):]
    return more
