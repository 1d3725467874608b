"""A table as a sheet: headings, rows of text, what is told about it; and what does not fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from hocrdsl.source import tidy
from hocrdsl.syntax.dated_rows import SINCE, UNTIL, day_written

# what a column holds, as far as a sheet can spoil it; codes, words and titles are text
Kind = Literal["text", "number", "date"]
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d*[1-9])?")
_NUMBERS = re.compile(r"any|(at least|at most|more than|less than) +\S+")


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something wrong with a sheet: its row as the sheet numbers it, its column (from 0), what, and what to do."""

    what: str
    help: str = ""
    row: int = 0
    column: int | None = None

    def told(self, file: str, headings: Sequence[str]) -> str:
        """One line: `prices.xlsx: row 7, column C (offence): ...`."""
        place = f": row {self.row}" if self.row else ""
        if self.column is not None:
            name = f" ({headings[self.column]})" if self.column < len(headings) and headings[self.column] else ""
            place += f", column {letters(self.column)}{name}"
        return f"{file}{place}: {self.what}" + (f"; {self.help}" if self.help else "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """`headings` without the arrow. `rows`: cells below them, stripped, blanks single. `numbers`: what the sheet calls
    each row, and the place in it of each heading. `about`: what it says of itself."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    about: tuple[str, ...] = ()
    misfits: tuple[Misfit, ...] = field(default=())

    def says(self, what: str) -> str:
        """What it says of itself under a word: `table`, `rows were`."""
        return next((one.partition(": ")[2] for one in self.about if one.startswith(f"{what}: ")), "")


def letters(column: int) -> str:
    """The name of a column in a sheet: A, B, ..., Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def flat(text: str) -> str:
    """The text of a cell as the language reads it."""
    return " ".join(tidy(text).split())


def kind(heading: str, cells: Sequence[str], number: bool) -> Kind:
    """What a column holds; `number`: the rulebook says that it holds numbers."""
    if heading in (SINCE, UNTIL):
        return "date"
    told = [cell for cell in cells if cell and not _NUMBERS.fullmatch(cell)]
    return "number" if number or told and all(_NUMBER.fullmatch(cell) for cell in told) else "text"


def shown(cell: str, of: Kind) -> str:
    """A cell as a sheet has it: days as 2026-04-01."""
    return day_written(cell) or cell if of == "date" else cell


def same(old: str, new: str, of: Kind) -> bool:
    """Whether two cells say the same: a day in another form is the same day, 5 and 5.0 the same number."""
    if old == new:
        return True
    if of == "number" and _is_number(old) and _is_number(new):
        return float(old) == float(new)
    return of == "date" and day_written(old) is not None and day_written(old) == day_written(new)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text))
