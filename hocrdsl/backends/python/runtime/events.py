"""One event through the strata: classify, record, join, choose, count, conclude, cancel, release, permit.

What the provisions of a plan say stands in `run.book` as emitted functions; here is only the order in which they are
asked.
"""

from __future__ import annotations

from hocrdsl.backends.python.runtime.choose import meet
from hocrdsl.backends.python.runtime.conclude import conclude, conclude_quietly, row_of
from hocrdsl.backends.python.runtime.patterns import (
    MOST_PATTERNS, NO_PATTERN, WORTH_A_PATTERN, conclude_by, follow, key_of, on_stage, pattern_of,
)
from hocrdsl.backends.python.runtime.profiles import Nowhere, profile, profiles_of
from hocrdsl.backends.python.runtime.record import classify, dispute, join, record, steps_of
from hocrdsl.backends.python.runtime.rows import pick
from hocrdsl.backends.python.runtime.rulings import begin_rulings, chosen_as_ruled, follow_choice, refer, tell_rulings
from hocrdsl.backends.python.runtime.settle import standing, standing_of_pair, standing_of_two
from hocrdsl.backends.python.runtime.three import Run
from hocrdsl.backends.python.runtime.units import units
from hocrdsl.world.completions import Ask
from hocrdsl.world.read import NONE
from hocrdsl.world.state import State, unique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# so few things are tried pair by pair, without looking for what they share
FEW = 6


def event_of(book: Any, entries: Any = None) -> Any:
    """The function that decides one event by a book; with `entries` every step is traced into that list."""

    def event(state: Any, assumed: Any, one: Any) -> None:
        if one[1] == 0:
            decide_things(Run(book, state, assumed, one[4], entries), one[2], one[3])
            return
        about, facts = one[3], one[4]
        for key, value in facts.items():
            state.set(about, key, value)
        fates, into = state.fates, state.into
        again = state.anew([thing for thing in state.world.decided
                            if fates[thing["_index"]] is not None and into[thing["_index"]] is None
                            and (thing is about or any([value is about for value in thing.values()]))])
        decide_things(Run(book, state, assumed, again, entries), one[2])

    return event


def decide_things(run: Any, place: int, event: Any = None) -> None:
    """Every stratum in turn for the things of one event; `event`: the thing that brings them."""
    state, things = run.state, run.in_view
    found = profiles_of(run, event)
    if found is not None:
        profiles, table = found
        if not state.held and len(things) <= FEW and len(state.world.events) == 1:
            if _by_pattern(run, profiles, event, place):
                return
        for thing in things:
            leaf = profile(run.book, profiles, table, thing)
            if leaf is not None:
                run.leaves[thing["_index"]] = leaf
    _after(run, place, _to_counting(run, things, place))
    tell_rulings(run, things)


def _by_pattern(run: Any, profiles: Any, event: Any, place: int) -> bool:
    """Whether the things of an event were decided by the pattern that it has."""
    state, things, patterns = run.state, run.in_view, profiles.patterns
    keyed = key_of(state.world, event, things)
    if keyed is None:
        return False
    key, named = keyed
    pattern = patterns.get(key, 1)
    if type(pattern) is int:
        if pattern < WORTH_A_PATTERN:
            if len(patterns) > MOST_PATTERNS:
                patterns.clear()
            patterns[key] = pattern + 1
            return False
        pattern = patterns[key] = _rehearsed(run, event, named)
    if pattern is NO_PATTERN:
        return False
    made = follow(state, things, pattern, named, place)
    if not pattern.quiet:
        _after(run, place, False)
        return True
    state.kept = pattern.kept
    if run.book.heeded or not state.brief:
        conclude_quietly(run, pattern, made)
    return True


def _rehearsed(run: Any, event: Any, named: Any) -> Any:
    """The pattern of an event; none where more must be known."""
    try:
        state = State(on_stage(run.state.world, event, run.in_view, named))
        trial = Run(run.book, state, {}, state.world.decided)
        _to_counting(trial, state.world.decided, 0)
        tell_rulings(trial, state.world.decided)
        found = pattern_of(state, run.in_view)
    except Exception:
        # more would have to be known, or what is wrong shows on the things themselves
        return NO_PATTERN
    if found is None:
        return NO_PATTERN
    for counted in state.counted:
        counted["_concluded"] = Nowhere()
    try:
        _cancel(trial)
        if not _released(trial):
            _permit(trial)
            found.quiet = not (state.cancelled or state.permissions)
    except Exception:
        # whether there is more to do shows on the things themselves
        pass
    if found.quiet:
        conclude_by(trial, found)
    return found


