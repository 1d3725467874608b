"""YAML text to nodes, each with its place; JSON is YAML. The only module that knows the YAML reader.

Nodes are composed, never constructed: scalars stay text, tags carry no meaning, nothing is executed.
"""

from __future__ import annotations

import operator
from functools import cache
from typing import Any

from hocrdsl.diagnostics import Checked
from hocrdsl.harness import problems
from hocrdsl.source import SourceText, Span

# a scalar, sequence or mapping of the YAML reader; told apart by its `id`, so that nobody else imports it
Node = Any

DEEPEST = 60
# nodes counted with every alias written out; 100,000 allegations of ten facts fit twice
MOST = 2_000_000
# below this size even the deepest text cannot trouble the reader
_SMALL = 2_000


class TooDeep(Exception):
    """Mappings and lists stand deeper than any case needs."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


@cache
def _loaders() -> tuple[Any, Any]:
    """A reader without tags, and one that also watches the depth; in C where that is built."""
    import yaml

    if getattr(yaml, "__with_libyaml__", False):
        from yaml import cyaml

        parser: Any = cyaml.CParser  # type: ignore[attr-defined]

        class Quick(parser):  # type: ignore[misc]
            """Tags are resolved by regular expressions, at half the cost of reading: we never look at them.

            The three are called for every node, so they are functions in C of three, two and no arguments.
            """

            resolve = slice
            descend_resolver = operator.is_
            ascend_resolver = bool

        quick: Any = Quick
    else:
        quick = yaml.SafeLoader

    class Careful(quick):  # type: ignore[misc]
        """Counts how deep it stands."""

        depth = 0

        def descend_resolver(self, parent: Any, index: Any) -> None:
            self.depth += 1
            if self.depth > DEEPEST:
                raise TooDeep(parent.start_mark.index)

        def ascend_resolver(self) -> None:
            self.depth -= 1

    return quick, Careful


def compose(source: SourceText) -> Checked[tuple[Node, ...]]:
    """The documents of a text as nodes; empty documents are passed over."""
    from yaml import YAMLError

    text = source.text
    quick, careful = _loaders()
    brackets = text.count("[") + text.count("{")
    kind = quick if len(text) < _SMALL and brackets < DEEPEST and quick.__name__ == "Quick" else careful
    nodes: list[Node] = []
    try:
        reader = kind(text)
        check, get = reader.check_node, reader.get_node
        try:
            while check():
                nodes.append(get())
        finally:
            reader.dispose()
    except TooDeep as error:
        return Checked(None, (problems.too_deep(Span(source, error.offset, error.offset + 1), DEEPEST),))
    except YAMLError as error:
        return Checked(None, (_unreadable(source, error),))
    full = tuple(node for node in nodes if not (node.id == "scalar" and node.value == ""))
    if not full:
        return Checked(None, (problems.empty(Span(source, 0, 0)),))
    if "&" in text:
        for node in full:
            if _size(node, {}) > MOST:
                return Checked(None, (problems.too_much(span(source, node), MOST),))
    return Checked(full)


def _unreadable(source: SourceText, error: Any) -> Any:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    offset = mark.index if mark is not None else getattr(error, "position", 0)
    offset = min(offset, max(len(source.text) - 1, 0))
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    return problems.not_yaml(Span(source, offset, offset + 1), str(said))


def _size(node: Node, known: dict[int, int]) -> int:
    """How many nodes there are with every alias written out; a circle counts as too many."""
    found = known.get(id(node))
    if found is not None:
        return found
    known[id(node)] = MOST + 1
    total = 1
    if node.id == "sequence":
        total += sum(_size(one, known) for one in node.value)
    elif node.id == "mapping":
        total += sum(_size(one, known) + _size(other, known) for one, other in node.value)
    known[id(node)] = total
    return total


def span(source: SourceText, node: Node) -> Span:
    """The place of a node, without blanks and line ends behind it."""
    start, end = node.start_mark.index, node.end_mark.index
    while end > start and source.text[end - 1 : end].isspace():
        end -= 1
    return Span(source, start, end)
