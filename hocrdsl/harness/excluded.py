"""Facts stated where their `only where` excludes them, as far as the stated facts tell."""

from __future__ import annotations

from typing import Any

from hocrdsl.harness import problems
from hocrdsl.harness.convert import Path, Reading
from hocrdsl.plan import Plan
from hocrdsl.world.read import InvalidIncident, read


def check_only_where(reading: Reading, canonical: dict[str, Any], plan: Plan) -> None:
    """Say every fact of `reading.conditional` whose condition is surely false."""
    entities = plan.model.entities
    vocabulary = plan.vocabulary
    wanted = []
    names = _conditional(plan)
    for path, fact in reading.conditional:
        if fact not in names:
            continue
        entity = _entity(vocabulary, path)
        declared = entities[entity].facts.get(fact) if entity is not None else None
        if declared is not None and declared.only_where is not None:
            wanted.append((path, fact, declared.only_where))
    if not wanted:
        return
    from hocrdsl.backends.trace.values import Reader
    from hocrdsl.model.wording import say
    from hocrdsl.world.state import State

    try:
        world = read(canonical, vocabulary)
    except InvalidIncident:
        # whoever decides it says why
        return
    things = _things(world, canonical, vocabulary)
    state = State(world)
    # what is not classified yet may be classified so that the fact belongs
    state.restore()
    reader = Reader(plan, state, {}, world.decided)
    said = set()
    for path, fact, condition in wanted:
        if path not in things:
            continue
        span = reading.span(reading.places[(*path, fact)])
        if (span.start, fact) not in said and reader.test(condition, [things[path]]) is False:
            said.add((span.start, fact))
            reading.say(problems.excluded(span, fact, say(condition)))


# the plan asked about last: one is asked about for thousands of incidents
_latest: list[tuple[Plan, frozenset[str]]] = []


def _conditional(plan: Plan) -> frozenset[str]:
    """The names of facts that have an `only where`, of whatever entity."""
    if not (_latest and _latest[0][0] is plan):
        entities = plan.model.entities.values()
        found = frozenset(key for one in entities for key, fact in one.facts.items() if fact.only_where is not None)
        _latest[:] = [(plan, found)]
    return _latest[0][1]


def _entity(vocabulary: dict[str, Any], path: Path) -> str | None:
    if path[0] == vocabulary["event_list"]:
        return str(vocabulary["decided"] if len(path) > 2 else vocabulary["event"])
    if path[0] == "held" and len(path) == 2:
        return str(vocabulary["counted"])
    found = vocabulary["headings"].get(path[0])
    return None if found is None else str(found)


def _things(world: Any, canonical: dict[str, Any], vocabulary: dict[str, Any]) -> dict[Path, Any]:
    """The things of a world by the path that stated them."""
    found: dict[Path, Any] = {}
    listing, inner = vocabulary["event_list"], vocabulary["decided_list"]
    place = 0
    for number, event in enumerate(canonical[listing]):
        for below in range(len(event[inner])):
            found[listing, number, inner, below] = world.decided[place]
            place += 1
    for event in world.events:
        if event[1] == 0:
            found[listing, event[2]] = event[3]
    for number, thing in enumerate(world.held):
        found["held", number] = thing
    for heading, entity in vocabulary["headings"].items():
        for name in canonical.get(heading, ()):
            found[heading, name] = world.things[entity][name]
    return found
