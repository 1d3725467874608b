"""Rows, sets of rows and columns, written compactly: `runtime.rows` unfolds them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from hocrdsl.backends.python.build import Expr, Plain, attr, call, const, identifier, literal, locate, name, tuple_of
from hocrdsl.backends.python.runtime.rows import Column, Rows
from hocrdsl.model.nodes import Model

NONE = "none"


def keys_of(entity: str) -> str:
    """The name of the rows of an entity."""
    return f"KEYS_OF_{identifier(entity)}"


def lines_of(keys: tuple[str, ...]) -> Expr:
    """The rows in order, as one text that is split."""
    if not _on_lines(keys):
        return literal(keys)
    split = ast.Call(attr(const("\n".join(keys)), "split"), [const("\n")], [])
    return call("tuple", split)


def row_set(model: Model, rows: frozenset[str]) -> Plain:
    """A set of rows: runs of the table that has them."""
    entity = next((one for one, table in model.rows.items() if rows - {NONE} <= set(table.keys)), None)
    if entity is None or not _on_lines(rows):
        return Plain(Rows((), rows), _located(call("Rows", literal(()), literal(rows))))
    keys = model.rows[entity].keys
    runs: list[list[str]] = []
    before = False
    for key in keys:
        if key in rows:
            runs[-1:] = [[runs[-1][0], key]] if before else [*runs[-1:], [key]]
        before = key in rows
    lines = ["\t".join(run) for run in runs]
    if NONE in rows and NONE not in keys:
        lines.append(NONE)
    return Plain(Rows(keys, rows), _located(call("Rows", name(keys_of(entity)), const("\n".join(lines)))))


def column(model: Model, values: dict[Any, Any], default: Any) -> Plain:
    """Values by row; what is no row has the default."""
    made = Column((), values, default)
    kept = {row: value for row, value in values.items() if row != NONE or value != default}
    entity = next((one for one, table in model.rows.items() if table.keys == tuple(kept)), None)
    if entity is None:
        return Plain(made, _located(call("Column", literal(()), literal(values), const(default))))
    cells = list(kept.values())
    runs = [(value, len(list(some))) for (_, value), some in groupby(cells, key=lambda one: (type(one), one))]
    if len(runs) * 2 < len(cells) or not _on_lines(cells):
        told: Expr = tuple_of(literal(run) for run in runs)
    else:
        told = const("\n".join(cells))
    return Plain(made, _located(call("Column", name(keys_of(entity)), told, const(default))))


def _on_lines(values: Iterable[Any]) -> bool:
    """Whether values can stand one to a line."""
    return all(isinstance(one, str) and "\n" not in one and "\t" not in one for one in values)


def _located(value: Expr) -> Expr:
    return locate(value, None)  # type: ignore[no-any-return]
