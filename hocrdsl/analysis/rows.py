"""Tests and values that hang on one row of a table alone, answered for all its rows at once.

A set of rows is an int, bit by bit in the order of the table; a value is given as what it is (None: none) with the
rows where it is so. Nothing is unknown in a table, so two truth values are enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias, assert_never

from hocrdsl.data import Data
from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Always,
    Among,
    Combined,
    Compare,
    Constant,
    DefinedOf,
    Equals,
    FactOf,
    IsNone,
    IsTrue,
    Known,
    Member,
    Negation,
    Quantified,
    Same,
    Test,
    Value,
    Variable,
    Within,
)
from hocrdsl.model.nodes import Model, Rows

Parts: TypeAlias = dict[Any, int]


class NotOfRows(Exception):
    """The value or test hangs on more than one row."""


class Universe(Data):
    """The rows that an entity has in any of some editions, so that a set of rows is the same bits in all of them.

    `like`: for a row that not every edition has, one that every edition has. Where the row is absent it stands for
    that one: whatever holds of the one holds of the other, so nothing is possible that was not possible without it.
    """

    keys: tuple[str, ...]
    like: dict[str, str]


class RowSets:
    """The rows of one row entity; over a universe where one is given that knows them all."""

    def __init__(self, model: Model, entity: str, universe: Universe | None = None) -> None:
        self.model = model
        self.entity = entity
        own = model.rows[entity].keys
        places = {key: place for place, key in enumerate(own)}
        if universe is not None and places.keys() <= set(universe.keys) and all(
            key in places or universe.like.get(key) in places for key in universe.keys
        ):
            self.keys = universe.keys
            self._places: tuple[int, ...] = tuple([
                places[key if key in places else universe.like[key]] for key in universe.keys
            ])
        else:
            self.keys = own
            self._places = tuple(range(len(own)))
        self.full = (1 << len(self.keys)) - 1
        self.by_key: Parts = _parts(own, self._places)
        self._facts: dict[str, Parts] = {}
        self._defined: dict[str, Parts] = {}

    def fact(self, name: str) -> Parts:
        """A column, as value -> rows."""
        found = self._facts.get(name)
        if found is None:
            found = self._facts[name] = _parts(self.model.rows[self.entity].columns[name], self._places)
        return found

    def defined(self, name: str) -> Parts:
        """A definition of the row, as value -> rows."""
        found = self._defined.get(name)
        if found is None:
            found = self._defined[name] = self._body(self.model.definitions[self.entity, name].body)
        return found

    def cases(self, value: Value) -> Parts:
        """A value of variable 0 (the row), as value -> rows; raises NotOfRows."""
        match value:
            case Constant(constant):
                return {constant: self.full}
            case Variable(0):
                return self.by_key
            case FactOf(Variable(0), entity, fact) if entity == self.entity:
                return self.fact(fact)
            case DefinedOf(Variable(0), entity, definition) if entity == self.entity:
                return self.defined(definition)
            case _:
                raise NotOfRows

    def test(self, test: Test) -> int:
        """The rows where a test of variable 0 holds; raises NotOfRows."""
        match test:
            case Always(truth):
                return self.full if truth else 0
            case IsTrue(value):
                return self.cases(value).get(True, 0)
            case Negation(inner):
                return self.full & ~self.test(inner)
            case Combined(kind, limbs):
                sets = [self.test(limb) for limb in limbs]
                found = self.full if kind == "all" else 0
                for one in sets:
                    found = found & one if kind == "all" else found | one
                return self.full & ~found if kind == "none" else found
            case Among(left, options):
                parts = self.cases(left)
                return _either(parts.get(option.value, 0) for option in options)
            case Known(value):
                return self.full & ~self.cases(value).get(None, 0)
            case IsNone(value):
                return self.cases(value).get(None, 0)
            case Equals(left, right) | Same(left, right):
                parts, others = self.cases(left), self.cases(right)
                return _either(rows & others.get(value, 0) for value, rows in parts.items() if value is not None)
            case Compare(left, operator, right):
                return _either(
                    rows & more
                    for value, rows in self.cases(left).items() if value is not None
                    for other, more in self.cases(right).items()
                    if other is not None and ordered(value, operator, other)
                )
            case Within() | Member() | Quantified():
                raise NotOfRows
            case _:
                assert_never(test)

    def _body(self, body: nodes.Body) -> Parts:
        match body:
            case nodes.ConditionBody(test):
                rows = self.test(test)
                return _filled({True: rows, False: self.full & ~rows})
            case nodes.CaseBody(lines):
                left, found = self.full, Parts()
                for value, line in lines:
                    here = left if line is None else left & self.test(line)
                    _add(found, self.cases(value), here)
                    left &= ~here
                _add(found, {None: self.full}, left)
                return found
            case nodes.FirstBody(values):
                left, found = self.full, Parts()
                for value in values:
                    parts = self.cases(value)
                    _add(found, {one: rows for one, rows in parts.items() if one is not None}, left)
                    left &= parts.get(None, 0)
                _add(found, {None: self.full}, left)
                return found
            case nodes.ValueBody(value):
                return self.cases(value)
            case nodes.TableBody(title):
                return self._table(self.model.tables[title])
            case nodes.ClosureBody() | nodes.TallyBody():
                raise NotOfRows
            case _:
                assert_never(body)

    def _table(self, table: nodes.Table) -> Parts:
        inputs = [self.cases(value) for value in table.inputs]
        left, found = self.full, Parts()
        for row in table.rows:
            here = left
            for cell, parts in zip(row.cells, inputs, strict=True):
                if cell.kind == "one of":
                    here &= _either(parts.get(constant.value, 0) for constant in cell.constants)
                elif cell.kind != "any":
                    bound = cell.constants[0].value
                    here &= _either(rows for value, rows in parts.items()
                                    if value is not None and ordered(value, cell.kind, bound))
            output = None if row.output is None else row.output.value
            _add(found, {output: self.full}, here)
            left &= ~here
        _add(found, {None: self.full}, left)
        return found


def universe(every: Sequence[Rows]) -> Universe | None:
    """The universe of the rows of some editions, the latest last; None where no row is in all of them."""
    latest: dict[str, tuple[Rows, int]] = {}
    for rows in every:
        latest.update({key: (rows, place) for place, key in enumerate(rows.keys)})
    always = set(every[0].keys).intersection(*[rows.keys for rows in every[1:]])
    if not always:
        return None
    last = every[-1]
    columns = {name: _parts(column, range(len(column))) for name, column in last.columns.items()}
    staying = _either(1 << place for place, key in enumerate(last.keys) if key in always)
    like = {}
    for key, (rows, place) in latest.items():
        if key in always:
            continue
        alike = staying
        for name, column in rows.columns.items():
            # the more columns agree, the less is to be worked out anew
            alike = alike & columns.get(name, {}).get(column[place], 0) or alike
        like[key] = last.keys[(alike & -alike).bit_length() - 1]
    return Universe(tuple(latest), like)


def _parts(cells: Sequence[Any], places: Sequence[int]) -> Parts:
    found: Parts = {}
    for bit, place in enumerate(places):
        cell = cells[place]
        found[cell] = found.get(cell, 0) | 1 << bit
    return found


def ordered(left: Any, operator: str, right: Any) -> bool:
    """Comparison of two numbers, or of two times as text."""
    try:
        return bool({"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator])
    except TypeError:
        return False


def _either(sets: Any) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


def _add(into: Parts, parts: Parts, here: int) -> None:
    for value, rows in parts.items():
        if rows & here:
            into[value] = into.get(value, 0) | rows & here


def _filled(parts: Parts) -> Parts:
    return {value: rows for value, rows in parts.items() if rows}


