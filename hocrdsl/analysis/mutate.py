"""Rulebooks with one thing wrong: are the cases strong enough to notice?

Every mutant is one change of the checked rulebook, so that it is well typed and would pass unseen by eye. One that
no incident can tell from the rulebook is left out: its regions are those of what it replaces (`same_meaning`), or
the changed row decides nothing. What is left and no case notices is a boundary that no case tests.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Literal

from hocrdsl.analysis.encode import Encoder
from hocrdsl.analysis.mutants_of_tests import of_action, of_test
from hocrdsl.analysis.places import cut_points
from hocrdsl.analysis.values import Opaque
from hocrdsl.data import Data, field, replace
from hocrdsl.model import nodes
from hocrdsl.model.expressions import Choice, Constant, Test, YesNo
from hocrdsl.model.nodes import CaseBody, Definition, Fact, Model, Provision, Table, UnitIs
from hocrdsl.model.wording import say_value, words
from hocrdsl.plan.reads import provision_reads
from hocrdsl.source import Span

What = Literal["provision", "definition", "table", "row", "fact"]


class Mutant(Data):
    """`kind`: limb, connective, negation, option, bound, date or number, clause, direction, output, unit, provision,
    row, presumption.

    `what` and `key` name the thing changed; `new` takes its place (None: it is left out).
    """

    kind: str
    label: str
    description: str
    what: What
    key: tuple[str, ...]
    new: Any = field(repr=False)
    span: Span | None = field(default=None, compare=False, repr=False)

    def apply(self, model: Model) -> Model:
        """The rulebook with the change."""
        match self.what:
            case "provision":
                label = self.key[0]
                if self.new is not None:
                    return replace(model, provisions={**model.provisions, label: self.new})
                left = {at: one for at, one in model.provisions.items() if at != label}
                kept = tuple(one for one in model.disagreements if label not in one.between)
                return replace(model, provisions=left, disagreements=kept)
            case "definition":
                old = model.definitions[self.key[0], self.key[1]]
                return replace(model, definitions={
                    at: self.new if one.body == old.body and at[1] == self.key[1] else one
                    for at, one in model.definitions.items()
                })
            case "table":
                return replace(model, tables={**model.tables, self.key[0]: self.new})
            case "row":
                return replace(model, rows={**model.rows, self.key[0]: self.new})
            case "fact":
                return replace(model, entities={
                    name: replace(entity, facts={**entity.facts, self.key[1]: self.new})
                    if self.key[1] in entity.facts and entity.facts[self.key[1]].entity == self.key[0] else entity
                    for name, entity in model.entities.items()
                })


def mutants(model: Model) -> Iterator[Mutant]:
    """Every mutant, in the order of the rulebook; no two alike, and none that leaves the rulebook as it was."""
    read = set().union(*(provision_reads(model, one) for one in model.provisions.values()))
    seen: set[tuple[str, tuple[str, ...], str]] = set()
    for found in (
        *_of_provisions(model), *_of_definitions(model, read), *_of_tables(model), *_of_rows(model, read),
        *_of_presumptions(model, read),
    ):
        mark = (found.what, found.key, repr(found.new) if found.what != "row" else found.description)
        if mark not in seen:
            seen.add(mark)
            yield found


def sample(found: list[Mutant], number: int | None, seed: int) -> list[Mutant]:
    """So many of them, chosen by seed, in the order of the rulebook."""
    if number is None or number >= len(found):
        return found
    chosen = sorted(random.Random(seed).sample(range(len(found)), number))
    return [found[place] for place in chosen]


# --- provisions -----------------------------------------------------------------------


def _of_provisions(model: Model) -> Iterator[Mutant]:
    for label, one in model.provisions.items():
        def made(new: Provision | None, kind: str, said: str, span: Span | None, of: Provision = one) -> Mutant:
            return Mutant(kind, of.label, said, "provision", (of.label,), new, span or of.span)

        sort = "exception" if one.targets else "provision"
        if not any(label in other.targets for other in model.provisions.values()):
            yield made(None, "provision", f"the whole {sort} left out", one.origin.head)
        if one.where is not None:
            yield made(replace(one, where=None), "clause", "`where` left out", one.where.span)
            for test, kind, said, span in of_test(one.where):
                yield made(replace(one, where=test), kind, said, span)
        for place, action in enumerate(one.actions):
            for changed, kind, said, span in of_action(model, action):
                actions = (*one.actions[:place], changed, *one.actions[place + 1 :])
                yield made(replace(one, actions=actions), kind, said, span)
        if one.otherwise is not None:
            yield made(replace(one, otherwise=None), "clause", "`otherwise` left out", one.otherwise.span)
            for changed, kind, said, span in of_action(model, one.otherwise):
                yield made(replace(one, otherwise=changed), kind, f"`otherwise`: {said}", span)
        for target in one.targets if len(one.targets) > 1 else ():
            rest = tuple(other for other in one.targets if other != target)
            yield made(replace(one, targets=rest), "provision", f"no longer an exception to {target}", one.origin.head)


# --- definitions, tables, rows, presumptions ------------------------------------------


def _of_definitions(model: Model, read: set[tuple[str, str]]) -> Iterator[Mutant]:
    done: set[tuple[str, str]] = set()
    for (entity, key), one in model.definitions.items():
        mark = (key, repr(one.body))
        if mark in done:
            continue
        done.add(mark)
        for body, kind, said, span in _of_body(one):
            yield Mutant(kind, one.name, said, "definition", (entity, key), replace(one, body=body), span or one.span)


_OTHER_END: dict[str, Literal["earliest", "latest"]] = {"earliest": "latest", "latest": "earliest"}


def _of_body(definition: Definition) -> Iterator[tuple[Any, str, str, Span | None]]:
    body = definition.body
    match body:
        case nodes.ConditionBody(test) | nodes.ClosureBody(test):
            for changed, kind, said, span in of_test(test):
                yield replace(body, test=changed), kind, said, span
        case CaseBody(lines):
            for place, (value, line) in enumerate(lines):
                rest = lines[:place] + lines[place + 1 :]
                if rest:
                    yield CaseBody(rest), "limb", f"line `it is {say_value(value)}` left out", None
                for changed, kind, said, span in of_test(line) if line is not None else ():
                    yield CaseBody((*lines[:place], (value, changed), *lines[place + 1 :])), kind, said, span
        case nodes.FirstBody(values):
            for place, value in enumerate(values if len(values) > 1 else ()):
                left = nodes.FirstBody(values[:place] + values[place + 1 :])
                yield left, "limb", f"`{say_value(value)}` left out", None
        case nodes.TallyBody(kind, _, over):
            for changed, how, said, span in of_test(over.condition):
                yield replace(body, over=replace(over, condition=changed)), how, said, span
            if kind != "number":
                yield replace(body, kind=_OTHER_END[kind]), "value", f"`the {kind}` is `the {_OTHER_END[kind]}`", None
        case nodes.TableBody() | nodes.ValueBody():
            return


def _of_tables(model: Model) -> Iterator[Mutant]:
    for title, table in model.tables.items():
        if any(entity.rows_of == title for entity in model.entities.values()):
            continue
        for place, row in enumerate(table.rows):
            def made(rows: tuple[nodes.TableRow, ...], said: str, of: Table = table,
                     at: nodes.TableRow = row) -> Mutant:
                changed = replace(of, rows=rows)
                return Mutant("row", of.title, f"row {at.number} {said}", "table", (of.title,), changed, at.span)

            yield made(table.rows[:place] + table.rows[place + 1 :], "left out")
            other = next((one for one in (*table.rows[place + 1 :], *table.rows) if one.output != row.output), None)
            if other is not None:
                changed = replace(row, output=other.output)
                yield made((*table.rows[:place], changed, *table.rows[place + 1 :]),
                           f"given the output of row {other.number}")


def _of_rows(model: Model, read: set[tuple[str, str]]) -> Iterator[Mutant]:
    """A column that is read, a value that some test names or that is ordered by: one row of it takes another's."""
    named = cut_points(model)
    for entity, rows in model.rows.items():
        for column, cells in rows.columns.items():
            if (entity, column) not in read:
                continue
            wanted = [value for value in dict.fromkeys(cells) if value in named.get(column, ()) or
                      isinstance(value, int | float) and not isinstance(value, bool)]
            for value in wanted:
                place = cells.index(value)
                other = next((one for one in (*cells[place + 1 :], *cells[:place]) if one != value), None)
                if other is None and value is None:
                    continue
                new = replace(rows, columns={**rows.columns, column: (*cells[:place], other, *cells[place + 1 :])})
                shown = "none" if other is None else words(str(other))
                said = f"{words(column)} {words(str(value))} made {shown}"
                yield Mutant("row", f"{words(entity)} {rows.keys[place]}", said, "row",
                             (entity, rows.keys[place], column), new, model.entities[entity].span)


