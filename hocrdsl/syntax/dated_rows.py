"""The columns `in force from` and `until` of a table: the days on which each row is in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from hocrdsl.data import replace
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.syntax import problems
from hocrdsl.syntax.nodes import Cell, Date, Row
from hocrdsl.syntax.tokens import MONTHS

SINCE, UNTIL = "in force from", "until"
_MADE = " as made on "
_Day = tuple[Date | None, Date | None]
_NO_DAY: _Day = (None, None)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_WRITTEN = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})")


def date_columns(headings: Sequence[Cell]) -> tuple[int, ...]:
    """The places of the columns of dates; they hold days of a row, not what it says."""
    return tuple(place for place, heading in enumerate(headings) if heading.text in (SINCE, UNTIL))


def day_written(text: str, long: bool = False) -> str | None:
    """A cell of such a column with its days as 2026-04-01, or (`long`) as 1 April 2026; None for what is no day."""
    day, said, made = text.partition(_MADE)
    parts = [_iso(day), *([_iso(made)] if said else [])]
    told = [_long(one) if long else one for one in parts if one is not None]
    return _MADE.join(told) if len(told) == len(parts) else None


def _long(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"


def dated(headings: Sequence[Cell], rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], list[Diagnostic]]:
    """The rows with their first and last day; blank is always. Cells that are no date are reported."""
    places = {headings[place].text: place for place in date_columns(headings)}
    if not places:
        return rows, []
    found: list[Diagnostic] = []
    read: dict[str, tuple[str | None, str | None]] = {}
    made = []
    for row in rows:
        days = {
            word: _day(row.cells[place], read, found)
            for word, place in places.items()
            if place < len(row.cells) and row.cells[place].text
        }
        since, since_made = days.get(SINCE, _NO_DAY)
        until, until_made = days.get(UNTIL, _NO_DAY)
        if days:
            row = replace(row, since=since, until=until, since_made=since_made, until_made=until_made)
        made.append(row)
    return tuple(made), found


def _day(cell: Cell, read: dict[str, tuple[str | None, str | None]], found: list[Diagnostic]) -> _Day:
    # hundreds of rows change on a few days
    if cell.text not in read:
        day, said, made = cell.text.partition(_MADE)
        read[cell.text] = _iso(day) if not said or _iso(made) else None, _iso(made) if said else None
    iso, made_on = read[cell.text]
    if iso is None:
        found.append(problems.no_day_in_cell(cell.span, cell.text))
        return _NO_DAY
    return Date(iso, span=cell.span), Date(made_on, span=cell.span) if made_on else None


def _iso(text: str) -> str | None:
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _WRITTEN.fullmatch(text):
        year, month, day = int(match[3]), MONTHS.index(match[2]) + 1, int(match[1])
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
