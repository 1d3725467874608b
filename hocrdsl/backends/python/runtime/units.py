"""Counting: what is counted by one provision, is of one kind, and has equal units is one."""

from __future__ import annotations

from hocrdsl.backends.python.runtime.groups import Group, same_group, shown
from hocrdsl.backends.python.runtime.view import ask, needed
from hocrdsl.world.read import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def units(run: Any, things: Any) -> Any:
    """Of (thing, how, labels, facts): (provision, names, kind, [(thing, labels)]) in the order of their first members.

    `how`: the fast and the full form of each line of parts; `facts`: those that name the parts, where that is known
    already. A unit that is not known is asked for only where it decides.
    """
    classified, apart = run.book.classified, run.book.apart
    kinds = [(labels[0], apart[thing[classified]]) for thing, _, labels, _ in things]
    found: Any = []
    alike: Any = {}
    for (thing, how, labels, facts), kind in zip(things, kinds):
        if facts is not None:
            values = [thing if fact is None else thing[fact] for fact in facts]
            key = (kind, *map(id, values))
        else:
            values = _values(run, thing, how, kind, kinds)
            key = (kind, *[_plain(value) for value in values])
        others = alike.get(key)
        if others is None:
            others = alike[key] = []
        for unit, parts in others:
            if facts is not None or _same_groups(run, values, parts):
                unit[3].append((thing, labels))
                break
        else:
            unit = (kind[0], tuple([shown(value) for value in values]), kind[1], [(thing, labels)])
            others.append((unit, values))
            found.append(unit)
    return found


def _plain(value: Any) -> Any:
    """What tells values apart without a question; groups are compared later."""
    if isinstance(value, Group):
        return Group
    return id(value) if isinstance(value, dict) else value


def _same_groups(run: Any, left: Any, right: Any) -> bool:
    truth: Any = True
    run.unknown.clear()
    for one, other in zip(left, right):
        if isinstance(one, Group):
            same = same_group(run, other, one)
            if same is False:
                return False
            truth = same if truth else truth
    return needed(run, truth)


def _values(run: Any, thing: Any, how: Any, kind: Any, kinds: Any) -> Any:
    """The values of the first line of parts that has none that is none; `kinds`: of all that is counted."""
    for fast, full in how:
        try:
            values = fast(run, thing)
        except (LookupError, TypeError, AttributeError):
            values = _in_full(run, thing, full, kinds.count(kind) == 1)
        for value in values:
            if value == NONE:
                break
        else:
            return values
    return ()


def _in_full(run: Any, thing: Any, parts: Any, alone: bool) -> Any:
    values = []
    for part in parts(run, thing):
        run.unknown.clear()
        value = part()
        if value is None and not alone:
            ask(run)
        values.append(value)
    return tuple(values)
