"""What `table export` does: a table to a file."""

from __future__ import annotations

from pathlib import Path

from hocrdsl.cli.books import Named, named
from hocrdsl.cli.files import texts_of, write_bytes_whole
from hocrdsl.cli.talk import Talk
from hocrdsl.cli.trouble import Trouble
from hocrdsl.copies.words import many
from hocrdsl.editions.folder import Folder
from hocrdsl.pipeline import editions, make_plan
from hocrdsl.sheets import MissingExcel, Unfit, Written, find, to_csv, to_excel


def exported(talk: Talk, name: str, title: str, output: str, as_of: str | None) -> int:
    """A table as a file."""
    found = named(name, talk)
    excel, written = is_excel(output), table_of(found, title, as_of)
    if Path(output).is_dir():
        raise Trouble(f"{output} is a folder where a file must be")
    sheet = written.sheet(found.book.name)
    try:
        raw = to_excel(sheet) if excel else to_csv(sheet)
    except MissingExcel as missing:
        raise Trouble(str(missing)) from None
    write_bytes_whole(Path(output), raw)
    talk.say(f"{output} written: {many(len(sheet.rows), 'row')} of table \"{written.table.title.text}\", {found}")
    return 0


def is_excel(file: str) -> bool:
    """Whether a file is a workbook, by its ending; raises Trouble where it is neither."""
    ending = Path(file).suffix.lower()
    if ending not in (".xlsx", ".csv"):
        raise Trouble(f"{file}: a sheet ends in .xlsx or .csv")
    return ending == ".xlsx"


def table_of(found: Named, title: str, as_of: str | None) -> Written:
    """The table of a title; raises Trouble."""
    plan = make_plan(found.book, editions(found.book)[-1]).value
    files = texts_of(found.book.path, found.shown, [source.name for source in found.book.sources])
    try:
        return find(Folder(files, found.shown), title, as_of, plan.model if plan is not None else None)
    except Unfit as why:
        raise Trouble(str(why)) from None
