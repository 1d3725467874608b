"""Written values where a type is wanted: options, codes, numbers, dates, rows, shifted times."""

from __future__ import annotations

from typing import Literal, TypeAlias, assert_never

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model import problems
from hocrdsl.model.expressions import (
    Choice,
    CodeType,
    Constant,
    NumberType,
    Shifted,
    TextType,
    Thing,
    TimeType,
    Type,
    Value,
    YesNo,
)
from hocrdsl.model.resolve import find, resolve
from hocrdsl.model.scope import Scope, bare
from hocrdsl.model.value_types import meet, number, said, type_of
from hocrdsl.model.world import World
from hocrdsl.syntax import nodes as syntax

Unit: TypeAlias = Literal["hour", "day", "week", "month", "year"]
UNITS: dict[str, Unit] = {"hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year"}



def value_of(world: World, scope: Scope, value: syntax.Value, wanted: Type) -> Value | None:
    """A value where one of that type stands; reports what does not fit."""
    match value:
        case syntax.Path():
            return _named(world, scope, value, wanted)
        case syntax.Offset():
            return shifted(world, scope, value, wanted)
        case syntax.Code() | syntax.Number() | syntax.Date() | syntax.Text():
            return literal(world, value, wanted)
        case _:
            assert_never(value)


def _named(world: World, scope: Scope, path: syntax.Path, wanted: Type) -> Value | None:
    if len(path.names) == 1:
        word = path.names[0]
        if isinstance(wanted, YesNo) and word.text in ("yes", "no"):
            return Constant(word.text == "yes", wanted, span=path.span)
        if isinstance(wanted, Choice):
            option = option_called(wanted, word.text)
            if option is not None:
                return Constant(option, wanted, span=path.span)
    found = find(world, scope, path)
    if isinstance(found, Diagnostic):
        if isinstance(wanted, Choice) and len(path.names) == 1:
            found = problems.no_option(path.span, path.names[0].text, wanted.options)
        world.report(found)
        return None
    if found is None or meet(type_of(found), wanted, world.entities):
        return found
    if isinstance(wanted, Choice) and len(path.names) == 1:
        world.report(problems.no_option(path.span, path.names[0].text, wanted.options))
    else:
        got = said(type_of(found), world.entities)
        world.report(problems.other_type(path.span, said(wanted, world.entities), got))
    return None


def option_called(choice: Choice, word: str) -> str | None:
    """The option of that name."""
    wanted = bare(word)
    return next((option for option in choice.options if bare(option) == wanted), None)


def shifted(world: World, scope: Scope, value: syntax.Offset, wanted: Type) -> Value | None:
    """`24 hours after X`."""
    of = resolve(world, scope, value.path)
    if of is None:
        return None
    unit = UNITS.get(value.number.unit)
    if not isinstance(wanted, TimeType) or not isinstance(type_of(of), TimeType):
        wrong = of if isinstance(wanted, TimeType) else Shifted(of, 0, "day", "after")
        shown = said(wanted if wrong is not of else TimeType(), world.entities)
        world.report(problems.other_type(value.span, shown, said(type_of(wrong), world.entities)))
        return None
    if unit is None or not value.number.text.isdigit():
        world.report(problems.no_period(value.number))
        return None
    return Shifted(of, int(value.number.text), unit, value.side, span=value.span)


def literal(
    world: World, value: syntax.Code | syntax.Number | syntax.Date | syntax.Text, wanted: Type
) -> Constant | None:
    """A literal as a constant of the wanted type; reports what does not fit."""
    match wanted, value:
        case CodeType(), syntax.Code() | syntax.Number(unit=""):
            return Constant(value.text, wanted, span=value.span)
        case NumberType(), syntax.Number() | syntax.Code() if number(value.text) is not None:
            amount = number(value.text)
            assert amount is not None
            return Constant(amount, wanted, span=value.span)
        case TimeType(), syntax.Date(iso):
            return Constant(iso, wanted, span=value.span)
        case TextType(), syntax.Text(text):
            return Constant(text, wanted, span=value.span)
        case Thing(entity), syntax.Code() | syntax.Number(unit="") if entity in world.rows:
            return _row(world, entity, value)
    world.report(problems.other_type(value.span, said(wanted, world.entities), _kind(value)))
    return None


def _row(world: World, entity: str, value: syntax.Code | syntax.Number) -> Constant | None:
    if world.is_row(entity, value.text):
        return Constant(value.text, Thing(entity), span=value.span)
    keys = world.rows[entity].keys
    if keys:
        # no row at all is an error of the table, told there
        world.report(problems.no_row(value.span, value.text, world.entities[entity].name, keys))
    return None


def _kind(value: syntax.Code | syntax.Number | syntax.Date | syntax.Text) -> str:
    match value:
        case syntax.Code():
            return "a code"
        case syntax.Number():
            return "a number"
        case syntax.Date():
            return "a date"
        case syntax.Text():
            return "a text"
        case _:
            assert_never(value)
