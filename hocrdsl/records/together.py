"""Incidents that are not determined, decided by two editions under the same completions: by both programs where they
can, else by the compiled functions."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from hocrdsl.backends.columnar.together import Ended, Together, comparable
from hocrdsl.records.fast import Fast
from hocrdsl.records.fast_tables import FATES
from hocrdsl.records.layout import Layout
from hocrdsl.records.tables import incidents_of
from hocrdsl.rules import Outcome, Rules, on_both


class Both:
    """Two editions. `limit`: how many completions of an incident are tried."""

    def __init__(self, rules: tuple[Rules, Rules], engines: tuple[Any, Any], layout: Layout, limit: int) -> None:
        self._rules, self._engines, self._layout, self._limit = rules, engines, layout, limit
        self._programs: Together | None = None
        # of so many the compiled functions told it
        self.compiled = 0

    def pairs(self, batch: Any) -> dict[int, Any]:
        """By incident of a batch, every pair of what may come of it; nothing where there are more than are tried."""
        found = self._together(batch)
        rest = [row for row in range(batch.num_rows) if row not in found]
        self.compiled += len(rest)
        for row, incident in zip(rest, incidents_of(batch.take(pa.array(rest, pa.int64())), self._layout), strict=True):
            complete, pairs = on_both(*self._rules, incident, self._limit)
            found[row] = pairs if complete else None
        return {row: pairs for row, pairs in found.items() if pairs is not None}

    def _together(self, batch: Any) -> dict[int, Any]:
        if self._programs is None:
            if not all(isinstance(one, Fast) for one in self._engines):
                return {}
            old, new = (one.program for one in self._engines)
            if old is None or new is None or not comparable(old, new):
                return {}
            self._programs = Together(old, new)
        return {
            row: pairs if pairs is None else {(_outcome(one), _outcome(other)) for one, other in pairs}
            for row, pairs in self._programs.decide(batch, self._limit).items()
        }


def _outcome(ended: Ended) -> Outcome:
    """What changes are told by: the rows that are counted, and each fate with its result."""
    counted, ends = ended
    return tuple((kind, ()) for kind in counted), tuple((FATES[fate], None, result, None) for fate, result in ends)
