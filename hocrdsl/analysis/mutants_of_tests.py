"""Single changes of a test, a value or an action, each with what it does in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from hocrdsl.analysis.action_words import limb_name
from hocrdsl.data import replace
from hocrdsl.model.expressions import (
    Always,
    Among,
    Choice,
    Combined,
    Compare,
    ConcludedOf,
    Constant,
    DefinedOf,
    FactOf,
    Negation,
    Quantified,
    Same,
    Shifted,
    Test,
    TimeType,
    Value,
    Within,
)
from hocrdsl.model.nodes import (
    Action,
    ClassifyAs,
    Concludes,
    FateIs,
    Model,
    MoreSerious,
    PairAnswer,
    UnitIs,
)
from hocrdsl.model.wording import say, say_value, words
from hocrdsl.source import Span

# what was changed: the new thing (None: left out), the words, and where it stands
Change = tuple[Any, str, str, Span | None]

_OTHER = {"all": "any", "any": "all", "none": "any"}
_STRICT = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


def of_test(test: Test) -> Iterator[Change]:
    """Every single change of a test: (test, kind, words, span)."""
    match test:
        case Combined(kind, limbs, letters, span=span):
            other: Any = _OTHER[kind]
            yield replace(test, kind=other), "connective", f"`{kind} of` made `{_OTHER[kind]} of`", span
            for place, limb in enumerate(limbs):
                rest = limbs[:place] + limbs[place + 1 :]
                left = letters[:place] + letters[place + 1 :] if letters else ()
                name = f"limb {limb_name(letters[place])}" if letters else f"`{say(limb)}`"
                yield replace(test, limbs=rest, letters=left), "limb", f"{name} left out", limb.span or span
                for changed, sort, said, where in of_test(limb):
                    yield replace(test, limbs=(*limbs[:place], changed, *limbs[place + 1 :])), sort, said, where or span
        case Negation(inner, span=span):
            yield inner, "negation", f"`{say(test)}` turned round", span or inner.span
            for changed, sort, said, where in of_test(inner):
                yield Negation(changed, span=span), sort, said, where
        case Quantified(condition=condition, span=span):
            yield Negation(test, span=span), "negation", f"`{say(test)}` turned round", span
            for changed, sort, said, where in of_test(condition):
                yield replace(test, condition=changed), sort, said, where or span
        case Always():
            return
        case _:
            yield Negation(test, span=test.span), "negation", f"`{say(test)}` turned round", test.span
            yield from _inside(test)


def _inside(test: Test) -> Iterator[Change]:
    match test:
        case Among(options=options, span=span) if len(options) > 1:
            for place, option in enumerate(options):
                rest = options[:place] + options[place + 1 :]
                yield replace(test, options=rest), "option", f"`{say_value(option)}` left out", option.span or span
        case Compare(operator=operator, right=right, span=span):
            strict: Any = _STRICT[operator]
            bound = replace(test, operator=strict)
            yield bound, "bound", f"`{say(test)}` made `{say(bound)}`", span
            for changed, said in _shifted(right):
                yield replace(test, right=changed), "date or number", f"{said} in `{say(test)}`", span
        case Within(number=number, span=span):
            for other in (number - 1, number + 1):
                if other > 0:
                    yield replace(test, number=other), "date or number", f"{number} made {other} in `{say(test)}`", span
        case Same():
            return
        case _:
            return


def _shifted(value: Value) -> Iterator[tuple[Value, str]]:
    """A constant or an offset, one unit off."""
    match value:
        case Constant(constant, type_):
            if isinstance(type_, TimeType) and isinstance(constant, str):
                for days in (-1, 1):
                    try:
                        moved = (date.fromisoformat(constant[:10]) + timedelta(days=days)).isoformat() + constant[10:]
                    except (ValueError, OverflowError):
                        continue
                    yield replace(value, value=moved), f"{constant} made {moved}"
            elif isinstance(constant, int | float) and not isinstance(constant, bool):
                for step in (-1, 1):
                    yield replace(value, value=constant + step), f"{constant} made {constant + step}"
        case Shifted(number=number):
            for step in (-1, 1):
                if number + step > 0:
                    yield replace(value, number=number + step), f"{number} made {number + step}"
        case FactOf() | DefinedOf() | ConcludedOf() | _:
            return


def of_action(model: Model, action: Action) -> Iterator[Change]:
    """Every single change of an action: (action, kind, words, span)."""
    if action.when is not None:
        yield replace(action, when=None), "clause", "`when` left out", action.when.span or action.span
        for changed, sort, said, where in of_test(action.when):
            yield replace(action, when=changed), sort, said, where or action.span
    span = action.span
    match action:
        case PairAnswer(winner) if winner is not None:
            yield replace(action, winner=1 - winner), "direction", "made to prevail the other way", span
        case FateIs(verb, result):
            for other in [one for one in model.results if one != result][:1]:
                changed = replace(action, verb="treat", result=other)
                yield changed, "output", f"made `treat as {words(other)}`", span
            if verb != "record":
                yield replace(action, verb="record", result=None), "output", "made `record`", span
        case ClassifyAs(Constant(row) as constant):
            keys = model.rows[model.charter.row_entity].keys
            other_row = keys[(keys.index(str(row)) + 1) % len(keys)]
            yield replace(action, value=replace(constant, value=other_row)), "output", f"{row} made {other_row}", span
        case UnitIs(parts, fallbacks):
            for place, part in enumerate(parts):
                rest = parts[:place] + parts[place + 1 :]
                said = f"`{say_value(part)}` left out of the unit"
                yield replace(action, parts=rest), "unit", said, part.span or span
            for place in range(len(fallbacks)):
                rest_ = fallbacks[:place] + fallbacks[place + 1 :]
                yield replace(action, fallbacks=rest_), "unit", f"`failing which` {place + 1} left out", span
        case Concludes(value=value, firsts=firsts):
            for other_value, said in _shifted(value) if value is not None else ():
                yield replace(action, value=other_value), "date or number", said, span
            if isinstance(value, Constant) and isinstance(value.type, Choice):
                for option in [one for one in value.type.options if one != value.value][:1]:
                    yield replace(action, value=replace(value, value=option)), "output", f"made {words(option)}", span
            for place, one in enumerate(firsts if len(firsts) > 1 else ()):
                rest = firsts[:place] + firsts[place + 1 :]
                yield replace(action, firsts=rest), "limb", f"`{say_value(one)}` left out", one.span or span
        case MoreSerious(criteria):
            for place, criterion in enumerate(criteria):
                if len(criteria) > 1:
                    left = criteria[:place] + criteria[place + 1 :]
                    yield replace(action, criteria=left), "limb", f"criterion ({place + 1}) left out", span
                turned = {"lower": "greater", "greater": "lower"}.get(criterion.kind)
                if turned is not None:
                    new = replace(criterion, kind=turned)  # type: ignore[arg-type]
                    yield (replace(action, criteria=(*criteria[:place], new, *criteria[place + 1 :])), "direction",
                           f"criterion ({place + 1}) made `{turned}`", span)
        case _:
            return
