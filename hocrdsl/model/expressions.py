"""Typed values and tests: what conditions mean once every name is bound.

Variables are numbered: 0 is the thing decided (`the allegation`), 1 the second one
(`the other allegation`, `the crime`); a quantifier binds the next free number.
Entities, facts, definitions and options are held by key: the snake_case form of
the declared name (`model.scope.key`).
"""

from __future__ import annotations

from hocrdsl.data import Data, field
from typing import Literal, TypeAlias

from hocrdsl.source import Span


def _span() -> Span | None:
    return field(compare=False, repr=False, default=None, kw_only=True)  # type: ignore[no-any-return]


# --- types ----------------------------------------------------------------------------


class YesNo(Data):
    pass


class Choice(Data):
    """One of some options, as keys, in the order declared."""

    options: tuple[str, ...]


class NumberType(Data):
    pass


class TimeType(Data):
    """A day (`2026-04-01`) or a day with a time (`2026-04-01T09:30`), as text."""


class CodeType(Data):
    pass


class TextType(Data):
    pass


class Thing(Data):
    """A thing of an entity; where the entity is rows of a table, the row's key (text)."""

    entity: str


class Things(Data):
    entity: str


class GroupType(Data):
    """A class of the equivalence that a `belong together` definition makes."""

    entity: str
    definition: str


Type: TypeAlias = YesNo | Choice | NumberType | TimeType | CodeType | TextType | Thing | Things | GroupType

Scalar: TypeAlias = bool | int | float | str


# --- values ---------------------------------------------------------------------------


class Variable(Data):
    index: int
    entity: str
    span: Span | None = _span()


class FactOf(Data):
    """A stated fact of a thing, a column of a row, or a language fact.

    Language facts: of the decided entity `fate` (text: recorded, absorbed, joined, or a result's key),
    the counted entity's key (`crime`: where it ended) and `earlier_` + that key; of the counted
    entity the decided entity's list key (`allegations`) and `principal_` + the decided key.
    """

    of: Value
    entity: str
    fact: str
    type: Type
    span: Span | None = _span()


class DefinedOf(Data):
    """The value of a definition for a thing."""

    of: Value
    entity: str
    definition: str
    type: Type
    span: Span | None = _span()


class ConcludedOf(Data):
    """What a `then the N is ...` provision concluded about a thing (an earlier stratum only)."""

    of: Value
    name: str
    type: Type
    span: Span | None = _span()


class Constant(Data):
    """A literal: bool, number, option key, code, ISO date, text, or the key of a row."""

    value: Scalar
    type: Type
    span: Span | None = _span()


class Shifted(Data):
    """`24 hours after X`: a time moved by a number of hours, days, weeks, months or years."""

    of: Value
    number: int
    unit: Literal["hour", "day", "week", "month", "year"]
    side: Literal["after", "before"]
    span: Span | None = _span()


Value: TypeAlias = Variable | FactOf | DefinedOf | ConcludedOf | Constant | Shifted


# --- tests ----------------------------------------------------------------------------


class IsTrue(Data):
    value: Value
    span: Span | None = _span()


class Equals(Data):
    left: Value
    right: Value
    span: Span | None = _span()


class Among(Data):
    """The left value is one of the constants."""

    left: Value
    options: tuple[Constant, ...]
    span: Span | None = _span()


class Member(Data):
    """The left thing is in a list of things: `the other party is one of the party's acted together with`."""

    left: Value
    things: Value
    span: Span | None = _span()


class Known(Data):
    """Neither unknown nor none."""

    value: Value
    span: Span | None = _span()


class IsNone(Data):
    """`there is no X` of an optional fact: known to be absent (unknown when unknown)."""

    value: Value
    span: Span | None = _span()


class Compare(Data):
    """Numbers and times. `before`/`after` come here as `<` and `>`."""

    left: Value
    operator: Literal["<", "<=", ">", ">="]
    right: Value
    span: Span | None = _span()


class Within(Data):
    left: Value
    number: int
    unit: Literal["hour", "day", "week", "month", "year"]
    side: Literal["after", "before", "of"]
    right: Value
    span: Span | None = _span()


class Same(Data):
    """`the two have the same V`: equal and neither none."""

    left: Value
    right: Value
    span: Span | None = _span()


class Quantified(Data):
    """`variable` ranges over the things of `entity` in view, or over `among` (a list value).

    `other_than`: the index of the variable left out (`any other allegation`), or None.
    """

    kind: Literal["any", "every", "no"]
    variable: int
    entity: str
    among: Value | None
    other_than: int | None
    condition: Test
    span: Span | None = _span()


class Negation(Data):
    test: Test
    span: Span | None = _span()


class Combined(Data):
    """Limbs joined by all, any or none. `letters` are the full limb paths (`a`, `b(ii)`); empty for inline tests."""

    kind: Literal["all", "any", "none"]
    limbs: tuple[Test, ...]
    letters: tuple[str, ...] = ()
    span: Span | None = _span()


class Always(Data):
    """A constant test, made by lowering only."""

    value: bool
    span: Span | None = _span()


Test: TypeAlias = (
    IsTrue | Equals | Among | Member | Known | IsNone | Compare | Within | Same | Quantified | Negation
    | Combined | Always
)
