"""The children of a node, and a walk over a tree."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cache
from typing import Any

from hocrdsl.data import Data, names_of
from hocrdsl.source import Citation, Span


def children(node: Any) -> Iterator[Any]:
    """The nodes directly below `node`, in the order of its fields."""
    kind: type = type(node)
    for name in _names(kind):
        value = getattr(node, name)
        if isinstance(value, tuple):
            yield from (one for one in value if _is_node(one))
        elif _is_node(value):
            yield value


def walk(node: Any) -> Iterator[Any]:
    """`node` and everything below it, each before what is below it; without recursion."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(list(children(one))))


def _is_node(value: Any) -> bool:
    return isinstance(value, Data) and not isinstance(value, Span | Citation)


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    assert isinstance(kind, type)
    return tuple(name for name in names_of(kind) if name not in ("span", "head"))
