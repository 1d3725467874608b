"""Golden cases as trials: whether rules, or changed rules, still decide as expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hocrdsl.analysis.survivors import Tried
from hocrdsl.backends.python import edition as compiled
from hocrdsl.backends.trace import Trace
from hocrdsl.backends.trace import edition as walked
from hocrdsl.harness.case import Case, Expectation
from hocrdsl.harness.compare import compare
from hocrdsl.plan import Plan
from hocrdsl.world.decide import decide

# to compile rules takes as long as to walk them for so many cases
WORTH_COMPILING = 100
Runnable = tuple[Plan, dict[str, Any]]


def ready(plan: Plan, number: int) -> Runnable:
    """A plan made ready to decide so many cases: walked, or compiled where that is quicker."""
    return plan, walked(plan) if number < WORTH_COMPILING else compiled(plan)


class Entries(list[Any]):
    """A trace's entries that outlive their run: a case tries what any of its completions tries."""

    def clear(self) -> None:
        """Nothing is forgotten."""


@dataclass(slots=True)
class GoldenTrial:
    """One case in the edition of a plan. `name`: `case@edition`."""

    name: str
    case: Case
    expectation: Expectation

    def holds(self, runnable: Runnable) -> bool:
        """Whether rules, made ready, decide as expected."""
        return compare(self.case, self.expectation, self._decided(runnable), runnable[0].vocabulary) is None

    def tried(self, plan: Plan) -> Tried:
        """What the case tries, over every completion; more rows than it looks at may be named."""
        entries = Entries()
        decision = self._decided((plan, walked(plan, Trace(entries))))
        reached = frozenset(one.label for one in entries if one.where is not False)
        said = [*_texts(self.case.incident.canonical), *_texts(decision)]
        for one in entries:
            words = one.concludes.split()
            said += [*_texts(list(one.read.values())), *words, *map(" ".join, pairwise(words))]
        return Tried(frozenset(one.label for one in entries), reached, frozenset(said))

    def cited(self) -> frozenset[str]:
        """Labels that are expected to be cited."""
        one = self.expectation
        cited = [each.because for each in one.counted]
        cited += [each.because for each in one.fates] + [each.because for each in one.entries]
        return frozenset(label for labels in cited for label in labels)

    def _decided(self, runnable: Runnable) -> dict[str, Any]:
        incident, given = self.case.incident.canonical, self.case.given or None
        return decide(  # type: ignore[no-any-return]
            incident, runnable[0].vocabulary, lambda date: runnable[1], {"package": ""}, given)


def _texts(value: Any) -> Iterator[str]:
    """Every text in plain data; things, which hold one another, by name."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from [value["_name"]] if "_name" in value else (text for one in value.values() for text in _texts(one))
    elif isinstance(value, list | tuple):
        yield from (text for one in value for text in _texts(one))
