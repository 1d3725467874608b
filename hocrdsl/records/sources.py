"""A record set as it lies on disk: a file, or a folder of files of one kind, read block by block.

Nothing is read whole. A set is opened by looking at the head of each file; its rows come in blocks of the layout, in
the order of the files' names and of the rows in them, each row with its number in its file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from hocrdsl.records import problems
from hocrdsl.records.conform import Validate
from hocrdsl.records.fit import fit, is_text, paths_of
from hocrdsl.records.layout import Layout
from hocrdsl.records.problems import Rejected

# rows in a block, unless said
SIZE = 1 << 16
_BY_NAME = {".parquet": "parquet", ".pq": "parquet", ".arrow": "arrow", ".ipc": "arrow", ".feather": "arrow",
            ".arrows": "arrow", ".ndjson": "lines", ".jsonl": "lines", ".csv": "comma"}
_CALLED = {"parquet": "a Parquet file", "arrow": "an Arrow file", "stream": "an Arrow stream", "lines": "NDJSON",
           "comma": "CSV"}


class Block(NamedTuple):
    """Some rows of a file: those that can be decided as a batch of the layout, the number of each in its file from 1
    (the line, in NDJSON), and those that can't."""

    file: str
    batch: Any
    rows: Any
    rejected: tuple[Rejected, ...]

    @property
    def seen(self) -> int:
        """How many rows were read."""
        return len(self.rows) + len(self.rejected)


class Part(NamedTuple):
    """A piece of a set that is read by itself: a file, or some row groups of a Parquet file. Plain data: another
    process may read it (`blocks_of`)."""

    path: str
    shown: str
    kind: str
    size: int
    # how many rows it has, where the file says so; the number of the row before its first one
    rows: int | None = None
    before: int = 0
    groups: tuple[int, ...] = ()


@dataclass(frozen=True)
class Records:
    """A record set that was opened. `missing`: the facts for which it has no column, unknown throughout (none are told
    of NDJSON, which has no columns, nor of CSV, which has those of one line)."""

    shown: str
    layout: Layout
    parts: tuple[Part, ...]
    missing: tuple[str, ...]

    @property
    def rows(self) -> int | None:
        """How many rows there are, where the files say so."""
        known = [part.rows for part in self.parts if part.rows is not None]
        return sum(known) if len(known) == len(self.parts) else None

    def blocks(self, size: int = SIZE, wanted: frozenset[str] | None = None,
               validate: Validate | None = None) -> Iterator[Block]:
        """Every row, in blocks of at most `size`; `wanted` and `validate` as for `conform`."""
        for part in self.parts:
            yield from blocks_of(part, self.layout, size, wanted, validate)


def open_records(path: Path, layout: Layout) -> Records:
    """A record set, its columns checked; raises BadRecords."""
    shown = str(path)
    files = [path] if not path.is_dir() else _files(path)
    if not files:
        raise problems.unreadable(shown, "holds no record set", f"it may hold files that end in {problems.KINDS}")
    parts: list[Part] = []
    missing: tuple[str, ...] = ()
    first: tuple[str, str, Any] | None = None
    for file in files:
        kind = kind_of(file)
        schema, found = _reader(kind).opened(file, kind, layout)
        if first is not None and kind != first[1]:
            raise problems.mixed(str(file), first[0], f"it is {_CALLED[kind]}, the other {_CALLED[first[1]]}")
        if schema is not None:
            try:
                missing = fit(schema, layout, str(file))
                if first is not None:
                    _together(schema, first[2], str(file), first[0], layout)
            except UnicodeDecodeError:
                # a name that is no text is none of ours
                raise problems.damaged(str(file)) from None
        first = first or (str(file), kind, schema)
        parts += found
    return Records(shown, layout, tuple(parts), missing)


def _files(folder: Path) -> list[Path]:
    """The files of a folder and those below it, by name; what begins with a dot or a line is not meant."""
    found = []
    for above, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        found += [Path(above, name) for name in names if name[0] not in "._"]
    return sorted(found, key=lambda file: file.relative_to(folder).parts)


def _raise(error: OSError) -> None:
    raise problems.unreadable(str(error.filename), f"can't be read: {_said(error)}")


