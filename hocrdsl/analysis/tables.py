"""Tables: combinations without a row, rows that overlap with different outputs, rows that never have effect.

A row is a region over the facts that its headings lead to, or over the rows of the table that has them. A table
that a provision classifies by is asked only where the provision applies; one that a definition looks up is asked
everywhere. A heading that is none is no combination of the options, so no gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal

from hocrdsl.analysis.encode import Encoder
from hocrdsl.analysis.places import ROOT, put
from hocrdsl.analysis.regions import ALL, EMPTY, Region, Space
from hocrdsl.analysis.stages import Stages
from hocrdsl.data import Data, replace
from hocrdsl.model.expressions import Constant, FactOf, Variable
from hocrdsl.model.nodes import ClassifyAs, Model, Table, TableBody, TableRow


class TableFinding(Data):
    """`region` gives the example of a gap or an overlap; `other` the row that overlaps or masks."""

    kind: Literal["gap", "overlap", "masked", "idle"]
    table: Table
    region: Region
    env: tuple[Variable, ...]
    row: TableRow | None = None
    other: TableRow | None = None
    value: Constant | None = None


def table_findings(stages: Stages) -> Iterator[TableFinding]:
    """Everything found about the tables that are looked up."""
    for table, encoder, env, asked in _uses(stages):
        key = ("table", stages.space.kept.number_of(table), encoder.which, env, asked)
        work = partial(_of_table, stages, table, encoder, env, asked)
        yield from encoder.reads.asked(key, work, nothing_only=True)[0]


def _of_table(stages: Stages, table: Table, encoder: Encoder, env: tuple[Variable, ...],
              asked: Region) -> list[TableFinding]:
    try:
        fits = [encoder.row_fits(table, row, env) for row in table.rows]
    except RecursionError:
        return []
    idle = (one for one in _idle(encoder, table, env) if not _of_other_days(stages.plan.model, one))
    found = [*_rows(stages.space, table, env, fits), *idle]
    if not table.partial:
        open_ = stages.space.minus(asked, stages.space.any_of(fits))
        open_ = stages.space.minus(open_, stages.space.any_of(
            encoder.absent(put(heading, env)) for heading in table.inputs
        ))
        if open_ != EMPTY:
            found.append(TableFinding("gap", table, open_, env))
    return found


def _uses(stages: Stages) -> Iterator[tuple[Table, Encoder, tuple[Variable, ...], Region]]:
    """Each table with where it is asked, all its uses together."""
    model = stages.plan.model
    space = stages.space
    where: dict[str, Region] = {}
    for step in stages.plan.strata["classify"]:
        for action in step.provision.actions:
            if isinstance(action, ClassifyAs) and action.table is not None:
                region = space.meet(
                    stages.stated.test(step.provision.where, stages.classify.env),
                    stages.stated.test(action.when, stages.classify.env),
                )
                where[action.table] = space.join(where.get(action.table, EMPTY), region)
    for title, region in where.items():
        yield model.tables[title], stages.stated, stages.classify.env, region
    for (entity, _), definition in model.definitions.items():
        if isinstance(definition.body, TableBody) and definition.body.table not in where:
            where[definition.body.table] = ALL
            table = model.tables[definition.body.table]
            yield table, stages.encoder, (Variable(ROOT, entity),), ALL


def _idle(encoder: Encoder, table: Table, env: tuple[Variable, ...]) -> Iterator[TableFinding]:
    """Values listed in a cell with which the row fits nothing."""
    for row in table.rows:
        for place, cell in enumerate(row.cells):
            for value in cell.constants if cell.kind == "one of" else ():
                alone = replace(cell, constants=(value,))
                cells = (*row.cells[:place], alone, *row.cells[place + 1 :])
                if encoder.row_fits(table, replace(row, cells=cells), env) == EMPTY:
                    yield TableFinding("idle", table, EMPTY, env, row, value=value)


def _of_other_days(model: Model, found: TableFinding) -> bool:
    """Whether a row that the data has on other days is what the row asks, with the value that fits nothing now."""
    table, row, value = found.table, found.row, found.value
    assert row is not None and value is not None
    asked = {
        heading.fact: frozenset(one.value for one in cell.constants)
        for heading, cell in zip(table.inputs, row.cells, strict=True)
        if cell.kind == "one of" and isinstance(heading, FactOf) and heading.entity in model.elsewhere
    }
    if not asked:
        return False
    held = {fact for fact, values in asked.items() if value.value in values}
    columns = next(iter(model.elsewhere[one.entity] for one in table.inputs if isinstance(one, FactOf)))
    number = max(map(len, columns.values()), default=0)
    return any(
        all(columns.get(fact, (None,) * number)[at] in values for fact, values in asked.items())
        and any(columns.get(fact, (None,) * number)[at] == value.value for fact in held)
        for at in range(number)
    )


def _rows(space: Space, table: Table, env: tuple[Variable, ...], fits: list[Region]) -> Iterator[TableFinding]:
    before = EMPTY
    for place, (row, region) in enumerate(zip(table.rows, fits, strict=True)):
        left = space.minus(region, before)
        if region != EMPTY and left == EMPTY:
            by = next((table.rows[at] for at in range(place) if space.touches(fits[at], region)), None)
            if table.first_row or by is not None and by.output == row.output:
                yield TableFinding("masked", table, region, env, row, by)
        if not table.first_row and space.touches(region, before):
            for at in range(place):
                if table.rows[at].output != row.output and space.touches(fits[at], region):
                    yield TableFinding("overlap", table, space.meet(fits[at], region), env, row, table.rows[at])
                    break
        before = space.join(before, region)
