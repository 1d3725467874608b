"""What two texts of one thing must share to be one wording."""

from __future__ import annotations

from dataclasses import replace

from hocrdsl.copies.copy import Copy
from hocrdsl.copies.subjects import Subject
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax import write


def wording(copy: Copy, subject: Subject) -> str:
    """A thing's canonical text without standing, citations and dates: they say where it is from, not what it says."""
    node = subject.node
    match node:
        case syntax.Provision():
            node = replace(node, cites=(), standing=None, in_force=None, targets=_targets(copy, node))
        case syntax.Define() | syntax.Result():
            node = replace(node, cites=(), in_force=None)
        case syntax.Table():
            return _table(node)
        case syntax.Entity():
            # its facts have lives of their own
            node = replace(node, facts=(), in_force=None)
        case syntax.Has():
            assert isinstance(subject.item, syntax.Entity)
            fact = replace(node, presume_cites=(), in_force=None)
            node = replace(subject.item, facts=(fact,), in_force=None, text="")
        case syntax.Header():
            node = replace(node, cites=(), class_rules_cites=(), known_on=None, published=())
        case _:
            node = replace(node, cites=())
    if isinstance(node, syntax.Define | syntax.Disagreement):
        node = replace(node, standing=None)
    return write(node)


def _targets(copy: Copy, node: syntax.Provision) -> tuple[str, ...]:
    """The targets as meant: one that isn't in force on the day is still among them."""
    meant = copy.places.as_then(node)
    return meant.targets if isinstance(meant, syntax.Provision) and meant.targets else node.targets


def _table(node: syntax.Table) -> str:
    """Rows are told by what they say, so that one that moved is the same."""
    lines = [node.text, str(node.first_row), str(node.partial), cells(node.headings)]
    return "\n".join([*lines, *sorted(cells(row.cells) for row in node.rows)])


def cells(row: tuple[syntax.Cell, ...]) -> str:
    """A row on one line."""
    return "| " + " | ".join([cell.text for cell in row]) + " |"
