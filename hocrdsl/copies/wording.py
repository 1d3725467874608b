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
    if isinstance(node, syntax.Table):
        # which of its rows are there is another matter each day
        return _table(node)
    places = copy.places
    amended = tuple(one.title.text for one in places.changed_by(subject, copy.day))
    # the same place amended by the same is the same wording, on whichever day
    key = (subject.kind, node.span.source.name, node.span.start, amended)
    if key not in copy.shelf.said:
        copy.shelf.said[key] = _said(copy, subject)
    return copy.shelf.said[key]


def _said(copy: Copy, subject: Subject) -> str:
    node = subject.node
    match node:
        case syntax.Provision():
            node = replace(node, cites=(), standing=None, in_force=None, targets=_targets(copy, node))
        case syntax.Define() | syntax.Result():
            node = replace(node, cites=(), in_force=None)
        case syntax.Entity() | syntax.FactsOf():
            # its facts have lives of their own
            node = replace(node, facts=(), in_force=None)
            node = replace(node, groups=()) if isinstance(node, syntax.Entity) else node
        case syntax.Has():
            assert isinstance(subject.item, syntax.Entity)
            fact = replace(node, presume_cites=(), in_force=None, group="")
            node = replace(subject.item, facts=(fact,), groups=(), in_force=None, text="")
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
