"""Sheets as Excel workbooks: every cell is text, so that Excel makes no date of 008/06 and no number of 001.

`openpyxl` is imported when it is needed: whoever has no use for Excel needs none.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from hocrdsl.sheets.sheet import Kind, Misfit, Sheet, flat, letters

ROWS, ABOUT = "rows", "about"
# a workbook that says it is more than this is not unpacked
_LARGEST = 200_000_000
_WIDEST = 60
_BARE = "the column has no heading"


class MissingExcel(Exception):
    """The package that reads and writes workbooks is not installed; the message says how to have it."""

    def __init__(self) -> None:
        super().__init__("workbooks need openpyxl: install `hocrdsl[excel]`, or use a file that ends in .csv")


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise MissingExcel from None
    return openpyxl


def to_excel(sheet: Sheet) -> bytes:
    """The sheet as a workbook: its rows, and on a second sheet what it says of itself."""
    book = _openpyxl().Workbook()
    rows = book.active
    rows.title = ROWS
    for number, line in enumerate((sheet.headings, *sheet.rows), 1):
        for place, text in enumerate(line, 1):
            _write(rows.cell(number, place), text)
    for place, column in enumerate(zip(sheet.headings, *sheet.rows, strict=True)):
        dimension = rows.column_dimensions[letters(place)]
        # rows that are typed in below are text too
        dimension.number_format = "@"
        dimension.width = min(max(len(text) for text in column) + 2, _WIDEST)
    rows.freeze_panes = "A2"
    about = book.create_sheet(ABOUT)
    for number, said in enumerate(sheet.about, 1):
        _write(about.cell(number, 1), said)
    about.column_dimensions["A"].width = 2 * _WIDEST
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(cell: Any, text: str) -> None:
    cell.number_format = "@"
    if text:
        cell.value = text
        # `=> offence` is no formula, and stays none where it is edited
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"


def from_excel(raw: bytes, kinds: dict[str, Kind]) -> Sheet:
    """What a workbook says. `kinds`: what each heading holds, which numbers and dates are judged by."""
    openpyxl = _openpyxl()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _LARGEST:
                return _spoilt("the workbook is too large")
        book = openpyxl.load_workbook(io.BytesIO(raw))
    except Exception:  # whatever a broken archive or broken XML raises means one thing
        return _spoilt("this is no workbook that can be read", "save it as .xlsx, or as CSV with the ending .csv")
    page = _page(book)
    if isinstance(page, Misfit):
        return Sheet((), (), misfits=(page,))
    misfits = [Misfit(f"the sheet `{name}` is not read", "take it out, or give it a file of its own")
               for name in book.sheetnames if name not in (page.title, ABOUT)]
    misfits += [Misfit(f"the cells {merged} are merged", "part them: a row has a cell under each heading",
                       merged.min_row, merged.min_col - 1) for merged in page.merged_cells.ranges]
    return _read(page, kinds, tuple(_about(book)), misfits)


def _spoilt(what: str, help: str = "") -> Sheet:
    return Sheet((), (), misfits=(Misfit(what, help),))


def _page(book: Any) -> Any:
    """The sheet with the rows: by its name, or the only one there is."""
    pages = [page for page in book.worksheets if page.title != ABOUT]
    named = [page for page in pages if page.title == ROWS]
    if named or len(pages) == 1:
        return (named or pages)[0]
    return Misfit(f"none of its sheets is called `{ROWS}`", f"call the one with the table `{ROWS}`")


def _about(book: Any) -> Iterator[str]:
    if ABOUT in book.sheetnames:
        for row in book[ABOUT].iter_rows(max_col=1, values_only=True):
            if row and row[0] is not None:
                yield str(row[0])


def _read(page: Any, kinds: dict[str, Kind], about: tuple[str, ...], misfits: list[Misfit]) -> Sheet:
    lines = list(page.iter_rows())
    while lines and all(cell.value is None or not str(cell.value).strip() for cell in lines[-1]):
        lines.pop()
    if not lines:
        return Sheet((), (), misfits=(*misfits, Misfit("the sheet has no headings", "its first row names the columns")))
    headings = [_text(cell, "text", misfits) for cell in lines[0]]
    while headings and not headings[-1]:
        headings.pop()
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    for line in lines[1:]:
        cells = _cells(line, headings, kinds, misfits)
        if any(cells):
            rows.append(cells)
            numbers.append(line[0].row)
        elif all(cell.value is None or not str(cell.value).strip() for cell in line):
            misfits.append(Misfit("the row is blank", "take it out", line[0].row))
    return Sheet(tuple(headings), tuple(rows), tuple(numbers), about, tuple(misfits))


def _cells(line: Sequence[Any], headings: list[str], kinds: dict[str, Kind], misfits: list[Misfit]) -> tuple[str, ...]:
    for cell in line[len(headings) :]:
        bare = any(one.column == cell.column - 1 and one.what == _BARE for one in misfits)
        if cell.value is not None and str(cell.value).strip() and not bare:
            misfits.append(_misfit(cell, _BARE, "name it in the first row, or empty it"))
    named = [heading.removeprefix("=>").strip() for heading in headings]
    return tuple(_text(cell, kinds.get(name, "text"), misfits) for cell, name in zip(line, named, strict=False))


def _text(cell: Any, kind: Kind, misfits: list[Misfit]) -> str:
    """The text of a cell; one that Excel has made something else of is reported."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f" and str(value).startswith("=>"):
        return flat(str(value))
    if cell.data_type == "f":
        misfits.append(_misfit(cell, "the cell holds a formula", "put its result there, as text"))
    elif cell.data_type == "e":
        misfits.append(_misfit(cell, f"the cell holds the error {value}", "put the value there"))
    elif isinstance(value, str):
        return flat(value)
    elif isinstance(value, bool):
        return "yes" if value else "no"
    elif isinstance(value, datetime | date | time | timedelta):
        return _day(cell, value, kind, misfits)
    elif kind == "number":
        return f"{value:.12g}"
    else:
        told = f"the cell holds the number {value:.12g}, where text stands"
        help = "Excel may have dropped noughts; format the cell as text and write it again"
        misfits.append(_misfit(cell, told, help))
    return ""


def _day(cell: Any, value: Any, kind: Kind, misfits: list[Misfit]) -> str:
    if kind == "date" and isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if kind == "date" and isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    help = "write the day alone" if kind == "date" else \
        "Excel may have made it of a code such as 8/6; format the cell as text and write it again"
    misfits.append(_misfit(cell, f"the cell holds the date or time {value}", help))
    return ""


def _misfit(cell: Any, what: str, help: str) -> Misfit:
    return Misfit(what, help, cell.row, cell.column - 1)
