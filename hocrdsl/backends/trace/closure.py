"""`the two belong together when ...`: pairs closed to the least equivalence, with what is unknown kept apart.

Things joined by true pairs are one component. Pairs of unknown truth join components *maybe*: two things are then of
one group for sure, surely not, or it turns on the first unknown pair on the way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hocrdsl.backends.trace.values import Reader
    from hocrdsl.model.expressions import Test


class Closure:
    """Components by thing (identity), and the maybe-edges between components with their notes."""

    def __init__(self, things: list[Any]) -> None:
        self.things = things
        self.component = {id(thing): place for place, thing in enumerate(things)}
        self.maybe: list[tuple[Any, Any, list[Any]]] = []

    def of(self, thing: Any) -> int:
        """The component of a thing; one that came in later is alone."""
        return self.component.setdefault(id(thing), -1 - len(self.component))

    def join(self, left: Any, right: Any) -> None:
        """Make two components one."""
        keep, gone = sorted((self.of(left), self.of(right)))
        for key, place in self.component.items():
            if place == gone:
                self.component[key] = keep

    def members(self, thing: Any) -> list[Any]:
        """The things surely in the group of `thing`, in order."""
        return [one for one in self.things if self.of(one) == self.of(thing)] or [thing]


class GroupValue:
    """The group of one thing under one closure."""

    def __init__(self, closure: Closure, thing: Any) -> None:
        self.closure = closure
        self.thing = thing

    def same(self, other: GroupValue, reader: Reader) -> bool | None:
        """Whether two things are of one group; notes the pairs it turns on when unknown."""
        goal, start = self.closure.of(other.thing), self.closure.of(self.thing)
        if goal == start:
            return True
        # a pair that joins the two at once is asked about before any way round
        reached, notes, grew = {start}, self._direct(start, goal), True
        while grew:
            grew = False
            for left, right, note in self.closure.maybe:
                ends = {self.closure.of(left), self.closure.of(right)}
                if ends & reached and not ends <= reached:
                    reached |= ends
                    notes += note
                    grew = True
        if goal not in reached:
            return False
        reader.unknown += notes
        return None

    def _direct(self, start: int, goal: int) -> list[Any]:
        of = self.closure.of
        ends = {start, goal}
        return [one for left, right, note in self.closure.maybe if {of(left), of(right)} == ends for one in note]


def closure(things: list[Any], test: Test, reader: Reader) -> Closure:
    """The closure of `test` over every ordered pair of `things`."""
    found = Closure(things)
    for place, left in enumerate(things):
        for right in things[place + 1 :]:
            mark = len(reader.unknown)
            one = reader.test(test, [left, right])
            other = True if one else reader.test(test, [right, left])
            if one or other:
                found.join(left, right)
            elif one is None or other is None:
                found.maybe.append((left, right, reader.unknown[mark:]))
            del reader.unknown[mark:]
    return found
