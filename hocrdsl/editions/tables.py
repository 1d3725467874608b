"""Rows that an amendment changes: each with its days, in the table's own columns for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hocrdsl.data import replace
from hocrdsl.editions.earlier import Days, Stays
from hocrdsl.editions.folder import Change, Folder, Place
from hocrdsl.editions.rewriting import rewritten
from hocrdsl.model.dates import row_period
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax.dated_rows import SINCE, UNTIL

Row = syntax.Row


def same_but_rows(one: syntax.Table, other: syntax.Table) -> bool:
    """Whether two tables are the same but for their rows."""
    return replace(one, rows=(), others=()) == replace(other, rows=(), others=())


class Rows:
    """The rows of one table as they are written, with the columns of days that they need."""

    def __init__(self, folder: Folder, place: Place, days: Days) -> None:
        assert isinstance(place.item, syntax.Table)
        self.folder = folder
        self.place = place
        self.days = days
        self.file = folder.table_file(place)
        self.table = place.item
        if self.file is not None:
            whole = next(item for item in folder.text().items if item.span is place.item.span)
            assert isinstance(whole, syntax.Table)
            self.table = whole
        self.headings = [cell.text for cell in self.table.headings]
        # what is missing stands before the answer of a table that has one, else at the end
        self.missing = [name for name in (SINCE, UNTIL) if name not in self.headings]
        self.at = min(self.table.first_output, len(self.headings))
        self.headings[self.at : self.at] = self.missing

    def changes(self, before: Sequence[Row], after: Sequence[Row]) -> Iterator[tuple[str, Change]]:
        """The lines that change, by file; `before` and `after`: the rows in force without and with the amendment."""
        if self.days.until is not None:
            raise Stays("it changes rows for a time only; give the rows their days")
        ended = {id(row.span) for row in before} - {id(row.span) for row in after}
        begun = self._begun(before, after)
        if self.file is not None:
            for change in self._in_file(self.file, ended, begun):
                yield self.file, change
            return
        rows: list[Row] = [_row(cells) for cells in begun.get(0, [])]
        for row in self.table.rows:
            cells = self._ended(row) if id(row.span) in ended else self._cells(row)
            rows += [_row(cells)] if cells else []
            rows += [_row(more) for more in begun.get(id(row.span), [])]
        headings = tuple(syntax.Cell(text, span=self.place.item.span) for text in self.headings)
        output = self.table.first_output + len(self.missing) if self.table.first_output >= self.at else self.at
        new = replace(self.table, headings=headings, first_output=output, rows=tuple(rows))
        lines = rewritten(self.folder, self.place, new)
        yield self.place.file, Change(self.place.lines[0], self.place.lines[-1], lines)

    def _begun(self, before: Sequence[Row], after: Sequence[Row]) -> dict[int, list[list[str]]]:
        """New rows by the row that each is written after; those before all others by 0."""
        there = {id(row.span) for row in before}
        written = {id(row.span): row for row in self.table.rows}
        # a row in place of another goes on for as long as that one would have
        gone = [row for row in before if id(row.span) not in {id(one.span) for one in after}]
        keyed = {row.cells[0].text: written[id(row.span)] for row in gone if row.cells and id(row.span) in written}
        found: dict[int, list[list[str]]] = {}
        last = 0
        for row in after:
            if id(row.span) in there:
                last = id(row.span)
                continue
            replaced = keyed.get(row.cells[0].text)
            own = replaced.until if replaced is not None else None
            cells = self._with_days([cell.text for cell in row.cells], self.days.first(), own.iso if own else "")
            found.setdefault(id(replaced.span) if replaced is not None else last, []).append(cells)
        return found

    def _with_days(self, said: list[str], since: str, until: str) -> list[str]:
        """Cells without days, put among those of the days."""
        rest = iter(said)
        days = {SINCE: since, UNTIL: until}
        return [days[name] if name in days else next(rest, "") for name in self.headings]

    def _cells(self, row: Row) -> list[str]:
        cells = [cell.text for cell in row.cells]
        cells[self.at : self.at] = [""] * len(self.missing)
        return cells

    def _ended(self, row: Row) -> list[str]:
        """A row with its last day; nothing where it was never in force nor held to be."""
        if not self.days.seen(row_period(row)):
            return []
        cells = self._cells(row)
        cells[self.headings.index(UNTIL)] = self.days.last()
        return cells

    # --- in a file ----------------------------------------------------------------------

    def _in_file(self, name: str, ended: set[int], begun: dict[int, list[list[str]]]) -> Iterator[Change]:
        lines = [line.rstrip("\r\n") for line in self.folder.lines(name)]
        if self.missing:
            yield self._wider(lines, self.table.headings, self.missing)
        if begun.get(0):
            at = _last(self.table.headings[-1].span) + 1
            yield Change(at, at - 1, tuple(_line(cells) for cells in begun[0]))
        for row in self.table.rows:
            more = tuple(_line(cells) for cells in begun.get(id(row.span), []))
            first, last = row.span.line, _last(row.span)
            if id(row.span) in ended:
                cells = self._ended(row)
                yield Change(first, last, ((_line(cells),) if cells else ()) + more)
            else:
                if self.missing:
                    yield self._wider(lines, row.cells, [""] * len(self.missing))
                if more:
                    yield Change(last + 1, last, more)

    def _wider(self, lines: list[str], cells: Sequence[syntax.Cell], more: list[str]) -> Change:
        """A line of the file with cells put in, the rest of it as it stands."""
        joined = ",".join(more)
        if self.at == len(cells):
            line = _last(cells[-1].span)
            return Change(line, line, (f"{lines[line - 1]},{joined}",))
        span = cells[self.at].span
        line, column = span.line, span.column - 1
        # the heading of the answer carries a mark before its words
        column = lines[line - 1].rfind(",", 0, column) + 1
        return Change(line, line, (f"{lines[line - 1][:column]}{joined},{lines[line - 1][column:]}",))


def _row(cells: Sequence[str]) -> Row:
    from hocrdsl.source import SourceText

    nowhere = Span(SourceText("", ""), 0, 0)
    return Row(tuple(syntax.Cell(text, span=nowhere) for text in cells), span=nowhere)


def _last(span: Span) -> int:
    return span.source.place(max(span.end - 1, span.start))[0]


def _line(cells: Sequence[str]) -> str:
    return ",".join(_quoted(cell) for cell in cells)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"#') else cell
