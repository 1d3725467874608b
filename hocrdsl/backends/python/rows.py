"""Tests and values that hang on one row of a table only, worked out for every row when a plan is emitted.

A row expression is whatever names the row (`the allegation's offence`); a test on nothing but one row expression and
constants becomes the set of the rows for which it is true, a value becomes a dict by row. `none` stands among the rows.
"""

from __future__ import annotations

from typing import Any

from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Always, Among, Combined, Compare, Constant, DefinedOf, Equals, FactOf, IsNone, IsTrue, Known, Negation, Same, Test,
    Thing, Value, Variable,
)
from hocrdsl.plan.nodes import Plan

NONE = "none"


class NotByRow(Exception):
    """Something else than one row and constants is read."""


class Rows:
    """The rows of one plan; results are kept by definition and by test."""

    def __init__(self, plan: Plan) -> None:
        self.model = plan.model
        self._domain = {entity: (*rows.keys, NONE) for entity, rows in self.model.rows.items()}
        self._columns: dict[tuple[str, str], dict[Any, Any]] = {}
        self._defined: dict[tuple[str, str], dict[Any, Any] | None] = {}
        self._tests: dict[Test, tuple[Value, frozenset[str]] | None] = {}

    # --- what hangs on a row ----------------------------------------------------------

    def entity_of(self, value: Value) -> str | None:
        """The entity of the row that a value names; None where it names no row."""
        match value:
            case Variable(_, entity) if entity in self.model.rows:
                return entity
            case FactOf(_, _, _, Thing(entity)) | DefinedOf(_, _, _, Thing(entity)) if entity in self.model.rows:
                return entity
        return None

    def root(self, value: Value) -> Value | None:
        """The row expression that a value hangs on; None for a constant; raises NotByRow."""
        match value:
            case Constant():
                return None
            case FactOf(of, entity) | DefinedOf(of, entity) if entity in self.model.rows:
                return self.root(of) or of
        if self.entity_of(value) is None:
            raise NotByRow
        return value

    def test(self, test: Test) -> tuple[Value, frozenset[str]] | None:
        """The row expression and the rows (none among them) for which a test is true; None where it reads more."""
        if test not in self._tests:
            try:
                roots = {root for root in self._roots(test) if root is not None}
                if len(roots) != 1:
                    raise NotByRow
                root = roots.pop()
                entity = self.entity_of(root)
                assert entity is not None
                self._tests[test] = (root, self.truths(test, root, entity))
            except NotByRow:
                self._tests[test] = None
        return self._tests[test]

    def value(self, value: Value) -> tuple[Value, dict[Any, Any]] | None:
        """The row expression and the value by row; None where it reads more."""
        try:
            root = self.root(value)
            if root is None or root == value:
                return None
            entity = self.entity_of(root)
            assert entity is not None
            return root, self.values(value, root, entity)
        except NotByRow:
            return None

    def _roots(self, test: Test) -> list[Value | None]:
        match test:
            case IsTrue(value) | Known(value) | IsNone(value) | Among(value):
                return [self.root(value)]
            case Equals(left, right) | Same(left, right) | Compare(left, _, right):
                return [self.root(left), self.root(right)]
            case Negation(inner):
                return self._roots(inner)
            case Combined(_, limbs):
                return [root for limb in limbs for root in self._roots(limb)]
        raise NotByRow

    # --- for every row ----------------------------------------------------------------

    def truths(self, test: Test, root: Value, entity: str) -> frozenset[str]:
        """The rows for which a test is true."""
        domain = self._domain[entity]
        match test:
            case Always(truth):
                return frozenset(domain if truth else ())
            case IsTrue(value):
                return frozenset(row for row, one in self.values(value, root, entity).items() if one is True)
            case Known(value):
                return frozenset(row for row, one in self.values(value, root, entity).items() if one != NONE)
            case IsNone(value):
                return frozenset(row for row, one in self.values(value, root, entity).items() if one == NONE)
            case Among(value, options):
                wanted = {option.value for option in options}
                return frozenset(row for row, one in self.values(value, root, entity).items() if one in wanted)
            case Equals(left, right) | Same(left, right):
                ours, theirs = self.values(left, root, entity), self.values(right, root, entity)
                return frozenset(
                    row for row in domain if NONE not in (ours[row], theirs[row]) and ours[row] == theirs[row]
                )
            case Compare(left, operator, right):
                ours, theirs = self.values(left, root, entity), self.values(right, root, entity)
                return frozenset(row for row in domain if _measure(ours[row], operator, theirs[row]))
            case Negation(inner):
                return frozenset(domain) - self.truths(inner, root, entity)
            case Combined(kind, limbs):
                sets = [self.truths(limb, root, entity) for limb in limbs]
                if kind == "all":
                    return frozenset.intersection(*sets)
                either = frozenset[str]().union(*sets)
                return either if kind == "any" else frozenset(domain) - either
        raise NotByRow

    def values(self, value: Value, root: Value, entity: str) -> dict[Any, Any]:
        """A value for every row."""
        domain = self._domain[entity]
        if value == root:
            return {row: row for row in domain}
        match value:
            case Constant(constant):
                return dict.fromkeys(domain, constant)
            case FactOf(of, rows, fact) if rows in self.model.rows:
                column = self.column(rows, fact)
                if of == root:
                    return column
                return {row: column[key] for row, key in self.values(of, root, entity).items()}
            case DefinedOf(of, rows, definition) if rows in self.model.rows:
                found = self.defined(rows, definition)
                if of == root:
                    return found
                return {row: found[key] for row, key in self.values(of, root, entity).items()}
        raise NotByRow

    def column(self, entity: str, fact: str) -> dict[Any, Any]:
        """A column by row, none for none."""
        key = (entity, fact)
        if key not in self._columns:
            rows = self.model.rows[entity]
            cells = zip(rows.keys, rows.columns[fact], strict=True)
            self._columns[key] = {**{row: NONE if cell is None else cell for row, cell in cells}, NONE: NONE}
        return self._columns[key]

    def defined(self, entity: str, definition: str) -> dict[Any, Any]:
        """A definition by row, none for none; raises NotByRow."""
        key = (entity, definition)
        if key not in self._defined:
            try:
                found = self._body(self.model.definitions[key].body, Variable(0, entity), entity)
                self._defined[key] = {**found, NONE: NONE}
            except NotByRow:
                self._defined[key] = None
        kept = self._defined[key]
        if kept is None:
            raise NotByRow
        return kept

    def _body(self, body: nodes.Body, root: Value, entity: str) -> dict[Any, Any]:
        domain = self._domain[entity]
        match body:
            case nodes.ConditionBody(test):
                true = self.truths(test, root, entity)
                return {row: row in true for row in domain}
            case nodes.ValueBody(value):
                return self.values(value, root, entity)
            case nodes.FirstBody(values):
                found = [self.values(value, root, entity) for value in values]
                return {row: next((one[row] for one in found if one[row] != NONE), NONE) for row in domain}
            case nodes.CaseBody(lines):
                by_row = dict.fromkeys(domain, NONE)
                for value, line in reversed(lines):
                    true = frozenset(domain) if line is None else self.truths(line, root, entity)
                    given = self.values(value, root, entity)
                    by_row.update({row: given[row] for row in true})
                return by_row
            case nodes.TableBody(title):
                table = self.model.tables[title]
                inputs = [self.values(value, root, entity) for value in table.inputs]
                if len(inputs) == 1 and all(row.cells[0].kind == "one of" for row in table.rows):
                    return _by_one(table, inputs[0])
                prepared = _prepared(table)
                return {row: _look_up(prepared, [one[row] for one in inputs]) for row in domain}
        raise NotByRow


