"""Actions and limbs in words."""

from __future__ import annotations

from hocrdsl.model.expressions import Value
from hocrdsl.model.nodes import (
    Action,
    Cancels,
    ClassifyAs,
    Concludes,
    FateIs,
    JoinsTo,
    MoreSerious,
    PairAnswer,
    Permits,
    Releases,
    UnitIs,
)
from hocrdsl.model.wording import say_value, words


def limb_name(letter: str) -> str:
    """`(b)(ii)` for the path `b(ii)`."""
    head, opened, rest = letter.partition("(")
    return f"({head}){opened}{rest}"


def units(parts: tuple[Value, ...]) -> str:
    """What one is counted for."""
    return "one for each " + " and ".join(say_value(part) for part in parts) if parts else "one for all"


def say_action(action: Action) -> str:
    """An action in words, its test apart."""
    match action:
        case ClassifyAs(value, table):
            return f'classify by table "{table}"' if value is None else f"classify as {say_value(value)}"
        case FateIs(verb, result):
            return verb if result is None else f"{verb} {'to' if verb == 'refer' else 'as'} {words(result)}"
        case JoinsTo():
            return "join"
        case PairAnswer(winner, result):
            if winner is not None:
                return f"the {'first' if winner == 0 else 'second'} prevails"
            return "count both" if result is None else f"refer to {words(result)}"
        case MoreSerious(criteria):
            return f"let the more serious prevail, by {len(criteria)} criteria"
        case UnitIs(parts):
            return "count " + units(parts)
        case Concludes(name, _, _, value, firsts):
            if value is not None:
                return f"then the {name} is {say_value(value)}"
            return f"then the {name} is the first known of " + "; ".join(say_value(one) for one in firsts)
        case Cancels(_, code):
            return f"cancel as {code}"
        case Releases():
            return "release"
        case Permits(allowed, name, codes):
            return f"{'allow' if allowed else 'bar'} {name} {', '.join(codes)}"
