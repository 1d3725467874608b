"""The editions of a rulebook under many readings, each made once: cases are heard under all of them.

Of the days on which editions begin most change a row or two of a table. Neighbours that differ in rows alone are of one
age; a case whose rows they have alike is heard once in an age.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hocrdsl.backends.python import edition as compiled
from hocrdsl.backends.trace import edition as walked
from hocrdsl.harness.case import Case
from hocrdsl.harness.session import Session
from hocrdsl.harness.texts import texts_in
from hocrdsl.model import Model
from hocrdsl.plan import Plan, lower
from hocrdsl.rules import PACKAGE, Rules
from hocrdsl.world.decide import decide

# to compile an edition takes as long as to walk it for so many cases
_MANY = 50

Readings = tuple[tuple[str, str], ...]
Heard = tuple[Plan, dict[str, Any]]


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
        self._made: dict[tuple[str, Readings], tuple[Plan, dict[str, Any]]] = {}
        self._ages: dict[str, int] = {}
        self._heard: dict[tuple[str, int, Readings], list[tuple[Any, Heard]]] = {}

    def decide(self, case: Case, day: str, readings: Mapping[str, str]) -> Heard:
        """The decision on a case by the edition in force on a day, under readings; raises InvalidIncident."""
        plan = self._rules.plan(day)
        # an edition that lacks a reading, or what it reads, has nothing to choose
        chosen = tuple(sorted((label, name) for label, name in readings.items()
                              if (label, name) in plan.model.readings))
        before = self._heard.setdefault((case.place, self._age(plan.day), chosen), [])
        for rows, heard in before:
            if rows == self._rows(plan.model, rows):
                return heard
        plan, made = self._edition(plan, chosen)
        meta = {"package": PACKAGE, "forced": True}
        given = case.given or None
        decision = decide(dict(case.incident.canonical), plan.vocabulary, lambda _: made, meta, given)
        named = {*texts_in(case.incident.canonical), *texts_in(decision["fates"])}
        before.append((self._rows(plan.model, named), (plan, decision)))
        return plan, decision

    def _edition(self, plan: Plan, chosen: Readings) -> tuple[Plan, dict[str, Any]]:
        key = (plan.day, chosen)
        if key not in self._made:
            if chosen:
                plan = lower(plan.model, edition=plan.edition, day=plan.day, until=plan.until, known=plan.known,
                             readings=dict(chosen), digest=plan.digest, text=self.session.book.text)
            self._made[key] = (plan, compiled(plan) if self._many and not chosen else walked(plan))
        return self._made[key]

    def _age(self, day: str) -> int:
        """A number that neighbouring editions share which differ in rows alone."""
        if not self._ages:
            for place, one in enumerate(self.days):
                earlier = self.days[place - 1] if place else None
                same = earlier is not None and _alike(self._rules.plan(earlier).model, self._rules.plan(one).model)
                self._ages[one] = self._ages[earlier] if earlier is not None and same else place
        return self._ages[day]

    @staticmethod
    def _rows(model: Model, named: Iterable[str]) -> dict[str, Any]:
        """What the table of rows says of each of these keys; None where it has no such row."""
        rows = model.rows[model.charter.row_entity]
        places = {key: place for place, key in enumerate(rows.keys)}
        return {key: None if key not in places else tuple(column[places[key]] for column in rows.columns.values())
                for key in named}

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


def _alike(one: Model, other: Model) -> bool:
    """Whether two editions differ in the rows of the row entity alone, standing and citations taken for differences."""
    return all(getattr(one, part) == getattr(other, part) for part in (
        "charter", "results", "entities", "tables", "definitions", "provisions", "readings", "disagreements"))
