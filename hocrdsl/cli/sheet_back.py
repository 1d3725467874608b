"""What `table import` does: a file held against its table, and written."""

from __future__ import annotations

from pathlib import Path

from hocrdsl.cli.books import named
from hocrdsl.cli.drawing import drawn
from hocrdsl.cli.sheets import is_excel, table_of
from hocrdsl.cli.talk import Talk
from hocrdsl.cli.together import write_all
from hocrdsl.cli.trouble import PROBLEMS, Trouble
from hocrdsl.copies.words import many
from hocrdsl.sheets import (
    Misfit, MissingExcel, Sheet, Written, from_csv, from_excel, misfits_of, put, summed, told,
)  # fmt: skip


# a column that Excel spoilt is told in as many lines as anybody reads
_MOST = 50


def imported(talk: Talk, name: str, title: str, file: str, as_of: str | None, do_write: bool) -> int:
    """A file held against its table, and written where that is asked for."""
    found = named(name, talk)
    written = table_of(found, title, as_of)
    sheet = _sheet(file, written)
    made = put(written, sheet)
    inside, elsewhere = misfits_of(made, written) if made.folder is not None and made.changes else ((), ())
    if made.misfits:
        # what else the rulebook says may come of the rows that could not be read
        return _spoilt(talk, file, sheet, (*made.misfits, *inside))
    was = sheet.says("rows were")
    if was and was != written.digest():
        talk.warn("warning: the table has changed since the sheet was made; what changed there shows as a difference")
    for line in told(written, made.changes):
        talk.answer(line)
    if elsewhere:
        talk.warn(drawn(elsewhere, talk))
    if inside or elsewhere:
        return _spoilt(talk, file, sheet, inside, len(elsewhere))
    of = f"{summed(made.changes)} in table \"{written.table.title.text}\" ({written.file}), {found}"
    if not made.changes or made.folder is None:
        talk.say(of)
        return 0
    how = "nothing is written without --write"
    if do_write:
        how = "written; `hocrdsl check` says what it does"
        write_all(found.book.path, found.shown, {written.file: made.folder.files[written.file]})
    talk.say(f"{of}; {how}")
    return 0


def _sheet(file: str, written: Written) -> Sheet:
    excel, raw = is_excel(file), Path(file).read_bytes()
    try:
        return from_excel(raw, dict(zip(written.headings, written.kinds, strict=True))) if excel else from_csv(raw)
    except MissingExcel as missing:
        raise Trouble(str(missing)) from None


def _spoilt(talk: Talk, file: str, sheet: Sheet, misfits: tuple[Misfit, ...], more: int = 0) -> int:
    for one in sorted(misfits, key=lambda one: (one.row, one.column or 0))[:_MOST]:
        talk.warn(one.told(file, sheet.headings))
    if len(misfits) > _MOST:
        talk.warn(f"and {len(misfits) - _MOST} more of the kind")
    talk.warn(f"{many(len(misfits) + more, 'problem')}; nothing is written")
    return PROBLEMS
