"""What two editions make of one incident, over every completion of what is unknown to either: the same answers to both.

Each edition reads the incident by its own words; what one asks and is answered, the other is told too, as far as it is
unknown there. Compiled modules don't have it.
"""

from __future__ import annotations

from hocrdsl.world.completions import LIMIT, Ask, outcomes
from hocrdsl.world.decide import run
from hocrdsl.world.possible import by_place
from hocrdsl.world.read import NONE, read
from hocrdsl.world.turning import all_named, worded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def both_on(incident: Any, old: Any, new: Any, limit: Any = LIMIT) -> Any:
    """(complete, every pair of what comes of it); `old`, `new`: (vocabulary, editions by date). Raises InvalidIncident.

    Each pair once, each side of it as for `possible_on`.
    """
    first, second = read(incident, old[0]), read(incident, new[0])
    theirs = dict(all_named(second))
    twins = [(thing, theirs[key]) for key, thing in all_named(first) if key in theirs]
    back = {id(twin): thing for thing, twin in twins}
    there = {id(thing): twin for thing, twin in twins}
    assumed: Any = {}

    def once() -> Any:
        undo = _told(first, second, twins, there)
        try:
            return run(first, old[1], assumed, True, by_place), run(second, new[1], assumed, True, by_place)
        except Ask as ask:
            values = [(back.get(id(one), one) if type(one) is dict else one, shown) for one, shown in ask.values]
            raise Ask(ask.kind, ask.key, back.get(id(ask.thing), ask.thing), ask.name, values) from None
        finally:
            for thing, fact, value in undo:
                if value is None:
                    del thing[fact], thing["_asked"][fact]
                else:
                    thing[fact] = value

    first.trial = second.trial = True
    found, complete = outcomes(once, assumed, limit)
    return complete, tuple(dict.fromkeys([one for _, one in found]))


def _told(first: Any, second: Any, twins: Any, there: Any) -> Any:
    """Tell the second what was answered so far, and each only what it has words for; what is to be undone."""
    undo = []
    ours, theirs = first.vocabulary["entities"], second.vocabulary["entities"]
    for thing, twin in twins:
        for fact, value in thing.get("_asked", {}).items():
            if not worded(_spec(ours, thing, fact), value):
                undo.append((thing, fact, value))
                thing[fact] = NONE
            spec = _spec(theirs, twin, fact)
            if spec is not None and twin.get(fact) is None:
                undo.append((twin, fact, None))
                value = there.get(id(value), value) if type(value) is dict else value
                twin[fact] = value if worded(spec, value) else NONE
                # what an answer brought in is there for both
                twin.setdefault("_asked", {})[fact] = twin[fact]
    return undo


def _spec(entities: Any, thing: Any, fact: Any) -> Any:
    return entities[thing["_entity"]][1].get(fact) if thing["_entity"] in entities else None
