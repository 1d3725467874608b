"""What tables hold: the type of an output column, and cells as values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import assert_never

from hocrdsl.model import problems
from hocrdsl.model.expressions import (
    Choice,
    CodeType,
    Constant,
    GroupType,
    NumberType,
    Scalar,
    TextType,
    Thing,
    Things,
    TimeType,
    Type,
    YesNo,
)
from hocrdsl.model.scope import bare, key
from hocrdsl.model.value_types import number, said
from hocrdsl.model.world import World
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DATE = re.compile(r"(\d{1,2}) ([A-Za-z]+) (\d{4})")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?")


def table_called(world: World, title: syntax.Text) -> syntax.Table | None:
    """The table of that title; says so when there is none."""
    found = world.written_tables.get(title.text)
    if found is None:
        world.report(problems.no_table(title, world.written_tables))
    return found


def output_type(world: World, title: syntax.Text, entity: str) -> Type | None:
    """The type of a table's output: that of the fact or entity it is headed by, else as its cells look."""
    table = table_called(world, title)
    if table is None:
        return None
    if table.first_output >= len(table.headings):
        world.report(problems.no_output(table))
        return None
    heading = table.headings[table.first_output].text
    declared = declared_type(world, heading, entity)
    if declared is not None:
        return declared
    return _looks_like(row.cells[table.first_output].text for row in table.rows)


def declared_type(world: World, heading: str, entity: str) -> Type | None:
    """The type of the fact, or of the rows, that a column is headed by."""
    headed = world.entity_called(heading)
    if headed is not None and headed.key in world.rows:
        return Thing(headed.key)
    own = world.entities.get(entity)
    places = [own, *world.entities.values()] if own else list(world.entities.values())
    wanted = bare(heading)
    for place in places:
        for fact in place.facts.values():
            if bare(fact.name) == wanted:
                return fact.type
    return None


def _looks_like(texts: Iterable[str]) -> Type:
    cells = [text for text in texts if text not in ("none", "")]
    if all(text in ("yes", "no") for text in cells):
        return YesNo()
    if all(number(text) is not None for text in cells):
        return NumberType()
    if all(any(c.isdigit() for c in text) for text in cells):
        return TimeType() if all(day(text) for text in cells) else CodeType()
    return Choice(tuple(dict.fromkeys(key(text) for text in cells)))


def day(text: str) -> str | None:
    """`1 April 2026` or `2026-04-01` (with a time or not) as the latter."""
    if _ISO.fullmatch(text):
        return text
    match = _DATE.fullmatch(text)
    if match is None or match[2].lower() not in _MONTHS:
        return None
    try:
        return date(int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1])).isoformat()
    except ValueError:
        return None


def reader(world: World, type_: Type) -> Callable[[str], Scalar | None]:
    """How a cell of that type is read: a function to the value, or to None where it does not fit."""
    match type_:
        case YesNo():
            return {"yes": True, "no": False}.get
        case Choice(options):
            by_name = {bare(option): option for option in options}
            return lambda text: by_name.get(bare(text))
        case NumberType():
            return number
        case TimeType():
            return day
        case CodeType():
            return _code
        case TextType():
            return lambda text: text.strip('"')
        case Thing(entity) if entity in world.rows:
            return lambda text: text if world.is_row(entity, text) else None
        case Thing() | Things() | GroupType():
            return lambda text: None
        case _:
            assert_never(type_)


def _code(text: str) -> str | None:
    return text if any(c.isdigit() for c in text) else None


def constant(world: World, text: str, type_: Type, span: Span) -> Constant | None:
    """A cell as a constant of the type; reports what does not fit."""
    value = reader(world, type_)(text)
    if value is None:
        misfit(world, text, type_, span)
        return None
    return Constant(value, type_, span=span)


def misfit(world: World, text: str, type_: Type, span: Span) -> None:
    """Say that a cell holds nothing of its column's type."""
    if isinstance(type_, Choice):
        world.report(problems.no_option(span, text, type_.options))
    elif isinstance(type_, Thing) and type_.entity in world.rows:
        keys = world.rows[type_.entity].keys
        if keys:
            world.report(problems.no_row(span, text, world.entities[type_.entity].name, keys))
    else:
        world.report(problems.bad_cell(span, text, said(type_, world.entities)))
