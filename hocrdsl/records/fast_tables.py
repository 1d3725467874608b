"""What a program of the columnar backend found, as the tables of answers; and tables of several deciders as one."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hocrdsl.backends.columnar.columns import places
from hocrdsl.backends.columnar.emit_conclude import Saying
from hocrdsl.backends.columnar.kernel import Found, Kernel
from hocrdsl.backends.columnar.layout import DAY, FIRST_DAY, NONE, unmeasured
from hocrdsl.records.concluded import COUNTED, Concluded
from hocrdsl.records.concluded import FATES as FATES_TABLE
from hocrdsl.records.layout import KEY

FATES = ("recorded", "absorbed", "joined", "result", "referred")
# the completions of an incident came to different things
DIFFERENT = -3
# more than are counted in one incident that a program decides
MOST = 1 << 10


class Arrays(NamedTuple):
    """What one program found of every incident of a batch. The rest is as in `Decided`."""

    kernel: Kernel
    found: Found
    rejected: tuple[tuple[int, str], ...] = ()
    fell_back: int = 0


def merged(tables: list[tuple[Any, Any]]) -> list[Any]:
    """Tables of different incidents of one batch as one, in the order of the batch. By table: which incidents it tells,
    and its three record batches, the first with a row for each of them."""
    found = []
    for place in range(3):
        of = []
        for here, batches in tables:
            rows = np.flatnonzero(here)
            if place == 0:
                of.append(rows)
            else:
                # rows of one incident stand together, in the order of the first table
                told = pc.index_in(batches[place].column(KEY), batches[0].column(KEY)).to_numpy(zero_copy_only=False)
                of.append(rows[told])
        whole = pa.Table.from_batches([one[place] for _, one in tables]).unify_dictionaries().combine_chunks()
        order = np.argsort(np.concatenate(of), kind="stable")
        taken = whole.take(pa.array(order)).combine_chunks()
        found.append(taken.to_batches()[0] if taken.num_rows else pa.RecordBatch.from_pylist([], taken.schema))
    return found


def answers(kernel: Kernel, found: Found, here: Any, keys: Any, own: Any,
            said: tuple[Concluded, ...] = ()) -> list[Any]:
    """The three record batches of what a program decided. `here`: by incident, whether it is told; `own`: their
    schemas; `said`: the conclusions that have columns."""
    every = bool(here.all())
    rows: Any = slice(None) if every else np.flatnonzero(here)
    counts = np.diff(found.offsets)
    of: Any
    place: Any
    mine: Any
    if found.alone:
        of, place, mine = places(len(here)), np.zeros(len(here), np.int32), rows
    else:
        of = np.repeat(places(len(here)), counts)
        place = places(len(of)) - found.offsets[:-1].astype(np.int32, copy=False)[of]
        mine = slice(None) if every else np.flatnonzero(here[of])
    of, place = of[mine], place[mine]
    told = keys if every else keys.take(pa.array(rows))
    opened = found.open[rows]
    some_open = bool(opened.any())
    incidents = pa.RecordBatch.from_arrays([
        told, _words(np.zeros(len(told), np.int32), [kernel.plan.edition]),
        pa.array(counts[rows].astype(np.int32, copy=False)), pa.array(found.least[rows]), pa.array(found.most[rows]),
        pa.array(~opened) if some_open else _all(len(told)),
        pa.array(~opened | found.exact[rows]) if some_open else _all(len(told)),
    ], schema=own[0])  # fmt: skip
    fate = fates_of(kernel, found, of, mine)
    units = found.units[mine]
    concluded = _Sayings(kernel, found, said)
    fates = pa.RecordBatch.from_arrays([
        told if found.alone else keys.take(pa.array(of)), pa.array(place), _words(fate, list(FATES)),
        _words(found.results[mine], list(kernel.results)), _words(found.rows[mine], list(kernel.row_keys)),
        _numbers(units, units > 0), *concluded.columns(FATES_TABLE, mine, found.open[of] if said else of),
    ], schema=own[2])  # fmt: skip
    return [incidents, _counted(kernel, found, here, (of, place, mine, fate), keys, own[1], concluded), fates]


def fates_of(kernel: Kernel, found: Found, of: Any, mine: Any) -> Any:
    """The fates by their places in `FATES`; below nothing where completions differ."""
    told = found.fates[mine]
    number: Any = np.full(len(kernel.layout.words), FATES.index("result"), np.int32)
    for place, word in enumerate(FATES):
        if word in kernel.layout.words and word != "result":
            number[kernel.layout.words[word]] = place
    if not found.open.any():
        return number.take(told)
    # of those the numbers are ours already
    return np.where(found.open[of], told, number[told])


def _counted(kernel: Kernel, found: Found, here: Any, things: Any, keys: Any, own: Any, concluded: _Sayings) -> Any:
    """A row for each thing counted, with the places of what it stands for: what was recorded as it, then what it
    absorbed; and for what is open a row for each kind that may be counted."""
    of, place, mine, fate = things
    units = found.units[mine]
    inside = np.flatnonzero(units > 0)
    # recorded, absorbed, joined: in the order of their numbers
    order = inside
    if not found.alone and ((units[inside] > 1).any() or fate[inside].any()):
        # one number to sort by; all but sorted already, which this sort makes use of
        at = (of[inside].astype(np.int64) * MOST + units[inside]) * len(FATES) + fate[inside]
        order = inside[np.argsort(at, kind="stable")]
    incident, unit = of[order], units[order]
    if found.alone:
        starts: Any = places(len(order))
    else:
        first: Any = np.ones(len(order), np.bool_)
        first[1:] = (incident[1:] != incident[:-1]) | (unit[1:] != unit[:-1])
        starts = np.flatnonzero(first)
    members = pa.ListArray.from_arrays(
        pa.array(np.append(starts, len(order)).astype(np.int32, copy=False)), pa.array(place[order]))
    principals = found.principals[mine][order][starts]
    ones: Any = np.ones(len(starts), np.int32)
    columns = [incident[starts], unit[starts], found.rows[principals], ones, ones, principals]
    ranges = found.ranges[here[found.ranges[:, 0]]] if len(found.ranges) else found.ranges
    if len(ranges):
        # by incident, and in it by the words of the kinds
        rank = np.argsort(np.argsort(np.array(kernel.row_keys)))
        ranges = ranges[np.lexsort((rank[ranges[:, 1]], ranges[:, 0]))]
        nobody = np.full(len(ranges), -1)
        more = [ranges[:, 0], nobody, *ranges[:, 1:].T, nobody]
        # a range has no members, and comes where its incident does
        order = np.argsort(np.concatenate([columns[0], more[0]]), kind="stable")
        columns = [np.concatenate(both)[order].astype(np.int32) for both in zip(columns, more, strict=True)]
        members = pa.concat_arrays([members, pa.nulls(len(ranges), members.type)]).take(pa.array(order))
    numbers = _numbers(columns[1], columns[1] >= 0)
    return pa.RecordBatch.from_arrays([
        keys.take(pa.array(columns[0])), numbers, _words(columns[2], list(kernel.row_keys)), pa.array(columns[3]),
        pa.array(columns[4]), members, *concluded.columns(COUNTED, columns[5], columns[5] < 0),
    ], schema=own)  # fmt: skip


class _Sayings:
    """What a program concluded, as columns."""

    def __init__(self, kernel: Kernel, found: Found, said: tuple[Concluded, ...]) -> None:
        self._kernel = kernel
        self._said = said
        self._found = {one[:2]: (one, values) for one, values in zip(kernel.sayings, found.concluded, strict=True)}

    def columns(self, table: int, things: Any, unsaid: Any) -> list[Any]:
        """Those of a table. `things`: the decided things that its rows are about; `unsaid`: where nothing is said."""
        arrays = []
        for one in self._said:
            if one.table == table:
                saying, values = self._found.get((one.entity, one.name), (None, None))
                told = np.full(len(unsaid), NONE) if values is None else np.where(unsaid, NONE, values[things])
                arrays += self._cells(one, saying, told)
        return arrays

    def _cells(self, one: Concluded, saying: Saying | None, told: Any) -> list[Any]:
        """Numbers of a program as the columns of a conclusion; raises MixedKinds."""
        empty = told == NONE
        if saying is None:
            return [pa.nulls(len(told), field.type) for field in one.fields]
        if one.kind != ("word" if saying.kind == "row" else saying.kind):
            raise one.mixed()
        if one.kind == "word":
            rows = self._kernel.plan.model.rows
            words = rows[saying.rows].keys if saying.kind == "row" else self._kernel.words.values()
            return [_words(told, list(words))]
        if one.kind == "yes":
            return [pa.array(told == 1, mask=empty)]
        if one.kind == "number":
            return [pa.array(unmeasured(told), mask=empty)]
        seconds = (told >> 1) * 60 - FIRST_DAY * 86_400
        return [pa.array(seconds, mask=empty).cast(pa.timestamp("s")), pa.array(told % DAY == 0, mask=empty)]


def _words(numbers: Any, words: list[str]) -> Any:
    """Numbers of words as the words; what is below nothing is null."""
    numbers = np.ascontiguousarray(numbers, np.int32)
    # numbers of our own making: they need no looking after
    return pa.DictionaryArray.from_arrays(_numbers(numbers, numbers >= 0), pa.array(words, pa.string()), safe=False)


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
