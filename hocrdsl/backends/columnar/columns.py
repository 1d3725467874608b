"""A batch of incidents in Arrow's layout as arrays for a program: where every fact stands, without copying what needs no change.

A batch has one row an incident (see docs/records.md): lists of structs of the listed entities, and a list of events, each with a list of what is
decided. Facts told as words are numbers already (dictionaries); the numbers of a file become those of the plan by one look-up.
"""

from __future__ import annotations

from typing import Any

from hocrdsl.backends.columnar.layout import DAY, NONE, UNKNOWN, Column, Layout, moment

# days from the year 1 to 1970
EPOCH = 719163
# facts told in another way than columns can tell: of the decided or the counted thing, by name
_BY_NAME = "by name"


class Batch:
    """What a program reads of a batch. `offsets`: by place of the entity; `data`: by column, what its function needs."""

    def __init__(self, layout: Layout, batch: Any) -> None:
        import numpy as np

        self.layout = layout
        self.count = batch.num_rows
        self.offsets: dict[int, Any] = {}
        self.fields: dict[str, dict[str, Any]] = {}
        # how many things there are, by entity
        self.lengths: dict[str, int] = {}
        vocabulary = layout.vocabulary
        names = set(batch.schema.names)
        events = self._list(batch, vocabulary["event_list"], 0, self.count)
        things = self._struct(layout.event, events)
        inner = things.get(vocabulary["decided_list"])
        decided = self._opened(inner, 1, len(events))
        self._struct(layout.decided, decided)
        self.decided = len(decided)
        for entity in layout.listed:
            heading = vocabulary["listed"][entity]
            place = layout.entity_place[entity]
            if heading in names:
                self._struct(entity, self._list(batch, heading, place, self.count))
            else:
                self.offsets[place] = np.zeros(self.count + 1, np.int32)
                self.fields[entity] = {}
        self.alone = self._alone(batch, names)

    def _alone(self, batch: Any, names: set[str]) -> Any:
        """The incidents that bring nothing but what columns say: nothing held, no news."""
        import numpy as np
        import pyarrow.compute as pc

        alone = np.ones(self.count, np.int8)
        for name in (self.layout.vocabulary["counted_list"], "more"):
            if name in names and batch.column(name).null_count < self.count:
                column = batch.column(name)
                if name == "more":
                    there = pc.is_valid(column)
                else:
                    there = pc.greater(pc.fill_null(pc.list_value_length(column), 0), 0)
                alone &= ~there.to_numpy(zero_copy_only=False).astype(np.bool_)
        return alone

    def _list(self, batch: Any, name: str, place: int, count: int) -> Any:
        return self._opened(batch.column(name), place, count)

    def _opened(self, column: Any, place: int, count: int) -> Any:
        """The values of a list column; its offsets are kept. Lists that are null are empty."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        if column is None or column.type == pa.null():
            self.offsets[place] = np.zeros(count + 1, np.int32)
            return pa.nulls(0)
        if column.null_count:
            lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
            offsets = np.zeros(count + 1, np.int32)
            np.cumsum(lengths, out=offsets[1:])
            self.offsets[place] = offsets
            return column.flatten()
        offsets = column.offsets.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        if count == 0:
            self.offsets[place] = np.zeros(1, np.int32)
            return column.values.slice(0, 0)
        first, last = int(offsets[0]), int(offsets[-1])
        self.offsets[place] = offsets if first == 0 else offsets - first
        return column.values.slice(first, last - first)

    def _struct(self, entity: str, values: Any) -> dict[str, Any]:
        import pyarrow as pa

        found: dict[str, Any] = {}
        self.lengths[entity] = len(values)
        if isinstance(values.type, pa.StructType):
            children = values.flatten() if values.offset or values.null_count else [
                values.field(at) for at in range(values.type.num_fields)]
            for at, child in enumerate(children):
                found[values.type.field(at).name] = child
        self.fields[entity] = found
        return found

    def _where(self, entity: str, held: Any) -> Any:
        """The incidents in which a column tells something."""
        import numpy as np

        ends = self.per_incident(entity)
        told = np.flatnonzero(held.is_valid().to_numpy(zero_copy_only=False))
        return np.unique(np.searchsorted(ends, told, side="right") - 1)

    def per_incident(self, entity: str) -> Any:
        """Where the things of an entity begin and end, by incident."""
        first = self.offsets[self.layout.entity_place[self.layout.event]]
        if entity == self.layout.event:
            return first
        if entity == self.layout.decided:
            return self.offsets[self.layout.entity_place[entity]][first]
        return self.offsets[self.layout.entity_place[entity]]

    def column(self, column: Column) -> dict[str, Any]:
        """What the function of a column needs: `state` (absent, full, nulls) and its arrays; they keep what they point to alive."""
        import pyarrow as pa

        held = self.fields.get(column.entity, {}).get(column.fact)
        if held is None or held.type == pa.null() or held.null_count == len(held):
            return {"state": "absent"}
        found = self._data(column, held)
        if found["state"] != "full":
            return found
        sibling = self.fields[column.entity].get(f"{column.fact}_is_none")
        if sibling is not None and sibling.type != pa.null() and sibling.null_count < len(sibling):
            found["none"] = _bits(sibling.fill_null(False))
        if held.null_count:
            found["state"] = "nulls"
            found["there"] = _bits(held.is_valid()) if held.offset else held.buffers()[0]
        return found

    def _data(self, column: Column, held: Any) -> dict[str, Any]:
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        kind = column.kind
        if kind == "yes":
            if not pa.types.is_boolean(held.type):
                return {"state": "absent"}
            return {"state": "full", "data": held.buffers()[1] if not held.offset else _bits(held)}
        if kind in ("one", "row"):
            if not pa.types.is_dictionary(held.type):
                if not pa.types.is_string(held.type) and not pa.types.is_large_string(held.type):
                    return {"state": "absent"}
                held = held.dictionary_encode()
            indices = held.indices
            if indices.type != pa.int16():
                indices = indices.cast(pa.int16() if len(held.dictionary) < 32768 else pa.int32())
            words = held.dictionary.to_pylist()
            known = column.options
            look = [NONE if word == "none" else known.get(word, NONE) for word in words]
            return {"state": "full", "data": _plain(indices, np.int16 if indices.type == pa.int16() else np.int32),
                    "look": np.array(look or [NONE], np.int64)}
        if kind in ("code", "text"):
            words = held.dictionary_encode() if not pa.types.is_dictionary(held.type) else held
            told = words.dictionary.to_pylist()
            # a word that the plan does not know is like itself alone
            look = [self.layout.words.get(word, len(self.layout.words) + at) for at, word in enumerate(told)]
            return {"state": "full", "data": _plain(words.indices.cast(pa.int32()), np.int32),
                    "look": np.array(look or [NONE], np.int64)}
        if kind == "thing":
            if not pa.types.is_integer(held.type):
                return {"state": _BY_NAME, "where": self._where(column.entity, held)}
            return {"state": "full", "data": _plain(held.cast(pa.int32()), np.int32)}
        if kind == "number":
            numbers = np.asarray(pc.fill_null(held.cast(pa.float64()), 0.0).to_numpy(zero_copy_only=False)) + 0.0
            whole = numbers.view(np.int64)
            ordered = np.where(whole >= 0, whole, -(whole & np.int64(0x7FFFFFFFFFFFFFFF)))
            return {"state": "full", "data": np.where((ordered == UNKNOWN) | (ordered == NONE), 0, ordered)}
        if kind == "time":
            return {"state": "full", "data": moments(held)}
        if kind == "things":
            if held.null_count:
                there = held.is_valid()
            else:
                there = None
            inner = Batch.__new__(Batch)
            inner.offsets = {}
            values = inner._opened(held, 0, len(held))
            values = values.cast(pa.int32())
            return {"state": "full", "offsets": inner.offsets[0], "data": _plain(values, np.int32), "listed": there}
        raise AssertionError(f"a fact of the kind {kind}")


def _bits(held: Any) -> Any:
    """The bits of a column of yes and no, from the first on."""
    import numpy as np

    flags = held.fill_null(False).to_numpy(zero_copy_only=False).astype(np.uint8)
    return np.packbits(flags, bitorder="little")


def _plain(held: Any, kind: Any) -> Any:
    """The numbers of a column, whatever its nulls hold."""
    import numpy as np

    size = np.dtype(kind).itemsize
    buffer = held.buffers()[1]
    if buffer is None:
        return np.zeros(1, kind)
    return np.frombuffer(buffer, kind, count=len(held), offset=held.offset * size) if len(held) else np.zeros(1, kind)


def moments(held: Any) -> Any:
    """A column of times, of any of the types that it may have, as numbers of the layout."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_date(held.type):
        days = pc.fill_null(held.cast(pa.date32()).cast(pa.int32()), 0).to_numpy(zero_copy_only=False)
        return (days.astype(np.int64) + EPOCH) * DAY
    if pa.types.is_timestamp(held.type):
        seconds = pc.fill_null(held.cast(pa.timestamp("s"), safe=False).cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
        minutes = np.floor_divide(seconds, 60)
        days, rest = np.divmod(minutes, 1440)
        return (days + EPOCH) * DAY + rest + 1
    texts = held.dictionary_encode()
    known = np.array([moment(text) for text in texts.dictionary.to_pylist()] or [0], np.int64)
    return known[pc.fill_null(texts.indices, 0).to_numpy(zero_copy_only=False)]

