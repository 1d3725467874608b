"""What is worked out once for a thing decided: tables, and conditions that take more than a few reads.

Only what deciding does not change. A table that hangs on nothing in other lists is looked up for all things of a batch
before any is decided (`ahead`); a condition of a small rulebook is tried when its incident begins (`at_first`); any
other table is looked up when first asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from hocrdsl.backends.columnar.emit_tables import look_up
from hocrdsl.backends.columnar.emit_values import UNSET, Values
from hocrdsl.backends.columnar.emit_weights import DEAR, LITTLE, weight, weight_of
from hocrdsl.model import nodes
from hocrdsl.model.expressions import Known, Thing, Things
from hocrdsl.plan.reads import test_reads

# a condition of so many reads and comparisons is tried again as soon as it is kept
FLEETING = 4


class Kept(Values):
    """What is written of what is kept."""

    def truth_of(self, found: nodes.Definition) -> str:
        """The function that says whether the condition of a definition holds of a thing."""
        assert isinstance(found.body, nodes.ConditionBody)
        plain = self.once(("truth", found.entity, found.key), lambda name: self.definition(name, found))
        test = found.body.test
        if self.asking or not self.few or found.entity != self.layout.decided:
            return plain
        read = test_reads(self.model, test)
        # one that hangs on nothing in other lists may be tried before any incident begins
        if not FLEETING < weight_of(self, test) < DEAR or self._passing(read) or not self._elsewhere(read):
            return plain

        def made(name: str) -> str:
            at, self.kept = self.kept, self.kept + 1
            self.at_first[at] = plain
            return f"def {name}(x):\n    return KEPT{at}[x - NOW[{self._first_thing()}]]\n"

        return self.once(("kept truth", found.key), made)

    def look_up(self, title: str) -> str:
        """The function that gives the output of the row of a table that fits a thing."""
        plain = self.once(("table", title), lambda name: look_up(self, name, self.model.tables[title]))
        if not self._kept(title):
            return plain
        return self.once(("kept", title), lambda name: self._keeping(name, title, plain))

    def _kept(self, title: str) -> bool:
        """Whether what a table gives for a decided thing is the same all through its incident, so that it is looked
        up once."""
        table, layout = self.model.tables[title], self.layout
        if table.entity in self.model.rows or self._entity(table.entity) != layout.decided:
            return False
        found: set[tuple[str, str]] = set()
        for value in table.inputs:
            found |= test_reads(self.model, Known(value))
        return not self.asking and len(table.rows) > 5 and not self._passing(found)

    def _passing(self, read: Iterable[tuple[str, str]]) -> bool:
        """Whether any of what is read is changed by deciding."""
        counted = self.layout.counted
        passing = {"fate", counted, "earlier_" + counted}
        if self.layout.plan.strata["classify"]:
            passing.add(self.charter.classified)
        return any(fact in passing and entity not in self.model.rows for entity, fact in read)

    def _first_thing(self) -> int:
        """Where `NOW` says what the first thing decided of an incident is."""
        return self.layout.entity_place[self.layout.decided] * 2

    def _keeping(self, name: str, title: str, plain: str) -> str:
        if self.few and self._at_once(title):
            array = f"AHEAD{len(self.ahead)}"
            told = [self.layout.constant(row.output) for row in self.model.tables[title].rows if row.output is not None]
            self.ahead[array] = plain, "i32" if max(map(abs, told), default=0) < 1 << 30 else "i64"
            return f"def {name}(x):\n    return {array}[x]\n"
        at, self.kept = self.kept, self.kept + 1
        kept = f"KEPT{at}[x - NOW[{self._first_thing()}]]"
        return (
            f"def {name}(x):\n    k = {kept}\n    if k == {UNSET}:\n        k = {plain}(x)\n"
            f"        {kept} = k\n    return k\n"
        )

    def _at_once(self, title: str) -> bool:
        """Whether a table hangs on little, and on nothing that stands in other lists of the incident."""
        table = self.model.tables[title]
        if any(weight(self, value) > LITTLE for value in table.inputs):
            return False
        return not self._elsewhere(set().union(*[test_reads(self.model, Known(value)) for value in table.inputs]))

    def _elsewhere(self, read: Iterable[tuple[str, str]]) -> bool:
        """Whether any of what is read names a thing in another list."""
        event = self.layout.vocabulary["event_fact"]
        types = [self.model.entities[entity].facts[fact].type for entity, fact in read
                 if entity not in self.model.rows and fact != event and fact in self.model.entities[entity].facts]
        return any(isinstance(one, Thing | Things) and one.entity not in self.model.rows for one in types)

    def first_kept(self, thing: str, place: str, depth: int) -> tuple[str, str]:
        """Lines for a thing when its incident begins: before it is classified as it was told, and after that.
        `thing`, `place`: what it is called, and its place in its incident."""
        before, after = [], []
        for at in range(self.kept):
            if at in self.at_first:
                after.append(f"KEPT{at}[{place}] = {self.at_first[at]}({thing})")
            else:
                before.append(f"KEPT{at}[{place}] = {UNSET}")
        told = ["".join(f"{'    ' * depth}{line}\n" for line in lines) for lines in (before, after)]
        return told[0], told[1]


__all__ = ["Kept"]