def _to_counting(run: Any, things: Any, place: int) -> bool:
    """Every stratum in turn up to counting; whether it is sure that nothing is cancelled, released or permitted."""
    state = run.state
    # labels by place among the decided
    labels: Any = {}
    leaves = run.leaves
    quiet = not state.held
    begin_rulings(run, things)
    sure: Any = set()
    for thing in things:
        index = thing["_index"]
        leaf = leaves.get(index)
        if leaf is None or not leaf.straight:
            labels[index], ruled = classify(run, thing)
            if ruled:
                sure.add(index)
            quiet = False
            continue
        classified = run.book.classified
        if thing[classified] != leaf.row:
            state.set(thing, classified, leaf.row)
        thing["_fate"] = thing["_into"] = NONE
        labels[index] = leaf.labels
        quiet = quiet and leaf.quiet
    recorded = []
    for thing in things:
        if thing["_fate"] == NONE:
            index = thing["_index"]
            if index in sure:
                recorded.append(thing)
                continue
            leaf = leaves.get(index)
            if leaf is None or not leaf.straight:
                if record(run, thing, labels):
                    recorded.append(thing)
            elif leaf.ends is None:
                recorded.append(thing)
            else:
                state.end(thing, leaf.ends[0], None, leaf.ends[1], labels[index])
    if state.held:
        held = list(state.held)
        recorded = [thing for thing in recorded if not join(run, thing, held, labels)]
    if recorded:
        quiet = not _choose_and_count(run, recorded, labels, place) and quiet
    return quiet


# --- choose and count ---------------------------------------------------------------------


def _choose_and_count(run: Any, things: Any, labels: Any, place: int) -> bool:
    """Whether not all of them were counted."""
    state = run.state
    if len(things) == 1 or not run.steps["choose"].steps:
        return _count(run, things, labels, place)
    results, ruled = _chosen(run, things)
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


def _chosen(run: Any, things: Any) -> Any:
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


# --- after counting -----------------------------------------------------------------------


def _after(run: Any, place: int, quiet: bool) -> None:
    """Conclusions, cancellations, releases (once), permissions: about all that is held after this event.

    Only a release can change a count, so only it asks for what is unknown; the others say that they don't know.
    `quiet`: nothing was held before, and the profiles say that nothing is cancelled, released or permitted.
    """
    state = run.state
    if run.closures:
        run.closures = {}
    if run.ranges:
        run.ranges = {}
    if state.brief and not run.book.heeded:
        # nothing that is asked for rests on conclusions
        if run.steps["release"] and not quiet:
            _release(run, place)
        return
    conclude(run, place)
    if quiet:
        return
    if run.steps["cancel"][0].steps or run.steps["cancel"][1]:
        _cancel(run)
    if run.steps["release"] and _release(run, place):
        run.closures = {}
        run.ranges = {}
        conclude(run, place)
    if run.steps["permit"].steps:
        _permit(run)


def _cancel(run: Any) -> None:
    state = run.state
    known = set(state.cancelled)

    def propose(counted: Any, found: Any) -> None:
        entry = None if found is None or found[2] == 1 else (counted["_name"], found[0], found[1])
        if entry is not None and entry not in known:
            known.add(entry)
            state.cancelled.append(entry)

    table, with_thing = run.steps["cancel"]
    for counted in state.held:
        if with_thing:
            for thing in run.in_view:
                try:
                    found = standing_of_two(run, with_thing, thing, counted)
                except Ask:
                    continue
                propose(counted, found)
        alone = pick(table, counted, row_of(run, counted))
        if alone:
            try:
                found = standing(run, alone, counted)
            except Ask:
                continue
            propose(counted, found)


def _released(run: Any) -> Any:
    """(thing, counted thing, labels) of what is released."""
    steps = run.steps["release"]
    released = []
    for counted in list(run.state.held):
        for thing in list(counted["_members"]):
            found = standing_of_two(run, steps, thing, counted)
            if found is not None and "_index" in thing:
                released.append((thing, counted, found[1]))
    return released


def _release(run: Any, place: int) -> bool:
    state = run.state
    released = _released(run)
    if not released:
        return False
    labels: Any = {}
    for thing, counted, cited in released:
        counted["_members"] = [one for one in counted["_members"] if one is not thing]
        thing["_earlier"] = counted
        fate = state.fates[thing["_index"]]
        labels[thing["_index"]] = (*(fate["because"] if fate else ()), *cited)
        state.released.append((thing["_name"], counted["_name"], cited))
    state.version += 1
    run.ranges = {}
    _choose_and_count(run, [thing for thing, _, _ in released], labels, place)
    return True


def _permit(run: Any) -> None:
    state, table = run.state, run.steps["permit"]
    state.permissions = []
    for counted in state.held:
        found = []
        for step in pick(table, counted, row_of(run, counted)):
            try:
                stands = standing(run, (step,), counted)
            except Ask:
                continue
            if stands is not None:
                found.append((step, stands))
        displaced = {label for step, _ in found for label in step[1]}
        for step, stands in found:
            if step[0] not in displaced:
                allowed, name, codes = stands[0]
                state.permissions.append((counted["_name"], allowed, name, codes, stands[1]))
