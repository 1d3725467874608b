"""Are the cases strong enough? Every golden case of one edition as a trial for mutants of its rules.

Cases that name a reading, positions of disputes and cases known wrong are left out: they speak for other rules than
the plan's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hocrdsl.analysis.mutate import Mutant, mutants, sample
from hocrdsl.analysis.survivors import Strength, Tried, survivors
from hocrdsl.backends.trace import Trace, edition
from hocrdsl.harness.case import Case, Expectation
from hocrdsl.harness.compare import compare
from hocrdsl.pipeline import editions
from hocrdsl.plan import Plan
from hocrdsl.world.decide import decide

WORTH_COMPILING = 30


@dataclass(frozen=True, slots=True)
class CaseTrial:
    """A case with what it expects of one edition."""

    name: str
    case: Case
    expectation: Expectation

    def holds(self, runnable: Mapping[str, Any]) -> bool:
        """Whether rules made ready decide as expected."""
        decision = self._decision(runnable)
        return compare(self.case, self.expectation, decision, runnable["vocabulary"]) is None

    def tried(self, plan: Plan) -> Tried:
        """What the case tries, over every completion."""
        trace = Trace()
        decision = self._decision({**edition(plan, trace), "vocabulary": plan.vocabulary})
        named = {one.concludes for one in trace.entries}
        named |= {self._text(self.case.incident.canonical), self._text(decision)}
        keys = {key for rows in plan.model.rows.values() for key in rows.keys}
        whole = "\0".join(named)
        return Tried(
            frozenset(one.label for one in trace.entries),
            frozenset(one.label for one in trace.entries if one.where is not False),
            frozenset(key for key in keys if key in whole),
        )

    @staticmethod
    def _text(value: Any) -> str:
        return json.dumps(value, default=str)

    def cited(self) -> frozenset[str]:
        """Labels that are expected to be cited."""
        expected = self.expectation
        said = [one.because for one in expected.counted] + [one.because for one in expected.fates]
        return frozenset(label for because in (*said, *[one.because for one in expected.entries]) for label in because)

    def _decision(self, runnable: Mapping[str, Any]) -> Mapping[str, Any]:
        made: Mapping[str, Any] = decide(
            dict(self.case.incident.canonical), runnable["vocabulary"], lambda date: runnable,
            {"package": "", "forced": True}, dict(self.case.given),
        )
        return made


def ready(plan: Plan, number: int) -> dict[str, Any]:
    """A plan made ready: compiled where so many cases are worth it, else by the reference interpreter."""
    if number > WORTH_COMPILING:
        from hocrdsl.backends.python import edition as compiled

        return {**compiled(plan), "vocabulary": plan.vocabulary}
    return {**edition(plan), "vocabulary": plan.vocabulary}


def trials(cases: Iterable[Case], first_day: str, days: tuple[str, ...]) -> tuple[CaseTrial, ...]:
    """Every case that speaks for the edition that begins on `first_day`."""
    return tuple(
        CaseTrial(case.name, case, expectation)
        for case in cases if case.known_wrong is None and not case.reading
        for expectation in case.expectations
        if max((day for day in days if day <= expectation.day), default=days[0]) == first_day
    )


def strength(book: Any, plan: Plan, cases: Iterable[Case], number: int | None = None, seed: int = 0,
             workers: int = 2) -> Strength:
    """The mutants of a plan against its cases; `number` of them, chosen by seed, or all."""
    chosen: list[Mutant] = sample(list(mutants(plan.model)), number, seed)
    return survivors(plan, chosen, trials(cases, plan.day, editions(book, plan.known)), ready, workers)
