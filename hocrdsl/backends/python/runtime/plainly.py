"""What the fast forms of tests and values call: over known facts. Where one is unknown they raise, and so give way."""

from __future__ import annotations

from hocrdsl.backends.python.runtime.run import DIFFER, Unknown
from hocrdsl.backends.python.runtime.three import fact, measure
from hocrdsl.backends.python.runtime.view import in_range
from hocrdsl.world.read import NONE
from hocrdsl.world.times import end_of, shift

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def part(thing: Any, name: str) -> Any:
    """A stated fact of a thing that may be none; a KeyError where it is unknown."""
    if thing == NONE:
        return NONE
    if name in thing:
        return thing[name]
    return thing["_principal"][name]


def taken(thing: Any, name: str) -> Any:
    """A fact of a counted thing or else of its principal; a LookupError where it is unknown."""
    value = thing.get(name)
    return thing["_principal"][name] if value is None else value


def its_own(thing: Any, name: str) -> Any:
    """A fact that only counted things have; of one just counted nobody has said it."""
    value = thing.get(name)
    return NONE if value is None and thing["_principal"] else value


def on(run: Any, body: Any, thing: Any) -> Any:
    """The value of a definition for a thing that may be none."""
    return NONE if thing == NONE else body(run, thing)


def once(run: Any, body: Any, thing: Any) -> Any:
    """The value of a definition that nothing changes while an event is decided: worked out once for a thing."""
    held = run.kept.get(id(thing))
    if held is None:
        held = run.kept[id(thing)] = {"": thing}
    found = held.get(body)
    if found is None:
        found = held[body] = body(run, thing)
    return found


def once_on(run: Any, body: Any, thing: Any) -> Any:
    """As `once`, for a thing that may be none."""
    return NONE if thing == NONE else once(run, body, thing)


def same(left: Any, right: Any) -> bool:
    """Equality of two known values: none equals nothing."""
    if left is right:
        return bool(left != NONE)
    if isinstance(left, dict):
        # probes may be one thing, and say so
        return type(left) is not dict and bool(left == right)
    return bool(left == right) and left != NONE


def pointed_at(run: Any, entity: str, name: str, thing: Any) -> bool:
    """Whether any thing in view of an entity has that thing as its fact."""
    key = (entity, name, len(run.state.held))
    found = run.ranges.get(key)
    if found is None:
        mark = len(run.unknown)
        values = [fact(run, one, name) for one in in_range(run, entity)]
        del run.unknown[mark:]
        found = run.ranges[key] = ({id(value) for value in values}, None in values)
    if id(thing) in found[0]:
        return True
    if found[1]:
        raise Unknown
    return False


def released_from(run: Any, entity: str, counted: Any) -> bool:
    """Whether anything in view was released from a counted thing."""
    return bool(run.state.released) and any([one["_earlier"] is counted for one in in_range(run, entity)])


def listed(things: Any) -> Any:
    """A list of things; none is empty."""
    return () if things == NONE else things


def sure(value: Any) -> Any:
    """A value or truth that is known; a fast form gives way where it is not."""
    if value is None:
        raise Unknown
    return value


def moved(run: Any, moment: Any, number: int, unit: str) -> Any:
    """A known time moved; raises where a whole day hides the hour."""
    if moment == NONE:
        return moment
    shifts = run.state.world.shifts
    key = (moment, number, unit)
    found = shifts.get(key)
    if found is None:
        found = shifts[key] = shift(moment, number, unit, run.book.zone)
        if found is None:
            raise Unknown
    return found


def first_or_last(kind: str, times: Any) -> Any:
    """The earliest or latest of known times; raises where a whole day hides which it is."""
    if None in times:
        raise Unknown
    there = [one for one in times if one != NONE]
    return sure(end_of(kind, there)) if there else NONE


def found_in(table: Any, values: Any) -> Any:
    """The output of the row that fits known values."""
    for cells, output, _ in table[0]:
        for cell, value in zip(cells, values):
            if cell is not None and not (
                value in cell if type(cell) is tuple else sure(measure(value, cell[0], cell[1]))
            ):
                break
        else:
            return output
    return NONE


def agreed(found: Any, answer: Any) -> Any:
    """One answer of several that hold."""
    if answer is None or found is None:
        return answer if found is None else found
    return found if found == answer else DIFFER
