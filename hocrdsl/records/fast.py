"""The fast engine: whole batches by machine code, and what that leaves by the compiled function.

One program for each edition that has many incidents (`hocrdsl.backends.columnar`); it is made in some seconds, so an
edition with few is left to the compiled function. The answers of both are one set of columns in the order of the batch.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hocrdsl.backends.columnar.emit_values import CannotSay
from hocrdsl.backends.columnar.kernel import Found, Kernel
from hocrdsl.backends.columnar.listing import Listing
from hocrdsl.records.concluded import Concluded
from hocrdsl.records.fast_tables import Arrays, Tables, merged
from hocrdsl.records.layout import KEY, layout_of
from hocrdsl.records.outputs import EVERY, Decided, names_of, schemas
from hocrdsl.records.shelf import Shelf
from hocrdsl.rules import Rules

# from so many incidents of an edition on its program is worth the seconds that it takes to make; and from so many that
# turn on something unknown the one that tries completions
WORTH, WORTH_COMPLETIONS = 20_000, 500
# a rulebook of no more facts than that has blocks four times as long
NARROW = 40
_NEAR = 1 << 15
# by the type of a column of times, how many of its units are a day
_A_DAY = {"date32[day]": 1, "date64[ms]": 86_400_000, "timestamp[s]": 86_400, "timestamp[ms]": 86_400_000,
          "timestamp[us]": 86_400_000_000, "timestamp[ns]": 86_400_000_000_000}


class Fast:
    """Machine code for what it is sure of; `rest` decides what it leaves. `cannot`: by an edition's first day, why it
    can't be put into machine code. `worth`, `open_worth`: from so many incidents on a program is made."""

    name = "fast"
    block = 131_072
    _by = "llvm"

    def __init__(self, rules: Rules, rest: Any, worth: int = WORTH, open_worth: int = WORTH_COMPLETIONS,
                 threads: int = 1, said: tuple[Concluded, ...] = ()) -> None:
        self._rules = rules
        self._said = said
        self._rest = rest
        self._worth, self.open_worth, self._threads = worth, open_worth, threads
        self._kernels: dict[str, Kernel | None] = {}
        # several threads may decide with one engine
        self._lock = threading.Lock()
        self._met: dict[str, int] = {}
        # lists are made in the same way for every edition
        self._listing = Listing(Shelf()) if self._by == "llvm" else None
        self.cannot: dict[str, str] = {}
        vocabulary = rules.plan().vocabulary
        self._event_list, self._event_date = vocabulary["event_list"], vocabulary["event_date"]
        self._names = names_of(vocabulary)
        if self._by == "llvm" and sum(1 for _ in layout_of(vocabulary).paths()) <= NARROW:
            # what is done once for a block is done less often
            self.block = 4 * type(self).block

    def made_at_once(self) -> None:
        """From now on programs are made however few incidents there are."""
        self._worth = self.open_worth = 0

    @property
    def program(self) -> Kernel | None:
        """The program of the one edition that decides every event; None where it is not made, or there are several."""
        forced = self._rules.forced
        return None if forced is None else self._kernels.get(self._rules.first_day(forced))

    def decide(self, batch: Any, tables: Collection[int] = EVERY) -> Decided:
        """The answers on every row; the tables of those places in `Decided`, None for others."""
        return self._told(batch, self._found(batch), tables)

    def arrays(self, batch: Any) -> Arrays | Decided:
        """The same as the program found it, where one decides every row: nothing is made of it yet."""
        kernel = self.program
        if kernel is None:
            return self.decide(batch)
        found: Found = kernel.decide(batch, None, self._threads)
        if found.left.any():
            return self._told(batch, [(np.ones(batch.num_rows, np.bool_), kernel, found)])
        return Arrays(kernel, found)

    def _found(self, batch: Any) -> Iterator[tuple[Any, Kernel, Found]]:
        """By edition that has a program, its incidents, and what comes of them."""
        days, which = self._editions(batch)
        for place, day in enumerate(days):
            mine: Any = None if which is None else which == place
            kernel = self._kernel(day, batch.num_rows if mine is None else int(mine.sum()))
            if kernel is not None:
                every = mine is None or mine.all()
                found = kernel.decide(batch, None if every else mine.astype(np.int8), self._threads)
                yield np.ones(batch.num_rows, np.bool_) if mine is None else mine, kernel, found

    def _told(self, batch: Any, every: Iterable[tuple[Any, Kernel, Found]], asked: Collection[int] = EVERY) -> Decided:
        """What programs found, and what is decided of the rest, as tables."""
        left: Any = np.ones(batch.num_rows, np.bool_)
        keys = batch.column(KEY)
        if pa.types.is_large_string(keys.type):
            keys = keys.cast(pa.string())
        own = schemas(self._names, keys.type, self._said)
        tables: list[tuple[Any, Any]] = []
        for mine, kernel, found in every:
            here = mine & ~found.left
            left &= ~here
            told = Tables(kernel, found, here, keys, own, self._said, self._listing)
            tables.append((here, [told.table(place) if place in asked else None for place in EVERY]))
        rows = np.flatnonzero(left)
        rejected: tuple[tuple[int, str], ...] = ()
        if len(rows):
            rest = self._rest.decide(batch.filter(pa.array(left)))
            rejected = tuple((int(rows[row]), reason) for row, reason in rest.rejected)
            left[[row for row, _ in rejected]] = False
            tables.append((left, [rest[place] if place in asked else None for place in EVERY]))
        tables = [one for one in tables if one[0].any()]
        if not tables:
            told_of = [pa.RecordBatch.from_pylist([], one) if place in asked else None for place, one in enumerate(own)]
        else:
            told_of = tables[0][1] if len(tables) == 1 else merged(tables, keys)
        incidents, counted, fates = told_of
        return Decided(incidents, counted, fates, rejected, len(rows))

    def _editions(self, batch: Any) -> tuple[list[str], Any]:
        """The first days of the editions that decide, and by incident which of them; -1 where it can't be seen. None
        where the first decides every incident."""
        rules = self._rules
        if rules.forced is not None:
            return [rules.first_day(rules.forced)], None
        events = batch.column(self._event_list)
        offsets: Any
        if events.null_count:
            lengths = pc.fill_null(pc.list_value_length(events), 0).to_numpy(zero_copy_only=False)
            offsets = np.append(0, np.cumsum(lengths))
        else:
            offsets = events.offsets.to_numpy(zero_copy_only=False)
        told = offsets[1:] > offsets[:-1]
        begins = np.array([np.datetime64(day, "D").astype(np.int64) for day in rules.days])
        column = events.flatten().field(self._event_date)
        if len(column):
            first, last = (max(int(np.searchsorted(begins, day, side="right")) - 1, 0) for day in _ends(column))
            if first == last:
                return [rules.days[first]], None if told.all() else np.where(told, 0, -1)
        dates = _days(column) if len(column) else np.zeros(0, np.int64)
        every = np.maximum(np.searchsorted(begins, dates, side="right") - 1, 0)
        firsts = (offsets[:-1] - offsets[0])[told]
        edition = np.full(batch.num_rows, -1, np.int64)
        edition[told] = every[firsts]
        # one edition decides it from first to last
        alike = np.maximum.reduceat(every, firsts) == np.minimum.reduceat(every, firsts)
        told[told] = alike
        there = np.unique(edition[told])
        return [rules.days[place] for place in there], np.where(told, np.searchsorted(there, edition), -1)

    def _kernel(self, day: str, count: int) -> Kernel | None:
        """The program of an edition; None where it is not worth making yet, or can't be made."""
        with self._lock:
            return self._made(day, count)

    def _made(self, day: str, count: int) -> Kernel | None:
        if day in self._kernels:
            return self._kernels[day]
        met = self._met[day] = self._met.get(day, 0) + count
        if met < self._worth:
            return None
        try:
            asked = tuple((one.entity, one.name) for one in self._said)
            plan = self._rules.plan(day)
            self._kernels[day] = Kernel(plan, self.open_worth, self._by, asked, self._rest.limit, Shelf())
        except CannotSay as error:
            self.cannot[day] = str(error)
            self._kernels[day] = None
        return self._kernels[day]


