"""One batch decided by two editions, compared: column by column, and incident by incident only where something differs.

What is counted of an incident, and what became of each thing decided, is boiled down to one number a side; where the
numbers are alike, so are the answers. The rest is looked at in full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow.compute as pc

from hocrdsl.records.sides import Answer, Side, Words, sides
from hocrdsl.records.tally import (
    FEWER, KEPT, KINDS, MORE, NONE, OPEN, OTHER_FATE, RECLASSIFIED, Example, Pattern, Settled, Sums, Tally, first_of,
)

_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


def _mixed(*parts: Any) -> Any:
    """A number for each place, of several numbers there."""
    whole: Any = np.zeros(len(parts[0]), np.uint64)
    for part in parts:
        whole = (whole ^ part.astype(np.uint64)) * _ODD
        whole ^= whole >> np.uint64(29)
        whole = whole * _MIX
        whole ^= whole >> np.uint64(32)
    return whole


def _summed(owner: Any, values: Any, number: int) -> Any:
    """For each of so many owners the sum of its values, which stand in a row."""
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)])
    ends = np.cumsum(np.bincount(owner, minlength=number))
    return sums[ends] - sums[np.concatenate([np.zeros(1, np.int64), ends[:-1]])] if number else sums[:0]


def _place(owner: Any, number: int) -> Any:
    """Of each row, the how many-th of its owner it is."""
    many = np.bincount(owner, minlength=number)
    return np.arange(len(owner)) - np.repeat(np.cumsum(many) - many, many)


def _bounds(owner: Any, place: int) -> tuple[int, int]:
    """The first row of an owner, and the one after its last."""
    return int(np.searchsorted(owner, place)), int(np.searchsorted(owner, place + 1))


class Comparison:
    """Compares batches, one after the other; words keep their numbers."""

    def __init__(self) -> None:
        self._kinds = Words()
        self._ends = Words()

    def tally(self, old: Answer, new: Answer, keys: Any, where: tuple[int, int], rows: Any,
              settle: Callable[[list[int]], dict[int, Settled]] = lambda rows: {}) -> Tally:
        """What differs in a batch. `keys`: its incidents' names; `where`: part and block; `rows`: in the file.
        `settle`: how the incidents of some rows change that are not determined; without those that can't be told."""
        before, after = sides(old, new, len(keys), self._kinds, self._ends)
        number = before.number
        found = Tally(number)
        self._totals(found, before, after)
        counts, ends = (
            _summed(before.owner, _mixed(before.kind, before.least, before.most), number)
            != _summed(after.owner, _mixed(after.kind, after.least, after.most), number),
            _summed(before.ended, _mixed(_place(before.ended, number), before.end), number)
            != _summed(after.ended, _mixed(_place(after.ended, number), after.end), number),
        )
        settled = before.determined & after.determined
        differs = counts | ends | (before.determined != after.determined)
        differs |= (before.low != after.low) | (before.high != after.high)
        kinds = np.full(number, KINDS.index(NONE))
        kinds[differs & ends] = KINDS.index(OTHER_FATE)
        kinds[settled & counts] = KINDS.index(RECLASSIFIED)
        kinds[settled & (after.low > before.low)] = KINDS.index(MORE)
        kinds[settled & (after.low < before.low)] = KINDS.index(FEWER)
        kinds[~settled & differs] = KINDS.index(OPEN)
        found.alike = int(np.count_nonzero(~settled & ~differs))
        open_ = {int(before.rows[place]): place for place in np.flatnonzero(kinds == KINDS.index(OPEN)).tolist()}
        told = {open_[row]: known for row, known in settle(list(open_)).items()} if open_ else {}
        for place, known in told.items():
            kinds[place] = KINDS.index(known.kind)
        for code, many in enumerate(np.bincount(kinds, minlength=len(KINDS)).tolist()):
            found.kinds[KINDS[code]] += many
        changed = np.flatnonzero(kinds != KINDS.index(NONE))
        if len(changed):
            joined = _Joined(before, after, changed, len(self._kinds.words))
            joined.settle(told, self._kinds)
            self._changes(found, joined, kinds, told)
            self._patterns(found, joined, kinds, keys.take(before.rows), where, rows[before.rows])
        return found

    def _totals(self, found: Tally, before: Side, after: Side) -> None:
        for which, side in (("old", before), ("new", after)):
            whole = getattr(found.totals, which)
            whole[0] += int(side.low.sum())
            whole[1] += int(side.high.sum())
            low = np.bincount(side.kind, side.least, len(self._kinds.words))
            high = np.bincount(side.kind, side.most, len(self._kinds.words))
            for code in np.flatnonzero(high).tolist():
                sums = getattr(found.sums.setdefault(self._kinds.words[code], Sums()), which)
                sums[0] += int(low[code])
                sums[1] += int(high[code])
            # fate and result side by side: there are few
            words = len(self._ends.words)
            many = np.bincount((side.end >> 32) * words + (side.end & 0xFFFFFFFF))
            for at in np.flatnonzero(many).tolist():
                found.ends[which == "new"][self._ended(at // words << 32 | at % words)] += int(many[at])

    def _ended(self, code: int) -> str:
        fate, result = (self._ends.words[one] for one in (code >> 32, code & 0xFFFFFFFF))
        if fate == "none":
            return "not determined"
        return f"referred to {result}" if fate == "referred" else fate if result == "none" else result

    def _changes(self, found: Tally, joined: _Joined, kinds: Any, told: dict[int, Settled]) -> None:
        """How much is counted more or less, by kind of change, in all and by classification."""
        of = kinds[joined.owner]
        low, high = joined.change
        for code, kind in enumerate(KINDS):
            some = np.flatnonzero(of == code)
            if not len(some) or kind in (OTHER_FATE, NONE):
                continue
            lows = np.bincount(joined.kind[some], low[some], len(self._kinds.words))
            highs = np.bincount(joined.kind[some], high[some], len(self._kinds.words))
            for one in np.flatnonzero((lows != 0) | (highs != 0)).tolist():
                sums = found.sums.setdefault(self._kinds.words[one], Sums())
                sums.change[kind] = [int(lows[one]), int(highs[one])]
        least = joined.after.low.astype(np.int64) - joined.before.high
        most = joined.after.high.astype(np.int64) - joined.before.low
        for place, known in told.items():
            least[place], most[place] = known.change
        for code, kind in enumerate(KINDS[:-1]):
            some = np.flatnonzero(kinds == code)
            if len(some):
                found.totals.change[kind] = [int(least[some].sum()), int(most[some].sum())]

    def _patterns(self, found: Tally, joined: _Joined, kinds: Any, keys: Any, where: tuple[int, int],
                  rows: Any) -> None:
        """Incidents that change alike, together; of each some examples, those first that both editions determine."""
        signs = joined.signs(kinds)
        # by name within those that change alike
        ranks: Any = np.empty(len(joined.changed), np.int64)
        ranks[pc.sort_indices(keys.take(joined.changed)).to_numpy()] = np.arange(len(ranks))
        open_ = ~(joined.before.determined & joined.after.determined)
        order = np.lexsort((ranks, open_[joined.changed], signs, kinds[joined.changed]))
        new: Any = np.ones(len(order), np.bool_)
        new[1:] = (signs[order][1:] != signs[order][:-1]) | np.diff(kinds[joined.changed][order]).astype(np.bool_)
        starts = np.flatnonzero(new)
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(order)], strict=True):
            some = joined.changed[order[start:min(end, start + KEPT)]].tolist()
            pattern = joined.pattern(some[0], KINDS[kinds[some[0]]], self._kinds.words, self._ended)
            examples = [Example(keys[one].as_py(), *where, int(rows[one]), bool(open_[one])) for one in some]
            many, known = found.patterns.get(pattern, (0, []))
            found.patterns[pattern] = many + end - start, first_of(known, examples)


