"""A batch as it was written, made a batch of the layout; rows that can't be decided are left out, each with a reason.

The first thing that is wrong with a row, in the order of the columns, is its reason. Reasons name a column and say what
is allowed; they hold nothing of the record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from hocrdsl.records import values
from hocrdsl.records.layout import THERE, Fact, Group, Layout
from hocrdsl.records.schema import dictionary_of, type_of
from hocrdsl.records.tables import incidents_of, parts, told, with_more
from hocrdsl.world.read import InvalidIncident, read

Validate = Callable[[dict[str, Any]], tuple[tuple[tuple[Any, ...], str], ...]]


class Conformed(NamedTuple):
    """Rows of the layout; their places in the batch that was given, from 0; the others, each with its reason."""

    batch: Any
    places: Any
    rejected: tuple[tuple[int, str], ...]


def conform(batch: Any, layout: Layout, wanted: frozenset[str] | None = None,
            validate: Validate | None = None) -> Conformed:
    """The rows of `batch` (whose columns `fit` the layout) that can be decided. `wanted`: those facts alone, by path,
    null where the batch lacks one; else all that the batch has. `validate`: what is wrong with an incident, asked for
    rows that have a `more`."""
    work = _Work(layout, batch, wanted)
    names, arrays = [layout.key], [work.key()]
    for group in layout.groups:
        if group.name in work.lists:
            names.append(group.name)
            arrays.append(work.group(group, work.lists[group.name], f"{group.name}."))
    if "more" in work.there:
        names.append(layout.more)
        arrays.append(work.there["more"])
    fields = [pa.field(name, array.type, name != layout.key) for name, array in zip(names, arrays, strict=True)]
    made = pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields))
    made, places = work.left(made)
    if "more" in work.there and made.column(made.num_columns - 1).null_count < len(made):
        work.look_at_more(made, places, validate)
        made, places = work.left(pa.RecordBatch.from_arrays(arrays, schema=made.schema))
    return Conformed(made, places, tuple(sorted(work.wrong.items())))


class _List(NamedTuple):
    """A list column: where each list begins and ends, its items, where it is told, and the row of each item."""

    bounds: Any
    items: Any
    told: Any
    rows: Any

    def lengths(self) -> Any:
        """How many items each list has."""
        return np.diff(self.bounds)


class _Work:
    """One batch while it is made ours."""

    def __init__(self, layout: Layout, batch: Any, wanted: frozenset[str] | None) -> None:
        self.layout, self.batch, self.wanted = layout, batch, wanted
        self.number = batch.num_rows
        # by row, why it is rejected
        self.wrong: dict[int, str] = {}
        self.there: dict[str, Any] = {}
        rows = np.arange(self.number)
        self.lists = {}
        for group in layout.groups:
            place = batch.schema.get_field_index(group.name)
            if place >= 0 and not types.is_null(batch.schema.field(place).type):
                self.lists[group.name] = _opened(batch.column(place), rows)
        place = batch.schema.get_field_index(layout.more)
        more = None
        if place >= 0 and not types.is_null(batch.schema.field(place).type):
            more, wrong = values.texts(batch.column(place))
            self.say(f"`{layout.more}`", rows, wrong)
            self.there["more"] = more
        # rows that say more: what is required may stand there
        self.more = np.zeros(self.number, np.bool_) if more is None else told(more)

    def say(self, what: str, rows: Any, wrong: values.Wrong) -> None:
        """Keep what is wrong with the rows of some things."""
        for places, why in wrong:
            for row in np.unique(rows[places]).tolist():
                self.wrong.setdefault(row, f"{what} {why}")

    def key(self) -> Any:
        """The keys: text, or whole numbers."""
        array = self.batch.column(self.layout.key)
        rows = np.arange(self.number)
        if types.is_integer(array.type):
            made, wrong = array.cast(pa.int64(), safe=False), []
            if array.type == pa.uint64():
                wrong = [(made.fill_null(0).to_numpy() < 0, "is too large a number")]
        else:
            made, wrong = values.texts(array)
            wrong.append((_truths(pc.equal(made, "")), "is empty"))
        self.say(f"`{self.layout.key}`", rows, [*wrong, (~told(made), "is null")])
        return made

    def group(self, group: Group, lists: _List, path: str) -> Any:
        """A list of things, with the facts that are wanted."""
        items, rows = lists.items, lists.rows
        shown = path[:-1]
        if group is self.layout.events:
            self.say(f"`{shown}`", np.arange(self.number), [(~lists.told & ~self.more, "is null")])
        if items.null_count and self.layout.heading(group.entity) is None:
            self.say(f"`{shown}`", rows, [(~told(items), "holds a null")])
        columns = dict(zip([field.name for field in items.type], items.flatten() if items.null_count else
                           [items.field(place) for place in range(items.type.num_fields)], strict=True))
        fields: list[tuple[str, Any]] = []
        for fact in group.facts:
            fields += self._fact(fact, columns, rows, path + fact.name)
        if group.inner is not None:
            inner = columns.get(group.inner.name)
            if inner is not None and not types.is_null(inner.type):
                opened = _opened(inner, rows)
                fields.append((group.inner.name, self.group(group.inner, opened, f"{path}{group.inner.name}.")))
        if not fields:
            fields = [(THERE, pa.array(np.ones(len(items), np.bool_)))]
        structs = pa.StructArray.from_arrays([array for _, array in fields], [name for name, _ in fields])
        absent = None if lists.told.all() else pa.array(~lists.told)
        return pa.ListArray.from_arrays(pa.array(lists.bounds.astype(np.int32)), structs, mask=absent)

    def _fact(self, fact: Fact, columns: Mapping[str, Any], rows: Any, path: str) -> list[tuple[str, Any]]:
        """The fields of one fact."""
        array, none = columns.get(fact.name), columns.get(fact.none) if fact.none else None
        asked = self.wanted is None or path in self.wanted
        if not asked and not fact.required or self.wanted is None and array is None and none is None:
            return []
        fields = []
        if array is None or types.is_null(array.type):
            array = self._nothing(fact, len(rows))
        else:
            array, wrong = self._value(fact, array, rows)
            self.say(f"`{path}`", rows, wrong)
        if fact.required and array.null_count:
            self.say(f"`{path}`", rows, [(~told(array) & ~self.more[rows], "is null, and is required")])
        fields.append((fact.name, array))
        if fact.none is not None:
            if none is None or types.is_null(none.type):
                none = pa.nulls(len(rows), pa.bool_())
            elif none.null_count < len(none):
                self.say(f"`{path}`", rows, [(_truths(none) & told(array), "is told, and told to be none")])
            fields.append((fact.none, none))
        return fields

    def _nothing(self, fact: Fact, number: int) -> Any:
        type_ = type_of(fact)
        if types.is_dictionary(type_):
            codes = pa.nulls(number, type_.index_type)
            return pa.DictionaryArray.from_arrays(codes, dictionary_of(self.layout, fact))
        return pa.nulls(number, type_)

    def _value(self, fact: Fact, array: Any, rows: Any) -> values.Value:
        match fact.kind:
            case "one" | "row":
                return values.options(array, fact, self.layout)
            case "number":
                return values.numbers(array)
            case "time":
                return values.moments(array, self.layout)
            case "thing":
                return self._reference(array, fact, rows)
            case "things":
                return values.many(array, lambda items, owner: self._reference(items, fact, rows[owner]))
            case "yes":
                return array, []
            case _:
                return values.texts(array)

    def _reference(self, array: Any, fact: Fact, rows: Any) -> values.Value:
        if types.is_null(array.type):
            return pa.nulls(len(array), pa.int32() if fact.heading else pa.string()), []
        if fact.heading is not None:
            if array.null_count == len(array):
                return array.cast(pa.int32(), safe=False), []
            lists = self.lists.get(fact.heading)
            if lists is None:
                # nobody says who there is: every place introduces itself
                return values.place_of(array, fact, np.zeros(1, np.bool_), np.zeros(1, np.int64))
            return values.place_of(array, fact, lists.told[rows], lists.lengths()[rows])
        words = self.layout.vocabulary
        if fact.named == words["counted"]:
            held = self.lists.get(self.layout.held.name)
            counts = np.zeros(len(rows), np.int64) if held is None else held.lengths()[rows]
            return values.name_of(array, self._held_number, counts)
        return values.name_of(array, lambda name: 0 if name else None, np.ones(1, np.int64))

    def _held_number(self, name: str) -> int | None:
        """The place of the held thing that is called so."""
        middle = "".join(letter for letter in name if letter.isdecimal())
        if not middle or len(middle) > 9 or name != self.layout.held_name(int(middle) - 1):
            return None
        return int(middle) - 1

    def left(self, made: Any) -> tuple[Any, Any]:
        """The rows of which nothing is wrong, and their places."""
        places = np.arange(self.number)
        if not self.wrong:
            return made, places
        places = np.delete(places, list(self.wrong))
        return made.take(pa.array(places)), places

    def look_at_more(self, made: Any, places: Any, validate: Validate | None) -> None:
        """Read the incidents that say more than columns can."""
        more = made.column(made.num_columns - 1)
        good = []
        for place in np.flatnonzero(told(more)).tolist():
            try:
                with_more({}, more[place].as_py())
                good.append(place)
            except ValueError as error:
                self.wrong[int(places[place])] = str(error)
        incidents = incidents_of(made.take(pa.array(good, pa.int64())), self.layout)
        for place, incident in zip(good, incidents, strict=True):
            found = (validate or self._validate)(incident)
            if found:
                self.wrong[int(places[place])] = f"with its `{self.layout.more}`, {where(found[0][0], self.layout)}"

    def _validate(self, incident: dict[str, Any]) -> tuple[tuple[tuple[Any, ...], str], ...]:
        try:
            read(incident, self.layout.vocabulary)
        except InvalidIncident as error:
            return error.problems
        return ()


def where(path: tuple[Any, ...], layout: Layout) -> str:
    """That the place of an incident does not fit; what a thing is called is left out."""
    if not path:
        return "the incident does not fit the vocabulary"
    named = path[0] in layout.vocabulary["headings"]
    shown = [str(part) for place, part in enumerate(path) if not (named and place == 1)]
    return f"`{'.'.join(shown)}` does not fit the vocabulary"


def _opened(array: Any, rows: Any) -> _List:
    array = values.plain_list(array)
    bounds, items = parts(array)
    if types.is_null(items.type):
        # lists that are all empty, or hold nothing but nulls, tell no type
        items = pa.nulls(len(items), pa.struct([]))
    return _List(bounds, items, told(array), np.repeat(rows, np.diff(bounds)))


def _truths(array: Any) -> Any:
    return array.fill_null(False).to_numpy(zero_copy_only=False)
