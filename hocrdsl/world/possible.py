"""What may come of an incident: its counted things and fates over every completion of what is unknown, by place.

Nothing here is named: the n-th decided thing is n from 0, the n-th counted thing likewise. Compiled modules don't have
it; record sets do.
"""

from __future__ import annotations

from hocrdsl.world.completions import LIMIT, Ask, outcomes
from hocrdsl.world.decide import run
from hocrdsl.world.read import NONE, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def possible_on(
    incident: Any, vocabulary: Any, edition_on: Any, given: Any = None, limit: Any = LIMIT, names: Any = ()
) -> Any:
    """(the date of the first event told or None, how many things are decided, complete, exact, what may come of them,
    what is concluded about them); raises InvalidIncident.

    What may come of them: each once, in the order of the completions, as (counted, fates). `counted`: (classified as,
    the places of its decided things); `fates`: (fate, place of the counted thing or None, result, classified as). Not
    complete: there are more completions than `limit`. Not exact: that, or tests were assumed that may hang together.

    What is concluded, by those names: (of each counted thing, of each decided one), the values in the order of the
    names; None where nothing is, or completions differ. Only where one thing may come of the incident; else None.
    """
    world = read(incident, vocabulary, given)
    date = min([(event[2], event[0]) for event in world.events if event[1] == 0], default=(0, None))[1]
    number = len(world.decided)
    assumed: Any = {}

    def once() -> Any:
        return run(world, edition_on, assumed, True, by_place)

    def concluding() -> Any:
        return run(world, edition_on, assumed, False, lambda state: (by_place(state), concluded_by_place(state, names)))

    concluded = None
    try:
        found, concluded = concluding() if names else (once(), None)
        return date, number, True, True, (found,), concluded
    except Ask:
        world.trial = True
    found, complete = outcomes(once, assumed, limit)
    every = tuple(dict.fromkeys([one for _, one in found]))
    if names and complete and len(every) == 1:
        # what is concluded is worked out only where it is told
        concluded = in_common([one for _, (_, one) in outcomes(concluding, assumed, limit)[0]])
    alone = len(every) == 1 or not any([target[0] == "test" for told, _ in found for target, _, _ in told])
    return date, number, complete, complete and alone, every, concluded


def by_place(state: Any) -> Any:
    """What a run came to: what is counted, and the fates."""
    classified = state.classified
    places = {id(one): place for place, one in enumerate(state.counted)}
    counted = []
    for one in state.counted:
        kind = one["_said"][classified]
        counted.append((None if kind == NONE else kind, tuple([member["_index"] for member in one["_members"]])))
    fates = [
        (fate["fate"], places.get(id(into)), fate["result"], fate[classified])
        for fate, into in zip(state.fates, state.into)
    ]
    return tuple(counted), tuple(fates)


def concluded_by_place(state: Any, names: Any) -> Any:
    """What a run concluded: of each counted thing, and of each decided one, the values in the order of the names."""
    said = {one[:2]: one[2] for one in state.conclusions}
    return tuple([
        tuple([tuple([said.get((thing["_name"], name)) for name in names]) for thing in things])
        for things in (state.counted, state.world.decided)
    ])


def in_common(found: Any) -> Any:
    """The conclusions that every completion comes to; None in place of the others."""
    first = found[0]
    return tuple([
        tuple([
            tuple([
                value if all([one[part][at][place] == value for one in found]) else None
                for place, value in enumerate(values)
            ])
            for at, values in enumerate(things)
        ])
        for part, things in enumerate(first)
    ])
