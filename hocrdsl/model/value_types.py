"""Types of values: what they are, whether two of them meet, how they are said."""

from __future__ import annotations

from typing import assert_never

from hocrdsl.model.expressions import (
    Choice,
    CodeType,
    ConcludedOf,
    Constant,
    DefinedOf,
    FactOf,
    GroupType,
    NumberType,
    Shifted,
    TextType,
    Thing,
    Things,
    TimeType,
    Type,
    Value,
    Variable,
    YesNo,
)
from hocrdsl.model.nodes import Entity


def type_of(value: Value) -> Type:
    """The type of a value."""
    match value:
        case Variable():
            return Thing(value.entity)
        case FactOf() | DefinedOf() | ConcludedOf() | Constant():
            return value.type
        case Shifted():
            return TimeType()
        case _:
            assert_never(value)


def meet(left: Type, right: Type, entities: dict[str, Entity]) -> bool:
    """Whether values of the two types can ever be equal."""
    if isinstance(left, Choice) and isinstance(right, Choice):
        return not set(left.options).isdisjoint(right.options)
    if isinstance(left, Thing) and isinstance(right, Thing):
        return family(left.entity, entities) == family(right.entity, entities)
    return left == right


def family(entity: str, entities: dict[str, Entity]) -> str:
    """The entity of which it is a kind, or itself."""
    found = entities.get(entity)
    return (found.kind_of if found else None) or entity


def said(type_: Type, entities: dict[str, Entity]) -> str:
    """The type in the author's words."""
    match type_:
        case YesNo():
            return "yes or no"
        case Choice(options):
            shown = ", ".join(option.replace("_", " ") for option in options[:5])
            return f"one of {shown}" + (", ..." if len(options) > 5 else "")
        case NumberType():
            return "a number"
        case TimeType():
            return "a date"
        case CodeType():
            return "a code"
        case TextType():
            return "a text"
        case Thing(entity):
            return f"one {_name(entity, entities)}"
        case Things(entity):
            return f"a list of {_name(entity, entities)}"
        case GroupType(definition=definition):
            return f"a group by `{definition.replace('_', ' ')}`"
        case _:
            assert_never(type_)


def _name(entity: str, entities: dict[str, Entity]) -> str:
    found = entities.get(entity)
    return found.name if found else entity


def number(text: str) -> int | float | None:
    """The number that the digits say."""
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return None
