"""One incident through its events, over every completion of what is unknown, to a decision.

An `edition` here is a mapping with: `event` (a function of state, assumed and event), `vocabulary`, `edition`, `day`,
`until`, `known`, `rulebook`, `digest`, `labels` {label: (title, cites, standing)}, `reads` {label: facts read}, `times`
(names of conclusions that are times); perhaps `swift` (what decides incidents of a known kind at once) and `straight`
(what answers plain ones). Editions are given by a function of an event's date.
"""

from __future__ import annotations

from hocrdsl.world.completions import LIMIT, Ask, outcomes
from hocrdsl.world.decision import assemble, decision_of
from hocrdsl.world.read import read
from hocrdsl.world.state import State
from hocrdsl.world.turning import begin, turn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def run(world: Any, edition_on: Any, assumed: Any, brief: bool = False, told_of: Any = None) -> Any:
    """Decide every event in order of date; the outcome as plain data (names only), or what `told_of` makes of a state.
    """
    state = State(world, brief)
    told = (world.vocabulary, world.fresh, world.checks, world.things)
    try:
        _decide_events(state, edition_on, assumed)
        return (told_of or outcome)(state)
    finally:
        _as_told(state, told)


def _decide_events(state: Any, edition_on: Any, assumed: Any) -> Any:
    world = state.world
    if world.readings:
        begin(state)
    for place, event in enumerate(world.events):
        edition = edition_on(event[0])
        if edition["vocabulary"] is not world.vocabulary:
            event = turn(state, edition, place)
        edition["event"](state, assumed, event)


def _as_told(state: Any, told: Any) -> Any:
    """Everything is again as it was told."""
    state.restore()
    world = state.world
    if world.vocabulary is not told[0]:
        world.vocabulary, world.fresh, world.checks, world.things = told


def outcome(state: Any) -> Any:
    """What a run came to, as plain data that can be compared."""
    vocabulary = state.world.vocabulary
    decided, of_counted, classified = vocabulary["decided"], vocabulary["counted"], vocabulary["classified"]
    fates = [
        (one[decided], one["fate"], one[of_counted], one["result"], one["stated"], one[classified], one["because"])
        for one in state.fates
    ]
    counted = []
    apart = vocabulary["kept_apart_by"]
    for one in state.counted:
        said = one["_said"]
        counted.append((
            one["_name"], said[classified], said[apart], said["provision"], (*said["unit"],), one["_event"] + 1,
            said["principal"], tuple([member["_name"] for member in one["_members"]]),
            tuple([member["_name"] for member in one["_joined"]]), said["because"],
        ))
    joined = tuple([(one["_name"], tuple([member["_name"] for member in one["_joined"]])) for one in state.world.held
                    if one["_joined"]])
    return (tuple(counted), tuple(fates), tuple(state.conclusions), tuple(state.cancelled), tuple(state.released),
            tuple(state.permissions), tuple(state.marks), joined)


def decision_on(
    incident: Any, vocabulary: Any, edition_on: Any, meta: Any, given: Any = None, limit: Any = LIMIT
) -> Any:
    """The decision on a plain mapping; raises InvalidIncident only."""
    if not given:
        edition = _first_edition(incident, vocabulary, edition_on)
        found = edition["swift"](incident, vocabulary, edition, meta) if "swift" in edition else None
        if found is not None:
            return found
    world = read(incident, vocabulary, given)
    assumed: Any = {}
    state = State(world)
    told = (world.vocabulary, world.fresh, world.checks, world.things)
    try:
        _decide_events(state, edition_on, assumed)
    except Ask:
        world.trial = True
    finally:
        _as_told(state, told)
    if not world.trial:
        return decision_of(state, edition_on, meta, incident)
    found, complete = outcomes(lambda: run(world, edition_on, assumed), assumed, limit)
    if complete and all(one == found[0][1] for _, one in found):
        return assemble(world, found[0][1], edition_on, meta, incident)
    return ranged(world, found, complete, edition_on, meta, incident)


def _first_edition(incident: Any, vocabulary: Any, edition_on: Any) -> Any:
    """The edition of the first event; nothing where that can't be told."""
    try:
        date = incident[vocabulary["event_list"]][0][vocabulary["event_date"]]
    except (LookupError, TypeError):
        return ()
    return edition_on(date) if type(date) is str else ()


def answers_on(incident: Any, vocabulary: Any, edition_on: Any, given: Any = None, limit: Any = LIMIT) -> Any:
    """Counted things and fates only: ((id, classified value, members) ...), ((name, fate, id or result) ...).

    None where they are not determined.
    """
    if not given:
        edition = _first_edition(incident, vocabulary, edition_on)
        straight = edition["straight"] if "straight" in edition else None
        if straight is not None and edition["vocabulary"] is vocabulary:
            answered = straight(incident)
            if answered is not None:
                return answered
    world = read(incident, vocabulary, given)
    assumed: Any = {}
    try:
        found = run(world, edition_on, assumed, True)
    except Ask:
        world.trial = True
        every, complete = outcomes(lambda: run(world, edition_on, assumed, True), assumed, limit)
        found = every[0][1]
        if not complete or any(one[:2] != found[:2] for _, one in every):
            return None
    return (tuple([(one[0], one[1], one[7]) for one in found[0]]),
            tuple([(one[0], one[1], one[2] or one[3]) for one in found[1]]))


