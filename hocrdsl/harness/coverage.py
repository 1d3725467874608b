"""Which provisions, and which of their limbs, the cases exercise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hocrdsl.harness.case import Case
from hocrdsl.harness.run import Results
from hocrdsl.plan import Plan, label_key


@dataclass(frozen=True, slots=True)
class Coverage:
    """`exercised`: label -> number of runs in which it decided. `never`: labels that decided nothing.

    `limbs`: (label, limb) -> the truths that cases have given it: a limb that was never both true and false is weak.
    """

    exercised: Mapping[str, int]
    never: tuple[str, ...]
    limbs: Mapping[tuple[str, str], frozenset[bool | None]]

    @property
    def one_sided(self) -> tuple[tuple[str, str], ...]:
        """Limbs that were never true, or never false."""
        return tuple(one for one, truths in self.limbs.items() if not {True, False} <= truths)


def coverage(results: Results, labels: Iterable[str],
             limbs: Mapping[tuple[str, str], frozenset[bool | None]] | None = None) -> Coverage:
    """What the runs that passed exercised, of these labels; with limbs where `limbs_of` was asked."""
    counts = dict.fromkeys(sorted(labels, key=label_key), 0)
    for outcome in results.outcomes:
        if outcome.status == "passed":
            for label in outcome.labels:
                if label in counts:
                    counts[label] += 1
    return Coverage(counts, tuple(label for label, number in counts.items() if not number), dict(limbs or {}))


def limbs_of(plan: Plan, cases: Iterable[Case]) -> dict[tuple[str, str], frozenset[bool | None]]:
    """The truths that each limb took in the cases that speak for this plan's edition: by the reference interpreter."""
    from hocrdsl.backends.trace import Trace, edition
    from hocrdsl.world.decide import decide
    from hocrdsl.world.read import InvalidIncident

    trace = Trace()
    runnable = edition(plan, trace)
    found: dict[tuple[str, str], set[bool | None]] = {}
    for case in cases:
        if not any(_within(one.day, plan) for one in case.expectations):
            continue
        try:
            decide(case.incident.canonical, plan.vocabulary, lambda _: runnable, {"package": ""},
                   case.given)
        except InvalidIncident:
            continue
        _gather(trace.entries, found)
        trace.entries.clear()
    return {one: frozenset(truths) for one, truths in sorted(found.items(), key=lambda item: _place(item[0]))}


def _within(day: str, plan: Plan) -> bool:
    return plan.day <= day and (plan.until is None or day <= plan.until)


def _gather(entries: Iterable[Any], found: dict[tuple[str, str], set[bool | None]]) -> None:
    for entry in entries:
        for limb, truth in entry.limbs.items():
            # a limb of a definition carries the definition's name before its letter
            if not limb.endswith(")") or limb.startswith("("):
                found.setdefault((entry.label, limb), set()).add(truth)


def _place(one: tuple[str, str]) -> tuple[Any, ...]:
    return (label_key(one[0]), one[1])
