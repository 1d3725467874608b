"""Many rows and many lines, written so that few of them are tried.

A wide table becomes tests as somebody would write them by hand: rows in order, those in a line that ask the same of
one heading under one test; a heading is read where a row asks for it. Lines of a provision that each ask for one value
of the same thing become one look-up. Both give way (raise) where something unknown is met, as all fast forms do; a row
that is passed over or taken was told by what is known alone, so the full form comes to the same.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from hocrdsl.backends.python.build import Expr, compare, const, give, joined, literal, locate, when
from hocrdsl.backends.python.fast import fast_test, fast_value
from hocrdsl.backends.python.names import Shared
from hocrdsl.model import nodes
from hocrdsl.model.expressions import Among, Compare, Constant, DefinedOf, Equals, FactOf, Shifted, Value, Within, YesNo
from hocrdsl.model.nodes import Action, Fits, Provision

# a table of so many headings is written out
_WIDE = 6
# so many lines become a look-up
_MANY = 3


# --- tables -------------------------------------------------------------------------------


def written_out(table: nodes.Table) -> bool:
    """Whether a table is written out as tests."""
    return len(table.inputs) >= _WIDE


def chain(shared: Shared, table: nodes.Table, thing: str) -> list[ast.stmt]:
    """The statements that give the output of the row that fits."""
    order = sorted(range(len(table.inputs)), key=lambda place: _cost(table.inputs[place]))
    body = _rows(shared, table, thing, order, table.rows, frozenset())
    return body if isinstance(body[-1], ast.Return) else [*body, give(const("none"))]


def _rows(
    shared: Shared, table: nodes.Table, thing: str, order: list[int], rows: Sequence[nodes.TableRow],
    settled: frozenset[int],
) -> list[ast.stmt]:
    body: list[ast.stmt] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        asked = [place for place in order if place not in settled and row.cells[place].kind != "any"]
        output: ast.stmt = give(const("none" if row.output is None else row.output.value))
        if not asked:
            return [*body, locate(output, row.span)]
        place = max(asked, key=lambda one: _alike(rows, at, one))
        many = _alike(rows, at, place)
        if many == 1:
            tests = [_cell(shared, table.inputs[one], row.cells[one], row, thing) for one in asked]
            body.append(locate(when(joined(ast.And(), tests), [output]), row.span))
        else:
            test = _cell(shared, table.inputs[place], row.cells[place], row, thing)
            inner = _rows(shared, table, thing, order, rows[at : at + many], settled | {place})
            body.append(locate(when(test, inner), row.span))
        at += many
    return body


def _alike(rows: Sequence[nodes.TableRow], at: int, place: int) -> int:
    """How many rows in a line ask the same of a heading."""
    cell, end = rows[at].cells[place], at + 1
    while end < len(rows) and rows[end].cells[place] == cell:
        end += 1
    return end - at


def _cell(shared: Shared, value: Value, cell: Fits, row: nodes.TableRow, thing: str) -> Expr:
    if cell.kind != "one of":
        return fast_test(shared, Compare(value, cell.kind, cell.constants[0], span=row.span), (thing,))  # type: ignore[arg-type]
    first = cell.constants[0].value
    if len(cell.constants) == 1 and isinstance(getattr(value, "type", None), YesNo):
        return compare(fast_value(shared, value, (thing,)), ast.Is(), const(first))
    if len(cell.constants) == 1 and first != "none":
        return fast_test(shared, Equals(value, cell.constants[0], span=row.span), (thing,))
    return fast_test(shared, Among(value, cell.constants, span=row.span), (thing,))


def _cost(value: Value) -> int:
    """What is told comes first, then what is worked out."""
    match value:
        case DefinedOf():
            return 2
        case Shifted() | Within():
            return 3
        case FactOf(FactOf()):
            return 1
    return 0


# --- lines of a provision -------------------------------------------------------------------


def look_up_lines(shared: Shared, provision: Provision, env: tuple[str, ...]) -> Expr | None:
    """What a provision answers whose lines each ask for one value of the same: a look-up; else None."""
    actions = provision.actions
    if len(actions) < _MANY:
        return None
    asked: Value | None = None
    answers: dict[object, object] = {}
    for action in actions:
        match action.when:
            case Equals(left, Constant(constant)) if type(constant) is str:
                wanted: tuple[object, ...] = (constant,)
            case Among(left, options) if all(type(one.value) is str for one in options):
                wanted = tuple(one.value for one in options)
            case _:
                return None
        answer = plain_answer(action)
        if answer is None or asked is not None and left != asked:
            return None
        asked = left
        for one in wanted:
            if answers.setdefault(one, answer) != answer:
                return None
    last = None if provision.otherwise is None else plain_answer(provision.otherwise)
    if provision.otherwise is not None and last is None or asked is None:
        return None
    lines = shared.keep("LINES", tuple(answers.items()), literal(answers))
    found = ast.Call(ast.Attribute(ast.Name(lines, ast.Load()), "get", ast.Load()),
                     [fast_value(shared, asked, env), literal(last)], [])
    return locate(found, provision.span)  # type: ignore[no-any-return]


def plain_answer(action: Action) -> object:
    """What an action that says one thing only answers, as data; else None."""
    match action:
        case nodes.ClassifyAs(Constant(constant), None):
            return constant
        case nodes.FateIs(verb, result):
            return (verb, result)
    return None
