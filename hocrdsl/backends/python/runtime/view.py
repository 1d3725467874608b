"""The things in view while an event is decided, and asking for what a decision turns on."""

from __future__ import annotations

from hocrdsl.world.completions import Ask
from hocrdsl.world.read import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def in_range(run: Any, entity: str) -> Any:
    """The things of an entity in view: of a parent kind, those of every kind under it."""
    held = run.state.held
    key = (entity, len(held))
    found = run.ranges.get(key)
    if found is not None:
        return found
    vocabulary = run.book.vocabulary
    world = run.state.world
    found = []
    for kind in run.book.kinds[entity]:
        if kind == vocabulary["decided"]:
            seen = {id(one) for one in run.in_view}
            found += run.in_view
            found += [one for counted in held for one in counted["_members"] if id(one) not in seen]
        elif kind == vocabulary["counted"]:
            found += held
        elif kind == vocabulary["event"]:
            found += [event[3] for event in world.events if event[1] == 0]
        else:
            things = list(world.things.get(kind, {}).values())
            found += things
            if world.trial:
                seen = {id(one) for one in things}
                found += [one for one in new_ones(world, kind) if id(one) not in seen]
    run.ranges[key] = found
    return found


def new_ones(world: Any, entity: str) -> Any:
    """Things that a completion brought in, found where the facts that it told name them."""
    found: Any = {}
    for group in (world.decided, world.held, *[named.values() for named in world.things.values()]):
        for thing in group:
            for value in thing.get("_asked", {}).values():
                if isinstance(value, dict) and value.get("_new") and value["_entity"] == entity:
                    found[id(value)] = value
    return list(found.values())


# --- what matters -------------------------------------------------------------------------


def needed(run: Any, truth: Any) -> bool:
    """The truth of a test that a decision turns on; asks when it is unknown."""
    if truth is None:
        ask(run)
    return bool(truth)


def ask(run: Any) -> None:
    """Raise for the first unknown noted."""
    note = run.unknown[0]
    if note[0] == "test":
        about = note[2]
        thing, name = (about[1], about[2]) if about else (None, "")
        raise Ask("test", note[1], thing, name, [(True, "yes"), (False, "no")])
    raise Ask("fact", None, note[1], note[2], candidates(run, note[1], note[2]))


def candidates(run: Any, thing: Any, name: str) -> Any:
    """The values that an unknown fact may have, each with the words that show it."""
    vocabulary, world = run.book.vocabulary, run.state.world
    kind, argument, optional = vocabulary["entities"][thing["_entity"]][1][name]
    values: Any = []
    if kind == "yes":
        values = [(True, "yes"), (False, "no")]
    elif kind == "one":
        values = [(option, option) for option in argument]
    else:
        counted = argument == vocabulary["counted"]
        of_kind = list(run.state.held if counted else world.things.get(argument, {}).values())
        of_kind += [one for one in new_ones(world, argument) if not any([one is other for other in of_kind])]
        values = [(one, str(one["_name"])) for one in of_kind]
        if not counted:
            fresh = {"_name": "somebody or something new (%s of %s)" % (name, thing["_name"]), "_entity": argument,
                     "_new": True}
            fresh.update(vocabulary["entities"][argument][3])
            values.append((fresh, "new"))
    if optional:
        values.append((NONE, NONE))
    return values
