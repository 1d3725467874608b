"""A batch of incidents in Arrow's layout as arrays for a program: where every fact stands, without copying what needs
no change.

A batch has one row an incident (see docs/records.md): lists of structs of the listed entities, and a list of events,
each with a list of what is decided. Facts told as words are numbers already (dictionaries); the numbers of a file
become those of the plan by one look-up.
"""

from __future__ import annotations

from typing import Any

from hocrdsl.backends.columnar.layout import NONE, Column, Layout, moment

# facts told in another way than columns can tell: of the decided or the counted thing, by name
_BY_NAME = "by name"


class Batch:
    """What a program reads of a batch. `offsets`: by place of the entity; `data`: by column, what its function
    needs."""

    def __init__(self, layout: Layout, batch: Any) -> None:

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
        # one thing decided in each event, and one event in each incident
        self.one_each = one_each(self.offsets[1], self.decided)
        self._one_event = one_each(self.offsets[0], self.count)
        self.alone_each = self.one_each and self._one_event
        for entity in layout.listed:
            heading = vocabulary["listed"][entity]
            place = layout.entity_place[entity]
            if heading in names:
                self._struct(entity, self._list(batch, heading, place, self.count))
            else:
                self.offsets[place] = nowhere(self.count + 1)
                self.fields[entity] = {}
        self.alone = self._alone(batch, names)
        self._held(batch, names)
        # how many things were counted before
        self.things_held = int(self.offsets[layout.entity_place[layout.counted]][-1])

    def _alone(self, batch: Any, names: set[str]) -> Any:
        """The incidents that bring nothing but what columns say: no news."""
        import numpy as np
        import pyarrow.compute as pc

        if "more" not in names or batch.column("more").null_count == self.count:
            return np.ones(self.count, np.int8)
        return pc.is_null(batch.column("more")).to_numpy(zero_copy_only=False).astype(np.int8)

    def _held(self, batch: Any, names: set[str]) -> None:
        """What is counted and held already; where it brings along what it stands for, the incident is left."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        counted, words = self.layout.counted, self.layout.vocabulary
        place = self.layout.entity_place[counted]
        if words["counted_list"] not in names:
            self.offsets[place] = nowhere(self.count + 1)
            self.fields[counted] = {}
            return
        things = self._struct(counted, self._list(batch, words["counted_list"], place, self.count))
        inner = things.get(words["decided_list"])
        if inner is not None and inner.type != pa.null() and inner.null_count < len(inner):
            brought = pc.greater(pc.fill_null(pc.list_value_length(inner), 0), 0).to_numpy(zero_copy_only=False)
            at = np.searchsorted(self.offsets[place], np.flatnonzero(brought), side="right") - 1
            self.alone[at] = 0

    def _list(self, batch: Any, name: str, place: int, count: int) -> Any:
        return self._opened(batch.column(name), place, count)

    def _opened(self, column: Any, place: int, count: int) -> Any:
        """The values of a list column; its offsets are kept. Lists that are null are empty."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        if column is None or column.type == pa.null():
            self.offsets[place] = nowhere(count + 1)
            return pa.nulls(0)
        if column.null_count:
            lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
            offsets: Any = np.zeros(count + 1, np.int32)
            np.cumsum(lengths, out=offsets[1:])
            self.offsets[place] = offsets
            return column.flatten()
        offsets = column.offsets.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        if count == 0:
            self.offsets[place] = np.zeros(1, np.int32)
            return column.values.slice(0, 0)
        first, last = int(offsets[0]), int(offsets[-1])
        if first and last - first == count and (offsets[1:] > offsets[:-1]).all():
            offsets = places(count + 1)
        elif first:
            offsets = offsets - first
        self.offsets[place] = offsets
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
        if entity == self.layout.event or entity == self.layout.decided and self.one_each:
            return first
        if entity == self.layout.decided:
            ends = self.offsets[self.layout.entity_place[entity]]
            return ends if self._one_event else ends[first]
        return self.offsets[self.layout.entity_place[entity]]

    def column(self, column: Column) -> dict[str, Any]:
        """What the function of a column needs: `state` (absent, full, nulls, by name), `form` (how its data are held),
        and its arrays, which keep what they point to alive."""
        import pyarrow as pa

        held = self.fields.get(column.entity, {}).get(column.fact)
        sibling = self.fields.get(column.entity, {}).get(f"{column.fact}_is_none")
        if sibling is not None and (sibling.type == pa.null() or not sibling.true_count):
            sibling = None
        if held is None or held.type == pa.null():
            held = None
        if held is None or held.null_count == len(held):
            if sibling is None:
                return {"state": "absent", "form": ""}
            # none of them is told but as none
            found = {"state": "nulls", "form": "i64", "data": np_zeros(len(sibling)), "there": np_bits(len(sibling))}
        else:
            found = self._data(column, held)
            if found["state"] != "full":
                return found
            if held.null_count:
                found["state"] = "nulls"
                there = _from(held.buffers()[0], held.offset)
                found["there"] = _bits(held.is_valid()) if there is None else there
        if sibling is not None:
            found["none"] = _bits(sibling)
        return found

    def form(self, column: Column) -> str:
        """How the batch would hold a fact, whether or not anything of it is told; empty where there is no column."""
        import pyarrow as pa

        held = self.fields.get(column.entity, {}).get(column.fact)
        if held is None or held.type == pa.null():
            return ""
        return str(self._data(column, held.slice(0, 0))["form"])

    def _data(self, column: Column, held: Any) -> dict[str, Any]:
        import numpy as np
        import pyarrow as pa

        kind, types = column.kind, pa.types
        full = {"state": "full"}
        if kind == "yes":
            if not types.is_boolean(held.type):
                return {"state": "absent", "form": ""}
            return {**full, "form": "bit", "data": _truths(held)}
        if kind in ("one", "row", "code", "text"):
            if not types.is_dictionary(held.type):
                if not (types.is_string(held.type) or types.is_large_string(held.type)):
                    return {"state": "absent", "form": ""}
                held = held.dictionary_encode()
            told = held.dictionary.to_pylist()
            if kind in ("one", "row"):
                look = [NONE if word == "none" else column.options.get(word, NONE) for word in told]
            else:
                # a word that the plan does not know is like itself alone
                look = [self.layout.words.get(word, len(self.layout.words) + at) for at, word in enumerate(told)]
            form, data = _whole(held.indices)
            return {**full, "form": form, "data": data, "look": np.array(look or [NONE], np.int64)}
        if kind == "thing":
            if not types.is_integer(held.type):
                return {"state": _BY_NAME, "form": "", "where": self._where(column.entity, held)}
            form, data = _whole(held)
            return {**full, "form": form, "data": data}
        if kind == "number":
            if types.is_integer(held.type):
                form, data = _whole(held)
                return {**full, "form": f"whole {form}", "data": data}
            return {**full, "form": "i64", "data": _plain(held.cast(pa.float64()), np.float64)}
        if kind == "time":
            if types.is_date32(held.type):
                return {**full, "form": "days", "data": _plain(held, np.int32)}
            if types.is_timestamp(held.type):
                held = held if held.type == pa.timestamp("s") else held.cast(pa.timestamp("s"), safe=False)
                return {**full, "form": "seconds", "data": _plain(held, np.int64)}
            return {**full, "form": "i64", "data": _moments(held)}
        if kind == "things":
            there = held.is_valid()
            inner = Batch.__new__(Batch)
            inner.offsets = {}
            values = inner._opened(held, 0, len(held)).cast(pa.int32())
            found = {**full, "form": "i32", "offsets": inner.offsets[0], "data": _plain(values, np.int32)}
            return {**found, "there": _bits(there)} if held.null_count else found
        raise AssertionError(f"a fact of the kind {kind}")


