"""The lines that a sheet changes in a file: of a `.rules` file in the columns of its table, of a CSV as CSV."""

from __future__ import annotations

from collections.abc import Sequence

from hocrdsl.editions.folder import Change
from hocrdsl.sheets.rows import Cells, RowChange
from hocrdsl.sheets.written import Written
from hocrdsl.source import Span


def changed_lines(written: Written, changes: Sequence[RowChange]) -> list[Change]:
    """A change for each row that is not kept; lines between rows stay where they are."""
    layout = _Layout(written)
    last = _last(written.table.headings[-1].span)
    found: list[Change] = []
    waiting: list[str] = []

    def put_in() -> None:
        if waiting:
            found.append(Change(last + 1, last, tuple(waiting)))
            waiting.clear()

    for one in changes:
        if one.how == "added":
            waiting.append(layout.line(one.new))
            continue
        put_in()
        span = written.table.rows[one.was].span
        first, last = span.line, _last(span)
        if one.how == "changed":
            found.append(Change(first, last, layout.instead(first, one.new)))
        elif one.how == "removed":
            found.append(Change(first, last, layout.left(first)))
    put_in()
    return found


class _Layout:
    """How rows are written in the file of a table."""

    def __init__(self, written: Written) -> None:
        self.in_rules = written.in_rules
        self.comments = {one.line: one.text for one in written.folder.read(written.file).comments} \
            if written.in_rules else {}
        heading = written.table.headings[0].span
        raw = heading.source.line(heading.line)
        self.indent = raw[: len(raw) - len(raw.lstrip())]
        parts = raw[: raw.rfind("|")].split("|")[1:] if self.in_rules else []
        self.widths = [len(part) - 2 for part in parts]

    def line(self, cells: Cells) -> str:
        """A row as a line."""
        if not self.in_rules:
            return ",".join(map(_quoted, cells))
        said = (cell.ljust(width) for cell, width in zip(cells, self.widths, strict=True))
        return f"{self.indent}| {' | '.join(said)} |"

    def instead(self, number: int, cells: Cells) -> tuple[str, ...]:
        """A row in place of the one on a line, whose comment stays beside it."""
        line, comment = self.line(cells), self.comments.get(number)
        if comment is None:
            return (line,)
        # within an open quote a comment would be part of the cell
        return (f"{line}  {comment}",) if line.count('"') % 2 == 0 else (self.indent + comment, line)

    def left(self, number: int) -> tuple[str, ...]:
        """What is left of a line whose row goes: its comment."""
        comment = self.comments.get(number)
        return (self.indent + comment,) if comment is not None else ()


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"#') else cell


def _last(span: Span) -> int:
    return span.source.place(max(span.end - 1, span.start))[0]
