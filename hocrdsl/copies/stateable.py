"""What can be stated in an incident: each fact with its question, its values, what is held when nothing is said of it,
who decides it, an example, and the provisions that read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hocrdsl.copies.copy import Copy
from hocrdsl.copies.order import label_order
from hocrdsl.copies.words import cited
from hocrdsl.model import Model
from hocrdsl.model.scope import bare, key
from hocrdsl.plan import Plan
from hocrdsl.plan.reads import provision_reads
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax.assemble_facts import values
from hocrdsl.syntax.groups import apart
from hocrdsl.syntax.write_conditions import condition, value


@dataclass(frozen=True, slots=True)
class Stateable:
    """A fact. `values`: each with what it means, or nothing where the word says it. `presumed`: the value that is held
    when nothing is said, with the page that says so. `read_by`: labels. `stands_under`: what the thing is written under
    in an incident; that it is so need not be stated."""

    entity: str
    group: str
    name: str
    kind: str
    asked: str
    values: tuple[tuple[str, str], ...]
    optional: bool
    required: bool
    presumed: str
    presumed_by: str
    only_where: str
    judgement: bool
    decided_by: str
    never_decides: bool
    example: str
    read_by: tuple[str, ...]
    stands_under: str = ""


@dataclass(frozen=True, slots=True)
class Titled:
    """Facts under a title; the facts of an entity itself have none."""

    title: str
    text: str
    facts: tuple[Stateable, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """An entity with what can be stated of it. `where`: where in an incident, in words; `kind_of`: what it has the
    facts of too; `rows`: it is the rows of a table, so nothing is stated of it, and a row is named."""

    name: str
    where: str
    text: str
    kind_of: str
    rows: bool
    groups: tuple[Titled, ...]


def stateable(copy: Copy, plan: Plan) -> tuple[Described, ...]:
    """The entities of an edition: what brings news, what is decided, what is counted, then the others as they stand."""
    model = plan.model
    charter = model.charter
    entities = [item for item in copy.items if isinstance(item, syntax.Entity)]
    read, event = _read_by(plan), model.entities[charter.event].name
    first = [charter.event, charter.decided, model.entities[charter.decided].kind_of, charter.counted]

    def place(entity: syntax.Entity) -> tuple[bool, int]:
        at = key(entity.name.text)
        return entity.rows_of is not None, first.index(at) if at in first else len(first)

    return tuple(
        _described(one, _where(one, model), read, event if key(one.name.text) == charter.decided else "")
        for one in sorted(entities, key=place)
    )


def _where(entity: syntax.Entity, model: Model) -> str:
    """Where in an incident such a thing stands."""
    charter, own = model.charter, model.entities[key(entity.name.text)]
    kinds = [one.name for one in model.entities.values() if one.kind_of == own.key]
    if entity.rows_of is not None:
        return f'named by its code: a row of the table "{entity.rows_of.text}"'
    if own.key == charter.decided:
        return f"under `{own.listed_as}` of its {model.entities[charter.event].name}"
    if own.key == charter.counted:
        return "under `held`, where one is on record already"
    return f"what every {' and every '.join(kinds)} has" if kinds else f"under `{own.listed_as}`"


def _read_by(plan: Plan) -> dict[tuple[str, str], list[str]]:
    """By the entity that declares a fact and its key: the labels of the provisions that read it."""
    model = plan.model
    found: dict[tuple[str, str], list[str]] = {}
    for label in sorted(model.provisions, key=label_order):
        declared = {(model.entities[entity].facts[fact].entity, fact)
                    for entity, fact in provision_reads(model, model.provisions[label])
                    if entity in model.entities and fact in model.entities[entity].facts}
        for one in declared:
            found.setdefault(one, []).append(label)
    return found


def _described(entity: syntax.Entity, where: str, read: dict[tuple[str, str], list[str]],
               under: str) -> Described:
    name = entity.name.text
    groups = [Titled("" if isinstance(part, syntax.Entity) else part.title.text,
                     "" if isinstance(part, syntax.Entity) else _flat(part.text),
                     tuple(_fact(name, fact, read, under) for fact in part.facts)) for part in apart(entity)]
    return Described(
        name, where, _flat(entity.text), entity.kind_of.text if entity.kind_of else "", entity.rows_of is not None,
        tuple(group for group in groups if group.facts),
    )  # fmt: skip


def _fact(entity: str, fact: syntax.Has, read: dict[tuple[str, str], list[str]], under: str) -> Stateable:
    brought = bool(under) and fact.type.kind == "entity" and fact.type.name is not None \
        and bare(fact.type.name.text) == bare(under)
    means = {bare(one.value.text): one.text for one in fact.meanings}
    only = condition("", fact.only_where, 0) if fact.only_where is not None else []
    return Stateable(
        entity=entity, group=fact.group, name=fact.name.text, kind=_kind(fact.type), asked=fact.guidance,
        values=tuple((one, means.get(bare(one), "")) for one in values(fact.type) if one != "none" or "none" in means),
        optional=fact.type.optional, required=fact.required,
        presumed=value(fact.presume) if fact.presume is not None else "", presumed_by=cited(fact.presume_cites),
        only_where=" ".join(text.strip() for _, text in only), judgement=fact.judgement, decided_by=fact.decided_by,
        never_decides=fact.never_decides, example=fact.example,
        read_by=tuple(read.get((key(entity), key(fact.name.text)), ())), stands_under=under if brought else "",
    )  # fmt: skip


def _kind(type_: syntax.TypeRef) -> str:
    match type_.kind:
        case "entity":
            return f"one {type_.name.text if type_.name else ''}"
        case "list of":
            return f"a list of {type_.name.text if type_.name else ''}"
        case "yes or no" | "one of":
            return type_.kind
        case _:
            return f"a {type_.kind}"


def _flat(text: str) -> str:
    return " ".join(text.split())


# --- in words ---------------------------------------------------------------------------


def silent(fact: Stateable) -> str:
    """What is held when nothing is said."""
    if fact.stands_under:
        return f"It is not written down: it is the {fact.stands_under} that the {fact.entity} stands under."
    if fact.required:
        return "It must be stated."
    if fact.presumed:
        return f"If nothing is said: {fact.presumed} {fact.presumed_by}".strip() + "."
    return "It never decides." if fact.never_decides else "If nothing is said it is unknown."


def remarks(fact: Stateable) -> Iterator[str]:
    """What else is to be known of a fact, sentence by sentence."""
    if fact.only_where:
        yield f"Asked only where {fact.only_where}."
    if fact.optional and not any(one == "none" for one, _ in fact.values):
        yield "It may be none."
    yield silent(fact)
    if fact.judgement:
        yield f"A judgement, decided by {fact.decided_by}." if fact.decided_by else "A judgement."
    elif fact.decided_by:
        yield f"Decided by {fact.decided_by}."


def as_text(described: tuple[Described, ...]) -> Iterator[str]:
    """Everything, to be read at a terminal."""
    for place, entity in enumerate(described):
        if place:
            yield ""
        yield f"{entity.name}: {entity.where}"
        if entity.text:
            yield f"  {entity.text}"
        if entity.kind_of:
            yield f"  It has what can be stated of {entity.kind_of} too."
        for group in entity.groups:
            if group.title:
                yield ""
                yield f'  {entity.name}, "{group.title}"' + (f": {group.text}" if group.text else "")
            for fact in group.facts:
                yield from (f"    {line}" for line in _lines(fact, entity.rows))


def _lines(fact: Stateable, column: bool) -> Iterator[str]:
    told = [one for one, _ in fact.values]
    plain = ", ".join(one for one, means in fact.values if not means)
    shown = "" if fact.kind == "yes or no" or not told else f": {plain}" if plain else ""
    yield f"{fact.name}  ({fact.kind}{shown})"
    if fact.asked:
        yield f"  {fact.asked}"
    yield from (f"    {one}: {means}" for one, means in fact.values if means)
    if fact.example:
        yield f"  For example: {fact.example}"
    if not column:
        yield f"  {' '.join(remarks(fact))}"
