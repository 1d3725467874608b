"""One event through the strata: classify, record, join, choose, count, conclude, cancel, release, permit.

What the provisions of a plan say stands in `run.book` as emitted functions; here is only the order in which they are
asked.
"""

from __future__ import annotations

from hocrdsl.backends.python.runtime.conclude import conclude, conclude_quietly, row_of
from hocrdsl.backends.python.runtime.counting import FEW, choose_and_count
from hocrdsl.backends.python.runtime.patterns import (
    MOST_PATTERNS, NO_PATTERN, WORTH_A_PATTERN, conclude_by, follow, key_of, on_stage, pattern_of,
)
from hocrdsl.backends.python.runtime.profiles import Nowhere, profile, profiles_of
from hocrdsl.backends.python.runtime.record import classify, join, record
from hocrdsl.backends.python.runtime.rows import pick
from hocrdsl.backends.python.runtime.rulings import begin_rulings, tell_rulings
from hocrdsl.backends.python.runtime.run import Run
from hocrdsl.backends.python.runtime.settle import standing, standing_of_two
from hocrdsl.world.completions import Ask
from hocrdsl.world.read import NONE
from hocrdsl.world.state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


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
        quiet = not choose_and_count(run, recorded, labels, place) and quiet
    return quiet


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
    choose_and_count(run, [thing for thing, _, _ in released], labels, place)
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