def _by_one(table: nodes.Table, found: dict[Any, Any]) -> dict[Any, Any]:
    outputs: dict[Any, Any] = {}
    for row in table.rows:
        for constant in row.cells[0].constants:
            outputs.setdefault(constant.value, NONE if row.output is None else row.output.value)
    return {row: outputs.get(one, NONE) for row, one in found.items()}


def _look_up(table: list[tuple[list[Any], Any]], inputs: list[Any]) -> Any:
    for cells, output in table:
        for cell, one in zip(cells, inputs, strict=True):
            if cell is not None and not (
                one in cell if isinstance(cell, frozenset) else _measure(one, cell.kind, cell.constants[0].value)
            ):
                break
        else:
            return output
    return NONE


def _prepared(table: nodes.Table) -> list[tuple[list[Any], Any]]:
    """Cells as None (any), a set, or a comparison."""
    return [
        (
            [
                None
                if cell.kind == "any"
                else frozenset(one.value for one in cell.constants)
                if cell.kind == "one of"
                else cell
                for cell in row.cells
            ],
            NONE if row.output is None else row.output.value,
        )
        for row in table.rows
    ]


def _measure(left: Any, operator: str, right: Any) -> bool:
    if left == NONE or right == NONE:
        return False
    if isinstance(left, str):
        # a day and a moment of it have no order: left to the full form
        raise NotByRow
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]  # type: ignore[no-any-return]
