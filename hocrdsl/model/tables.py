"""Tables bound: the rows of row entities by column, and the tables that decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from hocrdsl.model import problems, problems_of_rules
from hocrdsl.model.expressions import CodeType, Constant, FactOf, Scalar, Thing, Type, Value, Variable
from hocrdsl.model.nodes import Entity, Fact, Fits, Rows, Table, TableRow
from hocrdsl.model.outputs import constant, declared_type, misfit, output_type, reader, table_called
from hocrdsl.model.qualities import in_column
from hocrdsl.model.resolve import resolve
from hocrdsl.model.scope import bare, one
from hocrdsl.model.value_types import type_of
from hocrdsl.model.world import World
from hocrdsl.syntax import nodes as syntax

_COMPARISONS: tuple[tuple[str, Literal["<", "<=", ">", ">="]], ...] = (
    ("at least ", ">="), ("at most ", "<="), ("more than ", ">"), ("less than ", "<"),
    ("on or before ", "<="), ("on or after ", ">="), ("before ", "<"), ("after ", ">"),
)  # fmt: skip
_ANY = Fits("any")
_ABSENT = ("", "none")


def declare_tables(world: World, items: Iterable[syntax.Item]) -> None:
    """Every table by its title."""
    for item in items:
        if isinstance(item, syntax.Table):
            there = world.written_tables.setdefault(item.title.text, item)
            if there is not item:
                world.report(problems.name_twice(item.title.text, item.title.span, there.title.span))
            if not item.cites:
                world.report(problems_of_rules.uncited(item.title.span, f'table "{item.title.text}"'))


# --- rows of an entity ------------------------------------------------------------------


def bind_rows(world: World) -> None:
    """The rows of every row entity. Keys first: a column may name a row of another."""
    found = []
    for entity in world.entities.values():
        if entity.rows_of is None:
            continue
        table = world.written_tables.get(entity.rows_of)
        if table is None:
            world.report(problems.no_rows(entity, world.written_tables))
            world.rows[entity.key] = Rows(entity.key, (), {})
            continue
        world.row_tables.add(table.title.text)
        world.rows[entity.key] = Rows(entity.key, _keys(world, entity, table), {})
        found.append((entity, table))
    for entity, table in found:
        _columns(world, entity, table)


def _keys(world: World, entity: Entity, table: syntax.Table) -> tuple[str, ...]:
    at = next((i for i, cell in enumerate(table.headings) if bare(cell.text) == bare(entity.name)), None)
    if at is None:
        world.report(problems.no_key_column(table, entity.name))
        return ()
    seen: dict[str, syntax.Cell] = {}
    for row in table.rows:
        cell = row.cells[at]
        there = seen.setdefault(cell.text, cell)
        if there is not cell:
            world.report(problems.row_twice(cell, there))
        if cell.text in _ABSENT:
            world.report(problems.empty_cell(cell.span, entity.name))
    return tuple(row.cells[at].text for row in table.rows)


def _columns(world: World, entity: Entity, table: syntax.Table) -> None:
    facts = {bare(fact.name): fact for fact in entity.facts.values()}
    columns = world.rows[entity.key].columns
    for index, heading in enumerate(table.headings):
        name = bare(heading.text)
        if name == bare(entity.name):
            continue
        fact = facts.get(name)
        if fact is None:
            world.lost.add(name)
            world.report(problems.undeclared_column(heading, entity, list(entity.facts.values())))
        elif (fact.entity, fact.key) not in world.spoiled:
            columns[fact.key] = _column(world, fact, [row.cells[index] for row in table.rows])
            if table.others:
                others = _column(world, fact, [row.cells[index] for row in table.others])
                world.elsewhere.setdefault(entity.key, {})[fact.key] = others
    for fact in entity.facts.values():
        if fact.key not in columns and (fact.entity, fact.key) not in world.spoiled:
            if not fact.optional:
                world.report(problems.missing_column(fact, table))
            columns[fact.key] = (None,) * len(table.rows)


def _column(world: World, fact: Fact, cells: list[syntax.Cell]) -> tuple[Scalar | None, ...]:
    read = reader(world, fact.type)
    texts = [cell.text for cell in cells]
    values = {text: None if text in _ABSENT else read(text) for text in dict.fromkeys(texts)}
    wrong = {text for text, value in values.items() if value is None and not (text in _ABSENT and fact.optional)}
    for cell in cells if wrong else ():
        if cell.text in wrong:
            _no_value(world, fact, cell)
    return tuple([values[text] for text in texts])


def _no_value(world: World, fact: Fact, cell: syntax.Cell) -> None:
    if cell.text not in _ABSENT:
        misfit(world, cell.text, fact.type, cell.span)
    elif not fact.optional:
        world.report(problems.empty_cell(cell.span, fact.name))


# --- tables that decide -----------------------------------------------------------------


def bind_table(
    world: World, title: syntax.Text, entity: str, wanted: Type | None = None, answers: str = ""
) -> None:
    """Bind the table of that title for things of an entity; once only. `answers`: the definition that it decides."""
    written = table_called(world, title)
    if written is None:
        return
    _check_heading(world, written, title, entity, wanted, answers)
    if title.text in world.tables:
        there = world.tables[title.text]
        if there is not None and there.entity != entity:
            world.report(problems.table_of_two(title, there.entity, entity))
        return
    world.tables[title.text] = None
    world.tables[title.text] = _table(world, written, title, entity, wanted)


def _check_heading(
    world: World, written: syntax.Table, title: syntax.Text, entity: str, wanted: Type | None, answers: str
) -> None:
    """The answer column is headed by what the table decides: a definition's name, or what its answers are."""
    if written.first_output >= len(written.headings):
        return
    heading = written.headings[written.first_output]
    if isinstance(wanted, Thing):
        rows = world.entities[wanted.entity]
        names = [rows.name, *(fact.name for fact in rows.facts.values())]
        names += [fact.name for fact in world.entities[entity].facts.values() if fact.type == wanted]
        due = rows.name
    else:
        names, due = [answers], answers
    fits = any(bare(heading.text) == bare(name) for name in names)
    if not fits and (wanted is not None or declared_type(world, heading.text, entity) is None):
        world.report(problems.other_heading(heading, due, title))


