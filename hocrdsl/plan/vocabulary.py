"""What a reader of incidents must know of the vocabulary, as plain data.

The description is written into compiled modules as a literal, so it holds nothing but
dicts, tuples, text, numbers and truth values; sets are given as dicts (key: None) in a stable order.

    {"event", "event_name", "event_list", "event_date",
     "decided", "decided_name", "decided_list", "event_fact", "classified", "kept_apart_by",
     "counted", "counted_name", "counted_list", "counted_presumed": presumptions that only counted things have,
     "inherited": facts a counted thing takes from its principal,
     "headings": {heading: entity}, "listed": {entity: heading}, "zone",
     "entities": {entity: (heading, {fact: (kind, argument, optional)}, required, presumptions)},
     "elsewhere": words of other editions (see `elsewhere.py`)}

`kind`: yes, one, number, time, code, text, thing, things, row; `argument`: options, entity, or the rows' keys.
"""

from __future__ import annotations

from typing import Any

from hocrdsl.model.expressions import (
    Choice, CodeType, Constant, GroupType, NumberType, TextType, Thing, Things, TimeType, Type, YesNo,
)
from hocrdsl.model.nodes import Entity, Model

Spec = tuple[str, Any, bool]


def vocabulary(model: Model) -> dict[str, Any]:
    """The description of `model`'s vocabulary."""
    charter = model.charter
    decided, counted = model.entities[charter.decided], model.entities[charter.counted]
    event = model.entities[charter.event]
    shared = model.entities[counted.kind_of].facts if counted.kind_of else {}
    plain = [
        entity for entity in model.entities.values()
        if entity.rows_of is None and entity.key not in (charter.event, charter.decided, charter.counted)
        and not any(other.kind_of == entity.key for other in model.entities.values())
    ]
    return {
        "event": charter.event,
        "event_name": event.name,
        "event_list": event.listed_as,
        "event_date": charter.event_date,
        "decided": charter.decided,
        "decided_name": decided.name,
        "decided_list": decided.listed_as,
        "event_fact": _event_fact(decided, charter.event),
        "classified": charter.classified,
        "kept_apart_by": charter.kept_apart_by,
        "counted": charter.counted,
        "counted_name": counted.name,
        "counted_list": counted.listed_as,
        "counted_presumed": {
            key: value for key, value in _entity(model, counted)[3].items() if key not in decided.facts
        },
        "inherited": tuple(key for key in shared if decided.kind_of == counted.kind_of),
        "headings": {entity.listed_as: entity.key for entity in plain},
        "listed": {entity.key: entity.listed_as for entity in plain},
        "zone": charter.local_time,
        "entities": {
            entity.key: _entity(model, entity)
            for entity in [event, decided, counted, *plain]
        },
    }


def _event_fact(decided: Entity, event: str) -> str | None:
    for fact in decided.facts.values():
        if fact.type == Thing(event):
            return fact.key
    return None


def _entity(model: Model, entity: Entity) -> tuple[str, dict[str, Spec], tuple[str, ...], dict[str, Any]]:
    event = model.charter.event
    specs = {}
    for fact in entity.facts.values():
        if entity.key == model.charter.decided and fact.type == Thing(event):
            continue
        kind, argument = _kind(model, fact.type)
        specs[fact.key] = (kind, argument, fact.optional)
    required = tuple(fact.key for fact in entity.facts.values() if fact.required and fact.key in specs)
    presumptions = {
        fact.key: fact.presumed.value if isinstance(fact.presumed, Constant) else "none"
        for fact in entity.facts.values()
        if fact.presumed is not None
    }
    return entity.listed_as, specs, required, presumptions


def _kind(model: Model, type_: Type) -> tuple[str, Any]:
    match type_:
        case YesNo():
            return "yes", None
        case Choice(options):
            return "one", dict.fromkeys(options)
        case NumberType():
            return "number", None
        case TimeType():
            return "time", None
        case CodeType():
            return "code", None
        case TextType() | GroupType():
            return "text", None
        case Thing(entity):
            if entity in model.rows:
                return "row", dict.fromkeys(model.rows[entity].keys)
            return "thing", entity
        case Things(entity):
            return "things", entity
