"""What of a pair of provisions' things can be told from their rows alone, so that most pairs are passed over unread.

A provision about two things often asks first what each is classified as. Those limbs of its tests hang on one row: they
are tried for all rows when the program starts, and kept as a bit for each provision. Where one of them is false for
sure, so is the test, and the provision concludes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hocrdsl.backends.columnar.emit_tallies import every
from hocrdsl.backends.columnar.emit_tests import Emitter
from hocrdsl.data import replace
from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Among, Combined, Compare, Constant, DefinedOf, Equals, FactOf, IsNone, IsTrue, Known, Negation, Same, Test, Value,
    Variable,
)
from hocrdsl.plan.nodes import Step

# provisions in one whole number
BITS = 62
EVERY = (1 << BITS) - 1


class Rows:
    """By row, which of some provisions about two things may conclude where it is the first, or the second of them."""

    def __init__(self, at: Emitter, steps: Sequence[Step]) -> None:
        self.at = at
        self._steps = steps
        self._entity = at.charter.row_entity

    def masks(self, part: int) -> tuple[str, str]:
        """The functions that give the bits of a row, where it is the first of a pair, and where it is the second."""
        first, second = (self._mask(part, place) for place in (0, 1))
        return first, second

    @property
    def parts(self) -> int:
        """How many numbers hold the bits."""
        return -(-len(self._steps) // BITS)

    def _mask(self, part: int, place: int) -> str:
        """The function that gives the bits of a row."""
        def made(name: str) -> str:
            out = self.at.text()
            out.say(f"m = {EVERY}")
            for bit, step in enumerate(self._steps[part * BITS:(part + 1) * BITS]):
                for limb in limbs(step.provision):
                    told = self.on_row(limb, place)
                    if told is not None:
                        truth = self.at.test(told, {0: "x"}, out)
                        out.say(f"if {truth} == 0:").inside(f"m = m & {EVERY - (1 << bit)}")
            out.say("return m")
            return out.function(name, "x")

        inner = self.at.once(("bits of rows", part, place), made)
        return self.at.once(("bits by row", part, place),
                             lambda name: self.at.for_each_row(name, inner, self._entity))

    def on_row(self, test: Test, place: int) -> Test | None:
        """A test about one thing as a test about its row; None where it asks anything else."""
        try:
            return self._test(test, place)
        except _AsksMore:
            return None

    def _test(self, test: Test, place: int) -> Test:
        match test:
            case Negation(inner):
                return replace(test, test=self._test(inner, place))
            case Combined(_, several):
                return replace(test, limbs=tuple([self._test(one, place) for one in several]))
            case IsTrue(DefinedOf(Variable(index), entity, definition)) if index == place:
                body = self.at.model.definitions[entity, definition].body
                if isinstance(body, nodes.ConditionBody):
                    return self._test(body.test, 0)
            case IsTrue(value) | IsNone(value) | Known(value):
                return replace(test, value=self._value(value, place))
            case Equals(left, right) | Same(left, right) | Compare(left, _, right):
                return replace(test, left=self._value(left, place), right=self._value(right, place))
            case Among(left):
                return replace(test, left=self._value(left, place))
        raise _AsksMore

    def _value(self, value: Value, place: int) -> Value:
        match value:
            case Constant():
                return value
            case FactOf(Variable(index), entity, fact) if entity not in self.at.model.rows:
                if index == place and fact == self.at.charter.classified:
                    return Variable(0, self._entity)
            case FactOf(of) | DefinedOf(of) if not isinstance(of, Variable):
                return replace(value, of=self._value(of, place))
        raise _AsksMore


class _AsksMore(Exception):
    """A test hangs on more than a row."""


def limbs(provision: nodes.Provision) -> Iterator[Test]:
    """The tests that all must hold for a provision to conclude anything."""
    if provision.where is not None:
        yield from every(provision.where)
    whens = [one.when for one in provision.actions]
    if provision.otherwise is None and len(whens) == 1 and whens[0] is not None:
        yield from every(whens[0])
