"""The tables of answers: one row an incident, one each thing counted, one each thing decided; and how they are made.

Where completions differ, a number becomes the lowest and the highest, and everything else is null. The names of tables
and columns are the rulebook's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa

from hocrdsl.records.concluded import COUNTED, FATES, Concluded, concluded
from hocrdsl.records.layout import KEY
from hocrdsl.rules import Possible, Rules

WORD = pa.dictionary(pa.int32(), pa.string())
# the places of the tables in `Decided`
EVERY = (0, 1, 2)


class Decided(NamedTuple):
    """The answers on a batch: three record batches, rows in the order of the input.

    A table that nobody asked for is None. `rejected`: (row of the batch, reason) of rows that can't be decided; they
    are in no table. `fell_back`: how many incidents the compiled function decided.
    """

    incidents: Any
    counted: Any
    fates: Any
    rejected: tuple[tuple[int, str], ...] = ()
    fell_back: int = 0


@dataclass(frozen=True, slots=True)
class Names:
    """What a rulebook calls the tables and columns: `tables` in the order of `Decided`; a counted thing and the list of
    them, a decided thing and the list of them, what is classified."""

    tables: tuple[str, str, str]
    counted: str
    counted_list: str
    decided: str
    decided_list: str
    classified: str

    @property
    def low(self) -> str:
        """The column of the lowest number of counted things."""
        return f"{self.counted_list}_low"

    @property
    def high(self) -> str:
        """The column of the highest."""
        return f"{self.counted_list}_high"


def names_of(vocabulary: Mapping[str, Any]) -> Names:
    """The names that a rulebook gives the tables and their columns."""
    counted, counted_list, decided, decided_list = (
        vocabulary[one].replace(" ", "_") for one in ("counted_name", "counted_list", "decided_name", "decided_list")
    )
    # a rulebook may count what it calls incidents
    table = f"{counted_list}_counted" if counted_list in ("incidents", "fates") else counted_list
    return Names(("incidents", table, "fates"), counted, counted_list, decided, decided_list, vocabulary["classified"])


def asked_for(rules: Rules, names: Iterable[str]) -> tuple[Concluded, ...]:
    """The conclusions of those names, as columns beside those that the tables have anyway; raises NoConclusion."""
    own = schemas(names_of(rules.plan().vocabulary), pa.string())
    return concluded(rules, names, tuple(tuple(one.names) for one in own))


@lru_cache(maxsize=64)
def schemas(names: Names, key: Any, said: tuple[Concluded, ...] = ()) -> tuple[Any, Any, Any]:
    """The schemas of the tables; `key`: the type of an incident's name; `said`: the conclusions that have columns."""
    small, truth = pa.int32(), pa.bool_()
    first = pa.field(KEY, key, nullable=False)
    return (
        pa.schema([
            first, ("edition", WORD), (names.decided_list, small), (names.low, small), (names.high, small),
            ("determined", truth), ("exact", truth),
        ]),
        pa.schema([
            first, (names.counted, small), (names.classified, WORD), ("low", small), ("high", small),
            (names.decided_list, pa.list_(small)), *_fields(said, COUNTED),
        ]),
        pa.schema([
            first, (names.decided, small), ("fate", WORD), ("result", WORD), (names.classified, WORD),
            (names.counted, small), *_fields(said, FATES),
        ]),
    )  # fmt: skip


def _fields(said: tuple[Concluded, ...], table: int) -> list[Any]:
    return [field for one in said if one.table == table for field in one.fields]


class Answers:
    """Answers as they come, column by column."""

    def __init__(self, names: Names, key: Any, said: tuple[Concluded, ...] = ()) -> None:
        self._schemas = schemas(names, key, said)
        names_of_said = list(dict.fromkeys(one.name for one in said))
        # by table the conclusions, and which of those asked for each of them is
        self._said = [[(one, names_of_said.index(one.name)) for one in said if one.table == at] for at in range(3)]
        self._nothing = [tuple(cell for one, _ in some for cell in one.cells(None)) for some in self._said]
        self._columns: tuple[list[list[Any]], ...] = tuple([[] for _ in one] for one in self._schemas)

    def add(self, incident: Any, possible: Possible) -> None:
        """What may come of one incident."""
        determined = possible.determined
        counts = [len(counted) for counted, _ in possible.outcomes]
        low, high = (min(counts), max(counts)) if possible.complete else (0, possible.number)
        row = (incident, possible.edition, possible.number, low, high, determined, possible.exact)
        _put(self._columns[0], [row])
        first, fates = possible.outcomes[0]
        if determined:
            _put(self._columns[1], [
                (incident, place + 1, kind, 1, 1, [*members], *self._of(possible, COUNTED, place))
                for place, (kind, members) in enumerate(first)
            ])
            _put(self._columns[2], [
                (incident, place, fate, result, kind, None if into is None else into + 1,
                 *self._of(possible, FATES, place))
                for place, (fate, into, result, kind) in enumerate(fates)
            ])
            return
        nothing = self._nothing
        _put(self._columns[1], [
            (incident, None, kind, *some, None, *nothing[COUNTED]) for kind, some in _ranges(possible)
        ])
        every = [fates for _, fates in possible.outcomes] if possible.complete else []
        for place in range(possible.number):
            same = [_common(one[place][part] for one in every) for part in (0, 2, 3)]
            _put(self._columns[2], [(incident, place, *same, None, *nothing[FATES])])

    def _of(self, possible: Possible, table: int, place: int) -> tuple[Any, ...]:
        """The cells of what is concluded about a thing."""
        if not self._said[table] or possible.concluded is None:
            return self._nothing[table]
        values = possible.concluded[0 if table == COUNTED else 1][place]
        return tuple(cell for one, at in self._said[table] for cell in one.cells(values[at]))

    def decided(self, rejected: Iterable[tuple[int, str]] = (), fell_back: int = 0) -> Decided:
        """All that was added, as batches."""
        batches = []
        for schema, columns in zip(self._schemas, self._columns, strict=True):
            arrays = []
            for field, values in zip(schema, columns, strict=True):
                word = pa.types.is_dictionary(field.type)
                array = pa.array(values, pa.string() if word else field.type)
                arrays.append(array.dictionary_encode() if word else array)
            batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
        incidents, counted, fates = batches
        return Decided(incidents, counted, fates, tuple(rejected), fell_back)


def _put(columns: list[list[Any]], rows: Iterable[tuple[Any, ...]]) -> None:
    for row in rows:
        for column, value in zip(columns, row, strict=True):
            column.append(value)


def _ranges(possible: Possible) -> Iterable[tuple[str | None, tuple[int, int]]]:
    """What is counted in some completion, with the lowest and the highest number of it. Where not every completion was
    tried, no more is known than that each decided thing is counted once at most."""
    kinds = {kind for counted, _ in possible.outcomes for kind, _ in counted}
    for kind in sorted(kinds, key=str):
        many = [sum(one == kind for one, _ in counted) for counted, _ in possible.outcomes]
        yield kind, (min(many), max(many)) if possible.complete else (0, possible.number)


def _common(values: Iterable[Any]) -> Any:
    """What all of them are; None where they differ or there are none."""
    found = set(values)
    return found.pop() if len(found) == 1 else None
