"""Every case on two sides: which are decided otherwise, and for which of the two its source speaks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hocrdsl.analysis.diff import Flip, compare
from hocrdsl.harness.case import Case
from hocrdsl.harness.run import RulesLike
from hocrdsl.world.read import InvalidIncident


@dataclass(frozen=True, slots=True)
class Side:
    """Rules of one edition: its name as asked for, its first day, and the rules under a case's own readings."""

    called: str
    day: str
    rules_for: Callable[[Mapping[str, str]], RulesLike]


@dataclass(frozen=True, slots=True)
class Decided:
    """What deciding all cases on both sides came to. `left_out`: cases that one side cannot read."""

    flips: tuple[Flip, ...]
    cases: tuple[str, ...]
    left_out: tuple[str, ...]


def decided_on_both(cases: Iterable[Case], old: Side, new: Side, days: tuple[str, ...],
                    vocabulary: Mapping[str, Any]) -> Decided:
    """Each case by both sides, in the order given. `days`: on which editions begin."""
    flips, names, left_out = [], [], []
    for case in cases:
        try:
            before, after = (side.rules_for(case.reading).decide(case.incident.canonical, case.given or None)
                             for side in (old, new))
        except InvalidIncident:
            left_out.append(case.name)
            continue
        names.append(case.name)
        flip = compare(case.name, before, after, vocabulary)
        if flip is not None:
            spoken = spoken_for(case, days)
            flips.append(replace(flip, golden=tuple(side.called for side in (old, new) if side.day in spoken)))
    return Decided(tuple(flips), tuple(names), tuple(left_out))


def spoken_for(case: Case, days: tuple[str, ...]) -> frozenset[str]:
    """The first days of the editions that the case's source speaks for."""
    return frozenset(days[max(bisect_right(days, one.day) - 1, 0)] for one in case.expectations)