class _Joined:
    """What both editions count of the incidents that changed, side by side: a row for each incident and classification,
    in order of the incidents."""

    def __init__(self, before: Side, after: Side, changed: Any, kinds: int) -> None:
        self.before, self.after, self.changed = before, after, changed
        chosen: Any = np.zeros(before.number, np.bool_)
        chosen[changed] = True
        parts = []
        for side in (before, after):
            some = chosen[side.owner]
            parts.append((side.owner[some] * kinds + side.kind[some], side.least[some], side.most[some]))
        keys, inverse = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
        self.owner, self.kind = keys // max(kinds, 1), keys % max(kinds, 1)
        split = len(parts[0][0])
        ranges = []
        for (_, least, most), places in zip(parts, (inverse[:split], inverse[split:]), strict=True):
            ranges.append([np.bincount(places, one, len(keys)).astype(np.int64) for one in (least, most)])

        (low, high), (least, most) = ranges
        # by row, how much more is counted: at least, at most
        self.change = least - high, most - low

    def settle(self, told: dict[int, Settled], kinds: Words) -> None:
        """Take the changes of incidents that are told."""
        for place, known in told.items():
            for row in range(*_bounds(self.owner, place)):
                change = known.changes.get(kinds.words[self.kind[row]], (0, 0))
                self.change[0][row], self.change[1][row] = change

    def signs(self, kinds: Any) -> Any:
        """A number for each incident that changed, alike where the change is."""
        number = self.before.number
        low, high = self.change
        moved = _mixed(self.kind, low, high)
        moved[(low == 0) & (high == 0)] = 0
        signs = _summed(self.owner, moved, number)
        ends = _mixed(self.before.end, self.after.end)
        ends[self.before.end == self.after.end] = 0
        fates = _summed(self.before.ended, ends, number)
        return np.where(kinds == KINDS.index(OTHER_FATE), fates, signs)[self.changed]

    def pattern(self, place: int, kind: str, words: list[str], ended: Any) -> Pattern:
        """How one incident changed."""
        if kind == OTHER_FATE:
            first, last = _bounds(self.before.ended, place)
            pairs = zip(self.before.end[first:last].tolist(), self.after.end[first:last].tolist(), strict=True)
            many = Counter((ended(one), ended(other)) for one, other in pairs if one != other)
            return Pattern(kind, ends=tuple(sorted((*pair, times) for pair, times in many.items())))
        moved = sorted(
            (words[self.kind[row]], int(self.change[0][row]), int(self.change[1][row]))
            for row in range(*_bounds(self.owner, place)) if self.change[0][row] or self.change[1][row]
        )
        if kind == OPEN:
            return Pattern(kind, ranges=tuple(moved))
        return Pattern(kind, tuple((word, -by) for word, by, _ in moved if by < 0),
                       tuple((word, by) for word, by, _ in moved if by > 0))
