"""The editions of a rulebook under many readings, each made once: cases are heard under all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hocrdsl.backends.python import edition as compiled
from hocrdsl.backends.trace import edition as walked
from hocrdsl.harness.case import Case
from hocrdsl.harness.session import Session
from hocrdsl.plan import Plan, lower
from hocrdsl.rules import PACKAGE, Rules
from hocrdsl.world.decide import decide


# to compile an edition takes as long as to walk it for so many cases
_MANY = 15


class Courts:
    """Plans and runnable editions by day and readings. An edition is checked once; a reading only chooses anew.

    `cases`: about how many will be heard. The rules as they read are compiled for many; a reading is for few.
    """

    def __init__(self, session: Session, cases: int = 0) -> None:
        self.session = session
        self.vocabulary = session.vocabulary
        self.days = session.names.days
        self.readings = tuple(sorted(session.names.readings))
        self._rules = Rules(session.book, known=session.known)
        self._many = cases >= _MANY
        self._made: dict[tuple[str, tuple[tuple[str, str], ...]], tuple[Plan, dict[str, Any]]] = {}

    def decide(self, case: Case, day: str, readings: Mapping[str, str]) -> tuple[Plan, dict[str, Any]]:
        """The decision on a case by the edition in force on a day, under readings; raises InvalidIncident."""
        plan, made = self._edition(day, readings)
        meta = {"package": PACKAGE, "forced": True}
        return plan, decide(dict(case.incident.canonical), plan.vocabulary, lambda _: made, meta, case.given or None)

    def _edition(self, day: str, readings: Mapping[str, str]) -> tuple[Plan, dict[str, Any]]:
        plan = self._rules.plan(day)
        # an edition that lacks a reading, or what it reads, has nothing to choose
        chosen = {label: name for label, name in readings.items() if (label, name) in plan.model.readings}
        key = (plan.day, tuple(sorted(chosen.items())))
        if key not in self._made:
            if chosen:
                plan = lower(plan.model, edition=plan.edition, day=plan.day, until=plan.until, known=plan.known,
                             readings=chosen, digest=plan.digest)
            self._made[key] = (plan, compiled(plan) if self._many and not chosen else walked(plan))
        return self._made[key]

    def title(self, readings: Mapping[str, str], days: Iterable[str]) -> str:
        """What the readings are called, in the latest of these editions that has them."""
        titles = []
        for reading in readings.items():
            for day in reversed(tuple(days)):
                found = self._rules.plan(day).model.readings.get(reading)
                if found is not None:
                    titles.append(found.title)
                    break
        return "; ".join(title for title in titles if title)

    def called(self, sort: str, days: Iterable[str]) -> str:
        """The title of a row, in the latest of these editions that has it; empty where rows have no titles."""
        for day in reversed(tuple(days)):
            model = self._rules.plan(day).model
            rows = model.rows[model.charter.row_entity]
            if sort in rows.keys and "title" in rows.columns:
                return str(rows.columns["title"][rows.keys.index(sort)] or "")
        return ""
