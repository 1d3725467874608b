"""Every case on two sides: which are decided otherwise, and for which of the two its source speaks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hocrdsl.analysis.diff import Flip, compare
from hocrdsl.analysis.makers import how_changed, makers
from hocrdsl.analysis.meaning import Changes, Meaning, changes
from hocrdsl.harness.case import Case
from hocrdsl.harness.run import RulesLike
from hocrdsl.world.read import InvalidIncident


@dataclass(frozen=True, slots=True)
class Side:
    """Rules of one edition: its name as asked for, its first day, and under a case's own readings the rules and what
    they mean."""

    called: str
    day: str
    rules_for: Callable[[Mapping[str, str]], RulesLike]
    meaning_for: Callable[[Mapping[str, str]], Meaning]


@dataclass(frozen=True, slots=True)
class Decided:
    """What deciding all cases on both sides came to. `left_out`: cases that one side cannot read. `made`: what made a
    flip -> how it differs."""

    flips: tuple[Flip, ...]
    cases: tuple[str, ...]
    left_out: tuple[str, ...]
    made: Mapping[str, str]


def decided_on_both(cases: Iterable[Case], old: Side, new: Side, days: tuple[str, ...],
                    vocabulary: Mapping[str, Any]) -> Decided:
    """Each case by both sides, in the order given. `days`: on which editions begin."""
    flips, names, left_out = [], [], []
    made: dict[str, str] = {}
    differing: dict[tuple[tuple[str, str], ...], Changes] = {}
    for case in cases:
        sides = [side.rules_for(case.reading) for side in (old, new)]
        try:
            if _alike(case, sides):
                names.append(case.name)
                continue
            before, after = (rules.decide(case.incident.canonical, case.given or None) for rules in sides)
        except InvalidIncident:
            left_out.append(case.name)
            continue
        names.append(case.name)
        flip = compare(case.name, before, after, vocabulary)
        if flip is None:
            continue
        key = tuple(sorted(case.reading.items()))
        meanings = old.meaning_for(case.reading), new.meaning_for(case.reading)
        if key not in differing:
            differing[key] = changes(*meanings)
        by = makers(differing[key], before, after, vocabulary)
        made.update({one: how_changed(one, differing[key], *meanings) for one in by if one not in made})
        golden = spoken_for(case, days)
        spoken = tuple(dict.fromkeys(side.called for side in (old, new) if side.day in golden))
        flips.append(replace(flip, golden=spoken, by=by))
    return Decided(tuple(flips), tuple(names), tuple(left_out), made)


def _alike(case: Case, sides: Sequence[RulesLike]) -> bool:
    """Whether both sides come to the same at once, so that no decision need be written out."""
    ran = []
    for rules in sides:
        run_once = getattr(rules, "run_once", None)
        found = None if run_once is None else run_once(case.incident.canonical, case.given or None)
        if found is None:
            return False
        ran.append(found[1])
    return bool(ran[0] == ran[1])


def spoken_for(case: Case, days: tuple[str, ...]) -> frozenset[str]:
    """The first days of the editions that the case's source speaks for."""
    return frozenset(days[max(bisect_right(days, one.day) - 1, 0)] for one in case.expectations)
