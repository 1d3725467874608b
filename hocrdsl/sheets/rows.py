"""What a sheet changes, row by row: added, removed, changed, moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from hocrdsl.sheets.written import Written
from hocrdsl.syntax.dated_rows import SINCE, UNTIL

Cells = tuple[str, ...]
How = Literal["added", "removed", "changed", "kept"]


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row of the table as it will be (`at` its place there, `number` in the sheet), or, removed, as it was (`was` its
    place). `old`: the cells of a changed or removed row, `new`: of a changed or added one."""

    how: How
    at: int
    number: int
    was: int
    old: Cells
    new: Cells
    moved: bool = False


def row_changes(written: Written, rows: Sequence[Cells], numbers: Sequence[int]) -> tuple[RowChange, ...]:
    """Every row in order, removed ones where they stood; empty where all are kept."""
    before = written.rows
    found: list[RowChange] = []
    for tag, start, stop, first, last in SequenceMatcher(None, before, rows, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [RowChange("kept", first + step, numbers[first + step], start + step, before[start + step],
                                before[start + step]) for step in range(stop - start)]
        else:
            found += _between(written, before, range(start, stop), rows, range(first, last), numbers)
    if all(one.how == "kept" for one in found):
        return ()
    return _with_moves(found)


def _between(written: Written, before: Sequence[Cells], gone: range, rows: Sequence[Cells], come: range,
             numbers: Sequence[int]) -> list[RowChange]:
    """Rows in place of rows: those of one key are changed, the others removed and added."""
    pairs = _pairs(written, before, gone, rows, come)
    found: list[RowChange] = []
    done = gone.start

    def go(until: int) -> None:
        nonlocal done
        found.extend(RowChange("removed", -1, 0, one, before[one], ()) for one in range(done, until))
        done = max(done, until)

    for at in come:
        was = pairs.get(at)
        if was is not None:
            go(was)
            found.append(RowChange("changed", at, numbers[at], was, before[was], rows[at]))
            done = was + 1
            continue
        # a new row stands where one goes, so that the comments around it are those of its place
        next_pair = min((old for new, old in pairs.items() if new > at), default=gone.stop)
        go(min(done + 1, next_pair))
        found.append(RowChange("added", at, numbers[at], -1, (), rows[at]))
    go(gone.stop)
    return found


def _pairs(written: Written, before: Sequence[Cells], gone: range, rows: Sequence[Cells],
           come: range) -> dict[int, int]:
    """New rows with the old row of the same key, in one order on both sides."""
    at = _key_columns(written)
    pairs: dict[int, int] = {}
    least = gone.start
    for new in come:
        key = [rows[new][column] for column in at]
        old = next((one for one in range(least, gone.stop) if [before[one][column] for column in at] == key), None)
        if old is not None:
            pairs[new] = old
            least = old + 1
    return pairs


def _key_columns(written: Written) -> list[int]:
    """What names a row: the cells left of its answer, the first cell of a row of an entity; days apart."""
    until = written.table.first_output if 0 < written.table.first_output < len(written.headings) else 1
    return [at for at in range(until) if written.headings[at] not in (SINCE, UNTIL)] or [0]


def _with_moves(found: list[RowChange]) -> tuple[RowChange, ...]:
    """Rows removed here and added there are marked as moved."""
    added = {one.new for one in found if one.how == "added"}
    removed = {one.old for one in found if one.how == "removed"}
    both = added & removed
    return tuple(RowChange(one.how, one.at, one.number, one.was, one.old, one.new, True)
                 if one.how in ("added", "removed") and (one.new or one.old) in both else one for one in found)


def told(written: Written, changes: Sequence[RowChange]) -> list[str]:
    """The changes, a line each."""
    lines = []
    for one in changes:
        again = " (moved)" if one.moved else ""
        if one.how == "added":
            lines.append(f"+ row {one.number}{again}: {_said(one.new)}")
        elif one.how == "removed":
            lines.append(f"- {_said(one.old)}{again}")
        elif one.how == "changed":
            cells = [f"{heading} {old or 'blank'} -> {new or 'blank'}"
                     for heading, old, new in zip(written.headings, one.old, one.new, strict=True) if old != new]
            key = " | ".join(one.old[at] for at in _key_columns(written))
            lines.append(f"~ row {one.number} ({key}): {'; '.join(cells)}")
    return lines


def summed(changes: Sequence[RowChange]) -> str:
    """How many rows of each sort."""
    count = {how: sum(one.how == how and not one.moved for one in changes) for how in ("added", "removed", "changed")}
    moved = sum(one.moved and one.how == "added" for one in changes)
    parts = [f"{number} {how}" for how, number in (*count.items(), ("moved", moved)) if number]
    return ", ".join(parts) or "nothing changed"


def _said(cells: Cells) -> str:
    return "| " + " | ".join(cells) + " |"