def places(count: int) -> Any:
    """The numbers from 0 to `count`, without it; not to be written to."""
    import numpy as np

    held = _PLACES[0]
    if held is None or len(held) < count:
        held = np.arange(max(count, 1 << 17) + 1, dtype=np.int32)
        held.flags.writeable = False
        _PLACES[0] = held
    return held[:count]


def nowhere(count: int) -> Any:
    """So many times 0, as the ends of lists of nothing; not to be written to."""
    import numpy as np

    held = _NOWHERE[0]
    if held is None or len(held) < count:
        held = np.zeros(max(count, 1 << 17), np.int32)
        held.flags.writeable = False
        _NOWHERE[0] = held
    return held[:count]


_PLACES: list[Any] = [None]
_NOWHERE: list[Any] = [None]


def one_each(offsets: Any, count: int) -> bool:
    """Whether lists with these offsets have one item each."""
    import numpy as np

    every = places(count + 1)
    if len(offsets) != count + 1 or int(offsets[-1]) != count:
        return False
    # most often they are those of `places` themselves
    return offsets.base is every.base and offsets.base is not None or np.array_equal(offsets, every)


def np_zeros(length: int) -> Any:
    import numpy as np

    return np.zeros(length, np.int64)


def np_bits(length: int) -> Any:
    """As many bits, none of them set."""
    import numpy as np

    return np.zeros(length // 8 + 8, np.uint8)


def _whole(held: Any) -> tuple[str, Any]:
    """The form and the data of a column of whole numbers."""
    import numpy as np
    import pyarrow as pa

    width = held.type.bit_width
    if not pa.types.is_signed_integer(held.type):
        # the next wider one with a sign
        held = held.cast({8: pa.int16(), 16: pa.int32()}.get(width, pa.int64()))
        width = held.type.bit_width
    return f"i{width}", _plain(held, np.dtype(f"int{width}"))


def _bits(held: Any) -> Any:
    """The bits of a column of yes and no, from the first on; what is null is no."""
    return _truths(held.fill_null(False) if held.null_count else held)


def _from(bits: Any, offset: int) -> Any:
    """Bits from a place on, where a byte begins there."""
    return bits if not offset or bits is None else bits.slice(offset // 8) if offset % 8 == 0 else None


def _truths(held: Any) -> Any:
    """The bits of a column of yes and no, from the first on, whatever its nulls hold."""
    import numpy as np
    import pyarrow.compute as pc

    found = _from(held.buffers()[1], held.offset)
    if found is None:
        # what is worked out begins at its first bit
        held = pc.and_(held, held)
        found = _from(held.buffers()[1], held.offset)
    if found is not None:
        return found
    return np.packbits(held.to_numpy(zero_copy_only=False).astype(np.uint8), bitorder="little")


def _plain(held: Any, kind: Any) -> Any:
    """The numbers of a column, whatever its nulls hold."""
    import numpy as np

    size = np.dtype(kind).itemsize
    buffer = held.buffers()[1]
    if buffer is None:
        return np.zeros(1, kind)
    return np.frombuffer(buffer, kind, count=len(held), offset=held.offset * size) if len(held) else np.zeros(1, kind)


def _moments(held: Any) -> Any:
    """A column of times as texts, as numbers of the layout."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = held if pa.types.is_dictionary(held.type) else held.dictionary_encode()
    known = np.array([moment(text) for text in texts.dictionary.to_pylist()] or [0], np.int64)
    return known[pc.fill_null(texts.indices, 0).to_numpy(zero_copy_only=False)]
