"""How much it takes to work out a value or a test, so that what is little is worked out whether it is needed or not:
on what records tell a processor can't guess, and a wrong guess costs as much as some ten reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hocrdsl.backends.columnar.clocks import clock_changes
from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Always, Among, Combined, Compare, ConcludedOf, Constant, DefinedOf, Equals, FactOf, IsNone, IsTrue, Known,
    Negation, Same, Shifted, Test, Things, TimeType, Value, Variable,
)

if TYPE_CHECKING:
    from hocrdsl.backends.columnar.emit_values import Values

# more than anything is worth
DEAR = 1_000
# up to which a value is worked out at once
LITTLE = 16


def weight(at: Values, value: Value) -> int:
    """How many reads and comparisons a value takes; `DEAR` where it takes loops, or what can't be foreseen."""
    match value:
        case Variable() | Constant():
            return 0
        case FactOf(type=Things()):
            return DEAR
        case FactOf(of, entity, fact):
            declared = at.model.entities[entity].facts.get(fact)
            limit = None if declared is None else declared.only_where
            return weight(at, of) + 1 + (0 if limit is None else weight_of(at, limit))
        case DefinedOf(of, entity, definition):
            return weight(at, of) + _defined(at, at.model.definitions[entity, definition])
        case Shifted(of, _, unit, _):
            if unit == "hour" and clock_changes(at.charter.local_time) is not None:
                return DEAR
            return weight(at, of) + (12 if unit in ("month", "year") else 1)
    return DEAR


def _defined(at: Values, definition: nodes.Definition) -> int:
    if definition.entity in at.model.rows:
        return 1
    match definition.body:
        case nodes.ConditionBody(test):
            return weight_of(at, test)
        case nodes.ValueBody(value):
            return weight(at, value)
        case nodes.FirstBody(values):
            return sum(weight(at, one) for one in values)
    return DEAR


def weight_of(at: Values, test: Test) -> int:
    """The same of a test."""
    match test:
        case Always():
            return 0
        case Negation(inner):
            return weight_of(at, inner)
        case Combined(_, limbs):
            return sum(weight_of(at, one) for one in limbs)
        case IsTrue(value) | Known(value) | IsNone(value):
            return weight(at, value)
        case Equals(left, right) | Same(left, right) | Compare(left, _, right):
            return weight(at, left) + weight(at, right) + 1
        case Among(left, options):
            return weight(at, left) + min(len(options), LITTLE)
    return DEAR

def type_of(value: Value) -> object:
    """The type of a value; None of a thing."""
    match value:
        case FactOf(type=type_) | DefinedOf(type=type_) | ConcludedOf(type=type_) | Constant(type=type_):
            return type_
        case Shifted():
            return TimeType()
        case _:
            return None