def _of_presumptions(model: Model, read: set[tuple[str, str]]) -> Iterator[Mutant]:
    names = {fact for _, fact in read}
    done: set[tuple[str, str]] = set()
    for entity in model.entities.values():
        for fact in entity.facts.values():
            if fact.presumed is None or fact.key not in names or (fact.entity, fact.key) in done:
                continue
            done.add((fact.entity, fact.key))

            def made(new: Fact, said: str, of: Fact = fact) -> Mutant:
                label = f"{words(of.entity)}'s {of.name}"
                return Mutant("presumption", label, said, "fact", (of.entity, of.key), new, of.span)

            yield made(replace(fact, presumed=None), "presumption left out")
            if isinstance(fact.type, YesNo) and isinstance(fact.presumed, Constant):
                turned = replace(fact.presumed, value=not fact.presumed.value)
                yield made(replace(fact, presumed=turned), "presumption turned round")
            elif isinstance(fact.type, Choice):
                held = fact.presumed.value if isinstance(fact.presumed, Constant) else None
                other = next(one for one in fact.type.options if one != held)
                yield made(replace(fact, presumed=Constant(other, fact.type)), f"presumed {words(other)}")


# --- the same after all ---------------------------------------------------------------


def same_meaning(model: Model, mutant: Mutant, encoder: Encoder) -> bool:
    """Whether it is proved that no incident tells the mutant from the rulebook."""
    match mutant.what:
        case "provision":
            if mutant.new is None:
                return False
            return _same_provision(model.provisions[mutant.key[0]], mutant.new, encoder)
        case "definition":
            return _same_definition(model.definitions[mutant.key[0], mutant.key[1]], mutant.new, encoder)
        case _:
            return False


