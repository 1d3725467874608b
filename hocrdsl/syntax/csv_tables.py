"""The rows of a table that stand in a CSV file, each cell with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hocrdsl.data import replace
from hocrdsl.diagnostics import Checked, Diagnostic
from hocrdsl.source import SourceText, Span
from hocrdsl.syntax import problems
from hocrdsl.syntax.assemble import check_rows, table_headings
from hocrdsl.syntax.dated_rows import dated
from hocrdsl.syntax.nodes import Cell, Row, Table

# a cell as the csv module reads it: quotes count at its start only, two quotes in it are one
_CELL = re.compile(r'(?:"((?:[^"]|"")*)"([^,\n]*)|([^,\n]*))(,|\n|\Z)')


def fill_table(table: Table, source: SourceText) -> Checked[Table]:
    """The table with the headings and rows of a CSV text; lines that start with `#` are notes."""
    found: list[Diagnostic] = []
    lines = list(records(source, found))
    if not lines:
        span = Span(source, 0, min(1, len(source.text)))
        return Checked(None, (*found, problems.missing(span, "headings", "code,class,=> look-up rank")))
    headings, first_output, wrong = table_headings(lines[0])
    rows = tuple(lines[1:])
    found += [*wrong, *check_rows(lines[0], rows)]
    if not found:
        rows, found = dated(headings, rows)
    if found:
        return Checked(None, tuple(found))
    return Checked(replace(table, headings=headings, first_output=first_output, rows=rows))


def records(source: SourceText, found: list[Diagnostic]) -> Iterator[Row]:
    """The lines of a CSV text as rows, the headings first; those that begin with `#`, and blank ones, are left out."""
    text, at = source.text, 0
    if text.startswith("\ufeff"):
        at = 1
    while at < len(text):
        if text[at] == "#" or text[at] == "\n":
            stop = text.find("\n", at)
            at = len(text) if stop < 0 else stop + 1
            continue
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop]
        if '"' in line:
            row, at = _record(source, at, found)
        else:
            row, at = _plain(source, at, line), stop + 1
        yield row


def _plain(source: SourceText, start: int, line: str) -> Row:
    """A line without quotes: most of them."""
    cells: list[Cell] = []
    left = start
    for said in line.split(","):
        body = said.strip()
        if body == said:
            text = " ".join(body.split()) if " " in body else body
            cells.append(Cell(text, span=Span(source, left, left + len(body))))
        else:
            first = left + len(said) - len(said.lstrip())
            cells.append(Cell(" ".join(body.split()), span=Span(source, first, first + len(body))))
        left += len(said) + 1
    return Row(tuple(cells), span=Span(source, start, start + len(line)))


def _record(source: SourceText, at: int, found: list[Diagnostic]) -> tuple[Row, int]:
    text, start = source.text, at
    cells: list[Cell] = []
    while True:
        match = _CELL.match(text, at)
        assert match is not None, "a cell may be empty, so it always matches"
        quoted, after, plain, stop = match.groups()
        if quoted is not None:
            said, left, right = quoted.replace('""', '"') + after, match.start(), match.end(2)
        else:
            said, left, right = plain, match.start(3), match.end(3)
            if plain.startswith('"'):
                found.append(problems.quote_open(Span(source, left, right)))
        body = said.strip()
        blanks = len(said) - len(said.lstrip()) if quoted is None else 0
        end = left + blanks + len(body) if quoted is None else right
        cells.append(Cell(" ".join(body.split()), span=Span(source, left + blanks, end)))
        at = match.end()
        if stop != ",":
            return Row(tuple(cells), span=Span(source, start, match.end() - len(stop))), at
