"""Parquet files put one after the other into one file, without reading what they hold.

Parquet has no way to append, and to write one large file takes one processor. So pieces are written side by side, and
their bytes are copied: a row group does not care where it stands, only the footer says so. The footer is that of the
pieces with every place moved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from hocrdsl.records.footer import Footer, Struct, parsed, written

_MAGIC = b"PAR1"
_AT_ONCE = 1 << 22
# fields of the format, by number: of a file
_ROWS, _GROUPS = 3, 4
# of a row group
_COLUMNS, _GROUP_AT, _ORDINAL = 1, 5, 7
# of a column in a row group; those of indexes and filters, which our pieces don't have
_COLUMN_AT, _COLUMN, _INDEXES = 2, 3, (4, 5, 6, 7)
# of what is told of the column: places of its pages
_PAGES, _FILTER = (9, 10, 11), (14, 15)
# the ordinal of a row group is a short number, and may be left out
_ORDINALS = 1 << 15


class Joined(NamedTuple):
    """A file that was made: how many rows, how many bytes, their digest."""

    rows: int
    bytes: int
    sha256: str


def join(pieces: Iterable[Path], target: Path, tell: Callable[[int], None] = lambda done: None) -> Joined:
    """Write the pieces, which have one schema, as one file. `tell` hears how many bytes were copied."""
    whole: Struct | None = None
    groups: list[Struct] = []
    kind = digest = None
    rows = at = 0
    digest = hashlib.sha256()
    with target.open("wb") as out:

        def put(raw: bytes) -> None:
            nonlocal at
            out.write(raw)
            digest.update(raw)
            at += len(raw)
            tell(len(raw))

        put(_MAGIC)
        for piece in pieces:
            with piece.open("rb") as file:
                footer, length = _footer(file, piece)
                if whole is None:
                    whole = footer
                elif footer[2] != whole[2]:
                    raise Footer(f"{piece.name} has other columns than the first piece")
                kind, own = footer[_GROUPS][1]
                rows += footer[_ROWS][1]
                for group in own:
                    groups.append(_moved(group, at - len(_MAGIC), len(groups)))
                file.seek(len(_MAGIC))
                left = length - len(_MAGIC)
                while left:
                    raw = file.read(min(left, _AT_ONCE))
                    if not raw:
                        raise Footer(f"{piece.name} is shorter than it says")
                    put(raw)
                    left -= len(raw)
        if whole is None:
            raise Footer("there is nothing to join")
        whole[_ROWS] = (whole[_ROWS][0], rows)
        whole[_GROUPS] = (whole[_GROUPS][0], (kind, groups))
        foot = written(whole)
        put(foot)
        put(len(foot).to_bytes(4, "little") + _MAGIC)
    return Joined(rows, at, digest.hexdigest())


def _footer(file: Any, piece: Path) -> tuple[Struct, int]:
    """The footer of a file, and where it begins."""
    end = file.seek(0, 2)
    file.seek(max(end - 8, 0))
    tail = file.read(8)
    if len(tail) < 8 or tail[4:] != _MAGIC:
        raise Footer(f"{piece.name} is no whole Parquet file")
    length = int.from_bytes(tail[:4], "little")
    start = end - 8 - length
    if start < len(_MAGIC):
        raise Footer(f"{piece.name} is no whole Parquet file")
    file.seek(start)
    return parsed(file.read(length)), start


def _moved(group: Struct, by: int, ordinal: int) -> Struct:
    """A row group that stands so many bytes further on."""
    found = _shifted(group, (_GROUP_AT,), by)
    kind, columns = group[_COLUMNS][1]
    moved = []
    for column in columns:
        told = column[_COLUMN][1]
        if any(number in column for number in _INDEXES) or any(number in told for number in _FILTER):
            raise Footer("a piece has an index or a filter")
        place = _shifted(column, (_COLUMN_AT,), by)
        place[_COLUMN] = (column[_COLUMN][0], _shifted(told, _PAGES, by))
        moved.append(place)
    found[_COLUMNS] = (group[_COLUMNS][0], (kind, moved))
    if _ORDINAL in found:
        found[_ORDINAL] = (found[_ORDINAL][0], ordinal)
    if ordinal >= _ORDINALS:
        found.pop(_ORDINAL, None)
    return found


def _shifted(value: Struct, numbers: tuple[int, ...], by: int) -> Struct:
    # a place of 0 is none: nothing stands before the first four bytes
    return {
        number: (kind, inner + by if number in numbers and inner else inner) for number, (kind, inner) in value.items()
    }
