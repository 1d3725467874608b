"""A table as masks: for each input, which rows its value fits; the rows left in all of them fit.

62 rows go into one number. What an input fits is looked up where its value is one of some words, and worked out where
it is a comparison. Of an unknown input two masks are kept: the rows that it fits for sure, and those that it may fit.

Which row fits is what no processor can guess, so there is no branch from one input to the next: what takes little is
worked out for every thing, and what takes more only where a row that is left asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hocrdsl.backends.columnar.emit_weights import DEAR, LITTLE, type_of, weight
from hocrdsl.backends.columnar.layout import NONE, UNKNOWN
from hocrdsl.backends.columnar.text import Text
from hocrdsl.model import nodes
from hocrdsl.model.expressions import Among, Compare, NumberType, Test, TimeType, Value, YesNo

if TYPE_CHECKING:
    from hocrdsl.backends.columnar.emit_values import Values

ROWS = 62
# after division by it the bits of all of them leave different numbers, none of them 0
WHEEL = 67
# the highest number of a word up to which masks are looked up by it
WIDEST = 4096
# so many words are told apart sooner by comparisons than looked up
COMPARED = 3
# the masks of a table's rows, as its function names them
SURE, MAYBE = "sure", "maybe"


def look_up(at: Values, name: str, table: nodes.Table) -> str:
    """The function of a thing that gives the output; none where no row fits, unknown where that is in doubt."""
    out = at.text()
    parts = [(first, table.rows[first : first + ROWS]) for first in range(0, len(table.rows), ROWS)]
    inputs: dict[int, str] = {}
    note = _note(at, table) if at.asking else ""
    if not note and len(parts) == 1:
        _part(at, table, table.rows, inputs, note, out)
        low, doubt = _first(table, out)
        out.say(f"end = {_outputs(at, table.rows)}[{low} % {WHEEL}]", f"return {UNKNOWN} if {doubt} else end")
        return out.function(name, "x")
    out.say("doubt = 0", "row = 0")
    for first, rows in parts:
        _part(at, table, rows, inputs, note, out)
        low, doubt = _first(table, out)
        out.say(f"if {doubt}{'' if table.first_row else ' and doubt == 0'}:")
        out.deeper()
        if note:
            out.say(f"low = {MAYBE} & (0 - {MAYBE})", f"row = {first} + BITS[low % {WHEEL}]", f"{low} = 0")
        if not table.first_row:
            out.say("doubt = 1")
        elif note:
            out.say(f"{note}(x, row)", f"return {UNKNOWN}")
        else:
            out.say(f"return {UNKNOWN}")
        out.shallower()
        out.say(f"if {low} != 0:").inside(f"return {_outputs(at, rows)}[{low} % {WHEEL}]")
    if note:
        out.say("if doubt == 1:").inside(f"{note}(x, row)")
    out.say(f"return {UNKNOWN} if doubt == 1 else {NONE}")
    return out.function(name, "x")


def _first(table: nodes.Table, out: Text) -> tuple[str, str]:
    """The bit of the row that decides, if any does, and the test that it is in doubt. The first row that may fit
    decides: for sure, or not; where one row fits at most, one that fits for sure."""
    if table.first_row:
        out.say(f"first = {MAYBE} & (0 - {MAYBE})")
        return "first", f"first != {SURE} & first"
    out.say(f"first = {SURE} & (0 - {SURE})")
    return "first", f"first == 0 and {MAYBE} != 0"


def _outputs(at: Values, rows: tuple[nodes.TableRow, ...]) -> str:
    """The outputs of rows by what is left of their bits after division; none where there is no bit."""
    found = [NONE] * WHEEL
    for place, row in enumerate(rows):
        found[(1 << place) % WHEEL] = NONE if row.output is None else at.layout.constant(row.output)
    return at.table(found)


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


def _part(at: Values, table: nodes.Table, rows: tuple[nodes.TableRow, ...], inputs: dict[int, str], note: str,
          out: Text) -> None:
    """Lines that leave the masks of some rows in `SURE` and `MAYBE`; what takes least is asked first."""
    every = (1 << len(rows)) - 1
    out.say(f"{SURE} = {every}", f"{MAYBE} = {every}")
    weights = [DEAR if note else weight(at, value) for value in table.inputs]
    for place in sorted(range(len(weights)), key=lambda one: weights[one] if weights[one] > LITTLE else 0):
        cells = [row.cells[place] for row in rows]
        asking = sum(1 << bit for bit, cell in enumerate(cells) if cell.kind != "any")
        if not asking:
            continue
        at_once = weights[place] <= LITTLE
        if not at_once:
            out.say(f"if {MAYBE} & {asking} != 0:")
            out.deeper()
        if place in inputs:
            found = inputs[place]
        else:
            kept = at.mark(out)
            found = at.value(table.inputs[place], {0: "x"}, out)
            at.forget(out, kept)
            if at_once:
                # what is read deeper in is not known outside it
                inputs[place] = found
        one, other = _fits(at, table, place, cells, found, out)
        if note:
            one, other = _assumed(at, table, place, cells, found, (one, other), out)
        out.say(f"{SURE} = {SURE} & {one}", f"{MAYBE} = {MAYBE} & {other}")
        if not at_once:
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


def bits() -> list[int]:
    """The table behind `BITS`: the place of the only bit of a number, by what is left of it after division."""
    found = [0] * WHEEL
    for place in range(ROWS):
        found[(1 << place) % WHEEL] = place
    return found


def _fits(
    at: Values, table: nodes.Table, place: int, cells: list[nodes.Fits], found: str, out: Text
) -> tuple[str, str]:
    """The masks of the rows that a value fits for sure, and may fit."""
    anything = sum(1 << bit for bit, cell in enumerate(cells) if cell.kind == "any")
    every = (1 << len(cells)) - 1
    if any(cell.kind not in ("any", "one of") for cell in cells):
        return _measured(at, table, place, cells, found, anything, out)
    masks = _constants(at, cells)
    told = {value: mask for value, mask in masks.items() if value >= 0}
    none = anything | masks.get(NONE, 0)
    type_ = type_of(table.inputs[place])
    truth = isinstance(type_, YesNo)
    high = max(told, default=0)
    if truth:
        no, yes = (anything | told.get(value, 0) for value in (0, 1))
        # by comparisons: where nothing is unknown most of it goes away, and several at once are not fetched one by one
        untold = f"({none} if {found} == {NONE} else {anything})"
        one = out.name(f"{yes} if {found} == 1 else ({no} if {found} == 0 else {untold})")
    elif isinstance(type_, NumberType) or high > WIDEST or len(told) <= COMPARED:
        one = out.name(f"{none} if {found} == {NONE} else {anything} | {_equal(at, masks, found, out)}")
    else:
        # none, unknown, and what is told stand in a row; beyond them what no row names
        listed = [none, anything, *[anything | told.get(value, 0) for value in range(high + 1)], anything]
        one = out.name(f"{at.table(listed)}[({found} if {found} <= {high} else {high + 1}) + 2]")
    return one, out.name(f"{every} if {found} == {UNKNOWN} else {one}")


def _constants(at: Values, cells: list[nodes.Fits]) -> dict[int, int]:
    """The rows by the constants that they are content with."""
    masks: dict[int, int] = {}
    for bit, cell in enumerate(cells):
        if cell.kind == "one of":
            for constant in cell.constants:
                value = at.layout.constant(constant)
                masks[value] = masks.get(value, 0) | 1 << bit
    return masks


def _equal(at: Values, masks: dict[int, int], found: str, out: Text) -> str:
    """The mask of the rows that name a value: by some of its bits, by which those that are named differ."""
    told = {value: mask for value, mask in masks.items() if value != NONE}
    if len(told) > 3:
        for width in range(2, 9):
            for shift in range(63 - width):
                places = {value >> shift & (1 << width) - 1: value for value in told}
                if len(places) == len(told):
                    size = range(1 << width)
                    values = at.table([places.get(one, NONE) for one in size])
                    rows = at.table([told[places[one]] if one in places else 0 for one in size])
                    index = out.name(f"{found} >> {shift} & {(1 << width) - 1}")
                    value, mask = out.name(f"{values}[{index}]"), out.name(f"{rows}[{index}]")
                    return out.name(f"{mask} if {value} == {found} else 0")
    names = [out.name(f"{mask} if {found} == {value} else 0") for value, mask in told.items()]
    return " | ".join(names) or "0"


def _measured(
    at: Values, table: nodes.Table, place: int, cells: list[nodes.Fits], found: str, anything: int, out: Text
) -> tuple[str, str]:
    """Comparisons of a number or a time, each constant once."""
    value = table.inputs[place]
    every = (1 << len(cells)) - 1
    same = _constants(at, cells)
    none = anything | same.get(NONE, 0)
    sure = [str(anything), _equal(at, same, found, out)]
    maybe = list(sure)
    asked: dict[tuple[str, int], int] = {}
    for bit, cell in enumerate(cells):
        if cell.kind not in ("any", "one of"):
            key = (cell.kind, at.layout.constant(cell.constants[0]))
            asked[key] = asked.get(key, 0) | 1 << bit
    for (operator, constant), mask in asked.items():
        if isinstance(type_of(value), TimeType):
            truth = out.name(f"{at.order(operator)}({found}, {constant})")
            sure.append(out.name(f"{mask} if {truth} == 2 else 0"))
            maybe.append(out.name(f"{mask} if {truth} != 0 else 0"))
        else:
            sure.append(out.name(f"{mask} if {found} {operator} {constant} else 0"))
            maybe.append(sure[-1])
    one, other = out.name(" | ".join(sure)), out.name(" | ".join(maybe))
    one = out.name(f"{none} if {found} == {NONE} else ({anything} if {found} == {UNKNOWN} else {one})")
    return one, out.name(f"{none} if {found} == {NONE} else ({every} if {found} == {UNKNOWN} else {other})")


__all__ = ["bits", "look_up"]
