"""What changed in the text between two models: omitted, substituted, inserted; limb by limb, in words.

Everything that can change an answer, or says why, is named once and put in words; two models differ in the text
exactly where these words differ. Moving a definition in its file, or to another file, is no change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hocrdsl.analysis.action_words import limb_name, say_action, units
from hocrdsl.model import nodes
from hocrdsl.model.expressions import Combined, Constant, Test, Thing, Things, Type
from hocrdsl.model.nodes import (
    Action,
    Definition,
    Entity,
    Fact,
    Model,
    MoreSerious,
    Provision,
    Rows,
    Table,
    UnitIs,
)
from hocrdsl.model.wording import as_written, say_tally, say_value, words
from hocrdsl.source import Span

Parts = dict[str, str]
Kind = Literal["omitted", "substituted", "inserted"]


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part of a whole: `when (b)(ii)`, `title`, a row. `old` or `new` is empty where it was not there."""

    kind: Kind
    part: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A provision, definition, table, fact or other named thing. `what` is its kind, `label` its name.

    `where`: the editions that it holds of, in words, where several are compared.
    """

    kind: Kind
    what: str
    label: str
    title: str
    parts: tuple[PartChange, ...]
    where: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


def text_changes(old: Model, new: Model) -> tuple[TextChange, ...]:
    """Every change, by kind of thing and in the order of the new text."""
    found: list[TextChange] = []
    for what, things in _KINDS:
        before, after = things(old), things(new)
        for label in [*after, *[one for one in before if one not in after]]:
            found += _change(what, label, before.get(label), after.get(label))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Thing:
    title: str
    parts: Parts
    span: Span | None


def _change(what: str, label: str, old: _Thing | None, new: _Thing | None) -> Iterator[TextChange]:
    if old is None and new is not None:
        parts = tuple(PartChange("inserted", part, "", said) for part, said in new.parts.items())
        yield TextChange("inserted", what, label, new.title, parts, span=new.span)
    elif new is None and old is not None:
        yield TextChange("omitted", what, label, old.title, (), span=old.span)
    elif old is not None and new is not None and old.parts != new.parts:
        yield TextChange("substituted", what, label, new.title, tuple(part_changes(old.parts, new.parts)),
                         span=new.span)


def part_changes(old: Parts, new: Parts) -> Iterator[PartChange]:
    """Each part that is on one side only, or said otherwise."""
    for part, said in new.items():
        if part not in old:
            yield PartChange("inserted", part, "", said)
        elif old[part] != said:
            yield PartChange("substituted", part, old[part], said)
    for part, said in old.items():
        if part not in new:
            yield PartChange("omitted", part, said, "")


# --- provisions -----------------------------------------------------------------------


def _provisions(model: Model) -> dict[str, _Thing]:
    found = {label: _Thing(one.title, provision_parts(one), one.span) for label, one in model.provisions.items()}
    for (label, name), one in model.readings.items():
        found[f'{label} (reading "{name}")'] = _Thing(one.title, provision_parts(one), one.span)
    return found


def provision_parts(provision: Provision) -> Parts:
    """A provision clause by clause and limb by limb."""
    found = {"title": provision.title, "cites": "; ".join(str(cite) for cite in provision.cites)}
    if provision.text:
        found["text"] = provision.text
    found["standing"] = provision.standing
    found["kind"] = "class rule" if provision.of_class else "general rule"
    if provision.targets:
        found["exception to"] = ", ".join(provision.targets)
    found["for each"] = " and ".join(words(entity) for entity in provision.entities)
    if provision.where is not None:
        found.update(_test_parts("where", provision.where))
    for number, action in enumerate(provision.actions, 1):
        name = "action" if len(provision.actions) == 1 else f"action {number}"
        found.update(_action_parts(name, action))
    if provision.otherwise is not None:
        found.update(_action_parts("otherwise", provision.otherwise))
    return found


def _test_parts(clause: str, test: Test) -> Iterator[tuple[str, str]]:
    if not (isinstance(test, Combined) and test.letters):
        yield clause, as_written(test)
        return
    yield clause, {"all": "all of", "any": "any of", "none": "none of"}[test.kind]
    base = clause.partition(" (")[0]
    for limb, letter in zip(test.limbs, test.letters, strict=True):
        yield from _test_parts(f"{base} {limb_name(letter)}", limb)


def _action_parts(name: str, action: Action) -> Iterator[tuple[str, str]]:
    yield name, say_action(action)
    if isinstance(action, MoreSerious):
        yield from ((f"{name} ({number})", one.text) for number, one in enumerate(action.criteria, 1))
    if isinstance(action, UnitIs):
        for number, line in enumerate(action.fallbacks, 1):
            yield f"{name}, failing which {number}", units(line)
    if action.when is not None:
        yield from _test_parts("when" if name == "action" else f"{name} when", action.when)


# --- everything else ------------------------------------------------------------------


def _disagreements(model: Model) -> dict[str, _Thing]:
    return {
        one.label: _Thing(one.title, {
            "title": one.title, "between": " and ".join(one.between), "refer to": words(one.result),
            "cites": "; ".join(str(cite) for cite in one.cites), "text": one.text,
        }, one.span)
        for one in model.disagreements
    }


def _definitions(model: Model) -> dict[str, _Thing]:
    return {
        f"{one.name} of {words(entity)}": _Thing("", definition_parts(one), one.span)
        for (entity, _), one in model.definitions.items()
        # told once, for the kind that it is written for
        if one.entity == entity
    }


def definition_parts(definition: Definition) -> Parts:
    """A definition line by line and limb by limb."""
    found = {"cites": "; ".join(str(cite) for cite in definition.cites), "text": definition.text,
             "standing": definition.standing}
    found = {part: said for part, said in found.items() if said}
    match definition.body:
        case nodes.ConditionBody(test):
            found.update(_test_parts("it is so when", test))
        case nodes.ClosureBody(test):
            found.update(_test_parts("the two belong together when", test))
        case nodes.CaseBody(lines):
            for number, (value, line) in enumerate(lines, 1):
                found[f"line {number}"] = f"it is {say_value(value)}"
                if line is None:
                    found[f"line {number}"] = f"otherwise it is {say_value(value)}"
                else:
                    found.update(_test_parts(f"line {number} when", line))
        case nodes.TableBody(table):
            found["it is"] = f'by table "{table}"'
        case nodes.FirstBody(values):
            found.update((f"({number})", say_value(one)) for number, one in enumerate(values, 1))
        case nodes.ValueBody(value):
            found["it is"] = say_value(value)
        case nodes.TallyBody():
            found["it is"] = say_tally(definition.body)
    return found


def _tables(model: Model) -> dict[str, _Thing]:
    found = {f'table "{title}"': _Thing("", _table_parts(one), one.span) for title, one in model.tables.items()}
    for entity, rows in model.rows.items():
        found[f"rows of {words(entity)}"] = _Thing("", _row_parts(rows), model.entities[entity].span)
    return found


def _table_parts(table: Table) -> Parts:
    found = {"cites": "; ".join(str(cite) for cite in table.cites),
             "headings": " | ".join((*table.headings, f"=> {table.output_heading}")),
             "how": "the first row that fits" if table.first_row else "one row at most fits",
             "combinations": "not every one has a row" if table.partial else "every one has a row"}
    for row in table.rows:
        cells = " | ".join(_cell(cell) for cell in row.cells)
        found[f"row {cells}"] = "none" if row.output is None else say_value(row.output)
    return found


def _cell(cell: nodes.Fits) -> str:
    said = ", ".join(say_value(one) for one in cell.constants)
    return {"any": "any", "one of": said}.get(cell.kind, f"{cell.kind} {said}")


def _row_parts(rows: Rows) -> Parts:
    return {
        f"row {key}": "; ".join(f"{words(column)} {_shown(cells[place])}" for column, cells in rows.columns.items())
        for place, key in enumerate(rows.keys)
    }


def _shown(cell: Any) -> str:
    return "none" if cell is None else {True: "yes", False: "no"}[cell] if isinstance(cell, bool) else str(cell)


def _facts(model: Model) -> dict[str, _Thing]:
    return {
        f"{words(entity.key)}'s {fact.name}": _Thing("", fact_parts(fact), fact.span)
        for entity in model.entities.values() for fact in entity.facts.values() if fact.entity == entity.key
    }


def fact_parts(fact: Fact) -> Parts:
    """The declaration of a fact."""
    options = (", optional" if fact.optional else "") + (", required" if fact.required else "")
    found = {"type": _type(fact.type) + options}
    if fact.presumed is not None:
        value = say_value(fact.presumed) if isinstance(fact.presumed, Constant) else fact.presumed
        found["presumed"] = f"{value} [{'; '.join(str(cite) for cite in fact.presumed_cites)}]"
    if fact.only_where is not None:
        found.update(_test_parts("only where", fact.only_where))
    if fact.judgement:
        found["judgement"] = f"decided by {fact.decided_by}" if fact.decided_by else "yes"
    if fact.guidance:
        found["guidance"] = fact.guidance
    found.update((f"value {words(value)}", said) for value, said in fact.meanings)
    if fact.example:
        found["example"] = fact.example
    return found


def _type(type_: Type) -> str:
    match type_:
        case Thing(entity):
            return words(entity)
        case Things(entity):
            return f"list of {words(entity)}"
        case _:
            options = getattr(type_, "options", None)
            return "one of " + ", ".join(words(one) for one in options) if options else type(type_).__name__.lower()


def _entities(model: Model) -> dict[str, _Thing]:
    def parts(one: Entity) -> Parts:
        return {"kind of": words(one.kind_of or ""), "listed as": words(one.listed_as), "text": one.text}

    return {words(one.key): _Thing("", parts(one), one.span) for one in model.entities.values()}


def _results(model: Model) -> dict[str, _Thing]:
    def parts(one: nodes.Result) -> Parts:
        found = {"cites": "; ".join(str(cite) for cite in one.cites), "text": one.text}
        rulings = {"settled by": one.settled_by, "classified by": one.classified_by}
        return {**found, **{clause: words(fact) for clause, fact in rulings.items() if fact is not None}}

    return {one.name: _Thing("", parts(one), one.span) for one in model.results.values()}


def _head(model: Model) -> dict[str, _Thing]:
    charter = model.charter
    names = ("decided", "counted", "kept_apart_by", "event_date", "class_rules_prevail", "disagreements_go_to",
             "unclassified_go_to", "local_time")
    return {charter.title: _Thing("", {words(one): words(str(getattr(charter, one))) for one in names}, None)}


_KINDS: tuple[tuple[str, Callable[[Model], Mapping[str, _Thing]]], ...] = (
    ("provision", _provisions), ("disagreement", _disagreements), ("definition", _definitions), ("table", _tables),
    ("fact", _facts), ("entity", _entities), ("result", _results), ("rulebook", _head),
)
