"""One amendment carried out on the items of a rulebook.

An operation is on the wording that it found on its first day. Where another wording of the text has begun since, or
the thing has ended, the operation is over with the wording that it was on; what was wrong on the first day is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, assert_never

from hocrdsl.data import replace
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model import problems_of_editions as problems
from hocrdsl.model.amend_clauses import change_clause
from hocrdsl.model.amend_limbs import change_limb
from hocrdsl.model.amend_rows import Found, change_rows
from hocrdsl.model.scope import bare
from hocrdsl.model.targets import Key, clash, kind_of, key_of, names_of, touched
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax.groups import in_groups_of

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Consolidation", "carry_out", "clashes", "names_of", "touched"]


class Consolidation:
    """The items as amended so far on a day, where each came from, since when it is so, and what went wrong.

    `then`: the consolidation on the first day of an amendment, with the amendments before it carried out.
    `later`: by name, (title, first day) of the amendments that insert it.
    """

    __slots__ = ("items", "origins", "found", "day", "began", "then", "later", "since")

    def __init__(self, found: list[Diagnostic], day: str) -> None:
        self.items: list[syntax.Item] = []
        self.origins: dict[str, str] = {}
        self.found = found
        self.day = day
        self.began: dict[Key, str] = {}
        self.then: Callable[[syntax.Amendment], Consolidation] | None = None
        self.later: dict[str, tuple[str, str]] = {}
        # the first day of the amendment that is being carried out
        self.since = ""

    def over(self, item: syntax.Item) -> bool:
        """Whether the wording began after the amendment: then it is not the one that was amended."""
        return self.began.get(key_of(item), "") > self.since


def carry_out(work: Consolidation, amendment: syntax.Amendment) -> None:
    """Every operation of the amendment, in its order."""
    source = f'amendment "{amendment.title.text}"'
    since = work.since = amendment.in_force.since.iso if amendment.in_force else ""
    for place, operation in enumerate(amendment.operations):
        told = len(work.found)
        changed = _operation(work, operation)
        work.origins.update(dict.fromkeys(changed, source))
        if len(work.found) > told and since < work.day and _was_right(work, amendment, place):
            del work.found[told:]


def _was_right(work: Consolidation, amendment: syntax.Amendment, place: int) -> bool:
    """Whether the operation could be carried out on the amendment's first day."""
    if work.then is None:
        return False
    then = work.then(amendment)
    then.since = work.since
    for operation in amendment.operations[:place]:
        _operation(then, operation)
    told = len(then.found)
    _operation(then, amendment.operations[place])
    return len(then.found) == told


def _operation(work: Consolidation, operation: syntax.Operation) -> tuple[str, ...]:
    """Carry out one operation; gives the names of what it changed."""
    match operation:
        case syntax.Omit(label="", table=table, row=row):
            return _on_rows(work, table, row, operation.span, lambda line: ())
        case syntax.Omit(label=label, limb="", kind=kind):
            at = _place(work, kind, label, operation.span)
            if at is not None and not work.over(work.items[at]):
                work.origins.pop(names_of(work.items.pop(at)), None)
            return ()
        case syntax.Omit(label=label, limb=limb, kind=kind):
            return _on_item(work, kind, label, operation.span, change_limb(limb, None, operation.span))
        case syntax.Substitute():
            return _substitute(work, operation)
        case syntax.SubstituteLimb(label=label, limb=limb, condition=condition, kind=kind):
            return _on_item(work, kind, label, operation.span, change_limb(limb, condition, operation.span))
        case syntax.InsertLimb(label=label, after=after, condition=condition, kind=kind):
            change = change_limb(after, condition, operation.span, inserted=True)
            return _on_item(work, kind, label, operation.span, change)
        case syntax.InClause(label=label, kind=kind):
            implied = "entity" if operation.clause == "has" else kind
            return _on_item(work, implied, label, operation.span, change_clause(operation, work.since))
        case syntax.Insert():
            return _insert(work, operation)
        case syntax.InsertRows(table=table, after_row=row, rows=rows):
            return _on_rows(work, table, row, operation.span, lambda line: (line, *rows), rows)
        case syntax.SubstituteRow(table=table, row=row, new=new):
            return _on_rows(work, table, row, operation.span, lambda line: (new,), (new,), replaces=True)
        case _:
            assert_never(operation)


