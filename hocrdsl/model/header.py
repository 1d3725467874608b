"""The rulebook's head: what is decided, what is counted, and where doubts go."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from hocrdsl.model import problems, problems_of_rules
from hocrdsl.model.expressions import Thing, TimeType
from hocrdsl.model.nodes import Charter, Entity, Fact
from hocrdsl.model.scope import bare
from hocrdsl.model.world import World
from hocrdsl.syntax import nodes as syntax

LANGUAGES = ("1",)


def only_header(world: World, text: syntax.RulebookText) -> syntax.Header | None:
    """The one header of the rulebook; says so when there is none, or a second."""
    headers = [item for item in text.items if isinstance(item, syntax.Header)]
    if not headers:
        world.report(problems_of_rules.no_header(text.items[0].span if text.items else None))
        return None
    for second in headers[1:]:
        world.report(problems_of_rules.second_header(second.title.span, headers[0].title.span))
    return headers[0]


def name_roles(world: World, header: syntax.Header) -> None:
    """Which entities are decided and counted, and which fact classifies: needed to look up names."""
    decided = world.entity(header.decides_each) if header.decides_each else None
    counted = world.entity(header.counts) if header.counts else None
    world.decided = decided.key if decided else ""
    world.counted = counted.key if counted else ""
    if decided is None or header.counts_by is None:
        return
    if len(header.counts_by.names) != 2:
        world.report(problems_of_rules.counts_by_shape(header.counts_by.span))
        return
    fact = _fact(world, decided, header.counts_by.names[0])
    if fact is None:
        return
    if isinstance(fact.type, Thing) and fact.type.entity in world.rows:
        world.classified, world.row_entity = fact.key, fact.type.entity
    else:
        world.report(problems_of_rules.not_rows(header.counts_by.names[0]))


def bind_header(world: World, header: syntax.Header) -> Charter | None:
    """The header bound; None where something in it is missing or wrong (and reported)."""
    _required(world, header)
    event = _event(world, header)
    apart = _kept_apart(world, header)
    results = [
        world.result(name) if name is not None else None
        for name in (header.disagreements_go_to, header.unclassified_go_to)
    ]
    if header.language is not None and header.language.text not in LANGUAGES:
        world.report(problems_of_rules.other_language(header.language, LANGUAGES))
    zone = _zone(world, header)
    if event is None or apart is None or header.in_force is None or header.known_on is None:
        return None
    if header.language is None or not world.decided or not world.counted:
        return None
    return Charter(
        header.title.text,
        header.language.text,
        header.in_force.since.iso,
        header.known_on.iso,
        event[0],
        event[1],
        world.decided,
        world.counted,
        world.classified,
        world.row_entity,
        apart,
        zone,
        header.class_rules_prevail,
        results[0] or "",
        results[1] or "",
        header.cites,
    )


def _required(world: World, header: syntax.Header) -> None:
    clauses: Sequence[tuple[object, str]] = (
        (header.language, "language 1"),
        (header.cites, "cites [Document, place]"),
        (header.in_force, "in force from 1 April 2026"),
        (header.known_on, "known on 1 April 2026"),
        (header.decides_by, "decides by the NAME's DATE"),
        (header.decides_each, "decides each NAME"),
        (header.counts, "counts NAME by the FACT's COLUMN"),
        (header.counts is None or header.counts_by, "counts NAME by the FACT's COLUMN"),
        (header.disagreements_go_to, "where provisions disagree, RESULT"),
        (header.unclassified_go_to, "where nothing classifies, RESULT"),
        (header.class_rules_cites or not header.class_rules_prevail, "cites [Document, place]"),
    )
    for there, clause in clauses:
        if not there:
            world.report(problems_of_rules.header_lacks(header.title.span, clause))


def _fact(world: World, entity: Entity, name: syntax.Name) -> Fact | None:
    wanted = bare(name.text)
    found = next((fact for fact in entity.facts.values() if bare(fact.name) == wanted), None)
    if found is None:
        known = {fact.name: fact.span for fact in entity.facts.values()}
        world.report(problems.no_name(name, dict(known), [], entity.name))
        return None
    world.facts_read.add((found.entity, found.key))
    if found.never_decides:
        world.report(problems.never_decides(name.span, found, entity.name))
    return None if (found.entity, found.key) in world.spoiled else found


def _event(world: World, header: syntax.Header) -> tuple[str, str] | None:
    if header.decides_by is None:
        return None
    names = header.decides_by.names
    entity = world.entity(names[0])
    if len(names) != 2 or entity is None:
        if entity is not None:
            world.report(problems_of_rules.decides_by_shape(header.decides_by.span))
        return None
    fact = _fact(world, entity, names[1])
    if fact is None:
        return None
    if not isinstance(fact.type, TimeType):
        world.report(problems_of_rules.decides_by_shape(header.decides_by.span))
        return None
    return (entity.key, fact.key) if _brought_by(world, header, entity) else None


def _brought_by(world: World, header: syntax.Header, event: Entity) -> bool:
    """The decided thing says which event brought it: one fact of that entity's type."""
    decided = world.entities.get(world.decided)
    if decided is None:
        return False
    bringing = [fact for fact in decided.facts.values() if fact.type == Thing(event.key)]
    world.facts_read.update((fact.entity, fact.key) for fact in bringing)
    if len(bringing) != 1 and header.decides_each is not None:
        world.report(problems_of_rules.no_event_fact(header.decides_each, event.name))
    return len(bringing) == 1


def _kept_apart(world: World, header: syntax.Header) -> str | None:
    if header.counts_by is None or not world.row_entity:
        return None
    fact = _fact(world, world.entities[world.row_entity], header.counts_by.names[1])
    return fact.key if fact else None


def _zone(world: World, header: syntax.Header) -> str:
    zone = header.local_time
    if zone is None:
        return "UTC"
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        world.report(problems_of_rules.no_zone(header.title.span, zone))
    return zone
