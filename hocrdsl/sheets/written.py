"""A table where it stands in the files of a rulebook, found by its title and, of several wordings, by a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from hocrdsl.diagnostics import nearest
from hocrdsl.editions.folder import Folder, Place
from hocrdsl.model import Model, bare
from hocrdsl.model.dates import holds, in_force_of, period
from hocrdsl.model.expressions import NumberType
from hocrdsl.model.wordings import wordings
from hocrdsl.sheets.sheet import Kind, Sheet, kind, shown
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax.write_conditions import citations, date


class Unfit(Exception):
    """What was asked can't be done; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Written:
    """A table with its headings and rows. `file`: where its rows stand; `kinds`: what its columns hold."""

    folder: Folder
    place: Place
    table: syntax.Table
    file: str
    kinds: tuple[Kind, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """Without the arrow."""
        return tuple(cell.text for cell in self.table.headings)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells, as written."""
        return tuple(tuple(cell.text for cell in row.cells) for row in self.table.rows)

    @property
    def in_rules(self) -> bool:
        """Whether its rows stand in a `.rules` file, not in a CSV of their own."""
        return self.table.file is None

    def sheet(self, book: str) -> Sheet:
        """The table as a sheet, with where it is from and the comments that stand with it."""
        rows = tuple(tuple(map(shown, row, self.kinds)) for row in self.rows)
        headings = list(self.headings)
        if self.table.first_output < len(headings):
            headings[self.table.first_output] = f"=> {headings[self.table.first_output]}"
        return Sheet(tuple(headings), rows, about=(*self._about(book), *self._comments()))

    def digest(self) -> str:
        """A digest of headings and rows: whether the table is still what a sheet was made of."""
        cells = ["\x1f".join(row) for row in (self.headings, *self.rows)]
        return sha256("\x1e".join(cells).encode()).hexdigest()[:16]

    def _about(self, book: str) -> Iterator[str]:
        yield f"table: {self.table.title.text}"
        yield f"rulebook: {book}"
        yield f"place: {self.place.file}:{self.place.lines[0]}" + ("" if self.in_rules else f", rows in {self.file}")
        if self.table.in_force is not None:
            days = self.table.in_force
            yield f"in force: from {date(days.since)}" + (f" until {date(days.until)}" if days.until else "")
        if self.table.cites:
            yield f"cites: {citations(self.table.cites)}"
        if self.table.standing is not None:
            yield f"standing: {_standing(self.table.standing)}"
        yield f"rows were: {self.digest()}"

    def _comments(self) -> Iterator[str]:
        """The comments among its lines; of a CSV, its lines that begin with `#`."""
        if not self.in_rules:
            lines = [line.strip() for line in self.folder.lines(self.file)]
            yield from (f"note: {line.lstrip('#').strip()}" for line in lines if line.startswith("#"))
            return
        first, last = self.place.lines[0], self.place.lines[-1]
        for comment in self.folder.read(self.place.file).comments:
            if first <= comment.line <= last:
                yield f"note: {comment.text.lstrip('-').strip()}"


def _standing(standing: syntax.Standing) -> str:
    since = f" from {date(standing.since)}" if standing.since else ""
    return f"{standing.word}{since}" + (f", {standing.before} before" if standing.before else "")


def find(folder: Folder, title: str, day: str | None = None, model: Model | None = None) -> Written:
    """The table of that title: as written now, or as worded on a day. `model`: of the latest edition. Raises Unfit."""
    titles = sorted({place.item.title.text for place in folder.places() if isinstance(place.item, syntax.Table)})
    found = [place for place in folder.places()
             if isinstance(place.item, syntax.Table) and bare(place.item.title.text) == bare(title)]
    if not found:
        near = nearest(title, titles)
        told = f"did you mean \"{near}\"?" if near else f"the tables are {', '.join(titles)}"
        raise Unfit(f'no table "{title}"; {told}')
    place = _worded(folder, found, day)
    whole = next(item for item in folder.text().items if item.span is place.item.span)
    assert isinstance(whole, syntax.Table)
    if not whole.headings:
        raise Unfit(f'table "{title}" has no headings to make a sheet of')
    file = folder.table_file(place) or place.file
    return Written(folder, place, whole, file, tuple(_kinds(whole, model)))


def _worded(folder: Folder, found: list[Place], day: str | None) -> Place:
    """Of several wordings the one in force on the day; without a day the one that is no earlier wording."""
    if day is None:
        now = [place for place in found if isinstance(place.item, syntax.Table) and not place.item.earlier]
        if len(now) == 1:
            return now[0]
        raise Unfit(f"{len(now) or 'no'} wordings of it are of today; say of which day with --as-of")
    spans = {id(place.item.span): place for place in found}
    lines = [line for at, line in wordings(folder.text().items, []).items() if at[0] == "table"]
    for wording in (one for line in lines for one in line):
        if id(wording.item.span) in spans and wording.holds(day, None):
            return spans[id(wording.item.span)]
    lined = {id(wording.item.span) for line in lines for wording in line}
    for place in found:
        if id(place.item.span) not in lined and holds(period(in_force_of(place.item)), day, None):
            return place
    raise Unfit(f"no wording of it is in force on {day}")


def _kinds(table: syntax.Table, model: Model | None) -> Iterator[Kind]:
    numbers: set[str] = set()
    for entity in model.entities.values() if model is not None else ():
        if entity.rows_of == table.title.text:
            numbers |= {bare(fact.name) for fact in entity.facts.values() if isinstance(fact.type, NumberType)}
    for at, heading in enumerate(table.headings):
        yield kind(heading.text, [row.cells[at].text for row in table.rows], bare(heading.text) in numbers)
