"""A copy as rules that can be read again: what is added about origin and standing is comment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hocrdsl.copies.copy import Copy, standing_of
from hocrdsl.copies.order import arranged
from hocrdsl.copies.subjects import Node, Subject
from hocrdsl.copies.words import many
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax import write
from hocrdsl.syntax.groups import apart


def rules_text(copy: Copy) -> Iterator[str]:
    """The whole text of a copy, definition by definition; a table that stands in a file stays there, unless an
    amendment changed its rows."""
    by_item = {id(one.item): one for one in copy.subjects() if one.node is one.item}
    for item in arranged(copy.items):
        yield definition(copy, by_item[id(item)])


def definition(copy: Copy, subject: Subject, in_full: bool = False) -> str:
    """One definition (of a fact: its line in its entity) with where it comes from. `in_full`: a table with its rows,
    wherever they stand."""
    head = f"-- from {about(copy, subject)}"
    if isinstance(subject.node, syntax.Table) and subject.node.file is not None:
        return f"{head}\n{_table(subject.node, in_full or bool(copy.origin(subject).changed_by))}"
    if isinstance(subject.node, syntax.Entity):
        own, *groups = apart(subject.node)
        # a group stands in a file of its own
        places = [f"{copy.places.file(one.span)}:{one.span.line}" for one in groups]
        said = [f"-- from {place}\n{_text(one)}" for place, one in zip(places, groups, strict=True) if one.facts]
        return "\n\n".join([f"{head}\n{_text(own)}", *said])
    return f"{head}\n{alone(subject)}"


def _table(node: syntax.Table, in_full: bool) -> str:
    assert node.file is not None
    where = f"-- {many(len(node.rows), 'row')}, in {node.file.text}"
    if in_full:
        return f"{where}\n{_text(replace(node, file=None))}"
    return f"{where}: to see them, ask for the table by its name\n{_text(node)}"


def alone(subject: Subject, dated: bool = True) -> str:
    """The text of a thing without the things around it: of a fact, its own lines under the head of its entity.
    `dated`: with its dates and its standing."""
    node = subject.node if dated else _undated(subject.node)
    if isinstance(node, syntax.Has):
        assert isinstance(subject.item, syntax.Entity)
        entity = replace(subject.item, facts=(node,), text="", in_force=None)
        return _text(next(replace(part, text="") for part in apart(entity) if part.facts))
    return _text(node)


def _undated(node: Node) -> Node:
    match node:
        case syntax.Provision() | syntax.Define() | syntax.Table():
            return replace(node, standing=None, in_force=None)
        case syntax.Result() | syntax.Entity() | syntax.Has():
            return replace(node, in_force=None)
        case syntax.Disagreement():
            return replace(node, standing=None)
        case _:
            return node


def _text(item: syntax.Item) -> str:
    return write(_by_itself(item)).rstrip("\n")


def _by_itself(item: syntax.Item) -> syntax.Item:
    """The item where nothing was before it: in force, not in force again."""
    if isinstance(item, syntax.Entity):
        item = replace(item, facts=tuple(replace(fact, in_force=_once(fact.in_force)) for fact in item.facts))
    if isinstance(item, syntax.Provision | syntax.Define | syntax.Table | syntax.Result | syntax.Entity):
        return replace(item, in_force=_once(item.in_force))
    return item


def _once(in_force: syntax.InForce | None) -> syntax.InForce | None:
    return replace(in_force, again=False) if in_force is not None and in_force.again else in_force


def about(copy: Copy, subject: Subject) -> str:
    """Where a wording comes from and how sure it is: `earlier/time-to-record.rules:1, recalled`."""
    standing = standing_of(subject.node)
    return f"{copy.origin(subject)}, {standing}" if standing else str(copy.origin(subject))
