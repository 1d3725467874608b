"""Counting: what is counted by one provision, is of one kind, and has equal units is one.

A unit that can't be told (unknown) is asked for only when it decides whether two things are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hocrdsl.backends.trace.closure import GroupValue
from hocrdsl.backends.trace.trace import Tried
from hocrdsl.backends.trace.values import Reader, equal
from hocrdsl.model.nodes import UnitIs
from hocrdsl.world.read import NONE


@dataclass(slots=True)
class Unit:
    """One thing counted: provision, names of its parts, what it is kept apart by, members with their labels."""

    provision: str
    names: tuple[str, ...]
    apart: Any
    values: tuple[Any, ...]
    members: list[tuple[Any, tuple[str, ...]]]


def count_units(things: list[tuple[Any, UnitIs, tuple[str, ...]]], reader: Reader,
                entries: list[Tried] | None = None) -> list[Unit]:
    """The units of (thing, unit, labels), in the order of their first members. What is read for a unit is read by the
    step that counts."""
    units: list[Unit] = []
    for thing, how, labels in things:
        apart = _apart(thing, reader)
        alike = [unit for unit in units if unit.provision == labels[0] and unit.apart == apart]
        waiting = [other for other in things if other[2][0] == labels[0] and _apart(other[0], reader) == apart]
        reader.read = {}
        values = _parts(thing, how, reader, alone=len(waiting) == 1)
        step = next((one for one in reversed(entries or ()) if one.stratum == "count" and one.label == labels[0]
                     and one.about == (thing["_name"],)), None)
        if step is not None:
            step.read.update(reader.read)
        for unit in alike:
            if _same(unit.values, values, reader):
                unit.members.append((thing, labels))
                break
        else:
            units.append(Unit(labels[0], tuple(shown(value) for value in values), apart, values, [(thing, labels)]))
    return units


def _apart(thing: Any, reader: Reader) -> Any:
    charter = reader.model.charter
    row = thing.get(charter.classified, NONE)
    return NONE if row == NONE else reader.fact(row, charter.row_entity, charter.kept_apart_by)


def _parts(thing: Any, how: UnitIs, reader: Reader, alone: bool) -> tuple[Any, ...]:
    """The values of the first line of units that has no part that is none."""
    for parts in (how.parts, *how.fallbacks):
        values = []
        for part in parts:
            reader.unknown.clear()
            value = reader.value(part, [thing])
            if value is None and not alone:
                reader.ask()
            values.append(value)
        if NONE not in values:
            return tuple(values)
    return ()


def _same(left: tuple[Any, ...], right: tuple[Any, ...], reader: Reader) -> bool:
    if len(left) != len(right):
        return False
    reader.unknown.clear()
    truths = []
    for one, other in zip(left, right, strict=True):
        if isinstance(one, GroupValue) != isinstance(other, GroupValue):
            return False
        truths.append(equal(one, other, reader))
    # one part that differs for sure settles it: the others need not be known
    return False not in truths and reader.needed(None if None in truths else True)


def shown(value: Any) -> str:
    """The name of a part: a thing's name, the members of a group, or the value."""
    if value is None:
        return "unknown"
    if isinstance(value, GroupValue):
        return " + ".join(sorted(str(one["_name"]) for one in value.closure.members(value.thing)))
    if isinstance(value, dict):
        return str(value["_name"])
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
