"""Tests of provisions as regions of a space.

What is exact, what is not. A fact of options or of yes or no is an axis of its options; a row of a table is an axis
of its rows; numbers, dates, codes and texts are cut at every constant they are compared with; definitions are
opened; none is a cell of its own. So tests on one thing that compare facts with constants are exact. Two numbers or
times compared with each other are an axis of before, same, after for that pair: exact for one pair, free between
pairs. `within`, things and groups compared, lists and `any ... where` are taken as they stand: one free yes or no
for the same words about the same things. Free means that every combination is held to be possible, so an overlap
found may hang on a combination that no incident has, and no overlap is missed. What is unknown is not looked at:
the meaning of an unknown fact is the set of its completions, and each is a case of its own. `is known` of what may
not be none is free.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hocrdsl.analysis.kept import Name
from hocrdsl.analysis.places import Between, Env, plain, plain_test, put, put_test
from hocrdsl.analysis.regions import ALL, EMPTY, Axis, Region, Space
from hocrdsl.analysis.rows import ordered
from hocrdsl.analysis.values import Opaque, Values, Which
from hocrdsl.data import replace
from hocrdsl.model.expressions import (
    Always,
    Among,
    Combined,
    Compare,
    Constant,
    Equals,
    IsNone,
    IsTrue,
    Known,
    Member,
    Negation,
    Quantified,
    Same,
    Test,
    Value,
    Within,
)
from hocrdsl.model.nodes import Model


class Encoder(Values):
    """Regions of one rulebook over one space: see `Values` for what it is made with."""

    def __init__(self, model: Model, space: Space, which: Which = "classified", same_row: bool = False,
                 like: Values | None = None) -> None:
        super().__init__(model, space, which, same_row, like)
        # by the test itself, which is met again as the same object far more often than as an equal one
        self._tests: dict[tuple[int, Any], tuple[Test, Region, frozenset[Name]]] = {}

    # --- tests ------------------------------------------------------------------------

    def test(self, test: Test | None, env: Env) -> Region:
        """The region where a test holds of the things in `env`."""
        if test is None:
            return ALL
        match test:
            case Always(truth):
                return ALL if truth else EMPTY
            case Negation(inner):
                return self.space.complement(self.test(inner, env))
            case Combined(kind, limbs):
                if kind == "all":
                    return self.space.all_of(self.test(limb, env) for limb in limbs)
                joined = self.space.any_of([self.test(limb, env) for limb in limbs])
                return self.space.complement(joined) if kind == "none" else joined
            case _:
                things = tuple(env)
                known = self._tests.get((id(test), things))
                if known is None:
                    key = ("test", self.which, self.same_row, test, things)
                    region, read = self.reads.asked(key, lambda: self._plain(test, env))
                    self._tests[id(test), things] = known = (test, region, read)
                else:
                    self.reads.noted |= known[2]
                return known[1]

    def _plain(self, test: Test, env: Env) -> Region:
        space = self.space
        match test:
            case IsTrue(value):
                return self.cases(put(value, env)).get(True, EMPTY)
            case Among(left, options):
                return self.among(put(left, env), [option.value for option in options])
            case Known(value):
                placed = put(value, env)
                told = space.complement(self.absent(placed))
                return space.meet(told, self._free(("known", plain(placed)), put_test(test, env)))
            case IsNone(value):
                return self.absent(put(value, env))
            case Equals(left, right) | Same(left, right):
                return self._equal(put(left, env), put(right, env), put_test(test, env))
            case Compare(left, operator, right):
                return self.compared(put(left, env), operator, put(right, env), put_test(test, env))
            case Within(left=left, right=right) | Member(left, right):
                both = [space.complement(self.absent(put(side, env))) for side in (left, right)]
                placed_test = put_test(test, env)
                return space.meet(space.all_of(both), self._free(plain_test(placed_test), placed_test))
            case Quantified(kind, condition=condition):
                return self._quantified(test, kind, condition, env)
            case _:
                raise AssertionError(f"not a plain test: {test}")

    def _free(self, key: Any, about: Test) -> Region:
        axis = self.space.axis(("test", key), (True, False), about)
        return self.space.where(axis, 1)

    def _quantified(self, test: Quantified, kind: str, condition: Test, env: Env) -> Region:
        """`every` and `no` said by way of `any`."""
        inner = _negated(condition) if kind == "every" else condition
        placed = put_test(replace(test, kind="any", condition=inner), env)
        found = self._free(plain_test(placed), placed)
        return found if kind == "any" else self.space.complement(found)

    def among(self, left: Value, wanted: list[Any]) -> Region:
        row = self.row_parts(left)
        if row is not None:
            return self.space.where(row[0], _union(row[1].get(value, 0) for value in wanted))
        cases = self.cases(left)
        return self.space.any_of([cases.get(value, EMPTY) for value in wanted])

    def _equal(self, left: Value, right: Value, test: Test) -> Region:
        space = self.space
        if isinstance(left, Constant):
            left, right = right, left
        if isinstance(right, Constant):
            return self.among(left, [right.value])
        try:
            parts, others = self.row_parts(left), self.row_parts(right)
            if parts is not None and others is not None:
                return self._related(parts, others)
            if parts is None and others is None and left != right:
                cases, more = self.cases(left), self.cases(right)
                return space.any_of([space.meet(region, more.get(value, EMPTY)) for value, region in cases.items()
                                     if value is not None and not isinstance(value, Between)])
        except Opaque:
            pass
        told = space.meet(space.complement(self.absent(left)), space.complement(self.absent(right)))
        if plain(left) == plain(right):
            return told
        return space.meet(told, self._free(plain_test(test), test))

    def _related(self, one: tuple[Axis, Mapping[Any, int]], other: tuple[Axis, Mapping[Any, int]]) -> Region:
        """Two rows with the same value in a column."""
        (axis, parts), (more, others) = one, other
        space = self.space
        if axis.level == more.level:
            return space.where(axis, _union(rows & others.get(value, 0) for value, rows in parts.items()
                                            if value is not None))
        if axis.level > more.level:
            axis, parts, more, others = more, others, axis, parts
        return space.split(axis, [(rows, space.where(more, others[value])) for value, rows in parts.items()
                                  if value is not None and value in others])

    def compared(self, left: Value, operator: str, right: Value, test: Test) -> Region:
        space = self.space
        if isinstance(left, Constant):
            left, right = right, left
            operator = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[operator]
        if isinstance(right, Constant):
            try:
                cases = self.cases(left)
            except Opaque:
                cases = {}
            if cases:
                return space.any_of([region for value, region in cases.items()
                                     if value is not None and _cell_ordered(value, operator, right.value)])
        told = [space.complement(self.absent(side)) for side in (left, right)]
        first, second = plain(left), plain(right)
        turned = repr(first) > repr(second)
        if turned:
            first, second = second, first
            operator = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[operator]
        axis = space.axis(("order", first, second), ("<", "=", ">"), test)
        cells = {"<": 0b001, "<=": 0b011, ">": 0b100, ">=": 0b110}[operator]
        return space.meet(space.all_of(told), space.where(axis, cells))


def _negated(test: Test) -> Test:
    return test.test if isinstance(test, Negation) else Negation(test)


def _cell_ordered(cell: Any, operator: str, bound: Any) -> bool:
    """Whether a cell of a cut axis stands in the order; the bound is one of the cut points."""
    if not isinstance(cell, Between):
        return ordered(cell, operator, bound)
    if cell.high is not None and (cell.high <= bound):
        return operator in ("<", "<=")
    if cell.low is not None and cell.low >= bound:
        return operator in (">", ">=")
    return False


def _union(sets: Any) -> int:
    found = 0
    for one in sets:
        found |= one
    return found
