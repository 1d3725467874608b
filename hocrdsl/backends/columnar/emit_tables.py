"""A table as masks: for each input, which rows its value fits; the rows left in all of them fit.

62 rows go into one number. What an input fits is looked up where its value is one of some words, and worked out where
it is a
comparison. Of an unknown input two masks are kept: the rows that it fits for sure, and those that it may fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hocrdsl.backends.columnar.layout import NONE, UNKNOWN
from hocrdsl.backends.columnar.text import Text
from hocrdsl.model import nodes
from hocrdsl.model.expressions import Among, Combined, Compare, NumberType, TimeType, Value

if TYPE_CHECKING:
    from hocrdsl.backends.columnar.emit_values import Values

ROWS = 62


def look_up(at: Values, name: str, table: nodes.Table) -> str:
    """The function of a thing that gives the output; none where no row fits, unknown where that is in doubt."""
    if at.asking:
        return _row_by_row(at, name, table)
    out = at.text()
    parts = [table.rows[first : first + ROWS] for first in range(0, len(table.rows), ROWS)]
    inputs: dict[int, str] = {}
    doubt = "doubt"
    out.say(f"{doubt} = 0")
    for rows in parts:
        _part(at, table, rows, inputs, out)
    out.say(f"return {UNKNOWN} if {doubt} == 1 else {NONE}")
    return out.function(name, "x")


def _row_by_row(at: Values, name: str, table: nodes.Table) -> str:
    """As the reference reads a table, so that what is asked first is what it asks first."""
    out = at.text()
    kept = at.mark(out)
    out.say("doubt = 0")
    for row in table.rows:
        limbs = tuple(
            Among(value, cell.constants) if cell.kind == "one of" else Compare(value, cell.kind, cell.constants[0])
            for cell, value in zip(row.cells, table.inputs, strict=True) if cell.kind != "any"
        )
        truth = at.test(Combined("all", limbs), {0: "x"}, out) if limbs else "2"
        out.say(f"if {truth} == 2:")
        out.deeper()
        at.forget(out, kept)
        out.say(f"return {NONE if row.output is None else at.layout.constant(row.output)}")
        out.shallower()
        out.say(f"if {truth} == 1:").inside(f"return {UNKNOWN}" if table.first_row else "doubt = 1")
    out.say("if doubt == 1:").inside(f"return {UNKNOWN}")
    at.forget(out, kept)
    out.say(f"return {NONE}")
    return out.function(name, "x")


def _part(at: Values, table: nodes.Table, rows: tuple[nodes.TableRow, ...], inputs: dict[int, str], out: Text) -> None:
    every = (1 << len(rows)) - 1
    sure, maybe = out.fresh(), out.fresh()
    out.say(f"{sure} = {every}", f"{maybe} = {every}")
    depth = 0
    for place in range(len(table.inputs)):
        cells = [row.cells[place] for row in rows]
        if all(cell.kind == "any" for cell in cells):
            continue
        if place not in inputs or depth:
            # what is read deeper in is not known outside it
            found = at.value(table.inputs[place], {0: "x"}, out)
            if not depth:
                inputs[place] = found
        else:
            found = inputs[place]
        one, other = _fits(at, table, place, cells, found, out)
        out.say(f"{sure} = {sure} & {one}", f"{maybe} = {maybe} & {other}")
        out.say(f"if {maybe} != 0:")
        out.deeper()
        depth += 1
    if table.first_row:
        # the first that may fit decides: for sure, or it is in doubt
        out.say(f"low = {maybe} & (0 - {maybe})")
        out.say(f"if low != 0 and {sure} & low == 0:").inside(f"return {UNKNOWN}")
        out.say("if low != 0:")
    else:
        out.say(f"low = {sure} & (0 - {sure})")
        out.say(f"if low == 0 and {maybe} != 0:").inside("doubt = 1")
        out.say("if low != 0:")
    out.deeper()
    outputs = at.table([NONE if row.output is None else at.layout.constant(row.output) for row in rows])
    out.say(f"return {outputs}[{_place_of()}]")
    out.shallower()
    for _ in range(depth):
        out.shallower()


def _place_of() -> str:
    """The place of the only bit of `low`: by what is left of it after division by 67, for which all 62 differ."""
    return "BITS[low % 67]"


def bits() -> list[int]:
    """The table behind `BITS`."""
    found = [0] * 67
    for place in range(ROWS):
        found[(1 << place) % 67] = place
    return found


def _fits(
    at: Values, table: nodes.Table, place: int, cells: list[nodes.Fits], found: str, out: Text
) -> tuple[str, str]:
    """The masks of the rows that a value fits for sure, and may fit."""
    anything = sum(1 << bit for bit, cell in enumerate(cells) if cell.kind == "any")
    if any(cell.kind not in ("any", "one of") for cell in cells):
        return _measured(at, table, place, cells, found, anything, out)
    masks: dict[int, int] = {}
    for bit, cell in enumerate(cells):
        for constant in cell.constants:
            value = at.layout.constant(constant)
            masks[value] = masks.get(value, 0) | 1 << bit
    every = (1 << len(cells)) - 1
    told = {value: mask for value, mask in masks.items() if value >= 0}
    none = anything | masks.get(NONE, 0)
    low, high = min(told, default=0), max(told, default=0)
    if not told or high - low > 4096:
        return _one_by_one(told, anything, none, every, found, out)
    listed = [none, anything, anything] + [anything | told.get(value, 0) for value in range(low, high + 1)]
    sure = at.table(listed)
    index = out.name(
        f"{found} - {low - 3} if {low} <= {found} <= {high} else "
        f"(0 if {found} == {NONE} else (1 if {found} == {UNKNOWN} else 2))"
    )
    one = out.name(f"{sure}[{index}]")
    return one, f"({every} if {index} == 1 else {one})"


def _one_by_one(
    told: dict[int, int], anything: int, none: int, every: int, found: str, out: Text
) -> tuple[str, str]:
    mask = out.fresh()
    out.say(f"{mask} = {anything}")
    out.say(f"if {found} == {NONE}:").inside(f"{mask} = {none}")
    for value, one in told.items():
        out.say(f"elif {found} == {value}:").inside(f"{mask} = {anything | one}")
    return mask, f"({every} if {found} == {UNKNOWN} else {mask})"


def _measured(
    at: Values, table: nodes.Table, place: int, cells: list[nodes.Fits], found: str, anything: int, out: Text
) -> tuple[str, str]:
    """Comparisons of a number or a time, each constant once."""
    sure, maybe = out.fresh(), out.fresh()
    out.say(f"{sure} = {anything}", f"{maybe} = {anything}")
    every = (1 << len(cells)) - 1
    out.say(f"if {found} == {UNKNOWN}:").inside(f"{maybe} = {every}")
    asked: dict[tuple[str, int], int] = {}
    for bit, cell in enumerate(cells):
        if cell.kind != "any":
            for constant in cell.constants:
                key = ("==" if cell.kind == "one of" else cell.kind, at.layout.constant(constant))
                asked[key] = asked.get(key, 0) | 1 << bit
    out.say(f"elif {found} != {NONE}:" if asked else "elif 1 == 0:")
    out.deeper()
    for (operator, value), mask in asked.items():
        _asked(at, table.inputs[place], operator, value, mask, found, (sure, maybe), out)
    if not asked:
        out.say("pass")
    out.shallower()
    return sure, maybe


def _asked(at: Values, value: Value, operator: str, constant: int, mask: int, found: str, names: tuple[str, str],
           out: Text) -> None:
    sure, maybe = names
    type_ = getattr(value, "type", None)
    if operator == "==" or isinstance(type_, NumberType) or not isinstance(type_, TimeType):
        # no branch: what a number turns out to be is anybody's guess
        more = out.name(f"{mask} if {found} {operator} {constant} else 0")
        out.say(f"{sure} = {sure} | {more}", f"{maybe} = {maybe} | {more}")
        return
    truth = out.name(f"{at.order(operator)}({found}, {constant})")
    out.say(f"if {truth} == 2:").inside(f"{sure} = {sure} | {mask}")
    out.say(f"if {truth} != 0:").inside(f"{maybe} = {maybe} | {mask}")


__all__ = ["bits", "look_up"]
