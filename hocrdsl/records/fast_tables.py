"""What a program of the columnar backend found, as the tables of answers; and tables of several deciders as one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hocrdsl.backends.columnar.columns import nowhere, places
from hocrdsl.backends.columnar.emit_conclude import Saying
from hocrdsl.backends.columnar.kernel import Found, Kernel
from hocrdsl.backends.columnar.layout import FIRST_DAY, NONE, unmeasured
from hocrdsl.backends.columnar.listing import Ends, Listing
from hocrdsl.backends.columnar.listing_numpy import ByNumPy
from hocrdsl.records.concluded import COUNTED, Concluded
from hocrdsl.records.concluded import FATES as FATES_TABLE
from hocrdsl.records.layout import KEY

FATES = ("recorded", "absorbed", "joined", "result", "referred")
# the completions of an incident came to different things
DIFFERENT = -3


class Arrays(NamedTuple):
    """What one program found of every incident of a batch. The rest is as in `Decided`."""

    kernel: Kernel
    found: Found
    rejected: tuple[tuple[int, str], ...] = ()
    fell_back: int = 0


def merged(tables: list[tuple[Any, Any]], keys: Any) -> list[Any]:
    """Tables of different incidents of one batch as one, in the order of the batch. By table: which incidents it tells,
    and its record batches, None those that nobody asked for. `keys`: the names of all incidents."""
    found: list[Any] = []
    for place in range(3):
        if tables[0][1][place] is None:
            found.append(None)
            continue
        of = []
        for here, batches in tables:
            rows = np.flatnonzero(here)
            if place == 0:
                of.append(rows)
            else:
                # rows of one incident stand together, in the order of the first table
                told = pc.index_in(batches[place].column(KEY), keys.take(pa.array(rows)))
                of.append(rows[told.to_numpy(zero_copy_only=False)])
        whole = pa.Table.from_batches([one[place] for _, one in tables]).unify_dictionaries().combine_chunks()
        order = np.argsort(np.concatenate(of), kind="stable")
        taken = whole.take(pa.array(order)).combine_chunks()
        found.append(taken.to_batches()[0] if taken.num_rows else pa.RecordBatch.from_pylist([], taken.schema))
    return found


class Tables:
    """What a program found, as record batches."""

    def __init__(self, kernel: Kernel, found: Found, here: Any, keys: Any, own: Any,
                 said: tuple[Concluded, ...] = (), listing: Listing | None = None) -> None:
        """`here`: by incident, whether it is told; `keys`: their names; `own`: the schemas; `said`: the conclusions
        that have columns; `listing`: who lists, where it is not done by NumPy."""
        self._kernel, self._found, self._here, self._own = kernel, found, here, own
        self._every = bool(here.all())
        self._keys = keys
        self._told = keys if self._every else keys.take(pa.array(np.flatnonzero(here)))
        self._lister: Any = listing or ByNumPy()
        self._open = bool(found.open.any())
        self._order = order_of(kernel)
        self._sayings = _Sayings(kernel, found, said, self._lister)

    def table(self, place: int) -> Any:
        """One of them, by its place in `Decided`."""
        return (self._incidents, self._counted, self._fates)[place]()

    def _incidents(self) -> Any:
        """A row for each incident."""
        found = self._found
        rows: Any = slice(None) if self._every else np.flatnonzero(self._here)
        opened = found.open[rows]
        return pa.RecordBatch.from_arrays([
            self._told, _words(nowhere(len(self._told)), (self._kernel.plan.edition,)),
            pa.array(np.diff(found.offsets)[rows].astype(np.int32, copy=False)), pa.array(found.least[rows]),
            pa.array(found.most[rows]),
            pa.array(~opened) if self._open else _all(len(self._told)),
            pa.array(~opened | found.exact[rows]) if self._open else _all(len(self._told)),
        ], schema=self._own[0])  # fmt: skip

    def _counted(self) -> Any:
        """A row for each thing counted, with the places of what it stands for: what was recorded as it, then what it
        absorbed; and for what is open a row for each kind that may be counted."""
        ranges = self._found.ranges
        if len(ranges):
            # by incident, and in it by the words of the kinds
            rank = np.argsort(np.argsort(np.array(self._kernel.row_keys)))
            ranges = ranges[np.lexsort((rank[ranges[:, 1]], ranges[:, 0]))]
        listed = self._lister.counted(self._found, self._here, self._order, ranges)
        members = pa.ListArray.from_arrays(pa.array(listed.begin), pa.array(listed.members))
        numbers = pa.array(listed.number)
        if len(ranges):
            told = listed.number >= 0
            numbers = _numbers(listed.number, told)
            # a range has no members
            members = pa.ListArray.from_arrays(pa.array(listed.begin), pa.array(listed.members), mask=pa.array(~told))
        return pa.RecordBatch.from_arrays([
            self._of(listed.of), numbers, _words(listed.row, tuple(self._kernel.row_keys)), pa.array(listed.low),
            pa.array(listed.high), members,
            *self._sayings.columns(
                COUNTED, listed.principal, listed.principal < 0 if len(ranges) else None, len(listed.of)),
        ], schema=self._own[1])  # fmt: skip

    def _fates(self) -> Any:
        """A row for each thing decided."""
        found = self._found
        if found.alone and self._every and not self._open:
            # as it stands
            fates = self._lister.fates(found, self._order)
            told = Ends(places(len(found.units)), nowhere(len(found.units)), fates,
                        found.results, found.rows, found.units)
        else:
            told = self._lister.decided(found, self._here, self._order)
        unsaid = found.open[told.of] if self._open else None
        things: Any = slice(None) if self._every else found.offsets[told.of] + told.place
        return pa.RecordBatch.from_arrays([
            self._of(told.of), pa.array(told.place), _words(told.fate, FATES),
            _words(told.result, tuple(self._kernel.results)), _words(told.row, tuple(self._kernel.row_keys)),
            _numbers(told.unit, told.unit > 0), *self._sayings.columns(FATES_TABLE, things, unsaid, len(told.of)),
        ], schema=self._own[2])  # fmt: skip

    def _of(self, incidents: Any) -> Any:
        """Their names. `incidents`: in order."""
        if self._every and not self._open and self._found.alone and len(incidents) == len(self._keys):
            # at most one row for each
            return self._keys
        return self._keys.take(pa.array(incidents))


def order_of(kernel: Kernel) -> Any:
    """By the numbers of a plan's words: its fates by their places in `FATES`."""
    number: Any = np.full(len(kernel.layout.words), FATES.index("result"), np.int64)
    for place, word in enumerate(FATES):
        if word in kernel.layout.words and word != "result":
            number[kernel.layout.words[word]] = place
    return number