def _said(error: OSError) -> str:
    return (error.strerror or "the system does not say why").lower()


def kind_of(file: Path) -> str:
    """What kind of record set a file is, by its first and last bytes, then by its name; raises UnreadableRecords."""
    shown = str(file)
    try:
        with file.open("rb") as raw:
            head = raw.read(8)
            raw.seek(0, os.SEEK_END)
            raw.seek(-min(8, raw.tell()), os.SEEK_END)
            tail = raw.read(8)
    except OSError as error:
        raise problems.unreadable(shown, f"can't be read: {_said(error)}") from None
    again = "copy it again from where it was made"
    named = _BY_NAME.get(file.suffix.lower())
    if not head:
        raise problems.unreadable(shown, "is empty", "a record set without rows has its columns at least: `hocrdsl "
                                  "schema NAME incident --arrow -o FILE` writes one")
    if head[:4] == b"PAR1":
        if tail[-4:] != b"PAR1":
            raise problems.unreadable(shown, "is cut short: it does not end as a Parquet file does", again)
        return "parquet"
    if head[:6] == b"ARROW1":
        if tail[-6:] != b"ARROW1":
            raise problems.unreadable(shown, "is cut short: it does not end as an Arrow file does", again)
        return "arrow"
    if head[:4] == b"\xff\xff\xff\xff":
        return "stream"
    if head[:4] == b"FEA1":
        raise problems.unreadable(shown, "is Feather version 1", "write it as version 2, which is an Arrow file")
    if named in ("parquet", "arrow"):
        raise problems.unreadable(shown, f"is not {_CALLED[named]}: it is named so and does not begin as one does",
                                  f"if it is something else, give it its name: {problems.KINDS}")
    if named is None and head[:1] != b"{":
        raise problems.unreadable(shown, "is neither Parquet, Arrow, NDJSON nor CSV",
                                  f"record sets end in {problems.KINDS}")
    return named or "lines"


def _reader(kind: str) -> Any:
    """The module that reads a kind of file: `opened` gives its columns and parts, `read_blocks` the rows of a part."""
    from importlib import import_module

    name = {"lines": "lines", "comma": "comma", "parquet": "parquet"}.get(kind, "ipc")
    return import_module(f"hocrdsl.records.{name}")


def fields_in(type_: Any) -> list[Any]:
    """The fields of a struct; of anything else none."""
    return list(type_) if str(type_).startswith("struct") else []


def _together(schema: Any, other: Any, file: str, first: str, layout: Layout) -> None:
    """Two files of a set have the same columns, of kinds that can be told in one way."""
    here, there = set(paths_of(schema)), set(paths_of(other))
    for path in sorted(there - here):
        raise problems.mixed(file, first, f"it has no column `{path}`")
    for path in sorted(here - there):
        raise problems.mixed(file, first, f"the other has no column `{path}`")
    kinds, others = _kinds(schema, layout), _kinds(other, layout)
    for path, kind in kinds.items():
        if kind != others[path]:
            raise problems.mixed(file, first, f"its `{path}` is {kind}, the other's {others[path]}")


def _kinds(schema: Any, layout: Layout) -> dict[str, str]:
    """The keys and the times, whose type is kept as it is."""
    kept = {path for path, _, fact in layout.paths() if fact.kind == "time"} | {layout.key}
    found = {}

    def walk(fields: Any, above: str) -> None:
        for field in fields:
            path, type_ = above + field.name, field.type
            inner = getattr(type_, "value_type", None)
            if path in kept:
                found[path] = "a text" if is_text(type_) else str(type_).partition("[")[0]
            elif inner is not None and fields_in(inner):
                walk(fields_in(inner), f"{path}.")

    walk(schema, "")
    return found


def blocks_of(part: Part, layout: Layout, size: int = SIZE, wanted: frozenset[str] | None = None,
              validate: Validate | None = None) -> Iterator[Block]:
    """The rows of one part, in blocks of at most `size`; raises BadRecords where its body is damaged."""
    yield from _reader(part.kind).read_blocks(part, layout, size, wanted, validate)
