"""Of several things one prevails: who beats whom, and what becomes of each (docs/semantics.md, Choosing).

Pairs are (x, y, winner or None, result or None, labels, fault), places in order.
"""

from __future__ import annotations

from hocrdsl.backends.python.runtime.groups import Group, meeting_key
from hocrdsl.world.read import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SURVIVES: Any = ("survives", None, None, (), (), False)


def chosen(count: int, pairs: Any, cycles_go_to: str) -> Any:
    """For each place (fate, place of the survivor it goes into, result, labels, cycle, fault)."""
    if not pairs:
        return [SURVIVES] * count
    if len(pairs) * 2 == count * (count - 1):
        first = pairs[0][4]
        if all([pair[2] is None and pair[3] is None and pair[4] == first for pair in pairs]):
            # every two stand beside each other, for the same reason
            return [("survives", None, None, first, (), False)] * count
    beaten: Any = {}
    referred: Any = {}
    won: Any = {}
    for pair in pairs:
        x, y, winner, result = pair[0], pair[1], pair[2], pair[3]
        if winner is not None:
            beaten.setdefault(y if winner == x else x, []).append(pair)
            won.setdefault(winner, []).append(pair)
        elif result is None:
            # both stand, and this is why
            won.setdefault(x, []).append(pair)
            won.setdefault(y, []).append(pair)
        else:
            referred.setdefault(x, []).append(pair)
            referred.setdefault(y, []).append(pair)
    return [
        _becomes(place, beaten, referred, won, cycles_go_to) if place in beaten or place in referred or place in won
        else SURVIVES for place in range(count)
    ]


def _becomes(place: int, beaten: Any, referred: Any, won: Any, cycles_go_to: str) -> Any:
    if place not in beaten:
        if place in referred:
            first = referred[place][0]
            return ("referred", None, first[3], _labels_of(referred[place]), (), first[5])
        return ("survives", None, None, _labels_of(won.get(place, ())), (), False)
    level, seen, waiting = [place], {place}, []
    while level:
        above = []
        for one in level:
            for pair in beaten.get(one, ()):
                if pair[2] not in seen:
                    seen.add(pair[2])
                    above.append(pair[2])
        top = sorted([one for one in above if one not in beaten])
        survivors = [one for one in top if one not in referred]
        if survivors:
            return ("absorbed", survivors[0], None, _labels_of(beaten[place]), (), False)
        waiting += [one for one in top if one in referred]
        level = above
    if waiting:
        first = referred[waiting[0]][0]
        return ("referred", None, first[3], _labels_of([*beaten[place], *referred[waiting[0]]]), (), first[5])
    cycle = tuple(sorted([one for one in seen if _circles(one, beaten)]))
    edges = [pair for one in cycle for pair in beaten[one] if pair[2] in cycle]
    return ("referred", None, cycles_go_to, _labels_of([*beaten[place], *edges]), cycle, False)


def _circles(place: int, beaten: Any) -> bool:
    level, seen = [place], set()
    while level:
        above = [pair[2] for one in level for pair in beaten.get(one, ())]
        if place in above:
            return True
        level = [one for one in dict.fromkeys(above) if one not in seen]
        seen.update(level)
    return False


def _labels_of(pairs: Any) -> Any:
    if not pairs:
        return ()
    if len(pairs) == 1 or all([pair[4] == pairs[0][4] for pair in pairs]):
        return pairs[0][4]
    return tuple(dict.fromkeys([label for pair in pairs for label in pair[4]]))


def meet(run: Any, things: Any) -> Any:
    """The pairs of places (in order) that some provision may have an answer for.

    `run.book.meeting`: for each provision (rows of the first or None, rows of the second or None, keys that both must
    share).
    Things alike in every fact that choosing reads are represented by their first two.
    """
    ways = run.book.meeting
    rows = [thing[run.book.classified] for thing in things]
    kinds = set(rows)
    found = set()
    for firsts, seconds, keys in ways:
        if any([some is not None and not any([some[row] for row in kinds]) for some in (firsts, seconds)]):
            continue
        some = range(len(things)) if firsts is None or seconds is None else [
            place for place, row in enumerate(rows) if firsts[row] or seconds[row]
        ]
        for places in _buckets(run, things, keys, some):
            ahead = [place for place in places if firsts is None or firsts[rows[place]]]
            back = [place for place in places if seconds is None or seconds[rows[place]]]
            if ahead and back:
                for x in ahead:
                    found.update([(x, y) if x < y else (y, x) for y in back if x != y])
    return sorted(found)


def _buckets(run: Any, things: Any, keys: Any, some: Any) -> Any:
    """Of some places those that share every key for sure or perhaps; those whose key is unknown meet all the others."""
    if keys is None or len(some) < 2:
        return (some,)
    buckets: Any = {}
    for place in some:
        try:
            key = keys(run, things[place])
        except (LookupError, TypeError):
            return (some,)
        if key is not None:
            buckets.setdefault(key, []).append(place)
    return [places for places in buckets.values() if len(places) > 1]


def meets(values: Any) -> Any:
    """What things that meet must share, as a key; None for a thing that shares it with nothing."""
    parts = []
    for value in values:
        if value == NONE:
            return None
        if isinstance(value, Group):
            parts.append(meeting_key(value))
        else:
            parts.append(id(value) if isinstance(value, dict) else value)
    return tuple(parts)