def _place(work: Consolidation, kind: str, name: str, span: Span, like: syntax.Item | None = None) -> int | None:
    """Where the thing of that name stands; says so when there is none, or when there are several."""
    wanted = bare(name)
    found = [
        at
        for at, item in enumerate(work.items)
        if not isinstance(item, syntax.Header)
        and (not kind or kind_of(item) == kind)
        and (names_of(item) == name if kind_of(item) == "table" else bare(names_of(item)) == wanted)
    ]
    if like is not None and len(found) > 1:
        found = [at for at in found if key_of(work.items[at]) == key_of(like)] or found
    if len(found) == 1:
        return found[0]
    if found:
        work.found.append(problems.several(span, name, [work.items[at] for at in found]))
        return None
    known = [names_of(one) for one in work.items if not isinstance(one, syntax.Header)]
    work.found.append(problems.not_there(span, name, known, work.later.get(wanted)))
    return None


def _on_item(
    work: Consolidation, kind: str, label: str, span: Span, change: Callable[[syntax.Item], syntax.Item | Diagnostic]
) -> tuple[str, ...]:
    at = _place(work, kind, label, span)
    if at is None or work.over(work.items[at]):
        return ()
    changed = change(work.items[at])
    if isinstance(changed, Diagnostic):
        work.found.append(changed)
        return ()
    work.items[at] = changed
    return (names_of(changed),)


def _substitute(work: Consolidation, operation: syntax.Substitute) -> tuple[str, ...]:
    item, label = operation.item, operation.label
    kind = kind_of(item)
    if operation.kind not in ("", kind) or bare(names_of(item)) != bare(label):
        work.found.append(problems.another_name(operation.span, label, item))
        return ()
    at = _place(work, kind, label, operation.span, item)
    if at is None or work.over(work.items[at]):
        return ()
    work.origins.pop(names_of(work.items[at]), None)
    there = work.items[at]
    if isinstance(item, syntax.Entity) and isinstance(there, syntax.Entity) and there.groups:
        item = in_groups_of(item, there)
    work.items[at] = item
    work.began[key_of(item)] = work.since
    return (names_of(item),)


def _insert(work: Consolidation, operation: syntax.Insert) -> tuple[str, ...]:
    at = _place(work, operation.kind, operation.after, operation.span)
    there = {key_of(item): item for item in work.items}
    fresh = []
    for item in operation.items:
        standing = there.get(key_of(item))
        if standing is None:
            fresh.append(item)
        elif not work.over(standing):
            work.found.append(problems.there_already(item.span, names_of(item)))
    # what it stood after may have ended since; it goes on
    place = len(work.items) if at is None else at + 1
    work.items[place:place] = fresh
    for item in fresh:
        work.began[key_of(item)] = work.since
    return tuple(names_of(item) for item in fresh)


def _on_rows(
    work: Consolidation, title: str, key: str, span: Span, change: Callable[[syntax.Row], tuple[syntax.Row, ...]],
    rows: tuple[syntax.Row, ...] = (), replaces: bool = False,
) -> tuple[str, ...]:  # fmt: skip
    at = _place(work, "table", title, span)
    if at is None or work.over(work.items[at]):
        return ()
    table = work.items[at]
    assert isinstance(table, syntax.Table)
    changed = change_rows(table, key, span, change, Found(rows, work.since, not replaces))
    work.found.extend(changed.found)
    work.items[at] = replace(table, rows=changed.rows)
    return (title,)


# --- amendments of one day --------------------------------------------------------------


def clashes(chosen: Iterable[syntax.Amendment]) -> list[Diagnostic]:
    """Two amendments of one thing on one day: their order would decide, and order carries no meaning."""
    found = []
    by_day: dict[str, list[tuple[syntax.Amendment, syntax.Operation]]] = {}
    for amendment in chosen:
        day = amendment.in_force.since.iso if amendment.in_force else ""
        for operation in amendment.operations:
            for other, before in by_day.get(day, ()):
                label = clash(before, operation) if other is not amendment else None
                if label is not None:
                    found.append(problems.same_day(operation.span, label, other.title))
                    break
            by_day.setdefault(day, []).append((amendment, operation))
    return found


def inserted(chosen: Iterable[syntax.Amendment]) -> Iterator[tuple[str, tuple[str, str]]]:
    """By name, (title, first day) of the amendment that inserts it."""
    for amendment in chosen:
        for operation in amendment.operations:
            for item in operation.items if isinstance(operation, syntax.Insert) else ():
                day = amendment.in_force.since.iso if amendment.in_force else ""
                yield bare(names_of(item)), (amendment.title.text, day)


