"""Golden cases as trials: whether a plan, or a changed one, still decides as expected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hocrdsl.backends.trace import Trace, edition
from hocrdsl.harness.case import Case, Expectation
from hocrdsl.harness.compare import compare
from hocrdsl.plan import Plan
from hocrdsl.world.decide import decide


class Labels(list[Any]):
    """A trace's entries that are forgotten, but for their labels: of every completion, not of the last alone."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def append(self, entry: Any) -> None:
        """Note the label."""
        self.seen.add(entry.label)


@dataclass(frozen=True, slots=True)
class GoldenTrial:
    """One case in the edition of a plan."""

    case: Case
    expectation: Expectation
    # editions by the identity of a plan; one is enough, since plans come one after the other
    kept: dict[int, tuple[Plan, dict[str, Any]]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def name(self) -> str:
        """`case@edition`."""
        return f"{self.case.name}@{self.expectation.edition}"

    def holds(self, plan: Plan) -> bool:
        """Whether the plan decides as expected."""
        if id(plan) not in self.kept:
            self.kept.clear()
            self.kept[id(plan)] = plan, edition(plan)
        decision = self._decided(plan, self.kept[id(plan)][1])
        return compare(self.case, self.expectation, decision, plan.vocabulary) is None

    def tried(self, plan: Plan) -> frozenset[str]:
        """Labels of the provisions tried, in any completion."""
        entries = Labels()
        self._decided(plan, edition(plan, Trace(entries)))
        return frozenset(entries.seen)

    def cited(self) -> frozenset[str]:
        """Labels that are expected to be cited."""
        one = self.expectation
        cited = [each.because for each in one.counted]
        cited += [each.because for each in one.fates] + [each.because for each in one.entries]
        return frozenset(label for labels in cited for label in labels)

    def _decided(self, plan: Plan, runnable: dict[str, Any]) -> dict[str, Any]:
        incident, given = self.case.incident.canonical, self.case.given or None
        return decide(  # type: ignore[no-any-return,no-untyped-call]
            incident, plan.vocabulary, lambda date: runnable, {"package": ""}, given)


def trials(cases: list[Case], plan: Plan) -> list[GoldenTrial]:
    """The cases that speak for the edition of a plan, under no special reading."""
    kept: dict[int, tuple[Plan, dict[str, Any]]] = {}
    return [
        GoldenTrial(case, one, kept) for case in cases if not case.reading and case.known_wrong is None
        for one in case.expectations if plan.day <= one.day <= (plan.until or "9999")
    ]
