"""Names, values and conditions as canonical text.

The tree doesn't hold what carries no meaning (articles, `is` or `are`); where a node comes from a text, they are
taken from there, so that a sentence stays the sentence that its author wrote.
"""

from __future__ import annotations

from typing import assert_never

from hocrdsl.source import Citation
from hocrdsl.syntax import nodes as n
from hocrdsl.syntax.levels import letter
from hocrdsl.syntax.tokens import MONTHS

_GROUPS = {"all": ("all of", "and"), "any": ("any of", "or"), "none": ("none of", "or")}
Line = tuple[int, str]


def name(node: n.Name) -> str:
    """The words, with the article of the text where there is one."""
    written = " ".join(node.span.text.split())
    article, _, rest = written.partition(" ")
    if rest == node.text and article.lower() in ("a", "an", "the"):
        return written
    return node.text


def path(node: n.Path) -> str:
    return "'s ".join(map(name, node.names))


def number(node: n.Number) -> str:
    if not node.unit:
        return node.text
    return f"{node.text} {node.unit}" + ("" if node.text == "1" else "s")


def date(node: n.Date) -> str:
    year, month, day = node.iso.split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"


def value(node: n.Value) -> str:
    match node:
        case n.Path():
            return path(node)
        case n.Code():
            return node.text
        case n.Number():
            return number(node)
        case n.Date():
            return date(node)
        case n.Text():
            return quoted(node.text)
        case n.Offset():
            return f"{number(node.number)} {node.side} {path(node.path)}"
        case _:
            assert_never(node)


def quoted(text: str) -> str:
    return f'"{text}"'


def citations(cited: tuple[Citation, ...]) -> str:
    return ", ".join(f"[{citation}]" for citation in cited)


def verb(node: n.Path | n.Name) -> str:
    """`is` or `are`, as it stands after the path in the text."""
    after = node.span.source.text[node.span.end : node.span.end + 40].split(None, 1)
    return "are" if after and after[0] == "are" else "is"


def _is(node: n.Path, negated: bool) -> str:
    return f"{path(node)} {verb(node)}{' not' if negated else ''}"


def test(node: n.Test) -> str:
    """One test on one line."""
    match node:
        case n.Holds():
            return path(node.path)
        case n.Is():
            return f"{_is(node.path, node.negated)} {value(node.value)}"
        case n.IsOneOf():
            return f"{_is(node.path, node.negated)} one of {', '.join(map(value, node.values))}"
        case n.IsKnown():
            return f"{_is(node.path, False)} {'known' if node.known else 'unknown'}"
        case n.Compares():
            return f"{_is(node.path, node.negated)} {node.comparison} {value(node.value)}"
        case n.IsWithin():
            return f"{_is(node.path, node.negated)} within {number(node.number)} {node.side} {path(node.other)}"
        case n.TheTwo():
            return f"the two have {'the same' if node.same else 'different'} {name(node.name)}"
        case n.ThereIs():
            return f"there is {'no ' if node.negated else ''}{path(node.path)}"
        case n.Quantified():
            among = f" among {path(node.among)}" if node.among else ""
            return f"{node.kind} {name(node.name)}{among} where ({inline(node.condition)})"
        case n.Not():
            return f"not {test(node.test)}"
        case _:
            assert_never(node)


def inline(node: n.Condition) -> str:
    """A condition that stands on one line."""
    if isinstance(node, n.Inline):
        return f" {node.word} ".join(map(test, node.tests))
    assert not isinstance(node, n.Group), "a group takes lines of its own"
    return test(node)


def condition(lead: str, node: n.Condition, indent: int, step: int = 2) -> list[Line]:
    """`lead` followed by a condition: one line, or a line and its limbs."""
    if not isinstance(node, n.Group):
        return [(indent, f"{lead} {inline(node)}")]
    return [(indent, f"{lead} {_GROUPS[node.kind][0]}"), *_limbs(node, indent + step)]


def _limbs(group: n.Group, indent: int) -> list[Line]:
    _, word = _GROUPS[group.kind]
    live = [limb for limb in group.limbs if limb.condition is not None]
    lines: list[Line] = []
    for limb in group.limbs:
        label = f"({limb.letter})"
        if limb.condition is None:
            lines.append((indent, f"{label} omitted"))
            continue
        # limbs of a group inside a limb stand under its first word
        lines += condition(label, limb.condition, indent, 4)
        if len(live) > 1 and limb is live[-2]:
            at, text = lines[-1]
            lines[-1] = (at, f"{text}; {word}")
    return lines


def numbered(lines: list[str], indent: int) -> list[Line]:
    """A numbered list: the last but one ends `; and`."""
    last_but_one = len(lines) - 2
    return [
        (indent + 2, f"({letter(3, number + 1)}) {text}{'; and' if number == last_but_one else ''}")
        for number, text in enumerate(lines)
    ]
