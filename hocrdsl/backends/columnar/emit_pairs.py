"""Provisions that choose between two things, made less: what rows have settled is not asked again, and what says the
same both ways round is asked one way.

Things among which is chosen are classified, so the bits of their rows (`emit_rows.py`) are all known; where the bit of
a provision is set, each limb that is true or false of every row is true of these.
"""

from __future__ import annotations

from collections.abc import Hashable

from hocrdsl.backends.columnar.emit_rows import Rows
from hocrdsl.backends.columnar.emit_tallies import every
from hocrdsl.data import replace
from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Among, Combined, Compare, Constant, DefinedOf, Equals, FactOf, IsNone, IsTrue, Known, Negation, Same, Shifted, Test,
    Value, Variable,
)

_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


def less(provision: nodes.Provision, rows: Rows) -> nodes.Provision:
    """The provision without the limbs of its `where` that the bits of rows have settled."""
    if provision.where is None:
        return provision
    limbs = every(provision.where)
    left = tuple([limb for limb in limbs if not _settled(limb, rows)])
    if len(left) == len(limbs):
        return provision
    where = None if not left else left[0] if len(left) == 1 else Combined("all", left)
    return replace(provision, where=where)


def _settled(limb: Test, rows: Rows) -> bool:
    """Whether a limb hangs on one row, and is true or false of each."""
    return any((told := rows.on_row(limb, place)) is not None and rows.at.sure(told) for place in (0, 1))


def symmetric(provision: nodes.Provision) -> bool:
    """Whether a provision about two things says of them, the other way round, the same the other way round."""
    if provision.otherwise is not None or not all(_turns(one) for one in provision.actions):
        return False
    whens = [one.when for one in provision.actions]
    return all(test is None or _alike(test) for test in (provision.where, *whens))


def _turns(action: nodes.Action) -> bool:
    return isinstance(action, nodes.MoreSerious) or isinstance(action, nodes.PairAnswer) and action.winner is None


def _alike(test: Test) -> bool:
    try:
        return _form(test, False) == _form(test, True)
    except _CannotTell:
        return False


class _CannotTell(Exception):
    """A test of a form that is not looked into."""


def _form(test: Test, turned: bool) -> Hashable:
    """What a test asks, whatever the order of its limbs and sides; `turned`: of the two things the other way round."""
    match test:
        case Negation(inner):
            return "not", _form(inner, turned)
        case Combined(kind, limbs):
            flat = every(test) if kind == "all" else limbs
            return kind, frozenset([_form(one, turned) for one in flat])
        case IsTrue(value) | IsNone(value) | Known(value):
            return type(test), _side(value, turned)
        case Among(value, options):
            return "among", _side(value, turned), options
        case Equals(left, right) | Same(left, right):
            return type(test), frozenset([_side(left, turned), _side(right, turned)])
        case Compare(left, operator, right):
            one, other = _side(left, turned), _side(right, turned)
            return frozenset([(one, operator, other), (other, _TURNED[operator], one)])
    raise _CannotTell


def _side(value: Value, turned: bool) -> Value:
    if not turned:
        return value
    match value:
        case Variable(index) if index in (0, 1):
            return replace(value, index=1 - index)
        case FactOf(of) | DefinedOf(of) | Shifted(of):
            return replace(value, of=_side(of, turned))
        case Constant():
            return value
    raise _CannotTell


__all__ = ["less", "symmetric"]