def ranged(world: Any, found: Any, complete: Any, edition_on: Any, meta: Any, incident: Any) -> Any:
    """The decision where completions differ: what they have in common, the range, and what to ask."""
    vocabulary = world.vocabulary
    distinct: Any = {}
    for told, one in found:
        distinct.setdefault(one, []).append(told)
    every = list(distinct)
    first = every[0]
    common = (
        tuple([one for one in first[0] if all(one in other[0] for other in every)]),
        tuple([one for place, one in enumerate(first[1]) if all(other[1][place] == one for other in every)]),
        tuple([one for one in first[2] if all(one in other[2] for other in every)]),
        tuple([one for one in first[3] if all(one in other[3] for other in every)]),
        tuple([one for one in first[4] if all(one in other[4] for other in every)]),
        tuple([one for one in first[5] if all(one in other[5] for other in every)]),
        tuple([one for one in first[6] if all(one in other[6] for other in every)]),
        tuple([one for one in first[7] if all(one in other[7] for other in every)]),
    )
    decision = assemble(world, common, edition_on, meta, incident)
    decision["determined"] = False
    counts = [len(one[0]) for one in every]
    low, high = (min(counts), max(counts)) if complete else (0, len(world.decided))
    kinds = {}
    for kind in dict.fromkeys([one[2] for other in every for one in other[0]]):
        many = [sum(1 for one in other[0] if one[2] == kind) for other in every]
        kinds[kind] = {"low": min(many) if complete else 0, "high": max(many) if complete else len(world.decided)}
    fates = {}
    for place, thing in enumerate(world.decided):
        kinds_of_fate = list(dict.fromkeys([_short(other[1][place]) for other in every]))
        if len(kinds_of_fate) > 1:
            fates[thing["_name"]] = kinds_of_fate
    decision["undetermined"] = {
        vocabulary["counted_list"]: {"low": low, "high": high},
        "by " + vocabulary["kept_apart_by"]: kinds,
        "fates": fates,
        "ask": _questions(found, distinct),
        "completions": len(found),
        "exact": complete and not any(target[0] == "test" for told, _ in found for target, _, _ in told),
    }
    decision["possible"] = [
        {vocabulary["counted_list"]: [one[1] for one in other[0]], "fates": [_short(one) for one in other[1]],
         "when": [_told(told) for told in distinct[other][0]]}
        for other in every[:16]
    ]
    decision["compared"] = None
    return decision


def _short(fate: Any) -> Any:
    if fate[1] == "recorded":
        return "recorded as %s" % fate[5]
    if fate[1] in ("absorbed", "joined"):
        return "%s into %s" % (fate[1], fate[2]) if fate[1] == "absorbed" else "joined to %s" % fate[2]
    return "referred to %s" % fate[3] if fate[1] == "referred" else "%s" % fate[3]


def _told(one: Any) -> Any:
    (kind, thing, name), _, shown = one
    if kind == "fact":
        return {"about": thing["_name"], "fact": name, "answer": shown}
    return {"about": thing["_name"] if isinstance(thing, dict) else "", "question": _asked(name), "answer": shown}


def _asked(key: Any) -> str:
    """A question with the names of the things that it is about."""
    return str(key[0].format(*key[1]))


def _questions(found: Any, distinct: Any) -> Any:
    """Each thing asked, with the counts that each answer leaves; left out where the answer changes nothing."""
    asked: Any = {}
    for told, one in found:
        for target, _, shown in told:
            kind, thing, name = target
            about = thing["_name"] if isinstance(thing, dict) else ""
            key = (kind, about, name if kind == "fact" else name)
            asked.setdefault(key, {}).setdefault(shown, []).append(one)
    questions = []
    for (kind, about, name), by_answer in asked.items():
        sets = [frozenset(group) for group in by_answer.values()]
        if all(one == sets[0] for one in sets):
            continue
        answers_ = {}
        for shown, group in by_answer.items():
            counts = [len(one[0]) for one in group]
            low, high = min(counts), max(counts)
            answers_[shown] = str(low) if low == high else "%d to %d" % (low, high)
        entry = {"about": about}
        entry["fact" if kind == "fact" else "question"] = name if kind == "fact" else _asked(name)
        entry["answers"] = answers_
        questions.append(entry)
    return questions


# --- not inlined: compiled modules have doors of these names, without the editions

decide = decision_on
answers = answers_on