class Portable(Fast):
    """The same program by NumPy: slower, and there at once."""

    name = "portable"
    block = 32_768
    _by = "numpy"

    def __init__(self, rules: Rules, rest: Any, worth: int = 2_000, said: tuple[Concluded, ...] = ()) -> None:
        super().__init__(rules, rest, worth=worth, open_worth=0, said=said)


def _ends(dates: Any) -> tuple[int, int]:
    """The first and the last of a column of times, as days since 1970; one that is null is of the first of all days."""
    if not (pa.types.is_timestamp(dates.type) or pa.types.is_date(dates.type)):
        days = _days(dates)
        return int(days.min()), int(days.max())
    whole = pa.int32() if pa.types.is_date32(dates.type) else pa.int64()
    if dates.null_count or not len(dates):
        least, most = (one.value for one in pc.min_max(dates).values())
    else:
        numbers = dates.view(whole).to_numpy()
        # as much at a time as stays near the processor from the one to the other
        parts = [numbers[at:at + _NEAR] for at in range(0, len(numbers), _NEAR)]
        ends = [(int(one.min()), int(one.max())) for one in parts]
        least, most = min(one for one, _ in ends), max(one for _, one in ends)
    first, last = (int(one) for one in (
        _days(pa.array([least, most], whole).cast(dates.type)) if getattr(dates.type, "tz", None)
        else (one // _A_DAY[str(dates.type)] for one in (least, most))))
    return (min(first, 0), max(last, 0)) if dates.null_count else (first, last)


def _days(dates: Any) -> Any:
    """A column of times as days since 1970, whatever its type."""
    if pa.types.is_string(dates.type) or pa.types.is_large_string(dates.type) or pa.types.is_dictionary(dates.type):
        texts = dates if pa.types.is_dictionary(dates.type) else dates.dictionary_encode()
        days = np.array([text[:10] if text else "1970-01-01" for text in texts.dictionary.to_pylist()], "datetime64[D]")
        return days.astype(np.int64)[pc.fill_null(texts.indices, 0).to_numpy(zero_copy_only=False)]
    day = pc.fill_null(dates.cast(pa.date32(), safe=False).cast(pa.int32()), 0)
    return day.to_numpy(zero_copy_only=False).astype(np.int64)
