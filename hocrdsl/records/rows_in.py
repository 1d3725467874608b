"""Incidents to columns: mappings such as `rules.decide` takes, as a batch of the layout.

Names go: a thing is its place. What columns can't say is put into `more`, so that the incident of the row
(`tables.incident_of`) is decided as this one is; what is wrong with an incident stays wrong in its row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from hocrdsl.records.layout import HELD, NO_PLACE, Fact, Group, Layout
from hocrdsl.records.named import Names, renamed_news
from hocrdsl.records.schema import dictionary_of, schema_of, struct_of, type_of
from hocrdsl.world.facts import NONE, is_time

# what a column can't hold; what is left where the columns hold all
_NOT_HERE: Any = object()
_NOTHING: Any = object()
# whole numbers up to this are the same as floating ones
_EXACT = 1 << 53


def batch_of(incidents: Sequence[Mapping[str, Any]], layout: Layout, keys: Sequence[str] | None = None) -> Any:
    """A batch of the layout with a row for each incident. Keys: those given, else what an incident has as `incident`,
    else its place from 1. Times are texts, as written, since days and moments may mix."""
    rows = _Rows(layout)
    for place, incident in enumerate(incidents):
        key = keys[place] if keys is not None else incident.get(layout.key, place + 1)
        if keys is None and layout.key in incident:
            incident = {name: value for name, value in incident.items() if name != layout.key}
        rows.add(str(key), incident)
    return rows.batch()


class _Column:
    """What is told of one fact: the things' places and the values, of those alone of which it is told."""

    __slots__ = ("fact", "places", "values", "nones")

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self.places: list[int] = []
        self.values: list[Any] = []
        self.nones: list[int] = []


class _List:
    """A list column while it is filled: how many items each row has (None: no list), and the items."""

    __slots__ = ("group", "lengths", "columns", "inner", "number")

    def __init__(self, group: Group) -> None:
        self.group = group
        self.lengths: list[int | None] = []
        self.columns = {fact.name: _Column(fact) for fact in group.facts}
        self.inner = _List(group.inner) if group.inner is not None else None
        self.number = 0


class _Rows:
    """The rows so far."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.keys: list[str] = []
        self.more: list[str | None] = []
        self.lists = {group.key: _List(group) for group in layout.groups}

    def add(self, key: str, incident: Mapping[str, Any]) -> None:
        """One more row."""
        layout = self.layout
        names = Names(layout, incident)
        more: dict[str, Any] = {}
        self.keys.append(key)
        # what is held and what is decided first, as an incident is read: names may introduce themselves there
        for group in (layout.held, layout.events, *layout.things):
            rest = self._part(group, incident, names)
            if rest is not _NOTHING:
                more[group.key] = rest
        for part, value in incident.items():
            if part not in self.lists:
                more[part] = renamed_news(value, names) if part == "news" else value
        self.more.append(json.dumps(more, default=_no_value) if more else None)

    def _part(self, group: Group, incident: Mapping[str, Any], names: Names) -> Any:
        """One column of the row; what it can't say."""
        column = self.lists[group.key]
        value = incident.get(group.key)
        if value is None:
            column.lengths.append(None)
            # events are due, and told as nothing they are wrong
            return None if group is self.layout.events and group.key in incident else _NOTHING
        if group is self.layout.held or group is self.layout.events:
            return self._listed(column, value, names)
        if not isinstance(value, dict):
            column.lengths.append(None)
            return value
        column.lengths.append(len(value))
        rest = {}
        for place, raw in enumerate(value.values()):
            aside = self._thing(column, {} if raw is None else raw, names)
            if aside is not _NOTHING:
                rest[self.layout.thing(group.name, place)] = aside
        return rest or _NOTHING

    def _listed(self, column: _List, value: Any, names: Names) -> Any:
        """Held things, events, or what is decided of one; what the columns can't say of them."""
        if not isinstance(value, list | tuple):
            column.lengths.append(None)
            return value
        column.lengths.append(len(value))
        rest = [self._thing(column, raw, names) for raw in value]
        if all(aside is _NOTHING for aside in rest):
            return _NOTHING
        return [{} if aside is _NOTHING else aside for aside in rest]

    def _thing(self, column: _List, raw: Any, names: Names) -> Any:
        """One thing; what the columns can't say of it."""
        place = column.number
        column.number += 1
        group, inner = column.group, column.inner
        rest: dict[str, Any] = {}
        if inner is not None:
            if not isinstance(raw, dict) or inner.group.key not in raw:
                inner.lengths.append(None)
            elif (aside := self._listed(inner, raw[inner.group.key], names)) is not _NOTHING:
                rest[inner.group.key] = aside
        if not isinstance(raw, dict):
            return raw
        columns = column.columns
        for key, value in raw.items():
            at = columns.get(key)
            if at is not None:
                held = _held(at, place, value, names)
                if held is not _NOTHING:
                    rest[key] = held
            elif inner is not None and key == inner.group.key or key == "name" and names.may_go(group.entity, value):
                continue
            else:
                rest[key] = names.members(value) if group.key == HELD and key == self.layout.decided.key else value
        return rest or _NOTHING

    def batch(self) -> Any:
        """The rows as a batch of the layout."""
        arrays = [pa.array(self.keys, pa.string())]
        arrays += [self._array(self.lists[group.key]) for group in self.layout.groups]
        arrays.append(pa.array(self.more, pa.string()))
        fields = [field.with_type(array.type) for field, array in zip(schema_of(self.layout), arrays, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields))

    def _array(self, column: _List) -> Any:
        there = [length is not None for length in column.lengths]
        offsets: Any = np.zeros(len(there) + 1, np.int32)
        np.cumsum([length or 0 for length in column.lengths], out=offsets[1:])
        children: list[Any] = []
        fields: list[Any] = []
        for at in column.columns.values():
            made = _filled(at, column.number, self.layout)
            children.append(made)
            fields.append(pa.field(at.fact.name, made.type))
            if at.fact.none is not None:
                is_none: Any = np.zeros(column.number, np.bool_)
                is_none[at.nones] = True
                children.append(pa.array(is_none, mask=~is_none))
                fields.append(pa.field(at.fact.none, pa.bool_()))
        if column.inner is not None:
            children.append(self._array(column.inner))
            fields.append(pa.field(column.inner.group.name, children[-1].type))
        if not children:
            fields = list(struct_of(column.group))
            children = [pa.array(np.ones(column.number, np.bool_))]
        structs = pa.StructArray.from_arrays(children, fields=fields)
        mask = None if all(there) else pa.array(np.logical_not(there))
        return pa.ListArray.from_arrays(pa.array(offsets), structs, mask=mask)


