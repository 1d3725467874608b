"""Sheets as CSV. Lines that begin with `#` say what the sheet is, and are not read as rows."""

from __future__ import annotations

import csv
import io

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.sheets.sheet import Misfit, Sheet, flat
from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax.csv_tables import records

_FORMATS = ((b"PK\x03\x04", "this is a workbook; give it the ending .xlsx"),
            (b"\xd0\xcf\x11\xe0", "this is a workbook of an old form; save it as .xlsx"))  # fmt: skip


def to_csv(sheet: Sheet) -> bytes:
    """The sheet as CSV in UTF-8."""
    out = io.StringIO()
    for line in sheet.about:
        out.write(f"# {line}\n")
    writer = csv.writer(out, lineterminator="\n")
    for row in (sheet.headings, *sheet.rows):
        # a first cell that begins like a note is quoted, so that it is none
        if row[0].startswith("#") or row == ("",):
            out.write('"' + row[0].replace('"', '""') + '"' + ("," if len(row) > 1 else "\n"))
            row = row[1:]
        if row:
            writer.writerow(row)
    return out.getvalue().encode("utf-8")


def from_csv(raw: bytes) -> Sheet:
    """What a CSV file says; its misfits are those of the file itself."""
    for opening, told in _FORMATS:
        if raw.startswith(opening):
            return Sheet((), (), misfits=(Misfit(told),))
    try:
        text = tidy(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Sheet((), (), misfits=(Misfit(f"this is not UTF-8 (byte {error.start})", "save it as CSV UTF-8"),))
    source = SourceText("", text)
    found: list[Diagnostic] = []
    rows = list(records(source, found))
    about = tuple(line.lstrip("#").strip() for line in text.split("\n") if line.startswith("#"))
    if found:
        return Sheet((), (), misfits=(Misfit("a quoted cell is not closed", 'close it with `"`'),))
    if not rows:
        return Sheet((), (), misfits=(Misfit("the file has no headings", "its first line names the columns"),))
    headings, *below = ([flat(cell.text) for cell in row.cells] for row in rows)
    misfits = []
    kept: list[tuple[str, ...]] = []
    numbers: list[int] = []
    for row, record in zip(below, rows[1:], strict=True):
        line = record.span.line
        if not any(row):
            misfits.append(Misfit("the row is blank", "take it out", line))
        elif len(row) != len(headings):
            misfits.append(Misfit(f"the row has {_cells(len(row))}, the headings are {len(headings)}", "", line))
        else:
            kept.append(tuple(row))
            numbers.append(line)
    return Sheet(tuple(headings), tuple(kept), tuple(numbers), about, tuple(misfits))


def _cells(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"