def _same_provision(old: Provision, new: Provision, encoder: Encoder) -> bool:
    from hocrdsl.analysis.answers import one_way
    from hocrdsl.analysis.places import things

    if old.targets != new.targets:
        return False
    try:
        env = things(old.entities)
        return _plain(one_way(old, encoder, env)) == _plain(one_way(new, encoder, env))
    except Opaque:
        return False


def _plain(answers: dict[Any, int]) -> dict[Any, int]:
    """Answers without the tests that units carry along."""
    found: dict[Any, int] = {}
    for answer, region in answers.items():
        key = (answer.parts, answer.fallbacks) if isinstance(answer, UnitIs) else answer
        if key in found:
            return dict(answers)
        found[key] = region
    return found


def _same_definition(old: Definition, new: Definition, encoder: Encoder) -> bool:
    from hocrdsl.analysis.rows import NotOfRows

    if not isinstance(old.body, nodes.ConditionBody) or not isinstance(new.body, nodes.ConditionBody):
        return False
    tests: tuple[Test, Test] = (old.body.test, new.body.test)
    if old.entity in encoder.rows:
        rows = encoder.rows[old.entity]
        try:
            return rows.test(tests[0]) == rows.test(tests[1])
        except NotOfRows:
            return False
    from hocrdsl.analysis.places import things

    env = things((old.entity,))
    return encoder.test(tests[0], env) == encoder.test(tests[1], env)
