"""Limbs of a condition omitted, substituted and inserted, their connectives put right."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from hocrdsl.data import replace
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model import problems_of_editions as problems
from hocrdsl.model.targets import names_of
from hocrdsl.source import Span
from hocrdsl.syntax import limb_letter
from hocrdsl.syntax import nodes as syntax

_Change = Callable[[syntax.Group, int], syntax.Group]
_JOINED: dict[str, Literal["and", "or"]] = {"all": "and", "any": "or", "none": "or"}


def change_limb(
    limb: str, new: syntax.Condition | None, span: Span, inserted: bool = False
) -> Callable[[syntax.Item], syntax.Item | Diagnostic]:
    """A change of the limb of that letter, `b` or `b)(i`: another test, none (it is omitted), or a limb after it."""
    path = tuple(re.findall(r"\w+", limb))

    def change(group: syntax.Group, at: int) -> syntax.Group:
        limbs = list(group.limbs)
        if not inserted:
            limbs[at] = replace(limbs[at], condition=new)
            return _closed(group, limbs)
        limbs.insert(at + 1, syntax.Limb("", new, "", span=span))
        depth = len(path) - 1
        lettered = [replace(one, letter=limb_letter(depth, number)) for number, one in enumerate(limbs, 1)]
        return _closed(group, lettered)

    def changed(item: syntax.Item) -> syntax.Item | Diagnostic:
        found = _items_with(item, path, change)
        if len(found) == 1:
            return found[0]
        shown = "".join(f"({letter})" for letter in path)
        return problems.no_such_limb(span, names_of(item), shown, len(found))

    return changed


def _closed(group: syntax.Group, limbs: list[syntax.Limb]) -> syntax.Group:
    """The group with the connective on the last limb but one of those that are not omitted, and on no other."""
    live = [number for number, limb in enumerate(limbs) if limb.condition is not None]
    last_but_one = live[-2] if len(live) > 1 else None
    made = []
    for number, limb in enumerate(limbs):
        closing: Literal["", "and", "or"] = _JOINED[group.kind] if number == last_but_one else ""
        made.append(limb if limb.closing == closing else replace(limb, closing=closing))
    return replace(group, limbs=tuple(made))


def _items_with(item: syntax.Item, path: tuple[str, ...], change: _Change) -> list[syntax.Item]:
    """The item with the limb changed, once for each place where it could be: tests before `where`."""
    if isinstance(item, syntax.Provision):
        tested: list[syntax.Item] = []
        for number, action in enumerate(item.actions):
            when = None if isinstance(action, syntax.MoreSerious) else _with(action.when, path, change)
            if when is not None and not isinstance(action, syntax.MoreSerious):
                actions = (*item.actions[:number], replace(action, when=when), *item.actions[number + 1 :])
                tested.append(replace(item, actions=actions))
        where = _with(item.where, path, change)
        return tested or ([] if where is None else [replace(item, where=where)])
    if isinstance(item, syntax.Define) and isinstance(item.body, syntax.SoWhen | syntax.BelongTogether):
        when = _with(item.body.when, path, change)
        return [] if when is None else [replace(item, body=replace(item.body, when=when))]
    if isinstance(item, syntax.Define) and isinstance(item.body, syntax.Cases):
        lined: list[syntax.Item] = []
        for number, line in enumerate(item.body.lines):
            when = _with(line.when, path, change)
            if when is not None:
                lines = (*item.body.lines[:number], replace(line, when=when), *item.body.lines[number + 1 :])
                lined.append(replace(item, body=replace(item.body, lines=lines)))
        return lined
    return []


def _with(condition: syntax.Condition | None, path: tuple[str, ...], change: _Change) -> syntax.Condition | None:
    """The condition with that limb changed; None where it has no such limb."""
    if not isinstance(condition, syntax.Group) or not path:
        return None
    for number, limb in enumerate(condition.limbs):
        if limb.letter != path[0] or limb.condition is None:
            continue
        if len(path) == 1:
            return change(condition, number)
        inner = _with(limb.condition, path[1:], change)
        if inner is None:
            return None
        limbs = (*condition.limbs[:number], replace(limb, condition=inner), *condition.limbs[number + 1 :])
        return replace(condition, limbs=limbs)
    return None
