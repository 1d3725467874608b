"""Incidents that are written one by one, made blocks: read as `decide` reads them, then put into columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from hocrdsl.records.conform import Validate, where
from hocrdsl.records.layout import Layout
from hocrdsl.records.problems import Rejected
from hocrdsl.records.rows_in import batch_of
from hocrdsl.records.sources import Block
from hocrdsl.world.read import InvalidIncident, read


class Told(NamedTuple):
    """An incident as it was written, or why it is none; its number in the file. `fits`: it was read by the words of
    every edition, and fits them."""

    row: int
    key: str
    incident: Any
    wrong: str = ""
    fits: bool = False


def blocks(some: Iterable[Told], file: str, layout: Layout, size: int, validate: Validate | None) -> Iterator[Block]:
    """Blocks of at most `size` incidents."""
    rows: list[int] = []
    keys: list[str] = []
    incidents: list[dict[str, Any]] = []
    rejected: list[Rejected] = []
    for told in some:
        why = told.wrong or _wrong(told, layout, validate)
        if why:
            rejected.append(Rejected(file, told.row, why))
        else:
            rows.append(told.row)
            keys.append(told.key)
            incidents.append(told.incident)
        if len(rows) + len(rejected) >= size:
            yield Block(file, batch_of(incidents, layout, keys), np.array(rows, np.int64), tuple(rejected))
            rows, keys, incidents, rejected = [], [], [], []
    if rows or rejected:
        yield Block(file, batch_of(incidents, layout, keys), np.array(rows, np.int64), tuple(rejected))


def _wrong(told: Told, layout: Layout, validate: Validate | None) -> str:
    if validate is not None:
        found = validate(told.incident)
        return where(found[0][0], layout) if found else ""
    if told.fits:
        return ""
    try:
        read(told.incident, layout.vocabulary)
    except InvalidIncident as error:
        return where(error.problems[0][0], layout)
    return ""