def fates_of(kernel: Kernel, found: Found, of: Any, mine: Any) -> Any:
    """The fates by their places in `FATES`; below nothing where completions differ."""
    told, number = found.fates[mine], order_of(kernel).astype(np.int32)
    if not found.open.any():
        return number.take(told)
    # of those the numbers are ours already
    return np.where(found.open[of], told, number[told])


class _Sayings:
    """What a program concluded, as columns."""

    def __init__(self, kernel: Kernel, found: Found, said: tuple[Concluded, ...], lister: Any) -> None:
        self._kernel, self._lister = kernel, lister
        self._said = said
        self._found = {one[:2]: (one, values) for one, values in zip(kernel.sayings, found.concluded, strict=True)}

    def columns(self, table: int, things: Any, unsaid: Any, count: int) -> list[Any]:
        """Those of a table. `things`: the decided things that its rows are about; `unsaid`: where nothing is said, None
        where something is everywhere; `count`: how many rows there are."""
        arrays = []
        for one in self._said:
            if one.table == table:
                saying, values = self._found.get((one.entity, one.name), (None, None))
                told = None if values is None else self._taken(values, things)
                if told is not None and unsaid is not None:
                    told = np.where(unsaid, NONE, told)
                arrays += self._cells(one, saying, told, count)
        return arrays

    def _taken(self, values: Any, things: Any) -> Any:
        return values if isinstance(things, slice) else self._lister.taken(values, things)

    def _cells(self, one: Concluded, saying: Saying | None, told: Any, count: int) -> list[Any]:
        """Numbers of a program as the columns of a conclusion; raises MixedKinds."""
        if saying is None:
            return [pa.nulls(count, field.type) for field in one.fields]
        if one.kind != ("word" if saying.kind == "row" else saying.kind):
            raise one.mixed()
        if one.kind == "word":
            rows = self._kernel.plan.model.rows
            words = rows[saying.rows].keys if saying.kind == "row" else self._kernel.words.values()
            return [_words(told, tuple(words))]
        # of what is none, or unknown, no number is less but one below nothing
        mask = told == NONE if len(told) and told.min() <= NONE else None
        if one.kind == "yes":
            return [pa.array(told == 1, mask=mask)]
        if one.kind == "number":
            return [pa.array(unmeasured(told), mask=mask)]
        seconds = told >> 1
        seconds *= 60
        seconds -= FIRST_DAY * 86_400
        # a minute is an odd number, a day an even one
        return [pa.array(seconds, mask=mask).view(pa.timestamp("s")), pa.array(told & 1 == 0, mask=mask)]


@lru_cache(maxsize=64)
def _dictionary(words: tuple[str, ...]) -> Any:
    return pa.array(words, pa.string())


def _words(numbers: Any, words: tuple[str, ...]) -> Any:
    """Numbers of words as the words; what is below nothing is null."""
    numbers = np.ascontiguousarray(numbers, np.int32)
    # numbers of our own making: they need no looking after
    told = pa.array(numbers) if not len(numbers) or numbers.min() >= 0 else _numbers(numbers, numbers >= 0)
    return pa.DictionaryArray.from_arrays(told, _dictionary(words), safe=False)


def _numbers(numbers: Any, told: Any) -> Any:
    """Whole numbers as they stand; null where they are not told."""
    numbers = np.ascontiguousarray(numbers, np.int32)
    if told.all():
        return pa.array(numbers)
    bits = np.packbits(told, bitorder="little")
    return pa.Array.from_buffers(pa.int32(), len(numbers), [pa.py_buffer(bits), pa.py_buffer(numbers)])


def _all(count: int) -> Any:
    """So many times yes."""
    bits: Any = np.full(count // 8 + 1, 255, np.uint8)
    return pa.Array.from_buffers(pa.bool_(), count, [None, pa.py_buffer(bits)])
