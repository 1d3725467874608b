"""Parser callbacks for paths, values and conditions: one function for each alternative of the grammar."""

from __future__ import annotations

from typing import Any

from hocrdsl.source import Span
from hocrdsl.syntax import nodes as n
from hocrdsl.syntax.tokens import Token

_ARTICLES = ("a ", "an ", "the ")


def to_name(token: Token) -> n.Name:
    """The words single-spaced, without a leading article; the place includes the article."""
    text = " ".join(token.value.split())
    lower = text.lower()
    for article in _ARTICLES:
        if lower.startswith(article):
            text = text[len(article) :]
            break
    return n.Name(text, span=token.span)


def to_text(token: Token) -> n.Text:
    """A quoted text."""
    return n.Text(token.value, span=token.span)


def to_date(token: Token) -> n.Date:
    """A date; the lexer has checked it."""
    return n.Date(token.value, span=token.span)


def to_number(token: Token) -> n.Number:
    """Digits, with or without a unit."""
    digits, _, unit = token.value.partition(" ")
    return n.Number(digits, unit.strip().removesuffix("s"), span=token.span)


def to_code(token: Token) -> n.Code:
    """A code; digits alone where a code is wanted."""
    return n.Code(token.value, span=token.span)


def over(first: Any, last: Any) -> Span:
    """From the start of one node or token to the end of another."""
    one: Span = first.span
    return Span(one.source, one.start, last.span.end)


def _leaf(child: Any) -> Any:
    """A token that stands for a value, as a node."""
    if type(child) is not Token:
        return child
    match child.type:
        case "CODE":
            return to_code(child)
        case "NUMBER" | "QUANTITY":
            return to_number(child)
        case "DATE":
            return to_date(child)
        case "TEXT":
            return to_text(child)
        case _:
            return child


def same(children: list[Any]) -> Any:
    """One child, handed on."""
    return _leaf(children[0])


def path(children: list[Any]) -> n.Path:
    names = tuple(map(to_name, children))
    return n.Path(names, span=names[0].span if len(names) == 1 else over(children[0], children[-1]))


def code(children: list[Any]) -> n.Code:
    return to_code(children[0])


def offset(children: list[Any]) -> n.Offset:
    number, side, other = children
    return n.Offset(to_number(number), side.value, other, span=over(number, other))


# --- tests ---------------------------------------------------------------------------------


def holds(children: list[Any]) -> n.Holds:
    return n.Holds(children[0], span=children[0].span)


def is_value(children: list[Any]) -> n.Is:
    left, verb, value = children
    return n.Is(left, value, verb.type == "IS_NOT", span=over(left, value))


def is_one_of(children: list[Any]) -> n.IsOneOf:
    left, verb, _, *values = children
    return n.IsOneOf(left, tuple(values), verb.type == "IS_NOT", span=over(left, values[-1]))


def is_known(children: list[Any]) -> n.IsKnown:
    left, verb, word = children
    known = (word.type == "KNOWN") != (verb.type == "IS_NOT")
    return n.IsKnown(left, known, span=over(left, word))


def compares(children: list[Any]) -> n.Compares:
    left, verb, word, value = children
    comparison: Any = " ".join(word.value.split())
    return n.Compares(left, comparison, value, verb.type == "IS_NOT", span=over(left, value))


def is_within(children: list[Any]) -> n.IsWithin:
    left, verb, _, number, side, other = children
    negated = verb.type == "IS_NOT"
    return n.IsWithin(left, to_number(number), side.value, other, negated, span=over(left, other))


def the_two(children: list[Any]) -> n.TheTwo:
    word, name = children
    return n.TheTwo(to_name(name), word.type == "THE_TWO_SAME", span=over(word, name))


def there_is(children: list[Any]) -> n.ThereIs:
    word, what = children
    return n.ThereIs(what, word.type == "THERE_IS_NO", span=over(word, what))


def quantified(children: list[Any]) -> n.Quantified:
    word, name, among, condition, end = children
    return n.Quantified(word.value, to_name(name), among, condition, span=over(word, end))


def negation(children: list[Any]) -> n.Not:
    word, test = children
    return n.Not(test, span=over(word, test))


# --- joined tests and groups -----------------------------------------------------------------


def both(children: list[Any]) -> n.Inline:
    return n.Inline("and", tuple(children), span=over(children[0], children[-1]))


def either(children: list[Any]) -> n.Inline:
    return n.Inline("or", tuple(children), span=over(children[0], children[-1]))


def limb(children: list[Any]) -> n.Limb:
    letter, condition, closing = children
    return n.Limb(letter.value, condition, closing.value if closing else "", span=over(letter, condition))


def omitted_limb(children: list[Any]) -> n.Limb:
    letter, word, closing = children
    return n.Limb(letter.value, None, closing.value if closing else "", span=over(letter, word))


def group(children: list[Any]) -> n.Group:
    opener, *limbs = children
    kind: Any = opener.value.split()[0]
    return n.Group(kind, tuple(limbs), span=over(opener, limbs[-1]))
