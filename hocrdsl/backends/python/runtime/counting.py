"""What is to be recorded, chosen from and counted."""

from __future__ import annotations

from hocrdsl.backends.python.runtime.choose import meet
from hocrdsl.backends.python.runtime.record import dispute, steps_of
from hocrdsl.backends.python.runtime.rulings import chosen_as_ruled, follow_choice, refer
from hocrdsl.backends.python.runtime.settle import standing, standing_of_pair
from hocrdsl.backends.python.runtime.units import units
from hocrdsl.world.state import unique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# so few things are tried pair by pair, without looking for what they share
FEW = 6


def choose_and_count(run: Any, things: Any, labels: Any, place: int) -> bool:
    """Whether not all of them were counted."""
    state = run.state
    if len(things) == 1 or not run.steps["choose"].steps:
        return _count(run, things, labels, place)
    results, ruled = chosen_from(run, things)
    survivors = []
    for at, result in ruled.items():
        results[at] = follow_choice(run, things[at], result, results[at])
    for thing, become in zip(things, results):
        index = thing["_index"]
        if become[0] == "survives":
            if become[3]:
                labels[index] = (*labels[index], *become[3])
            survivors.append(thing)
        elif become[0] != "absorbed":
            state.end(thing, become[0], None, become[2], (*labels[index], *become[3]))
        if become[4]:
            state.marks.append(("cycle", tuple([things[one]["_name"] for one in become[4]]), become[3]))
        elif become[5]:
            state.marks.append(("fault of the rulebook", (thing["_name"],), become[3]))
    if len(survivors) < len(things):
        state.together([thing for thing, become in zip(things, results) if become[0] == "referred"])
    lost = _count(run, survivors, labels, place)
    if len(survivors) == len(things):
        return lost
    for thing, become in zip(things, results):
        if become[1] is None:
            continue
        cited = (*labels[thing["_index"]], *become[3])
        index = things[become[1]]["_index"]
        counted = state.into[index]
        if counted is None:
            # what was to absorb it was not counted
            state.end(thing, state.fates[index]["fate"], None, state.fates[index]["result"], cited)
            continue
        state.end(thing, "absorbed", counted, None, cited)
        counted["_members"].append(thing)
    return True


def chosen_from(run: Any, things: Any) -> Any:
    """What becomes of each thing, and by place to whom those were referred that are ruled. Things alike in all that
    choosing reads are tried once, the first two for all of them."""
    alike = run.book.alike
    goes_to = run.book.disagreements_go_to
    if alike is None or len(things) <= FEW or run.entries is not None:
        return chosen_as_ruled(run, things, _pairs(run, things), goes_to)
    kinds: Any = {}
    for place, thing in enumerate(things):
        kinds.setdefault(tuple([_mark(thing.get(name)) for name in alike]), []).append(place)
    first_two = sorted([place for places in kinds.values() for place in places[:2]])
    tried = [things[place] for place in first_two]
    found, ruled = chosen_as_ruled(run, tried, _pairs(run, tried), goes_to)
    where = {place: at for at, place in enumerate(first_two)}
    results: Any = [None] * len(things)
    all_ruled: Any = {}
    of_kind = {places[0]: places for places in kinds.values()}
    of_kind.update({places[1]: places for places in kinds.values() if len(places) > 1})
    for places in kinds.values():
        for at, place in enumerate(places):
            like = where[places[min(at, 1)]]
            fate, into, result, cited, cycle, fault = found[like]
            if like in ruled:
                all_ruled[place] = ruled[like]
            whole = tuple(sorted({one for at in cycle for one in of_kind[first_two[at]]})) if cycle else ()
            results[place] = (fate, None if into is None else first_two[into], result, cited, whole, fault)
    return results, all_ruled


def _mark(value: Any) -> Any:
    """A value by which two things are alike."""
    if isinstance(value, dict):
        return id(value)
    return tuple([id(one) for one in value]) if isinstance(value, list) else value


def _pairs(run: Any, things: Any) -> Any:
    """The answers for pairs, in order: (x, y, winner or None, result or None, labels, fault)."""
    classified, goes_to = run.book.classified, run.book.disagreements_go_to
    if run.entries is not None or len(things) <= FEW:
        places: Any = [(x, y) for x in range(len(things)) for y in range(x + 1, len(things))]
    else:
        places = meet(run, things)
    ways = run.steps["choose"]
    found = []
    for x, y in places:
        one, other = things[x], things[y]
        way = ways[one[classified], other[classified]]
        stands = standing_of_pair(run, way, one, other) if way else None
        if stands is None:
            continue
        if stands[2]:
            result = goes_to if stands[2] == 1 else stands[0]
            found.append((x, y, None, result, stands[1], stands[2] == 1))
            continue
        winner, result = stands[0]
        place = None if winner is None else (x if winner == one["_index"] else y)
        found.append((x, y, place, result, stands[1], False))
    return found


def _count(run: Any, things: Any, labels: Any, place: int) -> bool:
    """Whether not all of them were counted."""
    state, book = run.state, run.book
    counted = []
    for thing in things:
        index = thing["_index"]
        leaf = run.leaves.get(index)
        if leaf is not None and leaf.how is not None:
            counted.append((thing, leaf.how, leaf.counted_by, leaf.unit))
            continue
        steps = steps_of(run, "count", thing, thing[book.classified])
        found = standing(run, steps, thing) if steps else None
        if found is None:
            refer(run, thing, book.disagreements_go_to, labels[index])
            state.marks.append(("fault of the rulebook", (thing["_name"],), ("nothing counts it",)))
        elif found[2]:
            labels[index] = (*labels[index], *found[1])
            dispute(run, found, thing, labels[index])
        else:
            counted.append((thing, found[0], found[1], None))
    if not counted:
        return True
    for provision, names, apart, members in units(run, counted):
        if len(members) == 1:
            ((member, why),) = members
            some = unique((*labels[member["_index"]], *why))
            one = state.added(provision, names, [member], some, place, apart)
            state.ended(member, "recorded", one, None, some)
            continue
        reasons = [unique((*labels[member["_index"]], *why)) for member, why in members]
        cited = unique([label for some in reasons for label in some])
        one = state.added(provision, names, [member for member, _ in members], cited, place, apart)
        for (member, _), some in zip(members, reasons):
            state.ended(member, "recorded", one, None, some)
    return len(counted) < len(things)
