"""What the room promises about every model that it gives, said as a test."""

from __future__ import annotations

from collections.abc import Iterator

from hocrdsl.model.expressions import ConcludedOf, DefinedOf, FactOf, Quantified, Test, Thing, Value, Variable
from hocrdsl.model.nodes import ClassifyAs, FateIs, Model, PairAnswer, Provision, TableBody
from hocrdsl.model.scope import key
from hocrdsl.model.value_types import type_of
from hocrdsl.model.walk import conditions_of, tests_within, values_of_body, values_of_provision


def broken(model: Model) -> tuple[str, ...]:
    """Every promise that the model breaks, in words; none, if the room does its work."""
    return (
        *_vocabulary(model),
        *_tables(model),
        *_definitions(model),
        *_provisions(model),
        *_head(model),
    )


def _head(model: Model) -> Iterator[str]:
    charter = model.charter
    for entity in (charter.event, charter.decided, charter.counted, charter.row_entity):
        if entity not in model.entities:
            yield f"the head names {entity}, which is no entity"
    for result in (charter.disagreements_go_to, charter.unclassified_go_to):
        if result not in model.results:
            yield f"the head names {result}, which is no result"
    for one in model.results.values():
        for ruling in (one.settled_by, one.classified_by):
            if ruling is not None and not model.entities[charter.decided].facts[ruling].judgement:
                yield f"{one.key} is settled by {ruling}, which is no judgement"


def _vocabulary(model: Model) -> Iterator[str]:
    for at, entity in model.entities.items():
        if at != entity.key or at != key(entity.name):
            yield f"{at} is not the key of {entity.name}"
        if entity.kind_of is not None and model.entities[entity.kind_of].kind_of is not None:
            yield f"{at} is a kind of a kind"
        for fact in entity.facts.values():
            if fact.entity not in (at, entity.kind_of):
                yield f"{at} has {fact.key} from {fact.entity}"
            if fact.judgement and fact.presumed is not None:
                yield f"{at}'s {fact.key} is a judgement and presumed"
            if fact.presumed is not None and not fact.presumed_cites:
                yield f"{at}'s {fact.key} is presumed without a page"


def _tables(model: Model) -> Iterator[str]:
    for rows in model.rows.values():
        if len(set(rows.keys)) != len(rows.keys):
            yield f"two rows of {rows.entity} have one key"
        for name, column in rows.columns.items():
            if len(column) != len(rows.keys) or name not in model.entities[rows.entity].facts:
                yield f"column {name} of {rows.entity} does not fit"
    for title, table in model.tables.items():
        if any(len(row.cells) != len(table.inputs) for row in table.rows):
            yield f"a row of table {title} does not fit its headings"


def _definitions(model: Model) -> Iterator[str]:
    for (entity, name), definition in model.definitions.items():
        if definition.entity not in (entity, model.entities[entity].kind_of):
            yield f"{name} stands under {entity} and is for {definition.entity}"
        if isinstance(definition.body, TableBody) and definition.body.table not in model.tables:
            yield f"{name} needs table {definition.body.table}"
        for value in values_of_body(definition.body):
            yield from _value(model, value, f"definition {name}")


def _provisions(model: Model) -> Iterator[str]:
    for label, provision in model.provisions.items():
        if label != provision.label:
            yield f"{provision.label} stands under {label}"
        for target in provision.targets:
            yield from _target(model, provision, target)
    for provision in (*model.provisions.values(), *model.readings.values()):
        yield from _provision(model, provision)


def _target(model: Model, provision: Provision, target: str) -> Iterator[str]:
    excepted = model.provisions.get(target)
    if excepted is None:
        yield f"{provision.label} excepts {target}, which is not there"
    elif (excepted.stratum, excepted.entities) != (provision.stratum, provision.entities):
        yield f"{provision.label} and {target} are unlike"
    elif excepted.of_class and not provision.of_class:
        yield f"{provision.label} has not the rank of {target}"


def _provision(model: Model, provision: Provision) -> Iterator[str]:
    where = provision.label
    if not provision.cites:
        yield f"{where} has no citation"
    for value in values_of_provision(provision):
        yield from _value(model, value, where)
    for test in conditions_of(provision):
        for inner in tests_within(test):
            yield from _quantified(model, inner, where)
    closing = () if provision.otherwise is None else (provision.otherwise,)
    for action in (*provision.actions, *closing):
        match action:
            case ClassifyAs(table=str(table)) if table not in model.tables:
                yield f"{where} needs table {table}"
            case FateIs(result=str(result)) | PairAnswer(result=str(result)) if result not in model.results:
                yield f"{where} names {result}, which is no result"
            case _:
                pass


def _quantified(model: Model, test: Test, where: str) -> Iterator[str]:
    if isinstance(test, Quantified) and test.entity not in model.entities:
        yield f"{where} speaks of every {test.entity}, which is no entity"


def _value(model: Model, value: Value, where: str) -> Iterator[str]:
    match value:
        case Variable(entity=entity):
            if entity not in model.entities:
                yield f"{where} has a variable of {entity}, which is no entity"
        case FactOf(of, entity, fact, type_):
            declared = model.entities[entity].facts.get(fact)
            if declared is not None and declared.type != type_:
                yield f"{where} reads {entity}'s {fact} as another type"
            if declared is None and entity not in (model.charter.decided, model.charter.counted):
                yield f"{where} reads {entity}'s {fact}, which is not declared"
            if type_of(of) != Thing(entity):
                yield f"{where} reads {fact} of another thing than {entity}"
        case DefinedOf(_, entity, definition):
            if (entity, definition) not in model.definitions:
                yield f"{where} reads {entity}'s {definition}, which is not defined"
        case ConcludedOf(of=of):
            if not isinstance(type_of(of), Thing):
                yield f"{where} reads a conclusion about no thing"
        case _:
            pass
