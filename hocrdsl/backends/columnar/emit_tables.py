"""A table as masks: for each input, which rows its value fits; the rows left in all of them fit.

62 rows go into one number. What an input fits is looked up where its value is one of some words, and worked out where
it is a comparison. Of an unknown input two masks are kept: the rows that it fits for sure, and those that it may fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hocrdsl.backends.columnar.layout import NONE, UNKNOWN
from hocrdsl.backends.columnar.text import Text
from hocrdsl.model import nodes
from hocrdsl.model.expressions import Among, Compare, NumberType, Test, TimeType, Value

if TYPE_CHECKING:
    from hocrdsl.backends.columnar.emit_values import Values

ROWS = 62


def look_up(at: Values, name: str, table: nodes.Table) -> str:
    """The function of a thing that gives the output; none where no row fits, unknown where that is in doubt."""
    out = at.text()
    parts = [(first, table.rows[first : first + ROWS]) for first in range(0, len(table.rows), ROWS)]
    inputs: dict[int, str] = {}
    note = _note(at, table) if at.asking else ""
    out.say("doubt = 0", "row = 0")
    for first, rows in parts:
        _part(at, table, first, rows, inputs, note, out)
    if note:
        out.say("if doubt == 1:").inside(f"{note}(x, row)")
    out.say(f"return {UNKNOWN} if doubt == 1 else {NONE}")
    return out.function(name, "x")


def _note(at: Values, table: nodes.Table) -> str:
    """The function that notes what the first row in doubt turns on first, as the reference does."""
    out = at.text()
    for place, value in enumerate(table.inputs):
        asked = at.table([
            -1 if row.cells[place].kind == "any" else at.question(_test(value, row.cells[place])) for row in table.rows
        ])
        ask = out.name(f"{asked}[row]")
        out.say(f"if {ask} >= 0:")
        out.deeper()
        kept = at.mark(out)
        assert kept is not None
        found = at.value(value, {0: "x"}, out)
        out.say(f"if {found} == {UNKNOWN}:")
        out.deeper()
        out.say(f"if NOTED[0] != {kept[1]}:").inside("return 0")
        out.say(f"if peeked({ask}, x) == 1:").inside(f"tested({ask}, x, -1)", "return 0")
        out.shallower()
        at.forget(out, kept)
        out.shallower()
    out.say("return 0")
    return at.once(("note", table.title), lambda name: out.function(name, "x", "row"))


def _test(value: Value, cell: nodes.Fits) -> Test:
    """What a cell asks, as a test."""
    if cell.kind == "one of":
        return Among(value, cell.constants)
    assert cell.kind != "any"
    return Compare(value, cell.kind, cell.constants[0])


def _part(at: Values, table: nodes.Table, start: int, rows: tuple[nodes.TableRow, ...], inputs: dict[int, str],
          note: str, out: Text) -> None:
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
            kept = at.mark(out)
            found = at.value(table.inputs[place], {0: "x"}, out)
            at.forget(out, kept)
            if not depth:
                inputs[place] = found
        else:
            found = inputs[place]
        one, other = _fits(at, table, place, cells, found, out)
        if note:
            one, other = _assumed(at, table, place, cells, found, (one, other), out)
        out.say(f"{sure} = {sure} & {one}", f"{maybe} = {maybe} & {other}")
        out.say(f"if {maybe} != 0:")
        out.deeper()
        depth += 1
    if table.first_row:
        # the first that may fit decides: for sure, or it is in doubt
        out.say(f"low = {maybe} & (0 - {maybe})")
        out.say(f"if low != 0 and {sure} & low == 0:")
        out.deeper()
        if note:
            out.say(f"{note}(x, {start} + {_place_of()})")
        out.say(f"return {UNKNOWN}")
        out.shallower()
    else:
        out.say(f"low = {sure} & (0 - {sure})")
        out.say(f"if low == 0 and {maybe} != 0 and doubt == 0:")
        out.deeper()
        out.say("doubt = 1")
        if note:
            out.say(f"low = {maybe} & (0 - {maybe})", f"row = {start} + {_place_of()}", "low = 0")
        out.shallower()
    out.say("if low != 0:")
    out.deeper()
    outputs = at.table([NONE if row.output is None else at.layout.constant(row.output) for row in rows])
    out.say(f"return {outputs}[{_place_of()}]")
    out.shallower()
    for _ in range(depth):
        out.shallower()


def _assumed(at: Values, table: nodes.Table, place: int, cells: list[nodes.Fits], found: str, fits: tuple[str, str],
             out: Text) -> tuple[str, str]:
    """The masks where the value is unknown, by the tests of it that are assumed."""
    one, other = out.fresh(), out.fresh()
    out.say(f"{one} = {fits[0]}", f"{other} = {fits[1]}")
    anything = sum(1 << bit for bit, cell in enumerate(cells) if cell.kind == "any")
    masks: dict[int, int] = {}
    for bit, cell in enumerate(cells):
        if cell.kind != "any":
            ask = at.question(_test(table.inputs[place], cell))
            masks[ask] = masks.get(ask, 0) | 1 << bit
    out.say(f"if {found} == {UNKNOWN}:")
    out.deeper()
    out.say(f"{one} = {anything}", f"{other} = {anything}")
    for ask, mask in masks.items():
        truth = out.name(f"peeked({ask}, x)")
        out.say(f"if {truth} == 2:").inside(f"{one} = {one} | {mask}")
        out.say(f"if {truth} != 0:").inside(f"{other} = {other} | {mask}")
    out.shallower()
    return one, other


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
