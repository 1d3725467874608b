"""Names and data that the emitted functions share: sets of rows, columns, tables, units; each written once.

Everything stands in order of first use, so that the same plan gives the same bytes.
"""

from __future__ import annotations

import ast
import builtins
import keyword
from typing import Any

from hocrdsl.backends.python import build
from hocrdsl.backends.python.compact import column, row_set
from hocrdsl.backends.python.inline import names as runtime_names
from hocrdsl.backends.python.rows import Rows
from hocrdsl.model import nodes
from hocrdsl.model.expressions import Among, Compare, FactOf, Value, Variable
from hocrdsl.model.wording import question
from hocrdsl.plan.nodes import Plan


class Shared:
    """The names of one plan, and the definitions of its shared data as they are asked for."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.model = plan.model
        self.rows = Rows(plan)
        self.taken: dict[str, Any] = {}
        self.data: dict[str, ast.expr | build.Plain] = {}
        self._by_content: dict[tuple[str, Any], str] = {}
        self._count: dict[str, int] = {}
        # by definition, see `keeping` and `weight`
        self.keeping: dict[tuple[str, str], bool] = {}
        self.weights: dict[Any, int] = {}
        self.provisions = {label: self.name(label, build.identifier(label)) for label in plan.model.provisions}
        self.definitions = {
            key: self.name(("define", key), f"{build.identifier(key[1])}_of_{build.identifier(key[0])}")
            for key in plan.model.definitions
        }

    def name(self, key: Any, wanted: str) -> str:
        """A name that nothing else has; a number is added until it is free."""
        found, number = wanted, 2
        while found in self.taken or found in RESERVED:
            found, number = f"{wanted}_{number}", number + 1
        self.taken[found] = key
        return found

    def keep(self, kind: str, content: Any, value: ast.expr | build.Plain) -> str:
        """The name of shared data; equal content of one kind is kept once."""
        key = (kind, content)
        if key not in self._by_content:
            number = self._count[kind] = self._count.get(kind, 0) + 1
            self._by_content[key] = self.name(key, f"{kind}_{number}")
            self.data[self._by_content[key]] = value
        return self._by_content[key]

    def row_set(self, rows: frozenset[str]) -> str:
        """The name of a set of rows."""
        key = ("ROWS", rows)
        return self._by_content[key] if key in self._by_content else self.keep("ROWS", rows, row_set(self.model, rows))

    def column(self, entity: str, fact: str) -> str:
        """The name of a column by row."""
        key = ("COLUMN", (entity, fact))
        if key in self._by_content:
            return self._by_content[key]
        return self.keep("COLUMN", key[1], column(self.model, self.rows.column(entity, fact), "none"))

    def by_row(self, values: dict[Any, Any]) -> str:
        """The name of values by row; None where there is none."""
        kept = {row: None if value == "none" else value for row, value in values.items()}
        return self.keep("BY_ROW", tuple(kept.items()), column(self.model, kept, None))

    def whole_by_row(self, values: dict[Any, Any]) -> str:
        """The name of values by row, none included."""
        return self.keep("VALUE", tuple(values.items()), column(self.model, values, "none"))

    def table(self, table: nodes.Table) -> str:
        """The name of a table, as `runtime.three.look_up` takes it."""
        if ("TABLE", table.title) in self._by_content:
            return self._by_content["TABLE", table.title]
        rows = tuple(
            (tuple(_cell(cell) for cell in row.cells), "none" if row.output is None else row.output.value,
             tuple(_words(cell, value) for cell, value in zip(row.cells, table.inputs, strict=True)))
            for row in table.rows
        )
        return self.keep("TABLE", table.title, build.Plain((rows, table.first_row)))

    def is_decided(self, value: Value) -> bool:
        """Whether a value is a variable that stands for a thing decided."""
        return isinstance(value, Variable) and value.entity == self.model.charter.decided

    def classified_of(self, value: Value) -> int | None:
        """The variable (a thing decided) whose classified value this is."""
        match value:
            case FactOf(Variable(index, entity), _, fact) if (
                entity == self.model.charter.decided and fact == self.model.charter.classified
            ):
                return index
        return None


def _words(cell: nodes.Fits, value: Value) -> str | None:
    """What a cell asks, in words, by which it may have been answered."""
    if cell.kind == "any":
        return None
    if cell.kind == "one of":
        return question(Among(value, cell.constants))
    return question(Compare(value, cell.kind, cell.constants[0]))


def _cell(cell: nodes.Fits) -> Any:
    if cell.kind == "any":
        return None
    if cell.kind == "one of":
        return tuple(constant.value for constant in cell.constants)
    return [cell.kind, cell.constants[0].value]


# names of Python and of emitted functions' own variables; those of the runtime are added when they are known
RESERVED: frozenset[str] = frozenset(dir(builtins)) | frozenset(keyword.kwlist) | runtime_names() | {
    "Any", "TYPE_CHECKING", "annotations", "run", "x", "y", "found", "truth", "told", "one", "other", "a", "b",
    "VOCABULARY", "BOOK", "REASONS", "READS", "TIMES", "EDITION", "RULEBOOK", "DIGEST", "META",
    "validate", "decide", "explain", "answers",
}