def _table(
    world: World, written: syntax.Table, title: syntax.Text, entity: str, wanted: Type | None
) -> Table | None:
    type_ = wanted or output_type(world, title, entity)
    if type_ is None:
        return None
    if written.first_output >= len(written.headings):
        world.report(problems.no_output(written))
        return None
    headings = written.headings[: written.first_output]
    inputs = [_input(world, entity, heading) for heading in headings]
    rows = tuple(_row(world, written, number, inputs, type_) for number, _ in enumerate(written.rows, 1))
    known = tuple(value for value in inputs if value is not None)
    if len(known) != len(inputs):
        return None
    return Table(
        title.text,
        entity,
        tuple(heading.text for heading in headings),
        known,
        written.headings[written.first_output].text,
        type_,
        rows,
        written.first_row,
        written.partial,
        written.cites,
        written.standing.word if written.standing else "confirmed",
        span=written.title.span,
    )


def _input(world: World, entity: str, heading: syntax.Cell) -> Value | None:
    words = [word.strip() for word in heading.text.split("'s ")]
    names = tuple(syntax.Name(_plain(word), span=heading.span) for word in words)
    return resolve(world, one(world.entities[entity].name, entity), syntax.Path(names, span=heading.span))


def _plain(words: str) -> str:
    first, _, rest = words.partition(" ")
    return rest if first in ("a", "an", "the") and rest else words


def _row(world: World, table: syntax.Table, number: int, inputs: list[Value | None], type_: Type) -> TableRow:
    row = table.rows[number - 1]
    cells = tuple(
        _ANY if value is None or cell.text == "any" else _in_column(world, value, _fits(world, cell, type_of(value)))
        for value, cell in zip(inputs, row.cells, strict=False)
    )
    return TableRow(number, cells, _output(world, table, row, type_), span=row.span)


def _in_column(world: World, value: Value, fits: Fits) -> Fits:
    for constant_ in fits.constants:
        in_column(world, value, constant_)
    return fits


def _fits(world: World, cell: syntax.Cell, type_: Type) -> Fits:
    for words, operator in _COMPARISONS:
        if cell.text.startswith(words):
            bound = constant(world, cell.text.removeprefix(words).strip(), type_, cell.span)
            return _ANY if bound is None else Fits(operator, (bound,))
    if not cell.text:
        world.report(problems.blank_cell(cell.span))
        return _ANY
    found = [constant(world, part.strip(), type_, cell.span) for part in cell.text.split(",")]
    return Fits("one of", tuple(value for value in found if value is not None))


def _output(world: World, table: syntax.Table, row: syntax.Row, type_: Type) -> Constant | None:
    cell = row.cells[table.first_output]
    if cell.text in _ABSENT:
        return None
    if isinstance(type_, Thing) and type_.entity in world.rows:
        return row_called(world, type_.entity, cell.text, cell, table.headings[table.first_output].text)
    found = constant(world, cell.text, type_, cell.span)
    if found is not None:
        _in_column_headed(world, table.headings[table.first_output].text, found)
    return found


def _in_column_headed(world: World, heading: str, found: Constant) -> None:
    """A code under the heading of a column of rows is one that the column has."""
    for entity in world.rows:
        for fact in world.entities[entity].facts.values():
            if bare(fact.name) == bare(heading) and isinstance(fact.type, CodeType) and fact.type == found.type:
                in_column(world, FactOf(Variable(0, entity), entity, fact.key, fact.type), found)
                return


def row_called(
    world: World, entity: str, text: str, place: syntax.Cell | syntax.Code | syntax.Number, heading: str = ""
) -> Constant | None:
    """The row of that key, or the one row that has the text in a column (the one headed, else any)."""
    rows = world.rows[entity]
    if world.is_row(entity, text):
        return Constant(text, Thing(entity), span=place.span)
    found = {
        rows.keys[i]
        for name, column in rows.columns.items()
        if not world.headed(entity, heading) or name == world.headed(entity, heading)
        for i, value in enumerate(column)
        if value == text
    }
    if len(found) == 1:
        return Constant(found.pop(), Thing(entity), span=place.span)
    name = world.entities[entity].name
    if found:
        world.report(problems.several_rows(place.span, text, name, sorted(found)))
    elif rows.keys:
        world.report(problems.no_row(place.span, text, name, rows.keys))
    return None
