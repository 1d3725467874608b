"""What an operation of an amendment is on: names and kinds of things, and when two operations meet."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from hocrdsl.model.scope import bare
from hocrdsl.model.wordings import identity
from hocrdsl.syntax import nodes as syntax

# what tells one thing from another: its kind and its names
Key: TypeAlias = tuple[str, ...]


def names_of(item: syntax.Item) -> str:
    """What an amendment calls the item: its label, its name, or the title of a table."""
    match item:
        case syntax.Provision(role="reading"):
            return f'{item.label} reading "{item.reading}"'
        case syntax.Provision() | syntax.Disagreement() | syntax.Untranslatable():
            return item.label
        case syntax.Define() | syntax.Result() | syntax.Entity():
            return item.name.text
        case syntax.Table() | syntax.Amendment() | syntax.Header():
            return item.title.text
        case syntax.FactsOf():
            return f'facts of {item.entity.text} "{item.title.text}"'
        case _:
            assert_never(item)


def kind_of(item: syntax.Item) -> str:
    """The word that an operation puts before the name of such an item; empty for what has a label."""
    match item:
        case syntax.Define():
            return "define"
        case syntax.Table():
            return "table"
        case syntax.Result():
            return "result"
        case syntax.Entity():
            return "entity"
    return ""


def key_of(item: syntax.Item) -> Key:
    """What all wordings of the item share; of definitions of one name, for one entity each."""
    if isinstance(item, syntax.Disagreement | syntax.Untranslatable):
        return ("provision", item.label)
    return identity(item) or ("other", names_of(item))


def touched(operation: syntax.Operation) -> tuple[str, ...]:
    """The names of what an operation changes; a row stands as `table row key`, a fact as `entity's fact`."""
    match operation:
        case syntax.Omit(label=label, table=table, row=row):
            return (label,) if label else (f"{table} row {row}",)
        case syntax.Substitute(label=label) | syntax.SubstituteLimb(label=label) | syntax.InsertLimb(label=label):
            return (label,)
        case syntax.InClause(label=label):
            fact = _fact(operation)
            return (f"{label}'s {fact}",) if fact else (label,)
        case syntax.Insert(items=items):
            return tuple(names_of(item) for item in items)
        case syntax.InsertRows(table=table, rows=rows):
            return tuple(f"{table} row {_key(row)}" for row in rows)
        case syntax.SubstituteRow(table=table, row=row):
            return (f"{table} row {row}",)
        case _:
            assert_never(operation)


def _key(row: syntax.Row) -> str:
    return row.cells[0].text if row.cells else ""


def _fact(operation: syntax.InClause) -> str:
    if isinstance(operation.value, syntax.Has):
        return operation.value.name.text
    return operation.name.text if operation.name is not None else ""


# --- two operations on one day ----------------------------------------------------------

# the kind of a thing where it is known, its name, and the part of it that is meant (empty: the whole)
Place: TypeAlias = tuple[str, str, str]


def clash(one: syntax.Operation, other: syntax.Operation) -> str | None:
    """What two operations of different amendments meet on: both change it, or one stands after what the other takes."""
    for first, second in ((one, other), (other, one)):
        for place in _changes(first):
            for there in _changes(second):
                if _meet(place, there):
                    return _said(there)
            for there in _leans_on(second):
                if _takes(first) and _meet(place, there):
                    return _said(there)
    return None


def _said(place: Place) -> str:
    kind, name, part = place
    if kind == "entity" and part:
        return f"{name}'s {part}"
    return f'row {part} of table "{name}"' if part else f'table "{name}"' if kind == "table" else name


def _meet(one: Place, other: Place) -> bool:
    alike = bare(one[1]) == bare(other[1]) and (not one[0] or not other[0] or one[0] == other[0])
    return alike and (not one[2] or not other[2] or bare(one[2]) == bare(other[2]))


def _takes(operation: syntax.Operation) -> bool:
    return isinstance(operation, syntax.Omit | syntax.SubstituteRow) and not getattr(operation, "limb", "")


def _changes(operation: syntax.Operation) -> tuple[Place, ...]:
    match operation:
        case syntax.Omit(label="", table=table, row=row) | syntax.SubstituteRow(table=table, row=row):
            return (("table", table, row),)
        case syntax.InsertRows(table=table, rows=rows):
            return tuple(("table", table, _key(row)) for row in rows)
        case syntax.Substitute(label=label, item=item):
            return ((kind_of(item), label, ""),)
        case syntax.Insert(items=items):
            return tuple((kind_of(item), names_of(item), "") for item in items)
        case syntax.InClause(label=label, kind=kind):
            fact = _fact(operation)
            return (("entity", label, fact),) if fact else ((kind, label, ""),)
        case syntax.Omit(label=label, kind=kind) | syntax.SubstituteLimb(label=label, kind=kind):
            return ((kind, label, ""),)
        case syntax.InsertLimb(label=label, kind=kind):
            return ((kind, label, ""),)
        case _:
            assert_never(operation)


def _leans_on(operation: syntax.Operation) -> tuple[Place, ...]:
    match operation:
        case syntax.Insert(after=after, kind=kind):
            return ((kind, after, ""),)
        case syntax.InsertRows(table=table, after_row=row):
            return (("table", table, row),)
    return ()
