"""An incident that spans editions: each event is decided by the words of its own edition.

Before an event of another edition the facts of every thing become what that edition's words tell of them: other
presumptions, other options, other rows. What news or a decision has changed meanwhile stays, as far as the edition
has words for it. `State.restore` undoes all of it.
"""

from __future__ import annotations

from hocrdsl.world.read import NONE, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


_NOBODY: Any = {}


class Reading:
    """One incident by the words of one edition, told of the things of another world.

    `facts`: by id of a thing (thing, its facts); `events` and `things` as in a world; `aside`: what was set aside.
    """

    __slots__ = ("vocabulary", "facts", "events", "things", "aside", "fresh", "checks")

    def __init__(self, world: Any, vocabulary: Any) -> None:
        other = read(world.incident, vocabulary, world.given)
        ours = dict(all_named(world))
        twins = {id(thing): ours.get(key, thing) for key, thing in all_named(other)}
        self.vocabulary, self.aside = vocabulary, other.aside
        self.fresh, self.checks = other.fresh, other.checks
        self.facts: Any = {}
        for _, thing in all_named(other):
            twin = twins[id(thing)]
            facts = {key: _twin(twins, value) for key, value in thing.items() if key[:1] != "_"}
            self.facts[id(twin)] = (twin, facts)
        self.things = {
            entity: {name: twins.get(id(thing), thing) for name, thing in named.items()}
            for entity, named in other.things.items()
        }
        self.events = []
        for when, kind, place, thing, more in other.events:
            more = [twins[id(one)] for one in more] if kind == 0 else {
                key: _twin(twins, value) for key, value in more.items()
            }
            self.events.append((when, kind, place, twins[id(thing)], more))


def all_named(world: Any) -> Any:
    """Every thing of a world under what it is known by in each reading."""
    found: Any = [(("decided", place), thing) for place, thing in enumerate(world.decided)]
    for place, one in enumerate(world.held):
        found.append((("held", place), one))
        found += [(("member", place, number), member) for number, member in enumerate(one["_members"])]
    found += [(("event", event[2]), event[3]) for event in world.events if event[1] == 0]
    counted = world.vocabulary["counted"]
    for entity, named in world.things.items():
        if entity != counted:
            found += [(("thing", entity, name), thing) for name, thing in named.items()]
    return found


def _twin(twins: Any, value: Any) -> Any:
    if type(value) is dict:
        return twins.get(id(value), value)
    return [twins.get(id(one), one) for one in value] if type(value) is list else value


def reading(world: Any, vocabulary: Any) -> Any:
    """The incident by the words of a vocabulary; read once."""
    found = world.readings.get(id(vocabulary))
    if found is None:
        found = world.readings[id(vocabulary)] = Reading(world, vocabulary)
    return found


def begin(state: Any) -> Any:
    """What is tried for another edition, which asks it, is here as told or presumed."""
    told = reading(state.world, state.world.vocabulary)
    for thing, facts in told.facts.values():
        for fact in thing.get("_asked", ()):
            if facts.get(fact) is not None:
                _set_fact(state, thing, fact, facts[fact])


def turn(state: Any, edition: Any, place: Any) -> Any:
    """The world as the words of an edition tell it; gives the event at that place."""
    world = state.world
    before, after = reading(world, world.vocabulary), reading(world, edition["vocabulary"])
    classified = world.vocabulary["classified"]
    entities = after.vocabulary["entities"]
    undecided = {id(thing) for thing, fate in zip(world.decided, state.fates) if fate is None}
    things = {**{key: one[0] for key, one in before.facts.items()}, **{key: one[0] for key, one in after.facts.items()}}
    for key, thing in things.items():
        old = before.facts[key][1] if key in before.facts else {}
        new = after.facts[key][1] if key in after.facts else {}
        specs = entities[thing["_entity"]][1] if thing["_entity"] in entities else {}
        if key in undecided:
            stated = new.get(classified)
            thing["_stated"] = None if stated == NONE else stated
            _set_fact(state, thing, classified, NONE if stated is None else stated)
        for fact in {**old, **new, **thing}:
            if fact[:1] == "_" or key in undecided and fact == classified:
                continue
            there, asked = thing.get(fact), thing.get("_asked", _NOBODY)
            if fact in asked:
                # asked where it is unknown; told or presumed, it is not asked
                tried = asked[fact] if worded(specs.get(fact), asked[fact]) else NONE
                _set_fact(state, thing, fact, tried if new.get(fact) is None else new[fact])
            elif _unchanged(there, old.get(fact)):
                _set_fact(state, thing, fact, new.get(fact))
            elif not worded(specs.get(fact), there):
                _set_fact(state, thing, fact, NONE)
    for one in state.counted:
        _turn_counted(state, one, before.vocabulary, after.vocabulary)
    world.vocabulary, world.fresh, world.checks, world.things = (
        after.vocabulary, after.fresh, after.checks, after.things
    )
    return after.events[place]


def _turn_counted(state: Any, thing: Any, before: Any, after: Any) -> Any:
    old, new = before["counted_presumed"], after["counted_presumed"]
    specs = after["entities"][thing["_entity"]][1]
    for fact in {**old, **new, **thing}:
        if fact[:1] != "_":
            there = thing.get(fact)
            if _unchanged(there, old.get(fact)):
                _set_fact(state, thing, fact, new.get(fact))
            elif not worded(specs.get(fact), there):
                _set_fact(state, thing, fact, NONE)


def _set_fact(state: Any, thing: Any, fact: Any, value: Any) -> Any:
    if _unchanged(thing.get(fact), value):
        return
    if value is None:
        state.set(thing, fact, None)
        del thing[fact]
    else:
        state.set(thing, fact, value)


def _unchanged(one: Any, other: Any) -> Any:
    if one is other:
        return True
    if type(one) is dict or type(other) is dict:
        return False
    if type(one) is list and type(other) is list:
        return len(one) == len(other) and all([left is right for left, right in zip(one, other)])
    return type(one) is type(other) and one == other


def worded(spec: Any, value: Any) -> Any:
    """Whether a value that was come to meanwhile is a word of the edition."""
    return spec is None or spec[0] not in ("one", "row") or value == NONE or value in spec[1]
