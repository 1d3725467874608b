"""Expressions in words: close to what the author wrote, and the same for the same expression."""

from __future__ import annotations

from typing import Any, assert_never

from hocrdsl.data import Data, names_of, replace
from hocrdsl.model.expressions import (
    Always, Among, Combined, Compare, ConcludedOf, Constant, DefinedOf, Equals, FactOf, IsNone, IsTrue, Known, Member,
    Negation, Quantified, Same, Shifted, Test, TextType, TimeType, Value, Variable, Within, YesNo,
)
from hocrdsl.model.nodes import TallyBody

_AS_NUMBER = {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least"}
_AS_TIME = {"<": "before", "<=": "on or before", ">": "after", ">=": "on or after"}
_VARIABLES = ("", "other ", "third ", "fourth ")


def words(key: str) -> str:
    """A key as words."""
    return key.replace("_", " ")


def say_value(value: Value) -> str:
    """A value in words, without the leading article."""
    match value:
        case Variable(index, entity):
            return _VARIABLES[min(index, 3)] + words(entity)
        case FactOf(of, _, fact):
            return f"{say_value(of)}'s {words(fact)}"
        case DefinedOf(of, _, definition):
            return f"{say_value(of)}'s {words(definition)}"
        case ConcludedOf(of, name):
            return f"{say_value(of)}'s {words(name)}"
        case Constant(constant, type_):
            if isinstance(type_, YesNo):
                return "yes" if constant else "no"
            return words(constant) if isinstance(constant, str) else f"{constant:g}"
        case Shifted(of, number, unit, side):
            return f"{number} {unit}{'' if number == 1 else 's'} {side} the {say_value(of)}"
        case _:
            assert_never(value)


def say(test: Test) -> str:
    """A test in words."""
    match test:
        case IsTrue(value):
            return say_value(value)
        case Equals(left, right):
            return f"{say_value(left)} is {say_value(right)}"
        case Among(left, options):
            return f"{say_value(left)} is one of {', '.join(say_value(option) for option in options)}"
        case Member(left, things):
            return f"{say_value(left)} is one of the {say_value(things)}"
        case Known(value):
            return f"{say_value(value)} is known"
        case IsNone(value):
            return f"there is no {say_value(value)}"
        case Compare(left, operator, right):
            as_time = isinstance(right, Shifted) or isinstance(getattr(left, "type", None), TimeType)
            return f"{say_value(left)} is {(_AS_TIME if as_time else _AS_NUMBER)[operator]} {say_value(right)}"
        case Within(left, number, unit, side, right):
            plural = "" if number == 1 else "s"
            return f"{say_value(left)} is within {number} {unit}{plural} {side} the {say_value(right)}"
        case Same(left, right):
            return _same(left, right)
        case Quantified(kind, _, entity, among, other_than, condition):
            other = "other " if other_than is not None else ""
            place = f" among the {say_value(among)}" if among is not None else ""
            return f"{kind} {other}{words(entity)}{place} where ({say(condition)})"
        case Negation(inner):
            return f"not {say(inner)}"
        case Combined(kind, limbs):
            if kind == "none":
                return "none of: " + "; ".join(say(limb) for limb in limbs)
            joint = " and " if kind == "all" else " or "
            return joint.join(f"({say(limb)})" if isinstance(limb, Combined) else say(limb) for limb in limbs)
        case Always(truth):
            return "always" if truth else "never"
        case _:
            assert_never(test)


def say_tally(body: TallyBody) -> str:
    """A number of things, or the earliest or latest of a fact of theirs, in words."""
    _, _, things = say(body.over).partition(" ")
    if body.over.condition == Always(True):
        things = things.removesuffix(" where (always)")
    if body.value is None:
        return f"the number of {things}"
    return f"the {body.kind} {say_value(body.value)} of {things}"


def question(test: Test) -> str:
    """A test as a question about named things: `{1} is one of {0}'s acted together with`; `format` puts names in."""
    return say(_with_places(test)).replace("the {", "{")


def _with_places(node: Any) -> Any:
    """The same expression with a place for the name of each variable; braces that are text stay text."""
    if isinstance(node, Variable):
        return Constant(f"{{{node.index}}}", TextType())
    if isinstance(node, Constant):
        text = node.value
        return replace(node, value=text.replace("{", "{{").replace("}", "}}")) if isinstance(text, str) else node
    if isinstance(node, tuple):
        return tuple(_with_places(one) for one in node)
    if isinstance(node, Data):
        names = [name for name in names_of(type(node)) if name not in ("span", "type")]
        return replace(node, **{name: _with_places(getattr(node, name)) for name in names})
    return node


def _same(left: Value, right: Value) -> str:
    match left:
        case FactOf(Variable(), _, name) | DefinedOf(Variable(), _, name):
            return f"the two have the same {words(name)}"
        case FactOf(Constant(), _, name) | DefinedOf(Constant(), _, name):
            return f"{{0}} and {{1}} have the same {words(name)}"
    return f"{say_value(left)} and {say_value(right)} are the same"


def as_written(test: Test) -> str:
    """A test in the author's own words, on one line; in ours where it has no place in a text."""
    if test.span is None or isinstance(test, Combined) and test.letters:
        return say(test)
    text = " ".join(test.span.text.split())
    for ending in ("; and", "; or"):
        text = text.removesuffix(ending)
    return text or say(test)
