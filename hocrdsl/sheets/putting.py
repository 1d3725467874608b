"""A sheet put into the rulebook: what is wrong with it, what it changes row by row, and the files with it.

Lines of rows that stay are kept byte for byte, and every comment stays; a row that is new has the layout of its table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hocrdsl.diagnostics import Diagnostic, nearest
from hocrdsl.editions.folder import Folder
from hocrdsl.model import bare, check, edition_days, fold
from hocrdsl.sheets.lines import changed_lines
from hocrdsl.sheets.rows import RowChange, row_changes
from hocrdsl.sheets.sheet import Misfit, Sheet, same
from hocrdsl.sheets.written import Written
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax.dated_rows import day_written


@dataclass(frozen=True, slots=True)
class Put:
    """What a sheet comes to. `folder`: with the sheet in it, without the rows in which something is wrong; None where
    its headings are not those of the table. `columns`: the place in the sheet of each heading of the table."""

    misfits: tuple[Misfit, ...]
    changes: tuple[RowChange, ...] = ()
    folder: Folder | None = None
    columns: tuple[int, ...] = ()


def put(written: Written, sheet: Sheet) -> Put:
    """The sheet held against its table, and put in its place."""
    headings = [heading.removeprefix("=>").strip() for heading in sheet.headings]
    misfits = list(sheet.misfits)
    if headings:
        misfits += [*_headings(written, headings), *_title(written, sheet)]
    columns = tuple(headings.index(one) for one in written.headings if one in headings)
    if len(columns) < len(written.headings) or len(headings) != len(set(headings)):
        return Put(tuple(misfits))
    misfits += _cells(written, sheet, columns)
    if any(not one.row or one.row == 1 for one in misfits):
        return Put(tuple(misfits))
    # of rows that are spoilt nothing more can be said; of the others everything that is wrong is told with it
    spoilt = {one.row for one in misfits}
    numbers = tuple(number for number in sheet.numbers if number not in spoilt)
    rows = tuple(tuple(row[at] for at in columns) for row, number in zip(sheet.rows, sheet.numbers, strict=True)
                 if number not in spoilt)
    # what says the same stays as it is written
    told = row_changes(written, _as_written(written, rows), numbers)
    if not told:
        return Put(tuple(misfits), (), written.folder, columns)
    folder = written.folder.changed({written.file: changed_lines(written, told)}, {}, ())
    return Put(tuple(misfits), told, folder, columns)


def _headings(written: Written, headings: list[str]) -> Iterator[Misfit]:
    for at, one in enumerate(headings):
        if one not in written.headings:
            near = nearest(one, written.headings)
            told = f"did you mean `{near}`?" if near else f"the columns are {', '.join(written.headings)}"
            what = f"the table has no column `{one}`" if one else "a column has no heading"
            yield Misfit(what, told, 1, at)
        elif headings.index(one) < at:
            yield Misfit(f"the column `{one}` stands twice", "", 1, at)
    for one in written.headings:
        if one not in headings:
            yield Misfit(f"the column `{one}` is missing", "a sheet has every column of its table", 1)


def _title(written: Written, sheet: Sheet) -> Iterator[Misfit]:
    of = sheet.says("table")
    if of and bare(of) != bare(written.table.title.text):
        yield Misfit(f'the sheet is of table "{of}", not of "{written.table.title.text}"')


def _cells(written: Written, sheet: Sheet, columns: tuple[int, ...]) -> Iterator[Misfit]:
    """Cells that no line of the file could hold, and days that are none."""
    dates = {columns[at] for at, kind in enumerate(written.kinds) if kind == "date"}
    for row, number in zip(sheet.rows, sheet.numbers, strict=True):
        for at, cell in enumerate(row):
            if at in dates and cell and day_written(cell) is None:
                help = "write it as 2026-04-01, or leave the cell blank"
                yield Misfit(f"there is no date `{cell}`", help, number, at)
            if written.in_rules and "|" in cell:
                yield Misfit("a cell can't hold `|`", "in a .rules file it parts the cells", number, at)
            if not cell.isprintable():
                yield Misfit("the cell holds a sign that can't be printed", "write it again", number, at)


def _as_written(written: Written, rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Rows with each day and number as the table writes it, where it says the same in that column."""
    known: list[dict[str, str]] = [{} for _ in written.headings]
    spelled = [(kind, {row[at] for row in written.rows}) for at, kind in enumerate(written.kinds)]
    made = []
    for row in rows:
        cells = []
        for at, cell in enumerate(row):
            kind, there = spelled[at]
            if kind != "text" and cell and cell not in there and cell not in known[at]:
                known[at][cell] = next((one for one in sorted(there) if same(one, cell, kind)),
                                       _like(cell, there) if kind == "date" else cell)
            cells.append(known[at].get(cell, cell))
        made.append(tuple(cells))
    return tuple(made)


def _like(cell: str, there: set[str]) -> str:
    """A new day in the form in which the table has its days."""
    long = any(one and day_written(one) not in (one, None) for one in there)
    return day_written(cell, long) or cell


# --- what the rulebook makes of it ------------------------------------------------------


def misfits_of(made: Put, written: Written) -> tuple[tuple[Misfit, ...], tuple[Diagnostic, ...]]:
    """What is wrong with the rulebook that has the sheet in it: by row and column of the sheet, and elsewhere."""
    assert made.folder is not None
    found = {(one.code, one.title, one.sort_key): one for one in _wrong(made.folder)}
    now = next((item for item in made.folder.text().items if isinstance(item, syntax.Table)
                and item.title == written.table.title and item.span.start == written.table.span.start
                and item.span.source.name == written.table.span.source.name), None)
    numbers = {change.at: change.number for change in made.changes}
    inside: list[Misfit] = []
    elsewhere: list[Diagnostic] = []
    for one in sorted(found.values(), key=lambda one: one.sort_key):
        place = _place(one, now) if now is not None else None
        if place is None:
            elsewhere.append(one)
        else:
            row, column = place
            said = [one.title, one.primary.remark if one.primary is not None else ""]
            inside.append(Misfit(": ".join(part for part in said if part), "; ".join(one.help),
                                 numbers.get(row, row + 2), made.columns[column] if column is not None else None))
    return tuple(inside), tuple(elsewhere)


def _wrong(folder: Folder) -> Iterator[Diagnostic]:
    wrong = [one for one in folder.wrong() if one.severity == "error"]
    if wrong:
        yield from wrong
        return
    text = folder.text()
    for day in edition_days(text, None, True):
        folded = fold(text, day, None, True)
        checked = check(folded.value) if folded.value is not None else None
        for one in (*folded.diagnostics, *(checked.diagnostics if checked is not None else ())):
            if one.severity == "error":
                yield one


def _place(diagnostic: Diagnostic, table: syntax.Table) -> tuple[int, int | None] | None:
    """The row and the column of the table in which something is wrong."""
    if diagnostic.primary is None:
        return None
    span = diagnostic.primary.span
    for at, row in enumerate(table.rows):
        here = row.span.source.name == span.source.name
        if here and row.span.start <= span.start < max(row.span.end, row.span.start + 1):
            column = next((number for number, cell in enumerate(row.cells)
                           if cell.span.start <= span.start <= cell.span.end), None)
            return at, column if span.start != row.span.start or span.end != row.span.end else None
    return None
