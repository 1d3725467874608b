"""When the incidents of a set are first told of."""

from __future__ import annotations

from dataclasses import replace

from hocrdsl.records.generate.kinds import Kinds
from hocrdsl.records.generate.reading_values import MINUTE, seconds
from hocrdsl.records.generate.told import Told, Way

_DAY = 86400


def received(kinds: Kinds, first: str | None, last: str | None) -> Kinds:
    """The kinds, told of within these days in place of the days that their texts name; an open end is theirs."""
    if first is None and last is None:
        return kinds
    low = float(kinds.received.lows.min()) if first is None else seconds(first)
    ends = kinds.received.lows + kinds.received.steps * kinds.received.counts
    high = float(ends.max()) if last is None else seconds(last) + _DAY
    return replace(kinds, received=Told([Way(1, low=low, step=MINUTE, count=max(1, int(high - low) // MINUTE))]))
