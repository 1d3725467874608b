"""The same lists as `listing.py`, by NumPy: where nothing is made machine code of."""

from __future__ import annotations

from typing import Any

import numpy as np

from hocrdsl.backends.columnar.columns import places
from hocrdsl.backends.columnar.listing import Counted, Ends

# more than are counted in one incident that a program decides, and more than the fates that count
_MOST, _FATES = 1 << 10, 8


class ByNumPy:
    """Lists what programs found; as `Listing`."""

    def counted(self, found: Any, here: Any, order: Any, ranges: Any) -> Counted:
        """The things counted of the incidents that are `here`."""
        of = _of(found)
        inside = np.flatnonzero((found.units > 0) & (here & ~found.open)[of])
        # recorded, absorbed, joined: in the order of their numbers; all but sorted already, which this sort uses
        at = (of[inside].astype(np.int64) * _MOST + found.units[inside]) * _FATES + order[found.fates[inside]]
        inside = inside[np.argsort(at, kind="stable")]
        incident, unit = of[inside], found.units[inside]
        first: Any = np.ones(len(inside), np.bool_)
        first[1:] = (incident[1:] != incident[:-1]) | (unit[1:] != unit[:-1])
        starts = np.flatnonzero(first)
        principals = found.principals[inside][starts]
        ones: Any = np.ones(len(starts), np.int32)
        columns = [incident[starts], unit[starts], found.rows[principals], ones, ones, principals,
                   np.diff(np.append(starts, len(inside)))]
        ranges = ranges[here[ranges[:, 0]]]
        if len(ranges):
            nobody = np.full(len(ranges), -1)
            more = [ranges[:, 0], nobody, *ranges[:, 1:].T, nobody, np.zeros(len(ranges), np.int64)]
            # a range has no members, and comes where its incident does
            sorted_ = np.argsort(np.concatenate([columns[0], more[0]]), kind="stable")
            columns = [np.concatenate(both)[sorted_] for both in zip(columns, more, strict=True)]
        begin: Any = np.append(0, np.cumsum(columns.pop()))
        members = inside - found.offsets[:-1][incident]
        return Counted(*(np.ascontiguousarray(one, np.int32) for one in (*columns, begin, members)))

    def decided(self, found: Any, here: Any, order: Any) -> Ends:
        """The things decided of the incidents that are `here`."""
        of = _of(found)
        mine = np.flatnonzero(here[of])
        of = of[mine]
        fates = found.fates[mine]
        # of what is open the numbers are those of the list already
        fates = np.where(found.open[of], fates, order[fates])
        told = (of, mine - found.offsets[:-1][of], fates, found.results[mine], found.rows[mine], found.units[mine])
        return Ends(*(np.ascontiguousarray(one, np.int32) for one in told))

    def fates(self, found: Any, order: Any) -> Any:
        """The fate of every thing decided, where every incident is told and none is open."""
        return order[found.fates].astype(np.int32)

    def taken(self, values: Any, places: Any) -> Any:
        """Of whole numbers those at some places."""
        return values[places]


def _of(found: Any) -> Any:
    """By decided thing its incident."""
    return np.repeat(places(len(found.offsets) - 1), np.diff(found.offsets))
