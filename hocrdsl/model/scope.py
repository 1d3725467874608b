"""Names, and which variables are in view."""

from __future__ import annotations

from hocrdsl.data import Data
from hocrdsl.syntax.spelling import bare, key

__all__ = ["InView", "Scope", "bare", "key", "one", "two"]


class InView(Data):
    """A variable: the name it is called by, its number, its entity, and how deep it was bound."""

    name: str
    index: int
    entity: str
    depth: int


class Scope(Data):
    """The variables in view, outermost first."""

    variables: tuple[InView, ...]

    def called(self, name: str) -> InView | None:
        """The innermost variable of that name."""
        wanted = bare(name)
        return next((v for v in reversed(self.variables) if bare(v.name) == wanted), None)

    def layers(self) -> tuple[tuple[InView, ...], ...]:
        """The variables by depth, innermost first."""
        depths = sorted({v.depth for v in self.variables}, reverse=True)
        return tuple(tuple(v for v in self.variables if v.depth == depth) for depth in depths)

    def deeper(self, name: str, entity: str) -> tuple[Scope, InView]:
        """This scope with one more variable, and that variable."""
        depth = max((v.depth for v in self.variables), default=-1) + 1
        added = InView(name, len(self.variables), entity, depth)
        return Scope((*self.variables, added)), added


def one(name: str, entity: str) -> Scope:
    """A scope of a single variable."""
    return Scope((InView(name, 0, entity, 0),))


def two(first: tuple[str, str], second: tuple[str, str]) -> Scope:
    """A scope of two variables, given by name and entity."""
    return Scope((InView(*_at(first, 0)), InView(*_at(second, 1))))


def _at(named: tuple[str, str], index: int) -> tuple[str, int, str, int]:
    return named[0], index, named[1], 0
