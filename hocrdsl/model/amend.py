"""One amendment carried out on the items of a rulebook."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import assert_never

from hocrdsl.data import Data, field, replace
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model import problems_of_editions as problems
from hocrdsl.model.scope import bare
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax


class Consolidation(Data, frozen=False):
    """The items as amended so far, where each came from, and what went wrong."""

    items: list[syntax.Item]
    origins: dict[str, str]
    found: list[Diagnostic] = field(default_factory=list)


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
        case _:
            assert_never(item)


def touched(operation: syntax.Operation) -> tuple[str, ...]:
    """The labels that an operation changes; a row stands as `table row key`."""
    match operation:
        case syntax.Omit(label=label, table=table, row=row):
            return (label,) if label else (f"{table} row {row}",)
        case syntax.Substitute(label=label) | syntax.SubstituteLimb(label=label):
            return (label,)
        case syntax.Insert(items=items):
            return tuple(names_of(item) for item in items)
        case syntax.InsertRows(table=table, rows=rows):
            return tuple(f"{table} row {_key(row)}" for row in rows)
        case syntax.SubstituteRow(table=table, row=row):
            return (f"{table} row {row}",)
        case _:
            assert_never(operation)


def carry_out(work: Consolidation, amendment: syntax.Amendment) -> None:
    """Every operation of the amendment, in its order."""
    source = f'amendment "{amendment.title.text}"'
    for operation in amendment.operations:
        changed = _operation(work, operation)
        work.origins.update(dict.fromkeys(changed, source))


def _operation(work: Consolidation, operation: syntax.Operation) -> tuple[str, ...]:
    match operation:
        case syntax.Omit(label="", table=table, row=row):
            return _on_rows(work, table, row, operation.span, lambda line: ())
        case syntax.Omit(label=label, limb=""):
            at = _place(work, label, operation.span)
            if at is not None:
                work.origins.pop(names_of(work.items.pop(at)), None)
            return ()
        case syntax.Omit(label=label, limb=limb):
            return _on_limb(work, label, limb, None, operation.span)
        case syntax.Substitute(label=label, item=item):
            return _substitute(work, label, item, operation.span)
        case syntax.SubstituteLimb(label=label, limb=limb, condition=condition):
            return _on_limb(work, label, limb, condition, operation.span)
        case syntax.Insert(after=after, items=items):
            return _insert(work, after, items, operation.span)
        case syntax.InsertRows(table=table, after_row=row, rows=rows):
            return _on_rows(work, table, row, operation.span, lambda line: (line, *rows))
        case syntax.SubstituteRow(table=table, row=row, new=new):
            return _on_rows(work, table, row, operation.span, lambda line: (new,))
        case _:
            assert_never(operation)


def _place(work: Consolidation, name: str, span: Span) -> int | None:
    """Where the thing of that name stands; says so when there is none."""
    wanted = bare(name)
    for at, item in enumerate(work.items):
        if not isinstance(item, syntax.Header) and bare(names_of(item)) == wanted:
            return at
    known = [names_of(item) for item in work.items if not isinstance(item, syntax.Header)]
    work.found.append(problems.not_there(span, name, known))
    return None


def _substitute(work: Consolidation, label: str, item: syntax.Item, span: Span) -> tuple[str, ...]:
    at = _place(work, label, span)
    if at is None:
        return ()
    work.origins.pop(names_of(work.items[at]), None)
    work.items[at] = item
    return (names_of(item),)


def _insert(
    work: Consolidation, after: str, items: tuple[syntax.Item, ...], span: Span
) -> tuple[str, ...]:
    at = _place(work, after, span)
    there = {bare(names_of(item)) for item in work.items}
    fresh = [item for item in items if bare(names_of(item)) not in there]
    for item in items:
        if item not in fresh:
            work.found.append(problems.there_already(item.span, names_of(item)))
    if at is not None:
        work.items[at + 1 : at + 1] = fresh
    return tuple(names_of(item) for item in fresh) if at is not None else ()


# --- rows -------------------------------------------------------------------------------


def _key(row: syntax.Row) -> str:
    return row.cells[0].text if row.cells else ""


def _on_rows(
    work: Consolidation,
    title: str,
    key: str,
    span: Span,
    change: Callable[[syntax.Row], tuple[syntax.Row, ...]],
) -> tuple[str, ...]:
    for at, item in enumerate(work.items):
        if isinstance(item, syntax.Table) and item.title.text == title:
            if not any(_key(row) == key for row in item.rows):
                work.found.append(problems.no_such_row(span, title, key, [_key(row) for row in item.rows]))
                return ()
            rows = tuple(new for row in item.rows for new in (change(row) if _key(row) == key else (row,)))
            work.items[at] = replace(item, rows=rows)
            return (title,)
    titles = [item.title.text for item in work.items if isinstance(item, syntax.Table)]
    work.found.append(problems.not_there(span, title, titles))
    return ()


# --- limbs ------------------------------------------------------------------------------


def _on_limb(
    work: Consolidation, label: str, limb: str, new: syntax.Condition | None, span: Span
) -> tuple[str, ...]:
    at = _place(work, label, span)
    if at is None:
        return ()
    path = tuple(re.findall(r"\w+", limb))
    item = work.items[at]
    changed = _item_with(item, path, new)
    if len(changed) != 1:
        shown = "".join(f"({letter})" for letter in path)
        work.found.append(problems.no_such_limb(span, label, shown, len(changed)))
        return ()
    work.items[at] = changed[0]
    return (names_of(item),)


def _item_with(
    item: syntax.Item, path: tuple[str, ...], new: syntax.Condition | None
) -> list[syntax.Item]:
    """The item with the limb changed, once for each place where it could be: tests before `where`."""
    if isinstance(item, syntax.Provision):
        tested: list[syntax.Item] = []
        for number, action in enumerate(item.actions):
            when = None if isinstance(action, syntax.MoreSerious) else _with(action.when, path, new)
            if when is not None and not isinstance(action, syntax.MoreSerious):
                actions = (*item.actions[:number], replace(action, when=when), *item.actions[number + 1 :])
                tested.append(replace(item, actions=actions))
        where = _with(item.where, path, new)
        return tested or ([] if where is None else [replace(item, where=where)])
    if isinstance(item, syntax.Define) and isinstance(item.body, syntax.SoWhen | syntax.BelongTogether):
        when = _with(item.body.when, path, new)
        return [] if when is None else [replace(item, body=replace(item.body, when=when))]
    return []


def _with(
    condition: syntax.Condition | None, path: tuple[str, ...], new: syntax.Condition | None
) -> syntax.Condition | None:
    """The condition with that limb changed; None where it has no such limb."""
    if not isinstance(condition, syntax.Group) or not path:
        return None
    for number, limb in enumerate(condition.limbs):
        if limb.letter != path[0] or limb.condition is None:
            continue
        inner = new if len(path) == 1 else _with(limb.condition, path[1:], new)
        if len(path) > 1 and inner is None:
            return None
        limbs = (*condition.limbs[:number], replace(limb, condition=inner), *condition.limbs[number + 1 :])
        return replace(condition, limbs=limbs)
    return None
