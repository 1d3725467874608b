"""Of several things one prevails: the graph of who beats whom, and what becomes of each.

Stated for any number of things with an answer for each pair; knows nothing of rules. See docs/semantics.md, Choosing.
"""

from __future__ import annotations

from dataclasses import dataclass

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """The answer for things `x` and `y` (places). `winner`: x, y or None; `result`: who decides, or None."""

    x: int
    y: int
    winner: int | None
    result: str | None
    labels: Labels
    fault: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """What becomes of one thing. `into`: the place of the survivor that absorbs it.

    `result`: who decides, where it is referred. `cycle`: the places of the cycle that it is in or under.
    """

    fate: str
    into: int | None
    result: str | None
    labels: Labels
    cycle: tuple[int, ...] = ()
    fault: bool = False


def choose(count: int, pairs: list[Pair], cycles_go_to: str) -> list[Chosen]:
    """What becomes of things 0 to count-1."""
    beaten: dict[int, list[Pair]] = {}
    referred: dict[int, list[Pair]] = {}
    # what lets a survivor stand: the pairs that it wins, and those in which both stand
    won: dict[int, list[Pair]] = {}
    for pair in pairs:
        if pair.winner is not None:
            loser = pair.y if pair.winner == pair.x else pair.x
            beaten.setdefault(loser, []).append(pair)
            won.setdefault(pair.winner, []).append(pair)
        elif pair.result is None:
            won.setdefault(pair.x, []).append(pair)
            won.setdefault(pair.y, []).append(pair)
        elif pair.result is not None:
            referred.setdefault(pair.x, []).append(pair)
            referred.setdefault(pair.y, []).append(pair)
    return [_become(place, beaten, referred, won, cycles_go_to) for place in range(count)]


def _become(place: int, beaten: dict[int, list[Pair]], referred: dict[int, list[Pair]], won: dict[int, list[Pair]],
            cycles_go_to: str) -> Chosen:
    if place not in beaten:
        if place in referred:
            first = referred[place][0]
            return Chosen("referred", None, first.result, _labels(referred[place]), fault=first.fault)
        return Chosen("survives", None, None, _labels(won.get(place, [])))
    level, seen, waiting = [place], {place}, []
    while level:
        above = []
        for one in level:
            for pair in beaten.get(one, []):
                if pair.winner is not None and pair.winner not in seen:
                    seen.add(pair.winner)
                    above.append(pair.winner)
        top = sorted(one for one in above if one not in beaten)
        survivors = [one for one in top if one not in referred]
        if survivors:
            return Chosen("absorbed", survivors[0], None, _labels(beaten[place]))
        waiting += [one for one in top if one in referred]
        level = above
    if waiting:
        first = referred[waiting[0]][0]
        why = _labels([*beaten[place], *referred[waiting[0]]])
        return Chosen("referred", None, first.result, why, fault=first.fault)
    cycle = tuple(sorted(one for one in seen if _reaches_itself(one, beaten)))
    edges = [pair for one in cycle for pair in beaten[one] if pair.winner in cycle]
    return Chosen("referred", None, cycles_go_to, _labels([*beaten[place], *edges]), cycle)


def _reaches_itself(place: int, beaten: dict[int, list[Pair]]) -> bool:
    level, seen = [place], set()
    while level:
        above = [pair.winner for one in level for pair in beaten.get(one, []) if pair.winner is not None]
        if place in above:
            return True
        level = [one for one in dict.fromkeys(above) if one not in seen]
        seen |= set(level)
    return False


def _labels(pairs: list[Pair]) -> Labels:
    return tuple(dict.fromkeys(label for pair in pairs for label in pair.labels))
