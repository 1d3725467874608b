"""Facts that are asked only where something holds are told only where it surely does, presumptions counted in."""

from __future__ import annotations

from typing import Any

import numpy as np

from hocrdsl.model import expressions as ex
from hocrdsl.model.nodes import Entity
from hocrdsl.records.generate.columns import Columns
from hocrdsl.records.generate.told import ABSENT, TOLD, UNKNOWN

Array = Any
# (surely true, surely false)
Truth = tuple[Array, Array]


class Untold(Exception):
    """A condition about more than the thing's own facts of few values."""


def leave_out(columns: Columns, entity: Entity, presumed: dict[str, Any]) -> None:
    """Take back what is told where its condition is not surely true."""
    for key, fact in entity.facts.items():
        if fact.only_where is None or key not in columns.columns:
            continue
        states = columns.columns[key][1]
        try:
            true, _ = _test(columns, fact.only_where, presumed)
        except Untold:
            states[:] = UNKNOWN
            continue
        states[~true] = UNKNOWN


def _test(columns: Columns, test: Any, presumed: dict[str, Any]) -> Truth:
    match test:
        case ex.Negation(inner):
            true, false = _test(columns, inner, presumed)
            return false, true
        case ex.Combined(kind, limbs):
            every = [_test(columns, one, presumed) for one in limbs]
            if kind == "all":
                return _every([one[0] for one in every]), _any([one[1] for one in every])
            some, none = _any([one[0] for one in every]), _every([one[1] for one in every])
            return (some, none) if kind == "any" else (none, some)
        case ex.IsTrue(value):
            return _one_of(columns, value, [True], presumed)
        case ex.Equals(value, ex.Constant(constant, _)):
            return _one_of(columns, value, [constant], presumed)
        case ex.Among(value, options):
            return _one_of(columns, value, [one.value for one in options], presumed)
        case ex.IsNone(value):
            _, states = _fact(columns, value, presumed)
            return states == ABSENT, states == TOLD
        case ex.Known(value):
            _, states = _fact(columns, value, presumed)
            return states == TOLD, states != TOLD
    raise Untold


def _every(limbs: list[Array]) -> Array:
    return np.logical_and.reduce(limbs)


def _any(limbs: list[Array]) -> Array:
    return np.logical_or.reduce(limbs)


def _fact(columns: Columns, value: Any, presumed: dict[str, Any]) -> tuple[Array, Array]:
    if not (isinstance(value, ex.FactOf) and isinstance(value.of, ex.Variable) and value.of.index == 0
            and value.fact in columns.facts):
        raise Untold
    values, states = columns.column(value.fact)
    if value.fact in presumed:
        said = presumed[value.fact]
        unknown = states == UNKNOWN
        states = np.where(unknown, ABSENT if said == "none" else TOLD, states)
        if said != "none":
            values = np.where(unknown, _codes(columns, value.fact, [said])[0], values)
    return values, states


def _codes(columns: Columns, fact: str, wanted: list[Any]) -> list[float]:
    there = columns.facts[fact]
    if there.kind in ("yes", "number"):
        return [float(one) for one in wanted]
    if there.kind not in ("one", "row"):
        raise Untold
    return [there.codes[one] for one in wanted if one in there.codes]


def _one_of(columns: Columns, value: Any, wanted: list[Any], presumed: dict[str, Any]) -> Truth:
    values, states = _fact(columns, value, presumed)
    fits = np.isin(values, _codes(columns, value.fact, wanted))
    return (states == TOLD) & fits, (states == ABSENT) | ((states == TOLD) & ~fits)
