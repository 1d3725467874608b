"""What an edition says of a batch, as arrays that can be held against those of another edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hocrdsl.backends.columnar.columns import places
from hocrdsl.records.fast_tables import FATES, Arrays, fates_of
from hocrdsl.records.outputs import Decided

# as tables, or as a program found it
Answer = Decided | Arrays


class Words:
    """Numbers for words, the same as long as this lives."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._codes: dict[str, int] = {}

    def code(self, word: str | None) -> int:
        """The number of a word; none has one too."""
        shown = "none" if word is None else word
        found = self._codes.get(shown)
        if found is None:
            found = self._codes[shown] = len(self.words)
            self.words.append(shown)
        return found

    def codes(self, column: Any) -> Any:
        """The numbers of a column of words."""
        words = column.dictionary.to_pylist()
        return self.of(words)[column.indices.fill_null(len(words)).to_numpy()]

    def of(self, words: Iterable[str]) -> Any:
        """The numbers of words, and at the end that of none."""
        return np.array([self.code(word) for word in [*words, None]], np.int64)


@dataclass
class Side:
    """A batch decided by one edition, as arrays. `rows`: of the batch; `owner`: by row of a table, the place of its
    incident among `rows`."""

    rows: Any
    low: Any
    high: Any
    determined: Any
    owner: Any
    kind: Any
    least: Any
    most: Any
    ended: Any
    end: Any

    @property
    def number(self) -> int:
        return len(self.rows)


def sides(old: Answer, new: Answer, rows: int, kinds: Words, ends: Words) -> tuple[Side, Side]:
    """Both answers on a batch of so many rows, on the incidents that both editions can decide."""
    first, second = _side(old, rows, kinds, ends), _side(new, rows, kinds, ends)
    if first.number == second.number == rows:
        return first, second
    both = np.intersect1d(first.rows, second.rows, assume_unique=True)
    return _only(first, both), _only(second, both)


def _side(answer: Answer, rows: int, kinds: Words, ends: Words) -> Side:
    return _of_tables(answer, rows, kinds, ends) if isinstance(answer, Decided) else _of_arrays(answer, kinds, ends)


def _of_arrays(answer: Arrays, kinds: Words, ends: Words) -> Side:
    """What a program found, as it stands: there is no need of tables."""
    kernel, found = answer.kernel, answer.found
    number = len(found.least)
    ended: Any = np.repeat(np.arange(number), np.diff(found.offsets))
    fate = fates_of(kernel, found, ended, slice(None))
    fates, results, rows = ends.of(FATES), ends.of(kernel.results), kinds.of(kernel.row_keys)
    # what is below nothing is the last of each
    end = fates[np.maximum(fate, -1)] << 32 | results[np.maximum(found.results, -1)]
    counted = np.flatnonzero((found.units > 0) & (found.principals == places(len(ended))))
    owner, kind = ended[counted], rows[np.maximum(found.rows[counted], -1)]
    least: Any
    most: Any
    least = most = np.ones(len(counted), np.int32)
    if len(found.ranges):
        incident, row, low, high = found.ranges.T
        order = np.argsort(np.concatenate([owner, incident]), kind="stable")
        pairs = ((owner, incident), (kind, rows[np.maximum(row, -1)]), (least, low), (most, high))
        owner, kind, least, most = (np.concatenate(pair)[order] for pair in pairs)
    return Side(np.arange(number), found.least, found.most, ~found.open, owner, kind, least, most, ended, end)


def _of_tables(answer: Decided, rows: int, kinds: Words, ends: Words) -> Side:
    incidents, counted, fates = answer[:3]
    number = incidents.num_rows
    low, high = (incidents.column(place).to_numpy() for place in (3, 4))
    determined = incidents.column("determined").to_numpy(zero_copy_only=False)
    alone = counted.column(1).is_valid().to_numpy(zero_copy_only=False)
    owner = np.empty(counted.num_rows, np.int64)
    # what is counted stands incident after incident: so many rows as are counted, or one for each classification
    owner[alone] = np.repeat(np.arange(number), np.where(determined, low, 0))
    if not alone.all():
        open_ = np.flatnonzero(~determined)
        names = incidents.column(0).take(open_)
        owner[~alone] = open_[pc.index_in(counted.column(0).filter(pa.array(~alone)), value_set=names).to_numpy()]
        # where two have one name, the rows still stand in order
        owner = np.maximum.accumulate(owner)
    ended: Any = np.repeat(np.arange(number), incidents.column(2).to_numpy())
    fate, result = ends.codes(fates.column("fate")), ends.codes(fates.column("result"))
    kept: Any = np.arange(rows)
    if answer.rejected:
        kept = np.delete(kept, [row for row, _ in answer.rejected])
    return Side(kept, low, high, determined, owner, kinds.codes(counted.column(2)), counted.column("low").to_numpy(),
                 counted.column("high").to_numpy(), ended, fate << 32 | result)


def _only(side: Side, rows: Any) -> Side:
    if len(rows) == side.number:
        return side
    chosen = np.isin(side.rows, rows)
    place = np.cumsum(chosen) - 1
    some, others = chosen[side.owner], chosen[side.ended]
    return Side(
        rows, side.low[chosen], side.high[chosen], side.determined[chosen], place[side.owner[some]], side.kind[some],
        side.least[some], side.most[some], place[side.ended[others]], side.end[others],
    )
