"""Which cases a change can reach: those in which something that differs may come to matter.

A provision that cannot conclude on anything in a case, under the rules before and under those after, leaves the case
as it was: all else that is tried there is the same, and is told the same. So only three things can reach a case: a
provision that differs and may conclude in it, a row that differs and may be named in it, and a fact that is declared
otherwise and is stated in it (or may be asked for).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hocrdsl.analysis.askable import askable
from hocrdsl.analysis.meaning import Changes, Meaning, changes
from hocrdsl.harness.case import Case
from hocrdsl.harness.possible import Possible
from hocrdsl.harness.texts import keys_in, texts_in
from hocrdsl.plan import Plan
from hocrdsl.world.read import NONE, InvalidIncident, read


@dataclass(frozen=True)
class Reach:
    """Two plans of one edition, and what differs between them."""

    old: Meaning
    new: Meaning
    differs: Changes
    asked: frozenset[str]
    same_classes: bool

    @classmethod
    def between(cls, old: Plan, new: Plan) -> Reach:
        """What differs between two plans."""
        meanings = Meaning(old), Meaning(new)
        differs = changes(*meanings)
        classify = {step.label for plan in (old, new) for step in plan.strata["classify"]}
        return cls(*meanings, differs, askable(old.model) | askable(new.model), not classify & differs.labels.keys())

    def why(self, case: Case) -> tuple[str, ...]:
        """What of the change can reach a case, in words; nothing where none of it can."""
        return tuple(self._why(case)) if self.differs else ()

    def _why(self, case: Case) -> Iterator[str]:
        if self.differs.whole:
            yield self.differs.whole
            return
        try:
            sides = self._sides(case)
        except InvalidIncident:
            yield "words that one of the two lacks"
            return
        yield from (label for label in self.differs.labels if any(side.may_conclude(label) for side in sides))
        if self.differs.rows:
            yield from self._rows(case, sides)
        stated = frozenset(keys_in(case.incident.canonical)) | case.given.keys() if self.differs.facts else frozenset()
        yield from (f"fact {key.replace('_', ' ')}" for key in sorted(self.differs.facts)
                    if key in stated or key in self.asked and self._may_ask(key, sides))

    def _may_ask(self, fact: str, sides: list[Possible]) -> bool:
        """Whether a provision that reads a fact may conclude: none else asks for it."""
        return any(possible.may_conclude(label) for meaning, possible in zip((self.old, self.new), sides, strict=True)
                   for label in meaning.readers(fact))

    def _sides(self, case: Case) -> list[Possible]:
        found: list[Possible] = []
        for side in (self.old, self.new):
            world = read(case.incident.canonical, side.plan.vocabulary, case.given or None)
            # where what classifies is the same, it classifies what is named by the same rows in the same way
            known = found[0].found_classes if found and self.same_classes else None
            found.append(Possible(side.plan, world, self.asked, known))
        return found

    def _rows(self, case: Case, sides: list[Possible]) -> Iterator[str]:
        named = {*texts_in(case.incident.canonical), *texts_in(case.given)}
        for side in sides:
            for thing in side.world.decided:
                classes = side.classes(thing)
                if None in classes:
                    yield "rows that it may be classified by"
                    return
                named.update(one for one in classes if one != NONE)
        yield from (f"row {key}" for key in sorted(self.differs.rows & named))
