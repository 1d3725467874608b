"""How the things of one event are counted, by their profiles and by who is who: worked out once, then followed.

A pattern is made by rehearsing: the event is decided on probes of its things. Where two things name the same, their
probes share one probe. Whatever would have to be known beyond that stops the rehearsal, and such events are decided
each for itself.
"""

from __future__ import annotations

from hocrdsl.backends.python.runtime.profiles import Hidden, Probe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# so many patterns are kept at most
MOST_PATTERNS = 4096


class Pattern:
    """What becomes of the things of an event, by their places.

    `counted`: (provision, facts that name its unit, kept apart by, places of members, labels, place of the principal);
    `fates`: (fate, place in `counted` or None, result, labels); `quiet`: nothing is cancelled, released or permitted;
    `kept`: what a decision that follows it says of what was presumed, once it has been worked out.
    """

    __slots__ = ("counted", "fates", "quiet", "kept")

    def __init__(self, counted: Any, fates: Any, quiet: Any) -> None:
        self.counted = counted
        self.fates = fates
        self.quiet = quiet
        self.kept: Any = {}


class Stage:
    """What stands for a `World` where an event is rehearsed: the things decided, and nothing else is known."""

    def __init__(self, vocabulary: Any, things: Any) -> None:
        self.vocabulary = vocabulary
        self.decided = things
        self.held: Any = ()
        self.trial = False

    def __getattr__(self, name: str) -> Any:
        raise Hidden


def follow(state: Any, things: Any, leaves: Any, pattern: Any, place: int) -> Any:
    """Decide things as their pattern says; what is counted."""
    classified = state.classified
    for thing, leaf in zip(things, leaves):
        if thing[classified] != leaf.row:
            state.set(thing, classified, leaf.row)
    made = []
    for provision, facts, apart, members, labels, first in pattern.counted:
        principal = things[first]
        names = tuple([(principal if fact is None else principal[fact])["_name"] for fact in facts])
        several = [principal] if len(members) == 1 else [things[one] for one in members]
        made.append(state.added(provision, names, several, labels, place, apart))
    for thing, (fate, into, result, labels) in zip(things, pattern.fates):
        state.ended(thing, fate, None if into is None else made[into], result, labels)
    return made


def pattern_of(state: Any, leaves: Any, quiet: Any) -> Any:
    """The pattern that a rehearsal came to; None where it can't be followed without more."""
    places = {id(thing): place for place, thing in enumerate(state.world.decided)}
    counted = []
    for one in state.counted:
        members = [places[id(member)] for member in one["_members"]]
        facts = leaves[members[0]].unit
        if facts is None:
            return None
        counted.append((one["_provision"], facts, one["_apart"], tuple(members), one["_labels"], members[0]))
    at = {id(one): place for place, one in enumerate(state.counted)}
    fates = [
        (fate["fate"], None if into is None else at[id(into)], fate["result"], fate["because"])
        for fate, into in zip(state.fates, state.into)
    ]
    return None if state.marks else Pattern(tuple(counted), tuple(fates), quiet)


def on_stage(leaves: Any, who: Any) -> Any:
    """Probes of the things of some profiles; where they name the same, they share a probe."""
    shared: Any = {}
    for leaf, names in zip(leaves, who):
        for fact, name in names:
            one = leaf.probe[fact]
            # more is known of whom a profile hangs on
            if name not in shared or shared[name].fact is not None:
                shared[name] = Probe(one, one.hidden, one.fact)
    return [
        Probe({**leaf.probe, **{fact: shared[name] for fact, name in names}, "_index": place, "_name": ""},
              leaf.probe.hidden)
        for place, (leaf, names) in enumerate(zip(leaves, who))
    ]