def _held(column: _Column, place: int, value: Any, names: Names) -> Any:
    """Put what is told of a fact into its column; what the column can't say."""
    fact = column.fact
    if value is None:
        # unknown; but a required fact that is told as unknown is told
        return None if fact.required else _NOTHING
    if value == NONE and fact.none is not None and type(value) is str:
        column.nones.append(place)
        return _NOTHING
    held = _taken(fact, value, names)
    if held is _NOT_HERE:
        return names.renamed(fact, value)
    column.places.append(place)
    column.values.append(held)
    return _NOTHING


def _no_value(value: Any) -> Any:
    """What is no JSON is no value of any fact; nor is a mapping."""
    return {type(value).__name__: None}


def _taken(fact: Fact, value: Any, names: Names) -> Any:
    """The value as the column holds it; `_NOT_HERE` where it can't."""
    kind = fact.kind
    if kind == "one" or kind == "row":
        return fact.codes.get(value, _NOT_HERE) if type(value) is str else _NOT_HERE
    if kind == "yes":
        return value if value is True or value is False else _NOT_HERE
    if kind == "time":
        return value if is_time(value) else _NOT_HERE
    if kind == "number":
        if type(value) is int and -_EXACT <= value <= _EXACT or type(value) is float and abs(value) < float("inf"):
            return float(value)
        return _NOT_HERE
    if kind == "thing":
        if value == NONE:
            return NO_PLACE if fact.heading is not None and fact.optional else _NOT_HERE
        found = names.place(fact, value)
        return _NOT_HERE if found is None else found
    if kind == "things":
        if not isinstance(value, list | tuple):
            return _NOT_HERE
        many = [names.place(fact, one) for one in value]
        return _NOT_HERE if None in many else many
    return value if type(value) is str and (value.isascii() or _is_whole(value)) else _NOT_HERE


def _is_whole(text: str) -> bool:
    """Whether a text can be written: it may hold half a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _filled(column: _Column, number: int, layout: Layout) -> Any:
    """What is told of a fact as an array over all things."""
    fact = column.fact
    type_ = pa.string() if fact.kind == "time" else type_of(fact)
    if not column.places:
        if fact.options:
            # the same dictionary whether anything is told or not
            codes = pa.nulls(number, type_.index_type)
            return pa.DictionaryArray.from_arrays(codes, dictionary_of(layout, fact))
        return pa.nulls(number, type_)
    if fact.kind == "things" or pa.types.is_string(type_):
        values: list[Any] = [None] * number
        for place, value in zip(column.places, column.values, strict=True):
            values[place] = value
        return pa.array(values, type_)
    numbers = np.zeros(number, (type_.index_type if fact.options else type_).to_pandas_dtype())
    unknown: Any = np.ones(number, np.bool_)
    numbers[column.places] = column.values
    unknown[column.places] = False
    if fact.options:
        return pa.DictionaryArray.from_arrays(pa.array(numbers, mask=unknown), dictionary_of(layout, fact))
    return pa.array(numbers, type_, mask=unknown)
