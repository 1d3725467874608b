"""Rows of a table changed by an amendment: found by their first cells, or by their number."""

from __future__ import annotations

import re
from collections.abc import Callable

from hocrdsl.data import Data
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model import problems_of_editions as problems
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax import problems as of_syntax

_NUMBERED = re.compile(r"(?:number +)?(\d+)")


class Found(Data):
    """What an operation brings: its rows, its first day, and whether they go on where the row beside them has ended."""

    rows: tuple[syntax.Row, ...]
    since: str
    go_on: bool


class Changed(Data):
    """The rows of a table after an operation, and what was wrong with it."""

    rows: tuple[syntax.Row, ...]
    found: tuple[Diagnostic, ...]


def change_rows(
    table: syntax.Table, key: str, span: Span, change: Callable[[syntax.Row], tuple[syntax.Row, ...]], brings: Found
) -> Changed:
    """The rows with the one of that key changed; a row that began after the operation stays as it is."""
    wrong = [
        of_syntax.cells(row.span, len(row.cells), len(table.headings), _span(table.headings, table))
        for row in brings.rows
        if len(row.cells) != len(table.headings)
    ]
    if wrong:
        return Changed(table.rows, tuple(wrong))
    places = _places(table, key)
    if len(places) != 1:
        keys = [row.cells[0].text for row in table.rows if row.cells]
        report = problems.several_rows(span, table.title.text, key, len(places)) if places else (
            problems.no_such_row(span, table.title.text, key, keys)
        )
        return Changed((*table.rows, *brings.rows) if brings.go_on else table.rows, (report,))
    at = places[0]
    row = table.rows[at]
    if _later(row, brings.since) and not brings.go_on:
        return Changed(table.rows, ())
    # what began later in the place of a row that is brought is the wording of today
    width = table.first_output if 0 < table.first_output < len(table.headings) else 1
    begun = {_cells(one, width) for one in table.rows if _later(one, brings.since)}
    made = tuple(one for one in change(row) if one is row or _cells(one, width) not in begun)
    return Changed((*table.rows[:at], *made, *table.rows[at + 1 :]), ())


def _later(row: syntax.Row, since: str) -> bool:
    return row.since is not None and row.since.iso > since


def _cells(row: syntax.Row, width: int) -> tuple[str, ...]:
    return tuple(cell.text for cell in row.cells[:width])


def _places(table: syntax.Table, key: str) -> list[int]:
    wanted = tuple(" ".join(part.split()) for part in key.split("|"))
    rows = [_cells(row, len(wanted)) for row in table.rows]
    found = [at for at, cells in enumerate(rows) if cells == wanted]
    numbered = _NUMBERED.fullmatch(key.strip())
    if not found and numbered and 0 < int(numbered[1]) <= len(rows):
        return [int(numbered[1]) - 1]
    return found


def _span(headings: tuple[syntax.Cell, ...], table: syntax.Table) -> Span:
    return headings[0].span.to(headings[-1].span) if headings else table.title.span
